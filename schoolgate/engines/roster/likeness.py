"""Whether two rows may be one grown-up whose number, name or address has changed: reasons to ask, never an answer."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from rapidfuzz import fuzz

from schoolgate.engines import nicknames
from schoolgate.engines.roster.roll import Row

CLOSE = 80.0
"""From this likeness on (0 to 100) two names or addresses are close."""
HANDOVER = timedelta(days=14)
"""So long after one has left another of the same first name and work may be the same person."""
ANYBODYS = frozenset({"admin", "head", "info", "mail", "office", "school", "staff", "teacher"})
"""What stands before the @ of addresses that are nobody's own."""


def marks(row: Row) -> Iterator[tuple[object, ...]]:
    """What two rows of one person have in common, at least in part: only those that share a mark are compared."""
    if row.born_on:
        yield "born", row.born_on
    if letters := _letters(row.email):
        yield "email", letters
    words = [*_words(row.first_name), *_words(row.known_as), *_words(row.last_name)]
    for word in {*words, *_parts(_local(row.email))}:
        yield "name", word
    for form in {form for word in _firsts(row) for form in nicknames.forms(word)}:
        yield "form", form
    yield "initials", "".join(sorted({words[0][0], words[-1][0]})) if words else ""


def reasons(old: Row, new: Row, today: date | None) -> Iterator[str]:
    """Why a new row may be somebody on record; each is enough to ask."""
    if old.born_on and old.born_on == new.born_on:
        yield "the same date of birth"
    if old.email and new.email and _close_email(old, new):
        yield "nearly the same e-mail address"
    if _close_name(old, new):
        yield "nearly the same name"
    elif _same_first(old, new) and _hands_over(old, new, today):
        yield "the same first name and work, and one starts as the other leaves"


def _close_name(old: Row, new: Row) -> bool:
    ways = [(_plain(f"{first} {old.last_name}"), old) for first in {old.first_name, old.known_as} - {""}]
    others = [_plain(f"{first} {new.last_name}") for first in {new.first_name, new.known_as} - {""}]
    if any(fuzz.token_sort_ratio(way, other) >= CLOSE for way, _ in ways for other in others):
        return True
    # Of a double family name one part is enough, beside a first name in any of its forms or its first letter.
    family = set(_words(old.last_name)) & set(_words(new.last_name))
    return bool(family) and (_same_first(old, new) or _same_initial(old, new))


def _same_first(old: Row, new: Row) -> bool:
    theirs = {form for word in _firsts(old) for form in nicknames.forms(word)}
    return any(form in theirs for word in _firsts(new) for form in nicknames.forms(word))


def _same_initial(old: Row, new: Row) -> bool:
    """Where one of them is only a letter: “M Hale”."""
    firsts = [word for row in (old, new) for word in _firsts(row)]
    letters = {word for word in firsts if len(word) == 1}
    return bool(letters) and bool({word[0] for word in _firsts(old)} & {word[0] for word in _firsts(new)})


def _hands_over(old: Row, new: Row, today: date | None) -> bool:
    left, started = old.left_on or today, new.joined_on or today
    if not set(old.duties) & set(new.duties) or (old.unnumbered and not old.left_on):
        return False
    return left is None or started is None or abs(started - left) <= HANDOVER


def _close_email(old: Row, new: Row) -> bool:
    one, other = _local(old.email), _local(new.email)
    if old.email.casefold() == new.email.casefold():
        return True
    if one in ANYBODYS or other in ANYBODYS:
        return False
    if _letters(old.email) and fuzz.ratio(_letters(old.email), _letters(new.email)) >= CLOSE:
        return True
    # The new address still bears the old name.
    words = set(_parts(other))
    return bool(words & set(_words(old.last_name))) and bool(words & {*_firsts(old), *(w[0] for w in _firsts(old))})


def _firsts(row: Row) -> list[str]:
    return [*_words(row.first_name)[:1], *_words(row.known_as)[:1]]


def _local(email: str) -> str:
    return _plain(email.partition("@")[0])


def _letters(email: str) -> str:
    return "".join(_parts(_local(email)))


def _parts(local: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", local)


def _plain(text: str) -> str:
    """Without accents, hyphens, quotes and capitals."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[-‐‑–_]", " ", re.sub(r"['’‘`]", "", kept)).split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _plain(text))
