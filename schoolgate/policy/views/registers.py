"""The two small registers that rulings ask: who runs accounts of the school, and the head's exceptions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.community.forms.families import Sure
from schoolgate.pages import Request, now, said, today
from schoolgate.policy.actions import registers as policy_registers
from schoolgate.policy.forms import registers as forms
from schoolgate.policy.queries import registers
from schoolgate.policy.views.drafting import PAGE_AND_FORM, done


@require_safe
def holders(request: Request) -> HttpResponse:
    """Who runs which account of the school."""
    page = registers.holders_page(request.person, today())
    return render(request, "policy/registers/holders.html", {"page": page})


@PAGE_AND_FORM
def add_holder(request: Request) -> HttpResponse:
    """The head puts somebody on the list."""
    access.require(request.person, "policy.name_holder")
    offered = {
        "people": registers.holders_to_be(request.person, today()),
        "platforms": registers.platforms(request.person),
    }
    form = said(request, forms.Holder, **offered, **_fresh(request, since_on=today()))
    if request.method == "POST" and form.is_valid() and (holder := _name(request, form)):
        messages.success(request, f"{holder.person} is on the list for {holder.account}.")
        return redirect("policy:holders")
    return render(request, "policy/registers/add_holder.html", {"form": form})


def _name(request: Request, form: Any) -> Any:
    person = registers.person_named(request.person, form.cleaned_data["person"])
    return done(
        form, lambda: policy_registers.name_holder(person, **form.said(), by=request.person, at=now())
    )


@PAGE_AND_FORM
def end_holder(request: Request, id: int) -> HttpResponse:
    """The head takes somebody off the list."""
    holder = registers.holder_for(request.person, id)
    form = said(request, Sure)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: policy_registers.end_holder(holder, by=request.person, at=now()))
    ):
        messages.success(
            request, f"{holder.person} no longer runs {holder.account}. Change its password too."
        )
        return redirect("policy:holders")
    return render(request, "policy/registers/end_holder.html", {"form": form, "holder": holder})


@require_safe
def exemptions(request: Request) -> HttpResponse:
    """What the head makes an exception for."""
    page = registers.exemptions_page(request.person, today())
    return render(request, "policy/registers/exemptions.html", {"page": page})


@PAGE_AND_FORM
def add_exemption(request: Request) -> HttpResponse:
    """The head makes an exception."""
    access.require(request.person, "policy.grant_exemption")
    whom = registers.whom(request.person, today())
    form = said(request, forms.Exempted, whom=whom, **_fresh(request, from_on=today()))
    if request.method == "POST" and form.is_valid() and (made := _grant(request, form)):
        messages.success(request, f"The exception for {made.whom} holds until {made.until_on:%-d %B %Y}.")
        return redirect("policy:exemptions")
    return render(request, "policy/registers/add_exemption.html", {"form": form})


def _grant(request: Request, form: Any) -> Any:
    whom = registers.chosen(request.person, form.cleaned_data["whom"])
    return done(
        form,
        lambda: policy_registers.grant_exemption(
            request.person.school, **whom, **form.said(), by=request.person, at=now()
        ),
    )


@PAGE_AND_FORM
def end_exemption(request: Request, id: int) -> HttpResponse:
    """The head ends an exception early."""
    exemption = registers.exemption_for(request.person, id)
    form = said(request, Sure)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: policy_registers.end_exemption(exemption, by=request.person, at=now()))
    ):
        messages.success(request, f"The exception for {exemption.whom} has ended.")
        return redirect(reverse("policy:exemptions"))
    return render(request, "policy/registers/end_exemption.html", {"form": form, "exemption": exemption})


def _fresh(request: Request, **initial: Any) -> dict[str, Any]:
    return {} if request.method == "POST" else {"initial": initial}
