"""The doors by which people come to tell us: which one, the two for parents, and the way out."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from schoolgate import access, pages
from schoolgate.access.duties import Duty
from schoolgate.community.queries import school as community_school
from schoolgate.concerns import posters, receipts, rules
from schoolgate.concerns.actions import drafts as concern_drafts
from schoolgate.concerns.actions import telling
from schoolgate.concerns.actions import uploads as concern_uploads
from schoolgate.concerns.forms.telling import parents as forms
from schoolgate.concerns.forms.telling import staff as staff_forms
from schoolgate.concerns.queries import duty, uploads
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.views.telling import drafts, files
from schoolgate.concerns.views.telling.common import around, door, open_page, school_of, stranger, teller
from schoolgate.pages import (
    OpenRequest,
    Request,
    act,
    answer,
    attempt,
    bound_form,
    form_page,
    now,
    or_404,
    refuse,
    today,
)

if TYPE_CHECKING:
    from schoolgate.community.models import Person, School
    from schoolgate.concerns.models.concern import Concern


@open_page
def start(request: OpenRequest) -> HttpResponse:
    """The short address: on to whatever is for whoever is there."""
    person = request.person
    if access.may(person, "look.staff_form"):
        return redirect("concerns:staff")
    school = or_404(person.school if person else community_school.only_school())
    return redirect("concerns:doors", school.slug)


@open_page
def doors(request: OpenRequest, slug: str) -> HttpResponse:
    """Which door: for children, the two for parents, and coming back."""
    school = school_of(slug)
    by = teller(request, school)
    if Duty.PUPIL in by.duties:
        return redirect("concerns:child", slug)
    notice = duty.closed_notice(school, now())
    page = {
        **around(school, by, comes_back=True),
        "notice": notice,
        "is_staff": access.may(by, "look.staff_form"),
        "is_stranger": by.id is None,
    }
    return render(request, "concerns/telling/parents/doors.html", page)


@door
def worry(request: OpenRequest, slug: str) -> HttpResponse:
    """A worry about a child or about something online."""
    return _told(request, slug, forms.Worry)


@door
def unhappy(request: OpenRequest, slug: str) -> HttpResponse:
    """Something that somebody is not happy with at school (clause 3.c.2)."""
    return _told(request, slug, forms.Unhappy)


@door
def leave(request: OpenRequest) -> HttpResponse:
    """Away from a page of telling: whoever is signed in is signed out, and what the browser kept is cleared.

    A plain link leads here, so that it works without script and at once; all it can do to somebody is sign them out.
    The script sends the form's reference first, so that files kept for it are forgotten in the same moment.
    """
    if request.method == "POST":
        _let_go(request.POST.get("kept", ""))
    if request.person is not None:
        _forget(request.person)
    if request.user.is_authenticated:
        logout(request)
        request.person = None
    response = render(request, "concerns/telling/left.html", {"rows": [(n, n * 7) for n in range(1, 11)]})
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def poster(request: Request) -> HttpResponse:
    """The poster for classrooms, with a code that leads to the children's door."""
    access.require(request.person, "look.poster")
    school = request.person.school
    address = f"{pages.address()}{reverse('concerns:child', args=[school.slug])}"
    made = posters.classroom(school.name, address)
    headers = {"Content-Disposition": 'inline; filename="tell-us.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@form_page
def trusted(request: Request) -> HttpResponse:
    """Among which grown-ups children may choose, for those who set it."""
    staff, offered = concern_people.trusted_page(request.person, today())
    listed = {"staff": [(member.id, member.name, member.what) for member in staff]}
    form = bound_form(request, staff_forms.Trusted, **listed, initial={"people": offered})
    if act(request, form, concern_drafts.choose_trusted, request.person.school):
        return answer(request, "Children see these grown-ups from now on.", "concerns:trusted")
    return render(request, "concerns/telling/staff/trusted.html", {"form": form})


# ---- parts


def _let_go(reference: str) -> None:
    school = uploads.school_of_reference(reference)
    if school is not None:
        attempt(concern_uploads.let_go, school, reference=reference, by=access.Outsider(school.pk), at=now())


def _forget(person: "Person") -> None:
    """Who leaves in a hurry may share the account with whom they fear: what they began is not kept either."""
    for form in drafts.DOORS:
        if access.may(person, "concerns.drop_draft"):
            drafts.drop(person, form)


def _told(request: OpenRequest, slug: str, kind: type[Any]) -> HttpResponse:
    school = school_of(slug)
    by = teller(request, school)
    if Duty.PUPIL in by.duties:
        return redirect("concerns:child", slug)
    person = None if isinstance(by, access.Outsider) else by
    kept_as = str(kind.kind) if access.may(by, "concerns.save_draft") else ""
    children = concern_people.children_of(person, today()) if person and Duty.PARENT in by.duties else []
    page = around(school, by, whom=request.POST.get("whom", ""))
    who = {
        "children": [(someone.pk, str(someone)) for someone in children],
        "signed_in": person is not None,
        "officers": page["officers"],
    }
    draft = drafts.of(person, kept_as) if person and kept_as and request.method != "POST" else None
    basket = files.Basket(request, school, by, data=draft)
    who["kept_files"] = basket.files
    if request.method != "POST":
        form = _begun(kind, draft or {}, basket, who)
    else:
        form = _taken(request, kind, basket, who)
        who_tells = by if form.is_valid() and not form.is_unnamed else stranger(request, school)
        concern = act(request, form, telling.tell, school, by=who_tells, **basket.for_deed)
        if concern is not None:
            if person and kept_as:
                drafts.drop(person, kept_as)
            return _thanks(request, school, concern, form)
        basket.keep(form)
    page |= {
        "form": form,
        "signed_in": person is not None,
        "by": by,
        "kept_as": kept_as,
        "has_draft": bool(draft),
        "kept_files": basket.files,
    }
    return render(request, f"concerns/telling/parents/{kind.kind}.html", page)


def _begun(kind: type[Any], typed: Any, basket: files.Basket, who: dict[str, Any]) -> Any:
    """The form with what was typed so far, not looked at yet."""
    initial = kind.as_initial(typed) | {"kept": basket.reference}
    initial["token"] = initial.get("token") or receipts.form_token(now())
    return kind(**who, initial=initial)


def _taken(request: OpenRequest, kind: type[Any], basket: files.Basket, who: dict[str, Any]) -> Any:
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
        refuse(form, quick)
        if request.FILES:
            form.add_error("evidence", "Choose your files again: they were not looked at yet")
        return form
    if "take_out" in data:
        form = _begun(kind, data, basket, who)
        form.look_into(request.FILES.getlist("evidence"))
        return form
    return kind(data, request.FILES, **who)


def _thanks(request: OpenRequest, school: "School", concern: "Concern", form: Any) -> HttpResponse:
    page = {
        **around(school, reading=duty.reading_of(concern, now())),
        "address": pages.address(),
        "receipt": concern.receipt if form.is_unnamed else "",
        "contact": concern.contact,
        "answer_by": concern.answer_by,
        "as_concern": concern.was_complaint,
        "unkept": concern.unkept,
        "own": "" if form.is_unnamed else reverse("concerns:told_one", args=[concern.pk]),
    }
    return render(request, "concerns/telling/parents/thanks.html", page)
