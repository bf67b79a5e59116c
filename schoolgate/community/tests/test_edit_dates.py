from datetime import date, timedelta

import pytest
from django.core import mail

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


def told() -> dict[str, str]:
    sent = [one for one in mail.outbox if "hours or contacts" in one.subject]
    return {to: one.body for one in sent for to in one.to}


def test_head_dsl_chair_and_governors_hear_of_dates(cast):
    school.edit_dates(cast.school, adding=[HALF_TERM], removing=[cast.school.dates.get().pk], by=cast.office, at=MONDAY)
    assert set(told()) == {cast.head.email, cast.dsl.email, cast.chair.email, cast.governor.email}
    body = told()[cast.chair.email]
    assert "Taken away: Autumn term (Term), 2 September 2026 to 18 December 2026" in body
    assert "Entered: Half-term (Holiday or half-term), 15 February 2027 to 19 February 2027" in body


def closed(starts_on, ends_on, kind="holiday", name="Closed"):
    return rules.NewDate(kind, name, starts_on, ends_on)


LONG = {
    "in one": [closed(date(2026, 11, 23), date(2027, 10, 9))],
    "just too long": [closed(date(2027, 1, 4), date(2027, 3, 1))],
    "one after the other": [
        closed(date(2027, 1, 4), date(2027, 1, 31)),
        closed(date(2027, 2, 1), date(2027, 3, 5), "inset", "Training"),
    ],
    "over weekends": [closed(date(2027, 1, 4), date(2027, 1, 29)), closed(date(2027, 2, 1), date(2027, 3, 5))],
}


@pytest.mark.parametrize("long", LONG)
def test_nobody_but_the_head_closes_the_school_for_months(cast, long):
    for by in (cast.office, cast.deputy):
        with pytest.raises(Broken, match="Only the head enters more than 8 weeks"):
            school.edit_dates(cast.school, adding=LONG[long], by=by, at=MONDAY)
    assert cast.school.dates.count() == 1 and told() == {}
    school.edit_dates(cast.school, adding=LONG[long], by=cast.head, at=MONDAY)
    assert cast.chair.email in told()


@pytest.mark.parametrize("long", LONG)
def test_a_long_closure_of_the_heads_stops_nobody_who_adds_nothing_to_it(cast, long):
    school.edit_dates(cast.school, adding=LONG[long], by=cast.head, at=MONDAY)
    elsewhere = closed(date(2028, 2, 14), date(2028, 2, 18), name="Half-term")
    school.edit_dates(cast.school, adding=[elsewhere], by=cast.office, at=MONDAY)
    last = max(item.ends_on for item in LONG[long])
    for more in (last - timedelta(days=2), last + timedelta(days=1)):
        with pytest.raises(Broken, match="Another day would close.*Only the head"):
            added = [closed(more, more, "inset", "Another day")]
            school.edit_dates(cast.school, adding=added, by=cast.office, at=MONDAY)


def test_nor_by_one_before_what_is_there(cast):
    school.edit_dates(cast.school, adding=[closed(date(2027, 1, 25), date(2027, 3, 5))], by=cast.office, at=MONDAY)
    with pytest.raises(Broken, match="Before would close the school from 4 January 2027"):
        before = closed(date(2027, 1, 4), date(2027, 1, 22), name="Before")
        school.edit_dates(cast.school, adding=[before], by=cast.office, at=MONDAY)


def test_nor_a_week_at_a_time_on_different_days(cast):
    weeks = [closed(date(2027, 1, 4) + timedelta(weeks=n), date(2027, 1, 8) + timedelta(weeks=n)) for n in range(9)]
    for week in weeks[:8]:
        school.edit_dates(cast.school, adding=[week], by=cast.office, at=MONDAY)
    with pytest.raises(Broken, match="Only the head"):
        school.edit_dates(cast.school, adding=[weeks[8]], by=cast.office, at=MONDAY)


def test_summer_holidays_are_no_months(cast):
    school.edit_dates(cast.school, adding=[closed(date(2027, 7, 22), date(2027, 9, 1))], by=cast.office, at=MONDAY)
