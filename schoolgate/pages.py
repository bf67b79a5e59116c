"""What is being visited: the school, its people, its classes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from schoolgate.broken import Broken


class Request(HttpRequest):
    """A request with somebody there: strangers are sent to the sign-in page before any of these views."""

    person: Any


@dataclass(frozen=True)
class Way:
    """One entry of the menu: the place that it is in, its words, the page it leads to, and who sees it."""

    place: str
    text: str
    page: str
    """The name of the page's address."""
    look: str | tuple[str, ...] = ()
    """What of the access table opens it (any of several); nothing: everyone who is signed in."""
    covers: tuple[str, ...] = ()
    """Pages that belong to it though their addresses do not begin with its own."""
    shown_to: Callable[[Any, datetime], bool] | None = None
    """A further condition, asked only inside the place, since it may cost a query."""
    of_school: bool = False
    """Whether the page is open to all, and so has the school's name in its address."""


def today() -> date:
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()


def said(request: HttpRequest, form: type[forms.Form], **kwargs: Any) -> Any:
    """The form as it was sent, or an empty one where the page is only being looked at."""
    if request.method == "POST":
        return form(request.POST, request.FILES, **kwargs)
    return form(**kwargs)


def done(form: forms.Form, deed: Any, target: Any, **words: Any) -> Any:
    """Does a deed; what forbids it becomes an error of the form, which keeps what was typed."""
    try:
        return deed(target, **words)
    except Broken as broken:
        form.add_error(None, str(broken))
        return None
