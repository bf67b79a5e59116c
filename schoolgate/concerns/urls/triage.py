"""What those see whom a concern reaches."""

from django.urls import path

from schoolgate.concerns.views import duty
from schoolgate.concerns.views.triage import acts, evidence, outcomes, queue

urlpatterns = [
    path("concerns/", queue.index, name="queue"),
    path("concerns/settings/", queue.settings, name="settings"),
    path("concerns/absence/", duty.index, name="absence"),
    path("concerns/absence/away/", duty.away, name="away"),
    path("concerns/absence/<int:role_id>/back/", duty.back, name="back"),
    path("concerns/absence/duty/", duty.put_on_duty, name="put_on_duty"),
    path("concerns/absence/duty/<int:row_id>/end/", duty.take_off_duty, name="take_off_duty"),
    path("concerns/absence/notice/", duty.notice, name="closed_notice"),
    path("concerns/files/<uuid:id>/", evidence.show, name="file"),
    path("concerns/files/<uuid:id>/blurred/", evidence.blurred, name="file_blurred"),
    path("concerns/files/<uuid:id>/pages/<int:page>/", evidence.page, name="file_page"),
    path("concerns/files/<uuid:id>/original/", evidence.original, name="file_original"),
    path("concerns/<uuid:id>/", queue.show, name="concern"),
    path("concerns/<uuid:id>/add/", acts.add, name="add"),
    path("concerns/<uuid:id>/answer/", acts.answer, name="answer"),
    path("concerns/<uuid:id>/clause/", acts.clause, name="clause"),
    path("concerns/<uuid:id>/decide/", outcomes.decide, name="decide"),
    path("concerns/<uuid:id>/file/", evidence.attach, name="attach"),
    path("concerns/<uuid:id>/finish/", outcomes.finish, name="finish"),
    path("concerns/<uuid:id>/hand-over/", acts.hand_over, name="hand_over"),
    path("concerns/<uuid:id>/harm/", acts.harm, name="harm"),
    path("concerns/<uuid:id>/link/", acts.link, name="link"),
    path("concerns/<uuid:id>/pass/", acts.pass_on, name="pass"),
    path("concerns/<uuid:id>/people/", acts.people, name="people"),
    path("concerns/<uuid:id>/people/<int:person_id>/not-meant/", acts.not_meant, name="not_meant"),
    path("concerns/<uuid:id>/scope/", acts.scope, name="scope"),
    path("concerns/<uuid:id>/share/", acts.share, name="share"),
    path("concerns/<uuid:id>/steps/<slug:step>/", acts.step, name="step"),
    path("concerns/<uuid:id>/take-back/", outcomes.take_back, name="take_back"),
]
