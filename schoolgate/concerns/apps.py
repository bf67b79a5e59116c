from django.apps import AppConfig


class Concerns(AppConfig):
    name = "schoolgate.concerns"
    label = "concerns"

    def ready(self) -> None:
        from schoolgate.concerns.actions import filing
        from schoolgate.concerns.queries import uploads
        from schoolgate.sealed import store

        store.register(filing.FOLDER)
        store.register(uploads.FOLDER)
