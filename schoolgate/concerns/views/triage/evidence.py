"""Files of a concern: blurred until asked for, every asking kept, the original only with a reason."""

from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.concerns import rules
from schoolgate.concerns.actions import triage
from schoolgate.concerns.forms import triage as forms
from schoolgate.concerns.queries import evidence
from schoolgate.concerns.views import files
from schoolgate.concerns.views.triage.common import ask, back, opened
from schoolgate.pages import Request, act, bound_form, form_page, now, sent, today
from schoolgate.sealed import store


@csp_update({"media-src": [SELF]})  # type: ignore[arg-type]  # it knows only the plain request
@form_page
def show(request: Request, id: UUID) -> HttpResponse:
    """Asks before it shows a file; that somebody asked is kept, and opens it for a quarter of an hour."""
    file = evidence.evidence_for(request.person, id)
    if request.method == "POST":
        try:
            triage.look_at_evidence(file.evidence, by=request.person, at=now())
        except access.Refused as gone:  # since the page was opened it went to somebody else
            raise Http404 from gone
        return redirect("concerns:file", id)
    may_open = access.may(request.person, "concerns.open_original", file.evidence)
    page = {
        "file": file.evidence,
        "opened": evidence.opened_by(request.person, file.evidence, now()),
        "lost": file.is_lost,
        "has_original": file.has_original,
        "openers": evidence.who_opens_originals(file.evidence.concern, today()) if file.is_lost else (),
        "pages": range(1, file.evidence.pages + 1) if file.evidence.shown_path else (),
        "may_open_original": may_open and (file.has_original or not file.is_lost),
    }
    return render(request, "concerns/reading/file.html", page)


@require_safe
def blurred(request: Request, id: UUID) -> HttpResponse:
    """Coloured mist in which nothing can be made out."""
    file = evidence.evidence_for(request.person, id)
    if not file.evidence.blurred_path:
        raise Http404
    return files.sent(files.read(file.blurred), "image/jpeg")


@require_safe
def page(request: Request, id: UUID, page: int) -> HttpResponse:
    """One page of the clean copy, for somebody who has asked for it; never the original."""
    file = evidence.evidence_for(request.person, id)
    kept = bool(file.evidence.shown_path) and 1 <= page <= file.evidence.pages
    if not kept or not evidence.opened_by(request.person, file.evidence, now()):
        raise Http404
    content = files.read(lambda: file.page(page))
    media_type = file.evidence.media_type if file.evidence.is_sound else rules.picture_type(content)
    return files.sent(content, media_type)


@form_page
def original(request: Request, id: UUID) -> HttpResponse:
    """The untouched file, for those who lead safeguarding, with a reason that is kept."""
    file = evidence.evidence_for(request.person, id)
    access.require(request.person, "concerns.open_original", file.evidence)
    form = bound_form(request, forms.ReasonForm)
    if sent(request, form):
        try:
            content = file.original()
        except store.NotThere:
            form.add_error(None, "The disk no longer has this file. Tell IT: it may be in a backup.")
        else:
            if act(request, form, triage.open_original, file.evidence):
                return files.saved(content, file.evidence.name)
    hint = (
        "It still says everything that it said when it came, such as when and where a photo was taken. It may also be "
        "harmful to a computer: open it only where IT says that you can. A picture of a child without clothes must not be "
        "opened, copied or sent on; ring the police instead. Your reason is kept with your name."
    )
    return ask(request, file.evidence.concern, form, "Open the original file", "Save the original", hint=hint)


@form_page
def attach(request: Request, id: UUID) -> HttpResponse:
    """Adds a file that was examined and may be kept."""
    concern = opened(request, id, "attach_evidence")
    form = bound_form(request, forms.Attached)
    if act(request, form, triage.attach_evidence, concern):
        return back(request, id, f"{form.cleaned_data['file'].name} is kept with this concern.")
    return ask(request, concern, form, "Add a file", "Add the file", template="concerns/reading/attach.html")
