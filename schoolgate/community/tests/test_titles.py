"""Titles: part of a person, of an import, of the edit page, of search, of whom a text means, and of letters."""

import pytest

from schoolgate.cases.queries import letter_values
from schoolgate.cases.queries.letter_readers import Choice
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.tests import files
from schoolgate.community.tests.test_mis_oneroster import OLDER, zipped
from schoolgate.concerns.queries import trusted
from schoolgate.concerns.queries.meant import Adults, Told
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import page, story
from schoolgate.engines.roster import parsing
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
STAFF = "kind,id,first name,last name,duties,{header}\nstaff,S1,Nina,Frost,teacher,{title}\n"


def titled(cast, title, who="teacher"):
    person = getattr(cast, who)
    people.edit_person(person, title=title, by=cast.office, at=MONDAY)
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("title", ["Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Rev", "Dr.", "Coach"])
@pytest.mark.parametrize("header", ["title", "Salutation"])
def test_an_import_brings_the_title(cast, title, header):
    files.imported(cast.school, STAFF.format(header=header, title=title), by=cast.head)
    frost = Person.objects.get(last_name="Frost")
    assert (frost.title, frost.called, str(frost)) == (title, f"{title} Frost", "Nina Frost")


def test_a_file_without_titles_takes_none_away(cast):
    files.imported(cast.school, STAFF.format(header="title", title="Mx"), by=cast.head)
    files.imported(cast.school, STAFF.format(header="phone", title="01632 960101"), by=cast.head)
    assert Person.objects.get(last_name="Frost").title == "Mx"


def test_a_title_that_is_no_title_is_a_fault_of_its_line(cast):
    with pytest.raises(parsing.Refused):
        files.read(cast.school, STAFF.format(header="title", title="x" * 21))


def test_oneroster_brings_it_where_a_system_gives_it():
    users = OLDER["users.csv"].splitlines()
    lines = [users[0] + ",metadata.title", *(line + (",Mrs" if line.startswith("t1") else ",") for line in users[1:])]
    roll = parsing.read([("r.zip", zipped({**OLDER, "users.csv": "\n".join(lines) + "\n"}))], today=TODAY)
    assert {row.mis_id: row.title for row in roll.of("staff")} == {"t1": "Mrs", "a1": "", "h1": ""}
    assert "title" in roll.fields["staff"]
    plain = parsing.read([("r.zip", zipped(OLDER))], today=TODAY)
    assert "title" not in plain.fields["staff"]


def test_the_office_edits_it_and_the_page_shows_it(cast):
    office = client_of(cast.office)
    address = f"/people/{cast.teacher.pk}/edit/"
    form = page.words(office.get(address))
    assert form.index('name="title"') < form.index('name="first_name"')
    said = {"title": "Mrs", "first_name": "Asha", "last_name": "Kapoor", "email": cast.teacher.email}
    assert "Mrs Asha Kapoor" in page.words(office.post(address, said, follow=True))


@pytest.mark.parametrize("words", ["Mrs Kapoor", "mrs. kapoor", "Kapoor Mrs", "Mrs Asha"])
def test_people_are_found_with_their_title_and_where_none_is_known(cast, words):
    for title in ("", "Mrs", "Mrs."):
        Person.objects.filter(pk=cast.teacher.pk).update(title=title)
        assert cast.teacher in Person.objects.filter(school=cast.school).named(words)
    Person.objects.filter(pk=cast.teacher.pk).update(title="Dr")
    assert cast.teacher not in Person.objects.filter(school=cast.school).named(words)


@pytest.mark.parametrize("words", ["Fr", "dr", "Ms", "Rev."])
def test_a_title_that_is_typed_alone_finds_no_one_whose_title_is_not_known(cast, words):
    Person.objects.filter(pk=cast.teacher.pk).update(title=words.strip("."))
    found = Person.objects.filter(school=cast.school).named(words)
    assert cast.teacher in found and cast.parent not in found and found.count() < 4
    Person.objects.filter(pk=cast.teacher.pk).update(title="", first_name="Fred")
    assert list(Person.objects.filter(school=cast.school).named("Fr").filter(pk=cast.teacher.pk)) == [cast.teacher]


@pytest.mark.parametrize("title", ["", "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Rev", "Coach", "Chef"])
@pytest.mark.parametrize("said", ["{title} Hale shouted at me.", "It was {title} hale again."])
def test_who_is_meant_by_a_title_and_a_surname_never_reads_it(cast, title, said):
    titled(cast, title, "dsl")
    meant = Adults(cast.school.pk, TODAY).meant(Told(account=said.format(title=title).replace("  ", " ")))
    assert cast.dsl.pk in meant


def test_a_title_of_the_schools_own_means_whom_it_is_said_of(cast):
    adults = Adults(cast.school.pk, TODAY)
    assert cast.dsl.pk not in adults.meant(Told(account="Then Chef pushed me."))
    titled(cast, "Chef", "dsl")
    assert cast.dsl.pk in Adults(cast.school.pk, TODAY).meant(Told(account="Then Chef pushed me."))
    told = story.outside(cast, "Then Chef pushed me.", whom=Whom.ADULT)
    assert cast.dsl.pk in {about.person_id for about in told.about.all()}


def test_a_title_given_later_is_matched_with_what_was_told_before(cast):
    told = story.outside(cast, "Then Chef pushed me.")
    assert not told.about.exists()
    titled(cast, "Chef", "dsl")
    assert cast.dsl.pk in {about.person_id for about in told.about.all()}


def test_children_see_whom_they_know_by_title_with_what_they_do(cast):
    titled(cast, "Mrs")
    shown = {one.name: (one.what, one.initials) for one in trusted.grown_ups_for(cast.school.pk, None, MONDAY)}
    assert shown["Mrs Kapoor"] == ("Teacher", "AK") and "Owen Pryce" in shown


def test_letters_address_a_grown_up_as_one_does(cast):
    parent, teacher, head = titled(cast, "Ms", "parent"), titled(cast, "Mrs"), titled(cast, "Dr", "head")
    choice = Choice(key="x", words="", about=teacher, to=parent)
    values = letter_values.values_of(case_story.adult(cast), choice, story.fresh(head), MONDAY)
    assert (values["reader"], values["adult"], values["writer"]) == ("Ms Nair", "Mrs Asha Kapoor", "Dr Ruth Adeyemi")
    assert letter_values.values_of(case_story.adult(cast), Choice("x", "", None, cast.dsl), head, MONDAY)[
        "reader"
    ] == str(cast.dsl)
