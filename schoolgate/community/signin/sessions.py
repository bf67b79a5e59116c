"""What a session has been through: the second step is asked of each one, whatever the account has."""

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from schoolgate.access import SignIn
from schoolgate.community.models import Account, Person
from schoolgate.community.signin import actions, ended, queries

METHOD = "mfa"
"""What allauth calls the second step in a session's own record."""


def has_factor(request: HttpRequest) -> bool:
    """Whether this very session has been through the second step, since it was opened by this account."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == METHOD for record in records)


def is_demo(request: HttpRequest, person: Person) -> bool:
    """Only where the demonstration is on, only in an invented school, and only by its sign-in page."""
    return bool(settings.DEMO and person.school.invented and request.session.get("demo"))


def sign_in_of(request: HttpRequest, person: Person) -> SignIn:
    """How much this session opens to the person behind it."""
    if getattr(request.user, "unconfirmed_since", None):
        return SignIn.UNCONFIRMED
    return SignIn.FULL if has_factor(request) or is_demo(request, person) else SignIn.ONE_STEP


def keep(request: HttpRequest) -> None:
    """Lets this session go on where all of the account's were just ended."""
    request.user.refresh_from_db()  # type: ignore[union-attr]
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
    ended.begin(request)


def keep_own(request: Any, person_id: int) -> None:
    """Who does something to themselves that ends sessions goes on here, and is signed out everywhere else."""
    if person_id == request.person.pk:
        keep(request)


def adding(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that adds a second step: with it this session has been through one, and every other one ends."""

    @functools.wraps(view)
    def page(request: Any, **kwargs: Any) -> HttpResponseBase:
        before = _factors(request)
        response = view(request, **kwargs)
        added = _factors(request) - before
        if added:
            (factor,) = added
            actions.note_second_step(request.person, first=not before, by=request.person, at=timezone.now())
            record_authentication(request, request.user, METHOD, id=factor[0], type=factor[1])
            Account.objects.end_sessions([request.user.person_id])
            keep(request)
        return response

    return page


def _factors(request: HttpRequest) -> set[tuple[int, str]]:
    if not request.user.is_authenticated:
        return set()
    found = Authenticator.objects.filter(user_id=request.user.pk, type__in=queries.FACTORS)
    return set(found.values_list("pk", "type"))
