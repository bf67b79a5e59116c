"""School days, working days and deadlines, and term dates out of a calendar file."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.engines.calendar import days as engine_days
from schoolgate.engines.calendar.days import BadCalendar, Dated, SchoolCalendar, read_ics
from schoolgate.engines.calendar.ics import MOST_BYTES, guess

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 23)
USUAL = SchoolCalendar()
LARKFIELD = SchoolCalendar(
    terms=(
        (date(2026, 9, 2), date(2026, 12, 18)),
        (date(2027, 1, 5), date(2027, 3, 25)),
        (date(2027, 4, 12), date(2027, 7, 21)),
    ),
    closures=((date(2026, 10, 26), date(2026, 10, 30)), (date(2027, 6, 7), date(2027, 6, 7))),
)


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=LONDON)


# Days


@pytest.mark.clause("5.p.2")
@pytest.mark.parametrize(
    ("on", "school"),
    [
        (MONDAY, True),
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 9, 1), False),  # the day before term
        (date(2026, 9, 2), True),  # the first day
        (date(2026, 12, 18), True),  # the last day
        (date(2026, 12, 21), False),  # the holidays
        (date(2026, 10, 28), False),  # half-term
        (date(2027, 5, 3), False),  # a bank holiday in term
        (date(2027, 6, 7), False),  # a training day
        (date(2027, 8, 10), False),  # the summer after the last term known
        (date(2026, 8, 10), False),  # the summer before the first
    ],
)
def test_school_days_of_known_terms(on, school):
    assert LARKFIELD.is_school_day(on) is school


@pytest.mark.clause("5.p.2")
def test_without_terms_every_weekday_but_bank_holidays_may_be_one():
    assert USUAL.is_school_day(MONDAY)
    assert USUAL.is_school_day(date(2026, 8, 12))
    assert not USUAL.is_school_day(date(2026, 11, 21))
    assert not USUAL.is_school_day(date(2026, 12, 25))
    assert not USUAL.is_school_day(date(2026, 12, 28))  # for Boxing Day, a Saturday


def test_terms_nobody_has_entered_yet_are_not_taken_for_holidays():
    autumn_only = SchoolCalendar(terms=((date(2026, 9, 2), date(2026, 12, 18)),))
    assert autumn_only.is_school_day(date(2027, 2, 1))
    assert not autumn_only.is_school_day(date(2026, 9, 1))
    gap = SchoolCalendar(terms=((date(2026, 9, 2), date(2026, 12, 18)), (date(2027, 4, 12), date(2027, 7, 21))))
    assert gap.is_school_day(date(2027, 2, 1))
    assert LARKFIELD.is_school_day(date(2027, 10, 4))


def test_the_next_school_day():
    assert LARKFIELD.next_school_day(MONDAY) == date(2026, 11, 24)
    assert LARKFIELD.next_school_day(date(2026, 11, 27)) == date(2026, 11, 30)
    assert LARKFIELD.next_school_day(date(2026, 12, 18)) == date(2027, 1, 5)
    assert LARKFIELD.next_school_day(date(2026, 10, 23)) == date(2026, 11, 2)


def test_there_may_be_no_school_day_at_all():
    shut = SchoolCalendar(closures=((date(2026, 1, 1), date(2036, 1, 1)),))
    with pytest.raises(LookupError, match="two years"):
        shut.next_school_day(MONDAY)


def test_adding_school_days():
    assert LARKFIELD.add_school_days(MONDAY, 0) == MONDAY
    assert LARKFIELD.add_school_days(MONDAY, 5) == date(2026, 11, 30)
    assert LARKFIELD.add_school_days(date(2026, 12, 17), 2) == date(2027, 1, 5)
    assert LARKFIELD.add_school_days(date(2026, 12, 25), 0) == date(2027, 1, 5)


def test_working_days_go_on_in_the_holidays():
    assert LARKFIELD.is_working_day(date(2026, 12, 21))
    assert LARKFIELD.is_working_day(date(2026, 10, 28))
    assert not LARKFIELD.is_working_day(date(2026, 12, 25))
    assert not LARKFIELD.is_working_day(date(2026, 11, 21))


@pytest.mark.parametrize(
    ("region", "off", "on"),
    [
        ("England", date(2026, 4, 6), date(2026, 1, 2)),
        ("Wales", date(2026, 4, 6), date(2026, 3, 17)),
        ("Scotland", date(2026, 1, 2), date(2026, 4, 6)),
        ("Northern Ireland", date(2026, 3, 17), date(2026, 1, 2)),
    ],
)
def test_bank_holidays_by_region(region, off, on):
    days = SchoolCalendar(region=region)
    assert days.is_bank_holiday(off) and not days.is_bank_holiday(on)


def test_bank_holidays_are_those_of_england():
    assert sum(on.weekday() < 5 for on in engine_days.bank_holidays("England", 2026)) == 8


# Hours


@pytest.mark.clause("5.p.2")
@pytest.mark.parametrize(
    ("clock", "inside"), [((8, 44, 59), False), ((8, 45), True), ((15, 19, 59), True), ((15, 20), False)]
)
def test_the_school_day_starts_included_and_ends_excluded(clock, inside):
    assert LARKFIELD.in_school_day(at(2026, 11, 23, *clock)) is inside
    assert not LARKFIELD.in_school_day(at(2026, 11, 22, *clock))


@pytest.mark.parametrize(("clock", "inside"), [((7, 59), False), ((8, 0), True), ((16, 59), True), ((17, 0), False)])
def test_the_working_day(clock, inside):
    assert LARKFIELD.in_working_day(at(2026, 11, 23, *clock)) is inside
    assert LARKFIELD.in_working_day(at(2026, 10, 28, *clock)) is inside
    assert not LARKFIELD.in_working_day(at(2026, 12, 25, *clock))


def test_moments_are_read_on_the_schools_clock_in_summer_and_winter():
    # 08:00 in universal time is 08:00 in November and 09:00 in June.
    assert not LARKFIELD.in_school_day(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
    assert LARKFIELD.in_school_day(datetime(2027, 6, 14, 8, 0, tzinfo=UTC))
    assert LARKFIELD.in_school_day(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    assert not LARKFIELD.in_school_day(datetime(2027, 6, 14, 15, 0, tzinfo=UTC))


def test_a_moment_late_in_the_evening_elsewhere_is_the_next_day_here():
    auckland = datetime(2026, 11, 23, 22, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert LARKFIELD.in_school_day(auckland)
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("America/New_York"))
    assert LARKFIELD.local(sunday_night).date() == MONDAY


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2026, 11, 23, 9, 0)
    for ask in (LARKFIELD.in_school_day, LARKFIELD.in_working_day, lambda when: LARKFIELD.due(when, working_days=1)):
        with pytest.raises(ValueError, match="time zone"):
            ask(naive)


# Deadlines


@pytest.mark.parametrize(
    ("asked", "days", "due"),
    [
        (at(2026, 11, 23, 10), 1, at(2026, 11, 24, 17)),
        (at(2026, 11, 23, 23, 59), 1, at(2026, 11, 24, 17)),
        (at(2026, 11, 27, 16), 1, at(2026, 11, 30, 17)),
        (at(2026, 11, 28, 9), 1, at(2026, 11, 30, 17)),
        (at(2026, 12, 24, 12), 1, at(2026, 12, 29, 17)),
        (at(2026, 11, 23, 10), 0, at(2026, 11, 23, 17)),
        (at(2026, 11, 23, 17), 0, at(2026, 11, 24, 17)),
        (at(2026, 11, 28, 9), 0, at(2026, 11, 30, 17)),
        (at(2026, 11, 23, 10), 15, at(2026, 12, 14, 17)),
    ],
)
@pytest.mark.clause("6.2")
def test_when_something_is_due(asked, days, due):
    assert LARKFIELD.due(asked, working_days=days) == due


def test_adding_working_days_keeps_the_time_of_day_when_the_clocks_change():
    friday = at(2027, 3, 25, 10)
    after = USUAL.add_working_days(friday, 1)
    assert (after.date(), after.time()) == (date(2027, 3, 30), time(10))
    assert after - friday == timedelta(days=5)  # wall time
    assert after.astimezone(UTC) - friday.astimezone(UTC) == timedelta(days=5, hours=-1)
    autumn = USUAL.add_working_days(at(2026, 10, 23, 10), 1)
    assert autumn.astimezone(UTC) == datetime(2026, 10, 26, 10, tzinfo=UTC)


def test_adding_working_days_from_another_zone():
    assert USUAL.add_working_days(datetime(2026, 11, 23, 10, tzinfo=UTC), 2) == at(2026, 11, 25, 10)
    assert USUAL.add_working_days(at(2026, 11, 28, 10), 0) == at(2026, 11, 30, 10)


def test_days_are_counted_forwards():
    with pytest.raises(ValueError, match="forwards"):
        USUAL.add_school_days(MONDAY, -1)


@given(st.datetimes(datetime(2015, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC)), st.integers(0, 40))
def test_a_deadline_is_a_working_evening_not_before_the_asking(asked, days):
    due = USUAL.due(asked, working_days=days)
    assert due >= asked
    assert USUAL.is_working_day(due.date()) and due.time() == USUAL.work_ends
    between = sum(
        USUAL.is_working_day(USUAL.local(asked).date() + timedelta(days=day))
        for day in range(1, (due.date() - USUAL.local(asked).date()).days + 1)
    )
    assert days == 0 or between == days


# A calendar that makes no sense


@pytest.mark.parametrize(
    "more",
    [
        {"region": "Narnia"},
        {"terms": ((date(2026, 12, 18), date(2026, 9, 2)),)},
        {"day_starts": time(16), "day_ends": time(9)},
        {"work_starts": time(17)},
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(more):
    with pytest.raises(ValueError, match=r"\."):
        SchoolCalendar(**more)


# Calendar files


def ics(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Larkhollow//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{len(lines)}@larkhollow.example", *event.strip().splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def day(name: str, first: str, after: str = "") -> str:
    end = f"\nDTEND;VALUE=DATE:{after}" if after else ""
    return f"SUMMARY:{name}\nDTSTART;VALUE=DATE:{first}{end}"


def test_all_day_events_with_their_last_day_included():
    assert read_ics(
        ics(
            day("Half term", "20261026", "20261031"),
            day("Autumn term", "20260902", "20261219"),
            day("INSET day", "20260901"),
            day("Sports day", "20270618", "20270618"),
            "SUMMARY:Book fair\nDTSTART;VALUE=DATE:20270301\nDURATION:P5D",
        )
    ) == (
        Dated("INSET day", date(2026, 9, 1), date(2026, 9, 1), "inset"),
        Dated("Autumn term", date(2026, 9, 2), date(2026, 12, 18), "term"),
        Dated("Half term", date(2026, 10, 26), date(2026, 10, 30), "holiday"),
        Dated("Book fair", date(2027, 3, 1), date(2027, 3, 5), "unknown"),
        Dated("Sports day", date(2027, 6, 18), date(2027, 6, 18), "unknown"),
    )


def test_events_at_a_time_and_cancelled_ones_are_left_out():
    events = read_ics(
        ics(
            day("Spring term", "20270105", "20270326"),
            "SUMMARY:Governors\nDTSTART:20270110T170000Z\nDTEND:20270110T190000Z\nRRULE:FREQ=MONTHLY",
            day("Easter break", "20270326", "20270410") + "\nSTATUS:CANCELLED",
        )
    )
    assert [event.name for event in events] == ["Spring term"]


def test_a_first_and_a_last_day_make_a_term():
    events = read_ics(
        ics(
            day("Autumn term begins", "20260902"),
            day("School closes for half term", "20261023"),
            day("School reopens", "20261102"),
            day("Last day of term", "20261218"),
            day("Summer term starts", "20270412"),
        )
    )
    assert [(event.kind, event.starts_on, event.ends_on) for event in events] == [
        ("term", date(2026, 9, 2), date(2026, 10, 23)),
        ("term", date(2026, 11, 2), date(2026, 12, 18)),
        ("unknown", date(2027, 4, 12), date(2027, 4, 12)),
    ]
    assert events[0].name == "Autumn term 2026"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Autumn Term", "term"),
        ("Spring 2", "term"),
        ("Term 3", "term"),
        ("October half-term", "holiday"),
        ("Half Term", "holiday"),
        ("Christmas holiday", "holiday"),
        ("May Day bank holiday", "holiday"),
        ("School closed", "holiday"),
        ("Easter break", "holiday"),
        ("INSET", "inset"),
        ("Staff training day", "inset"),
        ("Non-pupil day", "inset"),
        ("Teacher development", "inset"),
        ("In-service day", "inset"),
        ("World Book Day", "unknown"),
        ("Year 6 SATs", "unknown"),
        ("Determined to win week", "unknown"),
    ],
)
def test_kinds_are_guessed_from_the_words(name, kind):
    assert guess(name) == kind


def test_old_windows_letters_and_long_names():
    events = read_ics(ics(day("Café day " + "x" * 200, "20270105")).decode().encode("cp1252"))
    assert events[0].name.startswith("Café") and len(events[0].name) == 80


def test_the_same_event_twice_is_one():
    assert len(read_ics(ics(day("Half term", "20261026"), day("Half term", "20261026")))) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a calendar file"),
        (b"<html>Sign in</html>", "not a calendar file"),
        (b"PK\x03\x04\x00\xff", "not a calendar file"),
        (ics(), "no events"),
        (ics("SUMMARY:Club\nDTSTART:20270110T170000Z"), "no all-day events"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY", "no events"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nEND:VCALENDAR", "damaged"),
        (ics("SUMMARY:Lost"), "“Lost”"),
        (ics("SUMMARY:Odd\nDTSTART;VALUE=DATE:20261399"), "“Odd”"),
        (ics(day("Odd", "20261001") + "\nDTEND;VALUE=DATE:2026zz"), "“Odd”"),
        (ics(day("Backwards", "20261031", "20261001")), "“Backwards” in the calendar file ends before"),
        (ics(day("Christmas Day", "20261225") + "\nRRULE:FREQ=YEARLY"), "“Christmas Day”"),
        (b"BEGIN:VCALENDAR" + b" " * MOST_BYTES, "larger than 5 MB"),
    ],
    ids=range(13),
)
def test_bad_files_get_one_sentence(data, words):
    with pytest.raises(BadCalendar) as bad:
        read_ics(data)
    assert words in str(bad.value) and "\n" not in str(bad.value)


def test_many_repeated_events_are_named_up_to_five():
    with pytest.raises(BadCalendar, match=r"“D4” and 3 more"):
        read_ics(ics(*(day(f"D{i}", "20261225") + "\nRRULE:FREQ=YEARLY" for i in range(8))))


@given(st.binary(max_size=300))
def test_whatever_the_bytes_it_is_dates_or_a_sentence(data):
    for content in (data, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"):
        try:
            read_ics(content)
        except BadCalendar as bad:
            assert str(bad)
