from datetime import date

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.actions import school
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

SPRING = rules.NewDate("term", "Spring term", date(2027, 1, 4), date(2027, 3, 25))
HALF_TERM = rules.NewDate("holiday", "Half-term", date(2027, 2, 15), date(2027, 2, 19))


def test_the_office_enters_a_term_and_its_half_term(cast):
    school.edit_dates(cast.school, adding=[SPRING, HALF_TERM], by=cast.office, at=MONDAY)
    calendar = cast.school.calendar()
    assert calendar.is_school_day(date(2027, 1, 11))
    assert not calendar.is_school_day(date(2027, 2, 16))
    assert events(cast.school) == ["community.edit_dates"]


def test_a_teacher_may_not(cast):
    with pytest.raises(access.Refused):
        school.edit_dates(cast.school, adding=[SPRING], by=cast.teacher, at=MONDAY)
    assert cast.school.dates.count() == 1


def test_a_date_is_removed(cast):
    school.edit_dates(cast.school, removing=[cast.school.dates.get().pk], by=cast.head, at=MONDAY)
    assert cast.school.dates.count() == 0


def test_another_schools_date_is_not_reached(cast, other_school):
    school.edit_dates(cast.school, removing=[other_school.school.dates.get().pk], by=cast.head, at=MONDAY)
    assert other_school.school.dates.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (rules.NewDate("term", "Back to front", date(2027, 4, 2), date(2027, 4, 1)), "before it starts"),
        (rules.NewDate("term", "Autumn again", date(2026, 12, 1), date(2027, 1, 20)), "overlaps Autumn term"),
    ],
)
def test_all_dates_go_in_or_none(cast, wrong, says):
    with pytest.raises(Broken, match=says):
        school.edit_dates(cast.school, adding=[SPRING, wrong], by=cast.office, at=MONDAY)
    assert [d.name for d in cast.school.dates.all()] == ["Autumn term"]
    assert events(cast.school) == []
