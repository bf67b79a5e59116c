"""Addresses of concerns: telling, and reading what was told."""

from schoolgate.concerns.urls import telling, triage

app_name = "concerns"
urlpatterns = [*telling.urlpatterns, *triage.urlpatterns]
