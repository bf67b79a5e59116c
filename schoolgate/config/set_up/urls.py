from django.urls import path

from schoolgate.config.set_up import views

app_name = "set_up"
urlpatterns = [
    path("", views.start, name="start"),
    path("check/", views.check, name="check"),
    path("<slug:name>/", views.stage, name="stage"),
]
