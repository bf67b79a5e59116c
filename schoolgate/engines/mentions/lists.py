"""The words of `mentions.toml`, read once."""

from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles
from schoolgate.engines.mentions.normal import words_of
from schoolgate.engines.mentions.shapes import Word


@dataclass(frozen=True)
class _File:
    titles: frozenset[str]
    particles: frozenset[str]
    common: frozenset[str]
    places: frozenset[str]
    only_names: frozenset[str]
    bare: frozenset[str]
    acts: frozenset[str]
    deeds: frozenset[str]
    weak_deeds: frozenset[str]
    starts: frozenset[str]
    aims: frozenset[str]
    goes_on: frozenset[str]
    first_names: frozenset[str]
    brands: frozenset[str]
    plain_words: frozenset[str]
    relatives: frozenset[str]
    abbreviations: frozenset[str]
    elsewhere: frozenset[str]
    things: frozenset[str]
    other_teachers: frozenset[str]
    teachers: frozenset[str]
    own: frozenset[str]
    offices: dict[str, tuple[str, ...]]


FILE = datafiles.whole(Path(__file__).with_name("mentions.toml"), _File)
SURNAMES = (FILE.common | FILE.plain_words) - FILE.only_names
"""Words that are also surnames, and that are no name of anybody where nothing says so."""
WORDS = FILE.common | FILE.plain_words
"""What is a word of the language, whether or not it is somebody's name."""


def phrase(text: str) -> tuple[str, ...]:
    return tuple(word.plain for word in words_of(text))


def _offices() -> list[tuple[tuple[str, ...], frozenset[str]]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for duty, texts in FILE.offices.items():
        for text in texts:
            found.setdefault(phrase(text), set()).add(duty)
    return sorted(((words, frozenset(held)) for words, held in found.items()), key=lambda item: -len("".join(item[0])))


OFFICES = _offices()
"""(words, duties), longest first: a deputy head is no head."""


@dataclass(frozen=True)
class Around:
    """What else is known where a name is looked for: children's full names, those that the text has, and classes."""

    children: frozenset[tuple[str, str]]
    named: frozenset[str]
    rooms: frozenset[str]
    typed: bool
    firsts: frozenset[str] = frozenset()
    """First names of those who are known."""

    def is_a_childs(self, first: Word, last: Word) -> bool:
        """Whether two words are a child's whole name: that excuses a grown-up of the surname."""
        return (first.plain, last.plain) in self.children and may_be_a_first_name(first, last)


def may_be_a_first_name(first: Word, last: Word) -> bool:
    """Whether a word is written as a first name: else a record called "That Hale" would excuse whoever "that Hale" is."""
    if first.capital:
        return not (first.opens and first.plain in FILE.plain_words)
    return first.plain not in WORDS and not last.capital
