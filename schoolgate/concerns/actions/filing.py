"""Keeps files that came with a concern; a part of deeds, never a deed of its own."""

from datetime import datetime
from errno import ENOSPC

from schoolgate import access
from schoolgate.concerns import limits
from schoolgate.concerns.actions import reaching
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.rules import AlertKind, Attachment, Channel
from schoolgate.sealed import store

FOLDER = "concerns"
NOT_KEPT = (
    "A file that came with this could not be kept, because the disk is full or very much came in this hour: {name}. "
    "Ask for it again."
)


def file(
    concern: Concern, enclosure: Attachment, *, line: Message | None = None, by: access.Someone, at: datetime
) -> Evidence:
    """Keeps the original and what may be shown of it; the same file twice is one. OSError where there is no room."""
    there = Evidence.objects.filter(concern=concern, digest=store.keyed(enclosure.examined.digest)).first()
    return there or _kept(concern, enclosure, line=line, by=by, at=at)


def file_all(
    concern: Concern,
    enclosures: tuple[Attachment, ...],
    *,
    lost: tuple[str, ...] = (),
    line: Message | None = None,
    by: access.Someone,
    at: datetime,
) -> None:
    """Keeps what can be kept. Words are never lost for a file: one that does not fit, or was lost, is an alert."""
    unkept = list(lost)
    for enclosure in enclosures:
        try:
            file(concern, enclosure, line=line, by=by, at=at)
        except OSError:
            unkept.append(enclosure.name)
    for name in unkept:
        reaching.alert(concern, AlertKind.FILE, NOT_KEPT.format(name=name), at)
    concern.unkept = tuple(unkept)


def _check_room(concern: Concern, enclosure: Attachment, by: access.Someone, at: datetime) -> None:
    """OSError where strangers send more than there is room for, by this one or by all: their words are taken all the same."""
    if by.id is not None:
        return
    size, address = store.takes(enclosure.content, enclosure.examined), access.address_of(by)
    if limits.is_flooded(concern.school_id, Channel(concern.door), at) or not limits.may_file(
        concern.school_id, at, size=size, address=address
    ):
        raise OSError(ENOSPC, "more is told than one school's people tell in an hour")


def _kept(
    concern: Concern, enclosure: Attachment, *, line: Message | None, by: access.Someone, at: datetime
) -> Evidence:
    _check_room(concern, enclosure, by, at)
    found = enclosure.examined
    there = store.keep_examined(enclosure.name, enclosure.content, found, folder=FOLDER)
    return Evidence.objects.create(concern=concern, line=line, **there, at=at, by_id=by.id)
