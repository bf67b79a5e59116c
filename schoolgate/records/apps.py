from django.apps import AppConfig


class Records(AppConfig):
    name = "schoolgate.records"
    label = "records"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from schoolgate.cases.actions import approvals
        from schoolgate.cases.queries import approvals as questions
        from schoolgate.cases.rules import What
        from schoolgate.records import noticing
        from schoolgate.records.actions import retention
        from schoolgate.records.queries import retention as kept
        from schoolgate.records.queries import todo
        from schoolgate.records.rules import FOLDER
        from schoolgate.sealed import store

        post_migrate.connect(noticing.install, sender=self, dispatch_uid="records.noticing")
        store.register(FOLDER)
        approvals.register(What.DESTROY, check=kept.check_destroyable, do=retention.destroy)
        questions.register(todo.questions)
