"""Going through a case: doing a step, leaving one out, closing it, opening it again."""

from uuid import UUID

from django.http import HttpResponse

from schoolgate.cases.actions import approvals, steps
from schoolgate.cases.actions import corrections as correcting
from schoolgate.cases.forms import acts as deed_forms
from schoolgate.cases.forms import steps as forms
from schoolgate.cases.queries import corrections, reach, step_pages
from schoolgate.cases.views.common import ask, led, opened
from schoolgate.pages import Request, act, answer, bound_form, form_page, now


@form_page
def step(request: Request, id: UUID, step: str, child: int | None = None) -> HttpResponse:
    """One step: its words, its form, or why it waits."""
    case = opened(request, id, "record_step")
    page = step_pages.step_page(request.person, id, step, child, at=now())
    asks = (page.mine and page.is_open) or request.method == "POST"
    form = bound_form(request, forms.StepForm, page=page, at=now()) if asks else None
    if form and act(request, form, approvals.ask_second if page.takes_two else steps.record_step, case):
        asked = "The second person was asked. It is recorded when they agree."
        told = f"“{page.title}”: {asked if page.takes_two else 'Recorded.'}"
        return answer(request, told, "cases:case", id)
    context = {"template": "cases/step.html", "page": page, "leads": reach.leads(request.person, page.case)}
    return ask(request, case, form, page.title, "Record this step", **context)


@form_page
def skip(request: Request, id: UUID, step: str, child: int | None = None) -> HttpResponse:
    """Leaves a step out, with the reason."""
    case = opened(request, id, "skip_step")
    page = step_pages.step_page(request.person, id, step, child, at=now())
    form = bound_form(request, forms.Skip, initial={"seen": case.revision})
    if act(request, form, steps.skip_step, case, step=step, child=child):
        return answer(request, f"“{page.title}” was left out, with your reason.", "cases:case", id)
    hint = f"You leave out: {page.title}. The reason stays in the chronology."
    return ask(request, case, form, "Leave this step out", "Leave it out", hint=hint)


@form_page
def assign(request: Request, id: UUID, step: str, child: int | None = None) -> HttpResponse:
    """Says who does a step, and until when."""
    case = led(request, id, "assign")
    page = step_pages.step_page(request.person, id, step, child, at=now())
    form = bound_form(request, forms.Given, people=step_pages.owners_for(page, now()))
    if act(request, form, steps.assign, case, step=step, child=child):
        return answer(request, f"“{page.title}”: kept who does it, and until when.", "cases:case", id)
    return ask(request, case, form, "Who does it, and until when?", "Keep this", hint=page.title)


@form_page
def correct(request: Request, id: UUID, event: int) -> HttpResponse:
    """Says that a step was recorded by mistake."""
    case = led(request, id, "correct_step")
    page = corrections.correction_page(request.person, id, event, at=now())
    initial = {"seen": case.revision}
    seconds = page.seconds if page.takes_two else None
    form = bound_form(request, deed_forms.Correction, seconds=seconds, event=page.done.event_id, initial=initial)
    given = {} if page.takes_two else {"event": page.done.event}
    if act(request, form, approvals.ask_second if page.takes_two else correcting.correct_step, case, **given):
        told = "The second person was asked. It is corrected when they agree."
        done = "It is corrected. The action is open again. Read the chronology for what to check."
        return answer(request, told if page.takes_two else done, "cases:chronology", id)
    context = {"template": "cases/correct.html", "page": page}
    return ask(request, case, form, "Correct a recorded action", "Save correction", **context)


@form_page
def close(request: Request, id: UUID) -> HttpResponse:
    case = led(request, id, "close")
    form = bound_form(request, deed_forms.MovingWhy, initial={"seen": case.revision})
    if act(request, form, steps.close, case):
        told = "The case is closed. It can be opened again, with a reason."
        return answer(request, told, "cases:case", id)
    hint = "Nothing is destroyed. The reason and how it came out stay in the chronology."
    return ask(request, case, form, "Close this case", "Close the case", hint=hint)


@form_page
def reopen(request: Request, id: UUID) -> HttpResponse:
    case = led(request, id, "reopen")
    form = bound_form(request, deed_forms.MovingWhy, initial={"seen": case.revision})
    if act(request, form, steps.reopen, case):
        return answer(request, "The case is open again.", "cases:case", id)
    hint = "How it was closed stays in its history."
    return ask(request, case, form, "Open this case again", "Open it again", hint=hint)
