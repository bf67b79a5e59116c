"""Addresses of the work on the document: drafting, reviewing, publishing, comparing, proposing."""

from django.urls import path

from schoolgate.policy.views import drafting, proposals, reviewing

urlpatterns = [
    path("versions/", drafting.versions, name="versions"),
    path("import/", drafting.import_document, name="import"),
    path("start/", drafting.start, name="start"),
    path("versions/<int:id>/", drafting.draft, name="draft"),
    path("versions/<int:id>/confirm/", drafting.confirm, name="confirm"),
    path("versions/<int:id>/add/", drafting.add_clause, name="clause_add"),
    path("versions/<int:id>/revise/", drafting.revise, name="revise"),
    path("versions/<int:id>/discard/", drafting.discard, name="discard"),
    path("versions/<int:id>/send/", reviewing.send, name="send"),
    path("versions/<int:id>/withdraw/", reviewing.withdraw, name="withdraw"),
    path("versions/<int:id>/review/", reviewing.review, name="review"),
    path("versions/<int:id>/publish/", reviewing.publish, name="publish"),
    path("versions/<int:id>/dates/", reviewing.review_dates, name="review_dates"),
    path("versions/<int:id>/compare/<int:other>/", reviewing.compare, name="compare"),
    path("clauses/<int:id>/", drafting.edit_clause, name="clause_edit"),
    path("clauses/<int:id>/move/", drafting.move_clause, name="clause_move"),
    path("clauses/<int:id>/remove/", drafting.remove_clause, name="clause_remove"),
    path("clauses/<int:id>/propose/", proposals.propose, name="propose"),
    path("set-aside/<int:id>/", drafting.restore, name="restore"),
    path("proposals/", proposals.index, name="proposals"),
    path("proposals/<int:id>/", proposals.decide, name="proposal_answer"),
]
