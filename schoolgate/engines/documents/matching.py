"""Finds, for each clause of a school's document, the clause of the model policy that it resembles most.

Three things count: the words (TF-IDF over stems with our own synonyms, and over runs of letters, which
forgives endings and spellings), where the clause stands (its headings and its neighbours: documents tend to
keep the model's order), and whom it is for. One assignment over the whole document then keeps two clauses
from claiming one model clause where another would do nearly as well.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from schoolgate import datafiles
from schoolgate.engines.documents.shapes import ReadClause

#: Below this likeness of the words alone, a resemblance is chance.
LEAST = 0.12
WORDS, LETTERS, SECTION = 0.62, 0.38, 0.12
AUDIENCE, NEIGHBOURS = 0.08, 0.30
#: A clause that the assignment gave away takes its own best all the same where that is this much better.
BETTER_BY = 0.10


@dataclass(frozen=True)
class _Synonym:
    """Words, as patterns, that mean the same as another word."""

    means: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class _File:
    common: tuple[str, ...]
    synonym: tuple[_Synonym, ...]


_FILE = datafiles.whole(Path(__file__).with_name("synonyms.toml"), _File)
_COMMON = frozenset(_FILE.common)
_SYNONYMS = [
    (re.compile(rf"\b(?:{'|'.join(synonym.words)})\b", re.I), f" {synonym.means} ") for synonym in _FILE.synonym
]
#: What becomes of the end of a word, in the order in which it is tried; most ends are only dropped.
_ENDINGS = (
    *(("ational", "ate"), ("isation", "ise"), ("ization", "ise")),
    *((ending, "") for ending in ("ations", "ation", "ments", "ment", "ingly", "edly", "fully", "ness", "ings", "ing")),
    *(("ies", "y"), ("ied", "y")),
    *((ending, "") for ending in ("ely", "ly", "ers", "ed", "es", "er", "s", "e")),
)


class ModelClause(Protocol):
    """What the matcher needs to know of a clause of the model policy."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def audience(self) -> tuple[str, ...]: ...
    @property
    def words(self) -> tuple[str, ...]: ...


def suggest(clauses: Sequence[ReadClause], pack_clauses: Sequence[ModelClause]) -> list[tuple[str | None, float]]:
    """For each clause the id of the model clause most like it, and how alike they are, from 0 to 1.

    The id is None where nothing in the model policy is like the clause. Needs no more than the attributes
    of `ModelClause`; takes about a second for the first call, when scikit-learn is loaded.
    """
    if not clauses or not pack_clauses:
        return [(None, 0.0) for _ in clauses]
    from scipy import optimize

    alike = _alike(clauses, pack_clauses)
    weighed = _weigh(alike, clauses, pack_clauses)
    rows, columns = optimize.linear_sum_assignment(weighed, maximize=True)
    given = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    found: list[tuple[str | None, float]] = []
    for row in range(len(clauses)):
        best = int(weighed[row].argmax())
        column = given.get(row, best)
        if weighed[row, best] - weighed[row, column] > BETTER_BY:
            column = best
        degree = min(1.0, float(weighed[row, column]))
        found.append(
            (pack_clauses[column].id, round(degree, 3)) if alike[row, column] >= LEAST else (None, round(degree, 3))
        )
    return found


def stems(text: str) -> list[str]:
    """The words of a text as stems, with synonyms brought to one word."""
    text = re.sub(r"\{(\w+)\}", r" \1 ", text.casefold()).replace("’", "'")
    for pattern, meaning in _SYNONYMS:
        text = pattern.sub(meaning, text)
    return [_stem(word) for word in re.findall(r"[a-z]{2,}", text) if word not in _COMMON]


def _stem(word: str) -> str:
    for ending, other in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: len(word) - len(ending)] + other
    return word


def _alike(clauses: Sequence[ReadClause], pack_clauses: Sequence[ModelClause]) -> Any:
    """Likeness of every clause to every model clause by words, letters and headings, from 0 to 1."""
    ours = [f"{clause.text} {' , '.join(clause.words)}" for clause in pack_clauses]
    theirs = [clause.text for clause in clauses]
    by_words = _cosines(theirs, ours, analyzer=_pairs_and_stems)
    by_letters = _cosines(
        [" ".join(stems(text)) for text in theirs],
        [" ".join(stems(text)) for text in ours],
        analyzer="char_wb",
        ngram_range=(3, 5),
    )
    by_section = _cosines(
        [clause.section for clause in clauses], [clause.section for clause in pack_clauses], analyzer=stems
    )
    return WORDS * by_words + LETTERS * by_letters + SECTION * by_section


def _cosines(theirs: list[str], ours: list[str], **settings: Any) -> Any:
    from sklearn.feature_extraction import text as features

    vectors = features.TfidfVectorizer(sublinear_tf=True, lowercase=False, **settings)
    vectors.fit([*theirs, *ours, "something"])
    return (vectors.transform(theirs) @ vectors.transform(ours).T).toarray()


def _pairs_and_stems(text: str) -> list[str]:
    found = stems(text)
    return [*found, *(f"{first} {second}" for first, second in itertools.pairwise(found))]


def _weigh(alike: Any, clauses: Sequence[ReadClause], pack_clauses: Sequence[ModelClause]) -> Any:
    """Add what the audience says, and what the clauses before and after resemble."""
    import numpy

    audience = numpy.array([[_shared(clause.audience, other.audience) for other in pack_clauses] for clause in clauses])
    around = numpy.zeros_like(alike)
    around[1:, 1:] += alike[:-1, :-1]
    around[:-1, :-1] += alike[1:, 1:]
    related = _sections_alike(alike, clauses, pack_clauses)
    return alike + AUDIENCE * audience + NEIGHBOURS * (around / 2 + related) / 2


def _sections_alike(alike: Any, clauses: Sequence[ReadClause], pack_clauses: Sequence[ModelClause]) -> Any:
    """How alike the sections are in which the two clauses stand: the mean of their clauses' best."""
    import numpy

    found = numpy.zeros_like(alike)
    their_sections = _members([clause.section for clause in clauses])
    our_sections = _members([clause.section for clause in pack_clauses])
    for theirs in their_sections.values():
        for ours in our_sections.values():
            block = alike[numpy.ix_(theirs, ours)]
            found[numpy.ix_(theirs, ours)] = (block.max(axis=1).mean() + block.max(axis=0).mean()) / 2
    return found


def _members(sections: list[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, section in enumerate(sections):
        found.setdefault(section, []).append(at)
    return found


def _shared(first: tuple[str, ...], second: tuple[str, ...]) -> float:
    either = set(first) | set(second)
    return len(set(first) & set(second)) / len(either) if either else 0.0
