"""A step that was recorded by mistake, and what was done since on its strength."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Done
from schoolgate.cases.queries import ladder, letter_lines, reach, state
from schoolgate.community.models import Person
from schoolgate.engines.procedures import engine
from schoolgate.engines.procedures.schema import FieldKind, Key, State, Step
from schoolgate.pages import or_404


@dataclass(frozen=True)
class CorrectionPage:
    """A step as it was recorded, what rests on it, and who may agree where it took two people."""

    case: Case
    done: Done
    step: Step
    rests: tuple[str, ...]
    takes_two: bool
    seconds: tuple[Person, ...]


def correction_page(person: Person, id: object, event: object, *, at: datetime) -> CorrectionPage:
    """One recorded step of a case that this person reads; anything else is the same 404."""
    case = or_404(reach.one_of(state.loaded(reach.visible_to(person, at)), id))
    known = int(str(event)) if str(event).isdecimal() else 0
    done = or_404(case.done.filter(event=known).select_related("event", "by", "child").first())
    step = or_404(next((one for one in state.procedure_of(case).steps if one.id == done.step), None))
    two = takes_two(step, done)
    seconds = tuple(reach.seconds_for(case, person, reach.today(at))) if two else ()
    return CorrectionPage(case, done, step, tuple(rests_on(case, done)), two, seconds)


def takes_two(step: Step, done: Done) -> bool:
    """What took two people to record takes two people to correct."""
    return done.second_by_id is not None or any(need.kind is FieldKind.SECOND for need in step.needs)


def rests_on(case: Case, done: Done) -> Iterator[str]:
    """What was done since and could not have been, or may not have been, without this step."""
    procedure, here = state.procedure_of(case), state.state_of(case, but=done)
    later = [row for row in state.standing_done(case) if row.at >= done.at and row.pk != done.pk]
    for row in later:
        key = Key(row.step, row.child_id)
        before = State(here.facts, here.opened_at, {k: v for k, v in here.done.items() if k != key}, here.concerned)
        if key not in engine.open_now(procedure, before):
            yield f"Action recorded: {procedure.step(row.step).title}"
    for letter in case.letters.select_related("to", "about"):
        if (letter.sent_at or letter.written_at) >= done.at:
            how = "Letter sent" if letter.sent_at else "Letter written and not sent"
            yield f"{how}: “{letter.title}” to {letter_lines.reader_of(letter)}"
    for one in case.consequences.select_related("person"):
        if one.ended_on is None and (one.decided_at or one.drafted_at) >= done.at:
            how = "Consequence decided" if one.decided_at else "Consequence prepared"
            yield f"{how}: {ladder.rung_words(one.rung)} for {one.person}"
