"""Concerns that went into no case: when each is looked at again, and destroying one, which takes two."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases.forms import acts as deed_forms
from schoolgate.pages import Request, now, said, today
from schoolgate.records import forms
from schoolgate.records.actions import retention
from schoolgate.records.queries import concerns as queries
from schoolgate.records.views.retention import PAGE_AND_FORM, done


@require_safe
def index(request: Request) -> HttpResponse:
    page = queries.concerns_page(request.person, at=now(), page=request.GET.get("page", 1))
    return render(request, "records/concerns.html", {"page": page})


@require_safe
def show(request: Request, id: object) -> HttpResponse:
    line = queries.line_for(request.person, id, at=now())
    return render(request, "records/concern.html", {"line": line})


@PAGE_AND_FORM
def keep(request: Request, id: object) -> HttpResponse:
    """A concern is looked at and kept longer, with the reason."""
    line = queries.line_for(request.person, id, at=now())
    access.require(request.person, "records.keep_concern", line.concern)
    form = said(request, forms.Longer)
    sent = request.method == "POST" and form.is_valid()
    if sent and done(form, retention.keep_concern, line.concern, request, **form.cleaned_data):
        messages.success(request, "It is kept until that day.")
        return redirect("records:kept_concern", id)
    return render(request, "records/concern_keep.html", {"form": form, "line": line})


@PAGE_AND_FORM
def destroy(request: Request, id: object) -> HttpResponse:
    """Asks a second person to agree that a concern whose time has come is destroyed."""
    person = request.person
    line = queries.line_for(person, id, at=now())
    access.require(person, "records.ask_disposal", line.concern)
    people = queries.seconds_for(line.concern, person, today())
    form = said(request, forms.Destruction, people=people)
    if request.method == "POST" and form.is_valid():
        second = people.get(pk=form.cleaned_data["second"])
        words = {"second": second, "reason": form.cleaned_data["reason"]}
        if done(form, retention.ask_disposal, line.concern, request, **words):
            messages.success(request, f"{second} was asked. Nothing is destroyed before they agree.")
            return redirect("records:kept_concern", id)
    return render(request, "records/concern_destroy.html", {"form": form, "line": line})


@PAGE_AND_FORM
def second(request: Request, id: object) -> HttpResponse:
    """The question to the second person, with no word of what was told."""
    asked, due = queries.question_for(request.person, id, at=now())
    form = said(request, deed_forms.Answer)
    if request.method == "POST" and form.is_valid():
        agrees = form.cleaned_data["answer"] == deed_forms.AGREE
        deed = retention.agree_disposal if agrees else retention.refuse_disposal
        words = {} if agrees else {"words": form.cleaned_data["words"]}
        if done(form, deed, asked.concern, request, **words):
            messages.success(
                request, "It is destroyed. A certificate stays." if agrees else "Nothing is destroyed."
            )
            return redirect("cases:seconds")
    return render(request, "records/concern_second.html", {"form": form, "asked": asked, "due": due})
