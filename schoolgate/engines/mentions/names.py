"""What one grown-up may be called, and whether some words of a text call them so."""

import functools
import re

from rapidfuzz.distance import OSA

from schoolgate.engines import nicknames
from schoolgate.engines.mentions.alike import EXACT, HEARD, NO, SLIP, alike
from schoolgate.engines.mentions.frames import is_somebody
from schoolgate.engines.mentions.lists import FILE, SURNAMES, WORDS, Around
from schoolgate.engines.mentions.normal import plain
from schoolgate.engines.mentions.shapes import Known, Word

ASKS = frozenset({"will", "may"})
"""First names that begin a question."""
SHORT = 5
"""With fewer letters a surname that is written apart needs a title, and every letter."""
LONG = 10
"""So long a handle may have a slip in it and still be theirs."""


@functools.lru_cache(maxsize=4_000)
def names_of(person: Known) -> "Names":
    return Names(person.first_name, person.known_as, person.last_name)


class Names:
    def __init__(self, first_name: str, known_as: str, last_name: str) -> None:
        whole = [plain(name) for name in (first_name, known_as) if name]
        given = [plain(part) for name in (first_name, known_as) for part in re.split(r"[\s-]+", name) if part]
        self.own = {*whole, *given}
        self.several = {name for name in whole if name not in given}
        self.first = {short for name in self.own for short in nicknames.called(name)}
        parts = [plain(part) for part in re.split(r"[\s-]+", last_name)]
        self.last = plain(last_name)
        self.parts = {part for part in parts if len(part) >= 2 and part not in FILE.particles} | {self.last}
        self.initials = {first[0] for first in self.first}
        self.last_initials = {part[0] for part in (*parts, self.last) if part} | {"".join(part[:1] for part in parts)}
        pairs = {(first, last) for first in self.first for last in self.parts}
        joined = {a + b for first, last in pairs for a, b in ((first, last), (last, first))}
        joined |= {title + last for title in FILE.titles for last in self.parts}
        short = {initial + self.last for initial in self.initials}
        self.addresses = short | joined
        joined |= {name for name in short if len(self.last) >= 4}
        self.joined = {name for name in joined if len(name) >= 4 and name not in WORDS}
        self.pairs = {first + last for first in self.initials for last in self.last_initials}

    def said(self, words: list[Word], at: int, around: Around) -> int:
        """How many words from this place on may mean them; 0 for none."""
        word = words[at]
        if self._run_together(word.plain.strip("0123456789")):
            return 1
        after = _word(words, at + 1)
        if after and after.gap == "@" and word.plain in self.addresses:
            return 1
        grade, width = self._surname(words, at)
        if grade and self._is_their_surname(words, at, width, grade, around):
            return width
        if after and not word.apart(after) and self._in_two_words(words, at, around):
            return 2
        return int(self._is_their_first_name(words, at, around)) or self._initials(words, at, around.typed)

    def _in_two_words(self, words: list[Word], at: int, around: Around) -> bool:
        """A first name of two words, such as Li Na, where no child has it."""
        both, then = words[at].plain + words[at + 1].plain, _word(words, at + 2)
        first = Word(both, both, 0, 0, capital=words[at].capital)
        return both in self.several and not (then and around.is_a_childs(first, then))

    def _run_together(self, bare: str) -> bool:
        if bare in self.joined:
            return True
        return len(bare) >= LONG and any(alike(bare, name) == SLIP and bare[0] == name[0] for name in self.joined)

    def _surname(self, words: list[Word], at: int) -> tuple[int, int]:
        """How well one, two or three words from here on are the surname, and how many they are."""
        word = words[at].plain.strip("0123456789")
        best = max((alike(word, part) for part in self.parts), default=NO)
        if words[at].plain in FILE.titles:
            return best, 1
        has_title = titled(words, at)
        if has_title and "h" + word in self.parts:
            return max(best, SLIP), 1  # Mr ’ale
        for width in (3, 2):
            run = "".join(other.plain for other in words[at : at + width])
            several = [other.plain for other in words[at : at + width]]
            is_short = len(self.last) < SHORT
            if len(several) < width or any(len(part) >= len(self.last) for part in several):
                continue
            grade = alike(run, self.last)
            if is_short and not (has_title and grade == EXACT):
                continue
            if grade == EXACT or (has_title and (grade or OSA.distance(run, self.last) <= len(self.last) // 2 - 1)):
                return grade or HEARD, width
        return best, 1

    def _first(self, word: Word) -> int:
        return max((alike(word.plain, name) for name in self.first), default=NO)

    def _is_their_surname(self, words: list[Word], at: int, width: int, grade: int, around: Around) -> bool:
        word, before, after = words[at], _word(words, at - 1), _word(words, at + width)
        is_word = width == 1 and word.plain in SURNAMES
        if before and grade == EXACT and before.plain in self.own and not before.apart(word):
            return True
        if after and around.is_a_childs(word, after):
            return False
        if titled(words, at) and not (before and self._is_somebody_else(before, word, around)):
            return grade > HEARD or not is_word or word.capital
        if before and around.is_a_childs(before, word):
            return False
        if before and self._fits_before(before, word, grade):
            return True
        first = _word(words, at - 2)
        if first and grade == EXACT and first.plain in self.first and not first.apart(words[at - 1]):
            return True
        if word.plain in FILE.brands and word.end - word.start > len(word.text):
            return False
        if after and after.plain in self.first and (not is_word or word.capital):
            return True
        if after and after.plain in FILE.titles and word.capital and not _is_titled_next(words, at + width):
            return grade > HEARD
        if before and self._is_somebody_else(before, word, around, shouted=_shouted(words, at)):
            return False
        if before and before.plain == "the" and self._is_their_family(word):
            return not (after and _is_a_place(after, word))
        if before and before.plain == "the" and is_word and not around.typed:
            return False
        if after and _is_a_place(after, word):
            return False
        if after and _goes_on_as_a_name(word, after) and not (after.plain in FILE.deeds or _shouted(words, at + width)):
            return False
        if grade == EXACT:
            if not is_word or (word.capital and not word.opens) or (around.typed and word.alone):
                return True
            return is_somebody(words, at)
        if around.typed:
            return not is_word and (grade == SLIP or (word.alone and word.capital and len(word.plain) > 3))
        return grade == SLIP and word.plain not in WORDS and len(word.plain) >= (4 if word.capital else 6)

    def _fits_before(self, before: Word, word: Word, grade: int) -> bool:
        """Whether the word before a surname is their first name or its initial; with a surname only heard, both may be."""
        if len(before.plain) == 1:
            return before.plain in self.initials and (grade == EXACT or before.capital)
        if before.plain in FILE.plain_words or before.plain in FILE.relatives:
            return False
        if before.plain in self.first or self._first(before) >= SLIP:
            return True
        heard = self._first(before) == HEARD
        same_start = any(before.plain[0] == name[0] for name in self.own)
        return (heard and (before.capital or grade > HEARD)) or (same_start and before.capital and word.capital)

    def _is_their_family(self, word: Word) -> bool:
        """ "The Hales"."""
        several = (part for part in self.parts if word.plain in (part + "s", part + "es"))
        return any(word.capital or part not in SURNAMES for part in several)

    def _is_somebody_else(self, before: Word, word: Word, around: Around, *, shouted: bool = False) -> bool:
        """A first name that is known before a surname, but of somebody else; any other word may be said of them."""
        if before.plain in FILE.titles or before.plain in FILE.plain_words or before.plain in FILE.particles:
            return False
        if before.plain in FILE.relatives or len(before.plain) == 1 or self._first(before) or before.apart(word):
            return False
        if word.plain in SURNAMES and word.capital and before.capital and not (before.opens or shouted):
            return not word.opens  # Forest Hill, Doris Day
        if before.plain not in around.firsts or word.capital > before.capital:
            return False
        if not before.capital or shouted:
            return before.plain not in WORDS
        return not word.opens and not (before.opens and before.plain in ASKS)

    def _is_their_first_name(self, words: list[Word], at: int, around: Around) -> bool:
        word, before, after = words[at], _word(words, at - 1), _word(words, at + 1)
        is_word = word.plain in WORDS
        if before and before.plain in FILE.titles and not before.apart(word):
            return self._first_after_title(word, after, is_word)
        grade = self._first(word)
        if after and after.plain in self.last_initials and (after.capital or after.plain not in {"a", "i"}):
            return grade == EXACT or (grade > NO and word.capital)
        if grade == EXACT and after and after.capital and len(after.plain) > 4 and self._part_of_surname(after.plain):
            return True
        if grade != EXACT:
            return around.typed and word.alone and not is_word and self._shortened(word.plain)
        if (before and before.plain in FILE.relatives) or word.plain in around.named:
            return False
        if after and (around.is_a_childs(word, after) or _goes_on_as_a_name(word, after)):
            return False
        if _is_a_child(words, at, around):
            return False
        if around.typed:
            return word.alone or not is_word
        if is_word:
            return word.capital and not word.opens and not (before and before.plain == "the")
        return word.capital or len(word.plain) >= 3

    def _first_after_title(self, word: Word, after: Word | None, is_word: bool) -> bool:
        """ "Miss Ruth", "Mr Gurps", "Mrs Mac": a first name, or the beginning of either name, where no surname follows."""
        if after and _goes_on_as_a_name(word, after) and not any(alike(after.plain, part) for part in self.parts):
            return False
        grade = self._first(word)
        if grade and (word.plain in self.first if is_word else grade > HEARD or word.plain[0] in self.initials):
            return True
        return not is_word and (self._shortened(word.plain) or self._part_of_surname(word.plain))

    def _shortened(self, word: str) -> bool:
        ends = len(word) >= 4 and any(name.endswith(word) for name in self.own)
        return ends or (len(word) >= 3 and any(name.startswith(word.removesuffix("s")) for name in self.own))

    def _part_of_surname(self, word: str) -> bool:
        if len(word) < 3:
            return False
        starts = any(part.startswith(word) or part.replace("mc", "mac", 1).startswith(word) for part in self.parts)
        return starts or (len(word) >= 5 and any(part.endswith(word) for part in self.parts))

    def _initials(self, words: list[Word], at: int, typed: bool) -> int:
        word, before, after = words[at], _word(words, at - 1), _word(words, at + 1)
        if before and before.plain in FILE.titles and word.plain in self.last_initials and not before.apart(word):
            return int(not (after and _goes_on_as_a_name(word, after)))
        pairs = self.pairs
        if len(word.plain) in (2, 3) and word.plain in pairs and word.plain not in FILE.abbreviations:
            return int((word.text.isupper() and not _shouted(words, at)) or (typed and word.plain not in WORDS))
        if after and len(word.plain) == len(after.plain) == 1 and word.plain + after.plain in pairs:
            return 2 * int((word.text.isupper() and after.text.isupper()) or typed)
        return 0


def _word(words: list[Word], at: int) -> Word | None:
    return words[at] if 0 <= at < len(words) else None


def titled(words: list[Word], at: int) -> bool:
    """Whether a title stands right before, or before a first name or an initial."""
    before, first = _word(words, at - 1), _word(words, at - 2)
    if before is None or before.apart(words[at]):
        return False
    if before.plain in FILE.titles:
        return True
    return bool(
        first and first.plain in FILE.titles and before.plain not in FILE.plain_words and not first.apart(before)
    )


def _is_a_place(after: Word, word: Word) -> bool:
    return after.plain in FILE.places and (after.capital or word.plain in WORDS)


def _goes_on_as_a_name(word: Word, after: Word) -> bool:
    known = FILE.plain_words | FILE.titles
    return (
        after.capital
        and not after.opens
        and after.plain not in known
        and len(after.plain) > 2
        and not word.apart(after)
    )


def _is_a_child(words: list[Word], at: int, around: Around) -> bool:
    """A first name with a class beside it, or after "a child called": a child's."""
    before = {word.plain for word in words[max(0, at - 5) : at]}
    after = [word.plain for word in words[at + 1 : at + 4]]
    if after[:1] and after[0] in {"in", "from"}:
        after = after[1:]
    if after and (after[0] in around.rooms | {"year", "reception", "nursery"} or re.match(r"y?\d", after[0])):
        return True
    child = before & FILE.relatives
    return bool(child and before & {"called", "named"}) or bool(child and before & around.rooms)


def _is_titled_next(words: list[Word], at: int) -> bool:
    """Whether the title at this place belongs to the name after it."""
    after = _word(words, at + 1)
    return bool(after and after.capital and after.plain not in FILE.plain_words and not words[at].apart(after))


def _shouted(words: list[Word], at: int) -> bool:
    """Whether everything around is in capitals, so that capitals say nothing."""
    around = [word for word in words[max(0, at - 3) : at + 4] if len(word.text) > 2]
    return bool(around) and all(word.text.isupper() for word in around)
