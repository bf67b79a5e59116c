"""Who was written to lately: one mail more would be read no sooner."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef

from schoolgate.community.models import Person
from schoolgate.concerns.models.watching import AccessLog, Notice
from schoolgate.concerns.queries.reach import STUCK


def has_mail_waiting(people: Iterable[Person], *, since: datetime) -> frozenset[int]:
    """Who was written to of anything since that moment, by a mail that is not stuck, and has looked at nothing after it."""
    written = Notice.objects.filter(person__in=people, at__gt=since).exclude(message__state__in=STUCK)
    looked = AccessLog.objects.filter(person=OuterRef("person"), at__gte=OuterRef("at"))
    return frozenset(written.filter(~Exists(looked)).values_list("person", flat=True))


def written_to_often(people: Iterable[Person], *, since: datetime, most: int) -> frozenset[int]:
    """Who was written to so often since that moment."""
    written = Notice.objects.filter(person__in=people, at__gt=since).exclude(message__state__in=STUCK).order_by()
    counted = written.values("person").annotate(many=Count("pk")).filter(many__gte=most)
    return frozenset(counted.values_list("person", flat=True))
