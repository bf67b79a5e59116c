"""Addresses of cases."""

from schoolgate.cases.urls import letters, pages, records

app_name = "cases"
urlpatterns = [*pages.urlpatterns, *letters.urlpatterns, *records.urlpatterns]
