"""The queue, one concern, and the school's waiting times."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.concerns import onward
from schoolgate.concerns.actions import drafts, triage
from schoolgate.concerns.forms import triage as forms
from schoolgate.concerns.queries import concern_pages, evidence, queue, reach
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, today


@require_safe
def index(request: Request) -> HttpResponse:
    """The queue: what nobody has read, urgent and then newest first; then the rest, by what `in_order` says."""
    form = forms.Narrowed(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = queue.queue_page(
        request.person,
        view=request.GET.get("view", "open"),
        words=asked.get("words", ""),
        kind=asked.get("kind", ""),
        only_mine=asked.get("mine", False),
        page=request.GET.get("page", 1),
    )
    may_set = access.may(request.person, "concerns.edit_settings")
    context = {"page": page, "form": form, "now": now(), "today": today(), "may_set": may_set}
    return render(request, "concerns/reading/queue.html", context)


@require_safe
def show(request: Request, id: UUID) -> HttpResponse:
    """One concern; that it was looked at is kept."""
    concern = reach.concern_for(request.person, id)
    triage.read(concern, by=request.person, at=now())
    page = concern_pages.concern_page(request.person, id)
    ways = onward.ways_for(request.person, page.concern, now())
    drawings = evidence.drawings_of(page.concern, page.evidence, page.seen, request.person, now())
    context = {"page": page, "concern": page.concern, "drawings": drawings, "today": today(), "ways": ways}
    return render(request, "concerns/reading/concern.html", context)


@form_page
def settings(request: Request) -> HttpResponse:
    """How long a concern may lie unread, and how soon criticism is answered."""
    held = reach.settings_for(request.person)
    form = bound_form(request, forms.Waiting, initial=forms.Waiting.initial_of(held))
    if act(request, form, drafts.edit_settings, request.person.school):
        return answer(request, "Saved. It holds for everything that comes in from now on.", "concerns:queue")
    chosen = reach.chosen_on_record(request.person.school_id, today())
    may_choose = access.may(request.person, "concerns.choose_trusted", request.person.school)
    page = {"form": form, "chosen": chosen, "may_choose": may_choose}
    return render(request, "concerns/reading/settings.html", page)
