from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.community import rules
from schoolgate.community.actions import school as school_actions
from schoolgate.community.forms import school as forms
from schoolgate.community.forms.families import Sure
from schoolgate.community.queries import school as community_school
from schoolgate.engines.calendar import days as engine_days
from schoolgate.engines.calendar import ics
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, sent, today


@require_safe
def show(request: Request) -> HttpResponse:
    page = community_school.school_page(request.person, today())
    return render(request, "community/school.html", {"page": page})


@form_page
def edit(request: Request, part: str = "details") -> HttpResponse:
    """One part of the school's record: its details or its hours."""
    school = community_school.school_page(request.person, today()).school
    if part not in forms.PARTS:
        raise Http404
    title, kind = forms.PARTS[part]
    form = bound_form(request, kind, initial={name: getattr(school, name) for name in kind.base_fields})
    if act(request, form, school_actions.edit_school, school):
        return answer(request, f"{title}: saved.", "community:school")
    return ask(request, form, title, "Save", "community:school")


@form_page
def edit_lado(request: Request) -> HttpResponse:
    """The contact to which allegations against adults are referred."""
    school = community_school.school_with_lado(request.person)
    form = bound_form(request, forms.Lado, initial={name: getattr(school, name) for name in forms.Lado.base_fields})
    back = "community:school" if access.may(request.person, "community.edit_school", school) else "home"
    if act(request, form, school_actions.edit_lado, school):
        return answer(request, "The LADO’s contact: saved. Head, DSL, chair and governors are told.", back)
    return ask(request, form, "The LADO’s contact", "Save", back)


@require_safe
def dates(request: Request) -> HttpResponse:
    page = community_school.calendar_page(request.person, today())
    return render(request, "community/dates.html", {"page": page})


@form_page
def add_date(request: Request) -> HttpResponse:
    school = community_school.calendar_page(request.person, today()).school
    form = bound_form(request, forms.NewDate)
    if act(request, form, school_actions.edit_dates, school):
        return answer(request, f"{form.cleaned_data['name']} is in the calendar.", "community:dates")
    return ask(request, form, "Add a date", "Add this date", "community:dates")


@form_page
def remove_date(request: Request, id: int) -> HttpResponse:
    dated = community_school.date_for(request.person, id)
    form = bound_form(request, Sure)
    if act(request, form, school_actions.edit_dates, request.person.school, removing=[dated.pk]):
        return answer(request, f"{dated.name} is no longer in the calendar.", "community:dates")
    return render(request, "community/date_remove.html", {"form": form, "dated": dated})


@form_page
def dates_file(request: Request) -> HttpResponse:
    """Reads a calendar file and keeps what it found, for the next page to ask about."""
    access.require(request.person, "community.edit_dates", request.person.school)
    form = bound_form(request, forms.DatesFile)
    if sent(request, form):
        try:
            found = engine_days.read_ics(form.cleaned_data["file"].read(ics.MOST_BYTES + 1))
        except engine_days.BadCalendar as bad:
            form.add_error("file", str(bad))
        else:
            request.session["dates"] = [_kept(dated) for dated in found]
            return redirect("community:dates_found")
    return render(request, "community/dates_file.html", {"form": form})


@form_page
def dates_found(request: Request) -> HttpResponse:
    """Shows what a calendar file holds, and enters what is wanted of it: all or nothing."""
    school = community_school.calendar_page(request.person, today()).school
    found = request.session.get("dates")
    if not found:
        return redirect("community:dates_file")
    there = {(d.kind, d.starts_on.isoformat(), d.ends_on.isoformat()) for d in school.dates.all()}
    new = [dated for dated in found if (dated["kind"], dated["starts_on"], dated["ends_on"]) not in there]
    form = bound_form(request, forms.FoundDates, found=new)
    if sent(request, form):
        adding = [_dated(dated, kind) for dated, kind in zip(new, form.kinds(), strict=True) if kind]
        if act(request, form, school_actions.edit_dates, school, {"adding": adding}):
            del request.session["dates"]
            return answer(request, f"{len(adding)} dates are in the calendar now.", "community:dates")
    page = {"form": form, "new": new, "known": len(found) - len(new)}
    return render(request, "community/dates_found.html", page)


def _kept(dated: engine_days.Dated) -> dict[str, str]:
    days = f"{dated.starts_on:%d %B %Y}".lstrip("0")
    if dated.ends_on != dated.starts_on:
        days += f" to {dated.ends_on:%d %B %Y}".replace(" 0", " ")
    return {
        "kind": dated.kind if dated.kind != "unknown" else forms.LEFT_OUT,
        "name": dated.name,
        "starts_on": dated.starts_on.isoformat(),
        "ends_on": dated.ends_on.isoformat(),
        "label": f"{dated.name}: {days}",
    }


def _dated(kept: dict[str, str], kind: str) -> rules.NewDate:
    return rules.NewDate(kind, kept["name"], date.fromisoformat(kept["starts_on"]), date.fromisoformat(kept["ends_on"]))
