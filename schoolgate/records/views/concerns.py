"""Concerns that went into no case: when each is looked at again, and destroying one, which takes two."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases.forms import acts as deed_forms
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, now, today
from schoolgate.records import forms
from schoolgate.records.actions import retention
from schoolgate.records.queries import concerns as queries


@require_safe
def index(request: Request) -> HttpResponse:
    page = queries.concerns_page(request.person, at=now(), page=request.GET.get("page", 1))
    return render(request, "records/concerns.html", {"page": page})


@require_safe
def show(request: Request, id: object) -> HttpResponse:
    line = queries.line_for(request.person, id, at=now())
    return render(request, "records/concern.html", {"line": line})


@form_page
def keep(request: Request, id: object) -> HttpResponse:
    """A concern is looked at and kept longer, with the reason."""
    line = queries.line_for(request.person, id, at=now())
    access.require(request.person, "records.keep_concern", line.concern)
    form = bound_form(request, forms.Longer)
    if act(request, form, retention.keep_concern, line.concern):
        return answer(request, "It is kept until that day.", "records:kept_concern", id)
    hint = "Use it too when a court, the police or an inquiry may ask for it."
    heading = f"Keep concern {line.concern.number} longer"
    return ask(request, form, heading, "Keep it until then", "records:kept_concern", id, hint=hint)


@form_page
def destroy(request: Request, id: object) -> HttpResponse:
    """Asks a second person to agree that a concern whose time has come is destroyed."""
    person = request.person
    line = queries.line_for(person, id, at=now())
    access.require(person, "records.ask_disposal", line.concern)
    people = queries.seconds_for(line.concern, person, today())
    form = bound_form(request, forms.Destruction, people=people)
    if act(request, form, retention.ask_disposal, line.concern):
        told = f"{form.cleaned_data['second']} was asked. Nothing is destroyed before they agree."
        return answer(request, told, "records:kept_concern", id)
    return render(request, "records/concern_destroy.html", {"form": form, "line": line})


@form_page
def second(request: Request, id: object) -> HttpResponse:
    """The question to the second person, with no word of what was told."""
    asked, due = queries.question_for(request.person, id, at=now())
    form = bound_form(request, deed_forms.Answer)
    action: Any = retention.agree_disposal if form.agrees else retention.refuse_disposal
    if act(request, form, action, asked.concern, {} if form.agrees else None):
        told = "It is destroyed. A certificate stays." if form.agrees else "Nothing is destroyed."
        return answer(request, told, "cases:seconds")
    return render(request, "records/concern_second.html", {"form": form, "asked": asked, "due": due})
