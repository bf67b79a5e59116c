"""Words that only say to whom a text is written: "Dear Mrs Adeyemi,", "FAO the head:"."""

import re

from schoolgate.engines.mentions.lists import FILE
from schoolgate.engines.mentions.shapes import Word

OPENS = frozenset({"dear", "hi", "hiya", "hello", "hey", "morning", "afternoon", "evening"})
"""Greetings, only as the first words of a text, with nothing between them and the name."""
HEADS = frozenset({"fao", "attn", "attention", "cc", "to"})
"""The same, with a colon where somebody likes one."""
LINKS = frozenset(
    {"and", "the", "of", "all", "team", "head", "teacher", "headteacher", "headmaster", "headmistress", "deputy", "dsl"}
    | {"safeguarding", "lead", "designated", "chair", "governors", "governor", "office", "staff", "school"}
)
"""Words of offices, and what stands between two who are written to."""
MOST = 8
"""So many words of names and offices may follow."""
ENDS = re.compile(r"[,.:;!?\n–—-]")
NAMES_END = frozenset({"i", "my", "we", "could", "please", "can", "sorry", "there", "this", "about", "who", "that"})


def addressed(words: list[Word]) -> frozenset[int]:
    """The places of words that say to whom it is written. What is said of the same person elsewhere still counts.

    Nobody is hidden by a greeting: the name has to follow it at once, and what is written has to begin after the name.
    "Hi. Mr Hale hits me" and "hi mr hale hits me" are about him.
    """
    for at, word in enumerate(words[:3]):
        if word.plain in OPENS | HEADS and _opens(words, at):
            last = at + 1 < len(words) and words[at + 1].plain in OPENS
            if not last:
                return frozenset(_names_after(words, at + 1, with_colon=word.plain in HEADS))
    return frozenset()


def _opens(words: list[Word], at: int) -> bool:
    """Whether nothing but a greeting stands before."""
    before = [word.plain for word in words[:at]]
    return all(word in OPENS | {"good", "for", "the", "please"} for word in before) and (
        words[at].plain != "to" or at == 0
    )


def _names_after(words: list[Word], start: int, *, with_colon: bool) -> set[int]:
    """Where names and offices stand that end where the text begins; none where it goes on with something else."""
    places: set[int] = set()
    for at in range(start, min(start + MOST, len(words))):
        word, before = words[at], words[at - 1]
        parted = ENDS.search(word.gap) and before.plain not in FILE.titles
        if at == start and parted and not (with_colon and ":" in word.gap and "\n" not in word.gap):
            return set()
        if places and (parted or "(" in word.gap or word.plain in NAMES_END):
            return places
        if not (word.capital or word.plain in FILE.titles | LINKS or before.plain in FILE.titles):
            return set()
        places.add(at)
    return places if start + len(places) >= len(words) else set()
