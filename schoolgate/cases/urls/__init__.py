"""Addresses of cases."""

from schoolgate.cases.urls import pages

app_name = "cases"
urlpatterns = [*pages.urlpatterns]
