"""Where in a text the name of each of some grown-ups could begin, found by an index instead of trying everybody everywhere.

It leaves out no place at which `Names.said` says anything, as `tests/test_beginnings.py` holds; what stands there is then
looked at by `said` itself.
"""

import functools
from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from schoolgate.engines.mentions.names import LONG, SHORT, Names, names_of, titled
from schoolgate.engines.mentions.nearness import FARTHEST, Kept, Near, Slips, Work, owners
from schoolgate.engines.mentions.shapes import Known, Word

FIGURES = "0123456789"
NOBODY: frozenset[int] = frozenset()
PLACES = 10
"""So many words that were seen before are as much work as one that was not."""
LEAST_BEGINNING = 3
"""So many letters of the beginning of a name may stand for it."""
LEAST_ENDING = 4
"""So many letters of the end of a name may stand for it."""


@functools.lru_cache(maxsize=64)
def beginnings(people: tuple[Known, ...]) -> "Beginnings":
    return Beginnings([names_of(person) for person in people])


class Beginnings:
    def __init__(self, people: list[Names]) -> None:
        self.people = people
        self._as_names = owners(people, lambda names: names.first | names.parts)
        self._near = Near(self._as_names)
        self._as_joined = owners(people, lambda names: names.joined)
        self._joined = Slips(self._as_joined, LONG - FARTHEST)
        self._written = owners(people, _written)
        self._starts = owners(people, _starts)
        self._letters = owners(people, lambda names: names.initials | names.last_initials)
        self._pairs = owners(people, lambda names: names.pairs)
        self._wholes = owners(people, lambda names: {names.last, *names.several})
        self._begins = {whole[:end] for whole in self._wholes for end in range(1, LEAST_BEGINNING)}
        self._ends = owners(people, _ends)
        self._lasts = owners(people, lambda names: {names.last})
        self._heard_as = Near(self._lasts)
        self._by_word = Kept(self._of_word)
        self._by_run = Kept(self._of_run)

    def places(self, words: list[Word], without: frozenset[int], typed: bool, work: Work) -> dict[int, list[int]]:
        """For each of the people, by their place in the list, where in the text they may be named."""
        found: dict[int, list[int]] = defaultdict(list)
        work.take(len(words) // PLACES)
        for at, word in enumerate(words):
            if work.is_spent:
                break
            if at in without:
                continue
            who = self._by_word.of(word.plain, work) | self._short(words, at, typed)
            if titled(words, at):
                for run in _runs(words, at):
                    who |= self._by_run.of(run, work)
            for number in who:
                found[number].append(at)
        return found

    def _short(self, words: list[Word], at: int, typed: bool) -> frozenset[int]:
        """Whose initials stand here, or the beginning of a name that goes on in the next words: common words are both."""
        word, after = words[at], words[at + 1] if at + 1 < len(words) else None
        if len(word.plain) > LEAST_BEGINNING:
            return NOBODY
        found = NOBODY
        if len(word.plain) < LEAST_BEGINNING and word.plain in self._begins:
            found = found.union(*(self._wholes.get(run, NOBODY) for run in _runs(words, at)))
        if len(word.plain) == 1 and (titled(words, at) or (after and len(after.plain) == 1)):
            found |= self._letters.get(word.plain, NOBODY)
        if typed or word.text.isupper():
            found |= self._pairs.get(word.plain, NOBODY)
        return found

    def _of_word(self, word: str) -> frozenset[int]:
        """Whose name may begin with this word."""
        bare = word.strip(FIGURES)
        found: set[int] = set()
        for form in {word, bare}:
            found.update(self._written.get(form, NOBODY), self._ends.get(form, NOBODY))
            if len(form) >= LEAST_BEGINNING:
                found.update(self._starts.get(form, NOBODY), self._starts.get(form.removesuffix("s"), NOBODY))
            for name, _ in self._near.of(form):
                found.update(self._as_names[name])
        found.update(self._as_joined.get(bare, NOBODY))
        for name in self._joined.of(bare) if len(bare) >= LONG else ():
            found.update(self._as_joined[name])
        return frozenset(found)

    def _of_run(self, run: str) -> frozenset[int]:
        """Whose surname some words after a title may be together."""
        found = {name for name, _ in self._heard_as.of(run)}
        for last in self._lasts:
            most = len(last) // 2 - 1
            near = len(last) >= SHORT and abs(len(run) - len(last)) <= most
            if near and OSA.distance(run, last, score_cutoff=most) <= most:
                found.add(last)
        return frozenset().union(*(self._lasts[last] for last in found))


def _runs(words: list[Word], at: int) -> Iterator[str]:
    """Two and three words from here on as one."""
    for width in (2, 3):
        yield "".join(other.plain for other in words[at : at + width])


def _written(names: Names) -> Iterator[str]:
    """What means somebody only as it is written: initials, handles, a surname without its h."""
    yield from names.addresses
    yield from (letters for letters in names.last_initials if len(letters) > 1)
    yield from (part[1:] for part in names.parts if part.startswith("h"))


def _starts(names: Names) -> Iterator[str]:
    """How names begin: what is cut short, and what goes on in the next word."""
    parts = {part.replace("mc", "mac", 1) for part in names.parts}
    for name in (*names.own, *names.several, *names.parts, *parts):
        yield from (name[:end] for end in range(LEAST_BEGINNING - 1, len(name) + 1))


def _ends(names: Names) -> Iterator[str]:
    for name in (*names.own, *names.parts):
        yield from (name[start:] for start in range(len(name) - LEAST_ENDING + 1))
