"""Keeps files that came with a concern; a part of deeds, never a deed of its own."""

from datetime import datetime

from schoolgate.concerns import filed
from schoolgate.concerns.actions import reaching
from schoolgate.concerns.models import Concern, Evidence
from schoolgate.concerns.rules import Enclosure, Matter

NOT_KEPT = "A file that came with this could not be kept, most likely because the disk is full: {name}. Ask for it again."


def file(concern: Concern, enclosure: Enclosure, *, by_id: int | None, at: datetime) -> Evidence:
    """Keeps the original and what may be shown of it; the same file twice is one. OSError when the disk is full."""
    there = Evidence.objects.filter(concern=concern, digest=enclosure.examined.digest).first()
    return there or _kept(concern, enclosure, by_id=by_id, at=at)


def file_all(concern: Concern, enclosures: tuple[Enclosure, ...], *, by_id: int | None, at: datetime) -> None:
    """Keeps what can be kept. Words are never lost for a file: one that does not fit is an alert."""
    lost = []
    for enclosure in enclosures:
        try:
            file(concern, enclosure, by_id=by_id, at=at)
        except OSError:
            lost.append(enclosure.name)
            reaching.alert(concern, Matter.FILE, NOT_KEPT.format(name=enclosure.name), at)
    concern.unkept = tuple(lost)


def _kept(concern: Concern, enclosure: Enclosure, *, by_id: int | None, at: datetime) -> Evidence:
    found = enclosure.examined
    there = filed.keep(enclosure.name, enclosure.content, found, found.digest)
    return Evidence.objects.create(concern=concern, **there, at=at, by_id=by_id)
