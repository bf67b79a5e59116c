"""What the clock does for concerns."""

import logging
from datetime import datetime

from schoolgate.access import Machine
from schoolgate.concerns import actions, queries

log = logging.getLogger("schoolgate.concerns")


def minutely(at: datetime) -> int:
    """Asks the next in line where something lies unread, sees what could not be sent, forgets old files of forms; returns how many went on."""
    went_on = 0
    for concern in queries.due_to_escalate(at):
        try:
            actions.escalate(concern, by=Machine(concern.school_id), at=at)
            went_on += 1
        except Exception:  # one that cannot go on must not hold up the others
            log.exception("a concern could not go to the next in line")
    for school in queries.schools_with_failed_mail():
        actions.note_failed_mail(school, by=Machine(school.pk), at=at)
    for school in queries.schools_with_expired(at - actions.KEPT_FOR):
        actions.forget_kept(school, by=Machine(school.pk), at=at)
    return went_on


def daily(at: datetime) -> None:
    """Drops old drafts and stray files."""
    for school in queries.schools():
        actions.tidy(school, by=Machine(school.pk), at=at)
        actions.forget_kept(school, by=Machine(school.pk), at=at)
