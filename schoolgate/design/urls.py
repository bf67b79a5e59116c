from django.urls import path

from schoolgate.design import views

app_name = "design"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("child/", views.child, name="child"),
    path("question/", views.question, name="question"),
    path("letter.pdf", views.letter, name="letter"),
    path("policy.pdf", views.policy, name="policy"),
]
