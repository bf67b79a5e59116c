"""What the clock does for cases."""

import logging
from datetime import datetime

from schoolgate.access import Machine
from schoolgate.cases.actions import scheduled
from schoolgate.cases.queries import lead_duty, reach

log = logging.getLogger("schoolgate.cases")


def minutely(at: datetime) -> None:
    """Ends emergency looks and grants whose time is over, and sends on what nobody runs."""
    for school in reach.schools_with_ended_access(at):
        scheduled.expire(school, by=Machine(school.pk), at=at)
    _reassign(at)


def daily(at: datetime) -> None:
    """Reminds of what is late, and sends on what nobody runs."""
    _reassign(at)
    for school in reach.schools_with_open_cases():
        scheduled.remind(school, by=Machine(school.pk), at=at)
    for school in reach.schools():
        scheduled.tidy(school, by=Machine(school.pk), at=at)


def _reassign(at: datetime) -> None:
    for case in lead_duty.to_reassign(at):
        try:
            scheduled.reassign(case, by=Machine(case.school_id), at=at)
        except Exception:  # one that cannot be handed on must not hold up the others
            log.exception("a case could not be handed on")
