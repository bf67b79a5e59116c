from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schoolgate import access
from schoolgate.community import rules
from schoolgate.community.actions import school as school_actions
from schoolgate.community.forms import school as forms
from schoolgate.community.forms.families import Sure
from schoolgate.community.queries import school as community_school
from schoolgate.engines.calendar import days as engine_days
from schoolgate.engines.calendar import ics
from schoolgate.pages import Request, done, now, said, today

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def show(request: Request) -> HttpResponse:
    return render(
        request, "community/school.html", {"page": community_school.school_page(request.person, today())}
    )


@PAGE_AND_FORM
def edit(request: Request, part: str = "details") -> HttpResponse:
    """One part of the school's record: its details, its hours or the LADO's contact."""
    school = community_school.school_page(request.person, today()).school
    if part not in forms.PARTS:
        raise Http404
    title, kind = forms.PARTS[part]
    form = said(request, kind, initial={name: getattr(school, name) for name in kind.base_fields})
    sent = request.method == "POST" and form.is_valid()
    if sent and done(
        form, school_actions.edit_school, school, **form.cleaned_data, by=request.person, at=now()
    ):
        messages.success(request, f"{title}: saved.")
        return redirect("community:school")
    return render(request, "community/school_form.html", {"form": form, "heading": title})


@require_safe
def dates(request: Request) -> HttpResponse:
    return render(
        request, "community/dates.html", {"page": community_school.calendar_page(request.person, today())}
    )


@PAGE_AND_FORM
def add_date(request: Request) -> HttpResponse:
    school = community_school.calendar_page(request.person, today()).school
    form = said(request, forms.NewDate)
    if request.method == "POST" and form.is_valid():
        new = rules.NewDate(**form.cleaned_data)
        if done(form, school_actions.edit_dates, school, adding=[new], by=request.person, at=now()):
            messages.success(request, f"{new.name} is in the calendar.")
            return redirect("community:dates")
    return render(request, "community/date_form.html", {"form": form})


@PAGE_AND_FORM
def remove_date(request: Request, id: int) -> HttpResponse:
    dated = community_school.date_for(request.person, id)
    form = said(request, Sure)
    if request.method == "POST" and form.is_valid():
        school = request.person.school
        if done(form, school_actions.edit_dates, school, removing=[dated.pk], by=request.person, at=now()):
            messages.success(request, f"{dated.name} is no longer in the calendar.")
            return redirect("community:dates")
    return render(request, "community/date_remove.html", {"form": form, "dated": dated})


@PAGE_AND_FORM
def dates_file(request: Request) -> HttpResponse:
    """Reads a calendar file and keeps what it found, for the next page to ask about."""
    access.require(request.person, "community.edit_dates", request.person.school)
    form = said(request, forms.DatesFile)
    if request.method == "POST" and form.is_valid():
        try:
            found = engine_days.read_ics(form.cleaned_data["file"].read(ics.MOST_BYTES + 1))
        except engine_days.BadCalendar as bad:
            form.add_error("file", str(bad))
        else:
            request.session["dates"] = [_kept(dated) for dated in found]
            return redirect("community:dates_found")
    return render(request, "community/dates_file.html", {"form": form})


@PAGE_AND_FORM
def dates_found(request: Request) -> HttpResponse:
    """Shows what a calendar file holds, and enters what is wanted of it: all or nothing."""
    school = community_school.calendar_page(request.person, today()).school
    found = request.session.get("dates")
    if not found:
        return redirect("community:dates_file")
    there = {(d.kind, d.starts_on.isoformat(), d.ends_on.isoformat()) for d in school.dates.all()}
    new = [dated for dated in found if (dated["kind"], dated["starts_on"], dated["ends_on"]) not in there]
    form = said(request, forms.FoundDates, found=new)
    if request.method == "POST" and form.is_valid():
        adding = [_dated(dated, kind) for dated, kind in zip(new, form.kinds(), strict=True) if kind]
        if done(form, school_actions.edit_dates, school, adding=adding, by=request.person, at=now()):
            del request.session["dates"]
            messages.success(request, f"{len(adding)} dates are in the calendar now.")
            return redirect("community:dates")
    return render(
        request, "community/dates_found.html", {"form": form, "new": new, "known": len(found) - len(new)}
    )


def _kept(dated: engine_days.Dated) -> dict[str, str]:
    days = f"{dated.starts_on:%d %B %Y}".lstrip("0")
    if dated.ends_on != dated.starts_on:
        days += f" to {dated.ends_on:%d %B %Y}".replace(" 0", " ")
    return {
        "kind": dated.kind if dated.kind != "unknown" else forms.LEFT_OUT, "name": dated.name,
        "starts_on": dated.starts_on.isoformat(), "ends_on": dated.ends_on.isoformat(),
        "label": f"{dated.name}: {days}",
    }  # fmt: skip


def _dated(kept: dict[str, str], kind: str) -> rules.NewDate:
    return rules.NewDate(
        kind, kept["name"], date.fromisoformat(kept["starts_on"]), date.fromisoformat(kept["ends_on"])
    )
