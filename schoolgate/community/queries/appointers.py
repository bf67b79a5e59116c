"""Who gave a duty to whom: what is older than an appointment and about those who made it is not for the appointed.

A duty reads on behalf of everybody but of those whom it must watch: nobody chooses who reads what was told about them.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time
from typing import Protocol

from django.db.models import Q
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, Role
from schoolgate.community.rules import Bar

Groups = Mapping[Duty, frozenset[Duty]]
"""Duties that count as one: those who hold any of the second read what goes to the first."""


def bar_of(role: Role) -> Bar | None:
    """What somebody does not read by this role; None where nobody of the school gave it."""
    people = frozenset(id for id in (role.given_by_id, role.agreed_by_id) if id)
    if role.given_at is None or not people:
        return None
    return Bar(people, max(role.given_at, timezone.make_aware(datetime.combine(role.since_on, time()))))


def bars(person: access.Someone, groups: Groups) -> dict[Duty, tuple[Bar, ...]]:
    """For each duty by which they read with a bar: all of its bars, which keep out together only.

    A duty of the group that nobody of the school gave them reads everything.
    """
    held = dict(_held(person))
    found = {}
    for duty, group in groups.items():
        theirs = [held[other] for other in group if other in held]
        if theirs and None not in theirs:
            found[duty] = tuple(bar for bar in theirs if bar)
    return found


class Told(Protocol):
    """A concern or a case: whom it is about, and when the first of it was told."""

    @property
    def about_ids(self) -> frozenset[int]: ...
    @property
    def told_at(self) -> datetime: ...


def duties_towards(person: access.Someone, record: Told) -> frozenset[Duty]:
    """The duties by which somebody reads this record."""
    return person.duties - {
        duty for duty, bar in _held(person) if bar and bar.keeps_out(record.about_ids, record.told_at)
    }


def barred_roles(school_id: int, about: Collection[int], told_at: datetime) -> list[int]:
    """The roles of the school by which nobody reads what is about these people and was told then."""
    given = Role.objects.filter(Q(given_by__in=about) | Q(agreed_by__in=about), person__school=school_id)
    bars = ((role.pk, bar_of(role)) for role in given.exclude(given_at=None))
    return [pk for pk, bar in bars if bar and bar.keeps_out(about, told_at)]


def _held(person: access.Someone) -> Iterator[tuple[Duty, Bar | None]]:
    if isinstance(person, Person):
        yield from ((Duty(role.duty), bar_of(role)) for role in person.held)
