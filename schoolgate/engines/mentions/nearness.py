"""Which of many names a word may be: an index that rules most words out at once, whatever the number of names.

Every pair that `alike` grades above NO shares a key here: the letters written once, the word with a letter or two left
out, its consonants as they are heard, or its sound. So a word is compared with the few names that share one with it.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from schoolgate.engines.mentions.alike import LONG, NO, alike, once, skeleton
from schoolgate.engines.mentions.normal import sound

T = TypeVar("T")
LEAST = 4
"""From so many letters on a slip is one."""
FARTHEST = 3
"""So many letters longer or shorter a word may be."""
MOST_KNOWN = 60_000
"""Words of which an index remembers what they may be."""


class Work:
    """How much may be compared, counted in words and in places of a text, never in seconds."""

    def __init__(self, most: int | None = None) -> None:
        self.most, self.done = most, 0

    def take(self, much: int = 1) -> bool:
        """Counts; False where it is more than there is to spend, so that the rest is left for later."""
        self.done += much
        return not self.is_spent

    @property
    def is_spent(self) -> bool:
        return self.most is not None and self.done > self.most


class Near:
    """Names by what a word that may be one of them shares with it."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(filter(None, names))
        self.longest = max(map(len, self.names), default=0)
        self._same: dict[str, set[str]] = defaultdict(set)
        self._slips: dict[str, set[str]] = defaultdict(set)
        self._bones: dict[str, set[str]] = defaultdict(set)
        self._sounds: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            self._same[once(name)].add(name)
            for key in _without(name):
                self._slips[key].add(name)
            for bones in _bones(skeleton(name)):
                self._bones[bones].add(name)
            self._sounds[sound(name)].add(name)

    def of(self, word: str) -> list[tuple[str, int]]:
        """Each name that the word may be, with how well it fits."""
        if not word or len(word) > self.longest + FARTHEST:
            return []
        found = set(self._candidates(word))
        return [(name, grade) for name in found if (grade := alike(word, name)) > NO]

    def _candidates(self, word: str) -> Iterator[str]:
        plural = (word[:-1], word[:-2]) if word[-1] == "s" else ()
        yield from self.names.intersection((word, f"{word}s", *plural))
        yield from self._same.get(once(word), ())
        for key in _without(word):
            yield from self._slips.get(key, ())
        for bones in _bones(skeleton(word)):
            yield from self._bones.get(bones, ())
        yield from self._sounds.get(sound(word), ())


class Slips:
    """Many long names that are written together, by their first letter: which of them a word is but for a slip or two."""

    def __init__(self, names: Iterable[str], least: int) -> None:
        self._named: dict[str, list[str]] = defaultdict(list)
        self._same: dict[str, set[str]] = defaultdict(set)
        for name in names:
            if len(name) >= least:
                self._named[name[0]].append(name)
                self._same[once(name)].add(name)

    def of(self, word: str) -> set[str]:
        names = self._named.get(word[:1], [])
        found = {name for name, _, _ in process.extract(word, names, scorer=OSA.distance, score_cutoff=2, limit=None)}
        return found | self._same.get(once(word), set())


class Kept:
    """Whom a word may mean, by their places in a list, remembered for many words."""

    def __init__(self, find: Callable[[str], frozenset[int]]) -> None:
        self._find = find
        self._known: dict[str, frozenset[int]] = {}

    def of(self, word: str, work: Work) -> frozenset[int]:
        """Each different word is work once."""
        found = self._known.get(word)
        if found is None:
            work.take()
            if len(self._known) >= MOST_KNOWN:
                self._known = {}
            found = self._known[word] = self._find(word)
        return found


def owners(people: Iterable[T], of: Callable[[T], Iterable[str]]) -> dict[str, frozenset[int]]:
    """Each of these words with the places in the list of those whose it is."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, person in enumerate(people):
        for word in of(person):
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def _without(word: str) -> Iterator[str]:
    """A word, and with a letter left out, and with two where it is long: words a slip or two apart share one of these."""
    yield word
    if len(word) < LEAST:
        return
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
    if len(word) >= LONG:
        for one, other in itertools.combinations(range(len(word)), 2):
            yield word[:one] + word[one + 1 : other] + word[other + 1 :]


def _bones(bones: str) -> Iterator[str]:
    yield bones
    if len(bones) >= LEAST:
        for at in range(1, len(bones)):
            yield bones[:at] + bones[at + 1 :]
