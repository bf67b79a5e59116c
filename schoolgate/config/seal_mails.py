"""Once a week the chair of governors is sent the newest seal of the trail: nobody at school can take it back.

`schoolgate trail verify --seal` says whether the trail still goes on from it. The seal tells nothing of what was done.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from schoolgate.access import Machine
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, School
from schoolgate.community.queries import school as community_school
from schoolgate.config import verifying
from schoolgate.post import actions as post
from schoolgate.post import queries
from schoolgate.post.rules import Letter

KIND = "trail.seal"
EVERY = timedelta(days=7)
BODY = """Dear {person},

This is the newest seal of Schoolgate's activity log at {school}:

    {seal}

Please keep this email, and do nothing else with it. If anyone ever doubts that the log is complete, IT runs this command:

    schoolgate trail verify --seal {seal}

It says whether the log still goes on from this seal, or was cut or written anew since.
"""


def weekly(at: datetime) -> int:
    """Writes to each chair who was not written to within a week; returns how many mails."""
    return sum(_write(school, at) for school in community_school.schools())


def _write(school: School, at: datetime) -> int:
    chairs = list(Person.objects.filter(school=school).exclude(email="").holding(Duty.CHAIR, on=timezone.localdate(at)))
    written = queries.last_written(school.pk, [KIND], people=[person.pk for person in chairs])
    due = [person for person in chairs if at - written.get(person.pk, at - EVERY) >= EVERY]
    seal = verifying.newest(school.pk)
    if not due or not seal:
        return 0
    return len(
        post.send(school, letters=[_letter(person, school, seal) for person in due], by=Machine(school.pk), at=at)
    )


def _letter(person: Person, school: School, seal: str) -> Letter:
    subject = f"{school}: the seal of the activity log. Please keep this email"
    return Letter(person.pk, person.email, KIND, subject, BODY.format(person=person, school=school, seal=seal))
