"""What those see whom a concern reaches."""

from django.urls import path

from schoolgate.concerns.views.reading import deeds, evidence, queue, triage

urlpatterns = [
    path("concerns/", queue.index, name="queue"),
    path("concerns/settings/", queue.settings, name="settings"),
    path("concerns/files/<uuid:id>/", evidence.show, name="file"),
    path("concerns/files/<uuid:id>/blurred/", evidence.blurred, name="file_blurred"),
    path("concerns/files/<uuid:id>/pages/<int:page>/", evidence.page, name="file_page"),
    path("concerns/files/<uuid:id>/original/", evidence.original, name="file_original"),
    path("concerns/<uuid:id>/", queue.show, name="concern"),
    path("concerns/<uuid:id>/add/", deeds.add, name="add"),
    path("concerns/<uuid:id>/answer/", deeds.answer, name="answer"),
    path("concerns/<uuid:id>/clause/", deeds.clause, name="clause"),
    path("concerns/<uuid:id>/decide/", triage.decide, name="decide"),
    path("concerns/<uuid:id>/file/", evidence.attach, name="attach"),
    path("concerns/<uuid:id>/finish/", triage.finish, name="finish"),
    path("concerns/<uuid:id>/harm/", deeds.harm, name="harm"),
    path("concerns/<uuid:id>/link/", deeds.link, name="link"),
    path("concerns/<uuid:id>/pass/", deeds.pass_on, name="pass"),
    path("concerns/<uuid:id>/people/", deeds.people, name="people"),
    path("concerns/<uuid:id>/people/<int:person_id>/not-meant/", deeds.not_meant, name="not_meant"),
    path("concerns/<uuid:id>/scope/", deeds.scope, name="scope"),
    path("concerns/<uuid:id>/share/", deeds.share, name="share"),
    path("concerns/<uuid:id>/steps/<slug:stride>/", deeds.step, name="step"),
    path("concerns/<uuid:id>/take-back/", triage.take_back, name="take_back"),
]
