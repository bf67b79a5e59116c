"""Looking at a version as a whole: what its rules count with, what is to be looked at, what it would have changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, press, today
from schoolgate.policy.actions import drafting
from schoolgate.policy.actions import lint_findings as policy_lint_findings
from schoolgate.policy.forms import checking as forms
from schoolgate.policy.queries import lint_findings, rulings
from schoolgate.policy.queries import what_if as policy_what_if
from schoolgate.policy.views.drafting import held

# ---- what the rules count with


@form_page
def parameters(request: Request, id: int) -> HttpResponse:
    """Chooses what the rules of a draft count with."""
    access.require(request.person, "policy.set_parameters")
    page = rulings.counting_page(request.person, id)
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", id)
    form = bound_form(request, forms.Counting, places=page.places, initial=page.chosen)
    if act(request, form, drafting.set_parameters, held(request, id)):
        told = "It is saved in the draft. Here is what it would have changed."
        return answer(request, told, "policy:what_if", id)
    return render(request, "policy/checking/parameters.html", {"page": page, "form": form})


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


@form_page
def accept(request: Request, id: int, key: str) -> HttpResponse:
    """Says why the school lives with a finding."""
    page = lint_findings.finding_page(request.person, id, key)
    finding, accepted = page.line.finding, page.line.accepted
    back = _list_url(id, finding.kind)
    form = bound_form(request, forms.Accepted, initial={"reason": accepted.reason if accepted else ""})
    if act(request, form, policy_lint_findings.accept_finding, request.person.school, finding=finding):
        return answer(request, "It is recorded. If the finding changes, it comes back.", back)
    return render(request, "policy/checking/accept.html", {"page": page, "form": form, "back": back})


@require_POST
def reopen(request: Request, id: int, key: str) -> HttpResponse:
    """Puts an accepted finding back among those to look at."""
    line = lint_findings.finding_page(request.person, id, key).line
    if line.accepted:
        press(request, policy_lint_findings.reopen_finding, line.accepted)
    return redirect(_list_url(id, line.finding.kind))


def _list_url(id: int, kind: str) -> str:
    return f"{reverse('policy:findings', args=[id])}?kind={kind}"
