"""What a child has entered of their card so far: in a sealed cookie, so that no row is written before all of it is there.

Nobody who has the device reads it, and it is of no use but for this one page.
"""

import json
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from schoolgate.sealed import field

COOKIE = "card"
PATH = "/sign-in/"
KEPT_FOR = 60 * 60
"""Seconds; a browser forgets it when it is closed."""


def entered(request: HttpRequest) -> dict[str, Any]:
    """The code, the number, and the pictures pressed so far; nothing where it is not ours or too old."""
    try:
        found: Any = json.loads(field.ring().decrypt(request.COOKIES.get(COOKIE, ""), ttl=KEPT_FOR))
    except (InvalidToken, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(response: HttpResponse, card: dict[str, Any]) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        field.newest().encrypt(json.dumps(card).encode()).decode(),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, path=PATH)
    return response
