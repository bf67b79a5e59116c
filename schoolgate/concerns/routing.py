"""To whom a concern goes, and to whom next when nobody reads it; knows nothing of Django's records."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol

from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.concerns.rules import ConcernKind, Whom

LINE = (Duty.DSL, Duty.HEAD, Duty.DEPUTY, Duty.CHAIR)
"""Who is next, in this order; the deputies of the DSL read whatever the DSL reads."""

GROUPS = {
    Duty.DSL: frozenset({Duty.DSL, Duty.DEPUTY_DSL}),
    Duty.HEAD: frozenset({Duty.HEAD, Duty.HEAD_COVER}),
    Duty.DEPUTY: frozenset({Duty.DEPUTY}),
    Duty.CHAIR: frozenset({Duty.CHAIR, Duty.CHAIR_COVER}),
}
TO_HEAD = frozenset({ConcernKind.COLLEAGUE, ConcernKind.UNHAPPY, ConcernKind.JOIN})
CHOSEN = {Whom.DSL: Duty.DSL, Whom.HEAD: Duty.HEAD, Whom.ADULT: Duty.STAFF}
"""Whoever tells us chose an office or an adult: it goes as if it were about somebody who holds that duty."""
URGENT = frozenset({ConcernKind.POSING})

MORNING = 9
"""The hour until which something urgent waits at most, on any day."""

Holders = Mapping[Duty, Collection[int]]
"""Who holds each duty of LINE's groups: duty → ids of people."""


def route(kind: ConcernKind, about: Collection[Duty]) -> Duty:
    """Clauses 6.4 and 6.7: to whom a concern goes by what it is and what duties those hold whom it is about."""
    duties = frozenset(about)
    if duties & {Duty.HEAD, Duty.HEAD_COVER}:
        return Duty.CHAIR
    if duties & {Duty.CHAIR, Duty.DSL, Duty.DEPUTY_DSL} or kind in TO_HEAD:
        return Duty.HEAD
    if kind is not ConcernKind.NETWORKING and duties & EMPLOYED:
        return Duty.HEAD
    return Duty.DSL


def first_reached(kind: ConcernKind, about: Collection[Duty], *, holders: Holders, concerned: Collection[int]) -> Duty:
    """The duty it goes to, or the next in line (round to the start) with somebody whom it is not about.

    Where there is nobody at all it stays where it belongs, and is read by whoever comes to hold that duty.
    """
    meant = route(kind, about)
    start = LINE.index(meant)
    around = (*LINE[start:], *LINE[:start])
    return next((duty for duty in around if somebody(duty, holders, concerned)), meant)


def next_in_line(after: Collection[Duty], *, holders: Holders, concerned: Collection[int]) -> Duty | None:
    """Who else is asked when nobody reads: further up the line only, never back down."""
    last = max((LINE.index(duty) for duty in after if duty in LINE), default=-1)
    return next((duty for duty in LINE[last + 1 :] if somebody(duty, holders, concerned)), None)


def somebody(duty: Duty, holders: Holders, concerned: Collection[int]) -> bool:
    """Whether anyone holds this duty whom it is not about."""
    people = {person for held in GROUPS[duty] for person in holders.get(held, ())}
    return bool(people - set(concerned))


def reached_by(duties: Collection[Duty]) -> frozenset[Duty]:
    """The duties of LINE whose concerns someone with these duties reads."""
    return frozenset(duty for duty, group in GROUPS.items() if group & set(duties))


class WorkingDays(Protocol):
    """What is needed of a school's calendar."""

    @property
    def work_starts(self) -> time: ...
    @property
    def work_ends(self) -> time: ...
    def local(self, at: datetime) -> datetime: ...
    def is_working_day(self, on: date) -> bool: ...


def due_at(calendar: WorkingDays, at: datetime, *, minutes: int) -> datetime:
    """The moment when so many minutes of working time have passed since that one."""
    here, left = calendar.local(at), timedelta(minutes=minutes)
    day = here.replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(400):
        if calendar.is_working_day(day.date()):
            opens, closes = _on(day, calendar.work_starts), _on(day, calendar.work_ends)
            start = max(here, opens)
            if start + left <= closes:
                return start + left
            left -= max(closes - start, timedelta(0))
        day += timedelta(days=1)
    raise LookupError("The calendar has no working day in the next year.")


def next_morning(calendar: WorkingDays, at: datetime, *, minutes: int) -> datetime:
    """The first morning, of any day, by which so many minutes have passed: whatever hours and days the school has entered."""
    here = (calendar.local(at) + timedelta(minutes=minutes)).replace(microsecond=0)
    morning = here.replace(hour=MORNING, minute=0, second=0)
    return morning if morning >= here else morning + timedelta(days=1)


def _on(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute)
