"""Letters as they are compared: accents, quotes, hyphens and look-alikes folded, and a text as words."""

import functools
import itertools
import re
import unicodedata

import jellyfish

from schoolgate.engines.mentions.shapes import Word
from schoolgate.engines.mentions.spelling import BLANK, seen_as

LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
QUOTES = "'’‘`´ʼ＇′"
UNSEEN = frozenset({"Cf", "Mn", "Me"})
"""Signs that are not seen, or that stand on a letter and make none."""
UNPRINTED = BLANK | {"\u2800"}
WORD = re.compile(rf"[^\W_]+(?:[{QUOTES}][^\W_]+)*", re.U)
ENDS = re.compile(r"[.!?:\n\"“”]")
LETTER_BY_LETTER = re.compile(r"[ .*_·|/\-]{1,3}")
"""What stands between the letters of a name that is spelt out."""
SPELT_OUT = 3
JOINS = frozenset({"and", "or", "me", "with"})


@functools.lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A word in small letters without accents, quotes and hyphens: O’Brien and obrien are one."""
    text = "".join(LETTERS.get(letter, letter) for letter in seen_as(text).casefold())
    text = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in text if letter.isalnum())


def seen(text: str) -> str:
    """A text with one way to write each letter, and without what is not seen: ＨＡＬＥ is HALE."""
    text = unicodedata.normalize("NFKC", text.replace("´", "'"))
    if text.isascii():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) not in UNSEEN and letter not in UNPRINTED)


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
    text = seen(text)
    found = _spelt_together(text, [(owner(one.group()), one.start(), one.end()) for one in WORD.finditer(text)])
    gaps = [text[end:start] for (_, _, end), (_, start, _) in itertools.pairwise(found)]
    words: list[Word] = []
    for at, (shown, start, end) in enumerate(found):
        before = gaps[at - 1] if at else text[:start]
        opens = at == 0 or (bool(ENDS.search(before)) and not (before.strip() == "." and len(words[-1].plain) <= 3))
        words.append(Word(shown, plain(shown), start, end, capital=shown[:1].isupper(), opens=opens, gap=before))
    for at, word in enumerate(words):
        word.alone = _alone(words, at)
    return words


def _spelt_together(text: str, found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Words with what is spelt letter by letter as one: H A L E, h.a.l.e."""
    made: list[tuple[str, int, int]] = []
    run: list[tuple[str, int, int]] = []

    def close() -> None:
        if len(run) >= SPELT_OUT:
            made.append(("".join(letter for letter, _, _ in run), run[0][1], run[-1][2]))
        else:
            made.extend(run)
        run.clear()

    for one in found:
        is_letter = len(one[0]) == 1 and one[0].isalpha()
        if run and not (
            is_letter
            and LETTER_BY_LETTER.fullmatch(text[run[-1][2] : one[1]])
            and not (one[0].isupper() and run[-1][0].islower())
        ):
            close()
        if is_letter:
            run.append(one)
        else:
            made.append(one)
    close()
    return made


def _alone(words: list[Word], at: int) -> bool:
    """Whether a word stands by itself, as in a list of names."""
    word = words[at]
    before = at == 0 or words[at - 1].plain in JOINS or words[at - 1].apart(word)
    after = at + 1 == len(words) or words[at + 1].plain in JOINS | {"from", "who"} or word.apart(words[at + 1])
    return before and after
