"""Addresses of the document: drafting, and reading and signing."""

from schoolgate.policy.urls import drafting, reading

app_name = "policy"
urlpatterns = [*drafting.urlpatterns, *reading.urlpatterns]
