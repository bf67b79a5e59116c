"""From the facts in an address to a ruling, and to the one fact that is to be asked for next; no Django."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from schoolgate.engines.rulings import facts
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Answer, Question
from schoolgate.engines.rulings.policy import Policy, Ruling
from schoolgate.engines.rulings.words import asks_for
from schoolgate.policy.asking.facts import AGE, KINDS, NETWORK, NO, NO_NETWORK, OTHER_AGE, UNKNOWN, YES, Fact

FindPlatform = Callable[[str, date], facts.Platform]

FLAGS = {"family", "exception", "holder", "handed"}
ELSEWHERE = {
    NETWORK: facts.Platform(NETWORK, "another social network", True, None, age_known=False),
    NO_NETWORK: facts.Platform(NO_NETWORK, "something that is no social network", False, None, age_known=False),
}
EVENING = time(19, 30)


@dataclass(frozen=True)
class Moments:
    """A moment in each part of the week, on the school's clock; `work` is None where there is no such hour."""

    now: datetime
    lesson: datetime
    work: datetime | None
    free: datetime

    def named(self, when: str) -> datetime | None:
        return getattr(self, when, None)

    @property
    def parts(self) -> tuple[datetime, ...]:
        return tuple(at for at in (self.free, self.work, self.lesson) if at)


@dataclass(frozen=True)
class Decided:
    """A ruling on what is known, and the fact to ask for next; None where there is nothing left to ask.

    `question` is what was asked; its ages are those of today where no time is given.
    """

    ruling: Ruling
    next: Fact | None
    question: Question


def moments(policy: Policy, now: datetime) -> Moments:
    """The parts of the week near a moment, by the school's own calendar and hours."""
    calendar = policy.calendar
    here = calendar.local(now)
    try:
        day = here.date() if calendar.is_school_day(here.date()) else calendar.next_school_day(here.date())
    except LookupError:
        day = here.date()
    zone = ZoneInfo(calendar.zone)
    saturday = day + timedelta(days=5 - day.weekday())
    return Moments(
        now=here,
        lesson=datetime.combine(day, calendar.day_starts, zone),
        work=_working_hour(policy, day, zone),
        free=datetime.combine(saturday, EVENING, zone),
    )


def _working_hour(policy: Policy, day: date, zone: ZoneInfo) -> datetime | None:
    """When staff work and pupils are not at school: after the school day, or before it."""
    calendar = policy.calendar
    if calendar.day_ends < calendar.work_ends:
        return datetime.combine(day, max(calendar.day_ends, calendar.work_starts), zone)
    before = calendar.work_starts < calendar.day_starts
    return datetime.combine(day, calendar.work_starts, zone) if before else None


def part_of(at: datetime, policy: Policy) -> str:
    """The part of the week that a moment is in."""
    here = policy.local(at)
    day, clock, calendar = here.date(), here.time(), policy.calendar
    if not calendar.is_school_day(day):
        return "free"
    if calendar.day_starts <= clock < calendar.day_ends:
        return "lesson"
    return "work" if calendar.work_starts <= clock < calendar.work_ends else "free"


def decide(kind: str, given: Mapping[str, str], policy: Policy, times: Moments, find: FindPlatform) -> Decided:
    """The ruling on the facts given; where no time is given, what holds whenever it is."""
    at = times.named(given.get("when", ""))
    if at is not None:
        asked = question(kind, given, at, find)
        ruling = rule(asked, policy)
        return Decided(ruling, _next(kind, given, ruling.missing), asked)
    rulings = [rule(question(kind, given, at, find), policy) for at in times.parts]
    ruling = _whenever(kind, rulings)
    timeless = replace(question(kind, given, times.now, find), at=None)
    return Decided(ruling, _next(kind, given, ruling.missing), timeless)


def _whenever(kind: str, rulings: list[Ruling]) -> Ruling:
    """One ruling for every part of the week, asking for the time only where that can change the answer."""
    plainest = min(rulings, key=lambda ruling: len(ruling.clauses))
    missing = list(dict.fromkeys(name for ruling in rulings for name in ruling.missing))
    if len({ruling.answer for ruling in rulings}) > 1:
        missing.append("at")
    if not missing:
        return plainest
    clauses = tuple(dict.fromkeys(name for ruling in rulings for name in ruling.clauses))
    says = f"It depends on what is not known yet. Please find out: {asks_for(facts.KINDS[kind], missing)}."
    child = next(
        (ruling.child for ruling in rulings if ruling.missing), "Ask a grown-up. They need to know a bit more first."
    )
    return replace(
        plainest, answer=Answer.ASK, clauses=clauses, missing=tuple(missing), says=says, child=child, legal=()
    )


def _next(kind: str, given: Mapping[str, str], missing: tuple[str, ...]) -> Fact | None:
    """The first fact that can change the answer and has not been asked for."""
    return next((other for other in KINDS[kind] if other.field in missing and other.name not in given), None)


def question(kind: str, given: Mapping[str, str], at: datetime, find: FindPlatform) -> Question:
    """The facts of an address as the rulings take them; an age becomes a birthday on the day in question."""
    known: dict[str, Any] = {"at": at}
    for fact in KINDS[kind]:
        value = given.get(fact.name)
        if fact.name in FLAGS:
            known[fact.field] = _flag(fact, value, given)
        elif fact.name == "poses":
            known[fact.field] = value == YES
        elif value and value != UNKNOWN and fact.name != "when":
            known[fact.field] = _value(fact, value, at, find)
    return facts.KINDS[kind](**known)  # type: ignore[no-any-return]


def _flag(fact: Fact, value: str | None, given: Mapping[str, str]) -> bool | None:
    if fact.name == "holder" and given.get("role") in ("pupil", "former-pupil"):
        return False  # children run no account of the school
    return {YES: True, NO: False}.get(value or "")


def _value(fact: Fact, value: str, at: datetime, find: FindPlatform) -> Any:
    if fact in (AGE, OTHER_AGE):
        return born(int(value), at.date())
    if fact.name == "platform":
        return ELSEWHERE.get(value) or find(value, at.date())
    if fact.name == "content":
        return frozenset(facts.Content(word) for word in value.split(","))
    return facts.ENUMS[fact.name](value)


def born(age: int, on: date) -> date:
    """The day of birth of somebody whose birthday it is, by their age."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return date(on.year - age, on.month, day)
