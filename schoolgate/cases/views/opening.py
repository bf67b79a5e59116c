"""How a case begins, and who and what comes into it."""

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from schoolgate import access
from schoolgate.cases.actions import approvals, decisions, opening
from schoolgate.cases.forms import acts as deed_forms
from schoolgate.cases.forms import opening as forms
from schoolgate.cases.queries import act_pages, onward, people, reach
from schoolgate.cases.queries import opening as case_opening
from schoolgate.cases.rules import What
from schoolgate.cases.views.common import ask, led
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, or_404, today

if TYPE_CHECKING:
    from schoolgate.cases.models.case import Case
    from schoolgate.community.models import Person
    from schoolgate.concerns.models.concern import Concern


@form_page
def open_case(request: Request) -> HttpResponse:
    """Opens a case, from a concern where the address names one."""
    access.require(request.person, "cases.open_case")
    concern = _concern(request)
    meant = partial(people.people_meant, request.person, on=today())
    nearly = partial(people.people_nearly, request.person, on=today())
    form = bound_form(request, forms.Opening, meant=meant, nearly=nearly, initial=onward.begins_with(concern))
    if case := act(request, form, opening.open_case, request.person.school, concern=concern):
        return _to_case(request, case, f"{case} is open.", act_pages.duty_words(case.lead_duty))
    url = reverse("concerns:concern", args=[concern.pk]) if concern else ""
    page = {"form": form, "concern": concern, "concern_url": url, "comes": onward.comes_with(concern)}
    return render(request, "cases/open.html", page)


def _to_case(request: Request, case: "Case", told: str, runs: str = "") -> HttpResponse:
    """To the case, where it still reaches them: by whom it is about now, it may be with somebody else."""
    try:
        reach.case_for(request.person, case.pk, at=now())
    except Http404:
        return render(request, "cases/handed_on.html", {"lead_duty": runs})
    return answer(request, told, "cases:case", case.pk)


def _concern(request: Request) -> "Concern | None":
    """The concern that the address names: one that does not reach them is not there."""
    asked = request.GET.get("concern")
    return case_opening.concern_to_open(request.person, asked) if asked else None


@form_page
def add_concern(request: Request) -> HttpResponse:
    """Puts a concern into a case that is open."""
    access.require(request.person, "cases.add_to_case")
    concern = or_404(_concern(request))
    held = case_opening.cases_to_add_to(request.person, now())
    form = bound_form(request, forms.Into, cases=[(case, act_pages.label_of(case)) for case in held])
    if case := act(request, form, opening.add_to_case, lambda: form.cleaned_data["case"], concern=concern):
        return answer(request, f"Concern {concern.number} is part of this case now.", "cases:case", case.pk)
    return render(request, "cases/into.html", {"form": form, "concern": concern, "some": bool(held)})


@form_page
def add_part(request: Request, id: UUID) -> HttpResponse:
    """Finds somebody by name, and says what they have to do with it."""
    case = led(request, id, "add_part")
    name = " ".join(str(request.GET.get("name", "")).split())[:160]
    if not name:
        finder = forms.Finder(request.GET) if "name" in request.GET else forms.Finder()
        return render(request, "cases/find.html", {"case": case, "form": finder})
    found = people.people_maybe(request.person, name, today())
    form = bound_form(request, forms.NewPart, found=found, name=name)
    if act(request, form, opening.add_part, case, name=name):
        who = form.cleaned_data["person"] or name
        return _to_case(request, case, f"{who} has a part in this case.")
    return ask(request, case, form, f"“{name}”: who is it?", "Add to the case")


@form_page
def not_meant(request: Request, id: UUID, person_id: int) -> HttpResponse:
    """Says that a typed name did not mean this person, or that they were named by mistake."""
    case = led(request, id, "not_meant")
    meant, by_name = people.named_in(case, person_id)
    if not by_name:
        return _take_out(request, case, meant)
    form = bound_form(request, deed_forms.ReasonForm)
    if act(request, form, opening.not_meant, case, person=meant):
        return _to_case(request, case, f"{meant} was not meant.")
    hint = (
        f"A name was typed that may mean {meant}, so they see nothing of this case. If somebody else was meant, "
        "say how you know. Your reason stays."
    )
    return ask(request, case, form, f"{meant} was not meant", "They were not meant", hint=hint)


def _take_out(request: Request, case: "Case", person: "Person") -> HttpResponse:
    """Asks a second person to agree that somebody was named by mistake."""
    form = bound_form(request, deed_forms.Seconded, people=reach.seconds_for(case, request.person, today()))
    asked = {"what": What.TAKE_OUT, "payload": {"person": person.pk}}
    if act(request, form, approvals.ask_second, case, **asked):
        told = f"The second person was asked. {person} stays in this case until they agree."
        return answer(request, told, "cases:case", case.pk)
    hint = (
        "A second person has to agree. Until then they stay in the case, and nobody who is kept out because of them "
        "sees it. That they were named, and your reason, stay in the chronology."
    )
    return ask(request, case, form, f"{person} was named by mistake", "Ask the second person", hint=hint)


@form_page
def facts(request: Request, id: UUID) -> HttpResponse:
    """Who told the school, and where it began."""
    case = led(request, id, "set_facts")
    known = {"source": "other", "began": "not known", **case.known, "seen": case.revision}
    form = bound_form(request, forms.KnownFacts, initial=known)
    if act(request, form, opening.set_facts, case):
        return answer(request, "Kept. What is to be done follows from it.", "cases:case", id)
    return ask(request, case, form, "Who told us, and where it began", "Keep this")


@form_page
def link(request: Request, id: UUID) -> HttpResponse:
    case = led(request, id, "link")
    held = act_pages.others_to_link(request.person, case, now())
    others = [(other, act_pages.label_of(other)) for other in held]
    form = bound_form(request, deed_forms.Linked, cases=others)
    if act(request, form, opening.link, case):
        return answer(request, f"Linked to {form.cleaned_data['other']}.", "cases:case", id)
    hint = "" if held else "You run no other case that this could be linked to."
    return ask(request, case, form, "Link to another case", "Link them", hint=hint, nothing=not held)


@form_page
def hold(request: Request, id: UUID) -> HttpResponse:
    case = led(request, id, "hold")
    form = bound_form(request, deed_forms.ReasonForm)
    if act(request, form, decisions.hold, case):
        return answer(request, "Nothing of this case may be destroyed.", "cases:case", id)
    hint = "Use it when a court, the police or an inquiry may ask for the records."
    return ask(request, case, form, "Keep everything of this case", "Keep everything", hint=hint)


@form_page
def end_hold(request: Request, id: UUID) -> HttpResponse:
    case = led(request, id, "end_hold")
    form = bound_form(request, deed_forms.ReasonForm)
    if act(request, form, decisions.end_hold, case):
        return answer(request, "The hold is ended.", "cases:case", id)
    hint = "What is due may then be destroyed, by two people."
    return ask(request, case, form, "End the hold", "End the hold", hint=hint)
