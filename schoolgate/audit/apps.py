from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class Audit(AppConfig):
    name = "schoolgate.audit"
    label = "audit"

    def ready(self) -> None:
        from schoolgate.audit import rows

        connection_created.connect(rows.keep_apart, dispatch_uid="audit.rows.keep_apart")
        post_migrate.connect(rows.install, sender=self, dispatch_uid="audit.rows")
