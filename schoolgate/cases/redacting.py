"""Takes words out of a page for good: what is left holds neither them nor how long they were. Plain Python."""

import re
from collections.abc import Iterable

GONE = "[taken out {number}]"


class NotFound(Exception):
    """Words to take out that are not on the page."""


def pattern(words: str) -> re.Pattern[str]:
    """Finds these words whatever their capitals and wherever lines break between them."""
    pieces = [re.escape(piece) for piece in words.split()]
    return re.compile(r"\s+".join(pieces), re.IGNORECASE)


def check_there(text: str, words: str) -> None:
    if not words.strip() or not pattern(words).search(text):
        raise NotFound("These words are not on the page. Copy them from it exactly.")


def without(text: str, passages: Iterable[str]) -> str:
    """The text with each passage gone wherever it stands, and a numbered mark in its place.

    Marks are put in last and are no words of the page, so that no passage is found in a mark. Passages that
    overlap go together, under the number of the first.
    """
    spans: list[tuple[int, int, int]] = sorted(
        (found.start(), found.end(), number)
        for number, words in enumerate(passages, 1)
        if words.strip()
        for found in pattern(words).finditer(text)
    )
    made, at = [], 0
    for start, end, number in spans:
        if start >= at:
            made += [text[at:start], GONE.format(number=number)]
        at = max(at, end)
    return "".join([*made, text[at:]])
