"""Words that only say to whom a text is written: "Dear Mrs Adeyemi", "FAO the head"."""

import re

from schoolgate.engines.mentions.shapes import Word

OPENS = frozenset(
    {"dear", "hi", "hiya", "hello", "hey", "morning", "afternoon", "evening", "fao", "attn", "attention", "cc", "to"}
)
"""Greetings, only as the first words of a text."""
PASSED_ON = (("pass", "to"), ("copied", "to"), ("attention", "of"), ("regards", "to"))
"""Two words with at most two others between them, anywhere in a text."""
MOST = 5
"""So many words of a name or an office may follow."""
ENDS = re.compile(r"[,.:;!?\n]")
NAMES_END = frozenset({"i", "my", "we", "could", "please", "can", "sorry", "there", "this", "about", "who", "that"})


def addressed(words: list[Word]) -> frozenset[int]:
    """The places of words that say to whom it is written. What is said of the same person elsewhere still counts."""
    found: set[int] = set()
    for at, word in enumerate(words):
        if at < 3 and word.plain in OPENS and _opens(words, at):
            found |= _name_after(words, at + 1)
        before = [other.plain for other in words[max(0, at - 3) : at]]
        if any(word.plain == last and first in before for first, last in PASSED_ON):
            found |= _name_after(words, at + 1)
    return frozenset(found)


def _opens(words: list[Word], at: int) -> bool:
    """Whether nothing but a greeting stands before."""
    before = [word.plain for word in words[:at]]
    return all(word in OPENS | {"good", "for", "the", "please"} for word in before) and (
        words[at].plain != "to" or at == 0
    )


def _name_after(words: list[Word], start: int) -> set[int]:
    places: set[int] = set()
    for at in range(start, min(start + MOST, len(words))):
        gap = words[at].gap
        if at > start and (
            (ENDS.search(gap) and words[at - 1].plain not in {"mr", "mrs", "ms", "dr", "miss"}) or "(" in gap
        ):
            break
        if words[at].plain in NAMES_END:
            break
        places.add(at)
    return places
