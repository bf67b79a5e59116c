"""Why a session ended in the midst of somebody's work: said on the sign-in page of the browser that held it, to nobody else.

Whoever has no session of theirs learns nothing: the mark is made only for a browser that sends the session which ended, it
is signed, it names nobody, and it is gone after some minutes or with the next sign-in.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from schoolgate.community.signin import queries

COOKIE = "ended"
PATH = "/account/"
KEPT_FOR = 10 * 60
_BEGAN = "began_at"
_SALT = "schoolgate.signin.ended"
WORDS = {
    queries.DUTY: "You were given another duty, so please sign in again.",
    queries.JOIN: "Two records of you were joined into one, so please sign in again.",
}
LOST = (
    "What you sent just now was not saved. If you were reporting a concern, what was kept while you typed is there when "
    "you have signed in."
)


@dataclass(frozen=True)
class Held:
    """Whose session a browser sent, and since when it had been going on."""

    account: str
    since: datetime


def begin(request: HttpRequest | None, **_: Any) -> None:
    """Keeps in a session when it began, or when it was let go on although all others were ended."""
    if request is not None:
        request.session[_BEGAN] = timezone.now().timestamp()


def held(request: HttpRequest) -> Held | None:
    """The session that this browser sent: asked before `request.user` is, which empties one that has ended."""
    account, began = request.session.get(SESSION_KEY), request.session.get(_BEGAN)
    return Held(account, datetime.fromtimestamp(began, UTC)) if account and began else None


def mark(request: HttpRequest, response: HttpResponseBase, was: Held | None) -> None:
    """Says in the answer why the session ended, where that is to be said; after the next sign-in nothing of it is left."""
    if request.user.is_authenticated:
        if COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, path=PATH)
        return
    why = queries.why_ended(was.account, was.since) if was is not None else ""
    if why:
        response.set_cookie(
            COOKIE,
            signing.dumps([why, request.method == "POST"], salt=_SALT),
            max_age=KEPT_FOR,
            path=PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def words(request: HttpRequest) -> str:
    """What the sign-in page says of it; nothing to whoever brings no mark of ours."""
    try:
        why, lost = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=KEPT_FOR)
        return f"{WORDS[why]} {LOST if lost else ''}".strip()
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return ""
