"""Who is away and covered for, who is on duty, and what those who tell us read while the school is closed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.community.actions import covers as cover_deeds
from schoolgate.community.forms.families import Sure
from schoolgate.community.queries import covers
from schoolgate.concerns.actions import duty as deeds
from schoolgate.concerns.forms import duty as forms
from schoolgate.concerns.queries import duty
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, or_404, sent, today

TO = "concerns:absence"


@require_safe
def index(request: Request) -> HttpResponse:
    """Who covers for whom, with one press for today; who is on duty; and the notice."""
    page = {
        "covers": covers.known(request.person, today()),
        "absences": [item for item in covers.may_be_away(request.person, today()) if not item.is_away],
        "may_say": access.may(request.person, "community.cover_absence", request.person.school),
        "page": duty.duty_page(request.person, today()),
        "today": today(),
        "days": ("since_on", "until_on"),
    }
    return render(request, "concerns/duty/absence.html", page)


@form_page
def away(request: Request) -> HttpResponse:
    """Says that somebody is away and who covers."""
    absences = covers.to_choose(request.person, today())
    form = bound_form(request, forms.Away, absences=absences, today=today())
    absent = form.absent if sent(request, form) else None
    if role := act(request, form, cover_deeds.cover_absence, absent):
        told = f"{role.person} covers for {absent} until {role.until_on:%-d %B %Y}. It ends by itself."
        return answer(request, told, TO)
    return ask(request, form, "Someone is away", "Save", TO)


@form_page
def back(request: Request, role_id: int) -> HttpResponse:
    """Says that somebody is back before their cover ends by itself."""
    role = covers.role_for(request.person, role_id, today())
    form = bound_form(request, Sure)
    if act(request, form, cover_deeds.end_cover, role):
        return answer(request, f"{role.person} no longer covers for {role.instead_of}.", TO)
    return ask(request, form, f"{role.instead_of} is back", "End the cover", TO)


@form_page
def put_on_duty(request: Request) -> HttpResponse:
    """Says who is alarmed while the school is closed."""
    people = duty.offered_for_duty(request.person, today())
    form = bound_form(request, forms.OnDuty, people=people, today=today())
    if row := act(request, form, deeds.put_on_duty, request.person.school):
        return answer(request, f"{row.person} is on duty until {row.ends_on:%-d %B %Y}.", TO)
    return ask(request, form, "Who is on duty while the school is closed", "Save", TO)


@form_page
def take_off_duty(request: Request, row_id: int) -> HttpResponse:
    """Takes away who would be on duty."""
    duty.offered_for_duty(request.person, today())
    page = duty.duty_page(request.person, today())
    row = or_404(next((item for item in page.rows if item.pk == row_id), None))
    form = bound_form(request, Sure)
    if act(request, form, deeds.take_off_duty, request.person.school, row=row.pk):
        return answer(request, f"{row.person} is no longer on duty.", TO)
    return ask(request, form, f"Take {row.person} off duty", "Take off duty", TO)


@form_page
def notice(request: Request) -> HttpResponse:
    """What those who tell us read while the school is closed."""
    held = duty.notice_of(request.person)
    initial = {"closed_notice": held.closed_notice, "social_care_phone": held.social_care_phone}
    form = bound_form(request, forms.Closed, initial=initial)
    if act(request, form, deeds.edit_closed_notice, request.person.school):
        return answer(request, "Saved.", TO)
    return ask(request, form, "Notice while the school is closed", "Save", TO)
