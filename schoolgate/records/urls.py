"""Addresses of rights and records: how long cases are kept, a child across cases, answers to those who ask."""

from django.urls import path

from schoolgate.records.views import access_requests, children, concerns, retention

app_name = "records"
urlpatterns = [
    path("", retention.index, name="records"),
    path("rules/<str:name>/", retention.rule, name="keeping_rule"),
    path("<uuid:id>/", retention.show, name="record"),
    path("<uuid:id>/keep/", retention.keep, name="keep_longer"),
    path("<uuid:id>/destroy/", retention.destroy, name="ask_destruction"),
    path("certificates/<uuid:id>/", retention.certificate, name="certificate"),
    path("concerns/", concerns.index, name="kept_concerns"),
    path("concerns/<uuid:id>/", concerns.show, name="kept_concern"),
    path("concerns/<uuid:id>/keep/", concerns.keep, name="keep_concern"),
    path("concerns/<uuid:id>/destroy/", concerns.destroy, name="ask_disposal"),
    path("concerns/<uuid:id>/second/", concerns.second, name="disposal"),
    path("children/", children.index, name="children"),
    path("children/<int:id>/", children.show, name="child"),
    path("children/<int:id>/transfer/", children.make, name="make_transfer"),
    path("transfers/", children.transfers, name="transfers"),
    path("transfers/<uuid:id>/", children.transfer, name="transfer"),
    path("transfers/<uuid:id>/file/", children.file, name="transfer_file"),
    path("requests/", access_requests.index, name="access_requests"),
    path("requests/new/", access_requests.new, name="open_access_request"),
    path("requests/<uuid:id>/", access_requests.show, name="access_request"),
    path("requests/<uuid:id>/pages/<int:order>/", access_requests.page, name="held_page"),
    path("requests/<uuid:id>/pages/<int:order>/picture/", access_requests.picture, name="held_picture"),
    path("requests/<uuid:id>/names/", access_requests.names, name="request_names"),
    path("requests/<uuid:id>/preview/", access_requests.preview, name="answer_preview"),
    path("requests/<uuid:id>/answer/", access_requests.pdf, name="answer_pdf"),
]
