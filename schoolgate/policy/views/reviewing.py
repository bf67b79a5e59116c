"""From a finished draft to a published version: sent, read, approved, published, looked at again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.pages import Request, now, said, today
from schoolgate.policy.actions import reviewing as policy_reviewing
from schoolgate.policy.forms import drafting as forms
from schoolgate.policy.queries import comparing, reach, reviewing
from schoolgate.policy.views.drafting import PAGE_AND_FORM, done, pressed


@require_POST
def send(request: Request, id: int) -> HttpResponse:
    """Gives a draft to the governors."""

    def deed() -> Any:
        version = reach.version_for(request.person, id, to_change=True)
        return policy_reviewing.send_for_review(version, by=request.person, at=now())

    if version := pressed(request, deed):
        messages.success(request, f"Version {version.number} is with the governors.")
        return redirect("policy:versions")
    return redirect("policy:draft", id)


@PAGE_AND_FORM
def withdraw(request: Request, id: int) -> HttpResponse:
    """Its authors take a version back from the governors, to go on writing it."""
    page = reviewing.withdraw_page(request.person, id)
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", id)
    form = said(request, forms.Withdrawn)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _withdraw(request, id, form)):
        messages.success(request, f"Version {page.version.number} is a draft again. You can change it.")
        return redirect("policy:draft", id)
    return render(request, "policy/drafting/withdraw.html", {"page": page, "form": form})


def _withdraw(request: Request, id: int, form: Any) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    return policy_reviewing.withdraw(version, why=form.cleaned_data["why"], by=request.person, at=now())


@PAGE_AND_FORM
def review(request: Request, id: int) -> HttpResponse:
    """A governor reads a version and approves it, or gives it back with the reason."""
    page = reviewing.review_page(request.person, id, today())
    form = forms.Returned()
    if request.method == "POST" and "approve" in request.POST:
        if pressed(request, lambda: _approve(request, id)):
            messages.success(request, f"Version {page.version.number} is approved. The head can publish it.")
            return redirect("policy:versions")
        return redirect("policy:review", id)
    if request.method == "POST":
        form = forms.Returned(request.POST)
        if form.is_valid() and done(form, lambda: _return(request, id, form)):
            messages.success(request, f"Version {page.version.number} is back with its authors.")
            return redirect("policy:versions")
    return render(request, "policy/drafting/review.html", {"page": page, "form": form})


def _approve(request: Request, id: int) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    return policy_reviewing.approve(version, by=request.person, at=now())


def _return(request: Request, id: int, form: Any) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    return policy_reviewing.return_to_draft(
        version, why=form.cleaned_data["why"], by=request.person, at=now()
    )


@PAGE_AND_FORM
def publish(request: Request, id: int) -> HttpResponse:
    """The head settles what is asked of whom, and publishes."""
    page = reviewing.publish_page(request.person, id, today())
    if page.why_closed:
        messages.error(request, page.why_closed)
        return redirect("policy:draft", id)
    form = said(request, forms.Publication, to_settle=page.to_settle, today=today())
    if (
        request.method == "POST"
        and form.is_valid()
        and (version := done(form, lambda: _settle(request, id, form)))
    ):
        if "count" not in request.POST:
            messages.success(
                request, f"Version {version.number} is published. Those it asks can sign it now."
            )
            return redirect("policy:versions")
        page = reviewing.publish_page(request.person, id, today())
    return render(request, "policy/drafting/publish.html", {"page": page, "form": form})


def _settle(request: Request, id: int, form: Any) -> Any:
    said = dict(form.cleaned_data)
    only_reworded = said.pop("wording_only", [])
    version = reach.version_for(request.person, id, to_change=True)
    policy_reviewing.mark_wording_only(version, clauses=only_reworded, by=request.person, at=now())
    if "count" in request.POST:
        return version
    return policy_reviewing.publish(version, **said, by=request.person, at=now())


@PAGE_AND_FORM
def review_dates(request: Request, id: int) -> HttpResponse:
    """When the policy is looked at again, and how often."""
    access.require(request.person, "policy.set_review")
    version = reach.version_for(request.person, id)
    initial = {"review_on": version.review_on, "review_every": version.review_every}
    form = said(request, forms.Dates, initial=initial)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _set_review(request, id, form)):
        messages.success(request, "The review dates are saved. The head is reminded before the day.")
        return redirect("policy:versions")
    return render(request, "policy/drafting/review_dates.html", {"version": version, "form": form})


def _set_review(request: Request, id: int, form: Any) -> Any:
    version = reach.version_for(request.person, id, to_change=True)
    return policy_reviewing.set_review(version, **form.cleaned_data, by=request.person, at=now())


@require_safe
def compare(request: Request, id: int, other: int) -> HttpResponse:
    """Two versions, clause by clause."""
    page = comparing.compare_page(request.person, id, other, today(), show=request.GET.get("show", ""))
    return render(request, "policy/drafting/compare.html", {"page": page})
