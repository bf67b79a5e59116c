"""One document, five formats: the same clauses, and nothing lost."""

from __future__ import annotations

from collections import Counter

import hypothesis
import pytest
from hypothesis import strategies

from schoolgate.engines.documents import reader, shapes
from schoolgate.engines.documents.tests import documents, rendering
from schoolgate.engines.documents.tests.rendering import Piece
from tests import work

FORMATS = tuple(rendering.RENDERERS)


def read(pieces: tuple[Piece, ...] | list[Piece], ending: str) -> shapes.ParsedDocument:
    return reader.read(rendering.RENDERERS[ending](pieces), f"policy.{ending}")


def counted(*texts: str) -> Counter[str]:
    return Counter(word for text in texts for word in rendering.words(text))


def written(pieces: tuple[Piece, ...] | list[Piece], ending: str) -> Counter[str]:
    """The words that a reader of the page sees; the numbers of list items are in the places."""
    seen = Counter[str]()
    for piece in pieces:
        if piece.kind == "picture" and ending in ("txt", "pdf"):
            continue
        seen += counted(piece.text if piece.kind in ("bullet", "number") else f"{piece.mark} {piece.text}")
    return seen


def kept(found: shapes.ParsedDocument) -> Counter[str]:
    """The words in clauses and in what is set aside, without the furniture that the renderers add."""
    added = (rendering.HEADER, "Page 1 of 2", "Page 2 of 2", *(f"Page {page} of 9" for page in range(1, 60)))
    aside = [each.text for each in found.set_aside if each.text not in added]
    return counted(*(clause.text for clause in found.clauses), *aside)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_clauses_come_out_of_every_format(ending: str) -> None:
    found = read(documents.SHAPES, ending)
    first = read(documents.SHAPES, "txt")
    assert found.title == documents.TITLE
    assert tuple(clause.place for clause in found.clauses) == documents.PLACES
    assert found.clauses == first.clauses


@pytest.mark.parametrize("ending", FORMATS)
def test_no_word_is_lost_and_none_is_doubled(ending: str) -> None:
    assert kept(read(documents.SHAPES, ending)) == written(documents.SHAPES, ending)


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_set_aside_says_why(ending: str) -> None:
    whys = Counter(each.why for each in read(documents.SHAPES, ending).set_aside)
    assert whys["title"] == 1
    assert whys["table of contents"] == 5
    assert whys["heading"] == 10
    assert whys["line that leads the items under it"] == 2
    assert whys["number with nothing beside it"] == 1
    assert whys["picture"] == (0 if ending == "txt" else 1)
    assert whys["page number"] == {"txt": 2, "md": 0, "docx": 1, "odt": 1, "pdf": 3}[ending]
    assert whys["running header"] == {"txt": 2, "md": 0, "docx": 1, "odt": 1, "pdf": 3}[ending]


def without_marks(counts: Counter[str]) -> Counter[str]:
    """A lettered heading with nothing under it may be read as an item; its letter is then in the place."""
    return Counter({word: times for word, times in counts.items() if len(word) > 1})


WORD = strategies.text(strategies.sampled_from("abdeghiklmnoprstuw"), min_size=3, max_size=9)
SENTENCE = strategies.lists(WORD, min_size=4, max_size=25).map(lambda found: f"{' '.join(found).capitalize()}.")
TEXT = strategies.lists(SENTENCE, min_size=1, max_size=3).map(" ".join)
TITLE = strategies.lists(WORD, min_size=1, max_size=4).map(lambda found: " ".join(found).capitalize())


@strategies.composite
def any_document(draw: strategies.DrawFn) -> list[Piece]:
    """Any order of headings, numbered or not, paragraphs and lists of two depths."""
    pieces = [Piece("title", f"{draw(TITLE)} policy"), Piece("paragraph", draw(TEXT))]
    for number in range(1, draw(strategies.integers(1, 4)) + 1):
        mark = draw(strategies.sampled_from([f"{number}.", f"{number + 1}.", ""]))
        pieces.append(Piece("heading", draw(TITLE), mark))
        for _ in range(draw(strategies.integers(0, 3))):
            pieces.extend(draw(any_part()))
    return pieces


@strategies.composite
def any_part(draw: strategies.DrawFn) -> list[Piece]:
    kind = draw(strategies.sampled_from(["paragraph", "bullet", "deeper", "number", "lead", "heading"]))
    texts = draw(strategies.lists(TEXT, min_size=1, max_size=3))
    if kind == "paragraph":
        return [Piece("paragraph", text) for text in texts]
    if kind == "bullet":
        return [Piece("bullet", text, "-") for text in texts]
    if kind == "deeper":
        return [Piece("bullet", texts[0], "-"), *(Piece("bullet", text, "-", 2) for text in texts)]
    if kind == "number":
        return [Piece("number", text, f"{at}.") for at, text in enumerate(texts, 1)]
    if kind == "lead":
        return [Piece("paragraph", f"{draw(TITLE)} must:"), *(Piece("bullet", text, "-") for text in texts)]
    return [Piece("heading", draw(TITLE), f"{draw(strategies.sampled_from('abc'))}.", 2)]


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_is_lost_from_any_document(ending: str) -> None:
    examples = (10 if work.LONG else 5) if ending in ("pdf", "docx", "odt") else (50 if work.LONG else 15)
    phases = [hypothesis.Phase.generate]  # shrinking a PDF takes minutes

    @hypothesis.settings(max_examples=examples, deadline=None, derandomize=True, database=None, phases=phases)
    @hypothesis.given(any_document())
    def holds(pieces: list[Piece]) -> None:
        found = read(pieces, ending)
        assert without_marks(kept(found)) == without_marks(written(pieces, ending))
        places = [clause.place for clause in found.clauses]
        assert len(set(places)) == len(places)
        assert all(each.why for each in found.set_aside)

    holds()


@pytest.mark.parametrize("ending", ["txt", "md", "docx", "odt", "pdf"])
def test_twice_as_many_pages_are_twice_the_reading(ending: str) -> None:
    body = [piece for piece in documents.SHAPES if piece.kind not in ("title", "contents", "entry", "picture")]

    def long(times: int) -> bytes:
        return rendering.RENDERERS[ending]([documents.SHAPES[0], *(body * times)])

    def read_it(data: bytes) -> shapes.ParsedDocument:
        return reader.read(data, f"long.{ending}")

    few, twice = (16, 32) if work.LONG else (2, 4)
    shorter, longer = long(few), long(twice)
    assert len(read_it(longer).clauses) == twice * len(documents.PLACES)
    assert work.grows_evenly(lambda: read_it(shorter), lambda: read_it(longer))
