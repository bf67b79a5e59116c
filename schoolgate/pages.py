"""What every page shares: who is there, the form, the action that it asks for, and the page of one form.

A page that changes something asks, acts and answers:

    form = bound_form(request, forms.LastDay, today=today())
    if act(request, form, people.end_duty, person, role=role):
        return answer(request, f"{person} no longer holds this duty.", "community:person", id)
    return ask(request, form, "End the duty", "End this duty", "community:person", id)
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schoolgate import access
from schoolgate.broken import Asking, Broken
from schoolgate.sealed import room

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from schoolgate.community.models import Person

F = TypeVar("F", bound=forms.Form)
R = TypeVar("R")

_used: ContextVar[str] = ContextVar("used", default="")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


def address() -> str:
    """What links begin with: the address at which this page was asked for; where no page is, that of the settings."""
    return _used.get() or settings.ADDRESS


def address_used(request: HttpRequest) -> str:
    """The address at which somebody asked, where it is one of this installation; nothing where it is not.

    A name or a port that the installation does not have is forged. Its own computer is no address for anybody else.
    """
    own, host = urlsplit(settings.ADDRESS), request.get_host().lower()
    name, port = split_domain_port(host)
    names = [own.hostname or "", *(allowed for allowed in settings.ALLOWED_HOSTS if allowed != "*")]
    if not validate_host(name, names) or (name in LOOPBACK and own.hostname not in LOOPBACK):
        return ""
    usual = {"http": "80", "https": "443"}[request.scheme or "http"]
    ports = {str(own.port or {"http": 80, "https": 443}.get(own.scheme, 80)), request.get_port()}
    if settings.BEHIND_PROXY:
        ports.add(usual)
    return f"{request.scheme}://{host}" if (port or usual) in ports else ""


@contextmanager
def at_address(used: str) -> Iterator[None]:
    """Lets every link that is made meanwhile begin with this address."""
    token = _used.set(used)
    try:
        yield
    finally:
        _used.reset(token)


def mail_leaves() -> bool:
    """Whether a mail server is set. Where none is, no sentence says that something is on its way."""
    return bool(settings.DELIVERY)


UNSAVED = (
    "This could not be saved: the computer of the school has no room for it, or cannot be reached. What you wrote is still "
    "here, on this page. If it is about somebody's safety, do not wait: ring the school{on}, or 999 in danger. Then "
    "keep this page open, and send it again in a little while."
)

form_page = require_http_methods(["GET", "HEAD", "POST"])
"""A page with a form: it is looked at, and it is sent."""


class Unsaved(Broken):
    """Nothing can be written just now; its words say what to do instead."""


class OpenRequest(HttpRequest):
    """A request of anybody: `person` is None for a stranger."""

    person: "Person | None"
    htmx: "HtmxDetails"
    ended: str
    """On the sign-in page: why the session of this browser ended, where that is said."""


class Request(OpenRequest):
    """A request with somebody there: strangers are sent to the sign-in page before any of these views."""

    person: "Person"


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


def or_404(row: R | None) -> R:
    """What was found; what is not there, or not theirs, is the same 404."""
    if row is None:
        raise Http404
    return row


def bound_form(request: HttpRequest, form: type[F], **kwargs: Any) -> F:
    """The form as it was sent, or an empty one where the page is only being looked at."""
    if request.method == "POST":
        return form(request.POST, request.FILES, **kwargs)
    return form(**kwargs)


def sent(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the form was sent, with nothing wrong in it."""
    return request.method == "POST" and form.is_valid()


def act(
    request: OpenRequest,
    form: forms.Form,
    action: Callable[..., R],
    target: Any,
    data: Mapping[str, Any] | None = None,
    /,
    **more: Any,
) -> R | None:
    """Does what a form that was sent asks for, and returns what the action returns; None where it was not done.

    Where the action returns nothing it is done all the same: True.

    The action is given what the form says (its `kwargs()` where it has them) or `data` in their place, and `more`.
    What forbids it becomes an error of the form, which keeps what was typed. Where it has gone to somebody else since
    the page was opened, the page is not there any more.
    """
    if not sent(request, form):
        return None
    if data is None:
        data = form.kwargs() if hasattr(form, "kwargs") else form.cleaned_data
    try:
        result = do(request, action, target, {**data, **more, **_answered(request, action)})
        return cast("R", True) if result is None else result
    except access.Refused as gone:
        raise Http404 from gone
    except Broken as broken:
        refuse(form, broken)
        return None


def press(request: OpenRequest, action: Callable[..., R], target: Any, **kwargs: Any) -> R | None:
    """Does what a button says; what forbids it is said on the next page."""
    try:
        return do(request, action, target, kwargs)
    except Broken as broken:
        messages.error(request, broken.explained)
        return None


def do(request: OpenRequest, action: Callable[..., R], target: Any, kwargs: Mapping[str, Any]) -> R:
    """A target that is a function is found in the same transaction, so that it is held still until all is done.

    On a full disk it is done once more, with the reserve that was let go. `Unsaved` where nothing can be written.
    """
    given = {"by": request.person, "at": now(), **kwargs}
    try:
        try:
            return _done(action, target, given)
        except room.ERRORS as error:
            if not room.is_full(error):
                raise
        return _done(action, target, given)
    except room.ERRORS as error:
        if not room.cannot_write(error):
            raise
        raise Unsaved(_whom_to_ring(target, request.person)) from error


def _done(action: Callable[..., R], target: Any, given: Mapping[str, Any]) -> R:
    if not callable(target):
        return action(target, **given)
    with transaction.atomic():
        return action(target(), **given)


def attempt(action: Callable[..., R], target: Any, **kwargs: Any) -> R | None:
    """Does what can be left undone where nothing can be written: whoever is there came for something else."""
    try:
        return action(target, **kwargs)
    except room.ERRORS as error:
        if not room.cannot_write(error):
            raise
        return None


def _whom_to_ring(target: object, person: "Person | None") -> str:
    phone = getattr(target, "phone", "") or getattr(getattr(person, "school", None), "phone", "")
    return UNSAVED.format(on=f" on {phone}" if phone else "")


def _answered(request: OpenRequest, action: Callable[..., Any]) -> dict[str, Any]:
    """What was answered to the question of a deed, where it has one: what is no answer is none."""
    asks = getattr(action, "asks", None)
    if asks is None or asks.field not in request.POST:
        return {}
    try:
        return {asks.field: asks.read(request.POST[asks.field])}
    except ValueError:
        return {}


def refuse(form: forms.Form, broken: Broken, field: str | None = None) -> None:
    """Says on the form what forbids it, and gives it what it has to send anew, as when somebody else was quicker."""
    if isinstance(broken, Asking):
        field = broken.field
        form.fields[field] = forms.ChoiceField(
            label=broken.question, choices=[*broken.answers.items()], widget=forms.RadioSelect
        )
    form.add_error(field, broken.explained)
    for name, value in broken.fresh.items():
        change(form, name, value)


def change(form: forms.Form, name: str, value: object) -> None:
    """Puts something else into a box that was sent."""
    sent: Any = form.data
    changed = sent.copy()
    changed[name] = value
    form.data = changed


def answer(request: HttpRequest, told: str, to: str, *args: object) -> HttpResponse:
    """On to another page, which says first what was done."""
    messages.success(request, told)
    return redirect(to, *args)


def ask(
    request: HttpRequest,
    form: forms.Form | None,
    heading: str,
    submit: str,
    to: str,
    *args: object,
    template: str = "design/deed.html",
    **context: Any,
) -> HttpResponse:
    """The page of one form: a heading, perhaps a hint, the form, its button, and the way back."""
    page = {"form": form, "heading": heading, "submit": submit, "back": resolve_url(to, *args)}
    return render(request, template, {**page, **context})
