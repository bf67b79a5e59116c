"""Addresses of letters for whoever they are for; nothing in them tells of a case."""

from django.urls import path

from schoolgate.cases.views import received

app_name = "letters"
urlpatterns = [
    path("", received.mine, name="mine"),
    path("<uuid:id>/", received.read, name="read"),
    path("<uuid:id>/letter.pdf", received.pdf, name="pdf"),
]
