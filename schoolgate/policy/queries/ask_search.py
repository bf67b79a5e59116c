"""The first page of "May I?": worked questions by topic, and what a search finds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from schoolgate import access
from schoolgate.community.models import Person, School
from schoolgate.engines import ages as engine_ages
from schoolgate.engines import model_policy
from schoolgate.engines.ages import book as engine_book
from schoolgate.engines.model_policy import placeholders
from schoolgate.engines.rulings.faq import Example
from schoolgate.policy.asking import entries, worked
from schoolgate.policy.asking.search import Found
from schoolgate.policy.queries import ages, asker_context, clause_search, public

MOST_FOUND = 40
WORTH = 0.3
"""What is worth less than this part of the best is left out."""

SHOWN = 6
"""Of each kind, how many are shown before the rest is folded away."""


@dataclass(frozen=True)
class Line:
    """Something to follow: its words, its address, and a few words beside it."""

    text: str
    kind: str
    said: Mapping[str, str]
    more: str = ""
    place: str = ""
    id: str = ""

    @property
    def query(self) -> str:
        return urlencode(self.said)


@dataclass(frozen=True)
class FirstPage:
    """The worked questions by topic, or of one topic, or what a search has found."""

    school: School
    reader: asker_context.Reader
    audience: str
    topics: tuple[tuple[worked.Topic, int], ...]
    topic: worked.Topic | None
    examples: tuple[Line, ...]
    clauses: tuple[Line, ...]
    platforms: tuple[Line, ...]
    sees_holders: bool
    sees_exemptions: bool

    @property
    def first_examples(self) -> tuple[Line, ...]:
        return self.examples[:SHOWN]

    @property
    def more_examples(self) -> tuple[Line, ...]:
        return self.examples[SHOWN:]

    @property
    def first_clauses(self) -> tuple[Line, ...]:
        return self.clauses[:SHOWN]

    @property
    def more_clauses(self) -> tuple[Line, ...]:
        return self.clauses[SHOWN:]

    @property
    def found(self) -> int:
        return len(self.examples) + len(self.clauses) + len(self.platforms)


def first_page(
    slug: str,
    person: Person | None,
    on: date,
    *,
    words: str = "",
    topic: str = "",
    audience: str | None = None,
    is_child: bool = False,
) -> FirstPage:
    """What can be asked; who does not say whose questions they want sees those of people like them."""
    school = public.school_named(slug)
    reader = asker_context.reader_of(school, person, on, is_child=is_child)
    audience = "pupil" if reader.is_child else reader.audience if audience is None else audience
    chosen = next((other for other in worked.TOPICS if other.key == topic), None)
    counted = [(other, len(worked.about(other, audience))) for other in worked.TOPICS]
    lines = public.lines_in_force(school, person, on) if words.strip() else []
    book = ages.register_of(school.pk) if words.strip() else engine_ages.shipped()
    found = _found(lines, book, words) if words.strip() else []
    named = (worked.named(other.entry.id) for other in found if other.entry.kind == entries.EXAMPLE)
    asked = _nearest([item for item in named if item], audience, only=reader.is_child)
    if chosen and not words.strip():
        asked = list(worked.about(chosen, audience))
    return FirstPage(
        school=school,
        reader=reader,
        audience=audience,
        topics=tuple((one, count) for one, count in counted if count),
        topic=chosen,
        examples=tuple(_worked(example, reader.is_child) for example in asked),
        clauses=() if reader.is_child else tuple(_clauses_found(lines, found)),
        platforms=tuple(_platforms_found(book, on, found, audience, reader.is_child)),
        sees_holders=reader.is_named and access.may(person, "look.holders"),
        sees_exemptions=reader.is_named and access.may(person, "look.exemptions"),
    )


def _nearest(asked: Sequence[Example], audience: str, *, only: bool) -> list[Example]:
    """Those that these people ask come first; for children they are all there is."""
    if only:
        return [example for example in asked if audience in example.audience]
    return sorted(asked, key=lambda example: bool(audience) and audience not in example.audience)


def _worked(example: Example, is_child: bool) -> Line:
    child = {"for": "child"} if is_child else {}
    said = {**worked.given(example), **child, "example": example.id}
    return Line(example.asks, worked.kind_of(example), said, id=example.id)


def _found(lines: Sequence[public.Line], book: engine_book.Register, words: str) -> list[Found]:
    """What the words mean, among the worked questions, the school's own clauses and its platforms."""
    clauses = tuple(clause_search.of_clause(line.clause) for line in lines) or entries.clauses_of_model()
    found = clause_search.index((*entries.examples(), *clauses, *entries.platforms(book))).find(words, most=MOST_FOUND)
    return [hit for hit in found if hit.score >= WORTH * found[0].score]


def _clauses_found(lines: Sequence[public.Line], found: Sequence[Found]) -> Iterable[Line]:
    by_place = {line.clause.place: line for line in lines}
    for other in found:
        if other.entry.kind == entries.CLAUSE:
            line = by_place.get(other.entry.id)
            text = line.words if line else placeholders.filled(model_policy.clause(other.entry.id).text, {})
            yield Line(text, "", {}, place=other.entry.id if line else "", id=other.entry.id)


def _platforms_found(
    book: engine_book.Register, on: date, found: Sequence[Found], audience: str, is_child: bool
) -> Iterable[Line]:
    role = {"role": "pupil"} if audience in ("pupil", "parent") else {}
    role |= {"for": "child"} if is_child else {}
    for other in found:
        if other.entry.kind == entries.PLATFORM:
            limit = book.limit(other.entry.id, on)
            yield Line(limit.name, "use", {**role, "platform": limit.id}, more=limit.site_rule, id=limit.id)
