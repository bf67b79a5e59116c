"""The register of consequences: what is in force today, for those who must act on it, and never why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases.models import Case, Consequence, ConsequenceQuerySet
from schoolgate.community.models import Person, Placement


@dataclass(frozen=True)
class InForce:
    """A consequence that holds today: for whom, what, until when, who supervises. Never the case, never the reason."""

    person: Person
    rung: str
    words: str
    starts_on: date
    ends_on: date | None
    review_on: date | None
    supervisor: Person | None


def consequences_in_force(person: Person, on: date) -> list[InForce]:
    """What this person must act on today: for the children of their own classes, and what they supervise."""
    if not access.may(person, "look.consequences"):
        return []
    found = _mine(person, on).select_related("person", "supervisor")
    return [_seen(one) for one in found.order_by("person__last_name", "person__first_name", "starts_on")]


def _mine(person: Person, on: date) -> ConsequenceQuerySet:
    rooms = person.teaching.held(on).values("classroom") if Duty.TEACHER in person.duties else None
    mine = Q(supervisor=person)
    if rooms is not None:
        placed = Placement.objects.held(on).filter(pupil=OuterRef("person"), classroom__in=rooms)
        mine |= Q(Exists(placed))
    # One that comes from a case about themselves would betray it.
    cases = Case.objects.filter(school=person.school_id).not_about(person.pk)
    held = Consequence.objects.in_force(on).filter(mine, case__in=cases.values("pk"))
    pupils = Person.objects.filter(school=person.school_id).holding(Duty.PUPIL, on=on)
    return held.filter(person__in=pupils.values("pk")).exclude(person=person)


def _seen(one: Consequence) -> InForce:
    assert one.starts_on is not None
    return InForce(
        person=one.person,
        rung=one.rung,
        words=rung_words(one.rung),
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        review_on=one.review_on,
        supervisor=one.supervisor,
    )


def rung_words(rung: str) -> str:
    """A rung of the ladder in words."""
    return rung.replace("_", " ").capitalize()
