"""A school's first day: the school, its head, and the link with which the head comes in."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from schoolgate.access import Machine
from schoolgate.access.duties import Duty
from schoolgate.community import actions as community
from schoolgate.community.signin import actions as signin


def found(*, name: str, first: str, last: str, email: str) -> str:
    """Makes the school and its head and returns the head's invitation link; ValueError with a sentence if it cannot."""
    at = timezone.now()
    console = Machine(None, Duty.CONSOLE)
    with transaction.atomic():
        school = community.set_up_school(None, name=name, slug=slugify(name)[:50], invented=False, by=console, at=at)
        by = Machine(school.pk, Duty.CONSOLE)
        head = community.add_person(
            school, first_name=first, last_name=last, email=email, duties=[Duty.HEAD], by=by, at=at
        )
        return signin.invite(head, by=by, at=at)
