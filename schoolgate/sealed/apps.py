from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SealedConfig(AppConfig):
    name = "schoolgate.sealed"
    label = "sealed"

    def ready(self) -> None:
        from schoolgate.sealed import unchangeable

        post_migrate.connect(unchangeable.install, sender=self, dispatch_uid="sealed.unchangeable")
