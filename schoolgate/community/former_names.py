"""What people were called before. Whoever is called by it goes on being meant, so nothing takes a former name away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models

from schoolgate.sealed.field import Sealed

if TYPE_CHECKING:
    from schoolgate.community.models import Person

PASSING = timedelta(days=1)
"""A name that was put down and taken back within this time was a slip, or worse, and nobody's."""
NAMES = ("first_name", "last_name", "known_as")


class FormerName(models.Model):
    """The whole name that somebody had until a moment; sealed, for it may be one that they left behind."""

    person = models.ForeignKey("community.Person", models.CASCADE, related_name="former_names")
    first_name = Sealed()
    last_name = Sealed()
    known_as = Sealed(blank=True)
    until_at = models.DateTimeField()

    class Meta:
        ordering = ["until_at", "pk"]

    class Privacy:
        personal = {
            "person": "whose name it was",
            "first_name": "former name",
            "last_name": "former name",
            "known_as": "former name",
            "until_at": "when they were last called so",
        }
        plain: set[str] = set()

    def __str__(self) -> str:
        return f"{self.known_as or self.first_name} {self.last_name}"


def ever(person: Person) -> Iterator[Person | FormerName]:
    """What somebody is called, and what they were called before."""
    yield person
    yield from person.former_names.all()


def names_of(person: models.Model) -> tuple[str, ...]:
    return tuple(getattr(person, name) for name in NAMES)


def keep(before: Mapping[int, Sequence[str]], now: Mapping[int, Sequence[str]], at: datetime) -> frozenset[int]:
    """Keeps the names, in the order of NAMES, that these people had and have no more; returns who was renamed."""
    renamed = {id for id in before if _differ(before[id], now[id])}
    lately = FormerName.objects.filter(person__in=renamed, until_at__gt=at - PASSING)
    put_back = {row.person_id for row in lately if not _differ(names_of(row), now[row.person_id])}
    lost = {id: tuple(before[id]) for id in renamed - put_back if not _holds(now[id], before[id])}
    there = {(row.person_id, names_of(row)) for row in FormerName.objects.filter(person__in=lost)}
    FormerName.objects.bulk_create(
        FormerName(person_id=id, until_at=at, **dict(zip(NAMES, names, strict=True)))
        for id, names in sorted(lost.items())
        if (id, names) not in there
    )
    return frozenset(renamed)


def _differ(one: Sequence[str], other: Sequence[str]) -> bool:
    return [name.casefold() for name in one] != [name.casefold() for name in other]


def _holds(now: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the name as it is has all of the former one: nothing but a short form came to it."""
    return not _differ(now[:2], before[:2]) and before[2].casefold() in ("", now[2].casefold())
