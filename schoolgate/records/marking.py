"""Shows in a text as it was written what of it is covered, to whoever decides about it. Plain Python."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schoolgate.records.masking import NOT_MEANT, Mask
from schoolgate.records.named import CHILDREN

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A run of a text, whether it is covered, and whether somebody still decides about it."""

    text: str
    is_covered: bool = False
    is_asked: bool = False


@dataclass(frozen=True)
class Marked:
    """A text in its pieces."""

    pieces: tuple[Piece, ...]

    @property
    def covered(self) -> tuple[str, ...]:
        """The words that are covered, each once, in their order."""
        return _each_once(piece.text for piece in self.pieces if piece.is_covered)

    @property
    def asked(self) -> tuple[str, ...]:
        """The words about which somebody still decides, covered until then or not."""
        return _each_once(piece.text for piece in self.pieces if piece.is_asked)


def marked(text: str, mask: Mask, gone: Iterable[Span] = (), *, children: bool = True) -> Marked:
    """The text with what the mask covers and what is gone anyway; `children`: names of children too."""
    spans = sorted([*((start, end, True, False) for start, end in gone), *_of_names(text, mask, children)])
    pieces: list[Piece] = []
    at = 0
    for start, end, is_covered, is_asked in spans:
        if end <= at:
            continue
        start = max(start, at)
        pieces += [Piece(text[at:start]), Piece(text[start:end], is_covered, is_asked)]
        at = end
    return Marked(tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text))


def _of_names(text: str, mask: Mask, children: bool) -> Iterator[tuple[int, int, bool, bool]]:
    for found in NOT_MEANT.finditer(text):
        if mask.is_not_meant(found):
            yield (*found.span(1), True, False)
    for hit in mask.hits(text):
        is_asked = bool(hit.key) and hit.key not in mask.decided
        if children or hit.called not in CHILDREN:
            is_covered = mask.covers(hit)
            if is_covered or is_asked:
                yield hit.start, hit.end, is_covered, is_asked


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(word.split()) for word in words))
