from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Concerns(AppConfig):
    name = "schoolgate.concerns"
    label = "concerns"

    def ready(self) -> None:
        from schoolgate.concerns import guard

        post_migrate.connect(guard.install, sender=self, dispatch_uid="concerns.guard")
