from django.urls import include, path

from schoolgate.community.signin import views

_signin = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("change/<str:token>/", views.own_change, name="own_change"),
    path("unconfirmed/", views.unconfirmed, name="unconfirmed"),
    path("second-step/", views.second_factor, name="second_factor"),
    path("pupil/", views.pupil, name="pupil"),
    path("pupil/<slug:code>/", views.pupil_of_class, name="pupil_of_class"),
    path("class/", views.classes, name="classes"),
    path("class/<int:class_id>/", views.class_list, name="class"),
    path("class/<int:class_id>/open/", views.open_session, name="open_session"),
    path("class/<int:class_id>/cards/", views.cards, name="cards"),
    path("class/<int:class_id>/code/", views.class_code, name="class_code"),
    path("invite/", views.invite_all, name="invite_all"),
    path("invite/<int:person_id>/", views.invite, name="invite"),
]

urlpatterns = [path("no-longer/", views.no_longer, name="no_longer"), path("", include((_signin, "signin")))]
