"""Walks procedures: what is open now, what waits and why, what may not be done, and what is missing at the end.

Conditions know three answers. "Not known yet" keeps a step waiting and everything that comes after it, so a gate
never opens because nobody has answered the question that it hangs on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schoolgate.broken import Broken
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.procedures import requirements as giving
from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.clocks import Clock, due_at
from schoolgate.engines.procedures.evaluation import Evaluation
from schoolgate.engines.procedures.schema import Key, Outcome, Procedure, RestrictedAct, State, Step


class Standing(StrEnum):
    """How one thing to do stands."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True)
class Task:
    """One thing to do in a case, as it stands now; `why` says what it waits for."""

    key: Key
    step: Step
    standing: Standing
    who: frozenset[str]
    due_at: datetime | None = None
    why: str = ""


# Who


def check_facts(procedure: Procedure, facts: schema.Facts) -> None:
    """Clause 6.7: a case about somebody who works here runs only as a procedure that is made for it."""
    if facts.about - schema.OUTSIDE and not procedure.concerns_adult:
        raise Broken(
            "This is about an adult who works here. Open it as a case about an adult, so that the right person runs it.",
            "6.2",
        )


def leader(procedure: Procedure, facts: schema.Facts) -> str:
    """Clause 6.7: who runs the case: about the head it is the chair, and never anybody whom it is about.

    Where it is about all of them, nobody at the school can; `Broken` says whom to ask.
    """
    for duty in procedure.lead_duty:
        if duty not in facts.about:
            return duty
    raise Broken("Nobody at the school can run this. Ring the LADO and follow what they say.", "6.7")


def who_may(procedure: Procedure, facts: schema.Facts, step: Step) -> frozenset[str]:
    """The duties that may do a step in this case; whoever leads it does what nobody else is left for."""
    lead = leader(procedure, facts)
    leads = schema.TOGETHER.get(lead, frozenset({lead}))
    named = step.who - {schema.LEAD} | leads if schema.LEAD in step.who else step.who
    return (named - (facts.about & schema.OFFICES)) or leads - facts.about


# What is open


def keys(procedure: Procedure, facts: schema.Facts) -> Iterator[Key]:
    """Everything that could be to do in a case, in the order of the procedure."""
    for step in procedure.steps:
        if step.each:
            yield from (Key(step.id, child.id) for child in facts.children if child.parts & step.each)
        else:
            yield Key(step.id)


def open_now(procedure: Procedure, state: State) -> tuple[Key, ...]:
    """What can be done now."""
    reading = Evaluation(procedure, state)
    return tuple(key for key in keys(procedure, state.facts) if reading.is_open(key))


def waiting(procedure: Procedure, state: State) -> tuple[tuple[Key, str], ...]:
    """What is or may become needed and cannot be done yet, each with why."""
    reading = Evaluation(procedure, state)
    those = (key for key in keys(procedure, state.facts) if reading.is_waiting(key))
    return tuple((key, reading.why_waiting(key)) for key in those)


def tasks(
    procedure: Procedure, state: State, calendar: SchoolCalendar, clocks: Mapping[str, Clock] | None = None
) -> tuple[Task, ...]:
    """Everything there is to do in a case, as it stands now; `clocks` are the school's own, by step."""
    reading = Evaluation(procedure, state)
    return tuple(_task(reading, key, calendar, clocks) for key in keys(procedure, state.facts))


def overdue(those: Iterable[Task], at: datetime) -> tuple[Task, ...]:
    """Of these tasks those that should have been done before that moment and can be done, or wait."""
    left = (Standing.OPEN, Standing.WAITING)
    return tuple(
        task for task in those if task.standing in left and not task.step.optional and task.due_at and task.due_at < at
    )


def _task(reading: Evaluation, key: Key, calendar: SchoolCalendar, clocks: Mapping[str, Clock] | None) -> Task:
    step = reading.procedure.step(key.step)
    standing = _standing(reading, key)
    why = reading.why_waiting(key) if standing is Standing.WAITING else ""
    when = None
    if standing in (Standing.OPEN, Standing.WAITING):
        when = _due(reading, key, calendar, clocks)
    return Task(key, step, standing, who_may(reading.procedure, reading.state.facts, step), when, why)


def _standing(reading: Evaluation, key: Key) -> Standing:
    done = reading.state.done.get(key)
    if done is not None:
        return Standing.SKIPPED if done.skipped else Standing.DONE
    if reading.is_open(key):
        return Standing.OPEN
    return Standing.WAITING if reading.is_waiting(key) else Standing.NOT_NEEDED


# When


def due_of(
    procedure: Procedure, state: State, key: Key, calendar: SchoolCalendar, clocks: Mapping[str, Clock] | None = None
) -> datetime | None:
    """By when something must be done; nothing where it has no clock, or the clock has not started."""
    return _due(Evaluation(procedure, state), key, calendar, clocks)


def _due(
    reading: Evaluation, key: Key, calendar: SchoolCalendar, clocks: Mapping[str, Clock] | None
) -> datetime | None:
    clock = (clocks or {}).get(key.step, reading.procedure.step(key.step).due)
    start = reading.start_of(clock, key.child) if clock else None
    return due_at(clock, start, calendar) if clock and start else None


def check_clock(procedure: Procedure, step: str, own: Clock) -> None:
    """Whether a school may set this clock: it can be quicker than ours, never slower."""
    ours = procedure.step(step).due
    alike = ours and (ours.unit, ours.since, ours.named) == (own.unit, own.since, own.named)
    if not ours or not alike or not 0 <= own.count <= ours.count:
        raise Broken("A school can set a shorter time for this step, not a longer one.", procedure.clause)


# What may not be done


def check_deed(procedure: Procedure, state: State, deed: RestrictedAct, child: int | None = None) -> None:
    """Clause 6.5: whether something may be done in a case at all yet, wherever in the program it is asked."""
    reading = Evaluation(procedure, state)
    if deed in procedure.never:
        raise Broken(procedure.never[deed], procedure.clause)
    stop = reading.stopped(frozenset({deed}))
    if stop:
        raise Broken(f"That is not done in this case any more: see “{stop.title}”.", stop.clause)
    blocker = next(reading.blockers(frozenset({deed}), child), None)
    if blocker:
        raise Broken(f"No {_gerund(deed)} yet. First: “{blocker.title}”.", blocker.clause)


def _gerund(deed: RestrictedAct) -> str:
    return schema.DEEDS[deed].removeprefix("any ").removeprefix("a ")


def check_step(
    procedure: Procedure,
    state: State,
    key: Key,
    *,
    outcome: str = "",
    given: Mapping[str, object] | None = None,
    actor: schema.Actor,
) -> Step:
    """Whether this person may do this now, like this; gives the step back."""
    reading = Evaluation(procedure, state)
    step = _check_turn(reading, key, actor)
    _check_outcome(reading, key, step, outcome)
    giving.check(step, given or {}, outcome, state, key.child, actor)
    return step


def check_skip(procedure: Procedure, state: State, key: Key, *, reason: str, actor: schema.Actor) -> Step:
    """Whether this person may leave this out, for this reason."""
    step = _check_turn(Evaluation(procedure, state), key, actor)
    if not step.may_skip:
        raise Broken(f"“{step.title}” cannot be left out.", step.clause)
    if not reason.strip():
        raise Broken("Give the reason why this is left out.", step.clause)
    return step


def _check_turn(reading: Evaluation, key: Key, actor: schema.Actor) -> Step:
    procedure, state = reading.procedure, reading.state
    step = procedure.step(key.step)
    if key not in set(reading.keys_of(step)):
        raise Broken("There is no such step in this case.", step.clause)
    if actor.person in state.concerned:
        raise Broken("Nobody acts in a case about themselves.", "6.7")
    if not actor.duties & who_may(procedure, state.facts, step):
        raise Broken("This step is for somebody else.", step.clause)
    if not reading.is_open(key):
        raise Broken(reading.why_not(key), step.clause)
    return step


def _check_outcome(reading: Evaluation, key: Key, step: Step, outcome: str) -> None:
    found = next((ending for ending in step.outcomes if ending.id == outcome), None)
    if bool(step.outcomes) != bool(outcome) or (outcome and not found):
        raise Broken("Choose one of the answers.", step.clause)
    if found and not reading.can_choose(found, key.child):
        raise Broken(found.otherwise, step.clause)


def choices(procedure: Procedure, state: State, key: Key) -> tuple[Outcome, ...]:
    """The outcomes that can be chosen now."""
    reading = Evaluation(procedure, state)
    return tuple(outcome for outcome in procedure.step(key.step).outcomes if reading.can_choose(outcome, key.child))


# Whether the adult is suspended


def suspended_since(procedure: Procedure, state: State) -> datetime | None:
    """Clause 6.5: since when the adult whom a case is about is suspended, by what was decided last; else nothing."""
    return Evaluation(procedure, state).suspended_since()


# The end


def may_close(procedure: Procedure, state: State) -> tuple[str, ...]:
    """What is missing before the case can be closed, a sentence each; nothing when it can."""
    reading = Evaluation(procedure, state)
    left = (key for key in keys(procedure, state.facts) if reading.is_missing(key))
    return tuple(dict.fromkeys(_missing(procedure.step(key.step)) for key in left))


def _missing(step: Step) -> str:
    way = ", or give the reason why not" if step.may_skip else ""
    return f"“{step.title}” is not done yet. Do it{way}." if way else f"“{step.title}” is not done yet."


def checks_raised(procedure: Procedure, state: State) -> tuple[int, ...]:
    """The head's checks that the case has raised so far: those of every step that was done or can be."""
    reading = Evaluation(procedure, state)
    raised = (
        number
        for key in keys(procedure, state.facts)
        if key in state.done or reading.is_open(key)
        for number in procedure.step(key.step).legal
    )
    return tuple(sorted(set(raised)))


def dates_in(given: Mapping[str, object]) -> dict[str, date]:
    """The dates among what was given with a step, to be kept as `Done.dates`."""
    return {name: value for name, value in given.items() if isinstance(value, date) and not isinstance(value, datetime)}
