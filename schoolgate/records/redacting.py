"""Takes words out of a page for good: what is left holds neither them nor how long they were. Plain Python."""

from collections.abc import Iterable

from schoolgate.engines.mentions import spelling

GONE = "[taken out {number}]"
COVERED = "[taken out]"


class NotFound(Exception):
    """Words to take out that are not on the page."""


def check_there(text: str, words: str) -> None:
    if not any(spelling.places(spelling.fold(text), words)):
        raise NotFound("These words are not on the page. Copy them from it exactly.")


def without(text: str, passages: Iterable[str], also: Iterable[str] = ()) -> str:
    """The text with each passage gone wherever it stands, and a numbered mark in its place.

    Marks are put in last and are no words of the page, so that no passage is found in a mark. Passages that
    overlap go together, under the number of the first. Of `also`, which counts for every page, only whole words
    are taken, and all have one mark.
    """
    made, at = [], 0
    for start, end, mark in spans(text, passages, also):
        if start >= at:
            made += [text[at:start], mark]
        at = max(at, end)
    return "".join([*made, text[at:]])


def spans(text: str, passages: Iterable[str], also: Iterable[str] = ()) -> list[tuple[int, int, str]]:
    """Where these words stand in the text, and the mark that comes in their place."""
    folded = spelling.fold(text)
    found = [
        (start, end, GONE.format(number=number))
        for number, words in enumerate(passages, 1)
        for start, end in spelling.places(folded, words)
    ]
    found += [(start, end, COVERED) for words in also for start, end in spelling.places(folded, words, whole=True)]
    return sorted(found)
