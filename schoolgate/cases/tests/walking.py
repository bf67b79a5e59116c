"""Walks every state that a procedure can reach, and lists what is wrong with how one is written.

Two states are the same when the same steps are done and no condition can tell their outcomes apart. A step that
nothing else asks about is done as soon as it is open, since doing it sooner or later changes nothing else.
"""

import itertools
from collections.abc import Iterator, Sequence

from schoolgate.engines import model_policy
from schoolgate.engines.procedures import checks
from schoolgate.engines.procedures.clocks import OPENED
from schoolgate.engines.procedures.engine import keys
from schoolgate.engines.procedures.evaluation import Evaluation
from schoolgate.engines.procedures.schema import (
    ALLEGED,
    HARMED,
    AllOf,
    AnyOf,
    CasePart,
    Child,
    Condition,
    Done,
    Fact,
    Facts,
    Key,
    Procedure,
    Source,
    State,
    Step,
    StepOutcome,
)
from tests.clock import MONDAY

BOTH = HARMED | ALLEGED
CROWDS = (
    (),
    (Child(1, HARMED),),
    (Child(1, BOTH),),
    (Child(1, HARMED), Child(2, ALLEGED)),
    (Child(1, ALLEGED), Child(2, frozenset({CasePart.OTHER}))),
    (Child(1, HARMED), Child(2, ALLEGED), Child(3, frozenset({CasePart.WITNESS})), Child(4, ALLEGED)),
)
ABOUT = (frozenset(), frozenset({"head"}))


def atoms(condition: Condition | None) -> Iterator[StepOutcome | Fact]:
    match condition:
        case StepOutcome() | Fact():
            yield condition
        case AllOf(conditions=those) | AnyOf(conditions=those):
            for item in those:
                yield from atoms(item)


def asked(step: Step) -> Iterator[StepOutcome | Fact]:
    """Every question that a step asks about others and about the facts."""
    yield from atoms(step.when)
    for outcome in step.outcomes:
        yield from atoms(outcome.when)


def domain(procedure: Procedure) -> list[Facts]:
    """Every combination of the facts that the procedure looks at."""
    names = {atom.name for step in procedure.steps for atom in asked(step) if isinstance(atom, Fact)}
    per_child = any(step.each for step in procedure.steps)
    return [
        Facts(source=source, about=about, teacher=teacher, children=children)
        for source in (Source if "source" in names else [Source.OTHER])
        for about in (ABOUT if "about_head" in names else [frozenset()])
        for teacher in ((False, True) if "teacher" in names else [False])
        for children in (CROWDS if per_child else [()])
    ]


class Walk:
    """All states from the facts on, each once."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        those = [atom for step in procedure.steps for atom in asked(step) if isinstance(atom, StepOutcome)]
        self.read = {step.id: [atom for atom in those if atom.step == step.id] for step in procedure.steps}
        hang = {step: [step.when, *(outcome.when for outcome in step.outcomes)] for step in procedure.steps}
        self.conditions = [(step, dict.fromkeys(filter(None, those))) for step, those in hang.items()]
        needed = {name for step in procedure.steps for name in (*step.after, *step.until)}
        gates = {step.id for step in procedure.steps if step.blocks or step.stops}
        self.leaves = {step.id for step in procedure.steps if step.id not in needed | gates and not self.read[step.id]}

    def outcomes(self, step: Step) -> list[str]:
        """One outcome for each way in which conditions can tell them apart."""
        kinds = {
            tuple(outcome.id in atom.outcomes for atom in self.read[step.id]): outcome.id for outcome in step.outcomes
        }
        return list(kinds.values()) or [""]

    def states(
        self, facts: Facts, *, every_order: bool = True, order: Sequence[str] = ()
    ) -> Iterator[tuple[State, Evaluation, list[Key]]]:
        """Every state on the way in every order, or in one: that of the procedure, or this order of its steps."""
        first = Evaluation(self.procedure, State(facts, MONDAY))
        asks = list(
            dict.fromkeys(
                (item, key.child) for step, those in self.conditions for key in first.keys_of(step) for item in those
            )
        )
        seen, todo = set(), [first]
        while todo:
            reading = todo.pop()
            state = reading.state
            fresh = [key for key in keys(self.procedure, facts) if key not in state.done and reading.is_open(key)]
            fresh.sort(key=lambda key: order.index(key.step) if order else 0)
            yield state, reading, fresh
            for after in self.successors(state, reading, fresh, every_order):
                then = Evaluation(self.procedure, after)
                same = frozenset(after.done), self.what_is_left_to_ask(then, asks)
                if same not in seen:
                    seen.add(same)
                    todo.append(then)

    def what_is_left_to_ask(self, reading: Evaluation, asks: list[tuple[Condition, int | None]]) -> tuple:
        """Each condition as it reads once what is known is put in: all that the outcomes so far still matter for."""

        def left(condition: Condition | None, child: int | None):
            answer = reading.holds(condition, child)
            if answer is not None:
                return answer
            those = getattr(condition, "conditions", None)
            return tuple(left(item, child) for item in those) if those else condition

        return tuple(left(item, child) for item, child in asks)

    def successors(self, state: State, reading: Evaluation, fresh: list[Key], every_order: bool) -> Iterator[State]:
        leaf = next((key for key in fresh if key.step in self.leaves), None)
        # A crowd of children goes one after the other: none has a step that waits for another child's outcome.
        crowd = len(state.facts.children) > 1 and next((key for key in fresh if key.child), None)
        if not every_order:
            must = [key for key in fresh if not self.procedure.step(key.step).optional]
            fresh = [key for key in fresh if key not in must[1:]]
        for key in [leaf] if leaf else [crowd] if crowd else fresh:
            step = self.procedure.step(key.step)
            for outcome in self.outcomes(step):
                found = next((ending for ending in step.outcomes if ending.id == outcome), None)
                if not found or reading.can_choose(found, key.child):
                    done = Done(MONDAY, 1, outcome)
                    yield State(state.facts, state.opened_at, {**state.done, key: done})


# What is wrong with how a procedure is written


def faults(procedure: Procedure) -> list[str]:
    """Everything that would let a gate be walked round, a step be lost or a question hang in the air."""
    steps = {step.id: step for step in procedure.steps}
    found = ["two steps have the same name"] if len(steps) < len(procedure.steps) else []
    for step in procedure.steps:
        found += [f"{step.id}: {what}" for what in itertools.chain(_names(step, steps), _sense(step, steps))]
    return found


def _names(step: Step, steps: dict[str, Step]) -> Iterator[str]:
    since = [step.due.since] if step.due and step.due.since != "opened" else []
    for name in (*step.after, *step.until, *step.despite, *since):
        if name not in steps:
            yield f"there is no step {name}"
    if step.due and step.due.named and step.due.named not in {need.name for need in steps[since[0]].needs}:
        yield f"nobody gives {step.due.named}"
    for atom in asked(step):
        if isinstance(atom, StepOutcome):
            known = {outcome.id for outcome in steps[atom.step].outcomes} if atom.step in steps else set()
            if atom.step not in steps or set(atom.outcomes) - known:
                yield f"asks {atom.step} for {atom.outcomes}"
    for need in step.needs:
        if need.when - {outcome.id for outcome in step.outcomes}:
            yield f"{need.name} is needed for an outcome that does not exist"
    if step.clause not in {clause.id for clause in model_policy.clauses()}:
        yield f"cites {step.clause}"
    if set(step.legal) - {check.id for check in checks.CHECKS}:
        yield "raises a check that does not exist"


def _sense(step: Step, steps: dict[str, Step]) -> Iterator[str]:
    read = {atom.step for stage in steps.values() for atom in asked(stage) if isinstance(atom, StepOutcome)}
    comes_before = step.id in {name for stage in steps.values() for name in stage.after}
    if not (step.title.strip() and step.script.strip() and step.who):
        yield "nobody could do it"
    if not (step.needs or step.outcomes):
        yield "leaves no record"
    if step.safety:
        hangs_on = [atom for atom in asked(step) if isinstance(atom, StepOutcome)]
        if step.after or step.does or step.until or step.optional or step.may_skip or step.blocks or hangs_on:
            yield "keeps a child safe and can be held back"
    if (step.blocks or step.stops) and (step.may_skip or step.optional or step.again):
        yield "holds something back and can be walked round"
    # What is done again with the only answer that there is goes on steering as it did.
    if step.id in read and (step.may_skip or (step.again and len(step.outcomes) > 1)):
        yield "steers others and can be left out or done again"
    hangs = any(isinstance(atom, StepOutcome) for atom in atoms(step.when))
    if hangs and step.due and not step.due.named and (step.due.count, step.due.since) == (0, OPENED):
        yield "is late before anybody can know that it is needed"
    if step.optional and comes_before:
        yield "is optional and comes before others"
    asks_optional = any(steps[atom.step].optional for atom in asked(step) if isinstance(atom, StepOutcome))
    if asks_optional and (comes_before or step.blocks):
        yield "hangs on something optional and comes before others"
    if step.despite and not (step.optional or _follows_exception(step, steps)):
        yield "goes past a gate"


def _follows_exception(step: Step, steps: dict[str, Step]) -> bool:
    """A letter about an exception that was made is written whether or not the gate has opened."""
    match step.when:
        case StepOutcome(step=name):
            return steps[name].optional and steps[name].despite == step.despite
    return False
