"""Files of a form that came back: kept for it, taken out, sent with it, and soon forgotten."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet, Sum

from schoolgate import access
from schoolgate.action import action, by_clock, own_school
from schoolgate.community.models import School
from schoolgate.concerns import limits, packing, receipts, rules
from schoolgate.concerns.models.evidence import PendingUpload
from schoolgate.concerns.queries import uploads as kept_files
from schoolgate.concerns.rules import Attachment
from schoolgate.sealed import store

KEPT_FOR = timedelta(hours=2)
STRAY = 60 * 60
"""Seconds after which a file that no row names was left by a deed that did not come to its end."""
NO_ROOM = "There is no room to keep files for you just now. Choose them again when you send the form."
NO_LONGER = (
    "A file that we kept for you is here no longer: that is for two hours only. Your words are still here. Choose the "
    "file again, or send it without."
)


@action("concerns.keep_files", clause="8.b.2", reach=own_school, unnamed=True)
def keep_files(
    school: School, *, reference: str, enclosures: Sequence[Attachment], by: access.Someone, at: datetime
) -> tuple[str, ...]:
    """Keeps examined files for a form that came back; returns the names of those for which there is no room.

    Raises `rules.TooMany` where there is room for none: so strangers cannot make the trail long, either.
    """
    if not receipts.is_kept_reference(reference):
        raise access.Refused("concerns.keep_files")
    there = kept_files.of(school, reference)
    digests, count, size = {item.digest for item in there}, len(there), sum(item.size for item in there)
    lost = []
    for attachment in enclosures:
        if attachment.examined.digest in digests:
            continue
        count, size = count + 1, size + len(attachment.content)
        fits = count <= rules.MOST_FILES and size <= rules.MOST_BYTES
        if fits and _kept(school, reference, attachment, by, at):
            digests.add(attachment.examined.digest)
        else:
            count, size = count - 1, size - len(attachment.content)
            lost.append(attachment.name)
    if lost and len(lost) == len(enclosures):
        raise rules.TooMany(NO_ROOM)  # nothing was done, so nothing is on the trail
    return tuple(lost)


@action("concerns.let_go", reach=own_school, unnamed=True)
def let_go(school: School, *, reference: str, file_id: str = "", by: access.Someone, at: datetime) -> None:
    """Takes a kept file out of its form, or all of them where somebody leaves."""
    rows = kept_files.of(school, reference)
    forget(rows.filter(pk=file_id) if file_id else rows)


@action("concerns.forget_kept", reach=by_clock)
def forget_kept(school: School, *, by: access.Someone, at: datetime) -> None:
    """Forgets files whose form was neither sent nor left in time, save those of a draft that is still kept."""
    forget(kept_files.expired(at - KEPT_FOR).filter(school=school))
    named = set(PendingUpload.objects.values_list("path", flat=True))
    for path in store.paths(kept_files.FOLDER):
        if path not in named and store.age(path, at.timestamp()) > STRAY:
            store.remove(path)


# ---- parts of other deeds


def opened(
    school: School, reference: str, listed: Iterable[str] = ()
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The files that were kept for a form, and the names of those that the disk has lost.

    Raises `rules.Gone` where the form lists one that is not kept any more: nobody may believe it was sent.
    """
    rows = list(kept_files.of(school, reference))
    if set(listed) - {str(other.pk) for other in rows}:
        raise rules.Gone(NO_LONGER)
    whole, lost = [], []
    for row in rows:
        try:
            whole.append(packing.unpack(store.read(row.path)))
        except store.NotThere:
            lost.append(row.name)
    return tuple(whole), tuple(lost)


def forget_form(school: School, reference: str) -> None:
    """Forgets what was kept for a form that was sent or given up."""
    forget(kept_files.of(school, reference))


def forget(rows: QuerySet[PendingUpload]) -> None:
    """The files go from the disk once it is certain that their rows are gone."""
    for path in list(rows.values_list("path", flat=True)):
        transaction.on_commit(partial(store.remove, path))
    rows.delete()


def _kept(school: School, reference: str, attachment: Attachment, by: access.Someone, at: datetime) -> bool:
    """Keeps one file; False where there is no room, be it ours to give or the disk's."""
    outside = by.id is None
    packed = packing.pack(attachment)
    row = PendingUpload(
        school=school,
        reference_digest=receipts.kept_digest(reference),
        name=attachment.name,
        at=at,
        digest=attachment.examined.digest,
        size=len(attachment.content),
        from_outside=outside,
    )
    if outside:
        held = PendingUpload.objects.filter(school=school, from_outside=True).aggregate(all=Sum("on_disk"))["all"] or 0
        if not limits.may_keep_another(school.pk, at, on_disk=held + len(packed), address=access.address_of(by)):
            return False
    try:
        row.path = store.keep(str(row.pk), packed, folder=kept_files.FOLDER)
    except OSError:
        return False
    row.on_disk = store.size(row.path)
    row.save(force_insert=True)
    return True
