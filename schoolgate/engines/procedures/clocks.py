"""By when a step must be done, on the school's calendar."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from schoolgate.engines.calendar.days import SchoolCalendar

OPENED = "opened"
"""The moment at which the case was opened."""


class Unit(StrEnum):
    MINUTES = "minutes"
    WORKING_DAYS = "working days"
    SCHOOL_DAYS = "school days"
    DAYS = "days"
    WEEKS = "weeks"


@dataclass(frozen=True)
class Clock:
    """So many units since the case was opened or a step was done; or on the date `named` in that step.

    Minutes pass at night and at weekends as well, because a child in danger does not wait for Monday. Working
    days end with the working day; the day of the start does not count, and 0 means the same working day. School
    days skip holidays. Weeks end on a school day, because somebody must see the child.
    """

    count: int
    unit: Unit
    since: str = OPENED
    named: str = ""

    def words(self) -> str:
        """In words for people, without what it is counted from."""
        if self.named:
            return "on the date that was set"
        if self.count == 0:
            return {Unit.MINUTES: "at once", Unit.WORKING_DAYS: "the same working day"}.get(
                self.unit, "the same school day"
            )
        unit = self.unit.value if self.count != 1 else self.unit.value.removesuffix("s")
        return f"after {self.count} {unit}" if self.unit is Unit.WEEKS else f"within {self.count} {unit}"


AT_ONCE = Clock(0, Unit.MINUTES)
SAME_DAY = Clock(0, Unit.WORKING_DAYS)


def at_once(since: str) -> Clock:
    return Clock(0, Unit.MINUTES, since)


def working_days(count: int, since: str = OPENED) -> Clock:
    return Clock(count, Unit.WORKING_DAYS, since)


def school_days(count: int, since: str = OPENED) -> Clock:
    return Clock(count, Unit.SCHOOL_DAYS, since)


def weeks(count: int, since: str) -> Clock:
    return Clock(count, Unit.WEEKS, since)


def on_date(named: str, since: str) -> Clock:
    return Clock(0, Unit.SCHOOL_DAYS, since, named)


def due_at(clock: Clock, start: datetime | date, calendar: SchoolCalendar) -> datetime:
    """The moment by which it is due; `start` is a date for a clock that is set to a date.

    Raises `ValueError` for a moment without a time zone and for a count below 0.
    """
    if clock.count < 0:
        raise ValueError(f"A deadline lies ahead: {clock.count} is less than 0.")
    if not isinstance(start, datetime):
        return _end_of(calendar.add_school_days(start, 0), calendar)
    here = calendar.local(start)
    match clock.unit:
        case Unit.MINUTES:
            return (start.astimezone(UTC) + timedelta(minutes=clock.count)).astimezone(here.tzinfo)
        case Unit.WORKING_DAYS:
            return calendar.due(start, working_days=clock.count)
        case Unit.SCHOOL_DAYS:
            return _end_of(_school_day(here, clock.count, calendar), calendar)
        case Unit.DAYS:
            return _end_of(here.date() + timedelta(days=clock.count), calendar)
        case Unit.WEEKS:
            day = here.date() + timedelta(weeks=clock.count)
            return _end_of(calendar.add_school_days(day, 0), calendar)


def _school_day(here: datetime, count: int, calendar: SchoolCalendar) -> date:
    """For 0 it is that day, or the next school day when the working day is over."""
    over = count == 0 and here.time() >= calendar.work_ends
    return calendar.add_school_days(here.date() + timedelta(days=over), count)


def _end_of(on: date, calendar: SchoolCalendar) -> datetime:
    zone = ZoneInfo(calendar.zone)
    # There and back, so that an hour which the clocks skip comes out as one that exists.
    return datetime.combine(on, calendar.work_ends, tzinfo=zone).astimezone(UTC).astimezone(zone)
