"""The page of one step: its words, who may do it, and what it waits for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404

from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import pages, reach, reasons, register, state
from schoolgate.cases.queries.letter_steps import WithStep, with_step
from schoolgate.cases.queries.state import StepLine
from schoolgate.community.models import Person, School
from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.consequences import counted, warnings_for
from schoolgate.engines.procedures.engine import Standing, choices
from schoolgate.engines.procedures.requirements import needs
from schoolgate.engines.procedures.schema import Field, FieldKind, Key, Outcome, RestrictedAct, Step
from schoolgate.pages import or_404


@dataclass(frozen=True)
class StepPage:
    """One step for somebody whom its case reaches: what it asks, and whether it may be done now and by them."""

    case: Case
    step: Step
    key: Key
    line: StepLine | None
    child: Person | None
    mine: bool
    who_words: str
    outcomes: tuple[Outcome, ...]
    barred: tuple[Outcome, ...]
    takes_two: bool
    seconds: tuple[Person, ...]
    lado: School | None
    letters: WithStep
    child_in_it: str = ""
    """A child's part in the case, where the step is about one child."""
    warnings: tuple[str, ...] = ()
    counted: str = ""
    """The child's days of suspension so far, where the step asks for them."""

    @property
    def title(self) -> str:
        return f"{self.step.title} ({self.child})" if self.child else self.step.title

    @property
    def clause_words(self) -> str:
        return f"Clause {self.step.clause}"

    def copied(self, reason: str) -> str:
        """A sentence where another child has this very reason already."""
        return reasons.copied(self.case, reason, self.key.child) if reasons.decides_for_a_child(self.step) else ""

    @property
    def is_open(self) -> bool:
        return self.line is not None and self.line.standing is Standing.OPEN

    def needs(self, outcome: str) -> tuple[Field, ...]:
        """What must be given with this outcome."""
        return needs(self.step, outcome, state.facts_of(self.case), self.key.child)

    @property
    def asked(self) -> tuple[Field, ...]:
        """Everything that may have to be given, whatever the outcome."""
        found = (need for outcome in self.outcomes for need in self.needs(outcome.id))
        those = set(found) if self.outcomes else set(self.needs(""))
        return tuple(need for need in self.step.needs if need in those and need.kind is not FieldKind.SECOND)

    def only_for(self, need: Field) -> str:
        """The answers that ask for it, in words, where not every answer does."""
        those = [outcome.words for outcome in self.outcomes if need in self.needs(outcome.id)]
        return "" if len(those) == len(self.outcomes) else " / ".join(those)


def step_page(person: Person, id: object, step: str, child: int | None, *, at: datetime) -> StepPage:
    """A step of a case that reaches this person; a step or child that is not in it is the same 404."""
    case = _loaded(person, id, at)
    procedure, here, key = state.procedure_of(case), state.state_of(case), Key(step, child)
    found = next((stage for stage in procedure.steps if stage.id == step), None)
    if found is None or key not in {task.key for task in state.tasks_of(case, case.school.calendar())}:
        raise Http404
    lines = state.lines_of(case, case.school.calendar(), state.clocks_of(case.school_id), at)
    line = next((row for row in lines if row.key == key), None)
    open_ones = choices(procedure, here, key)
    takes_two = any(need.kind is FieldKind.SECOND for need in found.needs)
    children = {part.person_id: part.person for part in case.parts.all()}
    return StepPage(
        case=case,
        step=found,
        key=key,
        line=line,
        child=children.get(child) if child else None,
        mine=bool(line and line.who & state.actor_in(case, person).duties),
        who_words=pages.who_words(line.who) if line else "",
        outcomes=open_ones,
        barred=tuple(outcome for outcome in found.outcomes if outcome not in open_ones),
        takes_two=takes_two,
        seconds=tuple(reach.seconds_for(case, person, reach.today(at))) if takes_two else (),
        lado=case.school if step in ("lado", "names", "more", "new_facts", "answer") else None,
        letters=with_step(person, case, found, child, at),
        **_about_child(case, found, child, reach.today(at)),
    )


def _about_child(case: Case, step: Step, child: int | None, on: date) -> dict[str, Any]:
    """What whoever does a step for one child has to have before them."""
    if child is None:
        return {}
    parts = [schema.PARTS[schema.CasePart(part.part)] for part in case.parts.all() if part.person_id == child]
    decides, counts = RestrictedAct.PUPIL_SUSPENSION in step.does, any(need.name == "count" for need in step.needs)
    return {
        "child_in_it": " and ".join(parts),
        "warnings": warnings_for(parts_of(case, child)) if decides else (),
        "counted": counted(register.year_of(case, child, on)) if decides or counts else "",
    }


def parts_of(case: Case, child: int) -> frozenset[schema.CasePart]:
    return frozenset(part for person in state.facts_of(case).children if person.id == child for part in person.parts)


def _loaded(person: Person, id: object, at: datetime) -> Case:
    return or_404(reach.one_of(state.loaded(reach.visible_to(person, at)), id))


def owners_for(page: StepPage, at: datetime) -> list[Person]:
    """To whom a step may be given: those whom the case reaches and who may do it."""
    who = page.line.who if page.line else frozenset()
    people = reach.readers_in_line(page.case, at)
    return [person for person in people if state.actor_in(page.case, person).duties & who]
