"""Addresses of the document: drafting and checking, and reading and signing."""

from schoolgate.policy.urls import checking, drafting, reading

app_name = "policy"
urlpatterns = [*drafting.urlpatterns, *checking.urlpatterns, *reading.urlpatterns]
