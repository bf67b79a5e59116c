"""What people were called before. Whoever is called by it goes on being meant, until two people say that it was never theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models

from schoolgate.sealed.field import Sealed

if TYPE_CHECKING:
    from schoolgate.community.models import Person

PASSING = timedelta(days=1)
"""A name that was put down and taken back within this time was a slip, or worse, and nobody's."""
THEIRS = timedelta(days=365)
"""A name that stood so long, with everybody told of it who could object, is theirs whoever put it down."""
NAMES = ("first_name", "last_name", "known_as")


class FormerName(models.Model):
    """The whole name that somebody had until a moment; sealed, for it may be one that they left behind."""

    person = models.ForeignKey("community.Person", models.CASCADE, related_name="former_names")
    first_name = Sealed()
    last_name = Sealed()
    known_as = Sealed(blank=True)
    until_at = models.DateTimeField()
    never_at = models.DateTimeField("when two people had said that it was never theirs", null=True)

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
        plain = {"never_at"}

    def __str__(self) -> str:
        return f"{self.known_as or self.first_name} {self.last_name}"


class GivenName(models.Model):
    """Who called somebody what from a moment on: they neither say that it was never theirs, nor choose by it who reads."""

    person = models.ForeignKey("community.Person", models.CASCADE, related_name="given_names")
    first_name = Sealed()
    last_name = Sealed()
    known_as = Sealed(blank=True)
    title = Sealed("title, where it was changed", blank=True)
    by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    class Privacy:
        personal = {
            "person": "whose name it is",
            "first_name": "name",
            "last_name": "name",
            "known_as": "name",
            "title": "title",
            "by": "who entered it",
        }
        plain = {"at"}


class NameAnswer(models.Model):
    """That one person says of a former name that it was never theirs."""

    name = models.ForeignKey(FormerName, models.CASCADE, related_name="answers")
    by = models.ForeignKey("community.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = Sealed()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["name", "by"], name="name_answered_once")]

    class Privacy:
        personal = {"name": "whose former name", "by": "who says so", "reason": "somebody's words"}
        plain = {"at"}


@dataclass(frozen=True)
class Called:
    """A whole name of somebody."""

    first_name: str
    last_name: str
    known_as: str = ""


@dataclass(frozen=True)
class PutDown:
    """Names that some people put down since a moment."""

    by: frozenset[int]
    since: datetime

    def __contains__(self, row: GivenName) -> bool:
        return row.by_id in self.by and row.at > self.since


def makers_of(people: Collection[int], at: datetime) -> frozenset[int]:
    """Who put down a name of any of these people in the last year."""
    given = GivenName.objects.filter(person__in=people, at__gt=at - THEIRS) if people else GivenName.objects.none()
    return frozenset(id for id in given.order_by().values_list("by", flat=True) if id)


def put_down(makers: Collection[int], at: datetime) -> PutDown | None:
    """What these people put down in the last year; None where there are none of them."""
    return PutDown(frozenset(makers), at - THEIRS) if makers else None


def ever(person: Person, *, without: PutDown | None = None) -> Iterator[Person | FormerName | Called]:
    """What somebody is called, and what they were called before: not what two people say was never their name.

    Nor what is `without`: whoever is kept from something does not choose by a name who reads it.
    """
    names: list[Person | FormerName] = [person]
    names += [name for name in person.former_names.all() if name.never_at is None]
    for name in names:
        if without is None:
            yield name
        elif (left := _left(name, person, without)) is not None:
            yield left


def title_of(person: Person, *, without: PutDown | None = None) -> str:
    """Somebody's title, but for one that is `without`."""
    given = person.given_names.all() if without else ()
    rows = [row for row in given if row.title and row.title.casefold() == person.title.casefold()]
    return "" if without and rows and all(row in without for row in rows) else person.title


def _left(name: Person | FormerName, person: Person, without: PutDown) -> Person | FormerName | Called | None:
    """What of a name is left without what these put down: all, all but the short form, or nothing."""
    whole, rows = _folded(names_of(name)), _given(person)
    former = [(one.until_at, _folded(names_of(one))) for one in person.former_names.all()]

    def is_theirs(part: slice) -> bool:
        """Whether they had it from the beginning, or somebody else put it down."""
        called = [_folded(names_of(row))[part] for row in rows]
        began = [n for n, said in enumerate(called) if said == whole[part] and (not n or called[n - 1] != said)]
        if not began or any(rows[n] not in without for n in began):
            return True
        first = rows[began[0]]
        if any(names[part] == whole[part] and until <= first.at for until, names in former):
            return True
        # The first that is noted began the record, or added a short form, where it left no former name behind.
        return not began[0] and part == _BOTH and all(until != first.at for until, _ in former)

    if not is_theirs(_BOTH):
        return None
    return name if not whole[2] or is_theirs(_SHORT) else Called(name.first_name, name.last_name)


_BOTH, _SHORT = slice(0, 2), slice(2, 3)


def _given(person: Person) -> list[GivenName]:
    return sorted((row for row in person.given_names.all() if not row.title), key=lambda row: (row.at, row.pk))


def _folded(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)


def note_title(people: Collection[Person], *, by_id: int | None, at: datetime) -> None:
    """Notes who gave these people the title that they have now: some titles are said like a first name."""
    GivenName.objects.bulk_create(
        GivenName(person=person, title=person.title, by_id=by_id, at=at) for person in people if person.title
    )


def note_given(person: Person, *, by_id: int | None, at: datetime) -> None:
    """Notes who put somebody on record by their name."""
    GivenName.objects.create(person=person, by_id=by_id, at=at, **dict(zip(NAMES, names_of(person), strict=True)))


def givers(name: FormerName) -> frozenset[int]:
    """Who entered a former name, whenever; nobody where none is on record, as of a name from before."""
    return givers_of([name])[name.pk]


def givers_of(names: Collection[FormerName]) -> dict[int, frozenset[int]]:
    """The same of each of these names, by its key, asked for at once."""
    given: defaultdict[int, list[GivenName]] = defaultdict(list)
    people = {name.person_id for name in names}
    for one in GivenName.objects.filter(person__in=people, by__isnull=False).select_related("by") if people else ():
        given[one.person_id].append(one)
    found = {}
    for name in names:
        makers = [one.by for one in given[name.person_id] if one.by and not _differ(names_of(one), names_of(name))]
        found[name.pk] = frozenset(id for maker in makers for id in (maker.pk, maker.same_as_id) if id)
    return found


def entered_again(person_id: int, names: Sequence[str], by_id: int | None) -> bool:
    """Whether somebody enters a name again that they entered before, and that two people said was never theirs."""
    struck = FormerName.objects.filter(person=person_id, never_at__isnull=False)
    return any(by_id in givers(name) for name in struck if not _differ(names_of(name), names))


def never_theirs(school_id: int, by_id: int | None) -> dict[int, frozenset[tuple[str, ...]]]:
    """By person of the school, the names that `by_id` gave them and that two people said were never theirs; folded."""
    if by_id is None:
        return {}
    found: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
    struck = list(FormerName.objects.filter(person__school=school_id, never_at__isnull=False))
    givers = givers_of(struck)
    for name in struck:
        if by_id in givers[name.pk]:
            found[name.person_id].add(_folded(names_of(name)))
    return {id: frozenset(names) for id, names in found.items()}


def is_one_of(names: Sequence[str], folded: Collection[tuple[str, ...]]) -> bool:
    """Whether a whole name is one of these, capitals aside."""
    return _folded(names) in folded


def names_of(person: models.Model) -> tuple[str, ...]:
    return tuple(getattr(person, name) for name in NAMES)


def keep(
    before: Mapping[int, Sequence[str]], now: Mapping[int, Sequence[str]], by_id: int | None, at: datetime
) -> frozenset[int]:
    """Keeps the names, in the order of NAMES, that these people had and have no more; returns who was renamed."""
    renamed = {id for id in before if _differ(before[id], now[id])}
    lately = FormerName.objects.filter(person__in=renamed, until_at__gt=at - PASSING)
    put_back = {row.person_id for row in lately if not _differ(names_of(row), now[row.person_id])}
    lost = {id: tuple(before[id]) for id in renamed - put_back if not _holds(now[id], before[id])}
    counting = FormerName.objects.filter(person__in=lost, never_at=None)
    there = {(row.person_id, names_of(row)) for row in counting}
    GivenName.objects.bulk_create(
        GivenName(person_id=id, by_id=by_id, at=at, **dict(zip(NAMES, now[id], strict=True))) for id in sorted(renamed)
    )
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
