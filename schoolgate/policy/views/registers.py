"""The two small registers that rulings ask: who runs accounts of the school, and the head's exceptions."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.community.forms.families import Sure
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, sent, today
from schoolgate.policy.actions import registers as policy_registers
from schoolgate.policy.forms import registers as forms
from schoolgate.policy.queries import registers


@require_safe
def holders(request: Request) -> HttpResponse:
    """Who runs which account of the school."""
    page = registers.holders_page(request.person, today())
    return render(request, "policy/registers/holders.html", {"page": page})


@form_page
def add_holder(request: Request) -> HttpResponse:
    """The head puts somebody on the list."""
    access.require(request.person, "policy.name_holder")
    offered = {"people": registers.holders_to_be(request.person, today())}
    offered["platforms"] = registers.platforms(request.person)
    form = bound_form(request, forms.Holder, **offered, initial={"since_on": today()})
    id = form.cleaned_data["person"] if sent(request, form) else ""
    person = partial(registers.person_named, request.person, id)
    if holder := act(request, form, policy_registers.name_holder, person):
        told = f"{holder.person} is on the list for {holder.account}."
        return answer(request, told, "policy:holders")
    return ask(request, form, "Somebody who runs an account", "Put on the list", "policy:holders")


@form_page
def end_holder(request: Request, id: int) -> HttpResponse:
    """The head takes somebody off the list."""
    holder = registers.holder_for(request.person, id)
    form = bound_form(request, Sure)
    if act(request, form, policy_registers.end_holder, holder):
        told = f"{holder.person} no longer runs {holder.account}. Change its password too."
        return answer(request, told, "policy:holders")
    heading = f"Does {holder.person} no longer run {holder.account}?"
    hint = "They may then no longer post on it. Change the password of the account as well."
    return ask(request, form, heading, "Take off the list", "policy:holders", hint=hint, button_kind="warning")


@require_safe
def exemptions(request: Request) -> HttpResponse:
    """What the head makes an exception for."""
    page = registers.exemptions_page(request.person, today())
    return render(request, "policy/registers/exemptions.html", {"page": page})


@form_page
def add_exemption(request: Request) -> HttpResponse:
    """The head makes an exception."""
    access.require(request.person, "policy.grant_exemption")
    whom = registers.whom(request.person, today())
    form = bound_form(request, forms.Exempted, whom=whom, initial={"from_on": today()})
    chosen = registers.chosen(request.person, form.cleaned_data["whom"]) if sent(request, form) else {}
    if made := act(request, form, policy_registers.grant_exemption, request.person.school, **chosen):
        told = f"The exception for {made.whom} holds until {made.until_on:%-d %B %Y}."
        return answer(request, told, "policy:exemptions")
    return ask(request, form, "Make an exception", "Make the exception", "policy:exemptions")


@form_page
def end_exemption(request: Request, id: int) -> HttpResponse:
    """The head ends an exception early."""
    exemption = registers.exemption_for(request.person, id)
    form = bound_form(request, Sure)
    if act(request, form, policy_registers.end_exemption, exemption):
        return answer(request, f"The exception for {exemption.whom} has ended.", "policy:exemptions")
    return render(request, "policy/registers/end_exemption.html", {"form": form, "exemption": exemption})
