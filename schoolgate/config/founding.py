"""A school's first day: the school, its first people, and the links with which they come in.

The beginning: nobody is there yet who could give a duty, so the server does, and the trail says so. From then on the
rules about who appoints whom hold; a duty that watches others is given here only because nobody has ever held it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from schoolgate.access import Machine
from schoolgate.access.duties import Duty
from schoolgate.community import rules
from schoolgate.community.actions import people
from schoolgate.community.actions import school as community_school
from schoolgate.community.signin import actions as signin

if TYPE_CHECKING:
    from schoolgate.community.models import Invitation


@dataclass(frozen=True)
class FirstPerson:
    """One of the first people, what they are anyway, and the duties that they begin with."""

    first: str
    last: str
    email: str
    duties: Sequence[Duty]
    starts_as: Duty = Duty.STAFF


def found(*, name: str, first: str, last: str, email: str) -> str:
    """Makes the school and its head and returns the head's invitation link; `rules.Broken` says why it cannot."""
    head = FirstPerson(first, last, email, [Duty.HEAD])
    (invitation,) = found_school({"name": name}, [head], printed=True, at=timezone.now())
    return invitation.link


def found_school(
    school: Mapping[str, Any],
    first_people: Iterable[FirstPerson],
    *,
    dates: Sequence[rules.NewDate] = (),
    printed: bool,
    at: datetime,
) -> "list[Invitation]":
    """Makes the school, its dates and its first people, and invites each: all of it or nothing."""
    today = timezone.localdate(at)
    with transaction.atomic():
        made = community_school.set_up_school(None, **school, by=Machine(None, Duty.CONSOLE), at=at)
        by = Machine(made.pk, Duty.CONSOLE)
        if dates:
            community_school.edit_dates(made, adding=dates, by=by, at=at)
        invitations = []
        for first in first_people:
            person = people.add_person(
                made,
                duty=first.starts_as,
                since_on=today,
                first_name=first.first,
                last_name=first.last,
                email=first.email,
                by=by,
                at=at,
            )
            for duty in first.duties:
                people.give_duty(person, duty=duty, since_on=today, by=by, at=at)
            invitations.append((person, by))
        # Invited once all are there, so that a mail about a duty is no earlier than whom it is about.
        return [signin.invite(_fresh(person), by=by, at=at, printed=printed) for person, by in invitations]


def _fresh(person: Any) -> Any:
    """The person with the duties that they hold by now."""
    return type(person).objects.select_related("school").prefetch_related("roles").get(pk=person.pk)
