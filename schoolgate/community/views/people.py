from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access, pages
from schoolgate.access.duties import WORDS, Duty
from schoolgate.community.actions import departures as community_departures
from schoolgate.community.actions import people as community_people
from schoolgate.community.forms import people as forms
from schoolgate.community.queries import classes, departures, families, people
from schoolgate.community.signin import sessions
from schoolgate.pages import Request, act, answer, bound_form, form_page, or_404, sent, today

if TYPE_CHECKING:
    from schoolgate.community.models import Person


@require_safe
def index(request: Request) -> HttpResponse:
    """Everyone, found by name, kind and class."""
    access.require(request.person, "look.people")
    form = forms.Search(request.GET, classrooms=classes.classes_of(request.person, today()))
    asked = {name: form.cleaned_data.get(name) for name in form.fields} if form.is_valid() else {}
    page = people.people_page(
        request.person,
        today(),
        search=asked.get("name") or "",
        kind=asked.get("kind") or "",
        classroom=asked.get("classroom"),
        former=bool(asked.get("former")),
        page=request.GET.get("page", 1),
    )
    return render(request, "community/people.html", {"page": page, "search": form})


@require_safe
def show(request: Request, id: int) -> HttpResponse:
    page = people.person_page(request.person, id, today())
    return render(request, "community/person.html", {"page": page, "who": page.person})


@form_page
def add(request: Request) -> HttpResponse:
    """Asks who is to be added; the next page asks for the rest."""
    access.require(request.person, "community.add_person")
    form = bound_form(request, forms.WhatKind)
    if sent(request, form):
        return redirect("community:add_kind", form.cleaned_data["kind"])
    return render(request, "community/add.html", {"form": form})


@form_page
def add_kind(request: Request, kind: str) -> HttpResponse:
    """Adds one person by hand."""
    access.require(request.person, "community.add_person")
    if kind not in forms.NEW:
        raise Http404
    rooms = classes.classes_of(request.person, today())
    form = bound_form(request, forms.NEW[kind], classrooms=rooms, today=today())
    if sent(request, form):
        names = form.cleaned_data["first_name"], form.cleaned_data["last_name"]
        form.ask_about(people.alike(request.person, *names, today()))
    children = {"children": [_child(request, form)]} if kind == "parent" and sent(request, form) else {}
    if person := act(request, form, community_people.add_person, request.person.school, **children):
        return answer(request, f"{person} is on record now.", "community:person", person.pk)
    return render(request, "community/add_kind.html", {"form": form, "kind": kind})


def _child(request: Request, form: Any) -> "Person | None":
    """The pupil whose name was typed, or an error of the form that says what would tell them apart."""
    name, born_on = form.cleaned_data["child"], form.cleaned_data.get("child_born_on")
    named = families.pupils_named(request.person, name, today())
    found = [pupil for pupil in named if born_on in (None, pupil.born_on)]
    if len(found) == 1:
        return found[0]
    several = f"{len(found)} pupils are called {name}. Give the date of birth as well."
    none = "No pupil here has this name (and date of birth). Check how it is written."
    form.add_error("child_born_on" if found else "child", several if found else none)
    return None


@form_page
def edit(request: Request, id: int) -> HttpResponse:
    person = _person(request, id, "edit_person")
    known = {name: getattr(person, name) for name in forms.Details.base_fields}
    form = bound_form(request, forms.Details, today=today(), initial=known)
    if sent(request, form):
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        done = act(request, form, community_people.edit_person, person, changed) if changed else person
        if done:
            told = f"The details of {person} are up to date."
            if changed.get("email", person.email) != person.email:
                told = f"The new e-mail address of {person} has to be agreed first. Their page says by whom."
            return answer(request, told, "community:person", id)
        person = people.person_for(request.person, id)
    return _ask(request, person, form, "Put details right", "Save")


@form_page
def leaving(request: Request, id: int) -> HttpResponse:
    person = _person(request, id, "record_leaving")
    form = bound_form(request, forms.LastDay, today=today(), name="left_on")
    alone = people.carers_left_alone(person, form.cleaned_data["until_on"]) if sent(request, form) else []
    names = ", ".join(str(carer) for carer in alone)
    goes_on = people.outlasting(request.person, person, form.cleaned_data["until_on"]) if sent(request, form) else ""
    if act(request, form, community_people.record_leaving, person):
        also = f" With them: {names}, who had no other child here." if names else ""
        return answer(request, f"{person} leaves on {form.day}.{also}{goes_on}", "community:person", id)
    notes = [
        "Their duties and classes end on this day, and they can no longer sign in after it.",
        "The duties of chair, DSL, deputy DSL and head watch others: they go on until those who may have ended them.",
        "Nothing is deleted. A former pupil stays on record until they are 18.",
        "If it was a mistake, their page has “They did not leave”, before this day and after it.",
        "Parents and carers who have no other child here leave with a pupil.",
    ]
    return _ask(request, person, form, "Record leaving", "Record leaving", notes=notes)


@form_page
def undo_leaving(request: Request, id: int) -> HttpResponse:
    person = _person(request, id, "undo_leaving")
    leaving = or_404(departures.last_of(person))
    names = ", ".join(str(carer) for carer in departures.with_them(leaving))
    form = bound_form(request, forms.Stayed)
    if act(request, form, community_departures.undo_leaving, person):
        also = f" With them: {names}." if names else ""
        return answer(request, f"{person} did not leave.{also}", "community:person", id)
    notes = [
        f"{person} was put down as leaving on {leaving.left_on:%-d %B %Y}. "
        "They have their duties and classes again, as before.",
        *([f"So have those who were to leave with them: {names}."] if names else []),
        "What was changed since stays as it is now. A duty that others have ended stays ended.",
    ]
    return _ask(request, person, form, "They did not leave", "Save", notes=notes)


@form_page
def give_duty(request: Request, id: int) -> HttpResponse:
    person = _person(request, id, "give_duty")
    duties = people.person_page(request.person, id, today()).grantable
    form = bound_form(request, forms.NewDuty, duties=duties, today=today())
    if role := act(request, form, community_people.give_duty, person):
        sessions.keep_own(request, person.pk)
        told = f"{person} holds a further duty: {WORDS[Duty(role.duty)]}."
        return answer(request, told, "community:person", id)
    return _ask(request, person, form, "Give a duty", "Give this duty")


@form_page
def end_duty(request: Request, id: int, role_id: int) -> HttpResponse:
    person = _person(request, id, "end_duty")
    role = people.role_for(person, role_id)
    duty = WORDS[Duty(role.duty)]
    form = bound_form(request, forms.LastDay, today=today())
    if act(request, form, community_people.end_duty, person, role=role):
        to = ["community:people"] if person == request.person else ["community:person", id]
        return answer(request, f"{duty}: {person}’s last day is {form.day}.", *to)
    return _ask(request, person, form, f"End the duty: {duty}", "End this duty")


@form_page
def change_class(request: Request, id: int) -> HttpResponse:
    """Moves a pupil to another class, or gives a member of staff one."""
    pupil = people.person_page(request.person, id, today()).is_pupil
    person = _person(request, id, "place_pupil" if pupil else "give_class")
    rooms = classes.classes_of(request.person, today())
    form = bound_form(request, forms.WhichClass, classrooms=rooms, today=today())
    if act(request, form, community_people.place_pupil if pupil else community_people.give_class, person):
        told = f"{person} has {form.cleaned_data['classroom']} from {form.day}."
        return answer(request, told, "community:person", id)
    return _ask(request, person, form, "Move to another class" if pupil else "Give a class", "Save")


@form_page
def end_teaching(request: Request, id: int, teaching_id: int) -> HttpResponse:
    person = _person(request, id, "end_teaching")
    teaching = people.teaching_for(person, teaching_id)
    form = bound_form(request, forms.LastDay, today=today())
    if act(request, form, community_people.end_teaching, person, teaching=teaching):
        return answer(request, f"{person} has {teaching.classroom} until {form.day}.", "community:person", id)
    return _ask(request, person, form, f"End teaching {teaching.classroom}", "Save")


@form_page
def add_child(request: Request, id: int) -> HttpResponse:
    person = _person(request, id, "link_carer")
    form = bound_form(request, forms.NewChild)
    child = _child(request, form) if sent(request, form) else None
    if act(request, form, community_people.link_carer, person, child=child, since_on=today()):
        sessions.keep_own(request, person.pk)
        return answer(request, f"{person} is on record as a carer of {child}.", "community:person", id)
    return _ask(request, person, form, "Add a child", "Add this child")


@form_page
def end_care(request: Request, id: int, care_id: int) -> HttpResponse:
    person = _person(request, id, "end_care")
    care = people.care_for(person, care_id)
    form = bound_form(request, forms.LastDay, today=today())
    if act(request, form, community_people.end_care, person, care=care):
        told = f"{person} is a carer of {care.child} until {form.day}."
        return answer(request, told, "community:person", id)
    return _ask(request, person, form, f"No longer a carer of {care.child}", "Save")


def _person(request: Request, id: int, action: str) -> "Person":
    """The person whom it is about, where it may be done to them."""
    access.require(request.person, "look.people")
    person = people.person_for(request.person, id, today())
    access.require(request.person, f"community.{action}", person)
    return person


def _ask(request: Request, person: "Person", form: Any, heading: str, submit: str, **context: Any) -> HttpResponse:
    context["caption"] = person
    return pages.ask(request, form, heading, submit, "community:person", person.pk, **context)
