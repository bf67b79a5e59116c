"""Whether an account, or a line typed as a name, may mean one child; it is asked of few, so it leans to yes."""

from collections.abc import Iterable

from schoolgate.engines.mentions.alike import EXACT, HEARD, NO, SLIP, alike
from schoolgate.engines.mentions.frames import is_somebody
from schoolgate.engines.mentions.lists import FILE, SURNAMES, WORDS
from schoolgate.engines.mentions.names import names_of
from schoolgate.engines.mentions.normal import plain, words_of
from schoolgate.engines.mentions.shapes import Child, Known, Word


def may_mean(child: Child, text: str, *, typed: Iterable[str] = (), chosen: Iterable[Child] = ()) -> bool:
    """Whether `text`, or one of the lines `typed` as names, may mean the child.

    By both names, a short form, a slip or the sound included; by the first name alone, unless another surname follows
    or a child of that name was `chosen`; by the surname alone in a line, and in a text where no title or other first
    name stands before it.
    """
    others = {plain(name) for other in chosen for name in (other.first_name, other.known_as) if name}
    sought = _Sought(child, others)
    return any(sought.stands_in(words_of(line), True) for line in typed) or sought.stands_in(words_of(text), False)


class _Sought:
    def __init__(self, child: Child, others: set[str]) -> None:
        self.names = names_of(Known(0, child.first_name, child.last_name, child.known_as))
        self.others = others

    def stands_in(self, words: list[Word], typed: bool) -> bool:
        firsts = {at: grade for at, word in enumerate(words) if (grade := self._first(word))}
        lasts = {at: grade for at, word in enumerate(words) if (grade := self._last(word))}
        if EXACT in firsts.values() and EXACT in lasts.values():
            return True
        if any(abs(one - other) == 1 and firsts[one] + lasts[other] > 2 * HEARD for one in firsts for other in lasts):
            return True
        if any(self._first_alone(words, at, grade, typed) for at, grade in firsts.items()):
            return True
        return any(self._surname_alone(words, at, grade, typed) for at, grade in lasts.items())

    def _first(self, word: Word) -> int:
        grade = max((alike(word.plain, name) for name in self.names.first), default=NO)
        plainly = word.plain in FILE.titles | FILE.plain_words or len(word.plain) < 3
        return NO if plainly and grade < EXACT else grade

    def _last(self, word: Word) -> int:
        return max((alike(word.plain, name) for name in self.names.parts), default=NO)

    def _first_alone(self, words: list[Word], at: int, grade: int, typed: bool) -> bool:
        word, before, after = words[at], _at(words, at - 1), _at(words, at + 1)
        if grade < (SLIP if typed else EXACT) or word.plain in self.others:
            return False
        if before and before.plain in FILE.titles and not before.apart(word):
            return False
        if after and _is_a_name(after) and not word.apart(after) and not self._last(after):
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
