"""What is urgent goes on by the next morning, whatever hours and days somebody has entered."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schoolgate.community.actions import school as school_actions
from schoolgate.community.models import School
from schoolgate.community.rules import NewDate
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import story
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.c.2")]
LONDON = ZoneInfo("Europe/London")


def waits(cast, **said) -> datetime:
    cast.school = School.objects.get(pk=cast.school.pk)
    concern = story.outside(cast, "He hits her now!", whom=Whom.CHILD, urgent=True, **said)
    return concern.escalate_at.astimezone(LONDON)


def short_days(cast):
    """As an earlier build let it be entered, or SQL."""
    School.objects.filter(pk=cast.school.pk).update(work_starts_at=time(23, 58), work_ends_at=time(23, 59))


def late_days(cast):
    hours = {"work_starts_at": time(18, 59), "work_ends_at": time(23, 59)}
    school_actions.edit_school(cast.school, by=story.fresh(cast.office), at=MONDAY, **hours)


def closed_for_a_year(cast):
    day = NewDate("holiday", "Closed", MONDAY.date(), MONDAY.date() + timedelta(days=320))
    school_actions.edit_dates(cast.school, adding=[day], by=story.fresh(cast.head), at=MONDAY)


@pytest.mark.parametrize("spoil", [short_days, late_days, closed_for_a_year], ids=lambda spoil: spoil.__name__)
def test_no_hours_and_no_holidays_hold_up_what_is_urgent(cast, spoil):
    spoil(cast)
    assert waits(cast) <= datetime.combine(MONDAY.date() + timedelta(days=1), time(9), LONDON)


@pytest.mark.parametrize(
    ("told", "until"),
    [
        (datetime(2026, 11, 27, 10, 0), datetime(2026, 11, 27, 10, 30)),  # within working time
        (datetime(2026, 11, 27, 18, 0), datetime(2026, 11, 28, 9, 0)),  # a Friday night: Saturday morning
        (datetime(2026, 11, 28, 3, 0), datetime(2026, 11, 28, 9, 0)),
        (datetime(2026, 11, 28, 8, 45), datetime(2026, 11, 29, 9, 0)),  # not before so many minutes have passed
        (datetime(2026, 11, 29, 20, 0), datetime(2026, 11, 30, 8, 30)),
        (datetime(2026, 12, 24, 18, 0), datetime(2026, 12, 25, 9, 0)),
    ],
)
def test_by_the_next_morning_of_any_day(cast, told, until):
    assert waits(cast, at=told.replace(tzinfo=LONDON)) == until.replace(tzinfo=LONDON)


def test_anything_else_waits_by_working_time(cast):
    told = datetime(2026, 11, 27, 18, 0, tzinfo=LONDON)
    concern = story.outside(cast, "He hits her.", whom=Whom.CHILD, at=told)
    assert concern.escalate_at.astimezone(LONDON).date() == date(2026, 11, 30)
