"""Addresses of the documents of a case."""

from django.urls import path

from schoolgate.cases.views import documents

urlpatterns = [
    path("<uuid:id>/documents/add/", documents.add, name="add_document"),
    path("<uuid:id>/documents/<uuid:document>/", documents.show, name="document"),
    path("<uuid:id>/documents/<uuid:document>/blurred/", documents.blurred, name="document_blurred"),
    path("<uuid:id>/documents/<uuid:document>/<int:page>/", documents.page, name="document_page"),
    path("<uuid:id>/documents/<uuid:document>/original/", documents.original, name="document_original"),
    path("<uuid:id>/documents/<uuid:document>/delete/", documents.delete, name="delete_document"),
]
