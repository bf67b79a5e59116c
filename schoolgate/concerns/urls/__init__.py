"""Addresses of concerns: telling, and reading what was told."""

from schoolgate.concerns.urls import reading

app_name = "concerns"
urlpatterns = [*reading.urlpatterns]
