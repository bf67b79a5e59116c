"""Going through a case: doing a step, leaving one out, closing it, opening it again."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from schoolgate.cases.actions import approvals, steps
from schoolgate.cases.forms import acts as deed_forms
from schoolgate.cases.forms import steps as forms
from schoolgate.cases.queries import act_pages, reach
from schoolgate.cases.rules import What
from schoolgate.cases.views.common import PAGE_AND_FORM, ask, back, done, led, opened, sent, simple
from schoolgate.pages import Request, now, said


@PAGE_AND_FORM
def step(request: Request, id: UUID, step: str, child: int | None = None) -> HttpResponse:
    """One step: its words, its form, or why it waits."""
    case = opened(request, id, "do_step")
    page = act_pages.step_page(request.person, id, step, child, at=now())
    asks = page.mine and page.is_open
    form = _form(request, page) if asks or request.method == "POST" else None
    if form is not None and sent(request, form) and _recorded(request, case, page, form):
        told = (
            "The second person was asked. It is recorded when they agree." if page.takes_two else "Recorded."
        )
        return back(request, id, f"“{page.title}”: {told}")
    leads = reach.leads(request.person, page.case)
    return ask(
        request,
        case,
        form,
        page.title,
        "Record this step",
        template="cases/step.html",
        page=page,
        leads=leads,
    )


def _form(request: Request, page: Any) -> Any:
    return said(
        request, forms.StepForm, outcomes=page.outcomes, asked=page.asked, needs=page.needs,
        only_for={need.name: page.only_for(need) for need in page.asked}, seconds=page.seconds,
        takes_two=page.takes_two, letters=page.letters.doing, copied=page.copied, at=now(), initial={"seen": page.case.moves},
    )  # fmt: skip


def _recorded(request: Request, case: Any, page: Any, form: Any) -> Any:
    asked = {"step": page.key.step, "child": page.key.child, "outcome": form.outcome, "given": form.given}
    if not page.takes_two:
        seen = form.cleaned_data["seen"]
        return done(
            form,
            steps.do_step,
            case,
            request,
            **asked,
            letter=form.letter,
            own_words=bool(form.cleaned_data.get("own_words")),
            seen=seen,
        )
    why = str(form.given.get("reason", "")) or page.title
    second = form.cleaned_data["second"]
    return done(
        form, approvals.ask_second, case, request, what=What.STEP, payload=asked, reason=why, second=second
    )


@PAGE_AND_FORM
def skip(request: Request, id: UUID, step: str, child: int | None = None) -> HttpResponse:
    """Leaves a step out, with the reason."""
    case = opened(request, id, "skip_step")
    page = act_pages.step_page(request.person, id, step, child, at=now())
    form = said(request, forms.Skip, initial={"seen": case.moves})
    if sent(request, form):
        words = {**form.cleaned_data, "step": step, "child": child}
        if done(form, steps.skip_step, case, request, **words):
            return back(request, id, f"“{page.title}” was left out, with your reason.")
    says = f"You leave out: {page.title}. The reason stays in the chronology."
    return ask(request, case, form, "Leave this step out", "Leave it out", says=says)


@PAGE_AND_FORM
def assign(request: Request, id: UUID, step: str, child: int | None = None) -> HttpResponse:
    """Says who does a step, and until when."""
    case = led(request, id, "assign")
    page = act_pages.step_page(request.person, id, step, child, at=now())
    form = said(request, forms.Given, people=act_pages.owners_for(page, now()))
    if sent(request, form):
        words = {
            "owner": form.cleaned_data["owner"],
            "due_at": form.due_at,
            "reason": form.cleaned_data["reason"],
        }
        if done(form, steps.assign, case, request, step=step, child=child, **words):
            return back(request, id, f"“{page.title}”: kept who does it, and until when.")
    return ask(request, case, form, "Who does it, and until when?", "Keep this", says=page.title)


@PAGE_AND_FORM
def close(request: Request, id: UUID) -> HttpResponse:
    words = (
        "Close this case",
        "Close the case",
        "The case is closed. It can be opened again, with a reason.",
    )
    says = "Nothing is destroyed. The reason and how it came out stay in the chronology."
    return simple(request, id, "close", steps.close, deed_forms.MovingWhy, words, says=says)


@PAGE_AND_FORM
def reopen(request: Request, id: UUID) -> HttpResponse:
    words = ("Open this case again", "Open it again", "The case is open again.")
    says = "How it was closed stays in its history."
    return simple(request, id, "reopen", steps.reopen, deed_forms.MovingWhy, words, says=says)
