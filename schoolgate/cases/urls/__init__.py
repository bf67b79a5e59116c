"""Addresses of cases."""

from schoolgate.cases.urls import letters

app_name = "cases"
urlpatterns = [*letters.urlpatterns]
