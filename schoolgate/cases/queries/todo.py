"""What cases ask of whoever is there: the first page, and the desks of the DSL and the head."""

from collections import Counter
from collections.abc import Iterator, Sized
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.cases import rules
from schoolgate.cases.models.case import Case, EmergencyAccess
from schoolgate.cases.models.chronicle import Check
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import approvals, letters_received, pages, register, state
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.queries.pages import CaseLine
from schoolgate.cases.queries.state import StepLine
from schoolgate.community.models import Person
from schoolgate.community.queries.tasks import Task
from schoolgate.concerns.queries import reach
from schoolgate.engines.procedures.engine import Standing
from schoolgate.engines.procedures.schema import Key

SOON = timedelta(days=1)
MONTHS = 12
Open = tuple[Case, tuple[StepLine, ...]]
"""An open case with everything that is open or waits in it."""


@dataclass(frozen=True)
class Turn:
    """A step of a case that is open, beside the case."""

    case_id: object
    number: int
    procedure: str
    line: StepLine
    mine: bool


@dataclass(frozen=True)
class Trend:
    """How many cases of a kind were opened in each of the last months, the oldest first."""

    procedure: str
    words: str
    months: tuple[tuple[date, int], ...]

    @property
    def total(self) -> int:
        return sum(number for _, number in self.months)


@dataclass(frozen=True)
class DslPage:
    """The desk of those who run cases: what is late, due, unread, and waits for others."""

    late: tuple[Turn, ...]
    due: tuple[Turn, ...]
    others: tuple[Turn, ...]
    unread: int
    cases: tuple[CaseLine, ...]
    seconds: tuple[Approval, ...]
    emergency: tuple[EmergencyAccess, ...]
    trends: tuple[Trend, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.due or self.others or self.unread or self.seconds or self.emergency)


@dataclass(frozen=True)
class HeadPage:
    """What waits for a decision by the head, or by the chair where it is about the head."""

    turns: tuple[Turn, ...]
    checks: tuple[Check, ...]
    drafts: tuple[Consequence, ...]
    seconds: tuple[Approval, ...]
    emergency: tuple[EmergencyAccess, ...]
    cases: tuple[CaseLine, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.turns or self.checks or self.drafts or self.seconds or self.emergency)


def dsl_page(person: Person, *, at: datetime) -> DslPage:
    """The desk of somebody who runs cases: only those that reach them, of which they see the whole."""
    access.require(person, "look.case_desk")
    found = _open_cases(person, at)
    turns = _turns(person, found, at)
    mine = [turn for turn in turns if turn.mine]
    return DslPage(
        late=tuple(turn for turn in mine if turn.line.overdue),
        due=tuple(turn for turn in mine if _is_due(turn.line, at)),
        others=tuple(turn for turn in turns if not turn.mine),
        unread=reach.visible_to(person).filter(acknowledged_at=None).count(),
        cases=_lines(person, found, at),
        seconds=tuple(case_reach.asked_of(person)),
        emergency=tuple(case_reach.emergency_access_to_acknowledge(person)),
        trends=trends(person, at),
    )


def head_page(person: Person, *, at: datetime) -> HeadPage:
    """The desk of somebody who decides."""
    access.require(person, "look.case_desk")
    found = _open_cases(person, at)
    ids = {one.pk for one, _ in found}
    decides = {one.pk for one, _ in found if case_reach.decides_checks(person, one)}
    drafts = Consequence.objects.filter(case__in=ids, decided_at=None, ended_on=None).exclude(person=person)
    return HeadPage(
        turns=tuple(turn for turn in _turns(person, found, at) if turn.mine),
        checks=tuple(
            Check.objects.filter(case__in=decides, decision="")
            .select_related("case", "person")
            .order_by("case__opened_at", "case", "raised_at", "pk")
        ),
        drafts=tuple(drafts.select_related("case", "person")),
        seconds=tuple(case_reach.asked_of(person)),
        emergency=tuple(case_reach.emergency_access_to_acknowledge(person)),
        cases=_lines(person, found, at),
    )


def _lines(person: Person, found: list[Open], at: datetime) -> tuple[CaseLine, ...]:
    return tuple(pages.in_order((pages.line_of(person, one, lines) for one, lines in found), at))


def trends(person: Person, at: datetime) -> tuple[Trend, ...]:
    """How many of the cases that reach this person were opened in each of the last months, by kind."""
    months = _months(case_reach.today(at))
    since = datetime.combine(months[0], datetime.min.time(), tzinfo=timezone.get_current_timezone())
    mine = case_reach.visible_to(person, at).filter(opened_at__gte=since).values_list("procedure", "opened_at")
    counted = Counter((kind, timezone.localdate(opened).replace(day=1)) for kind, opened in mine)
    kinds = sorted({kind for kind, _ in counted})
    return tuple(
        Trend(kind, rules.procedure(kind).name, tuple((month, counted[kind, month]) for month in months))
        for kind in kinds
    )


def _months(last: date) -> list[date]:
    months = [last.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


# ---- the first page


def tasks_for(person: Person, at: datetime) -> list[Task]:
    """What cases ask of this person now, without a word of what they are about."""
    own = [*letters_received.letter_tasks(person, reverse("letters:mine")), *_in_force(person, at)]
    if not access.may(person, "look.cases"):
        return own
    found = _open_cases(person, at)
    return [*own, *_seconds(person), *_glass(person), *_steps(person, found, at), *_decisions(person, found)]


def _in_force(person: Person, at: datetime) -> Iterator[Task]:
    """Arrangements for children that this person must act on today, with no word of why."""
    held = register.consequences_in_force(person, case_reach.today(at))
    if held:
        number = "An arrangement" if len(held) == 1 else f"{len(held)} arrangements"
        yield Task("See what is in force for your pupils", f"{number} to act on.", _url("in_force"))


def _steps(person: Person, found: list[Open], at: datetime) -> Iterator[Task]:
    turns = [turn for turn in _turns(person, found, at) if turn.mine]
    late = [turn for turn in turns if turn.line.overdue]
    due = [turn for turn in turns if _is_due(turn.line, at)]
    if late:
        yield Task(
            counted(late, "step of a case is late", "steps of cases are late"),
            f"{'It' if len(late) == 1 else 'They'} should have been done by now.",
            _url("today"),
            urgent=True,
        )
    if due:
        yield Task(
            counted(due, "step of a case is due", "steps of cases are due"), "By the end of tomorrow.", _url("cases")
        )


def _decisions(person: Person, found: list[Open]) -> Iterator[Task]:
    if not access.may(person, "cases.decide_check"):
        return
    mine = [one.pk for one, _ in found if case_reach.decides_checks(person, one)]
    waiting = Check.objects.filter(case__in=mine, decision="").count()
    if waiting:
        words = "Decide a head’s check" if waiting == 1 else f"Decide {waiting} head’s checks"
        yield Task(words, "Where a clause meets the law.", _url("desk"))


def _seconds(person: Person) -> Iterator[Task]:
    asked = case_reach.asked_of(person).count() + sum(1 for _ in approvals.asked_elsewhere(person))
    if asked:
        words = "Agree or refuse as the second person"
        yield Task(words, "Nothing is done before you answer.", _url("seconds"), urgent=True)


def _glass(person: Person) -> Iterator[Task]:
    if case_reach.emergency_access_to_acknowledge(person).exists():
        yield Task("A case was opened in an emergency", "See who, and why.", _url("emergency"), urgent=True)


def counted(some: Sized, one: str, many: str) -> str:
    return f"A {one}" if len(some) == 1 else f"{len(some)} {many}"


# ---- parts


def _open_cases(person: Person, at: datetime) -> list[Open]:
    return state.standing(person, case_reach.visible_to(person, at).filter(closed_at=None), at)


def _turns(person: Person, found: list[Open], at: datetime) -> list[Turn]:
    """Every open step of these cases that has to be done, what is due first first."""
    turns: list[Turn] = []
    for case, lines in found:
        name, duties = rules.procedure(case.procedure).name, state.actor_in(case, person).duties
        done = {Key(row.step, row.child_id) for row in state.standing_done(case)}
        turns += (
            Turn(case.pk, case.number, name, line, _is_mine(person, duties, line))
            for line in lines
            if line.standing is Standing.OPEN and not line.step.optional and line.key not in done
        )
    return sorted(turns, key=lambda turn: (turn.line.due_at is None, turn.line.due_at or at))


def _is_mine(person: Person, duties: frozenset[str], line: StepLine) -> bool:
    """Whether it was given to them, or to nobody and is theirs by duty."""
    if line.owner is not None:
        return line.owner.pk == person.pk
    return bool(duties & line.who)


def _is_due(line: StepLine, at: datetime) -> bool:
    return not line.overdue and line.due_at is not None and line.due_at < at + 2 * SOON


def _url(name: str) -> str:
    """Where it is read; the first page while that page is not built."""
    try:
        return reverse(f"cases:{name}")
    except NoReverseMatch:
        return reverse("home")
