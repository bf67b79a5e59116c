"""What the clock has yet to look through for whom it means, and what was told while people changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from schoolgate.concerns.models.chronicle import Addendum, Message
from schoolgate.concerns.models.concern import Concern, Unlooked
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.watching import Changed
from schoolgate.concerns.rules import UNSEEN

A_MINUTE = 20
"""Drawings that are looked at in a minute."""

MEANWHILE = timedelta(minutes=10)
"""So long a deed may take, and so long what is told at the same moment."""


def unlooked(letters: int) -> Iterator[Concern]:
    """Concerns that wait to be looked through, the shortest first, until so many letters are taken; always one.

    So nobody waits long for somebody who sends very much.
    """
    waiting = Concern.objects.filter(Q(unlooked_since__isnull=False) | Q(pk__in=Unlooked.objects.values("concern")))
    waiting = waiting.select_related("school").prefetch_related("evidence", "lines")
    sizes = [(_letters(concern), concern.entered_at, concern) for concern in waiting]
    for number, (size, _, concern) in enumerate(sorted(sizes, key=lambda item: item[:2])):
        letters -= size
        if letters < 0 and number:
            return
        yield concern


def _letters(concern: Concern) -> int:
    texts = [concern.words, concern.childs_words, concern.exact_words]
    texts += [line.words for line in concern.lines.all()] + [file.text for file in concern.evidence.all()]
    return sum(map(len, texts))


def told_around(change: Changed) -> list[Concern]:
    """What was told, or added to, at about the moment at which people changed."""
    since = change.at - MEANWHILE
    lines = Message.objects.filter(at__gte=since, from_school=False).values("concern")
    addenda = Addendum.objects.filter(at__gte=since).values("concern")
    recent = Q(entered_at__gte=since) | Q(pk__in=lines) | Q(pk__in=addenda)
    return list(Concern.objects.filter(recent, school=change.school_id, unlooked_since=None).select_related("school"))


def changes(at: datetime) -> list[Changed]:
    """Those who changed a little while ago, while something may have been told that was matched with them as they were."""
    return list(Changed.objects.filter(at__gte=at - MEANWHILE).order_by("at"))


def changes_before(at: datetime) -> QuerySet[Changed]:
    """Those that everything told at the same moment was matched with."""
    return Changed.objects.filter(at__lt=at - MEANWHILE)


def unseen() -> list[Evidence]:
    """Drawings for which there was no place when they came: they are kept, and nothing of them can be shown yet."""
    kept = Evidence.objects.filter(media_type=UNSEEN).select_related("concern", "concern__school")
    return list(kept.order_by("at")[:A_MINUTE])
