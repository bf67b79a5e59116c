"""A list as a file: every fault is named with its line, its column and what would be right."""

import pytest

from schoolgate.engines.ages import files
from schoolgate.engines.ages.files import COLUMNS, Unreadable, read_ages

HEADER = ",".join(COLUMNS)
GOOD = {
    "id": "newapp",
    "platform": "NewApp",
    "kind": "video",
    "min_age_uk": "13",
    "status": "confirmed",
    "source": "NewApp, Terms",
}


def table(*rows):
    lines = [",".join(f'"{row.get(name, "")}"' for name in COLUMNS) for row in rows]
    return "\n".join([HEADER, *lines]) + "\n"


def faults(text):
    with pytest.raises(Unreadable) as caught:
        read_ages(text)
    return caught.value.faults


def test_a_good_row_is_a_platform():
    (platform,) = read_ages(table(GOOD))
    (period,) = platform.periods
    assert (platform.id, platform.name, period.minimum_age, period.route, period.precision) == (
        "newapp",
        "NewApp",
        13,
        "none",
        "unknown",
    )


@pytest.mark.parametrize(
    "column, value, says",
    [
        ("min_age_uk", "thirteen", "whole number from 1 to 25"),
        ("min_age_uk", "99", "whole number from 1 to 25"),
        ("min_age_uk", "-3", "whole number from 1 to 25"),
        ("kind", "telepathy", "Write one of: social network, messaging"),
        ("status", "sure", "Write one of: confirmed"),
        ("under_age_route", "bribe", "Write one of: none"),
        ("valid_from", "11/04/2024", "such as 2024-04-11"),
        ("valid_from", "2024-02-30", "such as 2024-04-11"),
        ("valid_from", "20240411", "such as 2024-04-11"),
        ("valid_to", "soon", "such as 2024-04-11"),
        ("from_precision", "day", "needs a date in valid_from"),
        ("feature_ages", "live", "name=age"),
        ("source_url", "javascript:alert(1)", "beginning with https://"),
        ("source_date", "April", "2024-04-11, 2024-04 or 2024"),
        ("id", "New App", "small letters"),
        ("id", "", "This cell is empty"),
        ("source", "", "This cell is empty"),
        ("platform", "", "This cell is empty"),
        ("notes", "x" * 601, "longer than 600"),
    ],
)
def test_a_wrong_cell_is_named(column, value, says):
    (fault, *_) = faults(table({**GOOD, "id": "other"}, {**GOOD, column: value}))
    assert (fault.line, fault.column) == (3, column) and says in fault.says
    assert str(fault).startswith(f"line 3, {column}: ")


def test_every_fault_is_told_at_once():
    found = faults(table({**GOOD, "kind": "x", "min_age_uk": "x"}, {**GOOD, "status": "x"}))
    assert [(fault.line, fault.column) for fault in found] == [(2, "kind"), (2, "min_age_uk"), (3, "status")]


def test_rows_of_one_platform_agree_and_follow_one_another():
    later = {**GOOD, "valid_from": "2024-01-01", "from_precision": "day"}
    (fault,) = faults(table(GOOD, later))
    assert fault.line == 3 and "overlaps" in fault.says
    (fault,) = faults(table({**GOOD, "valid_to": "2023-12-31"}, {**later, "platform": "Other"}))
    assert fault.column == "platform" and "have to agree" in fault.says
    (platform,) = read_ages(table(later, {**GOOD, "valid_to": "2023-12-31"}))
    assert [period.valid_from is None for period in platform.periods] == [True, False]


def test_the_last_day_is_not_before_the_first():
    wrong = {**GOOD, "valid_from": "2024-01-01", "from_precision": "day", "valid_to": "2023-01-01"}
    (fault,) = faults(table(wrong))
    assert fault.column == "valid_to" and "before the first" in fault.says


@pytest.mark.parametrize(
    "text, says",
    [
        ("", "lacks the columns"),
        ("a,b,c\n1,2,3\n", "lacks the columns id, platform"),
        (HEADER + "\n", "no rows"),
        (HEADER + "\n" + ",".join(["x"] * 20) + "\n", "more cells"),
        (HEADER + "\n" + "x" * 200_000 + "\n", "no line of a CSV file"),
    ],
)
def test_a_file_that_is_no_list_is_refused(text, says):
    assert says in " ".join(str(fault) for fault in faults(text))


def test_columns_may_stand_in_any_order_and_others_are_ignored():
    names = [*reversed(COLUMNS), "remarks"]
    text = (
        ",".join(names) + "\n" + ",".join(GOOD.get(name, "") if name != "source" else "Terms" for name in names) + "\n"
    )
    assert read_ages("\ufeff" + text)[0].id == "newapp"


def test_bytes_that_are_no_text_are_refused():
    for content in ("Größe".encode("utf-16"), "Größe".encode("latin-1"), b"a\x00b"):
        with pytest.raises(Unreadable, match="CSV UTF-8"):
            files.decoded(content)
    assert files.decoded("Größe".encode("utf-8-sig")) == "Größe"
