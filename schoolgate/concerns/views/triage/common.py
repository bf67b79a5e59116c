"""What the pages of a concern share: the concern, where it reaches whoever is there, and the page of one form."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse

from schoolgate import access, pages
from schoolgate.concerns.queries import lines, reach
from schoolgate.pages import Request, answer

if TYPE_CHECKING:
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


def ask(
    request: Request, concern: "Concern", form: forms.Form, heading: str, submit: str, **context: Any
) -> HttpResponse:
    """The page of one form about a concern, with what was told."""
    page: dict[str, Any] = {"concern": concern, "line": lines.line_of(concern), "caption": f"Concern {concern.number}"}
    page |= {"template": "concerns/reading/deed.html", **context}
    return pages.ask(request, form, heading, submit, "concerns:concern", concern.pk, **page)
