from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Cases(AppConfig):
    name = "schoolgate.cases"
    label = "cases"

    def ready(self) -> None:
        from schoolgate.cases import guard, papers
        from schoolgate.concerns import store

        store.also(papers.FOLDER)
        post_migrate.connect(guard.install, sender=self, dispatch_uid="cases.guard")
