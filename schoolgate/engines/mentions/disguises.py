"""Finds known words that are written so that a search does not find them: L3o, Br@wn, Leooo, L-E-O, Ieo. Plain Python.

Each run of a text is looked up by its shape, in which a figure is the letter that it looks like and a letter that is
written many times is written once. So the cost grows with the text, however many words are known.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from schoolgate.engines.mentions.spelling import Folded, Token, fold, tokens, words

SIGNS = {
    "a": "4@",
    "b": "86",
    "c": "(¢",
    "e": "3€",
    "g": "69",
    "i": "1!|¡l",
    "l": "1!|£i",
    "o": "0@",
    "q": "9",
    "s": "5$§",
    "t": "7+",
    "u": "µ",
    "y": "¥",
    "z": "2",
}
"""What stands for a letter because it looks like it."""
SHAPE = str.maketrans("4@o086g9q(¢3€1!|¡£i5$§7+µ¥2", "aaaabbbbbcceellllllsssttuyz")
"""One sign for all that may be taken for each other."""
HIDDEN = "*#%&•~^="
"""What stands where a letter is left out."""
AROUND = "@$!|¡(¢€£§+¥" + HIDDEN
RUN = re.compile(rf"(?:[^\W_]|[{re.escape(AROUND)}])+")
LETTERS = re.compile(r"[^\W\d_]+")
PIECES = re.compile(r"[^\W_]+")
OFTEN = re.compile(r"(.)\1\1")
TWICE = re.compile(r"(.)\1+")
COUNTED = re.compile(
    r"\d+(?:[a-z]|st|nd|rd|th|am|pm|kg|km|cm|mm|ml|mg|mb|gb|tb|hz|hr|hrs|min|mins|sec|secs|mph|pp|yo|yr|yrs|ish|x)|[a-z][1-9]"
)
"""What is counted, and what a class or a room is called: 11am, 5th, 3B, Y4."""
GAP = re.compile(r"[^\w\n]{1,3}|_{1,3}| ?\n ?")
PLAIN_GAP = re.compile(r"[ .*_·|/\\\-\xa0]{1,3}")
"""What usually stands between the letters of a name that is spelt out."""
TRIM = 6
"""So many signs before and after a name are tried without."""
SURE = 3
"""Shorter words are many things when they are spelt out."""
LONG_ENOUGH = 5
"""From so many letters on a letter too many is seen as a slip."""


def shape(word: str) -> str:
    return TWICE.sub(r"\1", word.translate(SHAPE))


@dataclass(frozen=True)
class Found:
    """What a run may be, whether that is in doubt, and whether it is written otherwise than words are."""

    words: tuple[str, ...]
    doubt: bool
    is_disguised: bool = True

    def token(self, start: int, end: int) -> Token:
        return Token(self.words[0], start, end, self.words, self.is_disguised, self.doubt)


class Disguises:
    """Known words, and which of them are hidden in a text."""

    def __init__(self, words: Iterable[str], plain: Collection[str] = ()) -> None:
        self.words = frozenset(word for word in words if len(word) > 1)
        self.plain = plain
        self._found: dict[str, Found | None] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}

    @cached_property
    def _by_shape(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in sorted(self.words):
            found.setdefault(shape(word), []).append(word)
        return found

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for word in sorted(self.words):
            found.setdefault(len(word), []).append(word)
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.words), default=0)

    def tokens(self, folded: Folded) -> list[Token]:
        """The words of a text in order, with those that were disguised as what they are."""
        runs = list(RUN.finditer(folded.chars))
        hidden = {token.start: token for token in (*self._spelt(folded, runs), *self._runs(folded, runs))}
        if not hidden:
            return tokens(folded)
        made: list[Token] = []
        taken = sorted(hidden.values(), key=lambda token: (token.start, -token.end))
        at = 0
        for token in tokens(folded):
            while at < len(taken) and taken[at].start < token.end:
                if not made or taken[at].start >= made[-1].end:
                    made.append(taken[at])
                at += 1
            if not made or token.start >= made[-1].end:
                made.append(token)
        return [*made, *taken[at:]]

    # ---- figures, signs, letters that are written many times

    def _runs(self, folded: Folded, runs: list[re.Match[str]]) -> Iterator[Token]:
        for run in runs:
            if (token := self._token(folded, run.start(), run.end())) is not None:
                yield token
            elif not run.group().isalnum():
                pieces = PIECES.finditer(folded.chars, run.start(), run.end())
                yield from filter(None, (self._token(folded, piece.start(), piece.end()) for piece in pieces))

    def _token(self, folded: Folded, start: int, end: int) -> Token | None:
        """The word that a run is, with as many as possible of the signs that stand around it."""
        run = folded.chars[start:end]
        if run.isalpha():
            found = self._letters(run, _is_mixed(folded, start, end))
            return found.token(start, end) if found else None
        letters = LETTERS.findall(run)
        if not letters:
            return None
        is_known = len(letters) == 1 and letters[0] in self.words  # Zo3 may be Zo with a figure, and Zoe
        for one, other in _trimmed(run):
            found = self._read(run[one:other])
            if found is not None and is_known and letters[0] in found.words:
                return None
            if found is not None:
                return replace(found, doubt=found.doubt or is_known).token(start + one, start + other)
        return None

    def _read(self, run: str) -> Found | None:
        if run not in self._found:
            self._found[run] = self._look_up(run)
        return self._found[run]

    def _look_up(self, run: str) -> Found | None:
        letters = sum(map(str.isalpha, run))
        if not letters or len(run) < 2 or COUNTED.fullmatch(run):
            return None
        if run.isalpha():
            return self._letters(run, False)
        if any(sign in run for sign in HIDDEN):
            return self._half_hidden(run, letters)
        words = self._of_shape(run)
        if not words:
            return None
        doubt = len(words) > 1 or letters <= len(run) - letters or not run[0].isalpha() or len(words[0]) < SURE
        return Found(words, doubt)

    def _letters(self, run: str, is_mixed: bool) -> Found | None:
        """A run of nothing but letters: one of them too often, or a capital I where an l should be."""
        if run in self.words or run in self.plain:
            return None
        if OFTEN.search(run):
            words = self._of_shape(run)
            same = tuple(word for word in words if _letters_of(word) == _letters_of(run))
            chosen = same or words
            # “Sooo” and “Willl” are ordinary words still.
            return Found(chosen, len(chosen) > 1 or not same, chosen[0] not in self.plain) if chosen else None
        is_double = len(run) < LONG_ENOUGH and bool(TWICE.search(run))
        if not (is_mixed or is_double):
            return None
        words = self._of_shape(run)
        return Found(words, True) if words else None

    def _half_hidden(self, run: str, letters: int) -> Found | None:
        if letters < 2 or not run[0].isalpha() or len(run) > self._longest:
            return None
        pattern = "".join("." if sign in HIDDEN else f"[{re.escape(sign)}{_for(sign)}]" for sign in run)
        words = tuple(word for word in self._by_length.get(len(run), ()) if re.fullmatch(pattern, word))
        return Found(words, True) if words else None

    def _of_shape(self, run: str) -> tuple[str, ...]:
        near = self._by_shape.get(shape(run), ())
        return tuple(word for word in near if self._pattern(word).fullmatch(run))

    def _pattern(self, word: str) -> re.Pattern[str]:
        if word not in self._patterns:
            signs = (f"[{re.escape(letter + SIGNS.get(letter, ''))}]+" for letter in word)
            self._patterns[word] = re.compile("".join(signs))
        return self._patterns[word]

    # ---- letter by letter

    def _spelt(self, folded: Folded, runs: list[re.Match[str]]) -> Iterator[Token]:
        """Names whose letters stand apart, the longest at each place."""
        row: list[int] = []
        for place in _singles(folded):
            if row and not GAP.fullmatch(folded.chars, row[-1] + 1, place):
                yield from self._in_row(folded, row)
                row = []
            row.append(place)
        yield from self._in_row(folded, row)

    def _in_row(self, folded: Folded, row: list[int]) -> Iterator[Token]:
        here = 0
        while here < len(row) - 1:
            found = next(self._from(folded, row, here), None)
            if found is None:
                here += 1
            else:
                last, token = found
                yield token
                here = last + 1

    def _from(self, folded: Folded, row: list[int], here: int) -> Iterator[tuple[int, Token]]:
        text = "".join(folded.chars[place] for place in row[here : here + 2 * self._longest])
        for length in range(min(len(text), 2 * self._longest), 1, -1):
            run = text[:length]
            words = self._spelt_out(run)
            if words and any(map(str.isalpha, run)) and not self._is_less(run):
                places = row[here : here + length]
                gaps = [folded.chars[one + 1 : other] for one, other in itertools.pairwise(places)]
                doubt = length < SURE or len(words) > 1 or not all(map(PLAIN_GAP.fullmatch, gaps))
                yield here + length - 1, Found(words, doubt).token(places[0], places[-1] + 1)

    def _spelt_out(self, run: str) -> tuple[str, ...]:
        return (run,) if run in self.words else self._of_shape(run)

    def _is_less(self, run: str) -> bool:
        """Whether less of it is the name too, as in “1. L-E-O”, and the rest stands beside it."""
        return (run[0] != run[1] and bool(self._spelt_out(run[1:]))) or (
            run[-1] != run[-2] and bool(self._spelt_out(run[:-1]))
        )


def shown(text: str, names: Iterable[str], plain: Collection[str] = ()) -> str:
    """The text with names that are disguised in it written as they are."""
    folded = fold(text)
    known = {word for name in names for word in (*words(name), "".join(words(name)))}
    made, at = [], 0
    for token in Disguises(known, plain).tokens(folded):
        if token.is_disguised:
            start, end = folded.place(token.start, token.end)
            made += [text[at:start], token.word.capitalize()]
            at = end
    return "".join([*made, text[at:]])


SINGLE = re.compile(r"(?<![^\W_])(?:[^\W_]|[@$!|€£])(?![^\W_])")


def _singles(folded: Folded) -> list[int]:
    """Letters, and what stands for letters, that stand by themselves."""
    return [match.start() for match in SINGLE.finditer(folded.chars)]


def _trimmed(run: str) -> Iterator[tuple[int, int]]:
    """The run whole, and without the signs before and after it."""
    before = next(at for at, sign in enumerate(run) if sign.isalpha())
    after = len(run) - next(at for at, sign in enumerate(reversed(run)) if sign.isalpha())
    ends = range(len(run), max(after, len(run) - TRIM) - 1, -1)
    for end in (*ends, after) if after not in ends else ends:
        for start in sorted({0, *range(max(0, before - TRIM), before + 1)}):
            yield start, end


def _is_mixed(folded: Folded, start: int, end: int) -> bool:
    """Whether a capital I stands among small letters, or an l where a capital should be: Ieo, WiIl, lsla."""
    one, other = folded.place(start, end)
    text = folded.text[one:other]
    return text[:1] == "l" or ("I" in text and not text.isupper())


def _letters_of(word: str) -> str:
    return TWICE.sub(r"\1", word)


def _for(sign: str) -> str:
    """The letters for which a sign stands."""
    return "".join(letter for letter, signs in SIGNS.items() if sign in signs)
