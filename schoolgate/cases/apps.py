from django.apps import AppConfig


class Cases(AppConfig):
    name = "schoolgate.cases"
    label = "cases"

    def ready(self) -> None:
        from schoolgate.cases import papers
        from schoolgate.cases.actions import notify, opening
        from schoolgate.cases.models.case import involved
        from schoolgate.cases.queries import letters_received, register
        from schoolgate.cases.queries import onward as from_concerns
        from schoolgate.community import changes, joining
        from schoolgate.community.queries import ties
        from schoolgate.community.signin import queries as signin
        from schoolgate.concerns import onward
        from schoolgate.concerns.models.concern import register_involved
        from schoolgate.concerns.queries import trusted
        from schoolgate.sealed import store

        changes.register(opening.match_again)
        changes.register_struck(opening.ask_again)
        store.register(papers.FOLDER)
        onward.register(from_concerns.ways)
        onward.register_later(onward.Later(readers=from_concerns.readers_of, meant=opening.meant_later))
        signin.register(register.lets_in)
        signin.register_kept(letters_received.keeps)
        register_involved(involved)
        trusted.register(register.in_question)
        ties.register(register.is_about)
        joining.register(notify.after_join)
