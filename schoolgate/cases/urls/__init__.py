"""Addresses of cases."""

from schoolgate.cases.urls import letters, pages

app_name = "cases"
urlpatterns = [*pages.urlpatterns, *letters.urlpatterns]
