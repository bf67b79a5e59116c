"""What somebody was called before is kept, by whatever way they come to another name; and who reads is told of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from schoolgate.broken import Broken
from schoolgate.community import former_names
from schoolgate.community.actions import joins, people
from schoolgate.community.actions.intakes import undo_import
from schoolgate.community.models import FormerName, Number, Person
from schoolgate.community.tests.files import imported, prepared
from tests import cast as cast_people
from tests.cast import MONDAY, client_of
from tests.families import agreed

pytestmark = pytest.mark.django_db
HEAD = "kind,id,first name,last name,known as,date of birth,class,year,email,duties,children,relation\n"


def fresh(person) -> Person:
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def edit(cast, person, *, by=None, **fields) -> Person:
    return people.edit_person(fresh(person), by=fresh(by or cast.office), at=MONDAY, **fields)


def before(person) -> list[str]:
    return [str(name) for name in fresh(person).former_names.all()]


def row(person, kind: str, first: str, last: str, more: str = ",,,,,,,,") -> str:
    """A line of the management system for somebody on record, who has a number there from now on."""
    number, _ = Number.objects.get_or_create(
        school=person.school, person=person, kind=kind, defaults={"number": f"N{person.pk}"}
    )
    return f"{HEAD}{kind},{number.number},{first},{last}{more}\n"


# ---- kept


@pytest.mark.parametrize("part", ["dsl", "teacher", "governor", "pupil", "parent"])
def test_another_name_leaves_the_former_one(cast, part):
    person = getattr(cast, part)
    was = str(person)
    edit(cast, person, last_name="Ashworth")
    edit(cast, person, first_name="Jo", last_name="Ashworth")
    assert before(person) == [was, f"{person.first_name} Ashworth"]


def test_a_name_is_kept_once_and_still_when_it_comes_back(cast):
    for last in ("Ashworth", "Hale", "Ashworth", "Hale"):
        edit(cast, cast.dsl, last_name=last)
        cast.dsl.former_names.update(until_at=MONDAY - timedelta(days=2))
    assert before(cast.dsl) == ["Martin Hale", "Martin Ashworth"]


def test_a_name_that_was_put_down_and_taken_back_on_one_day_was_nobodys(cast):
    for last in ("Ashworth", "Hale"):
        edit(cast, cast.dsl, last_name=last)
    assert before(cast.dsl) == ["Martin Hale"]


@pytest.mark.parametrize("same", [{"last_name": "HALE"}, {"known_as": "Marty"}, {"phone": "1"}, {"last_name": "Hale"}])
def test_what_takes_no_name_away_leaves_none(cast, same):
    edit(cast, cast.dsl, **same)
    assert before(cast.dsl) == []


def test_another_short_form_leaves_the_former_one(cast):
    edit(cast, cast.dsl, known_as="Marty")
    edit(cast, cast.dsl, known_as="Art")
    assert before(cast.dsl) == ["Marty Hale"]


@pytest.mark.postgres
def test_former_names_cannot_be_read_on_the_disk(cast):
    from django.db import connection

    edit(cast, cast.dsl, last_name="Ashworth")
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_name, last_name, known_as FROM community_formername")
        assert "Hale" not in str(cursor.fetchall())


# ---- imports


def test_an_import_leaves_the_former_name_and_taking_it_back_leaves_both(cast):
    imported(cast.school, row(cast.teacher, "staff", "Asha", "Quill"), by=fresh(cast.office))
    assert str(fresh(cast.teacher)) == "Asha Quill" and before(cast.teacher) == ["Asha Kapoor"]
    last = cast.school.intakes.get()
    undo_import(last, by=fresh(cast.office), at=MONDAY + timedelta(days=2))
    assert str(fresh(cast.teacher)) == "Asha Kapoor"
    assert before(cast.teacher) == ["Asha Kapoor", "Asha Quill"]


def test_an_import_renames_children_too(cast):
    imported(cast.school, row(cast.pupil, "pupil", "Maya", "Okafor", ",,2016-03-04,Kestrels,6,,,,"), by=cast.office)
    assert str(fresh(cast.pupil)) == "Maya Okafor" and before(cast.pupil) == ["Maya Nair"]


def test_a_child_who_comes_back_with_another_name(cast):
    people.record_leaving(
        fresh(cast.pupil), left_on=MONDAY.date() - timedelta(days=1), by=fresh(cast.office), at=MONDAY
    )
    imported(cast.school, row(cast.pupil, "pupil", "Maya", "Okafor", ",,2016-03-04,Kestrels,6,,,,"), by=cast.office)
    assert str(fresh(cast.pupil)) == "Maya Okafor" and before(cast.pupil) == ["Maya Nair"]


def test_an_import_that_names_nobody_anew_leaves_nothing(cast):
    imported(cast.school, row(cast.teacher, "staff", "Asha", "Kapoor"), by=fresh(cast.office))
    assert not FormerName.objects.exists()


# ---- joins


def test_former_names_of_a_record_go_over_with_it(cast):
    twice = cast_people.person(cast.school, "Marty", "Ross")
    edit(cast, twice, last_name="Dale")
    asked = joins.propose_join(cast.dsl, other=fresh(twice), reason="So.", by=fresh(cast.office), at=MONDAY)
    agreed(cast, asked)
    assert before(cast.dsl) == ["Marty Ross"] and str(fresh(twice)) == "Marty Dale"


# ---- nobody renames themselves


@pytest.mark.parametrize("who", ["head", "deputy", "office"])
@pytest.mark.parametrize("name", ["first_name", "last_name"])
def test_nobody_gives_themselves_another_name(cast, who, name):
    person = getattr(cast, who)
    with pytest.raises(Broken, match="Somebody else"):
        edit(cast, person, by=person, **{name: "Stone"})
    assert str(fresh(person)) == str(person) and before(person) == []
    edit(cast, person, by=person, phone="01632 960100", first_name=person.first_name, last_name=person.last_name)
    edit(cast, person, by=cast.office if who != "office" else cast.head, **{name: "Stone"})
    assert getattr(fresh(person), name) == "Stone"


def test_the_page_says_so(cast):
    page = reverse("community:edit_person", args=[cast.head.pk])
    sent = {"first_name": "Ruth", "last_name": "Stone", "email": cast.head.email}
    shown = client_of(cast.head).post(page, sent).content.decode()
    assert "Somebody else puts your own name right" in shown and str(fresh(cast.head)) == "Ruth Adeyemi"


def test_nobody_renames_themselves_by_an_import(cast):
    line = row(cast.head, "staff", "Ruth", "Stone", ",,,,,ruth.adeyemi@larkhollow.example,head,,")
    other = row(cast.teacher, "staff", "Asha", "Quill").removeprefix(HEAD)
    ready = prepared(cast.school, line + other, by=cast.head)
    assert ready.changed, "what was worked out without whoever imports is done without their own name all the same"
    imported(cast.school, line + other, by=fresh(cast.head))
    assert str(fresh(cast.head)) == "Ruth Adeyemi" and str(fresh(cast.teacher)) == "Asha Quill"
    imported(cast.school, line + other, by=fresh(cast.office), at=MONDAY + timedelta(hours=1))
    assert str(fresh(cast.head)) == "Ruth Stone" and before(cast.head) == ["Ruth Adeyemi"]


def test_the_preview_says_that_their_own_name_stays(cast):
    from schoolgate.community.intake import preparing
    from schoolgate.community.tests.files import TODAY, read

    line = row(cast.head, "staff", "Ruth", "Stone", ",,,,,ruth.adeyemi@larkhollow.example,head,,")
    said = {"on": TODAY, "may_give_duties": True}
    mine = preparing.prepare(cast.school, read(cast.school, line), **said, by_id=cast.head.pk)
    assert any("your own name stays" in note for note in mine.notes)
    assert not any(change.field == "last_name" for changes in mine.changed.values() for change in changes)
    theirs = preparing.prepare(cast.school, read(cast.school, line), **said, by_id=cast.office.pk)
    assert any(change.field == "last_name" for changes in theirs.changed.values() for change in changes)


# ---- who is told


def told() -> dict[str, str]:
    return {
        to: sent.body for sent in mail.outbox if sent.extra_headers["X-Schoolgate-Kind"] == "renamed" for to in sent.to
    }


@pytest.mark.parametrize("part", ["dsl", "deputy_dsl", "deputy", "head", "chair", "governor"])
def test_another_name_of_a_reader_is_told_to_governors_head_and_themselves(cast, part):
    person = getattr(cast, part)
    edit(cast, person, last_name="Ashworth")
    those = {cast.head.email, cast.chair.email, cast.governor.email, person.email}
    assert told().keys() == those
    assert all(str(person) in body and f"{person.first_name} Ashworth" in body for body in told().values())


def test_a_head_who_renames_a_reader_does_not_tell_only_themselves(cast):
    edit(cast, cast.dsl, by=cast.head, last_name="Ashworth")
    assert told().keys() == {cast.chair.email, cast.governor.email, cast.dsl.email}


@pytest.mark.parametrize("part", ["teacher", "pupil", "parent"])
def test_others_are_renamed_without_a_mail(cast, part):
    edit(cast, getattr(cast, part), last_name="Ashworth")
    assert not told()


def test_a_reader_whom_an_import_or_its_undoing_renames_is_told_too(cast):
    line = row(cast.dsl, "staff", "Martin", "Ashworth", ",,,,,martin.hale@larkhollow.example,dsl; staff,,")
    imported(cast.school, line, by=fresh(cast.office))
    assert cast.chair.email in told()
    mail.outbox.clear()
    undo_import(cast.school.intakes.get(), by=fresh(cast.office), at=MONDAY + timedelta(hours=1))
    assert "is called Martin Hale" in told()[cast.chair.email]


def test_names_are_compared_without_capitals():
    assert not former_names.keep({1: ("A", "B", "")}, {1: ("a", "b", "")}, None, MONDAY)
