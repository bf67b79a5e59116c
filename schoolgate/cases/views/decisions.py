"""What is decided beside the procedure: head's checks and consequences."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from schoolgate.cases.actions import consequences, decisions
from schoolgate.cases.forms import acts as forms
from schoolgate.cases.queries import act_pages, reasons
from schoolgate.cases.views.common import PAGE_AND_FORM, ask, back, done, opened, sent
from schoolgate.pages import Request, now, said, today


@PAGE_AND_FORM
def check(request: Request, id: UUID, check: int) -> HttpResponse:
    """A head's check: the text, where it stands and how sure that is, and the decision with its reason."""
    case = opened(request, id, "decide_check")
    page = act_pages.check_page(request.person, id, check, at=now())
    form = None if page.row.decision and request.method != "POST" else said(request, forms.Decision)
    if form is not None and sent(request, form) and _decided(request, case, page, form):
        return back(request, id, f"Decided: {page.check.title}.")
    return ask(request, case, form, page.check.title, "Decide", template="cases/check.html", page=page)


def _decided(request: Request, case: Any, page: Any, form: Any) -> Any:
    return done(form, decisions.decide_check, case, request, check=page.row, **form.cleaned_data)


@PAGE_AND_FORM
def add_consequence(request: Request, id: UUID) -> HttpResponse:
    """Chooses for whom and which rung; the next page asks for the rest."""
    case = opened(request, id, "impose_consequence")
    rungs = act_pages.rungs_for(case, request.person)
    people = act_pages.subjects_of(case)
    form = said(request, forms.WhichRung, people=people, rungs=rungs)
    if sent(request, form):
        person, rung = form.cleaned_data["person"], form.cleaned_data["rung"]
        return redirect("cases:impose", id, person.pk, rung)
    says = "" if rungs else "None of the consequences is yours to decide in this case."
    return ask(request, case, form, "Decide a consequence", "Continue", says=says, nothing=not rungs)


@PAGE_AND_FORM
def impose(request: Request, id: UUID, person: int, rung: str) -> HttpResponse:
    """Decides a consequence for one person alone."""
    case = opened(request, id, "impose_consequence")
    step = next((one for one in act_pages.rungs_for(case, request.person) if one.rung.value == rung), None)
    who = next((one for one in act_pages.subjects_of(case) if one.pk == person), None)
    if step is None or who is None or who.pk == request.person.pk:
        raise Http404
    form = said(
        request,
        forms.Imposed,
        rung=step,
        staff=act_pages.supervisors_for(case, today()),
        today=today(),
        copied=partial(reasons.copied, case, person=who.pk),
    )
    if sent(request, form):
        words = {"proposed": form.proposed(who.pk), "supervisor": form.cleaned_data.get("supervisor")}
        words["own_words"] = bool(form.cleaned_data.get("own_words"))
        if done(form, consequences.impose_consequence, case, request, **words):
            return back(request, id, f"Decided for {who}: {step.name}.")
    barred = act_pages.not_yet(case, who, step) if request.method != "POST" else ""
    context = {"who": who, "rung": step, "barred": barred, "nothing": bool(barred)}
    context["warnings"] = act_pages.warnings_about(case, who)
    return ask(
        request, case, form, f"{step.name}: {who}", "Decide this", template="cases/impose.html", **context
    )


def _row(request: Request, id: UUID, consequence: UUID, deed: str) -> tuple[Any, Any]:
    case = opened(request, id, deed)
    row = act_pages.consequence_for(request.person, id, consequence, at=now())
    return case, row


def _weighed(request: Request, case: Any, row: Any, form: Any, deed: Any) -> Any:
    return done(form, deed, case, request, consequence=row, **form.cleaned_data)


@PAGE_AND_FORM
def review(request: Request, id: UUID, consequence: UUID) -> HttpResponse:
    case, row = _row(request, id, consequence, "review_consequence")
    initial = {"ends_on": row.ends_on, "review_on": None}
    form = said(request, forms.Reviewed, initial=initial)
    if sent(request, form) and _weighed(request, case, row, form, consequences.review_consequence):
        return back(request, id, "Looked at again, with your reason.")
    heading = f"Look at it again: {act_pages.rung_words(row.rung)} for {row.person}"
    return ask(
        request, case, form, heading, "Keep this", says="It may end sooner than was decided, never later."
    )


@PAGE_AND_FORM
def end_consequence(request: Request, id: UUID, consequence: UUID) -> HttpResponse:
    case, row = _row(request, id, consequence, "end_consequence")
    form = said(request, forms.Why)
    if sent(request, form) and _weighed(request, case, row, form, consequences.end_consequence):
        return back(request, id, f"Ended for {row.person}.")
    heading = f"End it for {row.person}: {act_pages.rung_words(row.rung)}"
    submit = "End it" if row.decided_at else "Decide against it"
    return ask(request, case, form, heading, submit)


@PAGE_AND_FORM
def parents_told(request: Request, id: UUID, consequence: UUID) -> HttpResponse:
    case, row = _row(request, id, consequence, "tell_parents")
    form = said(request, forms.Told, at=now())
    if sent(request, form):
        words = {"words": form.cleaned_data["words"], "told_at": form.happened_at}
        if done(form, consequences.tell_parents, case, request, consequence=row, **words):
            return back(request, id, f"Kept: the parents of {row.person} know.")
    return ask(request, case, form, f"The parents of {row.person} were told", "Keep this")
