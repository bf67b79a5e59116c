"""A school's policy as rulings need it, and what a ruling says."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from schoolgate.engines import model_policy
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.rulings.facts import OLDEST, Answer, Strength

PHONES = ("hand in", "allowed", "not in school")
PARENTS_AS_FRIENDS = ("advice", "forbidden", "allowed")
PUPIL_HOURS = ("school day", "working day")

PUPIL_TIME, STAFF_TIME, SCHOOL_DAY = 1, 2, 4
"""Bits of a moment: in the hours of 5.p.2, in the working day of a school day, in the school day."""


@dataclass(frozen=True)
class Parameters:
    """What each school chooses for itself; ages in whole years. `ValueError` for a choice there is not."""

    minimum_age: int = 13
    former_pupil_age: int = 18
    phones: str = "hand in"
    parents_as_friends: str = "advice"
    pupil_hours: str = "school day"

    def __post_init__(self) -> None:
        for name, age in (("minimum_age", self.minimum_age), ("former_pupil_age", self.former_pupil_age)):
            if not 0 <= age <= OLDEST:
                raise ValueError(f"{name} is {age}; it lies between 0 and {OLDEST}.")
        _one_of("phones", self.phones, PHONES)
        _one_of("parents_as_friends", self.parents_as_friends, PARENTS_AS_FRIENDS)
        _one_of("pupil_hours", self.pupil_hours, PUPIL_HOURS)


@dataclass(frozen=True)
class Ruling:
    """The answer to one question, the clauses that determine it, and words for the people concerned.

    `clauses` stand in document order; `missing` names the unknown facts whose value alone can change the
    answer, in the order in which to ask for them.
    """

    answer: Answer
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    says: str
    child: str
    legal: tuple[str, ...] = ()
    site_rule: str = ""
    school_rule: str = ""


@dataclass(frozen=True)
class Policy:
    """One school's policy: which clauses it has and how strong, its parameters and its calendar.

    It remembers the rulings it has made, so keep one and ask it again; `dataclasses.replace` makes another
    policy with a memory of its own. A clause without a strength counts as a must.
    """

    parameters: Parameters
    strengths: Mapping[str, Strength]
    clauses: frozenset[str]
    calendar: SchoolCalendar
    memory: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    days: dict[int, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A copy that nobody can change: remembered rulings would not notice.
        strengths = {clause: Strength(strength) for clause, strength in self.strengths.items()}
        object.__setattr__(self, "strengths", MappingProxyType(strengths))
        object.__setattr__(self, "clauses", frozenset(self.clauses))

    def __hash__(self) -> int:
        return hash((self.parameters, frozenset(self.strengths.items()), self.clauses, self.calendar))

    def __reduce__(self) -> tuple[Any, ...]:
        return Policy, (self.parameters, dict(self.strengths), self.clauses, self.calendar)

    @staticmethod
    def model() -> "Policy":
        """The model policy on the calendar of a school that has entered none; the same one each time."""
        return _model()

    def strength(self, clause: str) -> Strength:
        return self.strengths.get(clause, Strength.MUST)

    def local(self, at: datetime) -> datetime:
        """That moment on the school's clock; one without a time zone is there already."""
        return at if at.tzinfo is None else self.calendar.local(at)

    def is_school_day(self, ordinal: int, at: datetime) -> bool:
        """Whether pupils come on the day with this proleptic ordinal, which is the day of `at`."""
        known = self.days.get(ordinal)
        if known is None:
            known = self.days[ordinal] = self.calendar.is_school_day(at.date())
        return known

    def hours(self, at: datetime) -> int:
        """The bits of a moment on the school's clock: PUPIL_TIME, STAFF_TIME, SCHOOL_DAY."""
        ordinal = at.toordinal()
        known = self.days.get(ordinal)
        if known is None:
            known = self.is_school_day(ordinal, at)
        return self.bits(at.time()) if known else 0

    def bits(self, clock: Any) -> int:
        """The bits of a time of day on a school day: starts included, ends excluded."""
        calendar = self.calendar
        bits = 0
        if calendar.work_starts <= clock < calendar.work_ends:
            bits = STAFF_TIME
            if self.parameters.pupil_hours == "working day":
                bits |= PUPIL_TIME
        if calendar.day_starts <= clock < calendar.day_ends:
            bits |= SCHOOL_DAY
            if self.parameters.pupil_hours == "school day":
                bits |= PUPIL_TIME
        return bits


@functools.cache
def _model() -> Policy:
    clauses = model_policy.clauses()
    strengths = {clause.id: Strength(clause.strength) for clause in clauses}
    return Policy(Parameters(), strengths, frozenset(strengths), SchoolCalendar())


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name} is {value!r}; choose from: {', '.join(known)}.")
