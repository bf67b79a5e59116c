"""Reads a text as the eye does: accents, capitals, kinds of quotes and hyphens, and look-alikes of letters do not count.

What is found in the folded text has a place in the text as it was written. Plain Python: `unicodedata` knows full-width,
circled and mathematical letters, and a short table those of other alphabets that children find on their keyboards.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+")
SOMETHING, ANYTHING = r"[\s\-_.]+", r"[\s\-_.]*"
BETWEEN = re.compile(SOMETHING)
QUOTES = dict.fromkeys('"`‘’‚‛′‵´ʼʹʻ＇“”„‟″«»', "'")
ASCII_QUOTES = str.maketrans('"`', "''")
HYPHENS = dict.fromkeys("‐‑‒–—―−﹣－", "-")
LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
"""What no decomposition takes apart."""
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
"""How some write these where the keyboard has none."""
PLAIN = {**QUOTES, **HYPHENS, **LETTERS, "\u2800": "-"}
DROPPED = frozenset({"Mn", "Me", "Cf"})
"""Accents that stand apart, and what is not seen at all."""
BLANK = frozenset("\u115f\u1160")
"""Letters that show nothing."""
LATIN = "\u0250"
"""Where the letters of the Latin alphabet end."""
LOOKS = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅԚԜаеорсухіјѕԁһԛԝӏквмнтѵүΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοινρκυτεϲϳɑɡօոսհց"
        "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢꓲɩꭺᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃᎪ",
        "ABEKMHOPCTYXIJSQWaeopcyxijsdhqwlkbmhtvyABEZHIKMNOPTYXaoivpkutecjagonuhg"
        "abcdefghijklmnoprstuvwyziiabcdeghjklmprstvwza",
        strict=True,
    )
)
"""Letters of other alphabets that look like one of ours, small ones like our capitals too."""
BADGES = {chr(start + at): chr(ord("a") + at) for start in (0x1F150, 0x1F170, 0x1F1E6) for at in range(26)}
"""Letters in black circles, in black squares and of flags, which nothing decomposes."""
SIGHT = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060-\u2064\ufeff])+|.", re.DOTALL)


@dataclass(frozen=True)
class Folded:
    """A text as it is compared, and where each of its letters stands in the text as it was written."""

    text: str
    chars: str
    starts: range | tuple[int, ...]
    ends: range | tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where these folded letters stand in the text as it was written, with their accents."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The text without accents and capitals, its quotes and hyphens of one kind."""
    if text.isascii():
        return Folded(text, text.lower().translate(ASCII_QUOTES), range(len(text)), range(1, len(text) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for run in SIGHT.finditer(text):
        looks = all(map(_is_seen_as_ours, run.group()))
        for at, char in enumerate(run.group(), run.start()):
            plain = _plain(char, looks)
            if not plain and ends:
                ends[-1] = at + 1  # the accent goes with its letter
            for letter in plain:
                chars.append(letter)
                starts.append(at)
                ends.append(at + 1)
    _join(starts, ends)
    return Folded(text, "".join(chars), tuple(starts), tuple(ends))


@functools.lru_cache(maxsize=4_096)
def _plain(char: str, looks: bool) -> str:
    """The letters that one sign is; `looks`: also by what it looks like."""
    if char in PLAIN:
        return PLAIN[char]
    parts = [part for part in _parts(char) if part not in BLANK]
    low = "".join(LOOKS.get(part, part) if looks else part for part in parts)
    return "".join(PLAIN.get(part, part) for part in low.casefold())


def _parts(char: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", BADGES.get(char, char))
    return [part for part in decomposed if unicodedata.category(part) not in DROPPED]


@functools.lru_cache(maxsize=4_096)
def _is_seen_as_ours(char: str) -> bool:
    """A word with one letter that is none of ours is of another alphabet, and stays as it is."""
    return all(part < LATIN or part in LOOKS or part in BLANK or not part.isalpha() for part in _parts(char))


def seen_as(text: str) -> str:
    """A word with look-alikes of other alphabets in it, as it is seen; one that is of another alphabet stays."""
    if text.isascii() or not all(map(_is_seen_as_ours, text)):
        return text
    return "".join(LOOKS.get(letter, letter) for letter in text)


def _join(starts: list[int], ends: list[int]) -> None:
    """Letters that one sign became end together."""
    for index in range(len(ends) - 2, -1, -1):
        if starts[index] == starts[index + 1]:
            ends[index] = ends[index + 1]


@dataclass(frozen=True)
class Token:
    """A run of letters: a word, or a part of one that is joined with others."""

    word: str
    start: int
    end: int
    words: tuple[str, ...] = ()
    """What else it may be, where it is disguised."""
    is_disguised: bool = False
    is_doubtful: bool = False


def tokens(folded: Folded) -> list[Token]:
    return [Token(match.group(), match.start(), match.end()) for match in WORD.finditer(folded.chars)]


def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded: O’Brien-Ash is o, brien, ash."""
    return tuple(WORD.findall(fold(text).chars))


def spellings(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name in each way to write its accents."""
    long = unicodedata.normalize("NFC", text).lower()
    other = "".join(UMLAUTS.get(char, char) for char in long)
    return tuple(dict.fromkeys(item for item in (words(text), words(long), words(other)) if item))


def places(folded: Folded, passage: str, *, whole: bool = False) -> Iterator[tuple[int, int]]:
    """Where a passage stands, however it is spelt and lines break; `whole` not inside other words."""
    pieces = [re.escape(piece) for piece in BETWEEN.split(fold(passage).chars) if piece]
    if not pieces:
        return
    pattern = rf"(?<![^\W\d_]){ANYTHING.join(pieces)}(?![^\W\d_])" if whole else SOMETHING.join(pieces)
    for match in re.finditer(pattern, folded.chars):
        yield folded.place(match.start(), match.end())
