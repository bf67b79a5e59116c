"""From a finished draft to a published version: sent, read, approved, published, looked at again."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, press, today
from schoolgate.policy.actions import reviewing as policy_reviewing
from schoolgate.policy.forms import drafting as forms
from schoolgate.policy.queries import comparing, reach, reviewing
from schoolgate.policy.views.drafting import held

if TYPE_CHECKING:
    from schoolgate.community.models import Person
    from schoolgate.policy.models import Version


@require_POST
def send(request: Request, id: int) -> HttpResponse:
    """Gives a draft to the governors."""
    if version := press(request, policy_reviewing.send_for_review, held(request, id)):
        return answer(request, f"Version {version.number} is with the governors.", "policy:versions")
    return redirect("policy:draft", id)


@form_page
def withdraw(request: Request, id: int) -> HttpResponse:
    """Its authors take a version back from the governors, to go on writing it."""
    page = reviewing.withdraw_page(request.person, id)
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", id)
    form = bound_form(request, forms.Withdrawn)
    if version := act(request, form, policy_reviewing.withdraw, held(request, id)):
        told = f"Version {version.number} is a draft again. You can change it."
        return answer(request, told, "policy:draft", id)
    return render(request, "policy/drafting/withdraw.html", {"page": page, "form": form})


@form_page
def review(request: Request, id: int) -> HttpResponse:
    """A governor reads a version and approves it, or gives it back with the reason."""
    page = reviewing.review_page(request.person, id, today())
    number = page.version.number
    if "approve" in request.POST:
        if press(request, policy_reviewing.approve, held(request, id)):
            told = f"Version {number} is approved. The head can publish it."
            return answer(request, told, "policy:versions")
        return redirect("policy:review", id)
    form = bound_form(request, forms.Returned)
    if act(request, form, policy_reviewing.return_to_draft, held(request, id)):
        return answer(request, f"Version {number} is back with its authors.", "policy:versions")
    return render(request, "policy/drafting/review.html", {"page": page, "form": form})


@form_page
def publish(request: Request, id: int) -> HttpResponse:
    """The head settles what is asked of whom, and publishes."""
    page = reviewing.publish_page(request.person, id, today())
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", id)
    form = bound_form(request, forms.Publication, to_settle=page.to_settle, today=today())
    counts = "count" in request.POST
    if version := act(request, form, _settle, held(request, id), publishes=not counts):
        if not counts:
            told = f"Version {version.number} is published. Those it asks can sign it now."
            return answer(request, told, "policy:versions")
        page = reviewing.publish_page(request.person, id, today())
    return render(request, "policy/drafting/publish.html", {"page": page, "form": form})


def _settle(
    version: "Version", *, publishes: bool, by: "Person", at: datetime, wording_only: Any = (), **dates: Any
) -> "Version":
    policy_reviewing.mark_wording_only(version, clauses=list(wording_only), by=by, at=at)
    return policy_reviewing.publish(version, **dates, by=by, at=at) if publishes else version


@form_page
def review_dates(request: Request, id: int) -> HttpResponse:
    """When the policy is looked at again, and how often."""
    access.require(request.person, "policy.set_review")
    version = reach.version_for(request.person, id)
    initial = {"review_on": version.review_on, "review_every": version.review_every}
    form = bound_form(request, forms.Dates, initial=initial)
    if act(request, form, policy_reviewing.set_review, held(request, id)):
        told = "The review dates are saved. The head is reminded before the day."
        return answer(request, told, "policy:versions")
    hint = "The head is reminded before the day. Looking at it again can end in a new version, or in a new date."
    context = {"caption": f"Version {version.number}", "hint": hint}
    return ask(request, form, "When is it looked at again?", "Save", "policy:versions", **context)


@require_safe
def compare(request: Request, id: int, other: int) -> HttpResponse:
    """Two versions, clause by clause."""
    page = comparing.compare_page(request.person, id, other, today(), show=request.GET.get("show", ""))
    return render(request, "policy/drafting/compare.html", {"page": page})
