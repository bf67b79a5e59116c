"""Addresses of the document: drafting, the age register, and reading and signing."""

from schoolgate.policy.urls import ages, drafting, reading

app_name = "policy"
urlpatterns = [*drafting.urlpatterns, *ages.urlpatterns, *reading.urlpatterns]
