"""People from CSV files: what is refused, and in which words."""

import csv
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.community.tests.test_mis_csv import HEADER, MAYA, MONDAY, PUPILS, faults, only_fault, read
from schoolgate.demo import invented
from schoolgate.demo.invented import school
from schoolgate.engines.roster import parsing, sheets
from schoolgate.engines.roster.roll import MOST_FAULTS, Refused, shortened
from tests import work


def test_every_fault_is_told_with_its_line_and_column_and_nothing_is_read():
    text = (
        PUPILS
        + "1,Maya,Nair,04/13/2016,Kestrels,9\n"
        + "2,,Nair,2030-01-01,Wrens,2\n"
        + "3,Liam,Doyle,2016-06-09,Kestrels,6\n"
    )
    assert [(fault.line, fault.column, fault.value) for fault in faults(text)] == [
        (2, "date of birth", "04/13/2016"),
        (2, "year", "9"),
        (3, "date of birth", "2030-01-01"),
        (3, "first name", ""),
    ]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2027-01-01", "future"),
        ("2025-06-01", "1 years old"),
        ("2006-11-01", "20 years old"),
        ("31/02/2016", "no such day"),
        ("03/25/2016", "no month 25"),
        ("04/03/16", "four digits"),
        ("04-Mar-16", "four digits"),
        ("42433", "spreadsheet's own number"),
        ("4 Mai 2016", "“Mai” is not a month"),
        ("tomorrow", "not a date"),
    ],
)
def test_days_that_cannot_be_meant(written, words):
    fault = only_fault(PUPILS + f"1,Maya,Nair,{written},Kestrels,6\n")
    assert words in fault.says
    assert (fault.line, fault.column, fault.value) == (2, "date of birth", written)


def test_a_pupil_is_two_to_nineteen_to_the_day():
    line = "1,Maya,Nair,{},Kestrels,\n"
    assert read(PUPILS + line.format("2024-11-23")).rows
    assert faults(PUPILS + line.format("2024-11-24"))
    assert read(PUPILS + line.format("2006-11-24")).rows
    assert faults(PUPILS + line.format("2006-11-23"))


def test_someone_who_left_long_ago_may_be_older():
    text = "id,first name,last name,date of birth,left\n1,Old,Boy,2001-05-05,2012-07-20\n"
    assert read(text).rows[0].left_on == date(2012, 7, 20)


def test_leaving_before_joining():
    text = "id,first name,last name,date of birth,joined,left\n1,A,B,2016-03-04,2026-09-01,2025-07-20\n"
    fault = only_fault(text)
    assert fault.column == "left" and "01/09/2026" in fault.says


@pytest.mark.parametrize(
    "written", ["maya", "maya@", "maya@nowhere", "a@b@c.org", "a b@c.org", "a@x..org", "a@x.org;b@x.org"]
)
def test_malformed_addresses(written):
    text = f"id,first name,last name,date of birth,email\n1,Maya,Nair,2016-03-04,{written}\n"
    assert "name@example.org" in only_fault(text).says


def test_the_same_number_with_other_data_names_both_lines():
    fault = only_fault(PUPILS + MAYA + "1,Mia,Nair,2016-03-04,Kestrels,6\n")
    assert fault.line == 3
    assert "on line 2" in fault.says and "first name" in fault.says


def test_the_same_line_twice_is_one_person():
    assert len(read(PUPILS + MAYA + MAYA).rows) == 1


def test_the_same_name_and_birthday_under_two_numbers_names_both_lines():
    fault = only_fault(PUPILS + MAYA + "8,maya,NAIR,04/03/2016,Kestrels,6\n")
    assert fault.line == 3
    assert "on line 2" in fault.says and "number 1" in fault.says and "under 8" in fault.says


def test_a_person_in_two_files_names_the_other_file():
    files = [("a pupils.csv", (PUPILS + MAYA).encode()), ("b pupils.csv", (PUPILS + MAYA.replace("6", "5")).encode())]
    with pytest.raises(Refused) as refused:
        parsing.read(files, today=MONDAY)
    assert "line 2 of a pupils.csv" in refused.value.faults[0].says


def test_someone_who_left_and_came_back_is_not_twice():
    text = "id,first name,last name,date of birth,left\n1,A,B,2016-03-04,2024-07-20\n2,A,B,2016-03-04,\n"
    assert len(read(text).rows) == 2


def test_a_parents_child_who_is_not_there():
    text = HEADER + "\npupil,1,Maya,Nair,,2016-03-04,,,,,,,,,,,\nparent,9,Priya,Nair,,,,,,,,,,1; 77,mother,,\n"
    fault = only_fault(text, "people.csv")
    assert (fault.line, fault.column, fault.value) == (3, "children", "77")


def test_a_child_on_a_faulty_line_is_not_called_missing_as_well():
    text = HEADER + "\npupil,1,Maya,Nair,,2016-13-04,,,,,,,,,,,\nparent,9,Priya,Nair,,,,,,,,,,1,mother,,\n"
    assert only_fault(text, "people.csv").column == "date of birth"


def test_a_child_is_missed_even_when_every_pupil_is_faulty():
    text = HEADER + "\npupil,1,Maya,Nair,,2016-13-04,,,,,,,,,,,\nparent,9,Priya,Nair,,,,,,,,,,2,mother,,\n"
    assert [fault.column for fault in faults(text, "people.csv")] == ["date of birth", "children"]


def test_an_unknown_kind_and_a_missing_one():
    text = (
        "kind,id,first name,last name,date of birth\nalien,1,A,B,2016-03-04\n"
        ",2,C,D,2016-03-04\npupil,3,E,F,2016-03-04\n"
    )
    assert [(fault.line, fault.column, fault.value) for fault in faults(text, "people.csv")] == [
        (2, "kind", "alien"),
        (3, "kind", ""),
    ]


def test_missing_columns_are_one_sentence_with_the_columns_seen():
    fault = only_fault("Forename,Class,Year\nMaya,Kestrels,6\n")
    assert fault.line == 1
    for words in ("number (id)", "last name", "date of birth", "“Forename”, “Class”, “Year”"):
        assert words in fault.says


def test_a_file_that_does_not_say_who_is_in_it():
    assert "“kind”" in only_fault("Forename,Surname\nMaya,Nair\n", "export.csv").says


def test_lines_with_too_many_and_too_few_cells():
    text = PUPILS + "1,Maya,Nair,2016-03-04,Kestrels\n2,Arun,Nair,2019-12-01,Wrens,2,x,y\n" + "3,A,B,2019-12-01,W,2,,\n"
    found = faults(text)
    assert [(fault.line, fault.says.split(",")[0]) for fault in found] == [
        (2, "This line has 5 cells"),
        (3, "This line has 8 cells"),
    ]


def test_a_cell_of_several_lines_does_not_shift_the_numbers_after_it():
    text = (
        "id,first name,last name,date of birth,address\n"
        '1,Maya,Nair,2016-03-04,"3 Mill Row\nLarkhollow"\n2,A,,2016-03-05,\n'
    )
    fault = only_fault(text)
    assert (fault.line, fault.column) == (4, "last name")


def test_a_quotation_mark_never_closed():
    assert only_fault(PUPILS + MAYA + '2,"Arun,Nair,2019-12-01,Wrens,2\n' + MAYA * 5).line == 3


def test_a_nul_character_is_placed():
    fault = only_fault(PUPILS + MAYA + "2,Ar\0un,Nair,2019-12-01,Wrens,2\n")
    assert fault.line == 3 and "NUL" in fault.says


def test_two_columns_of_one_name():
    assert "“email”" in only_fault("id,first name,last name,date of birth,email,email\n1,A,B,2016-03-04,,\n").says


def test_names_longer_than_can_be_kept():
    fault = only_fault(PUPILS + f"1,{'M' * 81},Nair,2016-03-04,Kestrels,6\n")
    assert "81" in fault.says and len(fault.value) == 40


def test_a_pupil_with_duties():
    text = HEADER + "\npupil,1,Maya,Nair,,2016-03-04,,,,,head,,,,,,\n"
    assert "no duties" in only_fault(text, "people.csv").says


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"   "])
def test_empty_files(data):
    assert "empty" in only_fault(data).says


def test_a_header_and_nobody():
    assert "nobody" in only_fault(PUPILS).says


def test_no_file_at_all():
    with pytest.raises(Refused, match="no file"):
        parsing.read([], today=MONDAY)


def test_a_file_that_is_too_large():
    assert "20 MB" in only_fault(b"a" * (sheets.MOST_BYTES + 1)).says


@pytest.mark.parametrize(
    ("data", "most_rows"),
    [
        (PUPILS.encode() + b"x,y,z,nonsense,K,6\n" * 60_000, sheets.MOST_LINES + 1),
        (b"ab," * 60_000 + b"\n1,2\n", 2),
        (b"\xe9" * 600_000, 1),
        (b'a,b\n"' + b"x" * 600_000, 1),
    ],
    ids=["lines", "columns", "one header", "one cell"],
)
def test_a_large_file_that_is_no_list_of_people_is_refused_without_reading_on(data, most_rows, monkeypatch):
    rows, looked_at = [], []
    reader, guess = csv.reader, sheets.charset_normalizer.from_bytes

    class Counting:
        def __init__(self, *args, **kwargs):
            self.real = reader(*args, **kwargs)

        def __iter__(self):
            return self

        def __next__(self):
            cells = next(self.real)
            rows.append(len(cells))
            return cells

        @property
        def line_num(self):
            return self.real.line_num

    def guessed(content, **kwargs):
        looked_at.append(len(content))
        return guess(content, **kwargs)

    monkeypatch.setattr(sheets.csv, "reader", Counting)
    monkeypatch.setattr(sheets.charset_normalizer, "from_bytes", guessed)
    assert len(faults(data)) == 1
    first_lines = len(sheets.DELIMITERS)  # the header is cut once by each delimiter
    assert len(rows) <= first_lines + most_rows
    assert sum(looked_at) <= 200_000


def _zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel workbook"),
        (_zipped("mimetype", "content.xml"), "OpenDocument spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Excel workbook"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04broken", "damaged zip"),
    ],
)
def test_other_files_called_csv_say_to_save_as_csv(data, words):
    says = only_fault(data).says
    assert words in says and "CSV" in says


def test_at_most_a_hundred_faults_are_told_and_the_rest_counted():
    with pytest.raises(Refused) as refused:
        read(PUPILS + "".join(f"{i},A{i},B,nonsense,K,6\n" for i in range(130)))
    assert len(refused.value.faults) == MOST_FAULTS
    assert refused.value.more == 30
    assert str(refused.value).endswith("and 30 more.")


def test_a_single_fault_is_one_sentence():
    with pytest.raises(Refused) as refused:
        read(PUPILS + "1,Maya,Nair,2027-03-04,Kestrels,6\n")
    assert str(refused.value) == (
        "pupils.csv, line 2, column “date of birth”: A date of birth cannot be in the future."
    )


def test_values_are_shown_short_and_on_one_line():
    assert shortened("a\r\n\tb\x07" + "c" * 100) == "a b " + "c" * 35 + "…"


@given(st.binary(max_size=400))
def test_whatever_the_bytes_it_is_a_roll_or_a_refusal(data):
    try:
        read(data)
    except Refused as refused:
        assert refused.faults and all(fault.says for fault in refused.faults)


@given(st.lists(st.tuples(*[st.text(max_size=12)] * 6), max_size=6))
def test_whatever_the_cells_it_is_a_roll_or_a_refusal(cells):
    try:
        read(PUPILS + "\n".join(",".join(line) for line in cells))
    except Refused as refused:
        assert refused.faults


def test_twice_as_many_people_are_twice_the_reading():
    rolls = [school(pupils=pupils, today=MONDAY).roll for pupils in (60, 120)]
    few, twice = (invented.as_csv(roll) for roll in rolls)
    assert read(twice, "people.csv").rows == rolls[1].rows
    assert work.grows_evenly(lambda: read(few, "people.csv"), lambda: read(twice, "people.csv"))
