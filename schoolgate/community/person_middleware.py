"""Who is there: puts the person behind the session on the request, and holds them to what they owe."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from schoolgate.access import SignIn
from schoolgate.access.duties import Duty
from schoolgate.access.table import TABLE
from schoolgate.community import kinship
from schoolgate.community.queries import people
from schoolgate.community.signin import ended, sessions
from schoolgate.community.signin import queries as signin
from schoolgate.pages import OpenRequest

if TYPE_CHECKING:
    from schoolgate.community.models import Person

SETTING_UP = frozenset(
    {
        "signin:second_factor",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_logout",
        "healthz",
    }
)
"""The only pages for somebody who must have a second factor and has not used one in this session, but for TELLING."""

TELLING = frozenset(
    f"concerns:{page}"
    for page in ("start", "leave", "staff", "staff_form", "keep", "doors", "child", "worry", "unhappy")
)
"""Nobody is kept from telling, and no words are lost, because a second step is owed."""

CONFIDENTIAL = ("concerns:", "cases:", "records:")
OWN_WORDS = TELLING | frozenset(
    f"concerns:{page}" for page in ("told", "told_one", "receipt", "follow", "trusted", "poster")
)
"""Of the pages of concerns, those that show nothing but what somebody told themselves, or nothing of anyone."""

WITHOUT_FACTOR = frozenset(
    {"mfa_authenticate", "mfa_login_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
)
"""Pages of second steps that ask for one; all others show or change them."""
PASSWORDS = frozenset({"account_change_password", "account_set_password"})

OPEN_UNCONFIRMED = ("policy:", "account_", "mfa_", "signin:", "socialaccount_", "openid_connect_", "demo:")
"""The pages of somebody whom another helped in, beside TELLING and what is open to all, until they are confirmed."""

OPEN_SUSPENDED = (
    frozenset({"home", "policy:mine", "policy:sign", "policy:receipt", "letters:mine", "letters:read", "letters:pdf"})
    | frozenset({"signin:second_factor", "signin:unconfirmed", "signin:own_change"})
    | TELLING
)
"""All the pages of somebody who is suspended, beside what is open to strangers: what concerns themselves, and telling."""
SIGN_IN = ("account_", "mfa_", "socialaccount_", "openid_connect_", "demo:")

NOT_FOR_PUPILS = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""Pages about passwords and second steps: a pupil has neither, and only signs out there."""


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: OpenRequest) -> HttpResponseBase:
        was = ended.held(request)
        request.person = people.person_of(request.user)
        if request.path_info == reverse("account_login"):
            request.ended = ended.words(request)
        response = self._answer(request)
        ended.mark(request, response, was)
        return response

    def _answer(self, request: OpenRequest) -> HttpResponseBase:
        if request.user.is_authenticated and (request.person is None or not request.person.duties):
            return _sign_out(request, "no_longer")
        if request.user.is_authenticated and _is_over(request):
            if not _goes_on_unnamed(request):
                return _sign_out(request, "signin:pupil")
            logout(request)
            request.person = None
        if request.person is not None:
            request.person.sign_in = sessions.sign_in_of(request, request.person)
        with kinship.of_one_moment() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)

    def process_view(
        self, request: OpenRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        assert request.resolver_match is not None
        name, person = request.resolver_match.view_name, request.person
        if person is None:
            return None
        if Duty.PUPIL in person.duties:
            if name.startswith(NOT_FOR_PUPILS) and name != "account_logout":
                raise PermissionDenied
            return None
        if not sessions.has_factor(request) and not sessions.is_demo(request, person):
            if _asks_factor(name) and signin.has_second_factor(request.user):
                return _to_factor(request)
            owes = name not in SETTING_UP | TELLING and signin.owes_second_factor(person, timezone.now())
            if owes or _is_confidential(name, person):
                known = signin.has_second_factor(request.user)
                return _to_factor(request) if known else redirect("signin:second_factor")
        if person.suspended and not _is_open_suspended(name, view):
            raise PermissionDenied
        if person.sign_in is SignIn.UNCONFIRMED and not _is_open_unconfirmed(name, view):
            return redirect("signin:unconfirmed")
        return None


def _sign_out(request: OpenRequest, to: str) -> HttpResponseBase:
    logout(request)
    request.person = None
    return redirect(to)


def _is_over(request: OpenRequest) -> bool:
    """A child's session ends after its hour, however long the browser stays open."""
    ends_at = request.session.get("ends_at")
    return ends_at is not None and timezone.now().timestamp() >= ends_at


def _goes_on_unnamed(request: OpenRequest) -> bool:
    """Whether what is being sent can be taken from anybody: then an hour that ends takes no words away."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return request.method == "POST" and not getattr(view, "login_required", True)


def _asks_factor(name: str) -> bool:
    """Whether a page shows or changes how somebody signs in, and so asks a second step of this session."""
    return name in PASSWORDS or (name.startswith("mfa_") and name not in WITHOUT_FACTOR)


def _is_confidential(name: str, person: "Person") -> bool:
    """Whether a page may show what others told, to somebody whose duty opens it."""
    return name.startswith(CONFIDENTIAL) and name not in OWN_WORDS and bool(person.duties & TABLE["look.concerns"])


def _to_factor(request: OpenRequest) -> HttpResponseBase:
    """To the page that asks for the second step, and from there to what was asked for."""
    wanted = request.get_full_path() if request.method == "GET" else reverse("home")
    page = "mfa_reauthenticate" if signin.takes_codes(request.user) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(page)}?{urlencode({'next': wanted})}")


def _is_open_suspended(name: str, view: Callable[..., Any]) -> bool:
    return name in OPEN_SUSPENDED or name.startswith(SIGN_IN) or not getattr(view, "login_required", True)


def leads_on(person: "Person", url: str) -> bool:
    """Whether an address opens for somebody: of what is asked of whoever is suspended, some pages do not."""
    if not person.suspended:
        return True
    match = resolve(url.partition("?")[0])
    return _is_open_suspended(match.view_name, match.func)


def _is_open_unconfirmed(name: str, view: Callable[..., Any]) -> bool:
    return name.startswith(OPEN_UNCONFIRMED) or name in TELLING or not getattr(view, "login_required", True)
