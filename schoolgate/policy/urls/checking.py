"""Addresses for looking at a version as a whole: what it counts with, its findings, what it would have changed."""

from django.urls import path

from schoolgate.policy.views import checking

urlpatterns = [
    path("versions/<int:id>/counts-with/", checking.parameters, name="parameters"),
    path("versions/<int:id>/what-if/", checking.what_if, name="what_if"),
    path("versions/<int:id>/findings/", checking.findings_of, name="findings"),
    path("versions/<int:id>/findings/<slug:key>/", checking.accept, name="accept_finding"),
    path("versions/<int:id>/findings/<slug:key>/reopen/", checking.reopen, name="reopen_finding"),
    path("findings/", checking.findings_now, name="findings_now"),
]
