"""Which days and hours are school and which are work, and when a deadline falls; knows nothing of Django."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

from schoolgate.engines.calendar import ics
from schoolgate.engines.calendar.ics import BadCalendar, Dated, DateKind

__all__ = ["REGIONS", "BadCalendar", "DateKind", "Dated", "SchoolCalendar", "bank_holidays", "read_ics"]

Stretch = tuple[date, date]
"""A first day and a last day, both included."""

REGIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}
"""Where a school can be, and how the `holidays` library calls it."""

SATURDAY = 5
LONGEST_HOLIDAY = 60
"""Days: two known terms further apart than this have a term between them that nobody has entered."""
FARTHEST = 800
"""Days to look ahead for a school day before saying that there is none."""


read_ics = ics.read


@dataclass(frozen=True)
class SchoolCalendar:
    """One school's terms, closures and hours, in its own time zone; on days of `training` the staff come without pupils.

    `terms` and `closures` are stretches of days, both ends included; closures are half-terms, training days
    and other days within a term on which pupils do not come. Hours start included and end excluded. Bank
    holidays come from the `holidays` library. Where no term is known for a day, a weekday that is not a
    bank holiday counts as a school day. Moments must carry a time zone (`ValueError`), and are read in the
    school's.
    """

    terms: tuple[Stretch, ...] = ()
    closures: tuple[Stretch, ...] = ()
    training: tuple[Stretch, ...] = ()
    day_starts: time = time(8, 45)
    day_ends: time = time(15, 20)
    work_starts: time = time(8, 0)
    work_ends: time = time(17, 0)
    zone: str = "Europe/London"
    region: str = "England"

    def __post_init__(self) -> None:
        if self.region not in REGIONS:
            raise ValueError(f"“{self.region}” is not a region with bank holidays: use {', '.join(REGIONS)}.")
        for starts_on, ends_on in (*self.terms, *self.closures, *self.training):
            if ends_on < starts_on:
                raise ValueError(f"The dates from {starts_on:%d %B %Y} to {ends_on:%d %B %Y} run backwards.")
        if self.day_ends <= self.day_starts or self.work_ends <= self.work_starts:
            raise ValueError("A day must end after it starts.")

    # Days

    def is_bank_holiday(self, on: date) -> bool:
        return on in bank_holidays(self.region, on.year)

    def is_working_day(self, on: date) -> bool:
        """Monday to Friday but for bank holidays; the local authority works through school holidays."""
        return on.weekday() < SATURDAY and not self.is_bank_holiday(on)

    def is_school_day(self, on: date) -> bool:
        """Whether pupils come on that day."""
        if not self.is_working_day(on) or _covered(on, self.closures):
            return False
        return _covered(on, self.terms) or self._may_be_in_term(on)

    def is_staffed_day(self, on: date) -> bool:
        """Whether the staff are at school on that day: on school days, and on training days without pupils."""
        return self.is_working_day(on) and (_covered(on, self.training) or self.is_school_day(on))

    def next_school_day(self, on: date) -> date:
        """The first school day after that day; `LookupError` when there is none for more than two years."""
        return _first(self.is_school_day, on + timedelta(days=1))

    def add_school_days(self, on: date, n: int) -> date:
        """The n-th school day after that day; for 0 the day itself, or the next school day if it is none."""
        return _nth(self.is_school_day, on, n)

    def _may_be_in_term(self, on: date) -> bool:
        """Whether a day that no known term covers may lie in a term that nobody has entered.

        It does not when it lies between two terms near each other, or in the summer after one or before one.
        """
        before = max((ends_on for _, ends_on in self.terms if ends_on < on), default=None)
        after = min((starts_on for starts_on, _ in self.terms if starts_on > on), default=None)
        if before and after and (after - before).days <= LONGEST_HOLIDAY:
            return False
        if before and before.month in (6, 7, 8) and on <= date(before.year, 8, 31):
            return False
        return not (after and after.month in (8, 9) and on >= date(after.year, 8, 1))

    # Moments

    def local(self, at: datetime) -> datetime:
        """That moment on the school's clock; `ValueError` for one without a time zone."""
        if at.tzinfo is None:
            raise ValueError(f"The moment {at.isoformat()} needs a time zone.")
        return at.astimezone(ZoneInfo(self.zone))

    def in_school_day(self, at: datetime) -> bool:
        here = self.local(at)
        return self.is_school_day(here.date()) and self.day_starts <= here.time() < self.day_ends

    def in_working_day(self, at: datetime) -> bool:
        here = self.local(at)
        return self.is_working_day(here.date()) and self.work_starts <= here.time() < self.work_ends

    def is_staffed(self, at: datetime) -> bool:
        """Whether the staff are at school at that moment: in working hours of a staffed day."""
        here = self.local(at)
        return self.is_staffed_day(here.date()) and self.work_starts <= here.time() < self.work_ends

    def staffed_from(self, at: datetime) -> datetime:
        """That moment where the staff are at school, else when they next come; `LookupError` when that is not known."""
        if self.is_staffed(at):
            return self.local(at)
        here = self.local(at)
        day = here.date() if here.time() < self.work_starts else here.date() + timedelta(days=1)
        return self._at(_first(self.is_staffed_day, day), self.work_starts)

    def add_working_days(self, at: datetime, n: int) -> datetime:
        """The same time of day on the n-th working day after that moment's day, on the school's clock.

        For 0 the moment itself, or that time on the next working day when its day is none.
        """
        here = self.local(at)
        return self._at(_nth(self.is_working_day, here.date(), n), here.time(), fold=here.fold)

    def due(self, at: datetime, *, working_days: int) -> datetime:
        """When something asked for at that moment must be done: the end of the n-th working day after it.

        The day of the moment itself does not count. For 0 it is the end of that working day, or of the next
        one when that day is over or is none.
        """
        here = self.local(at)
        day = here.date()
        if working_days == 0 and here.time() >= self.work_ends:
            day += timedelta(days=1)
        return self._at(_nth(self.is_working_day, day, working_days), self.work_ends)

    def _at(self, on: date, clock: time, *, fold: int = 0) -> datetime:
        zone = ZoneInfo(self.zone)
        there = datetime.combine(on, clock, tzinfo=zone).replace(fold=fold)
        # There and back, so that an hour which the clocks skip comes out as one that exists.
        return there.astimezone(UTC).astimezone(zone)


@functools.cache
def bank_holidays(region: str, year: int) -> frozenset[date]:
    """The bank holidays of a region of REGIONS in a year. Source: the `holidays` library."""
    return frozenset(holidays.country_holidays("GB", subdiv=REGIONS[region], years=year))


def _covered(on: date, stretches: tuple[Stretch, ...]) -> bool:
    return any(starts_on <= on <= ends_on for starts_on, ends_on in stretches)


def _first(counts: Callable[[date], bool], on: date) -> date:
    for days in range(FARTHEST):
        if counts(on + timedelta(days=days)):
            return on + timedelta(days=days)
    raise LookupError(f"The calendar has no such day in the two years after {on:%d %B %Y}.")


def _nth(counts: Callable[[date], bool], on: date, n: int) -> date:
    if n < 0:
        raise ValueError(f"Days are counted forwards: {n} is less than 0.")
    if n == 0:
        return _first(counts, on)
    for _ in range(n):
        on = _first(counts, on + timedelta(days=1))
    return on
