from django.urls import path

from schoolgate.post import views

app_name = "post"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("try-again/", views.try_all_again, name="try_all_again"),
    path("<int:id>/", views.message, name="message"),
    path("<int:id>/try-again/", views.try_again, name="try_again"),
]
