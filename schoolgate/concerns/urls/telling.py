"""Addresses of those who tell us; below a school's own name nobody needs to sign in."""

from django.urls import path

from schoolgate.concerns.views.telling import child, doors, drafts, staff, told

urlpatterns = [
    path("tell/", doors.start, name="start"),
    path("tell/leave/", doors.leave, name="leave"),
    path("tell/poster/", doors.poster, name="poster"),
    path("tell/grown-ups/", doors.trusted, name="trusted"),
    path("tell/told/", told.told, name="told"),
    path("tell/answers/", told.answers, name="answers"),
    path("tell/told/<uuid:id>/", told.one, name="told_one"),
    path("tell/follow/<str:token>/", told.follow, name="follow"),
    path("tell/staff/", staff.tell, name="staff"),
    path("tell/staff/<slug:kind>/", staff.tell, name="staff_form"),
    path("tell/keep/<slug:form>/", drafts.keep, name="keep"),
    path("tell/<slug:slug>/", doors.doors, name="doors"),
    path("tell/<slug:slug>/child/", child.tell, name="child"),
    path("tell/<slug:slug>/worry/", doors.worry, name="worry"),
    path("tell/<slug:slug>/not-happy/", doors.unhappy, name="unhappy"),
    path("tell/<slug:slug>/receipt/", told.receipt, name="receipt"),
]
