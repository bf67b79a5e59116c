"""Who is there: puts the person behind the session on the request, and holds them to what they owe."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone

from schoolgate.access.duties import NEEDS_SECOND_FACTOR, Duty
from schoolgate.community import kinship
from schoolgate.community.queries import people
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
"""The only pages for somebody who must have a second factor and has none yet."""

NOT_FOR_PUPILS = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""Pages about passwords and second steps: a pupil has neither, and only signs out there."""


class PersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: OpenRequest) -> HttpResponseBase:
        request.person = people.person_of(request.user)
        if request.user.is_authenticated and (request.person is None or not request.person.duties):
            return _sign_out(request, "no_longer")
        if request.user.is_authenticated and _is_over(request):
            if not _goes_on_unnamed(request):
                return _sign_out(request, "signin:pupil")
            logout(request)
            request.person = None
        with kinship.of_one_moment() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)

    def process_view(
        self, request: OpenRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        assert request.resolver_match is not None
        name = request.resolver_match.view_name
        if name not in SETTING_UP and _owes_second_factor(request):
            return redirect("signin:second_factor")
        if _is_pupil(request) and name.startswith(NOT_FOR_PUPILS) and name != "account_logout":
            raise PermissionDenied
        return None


def _sign_out(request: OpenRequest, to: str) -> HttpResponseBase:
    logout(request)
    request.person = None
    return redirect(to)


def _is_pupil(request: OpenRequest) -> bool:
    return request.person is not None and Duty.PUPIL in request.person.duties


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


def _owes_second_factor(request: OpenRequest) -> bool:
    """Duties that can come to read cases may go nowhere until a second factor is set up."""
    person = request.person
    if person is None or not person.duties & NEEDS_SECOND_FACTOR or _is_demo(request, person):
        return False
    return not signin.has_second_factor(request.user)


def _is_demo(request: OpenRequest, person: "Person") -> bool:
    """Only where the demonstration is on, only in an invented school, and only by its sign-in page."""
    return bool(settings.DEMO and person.school.invented and request.session.get("demo"))
