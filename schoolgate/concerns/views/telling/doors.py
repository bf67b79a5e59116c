"""The doors by which people come to tell us: which one, the two for parents, and the way out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.queries import school as community_school
from schoolgate.concerns import posters, receipts, rules
from schoolgate.concerns.actions import drafts as concern_drafts
from schoolgate.concerns.actions import telling
from schoolgate.concerns.actions import uploads as concern_uploads
from schoolgate.concerns.forms.telling import parents as forms
from schoolgate.concerns.forms.telling import staff as staff_forms
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries import uploads
from schoolgate.concerns.views.telling import drafts, files
from schoolgate.concerns.views.telling.common import (
    around,
    door,
    open_page,
    school_of,
    shows_or_takes,
    teller,
)
from schoolgate.pages import Request, now, said, today


@open_page
def start(request: HttpRequest) -> HttpResponse:
    """The short address: on to whatever is for whoever is there."""
    person = request.person  # type: ignore[attr-defined]
    if access.may(person, "look.people_to_name"):
        return redirect("concerns:staff")
    school = person.school if person else community_school.only_school()
    if school is None:
        raise Http404
    return redirect("concerns:doors", school.slug)


@open_page
def doors(request: HttpRequest, slug: str) -> HttpResponse:
    """Which door: for children, the two for parents, and coming back."""
    school = school_of(slug)
    by = teller(request, school)
    if Duty.PUPIL in by.duties:
        return redirect("concerns:child", slug)
    page = {**around(school), "is_staff": access.may(by, "look.people_to_name"), "is_stranger": by.id is None}
    return render(request, "concerns/telling/parents/doors.html", page)


@door
def worry(request: HttpRequest, slug: str) -> HttpResponse:
    """A worry about a child or about something online."""
    return _told(request, slug, forms.Worry)


@door
def unhappy(request: HttpRequest, slug: str) -> HttpResponse:
    """Something that somebody is not happy with at school (clause 3.c.2)."""
    return _told(request, slug, forms.Unhappy)


@door
def leave(request: HttpRequest) -> HttpResponse:
    """Away from a page of telling: whoever is signed in is signed out, and what the browser kept is cleared.

    A plain link leads here, so that it works without script and at once; all it can do to somebody is sign them out.
    The script sends the form's reference first, so that files kept for it are forgotten in the same moment.
    """
    if request.method == "POST":
        _let_go(request.POST.get("kept", ""))
    if request.user.is_authenticated:
        _forget(request.person)  # type: ignore[attr-defined]
        logout(request)
        request.person = None  # type: ignore[attr-defined]
    response = render(request, "concerns/telling/left.html", {"rows": [(n, n * 7) for n in range(1, 11)]})
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def poster(request: Request) -> HttpResponse:
    """The poster for classrooms, with a code that leads to the children's door."""
    access.require(request.person, "look.poster")
    school = request.person.school
    address = f"{settings.ADDRESS}{reverse('concerns:child', args=[school.slug])}"
    made = posters.classroom(school.name, address, community_school.officers(school, today())["dsl"])
    headers = {"Content-Disposition": 'inline; filename="tell-us.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@shows_or_takes
def trusted(request: Request) -> HttpResponse:
    """Among which grown-ups children may choose, for those who set it."""
    staff, offered = concern_people.trusted_page(request.person, today())
    listed = {"staff": [(one.id, one.name, one.what) for one in staff]}
    form = said(
        request, staff_forms.Trusted, **listed, **({} if request.POST else {"initial": {"people": offered}})
    )
    if request.method == "POST" and form.is_valid():
        people = [int(id) for id in form.cleaned_data["people"]]
        try:
            concern_drafts.choose_trusted(request.person.school, people=people, by=request.person, at=now())
        except Broken as broken:
            form.add_error("people", str(broken))
        else:
            messages.success(request, "Children see these grown-ups from now on.")
            return redirect("concerns:trusted")
    return render(request, "concerns/telling/staff/trusted.html", {"form": form})


# ---- parts


def _let_go(reference: str) -> None:
    school = uploads.school_of_reference(reference)
    if school is not None:
        concern_uploads.let_go(school, reference=reference, by=access.Outsider(school.pk), at=now())


def _forget(person: Any) -> None:
    """Who leaves in a hurry may share the account with whom they fear: what they began is not kept either."""
    for form in drafts.DOORS:
        if access.may(person, "concerns.drop_draft"):
            drafts.drop(person, form)


def _told(request: HttpRequest, slug: str, kind: type[Any]) -> HttpResponse:
    school = school_of(slug)
    by = teller(request, school)
    kept_as = str(kind.kind) if access.may(by, "concerns.save_draft") else ""
    children = concern_people.children_of(by, today()) if Duty.PARENT in by.duties else []
    who = {"children": [(one.pk, str(one)) for one in children], "signed_in": by.id is not None}
    draft = drafts.of(by, kept_as) if kept_as and request.method != "POST" else None
    basket = files.Basket(request, school, by, data=draft)
    who["kept_files"] = basket.files
    if request.method != "POST":
        form = _begun(kind, draft or {}, basket, who)
    else:
        form = _taken(request, kind, basket, who)
        concern = _sent(school, form, by, basket) if form.is_bound and form.is_valid() else None
        if concern is not None:
            if kept_as:
                drafts.drop(by, kept_as)
            return _thanks(request, school, concern, form)
        basket.keep(form)
    page = {
        **around(school), "form": form, "signed_in": by.id is not None, "by": by, "kept_as": kept_as,
        "has_draft": bool(draft), "kept_files": basket.files,
    }  # fmt: skip
    return render(request, f"concerns/telling/parents/{kind.kind}.html", page)


def _begun(kind: type[Any], typed: Any, basket: files.Basket, who: dict[str, Any]) -> Any:
    """The form with what was typed so far, not looked at yet."""
    initial = kind.as_initial(typed) | {"kept": basket.reference}
    initial["token"] = initial.get("token") or receipts.form_token(now())
    return kind(**who, initial=initial)


def _taken(request: HttpRequest, kind: type[Any], basket: files.Basket, who: dict[str, Any]) -> Any:
    """The form as it was sent, or as it stands where only a file was taken out.

    A stranger's files are looked into only where the form is ours, as that costs much.
    """
    data = request.POST.copy()
    data["kept"] = basket.reference
    try:
        if not who["signed_in"]:
            receipts.check_form_token(data.get("token", ""), at=now())
    except rules.TooQuick as quick:
        form = kind(data, **who)
        _refuse(form, quick)
        if request.FILES:
            form.add_error("evidence", "Choose your files again: they were not looked at yet")
        return form
    if "take_out" in data:
        form = _begun(kind, data, basket, who)
        form.look_into(request.FILES.getlist("evidence"))
        return form
    return kind(data, request.FILES, **who)


def _sent(school: Any, form: Any, by: Any, basket: files.Basket) -> Any:
    """Tells the school; what forbids it becomes an error of the form, which keeps what was typed."""
    who = access.Outsider(school.pk) if form.is_unnamed else by
    try:
        return telling.tell(
            school, telling=form.telling(), form_token=form.cleaned_data["token"], by=who, at=now(), **basket.for_deed
        )  # fmt: skip
    except Broken as broken:
        _refuse(form, broken)
        return None


def _refuse(form: Any, broken: Broken) -> None:
    """Says what is wrong; a form whose token is of no use any more gets another."""
    form.add_error(None, str(broken))
    if isinstance(broken, rules.TooQuick):
        form.data = form.data.copy()
        form.data["token"] = receipts.form_token(now())


def _thanks(request: HttpRequest, school: Any, concern: Any, form: Any) -> HttpResponse:
    page = {
        **around(school),
        "reader": concern_people.who_reads(concern, today()),
        "receipt": concern.receipt if form.is_unnamed else "",
        "address": settings.ADDRESS,
        "contact": concern.contact,
        "answer_by": concern.answer_by,
        "unkept": concern.unkept,
        "own": "" if form.is_unnamed else reverse("concerns:told_one", args=[concern.pk]),
    }
    return render(request, "concerns/telling/parents/thanks.html", page)
