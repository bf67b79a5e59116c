"""What is being visited in cases; what these pages have in common."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases import rules
from schoolgate.cases.actions import readers
from schoolgate.cases.queries import act_pages, reach
from schoolgate.pages import Request, now, said

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])
DEED_PAGE = "cases/deed.html"


def opened(request: Request, id: object, deed: str = "look") -> Any:
    """The case, where it reaches them and this deed is theirs; that they looked is written down first."""
    case = reach.case_for(request.person, id, at=now())
    access.require(request.person, f"cases.{deed}", case)
    readers.look(case, what="page", by=request.person, at=now())
    return case


def led(request: Request, id: object, deed: str) -> Any:
    """As `opened`, and refused to those who read the case without running it."""
    case = opened(request, id, deed)
    act_pages.check_leads(request.person, case, f"cases.{deed}")
    return case


def sent(request: Request, form: forms.Form) -> bool:
    return request.method == "POST" and form.is_valid()


def done(form: forms.Form, deed: Any, target: Any, request: Request, **words: Any) -> Any:
    """Does a deed; what forbids it becomes an error of the form, with its clause, and what was typed stays."""
    try:
        return deed(target, **words, by=request.person, at=now())
    except rules.Moved as moved:
        form.add_error(None, str(moved))
        seen = reach.case_for(request.person, target.pk, at=now()).moves
        form.data = {**request.POST.dict(), "seen": seen}
    except Broken as broken:
        form.add_error(None, with_clause(broken))
    return None


def with_clause(broken: Broken) -> str:
    return f"{broken} (Clause {broken.clause}.)" if broken.clause else str(broken)


def back(request: Request, id: object, words: str, *, to: str = "cases:case") -> HttpResponse:
    messages.success(request, words)
    return redirect(to, id)


def ask(
    request: Request,
    case: Any,
    form: Any,
    heading: str,
    submit: str,
    *,
    template: str = DEED_PAGE,
    **more: Any,
) -> HttpResponse:
    """The small page of one deed."""
    context = {"case": case, "form": form, "heading": heading, "submit": submit, **more}
    return render(request, template, context)


def simple(
    request: Request,
    id: UUID,
    deed: str,
    do: Any,
    form_of: type[forms.Form],
    words: tuple[str, str, str],
    *,
    leads: bool = True,
    **more: Any,
) -> HttpResponse:
    """A deed whose form says exactly what the action asks: heading, button, and what is said when it is done."""
    heading, submit, told = words
    case = led(request, id, deed) if leads else opened(request, id, deed)
    initial = {"seen": case.moves} if "seen" in form_of.base_fields else {}
    form = said(request, form_of, initial=initial)
    if sent(request, form) and done(form, do, case, request, **form.cleaned_data):
        return back(request, id, told)
    return ask(request, case, form, heading, submit, **more)
