"""Whose names are taken out of texts, what stands in their place, and what is asked about them. Plain Python."""

import re
from dataclasses import dataclass
from enum import StrEnum

from schoolgate.engines.mentions import spelling
from schoolgate.records.names import WORDS, Name

ANOTHER, A_CHILD, SOMEBODY = "another child", "a child", "somebody else"
CHILDREN = frozenset({ANOTHER, A_CHILD})
TYPED_APART = re.compile(r"[,;/&+\n()]|\band\b|\bor\b", re.IGNORECASE)
WORD, PUPIL, SLIP, DISGUISE, INITIALS = "word", "pupil", "slip", "disguise", "initials"
"""What is asked about a word: that it may be no name, that a pupil has that name, that it is nearly somebody's, that it
may be somebody’s with other signs, that it may be their initials."""
ABOUT_A_WORD = frozenset({WORD, PUPIL, SLIP, DISGUISE, INITIALS})


class Cover(StrEnum):
    """What somebody decided about a name: cover it wherever it stands, only with a capital, or leave it."""

    EVERYWHERE = "everywhere"
    CAPITAL = "capital"
    LEAVE = "leave"


@dataclass(frozen=True)
class Named:
    """Somebody whose name is taken out, and what stands in its place."""

    name: Name
    called: str = SOMEBODY
    key: str = ""
    """Where a person decides whether they are covered: what the decision is kept under."""
    unless: Cover = Cover.EVERYWHERE
    """What holds until they have."""
    is_doubtful: bool = False
    """Whether it may be no name at all, so that a person decides about each word of it."""


@dataclass(frozen=True)
class Entry:
    """One way to write a name. `of` is None where it stays."""

    of: Named | None
    pieces: int
    key: str = ""
    initial: bool = False
    capital: bool = False
    """Whether it is one only where it has a capital letter."""


@dataclass(frozen=True)
class Hit:
    """A name in a text."""

    start: int
    end: int
    called: str
    key: str
    word: str
    has_capital: bool


def typed(line: str, called: str = SOMEBODY) -> list[Named]:
    """Whoever is named in a line that somebody typed, as “Mr Hale (coach) and my son Leo”."""
    found = []
    for piece in TYPED_APART.split(line):
        words = [word for word in piece.split() if spelling.words(word)]
        words = [word for word in words if not set(spelling.words(word)) <= WORDS.not_names | WORDS.titles]
        capital = [word for word in words if word.lstrip("'‘’“”\"")[:1].isupper()]
        if chosen := capital or words:
            found.append(Named(Name(chosen[0], " ".join(chosen[1:])), called, is_doubtful=not capital))
    return found
