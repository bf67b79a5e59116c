from django.urls import path

from schoolgate.cases.views import chronology, decisions, opening, pages, readers, steps
from schoolgate.sealed import ids

ids.register("event")
ids.register("emergency")
ids.register("check")

urlpatterns = [
    path("", pages.index, name="cases"),
    path("today/", pages.today_page, name="today"),
    path("decisions/", pages.desk, name="desk"),
    path("in-force/", pages.in_force, name="in_force"),
    path("settings/", pages.settings, name="settings"),
    path("open/", opening.open_case, name="open"),
    path("open/into/", opening.add_concern, name="add_concern"),
    path("emergency/", readers.open_in_emergency, name="open_in_emergency"),
    path("emergencies/", readers.emergency, name="emergency"),
    path("emergencies/<emergency:id>/", readers.acknowledge_emergency_access, name="acknowledge_emergency_access"),
    path("second/", readers.seconds, name="seconds"),
    path("second/<uuid:id>/", readers.second, name="second"),
    path("<uuid:id>/", pages.show, name="case"),
    path("<uuid:id>/chronology/", pages.chronology, name="chronology"),
    path("<uuid:id>/chronology/enter/", chronology.add_event, name="add_event"),
    path("<uuid:id>/chronology/spoke/", chronology.add_contact, name="add_contact"),
    path("<uuid:id>/chronology/<event:event>/add/", chronology.addendum, name="addendum"),
    path("<uuid:id>/chronology/<event:event>/delete/", chronology.delete_event, name="delete_event"),
    path("<uuid:id>/steps/<slug:step>/", steps.step, name="step"),
    path("<uuid:id>/steps/<slug:step>/<int:child>/", steps.step, name="step_for"),
    path("<uuid:id>/leave-out/<slug:step>/", steps.skip, name="skip"),
    path("<uuid:id>/leave-out/<slug:step>/<int:child>/", steps.skip, name="skip_for"),
    path("<uuid:id>/give/<slug:step>/", steps.assign, name="assign"),
    path("<uuid:id>/give/<slug:step>/<int:child>/", steps.assign, name="assign_for"),
    path("<uuid:id>/correct/<event:event>/", steps.correct, name="correct_step"),
    path("<uuid:id>/close/", steps.close, name="close"),
    path("<uuid:id>/reopen/", steps.reopen, name="reopen"),
    path("<uuid:id>/people/add/", opening.add_part, name="add_part"),
    path("<uuid:id>/people/<int:person_id>/not-meant/", opening.not_meant, name="not_meant"),
    path("<uuid:id>/facts/", opening.facts, name="facts"),
    path("<uuid:id>/link/", opening.link, name="link"),
    path("<uuid:id>/hold/", opening.hold, name="hold"),
    path("<uuid:id>/hold/end/", opening.end_hold, name="end_hold"),
    path("<uuid:id>/readers/add/", readers.grant, name="grant"),
    path("<uuid:id>/readers/<int:person>/end/", readers.end_grant, name="end_grant"),
    path("<uuid:id>/checks/<check:check>/", decisions.check, name="check"),
    path("<uuid:id>/consequences/add/", decisions.add_consequence, name="add_consequence"),
    path("<uuid:id>/consequences/add/<int:person>/<str:rung>/", decisions.impose, name="impose"),
    path("<uuid:id>/consequences/<uuid:consequence>/review/", decisions.review, name="review_consequence"),
    path("<uuid:id>/consequences/<uuid:consequence>/end/", decisions.end_consequence, name="end_consequence"),
    path("<uuid:id>/consequences/<uuid:consequence>/parents/", decisions.parents_told, name="parents_told"),
]
