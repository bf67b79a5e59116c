"""Family of a child or a grown-up at the school, in each way in which the school can have it on record."""

from datetime import date, datetime, timedelta

from schoolgate.access.duties import Duty
from schoolgate.community.actions import joins
from schoolgate.community.models import Care, Departure, FamilyLink, Person, Role
from schoolgate.community.queries import joins as queries
from schoolgate.community.record_joins import RecordJoin
from tests import cast as people
from tests.cast import JOINED, MONDAY

BEFORE = JOINED + timedelta(days=30)


def carer(person: Person, child: Person) -> None:
    Care.objects.create(parent=person, child=child, relation="father", since_on=JOINED)


def former_carer(person: Person, child: Person) -> None:
    Care.objects.create(parent=person, child=child, relation="father", since_on=JOINED, until_on=BEFORE)


def carer_soon(person: Person, child: Person) -> None:
    Care.objects.create(parent=person, child=child, since_on=MONDAY.date() + timedelta(days=30))


def awaiting(person: Person, child: Person, **more) -> FamilyLink:
    return FamilyLink.objects.create(
        school=person.school, staff=person, pupil=child, relation="nephew", declared_at=MONDAY, **more
    )


def approved(person: Person, child: Person) -> None:
    awaiting(person, child, approved=True, decided_at=MONDAY)


def refused(person: Person, child: Person) -> None:
    """Declared, and the head allows no contact online: they are family all the same."""
    awaiting(person, child, approved=False, decided_at=MONDAY, reason="There is no need for it.")


def withdrawn(person: Person, child: Person) -> None:
    awaiting(person, child, ended_on=MONDAY.date())


def ended(person: Person, child: Person) -> None:
    awaiting(person, child, approved=True, decided_at=MONDAY, ended_on=MONDAY.date())


def step_parent(person: Person, child: Person) -> None:
    """Of another child of a parent of this child."""
    mother = child.carers.first().parent if child.carers.exists() else people.person(child.school, "Una", "Moor")
    if not child.carers.exists():
        carer(mother, child)
    other = people.person(child.school, "Baby", "Moor", email=False)
    carer(mother, other)
    carer(person, other)


def joined_record(person: Person, child: Person) -> None:
    """By another record of the same person, which was joined to this one and still has the child."""
    other = people.person(person.school, "M", person.last_name, email=False, same_as=person)
    carer(other, child)


TIES = {
    tie.__name__: tie
    for tie in (
        carer,
        former_carer,
        carer_soon,
        awaiting,
        approved,
        refused,
        withdrawn,
        ended,
        step_parent,
        joined_record,
    )
}


def twice(person: Person, asked_by: Person) -> RecordJoin:
    """The question whether another record is of this person too."""
    other = people.person(person.school, "Lou", f"{person.last_name}-Vale", email=False)
    return RecordJoin.objects.create(
        school=person.school, kept=person, joined=other, reason="A new name.", asked_at=MONDAY, asked_by=asked_by
    )


def departed(cast: people.Cast) -> Departure:
    """A parent whose leaving was recorded, and whose duty goes on until a day to come."""
    parent, left_on = people.person(cast.school, "Ivo", "Lane", Duty.PARENT, email=False), date(2026, 12, 18)
    role = parent.roles.get()
    Role.objects.filter(pk=role.pk).update(until_on=left_on)
    ended = {"role": [[role.pk, None, left_on.isoformat()]]}
    return Departure.objects.create(
        school=cast.school, person=parent, left_on=left_on, at=MONDAY, by=cast.office, ended=ended
    )


def agreed(cast: people.Cast, question: RecordJoin, *first: Person, at: datetime = MONDAY) -> RecordJoin:
    """Has the records joined: by these people, and by as many of the others who are asked as it takes."""
    for by in (*first, cast.chair, cast.head, cast.dsl, cast.governor):
        by = Person.objects.prefetch_related("roles").get(pk=by.pk)
        if question.answered_at is None and question in queries.waiting_for(by, at):
            question = joins.agree_join(question, by=by, at=at)
    assert question.agreed
    return question


def join(cast: people.Cast, kept: Person, joined: Person) -> None:
    """Makes one person of two records, as the office asks and two agree."""
    question = RecordJoin.objects.create(
        school=kept.school, kept=kept, joined=joined, reason="A new name.", asked_at=MONDAY, asked_by=cast.office
    )
    agreed(cast, question)
