"""Drawings that were kept without being looked at, since there was no place to; looked at by the clock."""

from datetime import datetime
from uuid import UUID

from schoolgate import access
from schoolgate.action import action
from schoolgate.concerns.actions import filing
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.queries import reach
from schoolgate.engines.evidence.shapes import Examined
from schoolgate.sealed import store

REFUSED = "application/octet-stream"


@action("concerns.see_drawing", clause="3.a.6", reach=reach.by_clock)
def see_drawing(
    concern: Concern, *, file_id: UUID, found: Examined | None, by: access.Someone, at: datetime
) -> Evidence:
    """Puts what may be shown of a drawing beside it, once it was looked at; without `found` nothing may be shown of it."""
    file = concern.evidence.get(pk=file_id)
    content = file.read_original()
    looked_at = store.keep_examined(file.name, content, found, folder=filing.FOLDER) if found else _as_it_was(file)
    line, sent_at, by_id = file.line, file.at, file.by_id
    seen = list(file.seen.values())
    file.delete()  # a row of a file stays as it was written, so it is written anew, and who looked at it with it
    now = Evidence.objects.create(id=file_id, concern=concern, line=line, **looked_at, at=sent_at, by_id=by_id)
    AccessLog.objects.bulk_create(AccessLog(**look) for look in seen)
    return now


def _as_it_was(file: Evidence) -> dict[str, object]:
    fields = ("name", "digest", "path", "shown_path", "blurred_path", "pages", "size", "text", "metadata")
    return {name: getattr(file, name) for name in fields} | {"media_type": REFUSED}
