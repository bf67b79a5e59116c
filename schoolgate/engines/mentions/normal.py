"""Letters as they are compared: accents, quotes and hyphens folded, and a text as words."""

import functools
import itertools
import re
import unicodedata

import jellyfish

from schoolgate.engines.mentions.shapes import Word

LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
QUOTES = "'’‘`´ʼ＇′"
WORD = re.compile(rf"[^\W_]+(?:[{QUOTES}][^\W_]+)*", re.U)
ENDS = re.compile(r"[.!?:\n\"“”]")
JOINS = frozenset({"and", "or", "me", "with"})


@functools.lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A word in small letters without accents, quotes and hyphens: O’Brien and obrien are one."""
    text = "".join(LETTERS.get(letter, letter) for letter in text.casefold())
    text = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in text if letter.isalnum())


def owner(text: str) -> str:
    """A word without what says that something is theirs."""
    return re.sub(rf"[{QUOTES}]s?$", "", text) if len(text) > 2 else text


@functools.lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """How a plain word is heard, about: hail and Hale, frost and phrost are one."""
    word = re.sub(r"^mac(?=[^aeiou])|^mc", "mk", word)
    return str(jellyfish.metaphone(word))


def words_of(text: str) -> list[Word]:
    """The words of a text in order; a run of letters between two that are none."""
    text = unicodedata.normalize("NFC", text)
    found = list(WORD.finditer(text))
    gaps = [text[a.end() : b.start()] for a, b in itertools.pairwise(found)]
    words: list[Word] = []
    for at, match in enumerate(found):
        before = gaps[at - 1] if at else text[: match.start()]
        shown = owner(match.group())
        opens = at == 0 or (bool(ENDS.search(before)) and not (before.strip() == "." and len(words[-1].plain) <= 3))
        words.append(
            Word(shown, plain(shown), match.start(), match.end(), capital=shown[:1].isupper(), opens=opens, gap=before)
        )
    for at, word in enumerate(words):
        word.alone = _alone(words, at)
    return words


def _alone(words: list[Word], at: int) -> bool:
    """Whether a word stands by itself, as in a list of names."""
    word = words[at]
    before = at == 0 or words[at - 1].plain in JOINS or words[at - 1].apart(word)
    after = at + 1 == len(words) or words[at + 1].plain in JOINS | {"from", "who"} or word.apart(words[at + 1])
    return before and after
