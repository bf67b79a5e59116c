"""One look at a case: which steps it has, which conditions hold, and what stands in the way of each."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.clocks import OPENED, Clock
from schoolgate.engines.procedures.schema import Key, Outcome, Procedure, State, Step


class Evaluation:
    """A procedure and a state, with what was worked out about them so far."""

    def __init__(self, procedure: Procedure, state: State) -> None:
        self.procedure = procedure
        self.state = state
        self._steps = {step.id: step for step in procedure.steps}
        self._gates = [step for step in procedure.steps if step.blocks or step.stops]
        self._applies: dict[Key, bool | None] = {}
        self._near: dict[tuple[str, int | None], tuple[Key, ...]] = {}

    # Conditions: True, False, or None while it is not known yet

    def applies(self, key: Key) -> bool | None:
        """Whether something is needed in this case."""
        if key not in self._applies:
            step = self._steps[key.step]
            over = step.while_suspended and key not in self.state.done and self.suspended_since() is None
            self._applies[key] = False if over else self.holds(step.when, key.child)
        return self._applies[key]

    def suspended_since(self) -> datetime | None:
        """Since when the adult is suspended, by what was decided last; else nothing."""
        decided = [
            (done.at, done.outcome in step.suspends)
            for step in self.procedure.steps
            if (done := self.state.done.get(Key(step.id))) and not done.skipped
            if done.outcome in step.suspends | step.returns
        ]
        # Of two at one moment the later step counts: `max` gives the first of those that are alike.
        last = max(reversed(decided), key=lambda one: one[0], default=None)
        return last[0] if last and last[1] else None

    def holds(self, condition: schema.Condition | None, child: int | None) -> bool | None:
        match condition:
            case None:
                return True
            case schema.Fact(name=name, value=value):
                return bool(getattr(self.state.facts, name) == value)
            case schema.StepOutcome():
                return _some(self._came(key, condition.outcomes) for key in self.keys_near(condition.step, child))
            case schema.AllOf(conditions=those):
                return _every(self.holds(item, child) for item in those)
            case schema.AnyOf(conditions=those):
                return _some(self.holds(item, child) for item in those)

    def _came(self, key: Key, outcomes: tuple[str, ...]) -> bool | None:
        done = self.state.done.get(key)
        if done is not None:
            return not done.skipped and (not outcomes or done.outcome in outcomes)
        if self._steps[key.step].optional or self.applies(key) is False:
            return False
        return None

    def can_choose(self, outcome: Outcome, child: int | None) -> bool:
        return self.holds(outcome.when, child) is True

    # Keys

    def keys_of(self, step: Step) -> Iterator[Key]:
        if not step.each:
            yield Key(step.id)
            return
        for child in self.state.facts.children:
            if child.parts & step.each:
                yield Key(step.id, child.id)

    def keys_near(self, step: str, child: int | None) -> tuple[Key, ...]:
        """The same child's where that child has such a step, else everybody's."""
        if (step, child) not in self._near:
            those = tuple(self.keys_of(self._steps[step]))
            own = tuple(key for key in those if key.child == child and child is not None)
            self._near[step, child] = own or those
        return self._near[step, child]

    # What stands in the way

    def settled(self, key: Key) -> bool:
        return key in self.state.done or self.applies(key) is False

    def waits_for(self, key: Key) -> Iterator[Step]:
        """The steps that must be done before this one."""
        step = self._steps[key.step]
        if step.safety:
            return
        for name in step.after:
            if not all(self.settled(other) for other in self.keys_near(name, key.child)):
                yield self._steps[name]
        yield from self.blockers(step.does, key.child, (step.id, *step.despite))

    def blockers(
        self, deeds: frozenset[schema.RestrictedAct], child: int | None, despite: Iterable[str] = ()
    ) -> Iterator[Step]:
        """The steps that hold these deeds back and are not done; one that was left out holds on."""
        for step in self._gates if deeds else ():
            if step.blocks & deeds and step.id not in despite:
                held = (key for key in self.keys_near(step.id, child) if self.applies(key) is not False)
                if not all(key in self.state.done and not self.state.done[key].skipped for key in held):
                    yield step

    def stopped(self, deeds: frozenset[schema.RestrictedAct]) -> Step | None:
        """The step that ended such deeds in this case for good."""
        for step in self._gates if deeds else ():
            if step.stops & deeds and any(self.applies(key) for key in self.keys_of(step)):
                return step
        return None

    def is_open(self, key: Key) -> bool:
        step = self._steps[key.step]
        if self._is_over(key, step):
            return False
        if self.stopped(step.does):
            return False
        return self.applies(key) is True and not any(self.waits_for(key))

    def is_waiting(self, key: Key) -> bool:
        if self._is_over(key, self._steps[key.step]) or self.is_open(key):
            return False
        return self.applies(key) is not False

    def _is_over(self, key: Key, step: Step) -> bool:
        if key in self.state.done and not step.again:
            return True
        return any(other in self.state.done for name in step.until for other in self.keys_of(self._steps[name]))

    def is_missing(self, key: Key) -> bool:
        """Whether a case cannot close without it; what nobody knows yet hangs on something else that is missing."""
        step = self._steps[key.step]
        return not step.optional and key not in self.state.done and self.applies(key) is True

    # In words

    def why_waiting(self, key: Key) -> str:
        first = next(self.waits_for(key), None)
        if first:
            return f"First: “{first.title}”."
        asked = next(self._unknown(self._steps[key.step].when, key.child), None)
        return f"Whether it is needed depends on “{asked.title}”." if asked else ""

    def why_not(self, key: Key) -> str:
        step = self._steps[key.step]
        if key in self.state.done and not step.again:
            return "That step is done already. Add what is new to the case as an addendum."
        if self._is_over(key, step):
            return "It is too late for that step: what it was there for has come since."
        if self.applies(key) is False:
            return "That step is not needed in this case."
        return f"“{step.title}” has to wait. {self.why_waiting(key)}"

    def _unknown(self, condition: schema.Condition | None, child: int | None) -> Iterator[Step]:
        match condition:
            case schema.StepOutcome(step=name) if self.holds(condition, child) is None:
                yield self._steps[name]
            case schema.AllOf(conditions=those) | schema.AnyOf(conditions=those):
                for item in those:
                    yield from self._unknown(item, child)

    # Clocks

    def start_of(self, clock: Clock, child: int | None) -> datetime | date | None:
        """From when a clock counts, or the date to which it is set; nothing before it has started."""
        if clock.since == OPENED:
            return self.state.opened_at
        done = [self.state.done[key] for key in self.keys_near(clock.since, child) if key in self.state.done]
        if clock.named:
            return max((item.dates[clock.named] for item in done if clock.named in item.dates), default=None)
        return max((item.at for item in done), default=None)


def _every(answers: Iterable[bool | None]) -> bool | None:
    every: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        every = None if answer is None else every
    return every


def _some(answers: Iterable[bool | None]) -> bool | None:
    some: bool | None = False
    for answer in answers:
        if answer is True:
            return True
        some = None if answer is None else some
    return some
