"""People from CSV files: what is read, in any usual shape; test_mis_faults.py holds what is refused."""

from datetime import date

import pytest

from schoolgate.demo import invented
from schoolgate.demo.invented import school
from schoolgate.engines.roster import columns, parsing
from schoolgate.engines.roster.roll import Refused, Roll, Row
from schoolgate.engines.roster.writing import as_csv

MONDAY = date(2026, 11, 23)
HEADER = ",".join(columns.TEMPLATE.values())
PUPILS = "id,first name,last name,date of birth,class,year\n"
MAYA = "1,Maya,Nair,2016-03-04,Kestrels,6\n"


def read(text: str | bytes, name: str = "pupils.csv", **more) -> Roll:
    data = text if isinstance(text, bytes) else text.encode()
    return parsing.read([(name, data)], today=MONDAY, **more)


def faults(text: str | bytes, name: str = "pupils.csv", **more):
    with pytest.raises(Refused) as refused:
        read(text, name, **more)
    return refused.value.faults


def only_fault(text: str | bytes, name: str = "pupils.csv", **more):
    (fault,) = faults(text, name, **more)
    return fault


# What is read


def test_our_own_file_comes_back_as_it_was_written():
    roll = school(today=MONDAY).roll
    assert read(invented.as_csv(roll), "people.csv").rows == roll.rows


def test_a_parent_related_differently_to_each_child_comes_back_too():
    children = (
        Row("pupil", "1", "Maya", "Nair", born_on=date(2016, 3, 4)),
        Row("pupil", "2", "Arun", "Nair", born_on=date(2019, 12, 1)),
    )
    parent = Row(
        "parent", "9", "Ravi", "Nair", children=("1", "2"), relation="father", relations=("father", "stepfather")
    )
    rows = read(as_csv(Roll((*children, parent))), "people.csv").rows
    assert rows == (*children, parent)
    assert rows[2].relation_to("2") == "stepfather"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_delimiter_and_encoding(delimiter, encoding):
    text = (PUPILS + "1,Zoë,O’Connor-Müller,2016-03-04,Kestrels,6\n").replace(",", delimiter)
    row = read(text.encode(encoding)).rows[0]
    assert (row.first_name, row.last_name, row.classroom) == ("Zoë", "O’Connor-Müller", "Kestrels")


def test_a_latin_1_file():
    assert read((PUPILS + MAYA + "2,Siân,Muñoz,2016-03-05,Owls,5\n").encode("latin-1")).rows[1].last_name == "Muñoz"


def test_the_line_by_which_excel_names_its_delimiter():
    assert read("sep=;\n" + (PUPILS + MAYA).replace(",", ";")).rows[0].last_name == "Nair"
    assert only_fault("sep=;\n" + (PUPILS + "1,,Nair,2016-03-04,K,6\n").replace(",", ";")).line == 3


@pytest.mark.parametrize(
    "written",
    [
        "2016-03-04",
        "2016/03/04",
        "04/03/2016",
        "4/3/2016",
        "04-03-2016",
        "04.03.2016",
        "04-Mar-2016",
        "4 March 2016",
        "4th March 2016",
        "2016-03-04T00:00:00",
        "04/03/2016 00:00:00",
        "04-MAR-2016",
    ],
)
def test_every_usual_way_to_write_a_day(written):
    assert read(PUPILS + f"1,Maya,Nair,{written},Kestrels,6\n").rows[0].born_on == date(2016, 3, 4)


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("Reception", 0),
        ("R", 0),
        ("YR", 0),
        ("0", 0),
        ("Year 6", 6),
        ("Y6", 6),
        ("06", 6),
        ("Yr 1", 1),
        ("Nursery", None),
        ("N2", None),
        ("", None),
    ],
)
def test_year_groups_in_the_words_of_schools(written, year):
    assert read(PUPILS + f"1,Maya,Nair,2016-03-04,Kestrels,{written}\n").rows[0].year_group == year


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(
            "UPN,Legal Surname,Legal Forename,Preferred Forename,DOB,Reg Group,Year Group,Admission Date",
            {
                "mis_id": "UPN",
                "last_name": "Legal Surname",
                "first_name": "Legal Forename",
                "known_as": "Preferred Forename",
                "born_on": "DOB",
                "classroom": "Reg Group",
                "year_group": "Year Group",
                "joined_on": "Admission Date",
            },
            id="SIMS",
        ),
        pytest.param(
            "Arbor Student ID,Legal First Name,Legal Last Name,"
            "Preferred First Name,Date of Birth,Registration Form,"
            "Year Group,UPN",
            {
                "mis_id": "Arbor Student ID",
                "first_name": "Legal First Name",
                "last_name": "Legal Last Name",
                "known_as": "Preferred First Name",
                "born_on": "Date of Birth",
                "classroom": "Registration Form",
                "year_group": "Year Group",
            },
            id="Arbor",
        ),
        pytest.param(
            "Person ID,Forename,Surname,Birth Date,Tutor Group,NC Year,Date of Leaving",
            {
                "mis_id": "Person ID",
                "first_name": "Forename",
                "last_name": "Surname",
                "born_on": "Birth Date",
                "classroom": "Tutor Group",
                "year_group": "NC Year",
                "left_on": "Date of Leaving",
            },
            id="Bromcom",
        ),
        pytest.param(
            "Pupil ID,Forename,Surname,Date of birth,Class,Year",
            {
                "mis_id": "Pupil ID",
                "first_name": "Forename",
                "last_name": "Surname",
                "born_on": "Date of birth",
                "classroom": "Class",
                "year_group": "Year",
            },
            id="ScholarPack",
        ),
        pytest.param(
            "Staff Code,Forename,Surname,Work Email,Job Title,Start Date",
            {
                "mis_id": "Staff Code",
                "first_name": "Forename",
                "last_name": "Surname",
                "email": "Work Email",
                "duties": "Job Title",
                "joined_on": "Start Date",
            },
            id="staff",
        ),
        pytest.param(
            "Contact ID,Contact Forename,Contact Surname,Relationship,Student ID,Primary Email,Mobile Number",
            {
                "mis_id": "Contact ID",
                "first_name": "Contact Forename",
                "last_name": "Contact Surname",
                "relation": "Relationship",
                "children": "Student ID",
                "email": "Primary Email",
                "phone": "Mobile Number",
            },
            id="contacts",
        ),
        pytest.param(HEADER, dict(columns.TEMPLATE), id="our own"),
    ],
)
def test_columns_are_guessed_by_their_usual_names(headers, expected):
    assert parsing.guess_mapping(headers.split(",")) == expected


def test_the_columns_of_a_file_for_the_mapping_page():
    assert parsing.columns((PUPILS + MAYA).encode("utf-16")) == PUPILS.strip().split(",")


def test_columns_that_nobody_could_guess_are_told():
    text = "Ref,Vorname,Nachname,Geburtstag\n1,Maya,Nair,2016-03-04\n"
    told = {"kind": "pupil", "mis_id": "Ref", "first_name": "Vorname", "last_name": "Nachname", "born_on": "Geburtstag"}
    assert read(text, "export.csv", mapping=told).rows[0].first_name == "Maya"


def test_a_told_column_wins_and_an_empty_one_is_left_out():
    text = "id,first name,last name,date of birth,email,work email\n1,Maya,Nair,2016-03-04,,maya@example.org\n"
    assert read(text, mapping={"email": "work email"}).rows[0].email == "maya@example.org"
    left_out = read(text, mapping={"email": ""})
    assert "email" not in left_out.fields["pupil"]


def test_a_told_column_that_is_not_there_is_refused_with_those_that_are():
    fault = only_fault(PUPILS + MAYA, mapping={"born_on": "Birthday"})
    assert "“Birthday”" in fault.says and "“date of birth”" in fault.says


def test_files_of_three_kinds_with_a_mapping_for_one_of_them():
    roll = parsing.read(
        [
            ("pupils.csv", (PUPILS + MAYA).encode()),
            ("contacts.csv", b"Contact Forename,Contact Surname,Relationship,Pupil ID\nPriya,Nair,mother,1\n"),
            ("list.csv", b"Code,Forename,Surname,What\nT1,Tom,Whitby,Class teacher\n"),
        ],
        mappings={"list.csv": {"kind": "staff", "mis_id": "Code", "duties": "What"}},
        today=MONDAY,
    )
    assert [(row.kind, row.name, row.duties, row.children) for row in roll.rows] == [
        ("pupil", "Maya Nair", (), ()),
        ("parent", "Priya Nair", (), ("1",)),
        ("staff", "Tom Whitby", ("teacher",), ()),
    ]


def test_one_line_a_child_makes_one_parent():
    pupils = (PUPILS + MAYA + "2,Arun,Nair,2019-12-01,Wrens,2\n").encode()
    contacts = (
        b"contact id,contact forename,contact surname,relationship,pupil id,email,mobile\n"
        b"7,Priya,Nair,mother,1,priya@example.org,\n7,Priya,Nair,mother,2,,07700 900123\n"
    )
    roll = parsing.read([("pupils.csv", pupils), ("contacts.csv", contacts)], today=MONDAY)
    (priya,) = roll.of("parent")
    assert (priya.children, priya.relation, priya.relations) == (("1", "2"), "mother", ())
    assert (priya.email, priya.phone) == ("priya@example.org", "07700 900123")


def test_unnumbered_contacts_are_one_only_when_they_share_more_than_a_name():
    pupils = (PUPILS + MAYA + "2,Arun,Nair,2019-12-01,Wrens,2\n3,Liam,Nair,2016-06-09,Kestrels,6\n").encode()
    contacts = (
        b"contact forename,contact surname,relationship,email,pupil id\n"
        b"Priya,Nair,mother,p@example.org,1\nPriya,Nair,mother,P@example.org,2\nPriya,Nair,mother,,3\n"
    )
    files = [("pupils.csv", pupils), ("contacts.csv", contacts)]
    parents = list(parsing.read(files, today=MONDAY).of("parent"))
    assert [parent.children for parent in parents] == [("1", "2"), ("3",)]
    assert [parent.mis_id for parent in parents] == [
        parent.mis_id for parent in parsing.read(files, today=MONDAY).of("parent")
    ]


def test_a_parents_line_may_name_the_child_by_another_of_its_numbers():
    pupils = b"id,UPN,forename,surname,dob,class\n1,A999,Maya,Nair,2016-03-04,Kestrels\n"
    contacts = b"contact id,contact forename,contact surname,relationship,UPN\n7,Priya,Nair,mother,A999\n"
    roll = parsing.read([("pupils.csv", pupils), ("contacts.csv", contacts)], today=MONDAY)
    assert next(roll.of("parent")).children == ("1",)


def test_the_same_number_may_be_a_pupils_and_a_teachers():
    text = "kind,id,first name,last name,date of birth\npupil,1,Maya,Nair,2016-03-04\nstaff,1,Tom,Whitby,\n"
    assert [row.key for row in read(text, "people.csv").rows] == [("pupil", "1"), ("staff", "1")]


def test_job_titles_are_read_generously_and_duties_strictly():
    text = "id,forename,surname,{}\n1,Ruth,Adeyemi,Head Teacher\n2,Lucy,Grant,Cook in charge\n"
    assert [row.duties for row in read(text.format("Job Title"), "staff.csv").rows] == [("head",), ("staff",)]
    fault = only_fault(text.format("Duties"), "staff.csv")
    assert (fault.line, fault.column, fault.value) == (3, "Duties", "Cook in charge")
    assert "deputy_dsl" in fault.says


def test_a_list_of_parents_alone_is_checked_against_the_pupils_known():
    text = "contact id,contact forename,contact surname,relationship,pupil id\n7,Priya,Nair,mother,1\n"
    assert read(text, "contacts.csv").rows
    assert read(text, "contacts.csv", known={"1"}).rows
    assert only_fault(text, "contacts.csv", known={"2"}).value == "1"


def test_the_roll_says_which_fields_the_file_told():
    assert read(PUPILS + MAYA).fields == {
        "pupil": frozenset({"mis_id", "first_name", "last_name", "born_on", "classroom", "year_group"})
    }
