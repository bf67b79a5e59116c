"""Forms that somebody who is signed in has not finished: kept as they are typed, and found again."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.concerns.actions import drafts
from schoolgate.concerns.forms.telling import staff as forms
from schoolgate.concerns.queries import telling
from schoolgate.pages import OpenRequest, attempt, now
from schoolgate.sealed import room

if TYPE_CHECKING:
    from schoolgate.community.models import Person

DOORS = ("worry", "unhappy")
"""The forms for parents; those for staff are named by their kinds."""
NOT_KEPT = "It cannot be kept just now. Your words are only on this page: leave it open, or tell us at once."


@login_not_required
@never_cache
@require_POST
def keep(request: OpenRequest, form: str) -> HttpResponse:
    """Keeps a form as it is being typed, and says so; says, too, when its writer has been signed out."""
    person = request.person
    if form not in (*DOORS, *forms.SHEETS):
        raise Http404
    page: dict[str, Any] = {"signed_out": person is None}
    if person is not None:
        access.require(person, "concerns.save_draft" if form in DOORS else "look.people_to_name")
        page |= save(person, form, request.POST)
    return render(request, "concerns/telling/kept.html", page)


def save(person: "Person", form: str, data: QueryDict) -> dict[str, Any]:
    """Keeps it, and returns when, or what stands in the way."""
    try:
        drafts.save_draft(person.school, form=form, fields=forms.to_keep(data), by=person, at=now())
    except Broken as broken:
        return {"problem": broken.explained}
    except room.ERRORS as error:
        if not room.cannot_write(error):
            raise
        return {"problem": NOT_KEPT}
    return {"kept_at": timezone.localtime(now())}


def of(person: "Person", form: str) -> QueryDict:
    """What was kept of a form, as if it had been sent; empty where there is nothing."""
    data = QueryDict(mutable=True)
    for name, values in telling.draft_of(person, form).items():
        data.setlist(name, values)
    return data


def drop(person: "Person", form: str) -> None:
    """Forgets it, where there is something to forget."""
    if telling.draft_of(person, form):
        attempt(drafts.drop_draft, person.school, form=form, by=person, at=now())
