"""The queue, one concern, and the school's waiting times."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.concerns import onward
from schoolgate.concerns.actions import drafts, triage
from schoolgate.concerns.forms import triage as forms
from schoolgate.concerns.queries import queue, reach
from schoolgate.concerns.views.triage.common import PAGE_AND_FORM, done, sent
from schoolgate.pages import Request, now, said, today


@require_safe
def index(request: Request) -> HttpResponse:
    """The queue: worst first, of these what nobody has read, then what has waited longest."""
    form = forms.Narrowed(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = queue.queue_page(
        request.person, view=request.GET.get("view", "open"), words=asked.get("words", ""), kind=asked.get("kind", ""),
        only_mine=asked.get("mine", False), page=request.GET.get("page", 1),
    )  # fmt: skip
    return render(
        request,
        "concerns/reading/queue.html",
        {
            "page": page,
            "form": form,
            "now": now(),
            "today": today(),
            "may_set": access.may(request.person, "concerns.edit_settings"),
        },
    )


@require_safe
def show(request: Request, id: UUID) -> HttpResponse:
    """One concern; that it was looked at is kept."""
    concern = reach.concern_for(request.person, id)
    triage.read(concern, by=request.person, at=now())
    page = queue.concern_page(request.person, id)
    ways = onward.ways_for(request.person, page.concern, now())
    return render(
        request,
        "concerns/reading/concern.html",
        {"page": page, "concern": page.concern, "today": today(), "ways": ways},
    )


@PAGE_AND_FORM
def settings(request: Request) -> HttpResponse:
    """How long a concern may lie unread, and how soon criticism is answered."""
    held = reach.settings_for(request.person)
    form = said(request, forms.Waiting, initial=forms.Waiting.initial_of(held))
    if sent(request, form) and done(
        form, drafts.edit_settings, request.person.school, request, **form.cleaned_data
    ):
        messages.success(request, "Saved. It holds for everything that comes in from now on.")
        return redirect("concerns:queue")
    chosen = reach.chosen_adults(request.person.school_id, today())
    may_choose = access.may(request.person, "concerns.choose_trusted", request.person.school)
    return render(
        request, "concerns/reading/settings.html", {"form": form, "chosen": chosen, "may_choose": may_choose}
    )
