"""The demo school's document: our model policy, drafted, approved, published, and signed by part of the school."""

from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, School, Teaching
from schoolgate.policy import audiences
from schoolgate.policy.actions import drafting, reviewing, signing
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.rules import Audience


def publish_and_sign(school: School, *, share: float, seed: int, at: datetime) -> Version:
    """Takes the model policy through all its stages three weeks ago, then has a share of each audience sign it."""
    began = at - timedelta(days=21)
    head, chair = _holder(school, Duty.HEAD), _holder(school, Duty.CHAIR)
    version = drafting.start_from_model(school, by=head, at=began)
    reviewing.send_for_review(version, by=head, at=began + timedelta(days=1))
    reviewing.approve(version, by=chair, at=began + timedelta(days=3))
    published_at = began + timedelta(days=4)
    in_force_on = timezone.localdate(published_at)
    reviewing.publish(
        version,
        in_force_on=in_force_on,
        review_on=in_force_on + timedelta(days=365),
        review_every=12,
        by=head,
        at=published_at,
    )
    _sign(version, share=share, chance=Random(seed), at=published_at + timedelta(days=5))
    return version


def _holder(school: School, duty: Duty) -> Person:
    person = school.people.prefetch_related("roles").holding(duty, on=timezone.localdate()).first()
    assert person is not None, f"the demo school has no {duty}"
    return person


def _sign(version: Version, *, share: float, chance: Random, at: datetime) -> None:
    """Staff, parents and governors each sign for themselves; classes agree with their teacher, except two of every seven."""
    today = timezone.localdate(at)
    for audience in (Audience.STAFF, Audience.GOVERNOR, Audience.PARENT):
        clauses = _for(version, audience)
        people = version.school.people.prefetch_related("roles").holding(*audiences.DUTIES[audience], on=today)
        for person in people.filter(account__isnull=False):
            if clauses and chance.random() < share:
                private = today if audience == Audience.STAFF else None
                signing.sign(version, audience=audience, clauses=clauses, accounts_private_on=private, by=person, at=at)
    clauses = _for(version, Audience.PUPIL)
    teachings = Teaching.objects.filter(classroom__school=version.school_id).select_related("teacher", "classroom")
    for number, teaching in enumerate(teachings.order_by("classroom__year_group", "pk")):
        if number % 7 in (2, 6):
            continue
        pupils = Person.objects.prefetch_related("roles").in_class(teaching.classroom_id, on=today)
        signing.agree_as_class(
            version,
            pupils=[pupil for pupil in pupils if chance.random() < 0.95],
            clauses=clauses,
            by=teaching.teacher,
            at=at,
        )


def _for(version: Version, audience: Audience) -> list[Clause]:
    return [clause for clause in version.clauses.all() if audience.value in clause.audience]
