"""What was given to somebody who can read it no more, or has not opened it, and what nobody has touched for long."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.community.models import Person
from schoolgate.concerns.models.chronicle import Decision
from schoolgate.concerns.models.concern import Access, Concern
from schoolgate.concerns.models.settings import settings_of
from schoolgate.concerns.queries import given
from schoolgate.concerns.routing import GROUPS
from schoolgate.concerns.rules import AccessReason, AlertKind, Outcome, Status

NEEDED = {
    AccessReason.PASSED.value: frozenset({Duty.TEACHER}),
    AccessReason.SHARED.value: EMPLOYED | {Duty.CHAIR},
    AccessReason.ON_DUTY.value: frozenset(duty for group in GROUPS.values() for duty in group),
}
"""Duties of which somebody needs one to go on reading what was given to them by name."""
IN_CASE = (Outcome.OPEN_CASE.value, Outcome.ADD_TO_CASE.value)
UNOPENED_DAYS = 1
"""School days that somebody has to open what was passed to them, from the day after."""


def given_in_vain(at: datetime) -> list[Access]:
    """What was given by name to people who left, are suspended, or do not hold such a duty any more."""
    on, gone = timezone.localdate(at), Q(pk__in=())
    for why in AccessReason:
        able = Person.objects.holding(*NEEDED.get(why.value, EMPLOYED | GOVERNORS), on=on).order_by().values("pk")
        gone |= Q(why=why.value) & ~Q(person__in=able)
    given = Access.objects.filter(gone, person__isnull=False, ended_at=None).exclude(concern__status=Status.FINISHED)
    return list(given.select_related("concern__school", "person"))


def untouched(at: datetime) -> list[Concern]:
    """What was read or is being looked into outside any case, and nobody has touched for so many school days.

    Also where whoever read it can read it no more: somebody else is reminded of it.
    """
    going_on = _going_on().select_related("school")
    return [
        concern
        for concern in going_on
        if _have_passed(concern, touched_at(concern), settings_of(concern.school_id).quiet_days, at)
    ]


def unopened(at: datetime) -> list[Access]:
    """What was passed to somebody who has not opened it in a whole school day, nor anybody else to whom it was passed.

    One row of each concern: of whoever had it last. Once somebody who decides was reminded and has looked, it has a
    school day again.
    """
    passed = given.unopened().filter(why=AccessReason.PASSED.value, concern__in=_going_on().order_by().values("pk"))
    elsewhere = given.opened().filter(why=AccessReason.PASSED.value).order_by().values("concern")
    rows = passed.exclude(concern__in=elsewhere).select_related("concern__school", "person").order_by("at", "pk")
    last = {row.concern_id: row for row in rows}.values()
    return [row for row in last if _have_passed(row.concern, _waits_since(row), UNOPENED_DAYS, at)]


def _going_on() -> QuerySet[Concern]:
    """What was read or is being looked into outside any case, and of which nobody is being reminded."""
    in_case = Decision.objects.filter(end__in=IN_CASE, taken_back_at=None).order_by().values("concern")
    told = Concern.objects.filter(alerts__matter=AlertKind.QUIET.value, alerts__settled_at=None).order_by().values("pk")
    going_on = Concern.objects.filter(status__in=(Status.READ, Status.LOOKED_INTO))
    return going_on.exclude(pk__in=in_case).exclude(pk__in=told)


def _waits_since(row: Access) -> datetime:
    reminded = row.concern.alerts.filter(matter=AlertKind.QUIET.value).aggregate(last=Max("settled_at"))["last"]
    return max(row.at, reminded) if reminded else row.at


def _have_passed(concern: Concern, since: datetime, days: int, at: datetime) -> bool:
    """Whether so many whole school days lie between the day of that moment and today."""
    try:
        return concern.school.calendar().add_school_days(timezone.localdate(since), days) < timezone.localdate(at)
    except LookupError:  # the calendar ends before: then clock time counts
        return (at - since).days > 2 * days


TOUCHING = ("seen", "addenda", "steps", "lines", "decisions", "reaches")
"""Rows by which somebody did something with a concern, or looked at it."""


def touched_at(concern: Concern) -> datetime:
    """When somebody last did something with it, or looked at it."""
    rows: Iterable[datetime | None] = (getattr(concern, name).aggregate(last=Max("at"))["last"] for name in TOUCHING)
    return max([concern.entered_at, *filter(None, rows)])
