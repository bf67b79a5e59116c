"""Documents of a case: added, asked for before they are shown, their originals only with a reason."""

from typing import TYPE_CHECKING
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases import papers
from schoolgate.cases.actions import approvals, chronology
from schoolgate.cases.forms import acts as deed_forms
from schoolgate.cases.forms import documents as forms
from schoolgate.cases.queries import documents, letter_readers, reach
from schoolgate.cases.rules import What
from schoolgate.cases.views.common import ask, led, opened
from schoolgate.concerns.rules import picture_type
from schoolgate.concerns.views import files
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, sent, today

if TYPE_CHECKING:
    from schoolgate.cases.models.case import Case
    from schoolgate.cases.models.papers import Document

LOST = "The disk no longer has this file. Tell IT: it may be in a backup."


@form_page
def add(request: Request, id: UUID) -> HttpResponse:
    """Adds a file that was examined and may be kept; one that the case has already is pointed to."""
    case = opened(request, id, "add_document")
    form = bound_form(request, forms.Document, children=letter_readers.children_in(case))
    if sent(request, form):
        there = documents.there_already(case, papers.digest(form.cleaned_data["file"].content))
        if there is not None:
            return _here_already(request, case, there)
    if act(request, form, chronology.add_document, case):
        return answer(request, f"“{form.cleaned_data['title']}” is kept with this case.", "cases:case", id)
    return ask(request, case, form, "Add a document", "Add the document", template="cases/documents/add.html")


def _here_already(request: Request, case: "Case", there: "Document") -> HttpResponse:
    added = f"{there.by} added it on {reach.today(there.at):%-d %B %Y}"
    messages.info(request, f"This case has that very file already: {added}. It is kept once, and here it is.")
    return redirect("cases:document", case.pk, there.pk)


@csp_update({"media-src": [SELF]})  # type: ignore[arg-type]  # it knows only the plain request
@form_page
def show(request: Request, id: UUID, document: UUID) -> HttpResponse:
    """Asks before it shows a document; that somebody asked is kept, and opens it for a quarter of an hour."""
    case = opened(request, id)
    page = documents.document_page(request.person, id, document, at=now())
    if request.method == "POST":
        chronology.look_at_document(case, document=page.document, by=request.person, at=now())
        return redirect("cases:document", id, document)
    context = {"page": page, "case": case, "file": page.document}
    return render(request, "cases/documents/document.html", context)


@require_safe
def blurred(request: Request, id: UUID, document: UUID) -> HttpResponse:
    """Coloured mist in which nothing can be made out."""
    found = documents.document_for(request.person, document, of=id, at=now())
    if not found.blurred_path:
        raise Http404
    return files.sent(files.read(found.read_blurred), "image/jpeg")


@require_safe
def page(request: Request, id: UUID, document: UUID, page: int) -> HttpResponse:
    """One page of the clean copy, for somebody who has asked for it; never the original."""
    found = documents.document_for(request.person, document, of=id, at=now())
    kept = bool(found.shown_path) and 1 <= page <= found.pages
    if not kept or not documents.opened_by(request.person, found, now()):
        raise Http404
    content = files.read(lambda: found.read_page(page))
    return files.sent(content, found.media_type if found.is_sound else picture_type(content))


@form_page
def original(request: Request, id: UUID, document: UUID) -> HttpResponse:
    """The untouched file, for those who lead safeguarding, with a reason that is kept."""
    case = opened(request, id)
    found = documents.document_for(request.person, document, of=id, at=now())
    access.require(request.person, "cases.open_document_original", case)
    form = bound_form(request, deed_forms.ReasonForm)
    if sent(request, form):
        try:
            content = found.read_original()
        except papers.NotThere:
            form.add_error(None, LOST)
        else:
            if act(request, form, chronology.open_document_original, case, document=found):
                return files.saved(content, found.name)
    hint = (
        "It still says everything that it said when it came, such as when and where a photo was taken. It may also be "
        "harmful to a computer: open it only where IT says that you can. A picture of a child without clothes must not "
        "be opened, copied or sent on; ring the police instead. Your reason is kept with your name."
    )
    return ask(request, case, form, f"Open the original of “{found}”", "Save the original", hint=hint)


@form_page
def delete(request: Request, id: UUID, document: UUID) -> HttpResponse:
    """Asks a second person to agree to a document being deleted."""
    case = led(request, id, "ask_second")
    found = documents.document_for(request.person, document, of=id, at=now())
    form = bound_form(request, deed_forms.Seconded, people=reach.seconds_for(case, request.person, today()))
    asked = {"what": What.DELETE_DOCUMENT, "payload": {"document": str(found.pk)}}
    if act(request, form, approvals.ask_second, case, **asked):
        told = "The second person was asked. It is deleted when they agree."
        return answer(request, told, "cases:case", id)
    hint = "That there was a document, and who deleted it and why, stays. The document itself is gone for good."
    return ask(request, case, form, f"Delete “{found}”", "Ask the second person", hint=hint)
