"""Addresses of concerns: telling, and reading what was told."""

from schoolgate.concerns.urls import reading, telling

app_name = "concerns"
urlpatterns = [*telling.urlpatterns, *reading.urlpatterns]
