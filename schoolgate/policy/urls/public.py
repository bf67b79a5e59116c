"""Addresses of reading, signing and coverage; a school's own name comes last and so shadows none of them."""

from django.urls import path

from schoolgate.policy.views import coverage, public, signing

urlpatterns = [
    path("mine/", public.mine, name="mine"),
    path("sign/<slug:audience>/", signing.sign, name="sign"),
    path("signed/<int:id>/", signing.receipt, name="receipt"),
    path("class/<int:classroom_id>/", signing.read_with_class, name="class"),
    path("class/<int:classroom_id>/agree/", signing.agree_as_class, name="class_agree"),
    path("paper/", signing.paper, name="paper"),
    path("coverage/", coverage.show, name="coverage"),
    path("chase/", coverage.chase, name="chase"),
    path("chase/remind/", coverage.remind, name="remind"),
    path("chase/letters/", coverage.print_letters, name="letters"),
    path("chase/not-signed-yet.csv", coverage.export, name="export"),
    path("<slug:slug>/", public.public, name="public"),
    path("<slug:slug>/policy.pdf", public.pdf, name="pdf"),
    path("<slug:slug>/versions/", public.archive, name="archive"),
    path("<slug:slug>/versions/<int:number>/", public.public, name="public_version"),
    path("<slug:slug>/versions/<int:number>/policy.pdf", public.pdf, name="version_pdf"),
    path("<slug:slug>/<path:place>/", public.clause, name="clause"),
]
