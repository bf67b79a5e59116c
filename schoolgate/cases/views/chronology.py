"""What is added to a case: entries, addenda, conversations; and how an entry is deleted, by two people."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from schoolgate.cases.actions import approvals, chronology
from schoolgate.cases.forms import acts as forms
from schoolgate.cases.queries import pages, reach
from schoolgate.cases.rules import What
from schoolgate.cases.views.common import PAGE_AND_FORM, ask, back, done, led, opened, sent
from schoolgate.pages import Request, now, said, today

CHRONOLOGY = "cases:chronology"


@PAGE_AND_FORM
def add_event(request: Request, id: UUID) -> HttpResponse:
    case = opened(request, id, "add_event")
    form = said(request, forms.Entry, at=now())
    if sent(request, form):
        words, happened_at = form.cleaned_data["words"], form.happened_at
        if done(form, chronology.add_event, case, request, words=words, happened_at=happened_at):
            return back(request, id, "Entered in the chronology.", to=CHRONOLOGY)
    says = "It stays as you enter it. What you want to put right later is added below it."
    return ask(request, case, form, "Enter what happened", "Enter it", says=says)


@PAGE_AND_FORM
def add_contact(request: Request, id: UUID) -> HttpResponse:
    case = opened(request, id, "add_contact")
    form = said(request, forms.Spoke, at=now())
    if sent(request, form):
        words = {name: form.cleaned_data[name] for name in ("whom", "how", "words")}
        if done(form, chronology.add_contact, case, request, **words, happened_at=form.happened_at):
            return back(request, id, "Entered in the chronology.", to=CHRONOLOGY)
    return ask(request, case, form, "Enter a conversation", "Enter it")


def _event_of(request: Request, case: Any, event: int) -> Any:
    found = pages.event_for(request.person, event, at=now())
    if found.case_id != case.pk:
        raise Http404
    return found


@PAGE_AND_FORM
def addendum(request: Request, id: UUID, event: int) -> HttpResponse:
    """Adds to an entry, or puts it right."""
    case = opened(request, id, "add_addendum")
    held = _event_of(request, case, event)
    form = said(request, forms.Added)
    if sent(request, form) and done(
        form, chronology.add_addendum, case, request, event=held, **form.cleaned_data
    ):
        return back(request, id, "Added. The entry itself stays as it was.", to=CHRONOLOGY)
    return ask(request, case, form, "Add to this entry", "Add it", quoted=held.words)


@PAGE_AND_FORM
def delete_event(request: Request, id: UUID, event: int) -> HttpResponse:
    """Asks a second person to agree to an entry being deleted."""
    case = led(request, id, "ask_second")
    held = _event_of(request, case, event)
    form = said(request, forms.Seconded, people=reach.seconds_for(case, request.person, today()))
    if sent(request, form):
        asked = {"what": What.DELETE_EVENT, "payload": {"event": held.pk}, **form.cleaned_data}
        if done(form, approvals.ask_second, case, request, **asked):
            return back(
                request, id, "The second person was asked. It is deleted when they agree.", to=CHRONOLOGY
            )
    says = "That there was an entry, and who deleted it and why, stays. Its words are gone for good."
    return ask(
        request, case, form, "Delete this entry", "Ask the second person", quoted=held.words, says=says
    )
