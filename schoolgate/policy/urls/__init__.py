"""Addresses of the document: drafting and checking, the age register, asking, and reading and signing."""

from schoolgate.policy.urls import ages, asking, checking, drafting, public

app_name = "policy"
urlpatterns = [
    *drafting.urlpatterns,
    *checking.urlpatterns,
    *ages.urlpatterns,
    *asking.urlpatterns,
    *public.urlpatterns,
]
