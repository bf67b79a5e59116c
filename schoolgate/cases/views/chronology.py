"""What is added to a case: entries, addenda, conversations; and how an entry is deleted, by two people."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse

from schoolgate.cases.actions import approvals, chronology
from schoolgate.cases.forms import acts as forms
from schoolgate.cases.queries import pages, reach
from schoolgate.cases.queries.letter_readers import children_in
from schoolgate.cases.rules import What
from schoolgate.cases.views.common import ask, led, opened
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, today

if TYPE_CHECKING:
    from schoolgate.cases.models.case import Case
    from schoolgate.cases.models.chronicle import Event

CHRONOLOGY = "cases:chronology"


@form_page
def add_event(request: Request, id: UUID) -> HttpResponse:
    case = opened(request, id, "add_event")
    form = bound_form(request, forms.Entry, at=now(), children=children_in(case))
    if act(request, form, chronology.add_event, case):
        return answer(request, "Entered in the chronology.", CHRONOLOGY, id)
    hint = "It stays as you enter it. What you want to put right later is added below it."
    return ask(request, case, form, "Enter what happened", "Enter it", hint=hint)


@form_page
def add_contact(request: Request, id: UUID) -> HttpResponse:
    case = opened(request, id, "add_contact")
    form = bound_form(request, forms.Spoke, at=now(), children=children_in(case))
    if act(request, form, chronology.add_contact, case):
        return answer(request, "Entered in the chronology.", CHRONOLOGY, id)
    return ask(request, case, form, "Enter a conversation", "Enter it")


def _event_of(request: Request, case: "Case", event: int) -> "Event":
    found = pages.event_for(request.person, event, at=now())
    if found.case_id != case.pk:
        raise Http404
    return found


@form_page
def addendum(request: Request, id: UUID, event: int) -> HttpResponse:
    """Adds to an entry, or puts it right."""
    case = opened(request, id, "add_addendum")
    held = _event_of(request, case, event)
    form = bound_form(request, forms.Added)
    if act(request, form, chronology.add_addendum, case, event=held):
        return answer(request, "Added. The entry itself stays as it was.", CHRONOLOGY, id)
    return ask(request, case, form, "Add to this entry", "Add it", quoted=held.words)


@form_page
def delete_event(request: Request, id: UUID, event: int) -> HttpResponse:
    """Asks a second person to agree to an entry being deleted."""
    case = led(request, id, "ask_second")
    held = _event_of(request, case, event)
    form = bound_form(request, forms.Seconded, people=reach.seconds_for(case, request.person, today()))
    asked = {"what": What.DELETE_EVENT, "payload": {"event": held.pk}}
    if act(request, form, approvals.ask_second, case, **asked):
        told = "The second person was asked. It is deleted when they agree."
        return answer(request, told, CHRONOLOGY, id)
    hint = "That there was an entry, and who deleted it and why, stays. Its words are gone for good."
    context = {"quoted": held.words, "hint": hint}
    return ask(request, case, form, "Delete this entry", "Ask the second person", **context)
