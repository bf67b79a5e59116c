"""Letters that belong to a step of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from schoolgate.broken import Broken
from schoolgate.cases import letters
from schoolgate.cases.letters import LetterKind
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import reach
from schoolgate.cases.queries.letter_lines import NOBODY, WAYS, LetterLine, lines_of, reader_of, short_day
from schoolgate.cases.queries.letter_readers import Choice, choices
from schoolgate.cases.queries.letters import may_write_kind
from schoolgate.community.models import Person
from schoolgate.engines.procedures.schema import FieldKind as Shape
from schoolgate.engines.procedures.schema import Step

ANOTHER_CASE = "That letter did not go from this case for this step. Choose another, or say which way it went."


@dataclass(frozen=True)
class ToWrite:
    """A letter that can be written for a step: which, and to whom where that is clear."""

    kind: LetterKind
    choice: Choice | None
    whom: str


@dataclass(frozen=True)
class WithStep:
    """The letters of a step: those that can be written for it, those that wait, and those that went."""

    to_write: tuple[ToWrite, ...] = ()
    drafts: tuple[LetterLine, ...] = ()
    sent: tuple[LetterLine, ...] = ()

    @property
    def doing(self) -> tuple[tuple[str, str], ...]:
        """The letters that went, to choose from, the newest first."""
        return tuple((str(line.letter.pk), reference_of(line.letter)) for line in self.sent)


def with_step(person: Person, case: Case, step: Step, child: int | None, at: datetime) -> WithStep:
    """What there is of letters for a step, and for the child whom it is for."""
    if not step.letters + step.beside:
        return WithStep()
    found = _of_step(case, step.letters + step.beside, child).select_related(
        "to", "about", "message", "written_by", "sent_by"
    )
    lines = lines_of(list(found))
    return WithStep(
        to_write=tuple(_to_write(person, case, step, child, at)),
        drafts=tuple(line for line in lines if line.letter.sent_at is None),
        sent=tuple(line for line in reversed(lines) if line.letter.sent_at and line.letter.kind in step.letters),
    )


def taken_from(case: Case, step: Step, child: int | None, outcome: str, id: object) -> dict[str, Any]:
    """What a letter that went says for a step: which it was, and when it went."""
    letter = _of_step(case, step.letters, child).filter(pk=reach.as_id(id) or NOBODY).first()
    if letter is None or letter.sent_at is None:
        raise Broken(ANOTHER_CASE, step.clause)
    if outcome in letters.kind(letter.kind).unless:
        raise Broken("A letter of that kind does not go with this answer.", step.clause)
    shapes = {Shape.MOMENT: letter.sent_at, Shape.DATE: reach.today(letter.sent_at)}
    said = {need.name: shapes[need.kind] for need in step.needs if need.from_letter and need.kind in shapes}
    return said | {"letter": reference_of(letter)}


def reference_of(letter: Letter) -> str:
    """A letter that went, so that it is found again: its title, to whom, how, when, and its number."""
    assert letter.sent_at is not None
    sent = f"{WAYS[letter.how]} on {short_day(letter.sent_at)}"
    return f"“{letter.title}” to {reader_of(letter)}, {sent}, number {letter.number}"


def _of_step(case: Case, kinds: Iterable[str], child: int | None) -> QuerySet[Letter]:
    found = case.letters.filter(kind__in=list(kinds))
    return found if child is None else found.filter(about=child)


def _to_write(person: Person, case: Case, step: Step, child: int | None, at: datetime) -> Iterable[ToWrite]:
    on = reach.today(at)
    for kind in (letters.kind(id) for id in step.letters + step.beside):
        if not may_write_kind(person, case, kind):
            continue
        there = choices(case, kind, on)
        mine = [choice for choice in there if child is None or (choice.about and choice.about.pk == child)]
        yield from (ToWrite(kind, choice, choice.words) for choice in mine)
        if not mine:
            yield ToWrite(kind, None, "")
