"""A case as the engine of procedures sees it: its facts, what was done, and who does what next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import Prefetch

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import case_leads, rules
from schoolgate.cases.models.case import Case, CaseQuerySet, Participant
from schoolgate.cases.models.chronicle import Assignment, Check
from schoolgate.cases.models.chronicle import Done as WasDone
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.settings import settings_of
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.rules import ABOUT
from schoolgate.community.models import Person
from schoolgate.community.queries import appointers
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.procedures import engine, schema
from schoolgate.engines.procedures.clocks import Clock, Unit
from schoolgate.engines.procedures.schema import AUTHORISED, Actor, Child, Done, Facts, Key, Procedure, State, Step

LADO_STEPS = ("lado",)
"""Steps whose clock the school sets: how soon the LADO is told."""
AT_ONCE = "at once"
"""Among the school's clocks: how long after its moment what is due at once is late. No step has such a name."""
WALKED = 4096
"""How many walks through a procedure are kept: more than a school has open cases."""


def loaded(cases: CaseQuerySet) -> CaseQuerySet:
    """With everything that the engine needs of each case, in as many queries as for one."""
    return cases.select_related("school", "opened_by", "revised_by").prefetch_related(
        "parts__person__roles", "done__by", "assignments__owner"
    )


def for_lists(cases: CaseQuerySet) -> CaseQuerySet:
    """With what the engine needs of each case, and nothing that only the page of one case shows."""
    done = WasDone.objects.defer("digest", "sealed_round", "event", "second_by")
    given = Assignment.objects.filter(ended_at=None).select_related("owner").defer("reason")
    return cases.prefetch_related("parts__person__roles", Prefetch("done", done), Prefetch("assignments", given))


def procedure_of(case: Case) -> Procedure:
    return rules.procedure(case.procedure)


def facts_of(case: Case) -> Facts:
    """What is known of a case from outside its steps."""
    parts = [part for part in case.parts.all() if not part.by_name]
    concerned = [part for part in parts if part.person_id and part.part in ABOUT]
    about = frozenset(duty for part in concerned for duty in _held(part))
    known = case.known
    return Facts(
        source=schema.Source(known.get("source", schema.Source.OTHER)),
        about=about,
        teacher=Duty.TEACHER in about,
        children=_children(parts),
        began=schema.Began(known.get("began", schema.Began.NOT_KNOWN)),
    )


def held_by_meant(case: Case) -> frozenset[str]:
    """The duties of those whom a typed name may mean: they decide who runs it, and nothing of what is to be done."""
    return frozenset(duty for part in case.parts.all() if part.by_name for duty in _held(part))


def _held(part: Participant) -> frozenset[str]:
    """What they were when they were added, and what they are now: neither leaving nor rising changes who decides."""
    now = part.person.duties if part.person else frozenset()
    return part.held | frozenset(str(duty) for duty in now)


def _children(parts: list[Participant]) -> tuple[Child, ...]:
    found: dict[int, set[schema.CasePart]] = {}
    for part in parts:
        if part.person_id and Duty.PUPIL in _held(part):
            found.setdefault(part.person_id, set()).add(schema.CasePart(part.part))
    return tuple(Child(id, frozenset(those)) for id, those in found.items())


def standing_done(case: Case) -> list[WasDone]:
    """The steps that were done, without those that were recorded by mistake, in the order of their turns."""
    return sorted((row for row in case.done.all() if not row.is_struck), key=lambda row: row.turn)


def state_of(case: Case, *, but: WasDone | None = None) -> State:
    """How far a case is; of what was done more than once the last counts. `but`: as if this were not recorded."""
    done: dict[Key, Done] = {}
    for line in standing_done(case):
        if but is not None and line.pk == but.pk:
            continue
        given = line.said
        done[Key(line.step, line.child_id)] = Done(
            at=line.at,
            by=line.by_id,
            outcome=line.outcome,
            skipped=str(given.get("reason", "")) or "left out" if line.skipped else "",
            dates=engine.dates_in(given),
        )
    return State(facts_of(case), case.opened_at, done, case.about_ids)


def tasks_of(
    case: Case, calendar: SchoolCalendar, clocks: Mapping[str, Clock] | None = None
) -> tuple[engine.Task, ...]:
    """Everything there is to do in a case as it stands now."""
    here = state_of(case)
    done = tuple(
        _Was(key, one.at, one.by, one.outcome, bool(one.skipped), tuple(sorted(one.dates.items())))
        for key, one in here.done.items()
    )
    set_here = tuple(sorted((clocks or {}).items()))
    return _walked(case.procedure, here.facts, here.opened_at, done, here.concerned, calendar, set_here)


@dataclass(frozen=True)
class _Was:
    """A step that was done as far as the engine asks: without the words of whoever did it."""

    key: Key
    at: datetime
    by: int
    outcome: str
    skipped: bool
    dates: tuple[tuple[str, date], ...]


@lru_cache(maxsize=WALKED)
def _walked(
    procedure: str,
    facts: Facts,
    opened_at: datetime,
    done: tuple[_Was, ...],
    concerned: frozenset[int],
    calendar: SchoolCalendar,
    clocks: tuple[tuple[str, Clock], ...],
) -> tuple[engine.Task, ...]:
    """A walk through a procedure, kept for the next who asks the same.

    All that the answer hangs on is handed in, so what is kept cannot grow old: a case, a calendar or a clock that
    has changed is another question. Nothing that anybody wrote is kept.
    """
    was = {
        other.key: Done(other.at, other.by, other.outcome, "left out" if other.skipped else "", dict(other.dates))
        for other in done
    }
    here = State(facts, opened_at, was, concerned)
    return engine.tasks(rules.procedure(procedure), here, calendar, dict(clocks))


LEFT = (engine.Standing.OPEN, engine.Standing.WAITING)
"""How a step stands that is still to do."""


@dataclass(frozen=True)
class StepLine:
    """One thing to do in a case: what, whose, by when, and what it waits for."""

    key: Key
    step: Step
    standing: engine.Standing
    who: frozenset[str]
    child: Person | None
    owner: Person | None
    due_at: datetime | None
    overdue: bool
    why: str

    @property
    def title(self) -> str:
        return f"{self.step.title} ({self.child})" if self.child else self.step.title

    @property
    def why_told(self) -> str:
        """What a reminder of it is remembered by."""
        return f"late:{self.key.step}:{self.key.child or ''}"


def lines_of(case: Case, calendar: SchoolCalendar, clocks: Mapping[str, Clock], at: datetime) -> tuple[StepLine, ...]:
    """Everything that is open or waits in a case, what is due first first; a closed case has nothing to do."""
    if case.closed_at is not None:
        return ()
    people = {part.person_id: part.person for part in case.parts.all() if part.person_id}
    given = {
        Key(assignment.step, assignment.child_id): assignment
        for assignment in case.assignments.all()
        if assignment.ended_at is None
    }
    lines = [
        _line(task, given.get(task.key), people.get(task.key.child) if task.key.child else None, clocks, at)
        for task in tasks_of(case, calendar, clocks)
        if task.standing in LEFT
    ]
    return tuple(sorted(lines, key=lambda line: (line.due_at is None, line.due_at or at)))


def standing(person: Person, cases: CaseQuerySet, at: datetime) -> list[tuple[Case, tuple[StepLine, ...]]]:
    """Each of these cases with everything that is open or waits in it."""
    calendar, clocks = person.school.calendar(), clocks_of(person.school_id)
    return [(item, lines_of(item, calendar, clocks, at)) for item in for_lists(cases)]


def _line(
    task: engine.Task, given: Assignment | None, child: Person | None, clocks: Mapping[str, Clock], at: datetime
) -> StepLine:
    set_to = given.due_at if given else None
    due_at = set_to or task.due_at
    late_at = due_at if set_to or due_at is None else due_at + patience(task.step, clocks)
    late = late_at is not None and late_at < at and not task.step.optional
    return StepLine(
        key=task.key,
        step=task.step,
        standing=task.standing,
        who=task.who,
        child=child,
        owner=given.owner if given and given.owner and not given.owner.suspended else None,
        due_at=due_at,
        overdue=late,
        why=task.why,
    )


def patience(step: Step, clocks: Mapping[str, Clock]) -> timedelta:
    """How long after its moment a step is late: what is due at once, only when somebody has had the time to do it."""
    at_once = step.due and (step.due.unit, step.due.count, step.due.named) == (Unit.MINUTES, 0, "")
    own = clocks.get(AT_ONCE)
    return timedelta(minutes=own.count) if at_once and own else timedelta()


def clocks_of(school_id: int) -> dict[str, Clock]:
    """The school's own clocks, by step."""
    held = settings_of(school_id)
    lado = {step: Clock(held.lado_days, Unit.WORKING_DAYS) for step in LADO_STEPS}
    return {**lado, AT_ONCE: Clock(held.at_once_minutes, Unit.MINUTES)}


def actor_in(case: Case, person: access.Someone) -> Actor:
    """Somebody as the engine sees them in this case: who runs it does what the procedure gives to its leader.

    Who was harmed in it decides nothing of it, whatever their duty.
    """
    assert person.id is not None
    if person.id in case.harmed_ids:
        return Actor(person.id, frozenset())
    held = frozenset(str(duty) for duty in case_leads.stands_for(appointers.duties_towards(person, case)))
    if case.lead_duty in held:
        held |= {leader_of(procedure_of(case), facts_of(case)), schema.LEAD}
        held |= {AUTHORISED} if case.lead_duty in (Duty.HEAD, Duty.CHAIR) else frozenset()
    return Actor(person.id, held)


def leader_of(procedure: Procedure, facts: Facts) -> str:
    """The duty that the procedure calls its leader; whoever runs the case does what is theirs."""
    try:
        return engine.leader(procedure, facts)
    except Broken:  # the procedure has nobody left for it, and somebody else of the line runs it
        return schema.LEAD


def was_done(case: Case, key: Key) -> bool:
    """Whether a step was done before, though it may be done again."""
    return any((line.step, line.child_id) == tuple(key) for line in standing_done(case))


def missing(
    case: Case,
    checks: Iterable[Check] | None = None,
    approvals: Iterable[Approval] | None = None,
    consequences: Iterable[Consequence] | None = None,
) -> tuple[str, ...]:
    """What a case lacks before it can be closed, a sentence each; rows that are at hand are not read again."""
    lacks = list(engine.may_close(procedure_of(case), state_of(case)))
    left = sum(not check.decision for check in (case.checks.all() if checks is None else checks))
    if left:
        lacks.append("A head’s check is not decided." if left == 1 else f"{left} head’s checks are not decided.")
    if any(approval.answered_at is None for approval in (case.approvals.all() if approvals is None else approvals)):
        lacks.append("A question to a second person has no answer yet.")
    meant = [str(part.person) for part in case.parts.all() if part.by_name]
    if meant:
        lacks.append(f"A name that was typed may mean {' or '.join(meant)}. Say whether it does.")
    those = case.consequences.all() if consequences is None else consequences
    if any(consequence.decided_at is None and consequence.ended_on is None for consequence in those):
        lacks.append("A consequence is prepared and not decided.")
    return tuple(lacks)


def as_it_stands(case: Case) -> Case:
    """The case with what the engine asks of it, and nothing that a page shows."""
    return Case.objects.prefetch_related("parts__person__roles", "done").get(pk=case.pk)


def reload(case: Case) -> Case:
    """The case with what a deed has just changed."""
    return loaded(Case.objects.filter(pk=case.pk)).get()
