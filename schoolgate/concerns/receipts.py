"""Receipts, form tokens and links: how someone without an account comes back, with nothing of theirs stored.

A form carries a signed token with the moment it was opened. The receipt is worked out from that token with a
key outside the database, so that a form sent twice shows the same receipt although no receipt is stored.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.core import signing

from schoolgate.broken import Broken
from schoolgate.community.signin import pictures
from schoolgate.concerns.rules import TooQuick
from schoolgate.sealed import field

LEAST = timedelta(seconds=2)
LONGEST = timedelta(hours=24)
SHOWN_AGAIN = timedelta(minutes=15)
SHOWN_TO_A_CHILD = timedelta(minutes=1)
"""For how long a child's form that is sent again shows the receipt: the next child may be at the same tablet."""
READ_FOR = timedelta(minutes=30)
PICTURES = 4
"""How many pictures lead a child to an answer, in their order: one of 11,880 ways."""
FOLLOWED = timedelta(days=120)
DIGITS = 16
OUT_OF_DATE = "This page is out of date. Your words are still here: please send them again."
QUICK = "That was very quick. Wait a moment, then send it again. Your words are still here."
LONG_OPEN = "This page was open for a long time. Your words are still here: please send them again."
_FORM, _LINK, _KEPT, _PAGE = "concerns.form", "concerns.link", "concerns.kept", "concerns.page"


def form_token(at: datetime) -> str:
    """A token for a form that is opened now; it goes into a hidden field."""
    return signing.dumps([secrets.token_urlsafe(12), at.timestamp()], salt=_FORM)


def check_form_token(token: str, *, at: datetime) -> None:
    """Raises TooQuick unless the token is ours and the form was open for a plausible time."""
    try:
        open_for = at - datetime.fromtimestamp(signing.loads(token, salt=_FORM)[1], UTC)
    except (signing.BadSignature, ValueError, TypeError, IndexError) as error:
        raise TooQuick(OUT_OF_DATE, token=form_token(at)) from error
    if open_for < LEAST:
        raise TooQuick(QUICK, token=form_token(at))
    if open_for > LONGEST:
        raise TooQuick(LONG_OPEN, token=form_token(at))


def of(token: str) -> str:
    """The receipt that belongs to a form: sixteen digits in groups of four."""
    digits = str(int(field.digest("receipt of", token), 16) % 10**DIGITS).zfill(DIGITS)
    return _in_fours(digits)


def typed(words: str) -> str:
    """A receipt as somebody typed it, in groups of four; Broken, with a sentence, where it can be none.

    Figures of any script count, and whatever stands between them; only what cannot be a receipt is refused here, so
    that this says nothing of those that exist.
    """
    if any(letter.isalpha() for letter in words):
        raise Broken("A receipt has figures only, and no letters: is an O a 0, or an l a 1?")
    figures = "".join(str(unicodedata.decimal(word)) for word in words if word.isdecimal())
    if len(figures) != DIGITS:
        how = "figure is" if len(figures) == 1 else "figures are"
        raise Broken(f"A receipt has sixteen figures, four times four: {len(figures) or 'no'} {how} here.")
    return _in_fours(figures)


def _in_fours(figures: str) -> str:
    return " ".join(figures[at : at + 4] for at in range(0, DIGITS, 4))


def digest(receipt: str) -> str:
    """What is stored of a receipt; spaces and dashes do not count."""
    return field.digest("receipt", re.sub(r"\D", "", receipt))


def pictures_of(token: str) -> tuple[str, ...]:
    """The pictures that belong to a child's form, in the order in which they are pressed."""
    left, number = list(pictures.PICTURES), int(field.digest("pictures of", token), 16)
    found = []
    for _ in range(PICTURES):
        number, at = divmod(number, len(left))
        found.append(left.pop(at))
    return tuple(found)


def pictures_digest(concern_id: object, chosen: Sequence[str]) -> str:
    """What is stored of them."""
    return field.digest("pictures", f"{concern_id}:{'-'.join(chosen)}")


def page_token(concern_id: object = "") -> str:
    """What a page that leads to a child's words carries: it works once, so that going back shows nothing."""
    return signing.dumps([secrets.token_urlsafe(12), str(concern_id)], salt=_PAGE)


def read_page(token: str) -> str | None:
    """The concern that such a page was for, which may be none; None where the page is not ours or too old."""
    try:
        return str(signing.loads(token, salt=_PAGE, max_age=READ_FOR)[1])
    except (signing.BadSignature, ValueError, TypeError, IndexError):
        return None


def form_digest(token: str) -> str:
    return field.digest("form", token)


def kept_reference() -> str:
    """What a form holds so that files can be kept for it: whoever has it can list and take out, never open them."""
    return signing.dumps(secrets.token_urlsafe(24), salt=_KEPT)


def is_kept_reference(reference: str) -> bool:
    """Whether we drew it: one that somebody made up could be guessed."""
    try:
        signing.loads(reference, salt=_KEPT)
    except signing.BadSignature:
        return False
    return True


def kept_digest(reference: str) -> str:
    """What is stored of the reference."""
    return field.digest("kept", reference)


def link_token(concern_id: object) -> str:
    """What the link in a mail to the reporter carries."""
    return signing.dumps(str(concern_id), salt=_LINK)


def read_link(token: str) -> str | None:
    """The concern a link is for; None where it is not ours or too old."""
    try:
        return str(signing.loads(token, salt=_LINK, max_age=FOLLOWED))
    except signing.BadSignature:
        return None
