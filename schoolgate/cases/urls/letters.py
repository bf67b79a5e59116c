"""Addresses of the letters of a case, and of the words that a school writes them in."""

from django.urls import path

from schoolgate.cases.views import letters

urlpatterns = [
    path("letter-words/", letters.templates, name="letter_words"),
    path("letter-words/<slug:kind>/", letters.template, name="letter_words_edit"),
    path("letter-words/<slug:kind>/restore/", letters.restore, name="letter_words_restore"),
    path("<uuid:case_id>/letters/", letters.index, name="letters"),
    path("<uuid:case_id>/letters/new/<slug:kind>/", letters.reader, name="letter_reader"),
    path("<uuid:case_id>/letters/new/<slug:kind>/<slug:to>/", letters.write, name="letter_write"),
    path("<uuid:case_id>/letters/<uuid:id>/", letters.show, name="letter"),
    path("<uuid:case_id>/letters/<uuid:id>/change/", letters.change, name="letter_change"),
    path("<uuid:case_id>/letters/<uuid:id>/drop/", letters.drop, name="letter_drop"),
    path("<uuid:case_id>/letters/<uuid:id>/send/", letters.send, name="letter_send"),
    path("<uuid:case_id>/letters/<uuid:id>/printed/", letters.printed, name="letter_printed"),
    path("<uuid:case_id>/letters/<uuid:id>/draft.pdf", letters.draft, name="letter_draft"),
    path("<uuid:case_id>/letters/<uuid:id>/letter.pdf", letters.pdf, name="letter_pdf"),
]
