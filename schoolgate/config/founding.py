"""A school's first day: the school, its head, and the link with which the head comes in."""

from django.db import transaction
from django.utils import timezone

from schoolgate.access import Machine
from schoolgate.access.duties import Duty
from schoolgate.community.actions import people
from schoolgate.community.actions import school as community_school
from schoolgate.community.signin import actions as signin


def found(*, name: str, first: str, last: str, email: str) -> str:
    """Makes the school and its head and returns the head's invitation link; `rules.Broken` says why it cannot."""
    at = timezone.now()
    today = timezone.localdate(at)
    with transaction.atomic():
        school = community_school.set_up_school(None, name=name, by=Machine(None, Duty.CONSOLE), at=at)
        by = Machine(school.pk, Duty.CONSOLE)
        head = people.add_person(
            school, duty=Duty.STAFF, since_on=today, first_name=first, last_name=last, email=email, by=by, at=at
        )
        people.give_duty(head, duty=Duty.HEAD, since_on=today, by=by, at=at)
        return signin.invite(head, by=by, at=at).link
