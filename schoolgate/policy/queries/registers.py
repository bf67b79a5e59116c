"""Who runs accounts of the school, and what the head makes an exception for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.community.models import Classroom, FamilyLink, Person, Placement, School
from schoolgate.pages import or_404
from schoolgate.policy.models import Exemption, OfficialHolder
from schoolgate.policy.queries import ages

MOST_ENDED = 50


@dataclass(frozen=True)
class HoldersPage:
    """Those who run an account of the school now, and those who did."""

    current: tuple[OfficialHolder, ...]
    ended: tuple[OfficialHolder, ...]
    may_change: bool


@dataclass(frozen=True)
class ExemptionsPage:
    """The exceptions that hold now or later, and those that are over."""

    current: tuple[Exemption, ...]
    ended: tuple[Exemption, ...]
    may_change: bool


def holders(person: Person) -> QuerySet[OfficialHolder]:
    """The list of those who run accounts, for everyone who works for the school or governs it."""
    access.require(person, "look.holders")
    return OfficialHolder.objects.filter(school=person.school_id).select_related("person")


def holders_page(person: Person, on: date) -> HoldersPage:
    rows = list(holders(person))
    current = tuple(row for row in rows if row.until_on is None)
    ended = sorted((row for row in rows if row.until_on), key=lambda row: row.until_on or on, reverse=True)
    return HoldersPage(current, tuple(ended[:MOST_ENDED]), access.may(person, "policy.name_holder"))


def holder_for(person: Person, id: int) -> OfficialHolder:
    """One entry that this person may end; 404 where there is none."""
    access.require(person, "policy.end_holder")
    return or_404(holders(person).filter(pk=id).first())


def exemptions(person: Person) -> QuerySet[Exemption]:
    """The school's exceptions with their reasons, for the few who need to know them."""
    access.require(person, "look.exemptions")
    rows = Exemption.objects.filter(school=person.school_id)
    return rows.select_related("person", "classroom", "decided_by")


def exemptions_page(person: Person, on: date) -> ExemptionsPage:
    rows = list(exemptions(person))
    current = tuple(row for row in rows if row.ended_on is None and row.until_on >= on)
    ended = sorted((row for row in rows if row not in current), key=lambda row: row.last_day, reverse=True)
    return ExemptionsPage(current, tuple(ended[:MOST_ENDED]), access.may(person, "policy.grant_exemption"))


def exemption_for(person: Person, id: int) -> Exemption:
    """One exception that this person may end; 404 where there is none."""
    access.require(person, "policy.end_exemption")
    return or_404(exemptions(person).filter(pk=id).first())


# ---- what the forms choose from


def holders_to_be(person: Person, on: date) -> list[tuple[str, str]]:
    """(id, name) of everyone who could run an account: whoever works here, governs, or is a parent."""
    access.require(person, "policy.name_holder")
    grown = [duty for duty in Duty if duty is not Duty.PUPIL]
    people = Person.objects.filter(school=person.school_id).holding(*grown, on=on)
    return [(str(someone.pk), str(someone)) for someone in people.order_by("last_name", "first_name")]


def platforms(person: Person) -> list[tuple[str, str]]:
    """(id, name) of the platforms on the school's age register."""
    return ages.platforms_of(person)


def person_named(person: Person, id: str) -> Person:
    """Somebody of the same school."""
    return or_404(Person.objects.filter(school=person.school_id, pk=id).prefetch_related("roles").first())


def whom(person: Person, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """For whom an exception can be: all staff, a class, one of the staff, or a pupil of each class."""
    access.require(person, "policy.grant_exemption")
    people = Person.objects.filter(school=person.school_id).order_by("last_name", "first_name")
    classes = list(Classroom.objects.filter(school=person.school_id))
    pupils: dict[int, list[tuple[str, str]]] = {room.pk: [] for room in classes}
    held = Placement.objects.held(on).filter(classroom__in=classes).select_related("pupil")
    for placement in held.order_by("pupil__last_name", "pupil__first_name"):
        pupils[placement.classroom_id].append((f"person:{placement.pupil_id}", str(placement.pupil)))
    staff = [(f"person:{someone.pk}", str(someone)) for someone in people.holding(*EMPLOYED, on=on)]
    return [
        ("Many at once", [("staff", "All staff"), *((f"class:{room.pk}", f"Class {room}") for room in classes)]),
        ("Staff", staff),
        *((f"Pupils of {room}", pupils[room.pk]) for room in classes if pupils[room.pk]),
    ]


def chosen(person: Person, value: str) -> dict[str, Any]:
    """What a choice of `whom` names, as the deed takes it."""
    kind, _, id = value.partition(":")
    if kind == "person":
        return {"person": person_named(person, id)}
    if kind == "class":
        found = or_404(Classroom.objects.filter(school=person.school_id, pk=id).first())
        return {"classroom": found}
    return {}


# ---- what the rulings ask


def is_holder(person: Person, school: School, on: date) -> bool:
    """Whether this person is on the school's list of those who run an account."""
    rows = OfficialHolder.objects.filter(school=school, person=person, since_on__lte=on)
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=on)).exists()


def exempted(person: Person, school: School, on: date) -> frozenset[str]:
    """What this person has an exception for today, of their own, by their class, or as one of the staff."""
    in_class = Placement.objects.held(on).filter(pupil=person, classroom=OuterRef("classroom"))
    theirs = Q(person=person) | Q(Exists(in_class))
    if person.duties & EMPLOYED:
        theirs |= Q(all_staff=True)
    rows = Exemption.objects.filter(theirs, school=school, ended_on__isnull=True, from_on__lte=on, until_on__gte=on)
    return frozenset(rows.values_list("covers", flat=True))


def has_family_link(person: Person) -> bool:
    """Whether the school has approved any family link of this person that still stands."""
    theirs = Q(staff=person) | Q(pupil=person)
    return FamilyLink.objects.filter(theirs, approved=True, ended_on__isnull=True).exists()
