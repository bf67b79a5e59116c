from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.cases.actions import approvals
from schoolgate.cases.rules import What
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, now
from schoolgate.records import forms
from schoolgate.records.actions import retention as case_retention
from schoolgate.records.queries import certificates, retention


@require_safe
def index(request: Request) -> HttpResponse:
    """Closed cases by when they are looked at again; nothing here ends by itself."""
    page = retention.review_page(request.person, at=now(), page=request.GET.get("page", 1))
    return render(request, "records/index.html", {"page": page})


@require_safe
def show(request: Request, id: object) -> HttpResponse:
    line = retention.kept_for(request.person, id, at=now())
    return render(request, "records/show.html", {"line": line})


@form_page
def keep(request: Request, id: object) -> HttpResponse:
    """A record is looked at and kept longer, with the reason."""
    line = retention.kept_for(request.person, id, at=now())
    access.require(request.person, "records.keep_longer", line.case)
    form = bound_form(request, forms.Longer)
    if act(request, form, case_retention.keep_longer, line.case):
        return answer(request, "It is kept until that day.", "records:record", id)
    return ask(request, form, f"Keep case {line.number} longer", "Keep it until then", "records:record", id)


@form_page
def destroy(request: Request, id: object) -> HttpResponse:
    """Asks a second person to agree that a record whose time has come is destroyed."""
    person = request.person
    line = retention.kept_for(person, id, at=now())
    access.require(person, "cases.ask_second", line.case)
    people = retention.seconds_for(person, line.case, now())
    form = bound_form(request, forms.Destruction, people=people)
    if act(request, form, approvals.ask_second, line.case, what=What.DESTROY, payload={}):
        told = f"{form.cleaned_data['second']} was asked. Nothing is destroyed before they agree."
        return answer(request, told, "records:record", id)
    return render(request, "records/destroy.html", {"form": form, "line": line})


@require_safe
def certificate(request: Request, id: object) -> HttpResponse:
    found = certificates.certificate_for(request.person, id)
    context = {"certificate": found, "class_words": certificates.class_words(found.record_class)}
    return render(request, "records/certificate.html", context)


@form_page
def rule(request: Request, name: str) -> HttpResponse:
    """How long the school keeps one class of records."""
    found = retention.rule_for(request.person, name)
    start = {"years": found.years, "pension_age": found.pension_age}
    form = bound_form(request, forms.Years, pension=bool(found.pension_age), initial=start)
    school = request.person.school
    if act(request, form, case_retention.set_keeping, school, record_class=found.record_class):
        return answer(request, "From now on these records are kept so long.", "records:records")
    return render(request, "records/rule.html", {"form": form, "rule": found})
