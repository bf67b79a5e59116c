"""Who may read a case: letting in, taking away, emergencies, and the second of two people."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases.actions import approvals, readers
from schoolgate.cases.forms import acts as forms
from schoolgate.cases.queries import act_pages, reach
from schoolgate.cases.queries.approvals import asked_elsewhere
from schoolgate.cases.rules import What
from schoolgate.cases.views.common import PAGE_AND_FORM, ask, back, done, led, sent
from schoolgate.pages import Request, said, today


@PAGE_AND_FORM
def grant(request: Request, id: UUID) -> HttpResponse:
    """Lets one more person read a case; a restricted one takes two people."""
    case = led(request, id, "grant")
    people = reach.who_may_be_let_in(case, today()).exclude(pk=request.person.pk)
    seconds = reach.seconds_for(case, request.person, today()) if case.restricted else None
    form = said(
        request, forms.Letting, people=people, seconds=seconds, today=today(), days=act_pages.grant_days(case)
    )
    if sent(request, form):
        words = dict(form.cleaned_data)
        if case.restricted:
            payload = {"person": words["person"].pk, "until": words["until"]}
            asked = {
                "what": What.GRANT,
                "payload": payload,
                "reason": words["reason"],
                "second": words["second"],
            }
            if done(form, approvals.ask_second, case, request, **asked):
                return back(request, id, "The second person was asked. Nobody is let in before they agree.")
        elif done(form, readers.grant, case, request, **words):
            return back(request, id, f"{words['person']} may read this case now.")
    says = "They read the whole case. Whom it is about, the office and IT cannot be chosen."
    return ask(request, case, form, "Let somebody read this case", "Let them in", says=says)


@PAGE_AND_FORM
def end_grant(request: Request, id: UUID, person: int) -> HttpResponse:
    """Takes a case away from somebody; they see nothing of it from the next page on."""
    case = led(request, id, "end_grant")
    held = case.grants.filter(person=person, ended_at=None).select_related("person").first()
    if held is None:
        raise Http404
    form = said(request, forms.Sure)
    if sent(request, form) and done(form, readers.end_grant, case, request, person=held.person):
        return back(request, id, f"{held.person} sees nothing of this case any more.")
    says = f"{held.person} sees nothing of this case from the next page on."
    return ask(request, case, form, f"Take this case away from {held.person}", "Take it away", says=says)


@PAGE_AND_FORM
def break_glass(request: Request) -> HttpResponse:
    """Opens a case in an emergency, by its number."""
    access.require(request.person, "cases.break_glass")
    form = said(request, forms.Glass)
    if sent(request, form):
        case = done(form, readers.break_glass, request.person.school, request, **form.cleaned_data)
        if case:
            return back(request, case.pk, "You can read it for a while. Whoever runs it has been told.")
    return render(request, "cases/break_glass.html", {"form": form})


@require_safe
def glass(request: Request) -> HttpResponse:
    """Emergency looks of which this person has to take note."""
    access.require(request.person, "cases.note_glass")
    return render(request, "cases/glass.html", {"those": reach.glass_to_note(request.person)})


@PAGE_AND_FORM
def note_glass(request: Request, id: int) -> HttpResponse:
    held = reach.glass_to_note(request.person).filter(pk=id).first()
    if held is None:
        raise Http404
    form = said(request, forms.Sure)
    if sent(request, form) and done(form, readers.note_glass, held.case, request, glass=held):
        return redirect("cases:glass")
    return render(request, "cases/note_glass.html", {"form": form, "glass": held})


@require_safe
def seconds(request: Request) -> HttpResponse:
    """Questions to this person as the second of two."""
    access.require(request.person, "cases.confirm_second")
    return render(
        request,
        "cases/seconds.html",
        {
            "those": act_pages.questions_to(request.person),
            "elsewhere": tuple(asked_elsewhere(request.person)),
        },
    )


@PAGE_AND_FORM
def second(request: Request, id: UUID) -> HttpResponse:
    """One question to the second person: what exactly is asked, by whom and why."""
    two = reach.two_for(request.person, id)
    form = said(request, forms.Answer)
    if sent(request, form):
        agrees, words = form.cleaned_data["answer"] == forms.AGREE, form.cleaned_data["words"]
        if done(
            form, approvals.confirm_second if agrees else approvals.refuse_second, two, request, words=words
        ):
            return redirect("cases:seconds")
    return render(request, "cases/second.html", {"form": form, "question": act_pages.question_of(two)})
