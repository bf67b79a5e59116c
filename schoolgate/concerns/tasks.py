"""What the clock does for concerns."""

import logging
from datetime import datetime

from schoolgate.access import Machine
from schoolgate.concerns.actions import scheduled
from schoolgate.concerns.actions import uploads as concern_uploads
from schoolgate.concerns.queries import reach, uploads

log = logging.getLogger("schoolgate.concerns")


def minutely(at: datetime) -> int:
    """Sends on what nobody has read or can read, sees what was not sent, forgets old files; returns how many went on."""
    went_on = 0
    work = (
        (scheduled.reassign, reach.without_readers),
        (scheduled.escalate, reach.due_to_escalate),
        (scheduled.alarm, reach.due_to_alarm),
    )
    for deed, concerns in work:
        for concern in concerns(at):
            try:
                deed(concern, by=Machine(concern.school_id), at=at)
                went_on += 1
            except Exception:  # one that cannot go on must not hold up the others
                log.exception("a concern could not go to the next in line")
    for school in reach.schools_with_failed_mail():
        scheduled.note_failed_mail(school, by=Machine(school.pk), at=at)
    for school in uploads.schools_with_expired(at - concern_uploads.KEPT_FOR):
        concern_uploads.forget_kept(school, by=Machine(school.pk), at=at)
    return went_on


def daily(at: datetime) -> None:
    """Drops old drafts and stray files."""
    for school in reach.schools():
        scheduled.tidy(school, by=Machine(school.pk), at=at)
        concern_uploads.forget_kept(school, by=Machine(school.pk), at=at)
