"""What the clock does for concerns."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from schoolgate.access import Machine
from schoolgate.concerns.actions import looking, meaning, scheduled, seeing
from schoolgate.concerns.actions import uploads as concern_uploads
from schoolgate.concerns.forms.telling import child
from schoolgate.concerns.queries import looking as looks
from schoolgate.concerns.queries import quiet, reach, uploads
from schoolgate.engines.evidence import sandbox, shapes
from schoolgate.sealed import store

if TYPE_CHECKING:
    from schoolgate.concerns.models.concern import Concern
    from schoolgate.concerns.models.watching import Changed

LETTERS = 1_500_000
"""Looked through in a minute: some seconds of work, in which mails wait."""
log = logging.getLogger("schoolgate.concerns")


def minutely(at: datetime) -> int:
    """Sends on what nobody has read or can read, sees what was not sent, forgets old files; returns how many went on."""
    went_on = 0
    work = (
        (scheduled.reassign, reach.without_readers),
        (scheduled.reassign, reach.read_in_vain),
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
    went_on += _look_through(at)
    for file in looks.unseen():
        _see(file, at)
    for school in reach.schools_with_failed_mail():
        scheduled.note_failed_mail(school, by=Machine(school.pk), at=at)
    for school in uploads.schools_with_expired(at - concern_uploads.KEPT_FOR):
        concern_uploads.forget_kept(school, by=Machine(school.pk), at=at)
    return went_on


def _look_through(at: datetime) -> int:
    """Looks through what was too much at once, and at what was told while people changed; returns how many."""
    anew = [
        concern
        for change in looks.changes(at)
        for concern in looks.told_around(change)
        if _is_meant_anew(concern, change, at)
    ]
    done = 0
    for concern in (*looks.unlooked(LETTERS), *{concern.pk: concern for concern in anew}.values()):
        try:
            looking.look_through(concern, by=Machine(concern.school_id), at=at)
            done += 1
        except Exception:  # one that cannot be looked through must not hold up the others
            log.exception("a concern could not be looked through")
    return done


def _is_meant_anew(concern: "Concern", change: "Changed", at: datetime) -> bool:
    try:
        return meaning.meant_anew(concern, change.people, at)
    except Exception:  # one that cannot be matched must not hold up the others
        log.exception("a concern could not be matched with people who changed")
        return False


def _see(file: Any, at: datetime) -> None:
    """Looks at a drawing that found no place when it came."""
    try:
        found = child.looked_at(file.read_original(), stranger=True)
    except (shapes.Refused, store.NotThere):  # lost drawings must not stand before all that come later
        found = None
    except sandbox.Unavailable:
        return
    try:
        seeing.see_drawing(file.concern, file_id=file.pk, found=found, by=Machine(file.concern.school_id), at=at)
    except Exception:  # one that cannot be seen must not hold up the others
        log.exception("a drawing could not be looked at")


def daily(at: datetime) -> None:
    """Reminds of what waits for somebody who left, was never opened or left lying; drops old drafts and stray files."""
    for given in quiet.given_in_vain(at):
        _apart(scheduled.end_given, given.concern, at, given=given)
    for given in quiet.unopened(at):
        _apart(scheduled.remind, given.concern, at, given=given)
    for concern in quiet.untouched(at):
        _apart(scheduled.remind, concern, at)
    for school in reach.schools():
        scheduled.tidy(school, by=Machine(school.pk), at=at)
        concern_uploads.forget_kept(school, by=Machine(school.pk), at=at)


def _apart(deed: Callable[..., object], concern: "Concern", at: datetime, **said: Any) -> None:
    try:
        deed(concern, by=Machine(concern.school_id), at=at, **said)
    except Exception:  # one that fails must not hold up the others
        log.exception("nobody could be reminded of a concern")
