"""When someone is reminded: of what they have not signed, and of the day the policy is looked at again."""

from collections.abc import Sequence
from datetime import date, timedelta

PAUSE = timedelta(days=7)
MOST = 4
REVIEW_AHEAD = timedelta(days=30)


def is_due(written_on: Sequence[date], *, today: date) -> bool:
    """Whether to remind someone written to on these days: a week after the last mail, four times at most.

    The first of the days is when they were asked; the rest are reminders.
    """
    if not written_on or len(written_on) > MOST:
        return False
    return max(written_on) + PAUSE <= today


def review_is_due(review_on: date, *, reminded_on: date | None, today: date) -> bool:
    """Whether to remind the head of the review: 30 days before, on the day, and every week after it.

    A day on which nothing ran is made up for on the next.
    """
    step = _last_step(review_on, today)
    return step is not None and (reminded_on is None or reminded_on < step)


def check_due_on(checked_on: date) -> date:
    """The day on which the age register is to be checked again: a year after the last time."""
    leap = (checked_on.month, checked_on.day) == (2, 29)
    return checked_on.replace(year=checked_on.year + 1, day=28 if leap else checked_on.day)


def _last_step(review_on: date, today: date) -> date | None:
    if today >= review_on:
        return review_on + (today - review_on) // PAUSE * PAUSE
    ahead = review_on - REVIEW_AHEAD
    return ahead if today >= ahead else None
