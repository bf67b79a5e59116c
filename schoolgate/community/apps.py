from django.apps import AppConfig


class Community(AppConfig):
    name = "schoolgate.community"
    label = "community"

    def ready(self) -> None:
        from schoolgate.community import changes
        from schoolgate.community.actions import ties

        changes.register(ties.look_again)
