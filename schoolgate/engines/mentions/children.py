"""Whether an account, or a line typed as a name, may mean one child; it is asked of few, so it leans to yes."""

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schoolgate.engines.mentions.alike import EXACT, HEARD, NO, SLIP, alike
from schoolgate.engines.mentions.frames import is_somebody
from schoolgate.engines.mentions.lists import FILE, SURNAMES, WORDS
from schoolgate.engines.mentions.names import names_of
from schoolgate.engines.mentions.nearness import Kept, Near, Work, owners
from schoolgate.engines.mentions.normal import plain, words_of
from schoolgate.engines.mentions.shapes import Child, Known, Word


def may_mean(child: Child, text: str, *, typed: Iterable[str] = (), chosen: Iterable[Child] = ()) -> bool:
    """Whether `text`, or one of the lines `typed` as names, may mean the child.

    By both names, a short form, a slip or the sound included; by the first name alone, unless another surname follows
    or a child of that name was `chosen`; by the surname alone in a line, and in a text where no title or other first
    name stands before it.
    """
    return bool(meant([child], text, typed=typed, chosen=chosen))


def meant(
    children: Sequence[Child],
    text: str,
    *,
    typed: Iterable[str] = (),
    chosen: Iterable[Child] = (),
    work: Work | None = None,
) -> frozenset[int]:
    """The places in `children` of those whom the text, or a line, may mean: each different word is looked up once.

    Where `work` is spent, anybody else may be meant as well.
    """
    work, chosen = work or Work(), tuple(chosen)
    sources = [(words_of(line), True) for line in typed] + [(words_of(text), False)]
    others = {plain(name) for other in chosen for name in (other.first_name, other.known_as) if name}
    index, found = _index(tuple(children)), set[int]()
    for words, is_line in sources:
        named = index.named(words, work)
        for number, fits in named.items():
            if work.is_spent:
                return frozenset(found)
            work.take(len(fits.firsts) + len(fits.lasts))
            if number not in found and _Sought(children[number], others).stands_in(words, is_line, fits):
                found.add(number)
    return frozenset(found)


@dataclass
class _Fits:
    """Where words of a text fit the first name and the surname of a child, and how well."""

    firsts: dict[int, int] = field(default_factory=dict)
    lasts: dict[int, int] = field(default_factory=dict)


@functools.lru_cache(maxsize=64)
def _index(children: tuple[Child, ...]) -> "_Index":
    return _Index([_Sought(child, set()) for child in children])


class _Index:
    def __init__(self, sought: list["_Sought"]) -> None:
        self.sought = sought
        self._firsts = owners([one.names for one in sought], lambda names: names.first)
        self._lasts = owners([one.names for one in sought], lambda names: names.parts)
        self._near = Near({*self._firsts, *self._lasts})
        self._by_word = Kept(self._of)

    def named(self, words: list[Word], work: Work) -> dict[int, _Fits]:
        found: dict[int, _Fits] = defaultdict(_Fits)
        for at, word in enumerate(words):
            if work.is_spent:
                break
            for number in self._by_word.of(word.plain, work):
                sought = self.sought[number]
                if grade := sought.first(word):
                    found[number].firsts[at] = grade
                if grade := sought.last(word):
                    found[number].lasts[at] = grade
        return found

    def _of(self, word: str) -> frozenset[int]:
        found: set[int] = set()
        for name, _ in self._near.of(word):
            found.update(self._firsts.get(name, ()), self._lasts.get(name, ()))
        return frozenset(found)


class _Sought:
    def __init__(self, child: Child, others: set[str]) -> None:
        self.names = names_of(Known(0, child.first_name, child.last_name, child.known_as))
        self.others = others

    def stands_in(self, words: list[Word], typed: bool, fits: _Fits) -> bool:
        firsts, lasts = fits.firsts, fits.lasts
        if EXACT in firsts.values() and EXACT in lasts.values():
            return True
        beside = ((one, other) for one in firsts for other in (one - 1, one + 1) if other in lasts)
        if any(firsts[one] + lasts[other] > 2 * HEARD for one, other in beside):
            return True
        if any(self._first_alone(words, at, grade, typed) for at, grade in firsts.items()):
            return True
        return any(self._surname_alone(words, at, grade, typed) for at, grade in lasts.items())

    def first(self, word: Word) -> int:
        grade = max((alike(word.plain, name) for name in self.names.first), default=NO)
        plainly = word.plain in FILE.titles | FILE.plain_words or len(word.plain) < 3
        return NO if plainly and grade < EXACT else grade

    def last(self, word: Word) -> int:
        return max((alike(word.plain, name) for name in self.names.parts), default=NO)

    def _first_alone(self, words: list[Word], at: int, grade: int, typed: bool) -> bool:
        word, before, after = words[at], _at(words, at - 1), _at(words, at + 1)
        if grade < (SLIP if typed else EXACT) or word.plain in self.others:
            return False
        if before and before.plain in FILE.titles and not before.apart(word):
            return False
        if after and _is_a_name(after) and not word.apart(after) and not self.last(after):
            return False
        return word.plain not in WORDS or (word.capital and not word.opens) or (typed and word.alone)

    def _surname_alone(self, words: list[Word], at: int, grade: int, typed: bool) -> bool:
        word, before, after = words[at], _at(words, at - 1), _at(words, at + 1)
        if grade < (SLIP if typed else EXACT) or (typed and after and _is_a_name(after)):
            return False
        if before and not before.apart(word) and (before.plain in FILE.titles or _is_a_name(before)):
            return False
        if word.plain not in SURNAMES or (word.capital and not word.opens) or (typed and word.alone):
            return True
        return is_somebody(words, at)


def _at(words: list[Word], at: int) -> Word | None:
    return words[at] if 0 <= at < len(words) else None


def _is_a_name(word: Word) -> bool:
    known = FILE.plain_words | FILE.titles | FILE.relatives | (WORDS if word.opens else frozenset())
    return word.capital and len(word.plain) > 2 and word.plain not in known
