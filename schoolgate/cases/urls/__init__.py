"""Addresses of cases."""

from schoolgate.cases.urls import records

app_name = "cases"
urlpatterns = [*records.urlpatterns]
