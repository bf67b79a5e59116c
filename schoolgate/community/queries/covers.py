"""Who of the line is away, who covers for them, and who may say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import COVERED_BY, COVERS, EMPLOYED, WORDS, Duty
from schoolgate.community.models import Person, PersonQuerySet, Role
from schoolgate.pages import or_404

SAID_BY = {Duty.HEAD: Duty.CHAIR, Duty.DSL: Duty.HEAD}
"""Who else says that somebody is away, and who covers: whoever watches them. For the chair only the chair does."""


@dataclass(frozen=True)
class Cover:
    """That somebody is away, and who covers for them."""

    role_id: int
    away: str
    duty_words: str
    covers: str
    since_on: date
    until_on: date
    to_come: bool
    may_end: bool


@dataclass(frozen=True)
class Absence:
    """Somebody whom the looker may put down as away, with those who can cover."""

    person: Person
    duty: Duty
    covers: tuple[Person, ...]
    is_away: bool

    @property
    def key(self) -> str:
        return f"{self.person.pk}-{self.duty.value}"

    @property
    def duty_words(self) -> str:
        return WORDS[self.duty]


def of(person: Person, duty: Duty) -> QuerySet[Role]:
    """Covers for this person in this duty."""
    kinds = [item for item, covered in COVERS.items() if covered == duty]
    return Role.objects.filter(instead_of=person, duty__in=kinds)


def may_say_away(by: access.Someone, person: Person, duty: Duty, on: date) -> bool:
    """The person themselves, or whoever watches that duty; never somebody who would cover for it."""
    if duty not in COVERED_BY or by.id is None or not access.may(by, "community.cover_absence", person):
        return False
    holds = any(role.duty == duty and role.holds_on(on) for role in person.roles.all())
    return holds and (by.id == person.pk or SAID_BY.get(duty) in by.duties)


def candidates(person: Person, duty: Duty, on: date, until_on: date | None = None) -> list[Person]:
    """Who covers for this person on these days, or that day: those of their own line, and nobody who is away on one."""
    people: PersonQuerySet = Person.objects.filter(school=person.school_id).holding(COVERED_BY[duty], on=on)
    if until_on:
        people = people.holding(COVERED_BY[duty], on=until_on)
    if duty == Duty.CHAIR:
        people = people.exclude(pk__in=people.holding(*EMPLOYED, on=on).values("pk"))
    days = Q(since_on__lte=until_on or on) & (Q(until_on=None) | Q(until_on__gte=on))
    gone = Role.objects.filter(days, duty__in=COVERS, instead_of__isnull=False).values("instead_of")
    return list(people.exclude(pk=person.pk).exclude(pk__in=gone).prefetch_related("roles"))


def away(school_id: int, on: date) -> frozenset[int]:
    """Those of the line whose absence somebody covers on that day."""
    held = Role.objects.held(on).filter(duty__in=COVERS, person__school=school_id, instead_of__isnull=False)
    return frozenset(held.values_list("instead_of", flat=True))


def may_be_away(looker: Person, on: date) -> list[Absence]:
    """Whom this person may put down as away, themselves first."""
    holders: PersonQuerySet = Person.objects.filter(school=looker.school_id).holding(*COVERED_BY, on=on)
    gone = away(looker.school_id, on)
    people = sorted(holders.prefetch_related("roles"), key=lambda person: person.pk != looker.pk)
    return [
        Absence(person, duty, tuple(candidates(person, duty, on)), is_away=person.pk in gone)
        for person in people
        for duty in COVERED_BY
        if may_say_away(looker, person, duty, on)
    ]


def to_choose(looker: Person, on: date) -> list[Absence]:
    """The same for the form, which is for those who may say it of somebody."""
    access.require(looker, "community.cover_absence", looker.school)
    return may_be_away(looker, on)


def known(looker: Person, on: date) -> list[Cover]:
    """Covers of today and to come, for those of the line."""
    access.require(looker, "look.absences")
    return [_line(role, looker, on) for role in _open(looker.school_id, on)]


def role_for(looker: Person, id: int, on: date) -> Role:
    """A cover that this person may end; anything else is the same 404."""
    found = (role for role in _open(looker.school_id, on) if role.pk == id and _may_end(role, looker, on))
    return or_404(next(found, None))


def of_home(person: Person, at: datetime) -> Iterable[Cover]:
    """Covers that are about this person: they are away, or cover for somebody."""
    if not access.may(person, "look.absences"):
        return []
    on = timezone.localdate(at)
    mine = _open(person.school_id, on).filter(Q(person=person) | Q(instead_of=person))
    return [_line(role, person, on) for role in mine]


def _open(school_id: int, on: date) -> QuerySet[Role]:
    roles = Role.objects.filter(duty__in=COVERS, person__school=school_id, instead_of__isnull=False, until_on__gte=on)
    return (
        roles.select_related("person__school", "instead_of")
        .prefetch_related("instead_of__roles")
        .order_by("since_on", "pk")
    )


def _may_end(role: Role, looker: Person, on: date) -> bool:
    return role.instead_of is not None and may_say_away(looker, role.instead_of, COVERS[Duty(role.duty)], on)


def _line(role: Role, looker: Person, on: date) -> Cover:
    assert role.until_on is not None
    return Cover(
        role_id=role.pk,
        away=str(role.instead_of),
        duty_words=WORDS[COVERS[Duty(role.duty)]],
        covers=str(role.person),
        since_on=role.since_on,
        until_on=role.until_on,
        to_come=role.since_on > on,
        may_end=_may_end(role, looker, on),
    )
