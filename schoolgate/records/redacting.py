"""Takes words out of a page for good: what is left holds neither them nor how long they were. Plain Python."""

import re
from collections.abc import Iterable

GONE = "[taken out {number}]"
COVERED = "[taken out]"


class NotFound(Exception):
    """Words to take out that are not on the page."""


def pattern(words: str, *, whole: bool = False) -> re.Pattern[str]:
    """Finds these words whatever their capitals and wherever lines break between them; `whole` not inside others."""
    pieces = r"\s+".join(re.escape(piece) for piece in words.split())
    return re.compile(rf"(?<!\w){pieces}(?!\w)" if whole else pieces, re.IGNORECASE)


def check_there(text: str, words: str) -> None:
    if not words.strip() or not pattern(words).search(text):
        raise NotFound("These words are not on the page. Copy them from it exactly.")


def without(text: str, passages: Iterable[str], also: Iterable[str] = ()) -> str:
    """The text with each passage gone wherever it stands, and a numbered mark in its place.

    Marks are put in last and are no words of the page, so that no passage is found in a mark. Passages that
    overlap go together, under the number of the first. Of `also`, which counts for every page, only whole words
    are taken, and all have one mark.
    """
    spans: list[tuple[int, int, str]] = [
        (found.start(), found.end(), GONE.format(number=number))
        for number, words in enumerate(passages, 1)
        if words.strip()
        for found in pattern(words).finditer(text)
    ]
    for words in also:
        if words.strip():
            spans += [(match.start(), match.end(), COVERED) for match in pattern(words, whole=True).finditer(text)]
    made, at = [], 0
    for start, end, mark in sorted(spans):
        if start >= at:
            made += [text[at:start], mark]
        at = max(at, end)
    return "".join([*made, text[at:]])
