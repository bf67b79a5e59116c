from django.urls import path

from schoolgate.post import views
from schoolgate.sealed import ids

ids.register("message")
app_name = "post"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("leaving/", views.leaving, name="leaving"),
    path("try-again/", views.try_all_again, name="try_all_again"),
    path("<message:id>/", views.message, name="message"),
    path("<message:id>/try-again/", views.try_again, name="try_again"),
]
