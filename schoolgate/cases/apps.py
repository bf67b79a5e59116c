from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Cases(AppConfig):
    name = "schoolgate.cases"
    label = "cases"

    def ready(self) -> None:
        from schoolgate.cases import guard, papers
        from schoolgate.cases.queries import onward as from_concerns
        from schoolgate.concerns import onward
        from schoolgate.sealed import store

        store.also(papers.FOLDER)
        onward.also(from_concerns.ways)
        post_migrate.connect(guard.install, sender=self, dispatch_uid="cases.guard")
