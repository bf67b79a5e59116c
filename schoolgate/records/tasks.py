"""What the clock does for records."""

from datetime import datetime

from schoolgate.access import Machine
from schoolgate.cases.queries import reach
from schoolgate.records.actions import scheduled


def daily(at: datetime) -> None:
    """Removes files that no record names any more."""
    for school in reach.schools():
        scheduled.tidy(school, by=Machine(school.pk), at=at)
