from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.community.actions import people as community_people
from schoolgate.community.forms import people as forms
from schoolgate.community.queries import classes, families, people
from schoolgate.pages import Request, done, now, said, today

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def index(request: Request) -> HttpResponse:
    """Everyone, found by name, kind and class."""
    access.require(request.person, "look.people")
    form = forms.Search(request.GET, classrooms=classes.classes_of(request.person, today()))
    asked = {name: form.cleaned_data.get(name) for name in form.fields} if form.is_valid() else {}
    page = people.people_page(
        request.person, today(), search=asked.get("name") or "", kind=asked.get("kind") or "",
        classroom=asked.get("classroom"), former=bool(asked.get("former")), page=request.GET.get("page", 1),
    )  # fmt: skip
    return render(request, "community/people.html", {"page": page, "search": form})


@require_safe
def show(request: Request, id: int) -> HttpResponse:
    page = people.person_page(request.person, id, today())
    return render(request, "community/person.html", {"page": page, "who": page.person})


@PAGE_AND_FORM
def add(request: Request) -> HttpResponse:
    """Asks who is to be added; the next page asks for the rest."""
    access.require(request.person, "community.add_person")
    form = said(request, forms.WhatKind)
    if request.method == "POST" and form.is_valid():
        return redirect("community:add_kind", form.cleaned_data["kind"])
    return render(request, "community/add.html", {"form": form})


@PAGE_AND_FORM
def add_kind(request: Request, kind: str) -> HttpResponse:
    """Adds one person by hand."""
    access.require(request.person, "community.add_person")
    if kind not in forms.NEW:
        raise Http404
    form = said(
        request, forms.NEW[kind], classrooms=classes.classes_of(request.person, today()), today=today()
    )
    if request.method == "POST" and form.is_valid():
        person = _added(request, kind, form)
        if person:
            messages.success(request, f"{person} is on record now.")
            return redirect("community:person", person.pk)
    return render(request, "community/add_kind.html", {"form": form, "kind": kind})


def _added(request: Request, kind: str, form: Any) -> Any:
    words = {name: value for name, value in form.cleaned_data.items() if name != "also_same_name"}
    if form.ask_about(people.alike(request.person, words["first_name"], words["last_name"], today())):
        return None
    words["duty"] = Duty(words.get("duty", kind))
    words.setdefault("since_on", today())
    if kind == "parent":
        child = _child(request, form)
        if child is None:
            return None
        del words["child"], words["child_born_on"]
        words["children"] = [child]
    if words.get("classroom"):
        words["classroom"] = classes.classroom_for(request.person, words["classroom"], today())
    return done(
        form, community_people.add_person, request.person.school, **words, by=request.person, at=now()
    )


def _child(request: Request, form: Any) -> Any:
    """The pupil whose name was typed, or an error of the form that says what would tell them apart."""
    name, born_on = form.cleaned_data["child"], form.cleaned_data.get("child_born_on")
    found = [
        pupil
        for pupil in families.pupils_named(request.person, name, today())
        if born_on in (None, pupil.born_on)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        form.add_error(
            "child_born_on", f"{len(found)} pupils are called {name}. Give the date of birth as well."
        )
    else:
        form.add_error("child", "No pupil here has this name (and date of birth). Check how it is written.")
    return None


@PAGE_AND_FORM
def edit(request: Request, id: int) -> HttpResponse:
    person = _to_do(request, id, "edit_person")
    names = list(forms.Details.base_fields)
    form = said(
        request, forms.Details, today=today(), initial={name: getattr(person, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if not changed or done(
            form, community_people.edit_person, person, **changed, by=request.person, at=now()
        ):
            messages.success(request, f"The details of {person} are up to date.")
            return redirect("community:person", id)
        person = people.person_for(request.person, id)
    return _asked(request, person, form, "Put details right", "Save")


@PAGE_AND_FORM
def leaving(request: Request, id: int) -> HttpResponse:
    person = _to_do(request, id, "record_leaving")
    form = said(request, forms.LastDay, today=today())
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["until_on"]
        alone = [str(carer) for carer in people.carers_left_alone(person, on)]
        if done(form, community_people.record_leaving, person, left_on=on, by=request.person, at=now()):
            also = f" With them: {', '.join(alone)}, who had no other child here." if alone else ""
            messages.success(request, f"{person} leaves on {on.day} {on:%B %Y}.{also}")
            return redirect("community:person", id)
    notes = ["Their duties and classes end on this day, and they can no longer sign in after it.",
             "Nothing is deleted. A former pupil stays on record until they are 18.",
             "Parents and carers who have no other child here leave with a pupil."]  # fmt: skip
    return _asked(request, person, form, "Record leaving", "Record leaving", notes=notes)


@PAGE_AND_FORM
def give_duty(request: Request, id: int) -> HttpResponse:
    person = _to_do(request, id, "give_duty")
    duties = people.person_page(request.person, id, today()).grantable
    form = said(request, forms.NewDuty, duties=duties, today=today())
    if request.method == "POST" and form.is_valid():
        role = done(
            form, community_people.give_duty, person, **form.cleaned_data, by=request.person, at=now()
        )
        if role:
            messages.success(request, f"{person} holds a further duty: {WORDS[Duty(role.duty)]}.")
            return redirect("community:person", id)
    return _asked(request, person, form, "Give a duty", "Give this duty")


@PAGE_AND_FORM
def end_duty(request: Request, id: int, role_id: int) -> HttpResponse:
    person = _to_do(request, id, "end_duty")
    role = people.role_for(person, role_id)
    form = said(request, forms.LastDay, today=today())
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["until_on"]
        if done(form, community_people.end_duty, person, role=role, until_on=on, by=request.person, at=now()):
            messages.success(
                request, f"{WORDS[Duty(role.duty)]}: {person}’s last day is {on.day} {on:%B %Y}."
            )
            return redirect(
                "community:people" if person == request.person else "community:person", *_id(person, request)
            )
    return _asked(request, person, form, f"End the duty: {WORDS[Duty(role.duty)]}", "End this duty")


@PAGE_AND_FORM
def change_class(request: Request, id: int) -> HttpResponse:
    """Moves a pupil to another class, or gives a member of staff one."""
    pupil = people.person_page(request.person, id, today()).is_pupil
    person = _to_do(request, id, "place_pupil" if pupil else "give_class")
    form = said(
        request, forms.WhichClass, classrooms=classes.classes_of(request.person, today()), today=today()
    )
    if request.method == "POST" and form.is_valid():
        room = classes.classroom_for(request.person, form.cleaned_data["classroom"], today())
        deed = community_people.place_pupil if pupil else community_people.give_class
        since_on = form.cleaned_data["since_on"]
        if done(form, deed, person, classroom=room, since_on=since_on, by=request.person, at=now()):
            messages.success(request, f"{person} has {room} from {since_on.day} {since_on:%B %Y}.")
            return redirect("community:person", id)
    return _asked(request, person, form, "Move to another class" if pupil else "Give a class", "Save")


@PAGE_AND_FORM
def end_teaching(request: Request, id: int, teaching_id: int) -> HttpResponse:
    person = _to_do(request, id, "end_teaching")
    teaching = people.teaching_for(person, teaching_id)
    form = said(request, forms.LastDay, today=today())
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["until_on"]
        if done(
            form,
            community_people.end_teaching,
            person,
            teaching=teaching,
            until_on=on,
            by=request.person,
            at=now(),
        ):
            messages.success(request, f"{person} has {teaching.classroom} until {on.day} {on:%B %Y}.")
            return redirect("community:person", id)
    return _asked(request, person, form, f"End teaching {teaching.classroom}", "Save")


@PAGE_AND_FORM
def add_child(request: Request, id: int) -> HttpResponse:
    person = _to_do(request, id, "link_carer")
    form = said(request, forms.NewChild)
    if request.method == "POST" and form.is_valid():
        child = _child(request, form)
        words = {"child": child, "relation": form.cleaned_data["relation"], "since_on": today()}
        if child and done(form, community_people.link_carer, person, **words, by=request.person, at=now()):
            messages.success(request, f"{person} is on record as a carer of {child}.")
            return redirect("community:person", id)
    return _asked(request, person, form, "Add a child", "Add this child")


@PAGE_AND_FORM
def end_care(request: Request, id: int, care_id: int) -> HttpResponse:
    person = _to_do(request, id, "end_care")
    care = people.care_for(person, care_id)
    form = said(request, forms.LastDay, today=today())
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["until_on"]
        if done(form, community_people.end_care, person, care=care, until_on=on, by=request.person, at=now()):
            messages.success(request, f"{person} is a carer of {care.child} until {on.day} {on:%B %Y}.")
            return redirect("community:person", id)
    return _asked(request, person, form, f"No longer a carer of {care.child}", "Save")


def _to_do(request: Request, id: int, deed: str) -> Any:
    """The person whom a deed is about, where this deed may be done to them."""
    access.require(request.person, "look.people")
    person = people.person_for(request.person, id, today())
    access.require(request.person, f"community.{deed}", person)
    return person


def _asked(
    request: Request, person: Any, form: Any, title: str, submit: str, *, notes: list[str] | None = None
) -> HttpResponse:
    context = {"who": person, "form": form, "heading": title, "submit": submit, "notes": notes or []}
    return render(request, "community/person_form.html", context)


def _id(person: Any, request: Request) -> list[int]:
    return [] if person == request.person else [person.pk]
