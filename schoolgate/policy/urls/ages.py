"""Addresses of the age register: keeping it, and (below a school's own name) reading it."""

from django.urls import path

from schoolgate.policy.views import ages

urlpatterns = [
    path("register/", ages.keeping, name="register"),
    path("register/add/", ages.add, name="register_add"),
    path("register/import/", ages.import_list, name="register_import"),
    path("register/check/", ages.check, name="register_check"),
    path("register/poster/", ages.poster, name="register_poster"),
    path("register/age-register.csv", ages.table, name="register_table"),
    path("register/<slug:id>/correct/", ages.correct, name="register_correct"),
    path("register/<slug:id>/close/", ages.close, name="register_close"),
    path("<slug:slug>/ages/", ages.public, name="ages"),
    path("<slug:slug>/ages/for-children/", ages.children, name="ages_children"),
    path("<slug:slug>/ages/<slug:id>/", ages.platform, name="ages_platform"),
]
