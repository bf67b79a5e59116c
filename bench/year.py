"""A school with a year behind it, and browsers in which its people are signed in."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from schoolgate.community.models import Person, School

Progress = Callable[[str, int, int], None]
OPEN_SHARE = 0.1


def school(pupils: int, cases: int, events: int, concerns: int, *, at: datetime, progress: Progress) -> School:
    """An invented school with so many cases, entries and concerns over the year that ends then."""
    from schoolgate.demo import community
    from tests import load

    made = community.load(pupils=pupils, today=at.date(), progress=lambda done, total: progress("people", done, total))
    progress("cases", 0, 1)
    load.year(made, until=at, cases=cases, events=events)
    progress("cases", 1, 1)
    _concerns(made, concerns, at, progress)
    return made


def holding(school: School, duty: str, *, at: datetime) -> Person:
    from schoolgate.community.models import Person

    people = Person.objects.filter(school=school).holding(duty, on=at.date())  # type: ignore[arg-type]
    found = people.exclude(account=None).prefetch_related("roles").first()
    assert found is not None, duty
    return found


def browser(school: School, duty: str, *, at: datetime) -> Client:
    """A browser in which whoever holds this duty is signed in, with the second step in that session."""
    from django.test import Client

    from tests.cast import client_of

    return client_of(holding(school, duty, at=at), client=Client(headers={"host": "127.0.0.1"}))


def _concerns(school: School, count: int, at: datetime, progress: Progress) -> None:
    """Concerns about children, most of them ended, each with the person, an addition and whom it reaches."""
    from schoolgate.concerns.models import chronicle, concern
    from schoolgate.concerns.rules import AccessReason, Channel, ConcernKind, ConcernPart, Harm, Status
    from tests.load import BATCH, WORDS, insert_written

    draw = random.Random(7)
    children = list(school.people.filter(roles__duty="pupil").distinct())
    adults = [holding(school, duty, at=at) for duty in ("teacher", "dsl", "head")]

    def one(ended: bool) -> Any:
        told = concern.Concern(
            school=school,
            number=0,
            kind=ConcernKind.STAFF.value,
            door=Channel.STAFF.value,
            entered_at=at - timedelta(minutes=draw.randrange(60, 365 * 24 * 60)),
            entered_by=adults[0],
            words=" ".join(draw.choices(WORDS, k=3)),
            harm=draw.choice(list(Harm)).value,
            first_harm=Harm.OTHER.value,
            goes_to="dsl",
            status=(Status.FINISHED if ended else Status.RECEIVED).value,
            receipt_digest=secrets.token_hex(32),
            form_digest=secrets.token_hex(32),
        )
        told.acknowledged_at, told.acknowledged_by = (at, adults[1]) if ended else (None, None)
        told.told_digest = concern.digest_of(told)
        return told

    made = [one(draw.random() > OPEN_SHARE) for _ in range(count)]
    for number, told in zip(draw.sample(range(100_000, 1_000_000), count), made, strict=True):
        told.number = number
    concern.Concern.objects.bulk_create(made, batch_size=BATCH)
    progress("concerns", 1, 4)
    concern.Access.objects.bulk_create(
        (concern.Access(concern=item, duty="dsl", why=AccessReason.ROUTED.value, at=item.entered_at) for item in made),
        batch_size=BATCH,
    )
    progress("concerns", 2, 4)
    concern.About.objects.bulk_create(
        (concern.About(concern=item, person=draw.choice(children), part=ConcernPart.ABOUT.value) for item in made),
        batch_size=BATCH,
    )
    progress("concerns", 3, 4)
    insert_written(
        chronicle.Addendum,
        [chronicle.Addendum(concern=item, words=draw.choice(WORDS), at=at, by=adults[1]) for item in made[::2]],
    )
    progress("concerns", 4, 4)
