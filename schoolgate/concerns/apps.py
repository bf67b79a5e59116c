from django.apps import AppConfig


class Concerns(AppConfig):
    name = "schoolgate.concerns"
    label = "concerns"

    def ready(self) -> None:
        from schoolgate.community import changes, joining
        from schoolgate.community.queries import ties
        from schoolgate.community.signin import queries as signin
        from schoolgate.concerns.actions import filing, meaning, reaching
        from schoolgate.concerns.queries import reach, telling, uploads
        from schoolgate.sealed import store

        changes.register(meaning.match_again)
        changes.register_struck(meaning.ask_again)
        joining.register(reaching.after_join)
        store.register(filing.FOLDER)
        store.register(uploads.FOLDER)
        signin.register(reach.lets_in)
        signin.register_kept(telling.keeps)
        ties.register(reach.is_about)
