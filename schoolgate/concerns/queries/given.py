"""What was passed to somebody or shared with them by name, until they have opened it."""

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Access, Concern, ConcernQuerySet
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.rules import AccessReason, Status

BY_NAME = (AccessReason.PASSED.value, AccessReason.SHARED.value)


def unopened() -> QuerySet[Access]:
    """What was given to somebody by name who has not opened it since; what is finished waits for nobody."""
    return _given().filter(~Exists(_looks()))


def opened() -> QuerySet[Access]:
    """What was given to somebody by name who has opened it since."""
    return _given().filter(Exists(_looks()))


def marked(concerns: ConcernQuerySet, person: Person) -> ConcernQuerySet:
    """These, each with `given`: why it was given to this person, where they have not opened it since; else None."""
    mine = unopened().filter(concern=OuterRef("pk"), person=person)
    found: ConcernQuerySet = concerns.annotate(given=Subquery(mine.values("why")[:1]))
    return found


def is_written_to(concern: Concern, person: Person) -> bool:
    """Whether a mail was put in the outbox for somebody when a concern was given to them by name."""
    row = concern.reaches.filter(person=person, ended_at=None).first()
    return row is not None and concern.notices.filter(person=person, at__gte=row.at).exists()


# ---- parts


def _given() -> QuerySet[Access]:
    rows = Access.objects.filter(why__in=BY_NAME, person__isnull=False, ended_at=None)
    return rows.exclude(concern__status=Status.FINISHED)


def _looks() -> QuerySet[AccessLog]:
    return AccessLog.objects.filter(
        concern=OuterRef("concern"), person=OuterRef("person"), at__gte=OuterRef("at")
    ).order_by()
