"""Included only while the demonstration is on; the views refuse as well."""

from django.urls import path

from schoolgate.community.signin import views

app_name = "demo"
urlpatterns = [path("", views.demo, name="cast"), path("<int:person_id>/", views.sign_in_as, name="sign_in_as")]
