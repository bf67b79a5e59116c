"""Finds entries by the meaning of words: stems, synonyms, beginnings and slips of the keyboard; no Django.

    Search([Entry("example", "x", (("May I join Instagram?", 3),))]).find("insta")

A few hundred entries are searched in about a millisecond; making a `Search` takes longer, so keep it.
"""

import functools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from schoolgate import datafiles

EXACT, SAME_MEANING, BEGINNING, SLIP = 1.0, 0.75, 0.7, 0.55
"""How much a word counts that is found as it is, by its meaning, by its beginning, or misspelt."""

SHORTEST_BEGINNING, SHORTEST_SLIP = 3, 4
LIKENESS = 80
"""From this likeness (0 to 100) on a word counts as another one misspelt; tried on “watsap” and “snapchatt”."""

ENOUGH = 0.5
"""The part of the words asked for, by their weight, that an entry must have."""

NOWHERE = 1.5
"""The weight of a word that no entry has, less than that of any rare one."""

LONGEST_PHRASE = 5
ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s")


@dataclass(frozen=True)
class _Synonyms:
    """Meanings, each with its words and phrases, and the words that say nothing about what is meant."""

    not_there: frozenset[str]
    meanings: dict[str, tuple[str, ...]]


_SYNONYMS = datafiles.whole(Path(__file__).with_name("synonyms.toml"), _Synonyms)
NOT_THERE = _SYNONYMS.not_there


@dataclass(frozen=True)
class Entry:
    """Something that can be found: its kind, its id, and its texts, each with its weight."""

    kind: str
    id: str
    texts: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Found:
    """An entry that a search means, how much, and whether it has every word that was asked for."""

    entry: Entry
    score: float
    whole: bool


class Search:
    """An index of entries, made once and asked often."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        places: dict[str, dict[int, float]] = defaultdict(dict)
        for at, entry in enumerate(self.entries):
            for term, weight in _weighed(entry):
                places[term][at] = max(weight, places[term].get(at, 0))
        self._places = dict(places)
        self._spelt = [term for term in places if not term.startswith("@")]
        self._known = sorted({*self._spelt, *_single_words()})

    def find(self, words: str, most: int = 20) -> list[Found]:
        """What these words mean, best first; nothing for words that say nothing."""
        asked = _units(words)
        if not asked:
            return []
        scores: dict[int, float] = defaultdict(float)
        has: dict[int, float] = defaultdict(float)
        total = 0.0
        for unit in asked:
            found = self._of(unit)
            # A word that is nowhere says only that somebody put it differently.
            rarity = self._rarity(len(found)) if found else NOWHERE
            total += rarity
            for at, worth in found.items():
                scores[at] += rarity * worth
                has[at] += rarity
        met = {at: part / total for at, part in has.items()}
        ranked = sorted((-score * met[at], at) for at, score in scores.items() if met[at] >= ENOUGH)
        return [Found(self.entries[at], -score, met[at] > 0.999) for score, at in ranked[:most]]

    def _of(self, unit: "Unit") -> dict[int, float]:
        """Where a word is, and what it is worth there."""
        worths = self._alternatives(unit.word) | {f"@{meaning}": SAME_MEANING for meaning in unit.meanings}
        found: dict[int, float] = {}
        for term, quality in worths.items():
            for at, weight in self._places.get(term, {}).items():
                found[at] = max(found.get(at, 0), quality * weight)
        return found

    def _alternatives(self, word: str) -> dict[str, float]:
        """The terms of the index that a word may stand for."""
        found = {word: EXACT}
        if len(word) >= SHORTEST_BEGINNING:
            found |= {term: BEGINNING for term in self._spelt if term != word and term.startswith(word)}
        if len(word) >= SHORTEST_SLIP and not any(term in self._places for term in found):
            for near, likeness, _ in process.extract(
                word, self._known, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=4
            ):
                found[near] = max(found.get(near, 0), SLIP * likeness / 100)
                found |= {f"@{meaning}": SLIP * SAME_MEANING for meaning in _phrases().get((near,), ())}
        return found

    def _rarity(self, count: int) -> float:
        return math.log(1 + (len(self.entries) + 1) / (count + 1))


@dataclass(frozen=True)
class Unit:
    """One word that is asked for, with the meanings that it has, alone or in a phrase."""

    word: str
    meanings: tuple[str, ...]


def stem(word: str) -> str:
    """A word without its commonest endings: photos and photo, follows and following are the same."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending in ("ies", "ied") else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "els":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def spoken(text: str) -> list[str]:
    """The words of a text in small letters, without apostrophes and accents of the keyboard."""
    return re.findall(r"\w+", re.sub(r"['’‘`]", "", text.casefold()))


def _units(text: str) -> list[Unit]:
    """What is asked for: the words that say something, or all of them where none does."""
    units = list(_read(text))
    telling = [unit for word, unit in units if unit.meanings or word not in NOT_THERE]
    return telling or [unit for _, unit in units]


def _read(text: str) -> Iterator[tuple[str, Unit]]:
    words = spoken(text)
    stems = [stem(word) for word in words]
    meanings: list[list[str]] = [[] for _ in stems]
    for start, stop, phrase in _spans(stems):
        if stop - start > 1 or words[start] not in NOT_THERE:
            for at in range(start, stop):
                meanings[at] += _phrases()[phrase]
    for word, root, meant in zip(words, stems, meanings, strict=True):
        yield word, Unit(root, tuple(dict.fromkeys(meant)))


def _spans(stems: Sequence[str]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    known = _phrases()
    for start in range(len(stems)):
        for length in range(1, LONGEST_PHRASE + 1):
            phrase = tuple(stems[start : start + length])
            if len(phrase) == length and phrase in known:
                yield start, start + length, phrase


def _weighed(entry: Entry) -> Iterator[tuple[str, float]]:
    """Every term of an entry with its weight: its words, and what they mean."""
    for text, weight in entry.texts:
        for word, unit in _read(text):
            if word not in NOT_THERE:
                yield unit.word, weight
            for meaning in unit.meanings:
                yield f"@{meaning}", weight


@functools.cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Stems of a word or a phrase, and the meanings it has."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for meaning, phrases in _SYNONYMS.meanings.items():
        for phrase in (meaning, *phrases):
            key = tuple(stem(word) for word in spoken(phrase))
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), meaning)))
    return found


@functools.cache
def _single_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _phrases() if len(phrase) == 1)
