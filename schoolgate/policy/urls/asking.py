"""Addresses of asking: "May I?" below a school's own name, and the two registers that its answers rest on."""

from django.urls import path

from schoolgate.policy.views import asking, registers

urlpatterns = [
    path("holders/", registers.holders, name="holders"),
    path("holders/add/", registers.add_holder, name="add_holder"),
    path("holders/<int:id>/end/", registers.end_holder, name="end_holder"),
    path("exceptions/", registers.exemptions, name="exemptions"),
    path("exceptions/add/", registers.add_exemption, name="add_exemption"),
    path("exceptions/<int:id>/end/", registers.end_exemption, name="end_exemption"),
    path("<slug:slug>/may-i/", asking.first, name="may_i"),
    path("<slug:slug>/may-i/<slug:kind>/", asking.ask, name="may_i_ask"),
]
