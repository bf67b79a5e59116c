"""A device on which somebody has signed in before: a signed cookie that holds no name, for the pages of signing in alone.

It says nothing but that it belongs to whoever knows the address and has once typed the password here. It signs nobody in.
"""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "device"
KEPT_FOR = 180 * 24 * 60 * 60
PATH = "/account/"
MOST = 8
"""People who are known on one device, such as the one in the staff room; the earliest are forgotten."""
_SALT = "schoolgate.signin.device"


def known(request: HttpRequest, email: str) -> str:
    """The mark of the device, where this person has signed in on it before; else nothing."""
    device, people = _read(request)
    mark = _mark(device, email)
    return device if device and any(constant_time_compare(mark, one) for one in people) else ""


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Says in the answer that this person has signed in on this device."""
    device, people = _read(request)
    device = device or secrets.token_urlsafe(12)
    mark = _mark(device, email)
    kept = [*(one for one in people if one != mark), mark][-MOST:]
    response.set_cookie(
        COOKIE,
        signing.dumps([device, kept], salt=_SALT),
        max_age=KEPT_FOR,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        found: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT_FOR)
        device, people = found
        return str(device), [str(one) for one in people]
    except (signing.BadSignature, ValueError, TypeError):
        return "", []


def _mark(device: str, email: str) -> str:
    """A person on this device: on another they have another, so that no two can be told to be of one."""
    return salted_hmac(_SALT, f"{device}:{email.lower()}", algorithm="sha256").hexdigest()[:32]
