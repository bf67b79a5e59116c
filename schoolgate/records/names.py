"""What a person is called, and which words are no names or ordinary words too. Plain Python."""

import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from schoolgate import datafiles
from schoolgate.engines import nicknames
from schoolgate.engines.mentions import lists, spelling

Way = tuple[str, ...]
"""The words of a name in one way to write it."""


LONG = 6
"""A name of so many letters is a whole one: Katherine is Kath, though the list has her under Catherine."""


@dataclass(frozen=True)
class _Words:
    common: frozenset[str]
    ordinary: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]
    abbreviations: frozenset[str]


WORDS = datafiles.whole(Path(__file__).with_name("names.toml"), _Words)
ORDINARY = WORDS.common | WORDS.ordinary | WORDS.not_names | WORDS.titles | lists.WORDS | lists.FILE.relatives


@dataclass(frozen=True)
class Name:
    first: str
    last: str
    known_as: str = ""

    @cached_property
    def firsts(self) -> frozenset[Way]:
        return frozenset(way for item in (self.first, self.known_as) for way in spelling.spellings(item))

    @cached_property
    def lasts(self) -> frozenset[Way]:
        return frozenset(spelling.spellings(self.last))

    @property
    def parts(self) -> frozenset[str]:
        """Every word of it that can name somebody alone."""
        words = {word for way in self.firsts | self.lasts for word in way if names_alone(word)}
        return frozenset(words | {way[0] for way in self.firsts if len(way) == 1 and is_theirs(way, self.firsts)})

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first names, each word alone and all of one together."""
        words = {word for way in self.firsts for word in way if names_alone(word)}
        return frozenset(words | {"".join(way) for way in self.firsts if is_theirs(way, self.firsts)})

    @cached_property
    def last_words(self) -> frozenset[str]:
        return frozenset(word for way in self.lasts for word in (*way, "".join(way)) if names_alone(word))

    @cached_property
    def shorts(self) -> frozenset[str]:
        """What people make of the first names, as Abi of Abigail, and the names of which these are short."""
        return self._made(lambda word: nicknames.forms(word) if len(word) >= LONG else nicknames.called(word))

    @cached_property
    def also_short(self) -> frozenset[str]:
        """What else is short for the same name, as Katie for Kate."""
        return self._made(nicknames.forms) - self.shorts

    def _made(self, forms: Callable[[str], frozenset[str]]) -> frozenset[str]:
        made = {short for word in self.first_words for short in forms(word)}
        return frozenset(short for short in made - self.first_words if len(short) > 1)


def names_alone(word: str) -> bool:
    return len(word) > 1 and word not in WORDS.particles


def names_someone(run: Way) -> bool:
    return any(map(names_alone, run))


def is_theirs(run: Way, firsts: Collection[Way]) -> bool:
    """Whether it names somebody of these first names: Ben is a name by itself, and in Ben Ali of a last name it is none."""
    return names_someone(run) or (run in firsts and len("".join(run)) > 1)


def runs(ways: Iterable[Way]) -> set[Way]:
    """Every sequence of words that follow each other in one of these."""
    return {way[start:end] for way in ways for start in range(len(way)) for end in range(start + 1, len(way) + 1)}


def wholes(name: Name) -> set[Way]:
    """A first with a last name, each whole, short or in part, in either order."""
    firsts = {run for run in runs(name.firsts) if is_theirs(run, name.firsts)} | {(short,) for short in name.shorts}
    lasts = {run for run in runs(name.lasts) if names_someone(run)}
    both = set(itertools.product(firsts, lasts))
    spaced = {run for first in name.firsts for last in name.lasts for run in runs([first + last]) if len(run) > 1}
    apart = runs(name.firsts | name.lasts)
    whole = {run for run in spaced if names_someone(run) and run not in apart}
    return {first + last for first, last in both} | {last + first for first, last in both} | whole


def titled(name: Name) -> set[Way]:
    lasts = {run for run in runs(name.lasts) if names_someone(run)}
    return {(title, *last) for title in WORDS.titles for last in lasts}


def with_initials(name: Name, taken: Iterable[str] = (), own: Iterable[str] = ()) -> set[Way]:
    """L Brown, Leo B and Brown L; of a last name that is the child’s too, only with another initial."""
    own = set(own)
    letters = {word[0] for word in own}
    firsts = {run for run in runs(name.firsts) if is_theirs(run, name.firsts)} | {(short,) for short in name.shorts}
    lasts = {run for run in runs(name.lasts) if names_someone(run)}
    found = set()
    for letter in {way[0][0] for way in name.firsts}:
        found |= {
            way
            for last in lasts
            if letter not in taken or "".join(last) not in own
            for way in ((letter, *last), (*last, letter))
        }
    for letter in {word[0] for way in name.lasts for word in way}:
        found |= {(*first, letter) for first in firsts if "".join(first) not in own or letter not in letters}
    return found
