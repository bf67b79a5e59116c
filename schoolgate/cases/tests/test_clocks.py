"""By when: over weekends, holidays, bank holidays and the days on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schoolgate.broken import Broken
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.clocks import (
    AT_ONCE,
    OPENED,
    SAME_DAY,
    Clock,
    Unit,
    due_at,
    on_date,
    school_days,
    weeks,
    working_days,
)
from schoolgate.engines.procedures.engine import Standing, check_clock, due_of, overdue, tasks
from schoolgate.engines.procedures.schema import HARMED, Child, Done, Facts, Key, State

LONDON = ZoneInfo("Europe/London")
CALENDAR = SchoolCalendar(
    terms=(
        (date(2026, 9, 3), date(2026, 12, 18)),
        (date(2027, 1, 4), date(2027, 3, 24)),
        (date(2027, 4, 12), date(2027, 7, 21)),
    ),
    closures=((date(2026, 10, 26), date(2026, 10, 30)), (date(2027, 5, 31), date(2027, 6, 4))),
)
ADULT = PROCEDURES["adult"]


def at(text):
    """A moment on the school's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


ONE_DAY = working_days(1)


@pytest.mark.clause("6.2")
@pytest.mark.parametrize(
    "told,due",
    [
        ("2026-11-23 08:15", "2026-11-24 17:00"),  # a Monday
        ("2026-11-27 08:15", "2026-11-30 17:00"),  # a Friday: over the weekend
        ("2026-11-28 22:40", "2026-11-30 17:00"),  # a Saturday night
        ("2026-11-29 23:59", "2026-11-30 17:00"),  # a Sunday
        ("2026-10-28 09:00", "2026-10-29 17:00"),  # half-term: the authority works
        ("2026-12-24 09:00", "2026-12-29 17:00"),  # Christmas Day a Friday, Boxing Day put off to Monday
        ("2027-03-25 16:00", "2027-03-30 17:00"),  # the Thursday before Easter
        ("2027-04-30 16:00", "2027-05-04 17:00"),  # early May bank holiday
        ("2027-03-26 12:00", "2027-03-30 17:00"),  # Good Friday, and the clocks go forward on Sunday
        ("2026-10-23 16:30", "2026-10-26 17:00"),  # the clocks go back on Sunday
        ("2027-08-04 09:00", "2027-08-05 17:00"),  # summer
    ],
)
def test_the_lado_hears_of_it_within_one_working_day(told, due):
    state = State(Facts(), at(told))
    assert due_of(ADULT, state, Key("lado"), CALENDAR) == at(due)


@pytest.mark.parametrize(
    "clock,start,due",
    [
        (AT_ONCE, "2026-11-28 03:00", "2026-11-28 03:00"),
        (Clock(30, Unit.MINUTES), "2026-11-27 16:50", "2026-11-27 17:20"),
        (SAME_DAY, "2026-11-23 08:15", "2026-11-23 17:00"),
        (SAME_DAY, "2026-11-23 17:00", "2026-11-24 17:00"),
        (SAME_DAY, "2026-11-28 09:00", "2026-11-30 17:00"),
        (school_days(2), "2026-10-22 09:00", "2026-11-02 17:00"),  # over half-term: Friday, then Monday week
        (school_days(2), "2026-12-17 09:00", "2027-01-04 17:00"),
        (school_days(1), "2027-04-30 09:00", "2027-05-04 17:00"),
        (school_days(0), "2026-11-23 09:00", "2026-11-23 17:00"),
        (school_days(0), "2026-11-23 18:00", "2026-11-24 17:00"),
        (school_days(0), "2026-10-28 09:00", "2026-11-02 17:00"),
        (weeks(2, OPENED), "2026-11-23 09:00", "2026-12-07 17:00"),
        (weeks(2, OPENED), "2026-12-10 09:00", "2027-01-04 17:00"),  # lies in the holidays: the first day back
        (
            weeks(6, OPENED),
            "2027-07-19 09:00",
            "2027-09-01 17:00",
        ),  # over the summer: no term known, so the first of September
        (weeks(2, OPENED), "2026-10-19 09:00", "2026-11-02 17:00"),  # across the change of the clocks
        (Clock(5, Unit.DAYS), "2026-11-26 09:00", "2026-12-01 17:00"),
        (Clock(1, Unit.DAYS), "2026-11-27 09:00", "2026-11-28 17:00"),
    ],
)
def test_each_unit(clock, start, due):
    found = due_at(clock, at(start), CALENDAR)
    assert found == at(due)
    assert found.utcoffset() == at(due).utcoffset()


@pytest.mark.parametrize("start", ["2026-10-25T00:45", "2027-03-28T00:45"])
def test_minutes_are_real_minutes_when_the_clocks_change(start):
    started = datetime.fromisoformat(start).replace(tzinfo=UTC)
    found = due_at(Clock(30, Unit.MINUTES), started.astimezone(LONDON), CALENDAR)
    assert found.astimezone(UTC) == started + timedelta(minutes=30)


def test_a_set_date_in_the_holidays_is_the_next_school_day():
    assert due_at(on_date("review_on", "ban"), date(2026, 10, 27), CALENDAR) == at("2026-11-02 17:00")
    assert due_at(on_date("review_on", "ban"), date(2026, 12, 1), CALENDAR) == at("2026-12-01 17:00")


def test_a_moment_without_a_zone_and_a_negative_count_are_mistakes():
    with pytest.raises(ValueError, match="time zone"):
        due_at(ONE_DAY, datetime(2026, 11, 23, 8, 15), CALENDAR)
    with pytest.raises(ValueError, match="less than 0"):
        due_at(working_days(-1), at("2026-11-23 08:15"), CALENDAR)


def test_every_deadline_of_every_procedure_lies_ahead_on_any_day_of_a_year():
    """Whenever a clock starts, day or night, its end is not before its start, and comes on a day that fits its unit."""
    clocks = {
        step.due for procedure in PROCEDURES.values() for step in procedure.steps if step.due and not step.due.named
    }
    starts = [
        datetime(2026 + (month > 12), (month - 1) % 12 + 1, day, hour, 30, tzinfo=UTC)
        for month in range(9, 21)
        for day in range(1, 29)
        for hour in (0, 8, 17, 23)
    ]
    fits = {
        Unit.WORKING_DAYS: CALENDAR.is_working_day,
        Unit.SCHOOL_DAYS: CALENDAR.is_school_day,
        Unit.WEEKS: CALENDAR.is_school_day,
    }
    for clock in clocks:
        for start in starts:
            due = due_at(clock, start, CALENDAR)
            assert due >= start
            assert fits.get(clock.unit, lambda on: True)(due.date())


def test_a_clock_starts_with_the_step_that_it_counts_from():
    state = State(Facts(), at("2026-11-23 08:15"))
    assert due_of(ADULT, state, Key("answer"), CALENDAR) is None
    told = State(Facts(), state.opened_at, {Key("lado"): Done(at("2026-11-24 09:00"), 1, "referral")})
    assert due_of(ADULT, told, Key("answer"), CALENDAR) == at("2026-11-26 17:00")


def test_each_child_has_their_own_clock():
    children = (Child(1, HARMED), Child(2, HARMED))
    done = {
        Key("decision", 1): Done(at("2026-11-23 09:00"), 1, "suspend", dates={"back_on": date(2026, 11, 26)}),
        Key("decision", 2): Done(at("2026-11-25 09:00"), 1, "suspend", dates={"back_on": date(2026, 12, 1)}),
    }
    state = State(Facts(children=children), at("2026-11-23 08:15"), done)
    underage = PROCEDURES["underage"]
    assert due_of(underage, state, Key("notice", 1), CALENDAR) == at("2026-11-23 17:00")
    assert due_of(underage, state, Key("notice", 2), CALENDAR) == at("2026-11-25 17:00")
    assert due_of(underage, state, Key("back", 1), CALENDAR) == at("2026-11-26 17:00")
    assert due_of(underage, state, Key("back", 2), CALENDAR) == at("2026-12-01 17:00")


def test_the_school_can_set_its_own_clock():
    state = State(Facts(), at("2026-11-23 08:15"))
    own = {"lado": SAME_DAY}
    assert due_of(ADULT, state, Key("lado"), CALENDAR, own) == at("2026-11-23 17:00")
    lado = next(task for task in tasks(ADULT, state, CALENDAR, own) if task.key.step == "lado")
    assert lado.due_at == at("2026-11-23 17:00")


def test_a_school_can_be_quicker_and_never_slower():
    for own in (SAME_DAY, working_days(1)):
        check_clock(ADULT, "lado", own)
    for own in (working_days(2), Clock(1, Unit.SCHOOL_DAYS), working_days(0, "record"), working_days(-1)):
        with pytest.raises(Broken, match="shorter"):
            check_clock(ADULT, "lado", own)
    with pytest.raises(Broken, match="shorter"):
        check_clock(ADULT, "investigation", working_days(1))


def test_what_is_late_is_overdue_even_while_it_waits_and_what_is_done_is_not():
    state = State(Facts(), at("2026-11-23 08:15"))
    late = {task.key.step for task in overdue(tasks(ADULT, state, CALENDAR), at("2026-11-24 17:01"))}
    assert {"safe_now", "record", "lado", "limb_harm"} <= late
    assert "suspend_now" not in late
    assert not overdue(tasks(ADULT, state, CALENDAR), at("2026-11-23 08:15"))
    done = State(Facts(), state.opened_at, {Key("record"): Done(at("2026-11-23 09:00"), 1)})
    stands = {task.key.step: task.standing for task in tasks(ADULT, done, CALENDAR)}
    assert stands["record"] is Standing.DONE
    late = {task.key.step for task in overdue(tasks(ADULT, done, CALENDAR), at("2026-11-24 17:01"))}
    assert "record" not in late


@pytest.mark.clause("5.p.4")
@pytest.mark.parametrize(
    "procedure,step,clock",
    [
        ("join", "letter", school_days(2)),
        ("cyberbullying", "follow_2", weeks(2, "outcome")),
        ("cyberbullying", "follow_6", weeks(6, "outcome")),
        ("adult", "lado", working_days(1)),
        ("adult", "letter", working_days(1, "suspension")),
        ("adult", "letter_now", working_days(1, "suspend_now")),
        ("contact", "police", AT_ONCE),
    ],
)
def test_the_deadlines_that_the_policy_and_the_guidance_name(procedure, step, clock):
    assert PROCEDURES[procedure].step(step).due == clock
