"""Who may read a case: letting in, taking away, emergencies, and the second of two people."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases.actions import approvals, readers
from schoolgate.cases.forms import acts as forms
from schoolgate.cases.queries import act_pages, approval_questions, reach
from schoolgate.cases.queries.approvals import asked_elsewhere
from schoolgate.cases.queries.meant import may_mean
from schoolgate.cases.views.common import ask, led
from schoolgate.pages import Request, act, answer, bound_form, form_page, or_404, today


@form_page
def grant(request: Request, id: UUID) -> HttpResponse:
    """Lets one more person read a case; a restricted one takes two people."""
    case = led(request, id, "grant")
    people = reach.who_may_be_let_in(case, today()).exclude(pk=request.person.pk)
    seconds = reach.seconds_for(case, request.person, today()) if case.restricted else None
    days = act_pages.grant_days(case)
    chosen = [person.pk for person in people if str(person.pk) == str(request.POST.get("person", ""))]
    named = may_mean(case, chosen, today()) if chosen else ()
    form = bound_form(request, forms.Letting, people=people, named=named, seconds=seconds, today=today(), days=days)
    if act(request, form, approvals.ask_second if case.restricted else readers.grant, case):
        asked = "The second person was asked. Nobody is let in before they agree."
        told = asked if case.restricted else f"{form.cleaned_data['person']} may read this case now."
        return answer(request, told, "cases:case", id)
    hint = "They read the whole case. Whom it is about, the office and IT cannot be chosen."
    return ask(request, case, form, "Let somebody read this case", "Let them in", hint=hint)


@form_page
def end_grant(request: Request, id: UUID, person: int) -> HttpResponse:
    """Takes a case away from somebody; they see nothing of it from the next page on."""
    case = led(request, id, "end_grant")
    held = or_404(case.grants.filter(person=person, ended_at=None).select_related("person").first())
    form = bound_form(request, forms.Sure)
    if act(request, form, readers.end_grant, case, person=held.person):
        return answer(request, f"{held.person} sees nothing of this case any more.", "cases:case", id)
    hint = f"{held.person} sees nothing of this case from the next page on."
    return ask(request, case, form, f"Take this case away from {held.person}", "Take it away", hint=hint)


@form_page
def open_in_emergency(request: Request) -> HttpResponse:
    """Opens a case in an emergency, by its number."""
    access.require(request.person, "cases.open_in_emergency")
    form = bound_form(request, forms.Emergency)
    if case := act(request, form, readers.open_by_number, request.person.school):
        told = "You can read it for a while. Whoever runs it has been told."
        return answer(request, told, "cases:case", case.pk)
    return render(request, "cases/open_in_emergency.html", {"form": form})


@require_safe
def emergency(request: Request) -> HttpResponse:
    """Emergency looks of which this person has to take note."""
    access.require(request.person, "cases.acknowledge_emergency_access")
    return render(request, "cases/emergency.html", {"those": reach.emergency_access_to_acknowledge(request.person)})


@form_page
def acknowledge_emergency_access(request: Request, id: int) -> HttpResponse:
    held = or_404(reach.emergency_access_to_acknowledge(request.person).filter(pk=id).first())
    form = bound_form(request, forms.Sure)
    if act(request, form, readers.acknowledge_emergency_access, held.case, emergency=held):
        return redirect("cases:emergency")
    return render(request, "cases/acknowledge_emergency_access.html", {"form": form, "emergency": held})


@require_safe
def seconds(request: Request) -> HttpResponse:
    """Questions to this person as the second of two."""
    access.require(request.person, "cases.confirm_second")
    those, elsewhere = approval_questions.questions_to(request.person), tuple(asked_elsewhere(request.person))
    return render(request, "cases/seconds.html", {"those": those, "elsewhere": elsewhere})


@form_page
def second(request: Request, id: UUID) -> HttpResponse:
    """One question to the second person: what exactly is asked, by whom and why."""
    two = reach.approval_for(request.person, id)
    form = bound_form(request, forms.Answer)
    action = approvals.confirm_second if form.agrees else approvals.refuse_second
    if act(request, form, action, two):
        return redirect("cases:seconds")
    return render(request, "cases/second.html", {"form": form, "question": approval_questions.question_of(two)})
