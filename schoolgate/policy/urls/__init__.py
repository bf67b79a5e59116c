"""Addresses of the document: drafting, the age register, asking, and reading and signing."""

from schoolgate.policy.urls import ages, asking, drafting, reading

app_name = "policy"
urlpatterns = [*drafting.urlpatterns, *ages.urlpatterns, *asking.urlpatterns, *reading.urlpatterns]
