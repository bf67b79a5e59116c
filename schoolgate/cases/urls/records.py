"""Addresses of rights and records: how long cases are kept, a child across cases, answers to those who ask."""

from django.urls import path

from schoolgate.cases.views import access_requests, children, kept_concerns, records

urlpatterns = [
    path("records/", records.index, name="records"),
    path("records/rules/<str:name>/", records.rule, name="keeping_rule"),
    path("records/<uuid:id>/", records.show, name="record"),
    path("records/<uuid:id>/keep/", records.keep, name="keep_longer"),
    path("records/<uuid:id>/destroy/", records.destroy, name="ask_destruction"),
    path("records/certificates/<uuid:id>/", records.certificate, name="certificate"),
    path("records/concerns/", kept_concerns.index, name="kept_concerns"),
    path("records/concerns/<uuid:id>/", kept_concerns.show, name="kept_concern"),
    path("records/concerns/<uuid:id>/keep/", kept_concerns.keep, name="keep_concern"),
    path("records/concerns/<uuid:id>/destroy/", kept_concerns.destroy, name="ask_disposal"),
    path("records/concerns/<uuid:id>/second/", kept_concerns.second, name="disposal"),
    path("records/children/", children.index, name="children"),
    path("records/children/<int:id>/", children.show, name="child"),
    path("records/children/<int:id>/transfer/", children.make, name="make_transfer"),
    path("records/transfers/", children.transfers, name="transfers"),
    path("records/transfers/<uuid:id>/", children.transfer, name="transfer"),
    path("records/transfers/<uuid:id>/file/", children.file, name="transfer_file"),
    path("records/requests/", access_requests.index, name="access_requests"),
    path("records/requests/new/", access_requests.new, name="open_access_request"),
    path("records/requests/<uuid:id>/", access_requests.show, name="access_request"),
    path("records/requests/<uuid:id>/pages/<int:order>/", access_requests.page, name="held_page"),
    path(
        "records/requests/<uuid:id>/pages/<int:order>/picture/", access_requests.picture, name="held_picture"
    ),
    path("records/requests/<uuid:id>/preview/", access_requests.preview, name="answer_preview"),
    path("records/requests/<uuid:id>/answer/", access_requests.pdf, name="answer_pdf"),
]
