from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.community.actions import families as community_families
from schoolgate.community.forms import families as forms
from schoolgate.community.queries import families
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, sent, today


@require_safe
def index(request: Request) -> HttpResponse:
    """Family links: one's own, and those that wait for a decision."""
    page = families.link_lists(request.person, today())
    return render(request, "community/family_links.html", {"page": page})


@form_page
def declare(request: Request) -> HttpResponse:
    access.require(request.person, "community.declare_family_link")
    form = bound_form(request, forms.Declaration)
    if sent(request, form):
        data = form.cleaned_data
        pupil = families.pupil_named(request.person, data["pupil"], data["born_on"], today())
        declared = {"pupil": pupil, "relation": data["relation"]}
        if pupil is None:
            form.add_error("pupil", "No pupil here has this full name and date of birth. Check both.")
        elif act(request, form, community_families.declare_family_link, request.person, declared):
            told = "Thank you for declaring this. The decision will show on this page."
            return answer(request, told, "community:family_links")
    hint = "Name the pupil who is your family. The head decides; if you are the head, the chair of governors does."
    to = "community:family_links"
    return ask(request, form, "Declare a family link", "Declare this link", to, hint=hint)


@form_page
def decide(request: Request, id: int) -> HttpResponse:
    """One family link: the head reads it, then approves or refuses it with a reason."""
    link = families.link_for(request.person, id)
    access.require(request.person, "community.decide_family_link", link)
    form = bound_form(request, forms.Decision)
    if act(request, form, community_families.decide_family_link, link):
        told = f"The family link of {link.staff} to {link.pupil} is {'approved' if link.approved else 'refused'}."
        return answer(request, told, "community:family_links")
    return render(request, "community/decide.html", {"form": form, "link": link})


@form_page
def end(request: Request, id: int) -> HttpResponse:
    link = families.link_for(request.person, id)
    if link.ended_on:
        raise Http404
    access.require(request.person, "community.end_family_link", link.staff)
    if link.staff_id != request.person.pk:
        access.require(request.person, "community.decide_family_link", link)
    form = bound_form(request, forms.Sure)
    if act(request, form, community_families.end_family_link, link.staff, link=link, on=today()):
        told = f"The family link of {link.staff} to {link.pupil} has ended."
        return answer(request, told, "community:family_links")
    heading = f"{'Withdraw' if link.approved is None else 'End'} the family link to {link.pupil}?"
    hint = "It stays on record with today as its last day. It can be declared again."
    context = {"hint": hint, "button_kind": "warning"}
    return ask(request, form, heading, "Yes, end it", "community:family_links", **context)
