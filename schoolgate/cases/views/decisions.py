"""What is decided beside the procedure: head's checks and consequences."""

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from schoolgate.cases.actions import consequences, decisions
from schoolgate.cases.forms import acts as forms
from schoolgate.cases.queries import act_pages, checks, ladder, reasons
from schoolgate.cases.views.common import ask, opened
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, sent, today

if TYPE_CHECKING:
    from schoolgate.cases.models.case import Case
    from schoolgate.cases.models.consequences import Consequence


@form_page
def check(request: Request, id: UUID, check: int) -> HttpResponse:
    """A head's check: the text, where it stands and how sure that is, and the decision with its reason."""
    case = opened(request, id, "decide_check")
    page = checks.check_page(request.person, id, check, at=now())
    asks = request.method == "POST" or not page.row.decision
    form = bound_form(request, forms.Decision) if asks else None
    if form and act(request, form, decisions.decide_check, case, check=page.row):
        return answer(request, f"Decided: {page.check.title}.", "cases:case", id)
    return ask(request, case, form, page.check.title, "Decide", template="cases/check.html", page=page)


@form_page
def add_consequence(request: Request, id: UUID) -> HttpResponse:
    """Chooses for whom and which rung; the next page asks for the rest."""
    case = opened(request, id, "impose_consequence")
    rungs = ladder.rungs_for(case, request.person)
    form = bound_form(request, forms.WhichRung, people=ladder.subjects_of(case, rungs), rungs=rungs)
    if sent(request, form):
        return redirect("cases:impose", id, form.cleaned_data["person"].pk, form.cleaned_data["rung"])
    hint = "" if rungs else "None of the consequences is yours to decide in this case."
    return ask(request, case, form, "Decide a consequence", "Continue", hint=hint, nothing=not rungs)


@form_page
def impose(request: Request, id: UUID, person: int, rung: str) -> HttpResponse:
    """Decides a consequence for one person alone."""
    case = opened(request, id, "impose_consequence")
    rungs = ladder.rungs_for(case, request.person)
    who = next((someone for someone in ladder.subjects_of(case, rungs) if someone.pk == person), None)
    step = next((item for item in ladder.rungs_for(case, request.person, who) if item.rung.value == rung), None)
    if step is None or who is None or who.pk == request.person.pk:
        raise Http404
    form = bound_form(
        request,
        forms.Imposed,
        rung=step,
        person=who.pk,
        staff=ladder.supervisors_for(case, today()),
        today=today(),
        copied=partial(reasons.copied, case, person=who.pk),
    )
    if act(request, form, consequences.impose_consequence, case):
        return answer(request, f"Decided for {who}: {step.name}.", "cases:case", id)
    barred = ladder.not_yet(case, who, step) if request.method != "POST" else ""
    context = {"who": who, "rung": step, "barred": barred, "nothing": bool(barred)}
    context |= {"warnings": act_pages.warnings_about(case, who), "template": "cases/impose.html"}
    return ask(request, case, form, f"{step.name}: {who}", "Decide this", **context)


def _row(request: Request, id: UUID, consequence: UUID, action: str) -> tuple["Case", "Consequence"]:
    case = opened(request, id, action)
    return case, ladder.consequence_for(request.person, id, consequence, at=now())


@form_page
def review(request: Request, id: UUID, consequence: UUID) -> HttpResponse:
    case, row = _row(request, id, consequence, "review_consequence")
    form = bound_form(request, forms.Reviewed, initial={"ends_on": row.ends_on, "review_on": None})
    if act(request, form, consequences.review_consequence, case, consequence=row):
        return answer(request, "Looked at again, with your reason.", "cases:case", id)
    heading = f"Look at it again: {ladder.rung_words(row.rung)} for {row.person}"
    hint = "It may end sooner than was decided, never later."
    return ask(request, case, form, heading, "Keep this", hint=hint)


@form_page
def end_consequence(request: Request, id: UUID, consequence: UUID) -> HttpResponse:
    case, row = _row(request, id, consequence, "end_consequence")
    form = bound_form(request, forms.ReasonForm)
    if act(request, form, consequences.end_consequence, case, consequence=row):
        return answer(request, f"Ended for {row.person}.", "cases:case", id)
    heading = f"End it for {row.person}: {ladder.rung_words(row.rung)}"
    return ask(request, case, form, heading, "End it" if row.decided_at else "Decide against it")


@form_page
def parents_told(request: Request, id: UUID, consequence: UUID) -> HttpResponse:
    case, row = _row(request, id, consequence, "tell_parents")
    form = bound_form(request, forms.Told, at=now())
    if act(request, form, consequences.tell_parents, case, consequence=row):
        return answer(request, f"Kept: the parents of {row.person} know.", "cases:case", id)
    return ask(request, case, form, f"The parents of {row.person} were told", "Keep this")
