"""Looking at a version as a whole: what its rules count with, what is to be looked at, what it would have changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.pages import Request, now, said, today
from schoolgate.policy.actions import drafting
from schoolgate.policy.actions import lint_findings as policy_lint_findings
from schoolgate.policy.forms import checking as forms
from schoolgate.policy.queries import lint_findings, reach, rulings
from schoolgate.policy.queries import what_if as policy_what_if
from schoolgate.policy.views.drafting import PAGE_AND_FORM, done, pressed

# ---- what the rules count with


@PAGE_AND_FORM
def parameters(request: Request, id: int) -> HttpResponse:
    """Chooses what the rules of a draft count with."""
    access.require(request.person, "policy.set_parameters")
    page = rulings.counting_page(request.person, id)
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", id)
    initial = {} if request.method == "POST" else {"initial": page.chosen}
    form = said(request, forms.Counting, places=page.places, **initial)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _set(request, id, form)):
        messages.success(request, "It is saved in the draft. Here is what it would have changed.")
        return redirect("policy:what_if", id)
    return render(request, "policy/checking/parameters.html", {"page": page, "form": form})


def _set(request: Request, id: int, form: Any) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    return drafting.set_parameters(version, **form.said(), by=request.person, at=now())


# ---- what if


@require_safe
def what_if(request: Request, id: int) -> HttpResponse:
    """What a version would have changed in the answers of the last year."""
    page = policy_what_if.foresight_page(request.person, id, now())
    return render(request, "policy/checking/what_if.html", {"page": page})


# ---- findings


@require_safe
def findings_now(request: Request) -> HttpResponse:
    """The findings of the version that counts now."""
    version = lint_findings.version_to_look_at(request.person, today())
    if version:
        return redirect("policy:findings", version.pk)
    return render(request, "policy/checking/nothing.html")


@require_safe
def findings_of(request: Request, id: int) -> HttpResponse:
    page = lint_findings.findings_page(request.person, id, today(), kind=request.GET.get("kind", ""))
    return render(request, "policy/checking/findings.html", {"page": page})


@PAGE_AND_FORM
def accept(request: Request, id: int, key: str) -> HttpResponse:
    """Says why the school lives with a finding."""
    page = lint_findings.finding_page(request.person, id, key)
    line = page.line
    initial = (
        {"initial": {"reason": line.accepted.reason}} if line.accepted and request.method != "POST" else {}
    )
    form = said(request, forms.Accepted, **initial)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _accept(request, page, form)):
        messages.success(request, "It is recorded. If the finding changes, it comes back.")
        return redirect(_list_url(id, line.finding.kind))
    back = _list_url(id, line.finding.kind)
    return render(request, "policy/checking/accept.html", {"page": page, "form": form, "back": back})


def _accept(request: Request, page: lint_findings.FindingPage, form: Any) -> Any:
    return policy_lint_findings.accept_finding(
        request.person.school,
        finding=page.line.finding,
        reason=form.cleaned_data["reason"],
        by=request.person,
        at=now(),
    )


@require_POST
def reopen(request: Request, id: int, key: str) -> HttpResponse:
    """Puts an accepted finding back among those to look at."""
    line = lint_findings.finding_page(request.person, id, key).line
    accepted = line.accepted
    if accepted:
        pressed(request, lambda: policy_lint_findings.reopen_finding(accepted, by=request.person, at=now()))
    return redirect(_list_url(id, line.finding.kind))


def _list_url(id: int, kind: str) -> str:
    return f"{reverse('policy:findings', args=[id])}?kind={kind}"
