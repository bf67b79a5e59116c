from django.apps import AppConfig


class Community(AppConfig):
    name = "schoolgate.community"
    label = "community"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from schoolgate.community import changes, second_steps, signed
        from schoolgate.community.actions import ties
        from schoolgate.community.signin import ended
        from schoolgate.sealed import rotation

        changes.register(ties.look_again)
        signed.connect()
        user_logged_in.connect(ended.begin)
        rotation.register(second_steps.SecondSteps())
