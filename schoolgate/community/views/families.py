from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schoolgate import access
from schoolgate.community.actions import families as community_families
from schoolgate.community.forms import families as forms
from schoolgate.community.queries import families
from schoolgate.pages import Request, done, now, said, today

PAGE_AND_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def index(request: Request) -> HttpResponse:
    """Family links: one's own, and those that wait for a decision."""
    return render(
        request, "community/family_links.html", {"page": families.link_lists(request.person, today())}
    )


@PAGE_AND_FORM
def declare(request: Request) -> HttpResponse:
    access.require(request.person, "community.declare_family_link")
    form = said(request, forms.Declaration)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        pupil = families.pupil_named(request.person, words["pupil"], words["born_on"], today())
        if pupil is None:
            form.add_error("pupil", "No pupil here has this full name and date of birth. Check both.")
        elif done(
            form, community_families.declare_family_link, request.person, pupil=pupil, relation=words["relation"],
            by=request.person, at=now(),
        ):  # fmt: skip
            messages.success(request, "Thank you for declaring this. The decision will show on this page.")
            return redirect("community:family_links")
    return render(request, "community/declare.html", {"form": form})


@PAGE_AND_FORM
def decide(request: Request, id: int) -> HttpResponse:
    """One family link: the head reads it, then approves or refuses it with a reason."""
    link = families.link_for(request.person, id)
    access.require(request.person, "community.decide_family_link", link)
    form = said(request, forms.Decision)
    sent = request.method == "POST" and form.is_valid()
    if sent and done(
        form, community_families.decide_family_link, link, **form.cleaned_data, by=request.person, at=now()
    ):
        says = "approved" if link.approved else "refused"
        messages.success(request, f"The family link of {link.staff} to {link.pupil} is {says}.")
        return redirect("community:family_links")
    return render(request, "community/decide.html", {"form": form, "link": link})


@PAGE_AND_FORM
def end(request: Request, id: int) -> HttpResponse:
    link = families.link_for(request.person, id)
    if link.ended_on:
        raise Http404
    access.require(request.person, "community.end_family_link", link.staff)
    if link.staff_id != request.person.pk:
        access.require(request.person, "community.decide_family_link", link)
    form = said(request, forms.Sure)
    sent = request.method == "POST" and form.is_valid()
    if sent and done(
        form,
        community_families.end_family_link,
        link.staff,
        link=link,
        on=today(),
        by=request.person,
        at=now(),
    ):
        messages.success(request, f"The family link of {link.staff} to {link.pupil} has ended.")
        return redirect("community:family_links")
    return render(request, "community/end_link.html", {"form": form, "link": link})
