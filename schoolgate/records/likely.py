"""Finds names that are nearly written: by a slip of the hand, alone or beside another name of the same person.

Plain Python. Each word of a text is asked about once, so that the cost grows with the text and not with its square.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from schoolgate.engines.mentions.alike import HEARD, SLIP, alike
from schoolgate.records.names import ORDINARY, Name

SHORTEST = 4
"""So many letters a word has to have before a slip in it is seen."""
CLEAR = 5
"""So many, where it is written in small letters."""
FAR = 2
"""Letters in which a word that is a slip may differ, at most."""


@dataclass
class Words:
    """Words that name somebody, to be asked which of them another word nearly is."""

    of: dict[str, list[int]] = field(default_factory=dict)
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False)

    def add(self, words: Iterable[str], who: int) -> None:
        for word in words:
            self.of.setdefault(word, []).append(who)

    def nearly(self, word: str) -> tuple[str, ...]:
        """Those of which the word is a slip; none where it is one of them."""
        if word not in self._known:
            found = process.extract(word, list(self.of), scorer=OSA.distance, score_cutoff=FAR, limit=None)
            self._known[word] = tuple(name for name, far, _ in found if far and _is_slip_of(word, name))
        return self._known[word]


class Slips:
    """People by first and last names, and whether a word, or two, are those of one of them with a slip."""

    def __init__(self, people: Iterable[Name], stays: Iterable[Name]) -> None:
        self.people = list(people)
        self.firsts, self.lasts = Words(), Words()
        for who, name in enumerate(self.people):
            self.firsts.add(name.first_words | name.shorts, who)
            self.lasts.add(name.last_words, who)
        self.stays = list(stays)
        self._pairs: dict[tuple[str, str], int | None] = {}

    def pair(self, one: str, other: str) -> int | None:
        """Whose first and last name these are, in either order, with a slip in one of them."""
        key = one, other
        if key not in self._pairs:
            self._pairs[key] = next(self._of_pair(one, other), None)
        return self._pairs[key]

    def _of_pair(self, one: str, other: str) -> Iterator[int]:
        for first, last in ((one, other), (other, one)):
            if self._stays(first, last):
                continue
            for who in self.lasts.of.get(last, ()):
                if _is_slip(first, self.people[who].first_words):
                    yield who
            for who in self.firsts.of.get(first, ()):
                if _is_slip(last, self.people[who].last_words):
                    yield who

    def _stays(self, first: str, last: str) -> bool:
        """Whether it is nearer, or as near, to the name of somebody who stays."""
        return any(_is_or_slip(first, name.first_words) and _is_or_slip(last, name.last_words) for name in self.stays)


def is_plain(word: str) -> bool:
    """Whether it is a word of the language, which is no slip of a name."""
    return len(word) < SHORTEST or word in ORDINARY


def _is_slip_of(word: str, name: str) -> bool:
    """One slip, or two of which nothing is heard: Abigale is Abigail."""
    grade = alike(word, name)
    if grade == HEARD and len(word) >= CLEAR and word[0] == name[0]:
        return OSA.distance(word, name, score_cutoff=FAR) <= FAR
    return grade == SLIP


def _is_slip(word: str, names: Iterable[str]) -> bool:
    return not is_plain(word) and any(_is_slip_of(word, name) for name in names)


def _is_or_slip(word: str, names: Iterable[str]) -> bool:
    return any(alike(word, name) >= SLIP for name in names)
