"""What a leaving has ended, and what of it comes back where it was a mistake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from schoolgate.community.models import Appointment, Departure, Person, Placement, Role, Teaching
from schoolgate.community.spans import Span

KINDS: dict[str, type[Span]] = {"role": Role, "placement": Placement, "teaching": Teaching}
OWNERS = {"role": "person", "placement": "pupil", "teaching": "teacher"}


@dataclass(frozen=True)
class Back:
    """One duty or class that a leaving has ended, and until when it held before."""

    row: Span
    until_on: date | None


Ended = tuple[int, str | None, str]
"""A row, the last day that it had before a leaving, if any, and the one that was put in."""


def ended(span: Span, until_on: date) -> Ended:
    """What is kept of a row that a leaving is about to end."""
    return span.pk, span.until_on.isoformat() if span.until_on else None, until_on.isoformat()


def last_of(person: Person) -> Departure | None:
    """The last leaving of somebody that was recorded by hand and has something in it that can come back."""
    last = person.departures.filter(undone_at=None).first()
    return last if last is not None and (coming_back(last) or asked_by(last).exists()) else None


def asked_by(departure: Departure) -> QuerySet[Appointment]:
    """What this leaving asked about the end of duties that watch others, and nobody has answered."""
    asked = Appointment.objects.filter(person=departure.person_id, ends=True, answered_at=None, withdrawn_at=None)
    return asked.filter(asked_at=departure.at, asked_by=departure.by_id)


def coming_back(departure: Departure) -> list[Back]:
    """What still ends as this leaving said, and has nothing newer in its place."""
    return [back for back in _ended(departure) if not _is_replaced(back.row)]


def _ended(departure: Departure) -> Iterator[Back]:
    for kind, model in KINDS.items():
        was = {pk: (before, after) for pk, before, after in departure.ended.get(kind, [])}
        for row in model._default_manager.filter(pk__in=was).select_related(OWNERS[kind]).order_by("pk"):
            before, after = was[row.pk]
            if row.until_on is not None and row.until_on.isoformat() == after:
                yield Back(row, date.fromisoformat(before) if before else None)


def _is_replaced(row: Span) -> bool:
    """Whether they hold the same duty, or a pupil is in a class, by something that was entered since."""
    if isinstance(row, Role):
        others = Role.objects.filter(person=row.person_id, duty=row.duty)
    elif isinstance(row, Placement):
        others = Placement.objects.filter(pupil=row.pupil_id)
    else:
        assert isinstance(row, Teaching)
        others = Teaching.objects.filter(teacher=row.teacher_id, classroom=row.classroom_id)
    assert row.until_on is not None
    return others.exclude(pk=row.pk).filter(Q(until_on=None) | Q(since_on__gte=row.until_on)).exists()


def with_them(departure: Departure) -> list[Person]:
    """Who left with somebody, as carers do who have no other child here, and comes back with them."""
    roles = [back.row for back in coming_back(departure) if isinstance(back.row, Role)]
    people = {role.person_id: role.person for role in roles if role.person_id != departure.person_id}
    return list(people.values())
