"""What must be given with a step, and whether it was."""

from collections.abc import Mapping
from datetime import date, datetime

from schoolgate.broken import Broken
from schoolgate.engines.procedures.schema import Actor, CasePart, Facts, Field, FieldKind, State, Step

SECONDERS = frozenset({"head", "deputy", "dsl", "deputy_dsl", "chair"})
"""Who may be the second person to agree."""


def needs(step: Step, outcome: str, facts: Facts, child: int | None) -> tuple[Field, ...]:
    """What must be given with this outcome, for this child."""
    parts = _parts(facts, child)
    return tuple(
        need
        for need in step.needs
        if (not need.when or outcome in need.when) and (not need.parts or need.parts & parts)
    )


def check(step: Step, given: Mapping[str, object], outcome: str, state: State, child: int | None, actor: Actor) -> None:
    """Everything that is needed was given, in the right shape."""
    for need in needs(step, outcome, state.facts, child):
        value = given.get(need.name)
        if need.kind is FieldKind.SECOND:
            _check_second(step, value, state, actor)
        elif not _is(need, value):
            raise Broken(f"“{step.title}” still needs: {need.label}.", step.clause)


def _is(need: Field, value: object) -> bool:
    match need.kind:
        case FieldKind.WORDS | FieldKind.CASE:
            return isinstance(value, str) and bool(value.strip())
        case FieldKind.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case FieldKind.MOMENT:
            return isinstance(value, datetime) and value.tzinfo is not None
        case FieldKind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        case FieldKind.YES:
            return value is True
        case FieldKind.TICKS:
            return isinstance(value, list | tuple) and set(value) <= set(need.options)
        case FieldKind.SECOND:
            return isinstance(value, Actor)


def _check_second(step: Step, second: object, state: State, actor: Actor) -> None:
    """Two people means two: another person, with a duty that can carry it, whom the case is not about."""
    if not isinstance(second, Actor):
        raise Broken("A second person has to agree before this can be recorded.", step.clause)
    if second.person == actor.person:
        raise Broken("You cannot be the second person yourself.", step.clause)
    if second.person in state.concerned or not second.duties & (SECONDERS - state.facts.about):
        raise Broken("This person cannot be the second person in this case.", step.clause)


def _parts(facts: Facts, child: int | None) -> frozenset[CasePart]:
    return frozenset(part for person in facts.children if person.id == child for part in person.parts)
