from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases.actions import approvals
from schoolgate.cases.rules import What
from schoolgate.design.paper import Unprintable
from schoolgate.pages import Request, now, said
from schoolgate.records import forms
from schoolgate.records.actions import retention as case_retention
from schoolgate.records.queries import retention

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


def done(form: Form, deed: object, target: object, request: Request, **words: object) -> object:
    """Does a deed; what forbids it becomes an error of the form, which keeps what was typed."""
    try:
        return deed(target, **words, by=request.person, at=now())  # type: ignore[operator]
    except (Broken, Unprintable) as broken:
        form.add_error(None, str(broken))
        return None


@require_safe
def index(request: Request) -> HttpResponse:
    """Closed cases by when they are looked at again; nothing here ends by itself."""
    page = retention.review_page(request.person, at=now(), page=request.GET.get("page", 1))
    return render(request, "records/index.html", {"page": page})


@require_safe
def show(request: Request, id: object) -> HttpResponse:
    line = retention.kept_for(request.person, id, at=now())
    return render(request, "records/show.html", {"line": line})


@PAGE_AND_FORM
def keep(request: Request, id: object) -> HttpResponse:
    """A record is looked at and kept longer, with the reason."""
    line = retention.kept_for(request.person, id, at=now())
    access.require(request.person, "records.keep_longer", line.case)
    form = said(request, forms.Longer)
    sent = request.method == "POST" and form.is_valid()
    if sent and done(form, case_retention.keep_longer, line.case, request, **form.cleaned_data):
        messages.success(request, "It is kept until that day.")
        return redirect("records:record", id)
    return render(request, "records/keep.html", {"form": form, "line": line})


@PAGE_AND_FORM
def destroy(request: Request, id: object) -> HttpResponse:
    """Asks a second person to agree that a record whose time has come is destroyed."""
    person = request.person
    line = retention.kept_for(person, id, at=now())
    access.require(person, "cases.ask_second", line.case)
    people = retention.seconds_for(person, line.case, now())
    form = said(request, forms.Destruction, people=people)
    if request.method == "POST" and form.is_valid():
        second = people.get(pk=form.cleaned_data["second"])
        words = {"what": What.DESTROY, "payload": {}, "reason": form.cleaned_data["reason"], "second": second}
        if done(form, approvals.ask_second, line.case, request, **words):
            messages.success(request, f"{second} was asked. Nothing is destroyed before they agree.")
            return redirect("records:record", id)
    return render(request, "records/destroy.html", {"form": form, "line": line})


@require_safe
def certificate(request: Request, id: object) -> HttpResponse:
    found = retention.certificate_for(request.person, id)
    context = {"certificate": found, "class_words": retention.class_words(found.record_class)}
    return render(request, "records/certificate.html", context)


@PAGE_AND_FORM
def rule(request: Request, name: str) -> HttpResponse:
    """How long the school keeps one class of records."""
    found = retention.rule_for(request.person, name)
    start = {"years": found.years, "pension_age": found.pension_age}
    form = said(request, forms.Years, pension=bool(found.pension_age), initial=start)
    if request.method == "POST" and form.is_valid():
        words = {"pension_age": 0, **form.cleaned_data, "record_class": found.record_class}
        if done(form, case_retention.set_keeping, request.person.school, request, **words):
            messages.success(request, "From now on these records are kept so long.")
            return redirect("records:records")
    return render(request, "records/rule.html", {"form": form, "rule": found})
