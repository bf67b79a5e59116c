"""What the pages of a concern share: the concern, where it reaches whoever is there, and the page of one form."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse

from schoolgate import access, pages
from schoolgate.concerns.actions import triage
from schoolgate.concerns.queries import concern_pages, lines, reach
from schoolgate.pages import Request, answer, now

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schoolgate.concerns.models.chronicle import Addendum, Message
    from schoolgate.concerns.models.concern import Concern


def opened(request: Request, id: UUID, action: str) -> "Concern":
    """The concern on which something is to be done: first whether it is open to them, then whether they may."""
    concern = reach.concern_for(request.person, id)
    access.require(request.person, f"concerns.{action}", concern)
    return concern


def back(request: Request, id: UUID, told: str) -> HttpResponse:
    """To the concern, or to the queue where what was done took it away from whoever did it."""
    try:
        reach.concern_for(request.person, id)
    except Http404:
        told += " It now goes to somebody else, and is no longer open to you."
        return answer(request, told, "concerns:queue")
    return answer(request, told, "concerns:concern", id)


def seeing(concern: "Concern") -> dict[str, int]:
    """What a page carries of what was told, so that whoever decides is told what came meanwhile."""
    return {"seen": concern_pages.told_so_far(concern)}


def read_what_is_new(request: Request, concern: "Concern") -> "Sequence[Message | Addendum]":
    """What whoever told us has written since the page was opened that was sent: it is shown, and so it is read."""
    seen = request.POST.get("seen", "")
    new = concern_pages.new_since(concern, int(seen)) if seen.isdecimal() else []
    if new:
        triage.read(concern, by=request.person, at=now())
        concern.refresh_from_db()
    return new


def ask(
    request: Request, concern: "Concern", form: forms.Form, heading: str, submit: str, **context: Any
) -> HttpResponse:
    """The page of one form about a concern, with what was told."""
    page: dict[str, Any] = {"concern": concern, "line": lines.line_of(concern), "caption": f"Concern {concern.number}"}
    page |= {"template": "concerns/reading/deed.html", **context}
    return pages.ask(request, form, heading, submit, "concerns:concern", concern.pk, **page)
