from django.apps import AppConfig


class Community(AppConfig):
    name = "schoolgate.community"
    label = "community"

    def ready(self) -> None:
        from schoolgate.community import changes, second_steps, signed
        from schoolgate.community.actions import ties
        from schoolgate.sealed import rotation

        changes.register(ties.look_again)
        signed.connect()
        rotation.register(second_steps.SecondSteps())
