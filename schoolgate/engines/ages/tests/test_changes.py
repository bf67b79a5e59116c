"""Changing the register: a period laid over others, closing, merging, and what a list would do."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.engines import ages
from schoolgate.engines.ages import book as engine_book
from schoolgate.engines.ages import changes, files
from schoolgate.engines.ages.shapes import Period

BOOK = ages.shipped()
WHATSAPP = BOOK.platform("whatsapp")


def period(begins=None, ends=None, age=15):
    return Period(begins, "day" if begins else "unknown", ends, age, "none", (), "confirmed", "", "Terms", "", "2026")


def test_a_new_rule_from_a_day_on_ends_the_one_before():
    laid = changes.overlaid(WHATSAPP.periods, period(date(2026, 10, 1)))
    assert [(other.minimum_age, other.valid_from, other.valid_to) for other in laid[-2:]] == [
        (13, date(2026, 8, 17), date(2026, 9, 30)),
        (15, date(2026, 10, 1), None),
    ]
    assert laid[0] == WHATSAPP.periods[0]


def test_a_rule_of_unknown_beginning_holds_for_all_the_time():
    assert changes.overlaid(WHATSAPP.periods, period()) == (period(),)


def test_a_stretch_in_the_middle_leaves_both_sides():
    laid = changes.overlaid((period(age=13),), period(date(2024, 1, 1), date(2024, 12, 31)))
    assert [(other.minimum_age, other.valid_from, other.valid_to) for other in laid] == [
        (13, None, date(2023, 12, 31)),
        (15, date(2024, 1, 1), date(2024, 12, 31)),
        (13, date(2025, 1, 1), None),
    ]


DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1))


@given(st.lists(st.tuples(st.none() | DAYS, st.none() | DAYS), max_size=8), DAYS)
def test_periods_never_overlap_and_the_last_word_counts(stretches, day):
    laid = ()
    for age, (begins, ends) in enumerate(stretches, 1):
        if begins is None or ends is None or begins <= ends:
            laid = changes.overlaid(laid, period(begins, ends, age))
    holding = [item for item in laid if item.holds_on(day)]
    said = [
        age
        for age, (begins, ends) in enumerate(stretches, 1)
        if (begins is None or ends is None or begins <= ends)
        and (begins is None or begins <= day)
        and (ends is None or day <= ends)
    ]
    assert [item.minimum_age for item in holding] == said[-1:]


def test_closing_ends_the_last_period():
    shut = changes.closed(WHATSAPP, date(2026, 10, 1))
    assert shut.closed_on == shut.periods[-1].valid_to == date(2026, 10, 1)
    assert len(changes.closed(WHATSAPP, date(2025, 1, 1)).periods) == 2


def test_the_school_s_word_wins_and_keeps_what_it_says_nothing_of():
    own = replace(WHATSAPP, periods=(period(age=14),), domains=(), also=())
    merged = changes.merged(BOOK, [own])
    assert merged.limit("whatsapp", date(2023, 4, 15)).minimum_age == 14
    assert merged.platform_of_host("web.whatsapp.com").id == "whatsapp"
    assert merged.find("watsap")[0].id == "whatsapp"
    assert BOOK.limit("whatsapp", date(2023, 4, 15)).minimum_age == 16


# ---- lists


def edited(*edits):
    """The register's own table with some cells changed: (id, column, value), on the platform's last row."""
    book = dict(BOOK.platforms)
    rows = {id: files.rows_of(platform) for id, platform in book.items()}
    for id, column, value in edits:
        rows[id][-1][column] = value
    lines = [files.COLUMNS, *(tuple(row.values()) for own in rows.values() for row in own)]
    return "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)


def compared(*edits):
    return changes.differences(BOOK, files.read_ages(edited(*edits)))


def test_the_same_list_changes_nothing():
    found = compared()
    assert not found.all and len(found.unchanged) == 79 and not found.absent


def test_a_list_adds_changes_and_closes():
    found = compared(("facebook", "min_age_uk", "16"), ("quora", "valid_to", "2026-10-31"))
    assert [(difference.platform.id, difference.cells) for difference in found.changed] == [
        ("facebook", (("from the beginning", "minimum age", "13", "16"),))
    ]
    (shut,) = found.closed
    assert shut.platform.id == "quora" and shut.platform.closed_on == date(2026, 10, 31)
    assert len(found.unchanged) == 77


def test_what_a_list_does_not_name_is_left_alone():
    text = files.written(engine_book.Register({"facebook": BOOK.platform("facebook")}))
    found = changes.differences(BOOK, files.read_ages(text))
    assert len(found.absent) == 78 and not found.all


def test_a_new_platform_and_a_new_stretch_are_told():
    text = edited() + "\n" + '"new","New","video","","13","none","","","unknown","","confirmed","","Terms","",""'
    assert [item.platform.name for item in changes.differences(BOOK, files.read_ages(text)).added] == ["New"]
    rows = edited(("facebook", "valid_to", "2026-09-30"))
    rows += (
        "\n"
        + '"facebook","Facebook","social network","Meta","16","none","","2026-10-01","day","","confirmed","","Terms","",""'
    )
    (one,) = changes.differences(BOOK, files.read_ages(rows)).changed
    assert ("from 2026-10-01", "row", "not there", "minimum age 16, confirmed") in one.cells
    assert one.kind == "changed"


@pytest.mark.parametrize("id", ["omegle", "skype", "imgur"])
def test_a_list_does_not_forget_the_day_of_closing(id):
    (one,) = compared((id, "notes", "Another note.")).changed
    assert one.platform.closed_on == BOOK.platform(id).closed_on
