"""How a case begins, and who and what comes into it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from schoolgate import access
from schoolgate.cases.actions import decisions, opening
from schoolgate.cases.forms import acts as deed_forms
from schoolgate.cases.forms import opening as forms
from schoolgate.cases.queries import act_pages, onward, reach
from schoolgate.cases.views.common import PAGE_AND_FORM, ask, back, done, led, sent, simple
from schoolgate.pages import Request, now, said, today


@PAGE_AND_FORM
def open_case(request: Request) -> HttpResponse:
    """Opens a case, from a concern where the address names one."""
    access.require(request.person, "cases.open_case")
    concern = _concern(request)
    form = said(
        request, forms.Opening, meant=lambda words: act_pages.people_meant(request.person, words, today()),
        initial=onward.begins_with(concern),
    )  # fmt: skip
    if sent(request, form):
        case = done(
            form, opening.open_case, request.person.school, request, concern=concern, people=form.people,
            names=form.names, facts=form.facts, procedure=form.cleaned_data["procedure"],
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
        if case:
            return _where(request, case)
    return render(
        request,
        "cases/open.html",
        {
            "form": form,
            "concern": concern,
            "concern_url": _url_of(concern),
            "comes": onward.comes_with(concern),
        },
    )


def _where(request: Request, case: Any) -> HttpResponse:
    """To the case, where it reaches whoever opened it; else it is with those who run it."""
    try:
        reach.case_for(request.person, case.pk, at=now())
    except Http404:
        return render(request, "cases/handed_on.html", {"runs": act_pages.duty_words(case.runs)})
    return back(request, case.pk, f"{case} is open.")


def _concern(request: Request) -> Any:
    """The concern that the address names: one that does not reach them is not there."""
    asked = request.GET.get("concern")
    return act_pages.concern_to_open(request.person, asked) if asked else None


def _url_of(concern: Any) -> str:
    try:
        return reverse("concerns:concern", args=[concern.pk]) if concern else ""
    except NoReverseMatch:
        return ""


@PAGE_AND_FORM
def add_concern(request: Request) -> HttpResponse:
    """Puts a concern into a case that is open."""
    access.require(request.person, "cases.add_to_case")
    concern = _concern(request)
    if concern is None:
        raise Http404
    held = {str(one.pk): one for one in act_pages.cases_to_add_to(request.person, now())}
    form = said(request, forms.Into, choices=[(key, act_pages.label_of(one)) for key, one in held.items()])
    if sent(request, form):
        case, why = held[form.cleaned_data["case"]], form.cleaned_data["reason"]
        if done(form, opening.add_to_case, case, request, concern=concern, reason=why):
            return back(request, case.pk, f"Concern {concern.number} is part of this case now.")
    return render(request, "cases/into.html", {"form": form, "concern": concern, "some": bool(held)})


@PAGE_AND_FORM
def add_part(request: Request, id: UUID) -> HttpResponse:
    """Finds somebody by name, and says what they have to do with it."""
    case = led(request, id, "add_part")
    name = " ".join(str(request.GET.get("name", "")).split())[:160]
    if not name:
        finder = forms.Finder(request.GET) if "name" in request.GET else forms.Finder()
        return render(request, "cases/find.html", {"case": case, "form": finder})
    found = act_pages.people_maybe(request.person, name, today())
    form = said(request, forms.NewPart, found=found, name=name)
    if sent(request, form):
        words = {**form.cleaned_data, "name": name}
        if done(form, opening.add_part, case, request, **words):
            return _after_people(request, case, f"{words['person'] or name} has a part in this case.")
    return ask(request, case, form, f"“{name}”: who is it?", "Add to the case")


def _after_people(request: Request, case: Any, words: str) -> HttpResponse:
    """Whoever may no longer run the case by whom it is about now is told who does, and sees no more of it."""
    try:
        reach.case_for(request.person, case.pk, at=now())
    except Http404:
        return render(request, "cases/handed_on.html", {})
    return back(request, case.pk, words)


@PAGE_AND_FORM
def not_meant(request: Request, id: UUID, person_id: int) -> HttpResponse:
    """Says that a typed name did not mean this person."""
    case = led(request, id, "not_meant")
    meant = act_pages.meant_by_name(case, person_id)
    form = said(request, deed_forms.Why)
    if sent(request, form) and done(
        form, opening.not_meant, case, request, person=meant, **form.cleaned_data
    ):
        return _after_people(request, case, f"{meant} was not meant.")
    says = f"A name was typed that may mean {meant}, so they see nothing of this case. If somebody else was meant, say how you know. Your reason stays."
    return ask(request, case, form, f"{meant} was not meant", "They were not meant", says=says)


@PAGE_AND_FORM
def facts(request: Request, id: UUID) -> HttpResponse:
    """Who told the school, and where it began."""
    case = led(request, id, "set_facts")
    known = {"source": "other", "began": "not known", **case.known}
    form = said(request, forms.KnownFacts, initial={**known, "seen": case.moves})
    if sent(request, form):
        words = dict(form.cleaned_data)
        facts = {name: words.pop(name) for name in ("source", "began")}
        if done(form, opening.set_facts, case, request, facts=facts, **words):
            return back(request, id, "Kept. What is to be done follows from it.")
    return ask(request, case, form, "Who told us, and where it began", "Keep this")


@PAGE_AND_FORM
def link(request: Request, id: UUID) -> HttpResponse:
    case = led(request, id, "link")
    held = {str(one.pk): one for one in act_pages.others_to_link(request.person, case, now())}
    form = said(
        request, deed_forms.Linked, choices=[(key, act_pages.label_of(one)) for key, one in held.items()]
    )
    if sent(request, form):
        other, why = held[form.cleaned_data["other"]], form.cleaned_data["reason"]
        if done(form, opening.link, case, request, other=other, reason=why):
            return back(request, id, f"Linked to {other}.")
    says = "" if held else "You run no other case that this could be linked to."
    return ask(request, case, form, "Link to another case", "Link them", says=says, nothing=not held)


@PAGE_AND_FORM
def hold(request: Request, id: UUID) -> HttpResponse:
    words = ("Keep everything of this case", "Keep everything", "Nothing of this case may be destroyed.")
    says = "Use it when a court, the police or an inquiry may ask for the records."
    return simple(request, id, "hold", decisions.hold, deed_forms.Why, words, says=says)


@PAGE_AND_FORM
def end_hold(request: Request, id: UUID) -> HttpResponse:
    words = ("End the hold", "End the hold", "The hold is ended.")
    says = "What is due may then be destroyed, by two people."
    return simple(request, id, "end_hold", decisions.end_hold, deed_forms.Why, words, says=says)
