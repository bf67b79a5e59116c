"""The very minute and the very day: hours, clock changes, birthdays."""

import dataclasses
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Account, Device, Platform, Role, Way
from schoolgate.engines.rulings.tests.asking import CARRY, CONNECT, EVENING, MODEL, POST, USE, answer, with_parameters

DAY = datetime(2026, 11, 23)
A_BIT = timedelta(microseconds=1)


def clock(hour, minute):
    return DAY.replace(hour=hour, minute=minute)


@pytest.mark.clause("5.p.2")
@pytest.mark.parametrize(
    ("at", "inside"),
    [(clock(8, 45) - A_BIT, False), (clock(8, 45), True), (clock(15, 20) - A_BIT, True), (clock(15, 20), False)],
)
def test_the_school_day_begins_and_ends_to_the_minute(at, inside):
    assert ("5.p.2" in answer(USE, at=at)[1]) is inside
    assert ("5.p.3" in answer(CARRY, at=at)[1] and answer(CARRY, at=at)[0] == "forbidden") is inside
    assert ("5.p.2" in answer(POST, role=Role.PUPIL, born=date(2012, 5, 1), at=at)[1]) is inside


@pytest.mark.clause("5.s.6")
@pytest.mark.parametrize(
    ("at", "inside"),
    [(clock(8, 0) - A_BIT, False), (clock(8, 0), True), (clock(17, 0) - A_BIT, True), (clock(17, 0), False)],
)
def test_the_working_day_begins_and_ends_to_the_minute(at, inside):
    advised = ("advised against", ("5.s.6",))
    assert (answer(USE, role=Role.STAFF, at=at) == advised) is inside
    assert (answer(POST, at=at) == advised) is inside
    longer = with_parameters(pupil_hours="working day")
    assert ("5.p.2" in answer(USE, longer, at=at)[1]) is inside


def test_hours_with_seconds_are_kept_too():
    days = dataclasses.replace(MODEL.calendar, day_starts=datetime(2026, 1, 1, 8, 45, 30).time())
    policy = dataclasses.replace(MODEL, calendar=days)
    assert "5.p.2" not in answer(USE, policy, at=clock(8, 45))[1]
    assert "5.p.2" in answer(USE, policy, at=clock(8, 45).replace(second=30))[1]


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 12, 25)])
def test_no_hours_on_days_without_school(day):
    at = datetime.combine(day, clock(10, 0).time())
    assert "5.p.2" not in answer(USE, at=at)[1]
    assert answer(USE, role=Role.STAFF, at=at)[0] == "allowed"
    assert answer(CARRY, at=at)[0] == "allowed"


def test_the_schools_own_holidays_count():
    week = (date(2026, 11, 23), date(2026, 11, 27))
    term = (date(2026, 9, 1), date(2026, 12, 18))
    away = dataclasses.replace(MODEL, calendar=dataclasses.replace(MODEL.calendar, terms=(term,), closures=(week,)))
    assert answer(CARRY, at=clock(10, 0))[0] == "forbidden"
    assert answer(CARRY, away, at=clock(10, 0))[0] == "allowed"


# The clocks go forward on Sunday 29 March 2026 and back on Sunday 25 October 2026.
@pytest.mark.parametrize(
    ("at", "inside"),
    [
        (datetime(2026, 3, 27, 8, 44, tzinfo=UTC), False),
        (datetime(2026, 3, 27, 8, 45, tzinfo=UTC), True),
        (datetime(2026, 3, 30, 7, 44, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 7, 45, tzinfo=UTC), True),
        (datetime(2026, 3, 30, 14, 20, tzinfo=UTC), False),
        (datetime(2026, 10, 23, 7, 45, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 7, 45, tzinfo=UTC), False),
        (datetime(2026, 10, 26, 8, 45, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 18, 45, tzinfo=timezone(timedelta(hours=10))), True),
    ],
)
def test_moments_with_an_offset_are_read_on_the_schools_clock(at, inside):
    assert ("5.p.2" in answer(USE, at=at)[1]) is inside


def test_a_moment_without_offset_is_on_the_schools_clock_in_summer_and_in_winter():
    for day in (date(2026, 3, 30), date(2026, 10, 26)):
        at = datetime.combine(day, clock(8, 45).time())
        assert "5.p.2" in answer(USE, at=at)[1]
        assert "5.p.2" not in answer(USE, at=at - A_BIT)[1]


@pytest.mark.parametrize("hour", [1, 2])
def test_hours_that_the_clocks_skip_or_repeat_are_no_trouble(hour):
    for day in (datetime(2026, 3, 29), datetime(2026, 10, 25)):
        for fold in (0, 1):
            assert answer(USE, at=day.replace(hour=hour, minute=30, fold=fold))[0] == "allowed"


@pytest.mark.clause("5.p.1")
def test_the_thirteenth_birthday():
    born = date(2013, 11, 23)
    assert answer(USE, born=born, at=EVENING) == ("allowed", ("3.a.1",))
    before = answer(USE, born=born, at=EVENING - timedelta(days=1))
    assert before == ("forbidden", ("3.a.1", "5.p.1"))


@pytest.mark.clause("4.7")
def test_the_eighteenth_birthday():
    facts = {"other": Role.FORMER_PUPIL, "way": Way.FRIEND, "other_born": date(2008, 11, 23)}
    assert answer(CONNECT, **facts, at=EVENING) == ("allowed", ("4.7",))
    before = answer(CONNECT, **facts, at=EVENING - timedelta(days=1))
    assert before == ("forbidden", ("4.7", "5.s.2"))


def test_the_birthday_begins_at_midnight_on_the_schools_clock():
    born = date(2013, 7, 6)
    assert answer(USE, born=born, at=datetime(2026, 7, 5, 22, 59, tzinfo=UTC))[0] == "forbidden"
    assert answer(USE, born=born, at=datetime(2026, 7, 5, 23, 0, tzinfo=UTC))[0] == "allowed"


@pytest.mark.parametrize(("day", "old_enough"), [(date(2025, 2, 28), False), (date(2025, 3, 1), True)])
def test_a_birthday_on_29_february_falls_on_1_march_in_other_years(day, old_enough):
    at = datetime.combine(day, EVENING.time())
    assert (answer(USE, born=date(2012, 2, 29), at=at)[0] == "allowed") is old_enough


@pytest.mark.parametrize(("day", "old_enough"), [(28, False), (29, True)])
def test_a_birthday_on_29_february_falls_on_it_in_leap_years(day, old_enough):
    at = datetime(2028, 2, day, 19, 0)
    policy = with_parameters(minimum_age=16)
    older = Platform("x", "X", social=True, minimum_age=16)
    assert (answer(USE, policy, born=date(2012, 2, 29), at=at, platform=older)[0] == "allowed") is old_enough


@pytest.mark.parametrize("field", ["born", "other_born"])
def test_nobody_is_born_after_the_day_in_question(field):
    question = dataclasses.replace(CONNECT, **{field: date(2026, 11, 24)})
    with pytest.raises(ValueError, match="24 November 2026"):
        rule(question, MODEL)
    rule(dataclasses.replace(CONNECT, **{field: date(2026, 11, 23)}), MODEL)


def test_the_family_tie_waits_only_in_the_working_day_on_school_equipment():
    tie = {"family_link": True, "device": Device.SCHOOL_TABLET, "exception": True}
    assert answer(CONNECT, **tie, at=clock(17, 0)) == ("allowed", ("5.s.4",))
    forbidden = answer(CONNECT, **tie, at=clock(16, 59))
    assert forbidden == ("forbidden", ("5.s.1", "5.s.4"))
    assert answer(CONNECT, **{**tie, "device": Device.OWN_PHONE}, at=clock(16, 59))[0] == "advised against"


def test_an_official_post_in_working_hours_is_work():
    official = {"account": Account.OFFICIAL, "official_holder": True, "at": clock(10, 0)}
    assert answer(POST, **official) == ("allowed", ("1.3",))
