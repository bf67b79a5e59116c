"""Numbers, letters and bullets that stand before a line."""

from __future__ import annotations

import re
from dataclasses import dataclass

BULLETS = "-–—−•*▪◦‣●○■□§·➢➤✓✔►\uf0b7\uf0a7\uf0d8\uf076\uf02d\u2043"
#: Bullets that word processors give to the second and third level of a list.
DEEPER_BULLETS = "o◦○▪■□§\uf0a7"

_DOTTED = re.compile(r"^\(?(\d{1,2}(?:\.(?:\d{1,2}|[a-z]))+)[.):]?(?=\s|$)\s*")
_NUMBER = re.compile(r"^\(?(\d{1,2})[.):](?=\s|$)\s*")
_LETTER = re.compile(r"^(?:\(([a-zA-Z])\)|([a-zA-Z])[.)])(?=\s|$)\s*")
_ROMAN = re.compile(r"^(?:\(([ivxIVX]{2,5})\)|([ivxIVX]{2,5})[.)])(?=\s|$)\s*")
_BULLET = re.compile(rf"^([{re.escape(BULLETS)}]|o(?=\s+\w))(?=\s|$)\s*")
_TIGHT_BULLET = re.compile(r"^([•▪●■\uf0b7\uf0a7])\s*")
_NAMED = re.compile(r"^(section|part|chapter)\s+(\d{1,2})\s*[.:)–-]?(?=\s|$)\s*", re.I)
_ANNEX = re.compile(r"^(appendix|annex|annexe|schedule)\s+([A-Z]|\d{1,2})\s*[.:)–-]?(?=\s|$)\s*", re.I)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True)
class Mark:
    """A number or bullet: how it is written, of which style, and its parts from the left."""

    raw: str = ""
    style: str = ""
    parts: tuple[str, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether this is a number or letter and not a bullet."""
        return bool(self.parts)


NONE = Mark()


def split(text: str) -> tuple[Mark, str]:
    """Take the leading mark off a line: ("a. Pupils" gives the mark a and "Pupils")."""
    for pattern, style in _PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        label = next(group for group in reversed(found.groups()) if group)
        parts = () if style == "bullet" else tuple(label.casefold().split("."))
        if style == "dotted" and parts[1:] == ("0",):  # "2.0" is how some write section 2
            style, parts = "number", parts[:1]
        return Mark(found.group(0).strip(), style, parts), text[found.end() :].strip()
    return NONE, text.strip()


_PATTERNS = (
    (_ANNEX, "annex"),
    (_NAMED, "number"),
    (_DOTTED, "dotted"),
    (_NUMBER, "number"),
    (_ROMAN, "roman"),
    (_LETTER, "letter"),
    (_BULLET, "bullet"),
    (_TIGHT_BULLET, "bullet"),
)


def parse(raw: str) -> Mark:
    """Read a mark that stands by itself; a bullet of a kind not known is still a bullet."""
    if not raw.strip():
        return NONE
    mark, rest = split(raw.strip())
    if mark is NONE and raw.strip().isalnum() and raw.strip() != "o":
        mark, rest = split(f"{raw.strip()}.")
    return mark if mark is not NONE and not rest else Mark(raw.strip(), "bullet")


def follows(first: Mark, second: Mark) -> bool:
    """Whether the second is the next after the first in one sequence."""
    if first.parts[:-1] != second.parts[:-1] or not (first.numbered and second.numbered):
        return False
    before, after = first.parts[-1], second.parts[-1]
    if first.style in ("letter", "roman") and second.style in ("letter", "roman"):
        return _letter_follows(first, second) or _roman(before) + 1 == _roman(after) > 1
    if first.style != second.style:
        return False
    if before.isdigit() and after.isdigit():
        return int(after) == int(before) + 1
    return len(before) == len(after) == 1 and ord(after) == ord(before) + 1


def starts(mark: Mark) -> bool:
    """Whether the mark is the first of a sequence."""
    return mark.numbered and mark.parts[-1] in ("1", "a", "i")


def value(mark: Mark) -> int:
    """The place of the mark in its sequence: 3 for "3.", 2 for "b", 0 for a bullet."""
    if not mark.numbered:
        return 0
    last = mark.parts[-1]
    if last.isdigit():
        return int(last)
    return _roman(last) if len(last) > 1 else ord(last) - ord("a") + 1


def _letter_follows(first: Mark, second: Mark) -> bool:
    before, after = first.parts[-1], second.parts[-1]
    return len(before) == len(after) == 1 and ord(after) == ord(before) + 1


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES.get(letter, 0) for letter in text]
    if not all(values):
        return -1
    total = 0
    for here, after in zip(values, [*values[1:], 0], strict=True):
        total += -here if here < after else here
    return total
