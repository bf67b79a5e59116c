from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.community.actions import appointments as deeds
from schoolgate.community.forms import appointments as forms
from schoolgate.community.queries import appointments
from schoolgate.community.signin import sessions
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, now, sent, today

TO = "community:duties"


@require_safe
def index(request: Request) -> HttpResponse:
    """Who holds the duties that watch others, what was proposed, and what has not taken effect yet."""
    return render(request, "community/duties.html", {"page": appointments.duties_page(request.person, now())})


@form_page
def give(request: Request, duty: str) -> HttpResponse:
    """Makes another governor the chair, or proposes who becomes DSL or deputy."""
    access.require(request.person, "look.duties")
    if duty not in (Duty.CHAIR, Duty.DSL, Duty.DEPUTY_DSL):
        raise Http404
    given = Duty(duty)
    if not appointments.may_decide(request.person, given):
        raise access.Refused("community.give_chair" if given == Duty.CHAIR else "community.propose_duty")
    people = appointments.candidates(request.person, given, today())
    form = bound_form(request, forms.Appoint, people=people, today=today())
    person = form.appointed if sent(request, form) else None
    alone = given == Duty.CHAIR
    more = {} if alone else {"duty": given}
    if made := act(request, form, deeds.give_chair if alone else deeds.propose_duty, person, **more):
        if alone:
            return answer(request, f"{person} chairs the governors from {made.day:%-d %B %Y}.", TO)
        return answer(request, f"Proposed: {person} as {WORDS[given]}. Head and chair have to agree.", TO)
    heading = "Give the duty of chair" if alone else f"Propose who becomes {WORDS[given]}"
    return ask(request, form, heading, "Give this duty" if alone else "Propose", TO, notes=_notes(request, alone))


@form_page
def end(request: Request, role_id: int) -> HttpResponse:
    """Ends another governor's duty as chair, or proposes that somebody is no longer DSL or deputy."""
    access.require(request.person, "look.duties")
    role = appointments.role_to_end(request.person, role_id)
    form = bound_form(request, forms.LastDayOfDuty, today=today())
    alone, words = role.duty == Duty.CHAIR, WORDS[Duty(role.duty)]
    if made := act(request, form, deeds.end_chair if alone else deeds.propose_end, role.person, role=role):
        if alone:
            return answer(request, f"{words}: {role.person}’s last day is {made.day:%-d %B %Y}.", TO)
        return answer(request, f"Proposed: {role.person} is no longer {words}. Head and chair have to agree.", TO)
    heading = f"{'End the duty' if alone else 'Propose to end the duty'}: {words}"
    submit = "End this duty" if alone else "Propose"
    return ask(request, form, heading, submit, TO, caption=role.person, notes=_notes(request, alone))


@form_page
def reply(request: Request, id: UUID) -> HttpResponse:
    """What the other of head and chair proposes; it is agreed to or refused."""
    item = appointments.question_for(request.person, id)
    form = bound_form(request, forms.Answer)
    agreed = sent(request, form) and form.cleaned_data["agreed"]
    if made := act(request, form, deeds.agree_duty if agreed else deeds.refuse_duty, item):
        if not agreed:
            return answer(request, "You have refused. Nothing was changed.", TO)
        sessions.keep_own(request, made.person_id)
        when = f"{'last day' if made.ends else 'from'} {made.day:%-d %B %Y}"
        return answer(request, f"{made.person}: {made.duty_words}, {when}.", TO)
    return render(request, "community/appointment.html", {"form": form, "item": item})


@form_page
def withdraw(request: Request, id: UUID) -> HttpResponse:
    item = appointments.to_withdraw(request.person, id, today())
    form = bound_form(request, forms.Withdraw)
    if act(request, form, deeds.withdraw_appointment, item):
        return answer(request, f"Withdrawn: {item.person}, {item.duty_words}.", TO)
    heading = f"Withdraw: {'end of the duty ' if item.ends else ''}{item.duty_words}"
    context: dict[str, Any] = {"caption": item.person, "button_kind": "warning"}
    return ask(request, form, heading, "Withdraw it", TO, **context)


@form_page
def waiting_days(request: Request) -> HttpResponse:
    school = request.person.school
    access.require(request.person, "community.set_appointment_days", school)
    form = bound_form(request, forms.WaitingDays, initial={"days": school.appointment_days})
    if act(request, form, deeds.set_appointment_days, school):
        return answer(request, "The waiting time is changed. It holds for appointments from now on.", TO)
    return ask(request, form, "Waiting time of appointments", "Save", TO)


def _notes(request: Request, alone: bool) -> list[str]:
    days = request.person.school.appointment_days
    who = "All governors and the head are told at once."
    wait = f"It takes effect after {days} working day{'' if days == 1 else 's'}, and can be withdrawn until then."
    older = "What was reported about the person who gives a duty, before it began, is not shown to its new holder."
    return [who, wait, older] if alone else ["Nothing changes until head and chair agree.", who, older]
