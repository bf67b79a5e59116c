"""Addresses of cases."""

from schoolgate.cases.urls import documents, letters, pages

app_name = "cases"
urlpatterns = [*pages.urlpatterns, *documents.urlpatterns, *letters.urlpatterns]
