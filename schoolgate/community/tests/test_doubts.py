"""A member of staff who comes again with a new number, name and address is asked about, and is no second person unasked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cli import people as console
from schoolgate.community.actions.intakes import import_people
from schoolgate.community.models import Intake, Number, Person
from schoolgate.community.tests.files import imported, prepared
from schoolgate.community.tests.test_import_pages import agree, text, upload
from schoolgate.engines.roster import comparing
from schoolgate.engines.roster.roll import Roll, Row
from tests import work
from tests.cast import MONDAY, client_of

TODAY = MONDAY.date()
HALE = Row(
    "staff",
    "S1",
    "Martin",
    "Hale",
    born_on=date(1980, 1, 2),
    email="martin.hale@larkhollow.example",
    phone="01632 960100",
    duties=("dsl", "staff"),
    joined_on=date(2020, 9, 1),
)
OTHER = replace(
    HALE, mis_id="S9", first_name="Zed", last_name="Quill", born_on=None, email="zq@larkhollow.example", joined_on=None
)
LEFT_LONG_AGO = TODAY - timedelta(days=300)


def doubts(new: Row, old: Row = HALE, **more):
    return comparing.compare(Roll((old,)), Roll((new,)), kinds={old.kind, new.kind}, today=TODAY, **more).doubts


SAME = {
    "one birthday and all else new": {"born_on": HALE.born_on},
    "the address in capitals": {"email": "Martin.HALE@larkhollow.example"},
    "the address at another host": {"email": "martin.hale@trust.example"},
    "an address that still bears the old name": {"email": "m.hale@trust.example"},
    "the address with a figure": {"email": "martinhale2@trust.example"},
    "the names swapped": {"first_name": "Hale", "last_name": "Martin"},
    "a nickname": {"first_name": "Marty", "last_name": "Hale"},
    "an initial": {"first_name": "M", "last_name": "Hale"},
    "an initial with a stop": {"first_name": "M.", "last_name": "Hale"},
    "two family names": {"first_name": "Martin", "last_name": "Hale-Ross"},
    "two family names the other way": {"first_name": "Martin", "last_name": "Ross Hale"},
    "misspelt": {"first_name": "Marten", "last_name": "Hael"},
    "with an accent": {"first_name": "Mártin", "last_name": "Hâle"},
    "in capitals": {"first_name": "MARTIN", "last_name": "HALE"},
    "known as": {"first_name": "Zed", "known_as": "Martin", "last_name": "Hale"},
    "a new family name, and starts now": {"first_name": "Martin", "last_name": "Ross"},
    "a new family name with a nickname": {"first_name": "Marty", "last_name": "Ross"},
    "a new family name, and started last week": {
        "first_name": "Martin",
        "last_name": "Ross",
        "joined_on": TODAY - timedelta(days=7),
    },
}
ANOTHER = {
    "somebody else": {},
    "the family name alone": {"first_name": "Tom", "last_name": "Hale"},
    "the first name and other work": {"first_name": "Martin", "last_name": "Ross", "duties": ("teacher",)},
    "the first name, and started long ago": {
        "first_name": "Martin",
        "last_name": "Ross",
        "joined_on": date(2024, 9, 1),
    },
    "the school's telephone": {"phone": HALE.phone},
}


@pytest.mark.parametrize("what", SAME)
def test_who_may_be_somebody_on_record_is_asked_about(what):
    (doubt,) = doubts(replace(OTHER, **SAME[what]))
    assert doubt.leaver == HALE and doubt.needs_answer and doubt.why


@pytest.mark.parametrize("what", ANOTHER)
def test_who_is_surely_another_is_not(what):
    assert not doubts(replace(OTHER, **ANOTHER[what]))


@pytest.mark.parametrize("what", [what for what in SAME if "family name" not in what or "two" in what])
def test_who_left_long_ago_is_asked_about_as_well(what):
    former = replace(HALE, left_on=LEFT_LONG_AGO)
    assert doubts(replace(OTHER, **SAME[what]), former)


def test_who_started_the_day_another_left_a_year_ago_may_be_that_one():
    former = replace(HALE, left_on=LEFT_LONG_AGO)
    ross = replace(OTHER, first_name="Martin", last_name="Ross", joined_on=LEFT_LONG_AGO)
    assert doubts(ross, former)
    assert not doubts(replace(ross, joined_on=LEFT_LONG_AGO + timedelta(days=40)), former)


def test_governors_are_asked_about_and_who_stays_in_the_file_is_not():
    webb = replace(HALE, kind="governor", duties=("governor",))
    assert doubts(replace(webb, mis_id="G9", last_name="Hale-Ross", email="", born_on=None), webb)
    plan = comparing.compare(
        Roll((HALE,)), Roll((HALE, replace(OTHER, **SAME["a nickname"]))), kinds={"staff"}, today=TODAY
    )
    assert not plan.doubts, "both are in the file, so they are two"


def test_shared_addresses_are_nobodys_own():
    old = replace(HALE, email="office@larkhollow.example")
    assert not doubts(replace(OTHER, email="office@trust.example"), old)


def test_where_all_is_the_same_but_the_number_nobody_else_is_asked_about():
    sister = replace(HALE, mis_id="S2", first_name="Martina", email="martina.hale@larkhollow.example")
    current, new = Roll((HALE, sister)), Roll((replace(HALE, mis_id="N1"), replace(sister, mis_id="N2")))
    plan = comparing.compare(current, new, kinds={"staff"}, today=TODAY)
    assert [doubt.key for doubt in plan.doubts] == [("staff", "S1", "N1"), ("staff", "S2", "N2")]


def test_not_everybody_is_compared_with_everybody():
    def staff(number):
        names = [(f"{chr(97 + n % 26)}{n:04}", f"{chr(97 + n // 26 % 26)}q{n:04}") for n in range(number)]
        return Roll(tuple(Row("staff", str(n), a, b, duties=("staff",)) for n, (a, b) in enumerate(names)))

    def changed(roll):
        other = Roll(tuple(replace(row, mis_id=f"N{row.mis_id}") for row in roll.rows))
        return comparing.compare(roll, other, kinds=roll.kinds, today=TODAY)

    few, many = staff(60), staff(120)
    assert work.grows_evenly(lambda: changed(few), lambda: changed(many))


# ---- what the school has on record

STAFF = """kind,id,first name,last name,date of birth,class,year,email,duties
staff,S1,Nina,Frost,1985-05-06,,,nina.frost@larkhollow.example,teacher
"""
AGAIN = STAFF.replace("S1,Nina,Frost,1985-05-06", "S7,Nina,Holt,").replace("nina.frost@", "n.holt@")


@pytest.mark.django_db
def test_nothing_is_imported_before_somebody_has_said(cast):
    imported(cast.school, STAFF, by=cast.office)
    ready = prepared(cast.school, AGAIN, by=cast.office)
    assert [doubt.key for doubt in ready.unanswered] == [("staff", "S1", "S7")]
    with pytest.raises(Broken, match="one person or two"):
        import_people(cast.school, prepared=ready, files=["people.csv"], by=cast.office, at=MONDAY)
    assert not Person.objects.filter(last_name="Holt").exists() and Intake.objects.count() == 1


@pytest.mark.django_db
def test_one_person_has_the_new_number_and_name(cast):
    imported(cast.school, STAFF, by=cast.office)
    nina = Person.objects.get(last_name="Frost")
    imported(cast.school, AGAIN, by=cast.office, same=[("staff", "S1", "S7")])
    nina.refresh_from_db()
    assert nina.last_name == "Holt" and nina.numbers.get().number == "S7"
    assert Person.objects.filter(first_name="Nina").count() == 1


@pytest.mark.django_db
def test_two_people_are_two(cast):
    imported(cast.school, STAFF, by=cast.office)
    imported(cast.school, AGAIN, by=cast.office, apart=[("staff", "S1", "S7")])
    assert Person.objects.filter(first_name="Nina").count() == 2


@pytest.mark.django_db
def test_who_was_entered_by_hand_and_has_no_number_is_asked_about(cast):
    key = ("staff", f"#{cast.dsl.pk}", "S7")
    words = STAFF.replace("S1,Nina,Frost,1985-05-06", "S7,Marty,Hale,").replace("nina.frost@", "mh@")
    assert [doubt.key for doubt in prepared(cast.school, words, by=cast.office).unanswered] == [key]
    imported(cast.school, words, by=cast.office, same=[key])
    assert Number.objects.get(number="S7").person == cast.dsl
    assert Duty.DSL in Person.objects.prefetch_related("roles").get(pk=cast.dsl.pk).duties
    assert Person.objects.get(pk=cast.dsl.pk).email == cast.dsl.email, "an address that opens an account is the head's"
    assert not Person.objects.filter(first_name="Marty").exclude(pk=cast.dsl.pk).exists()


@pytest.mark.django_db
def test_a_parent_in_the_file_who_may_be_a_colleague_is_asked_about(cast):
    words = (
        "kind,id,first name,last name,date of birth,class,year,email,duties,children,relation\n"
        "pupil,P1,Rosa,Bell,2016-05-01,Kestrels,6,,,,\n"
        "parent,C9,Martin,Hale,,,,hale.family@home.example,,P1,father\n"
    )
    key = ("parent", f"#{cast.dsl.pk}", "C9")
    assert [doubt.key for doubt in prepared(cast.school, words, by=cast.office).unanswered] == [key]
    imported(cast.school, words, by=cast.office, same=[key])
    assert cast.dsl.cares_for.get().child.first_name == "Rosa"


@pytest.mark.django_db
def test_the_page_asks_and_keeps_what_was_answered(cast):
    imported(cast.school, STAFF, by=cast.office)
    office = client_of(cast.office)
    preview = upload(office, ("people.csv", AGAIN.encode()))
    assert "Nina Frost (S1) is on record, and Nina Holt (S7) is new in the file" in text(preview)
    refused = agree(office, preview)
    assert "one person or two" in text(refused) and "Select whether this is one person" in text(refused)
    assert not Person.objects.filter(last_name="Holt").exists()
    again = agree(office, preview, **{"pair|staff|S1|S7": "same"})
    assert "worked out anew" in text(again) and "checked" in again.content.decode()
    agree(office, again, **{"pair|staff|S1|S7": "same"})
    assert Person.objects.get(first_name="Nina").last_name == "Holt"


@pytest.mark.django_db
def test_the_page_takes_two_people_for_an_answer(cast):
    imported(cast.school, STAFF, by=cast.office)
    office = client_of(cast.office)
    agree(office, upload(office, ("people.csv", AGAIN.encode())), **{"pair|staff|S1|S7": "apart"})
    assert Person.objects.filter(first_name="Nina").count() == 2


@pytest.mark.django_db
def test_the_console_leaves_it_to_the_browser(cast, tmp_path):
    imported(cast.school, STAFF, by=cast.office)
    file, said = tmp_path / "people.csv", []
    file.write_text(AGAIN)
    status = console.import_people(
        cast.school, [file], dry_run=False, as_json=False, echo=lambda message, err=False: said.append(message)
    )
    assert status == 2 and "Nothing was imported" in said[-1] and Person.objects.filter(first_name="Nina").count() == 1


@pytest.mark.django_db
def test_a_dry_run_names_them_too(cast, tmp_path):
    imported(cast.school, STAFF, by=cast.office)
    file, said = tmp_path / "people.csv", []
    file.write_text(AGAIN)
    status = console.import_people(
        cast.school, [file], dry_run=True, as_json=False, echo=lambda message, err=False: said.append(message)
    )
    assert status == 0 and any("may be one person" in line for line in said)
