"""The deed import_people: joiners, leavers, changes, people who come back, and what it leaves to the head."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.actions.intakes import import_people
from schoolgate.community.intake import preparing, watching
from schoolgate.community.models import Classroom, Intake, Person
from schoolgate.community.tests.files import EVERYONE, PUPILS, TODAY, imported, prepared
from schoolgate.community.tests.trailing import events
from schoolgate.demo import invented
from schoolgate.demo.invented import school as demo_school
from schoolgate.engines.roster import parsing
from tests.cast import MONDAY, school

LATER = MONDAY + timedelta(days=7)
NEXT_WEEK = LATER.date()


def one(first_name):
    return Person.objects.get(first_name=first_name)


def duties(person, on=NEXT_WEEK):
    return {role.duty for role in person.roles.all() if role.holds_on(on)}


def test_joiners_come_with_duty_class_children_and_number(cast):
    done = imported(cast.school, EVERYONE, by=cast.office)
    rosa, nina, ada, otto = one("Rosa"), one("Nina"), one("Ada"), one("Otto")
    assert (done.joined, done.left, done.changed, done.returned) == (5, 0, 0, 0)
    assert [duties(person) for person in (rosa, nina, ada, otto)] == [{"pupil"}, {"teacher"}, {"parent"}, {"governor"}]
    assert rosa in Person.objects.in_class(cast.kestrels.pk, TODAY)
    assert [(t.classroom.name, t.classroom.year_group) for t in nina.teaching.all()] == [("Robins", 1)]
    assert {(care.child.first_name, care.relation) for care in ada.cares_for.all()} == {
        ("Rosa", "mother"),
        ("Ivo", "mother"),
    }
    assert rosa.numbers.get().number == "P1"
    assert events(cast.school) == ["community.import_people"]


@pytest.mark.parametrize("who", ["teacher", "dsl", "it", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    before = Person.objects.count()
    with pytest.raises(access.Refused):
        imported(cast.school, EVERYONE, by=getattr(cast, who))
    assert Person.objects.count() == before and not Intake.objects.exists()
    assert events(cast.school) == []


def test_the_command_line_may(cast):
    console = access.Machine(cast.school.pk, Duty.CONSOLE)
    assert imported(cast.school, EVERYONE, by=console).by is None


def test_the_same_file_again_changes_nothing(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    again = prepared(cast.school, EVERYONE, by=cast.office)
    assert again.empty and again.plan.unchanged == 5 and not again.notes


def test_a_leaver_becomes_a_former_person_and_stays_on_record(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    without = EVERYONE.replace("pupil,P2,Ivo,Bell,2019-02-03,Robins,1,,,,\n", "").replace("; P2", "")
    done = imported(cast.school, without, by=cast.office, at=LATER)
    ivo = one("Ivo")
    assert (done.left, done.changed) == (1, 0)
    assert ivo in Person.objects.former(NEXT_WEEK) and ivo in Person.objects.current(TODAY)
    assert not ivo.placements.held(NEXT_WEEK).exists()
    assert ivo.carers.held(NEXT_WEEK).count() == 1, "a former pupil is still their parents' child"


def test_people_of_kinds_that_the_file_does_not_tell_of_stay(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    assert imported(cast.school, PUPILS, by=cast.office, at=LATER).left == 0
    assert duties(one("Nina")) == {"teacher"} and duties(one("Ada")) == {"parent"}


def test_people_added_by_hand_are_no_leavers(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    assert duties(cast.pupil) == {"pupil"} and duties(cast.head) == {"head"}


def test_changes_are_written_and_the_class_keeps_its_story(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    moved = EVERYONE.replace("P2,Ivo,Bell,2019-02-03,Robins,1", "P2,Ivor,Bell,2019-02-03,Kestrels,1")
    ready = prepared(cast.school, moved, by=cast.office, on=NEXT_WEEK)
    (told,) = ready.changed.values()
    assert {(change.field, change.was, change.becomes) for change in told} == {
        ("first_name", "Ivo", "Ivor"),
        ("classroom", "Robins", "Kestrels"),
    }
    assert imported(cast.school, moved, by=cast.office, at=LATER).changed == 1
    ivor = one("Ivor")
    assert [p.classroom.name for p in ivor.placements.held(NEXT_WEEK)] == ["Kestrels"]
    assert [p.classroom.name for p in ivor.placements.held(TODAY)] == ["Robins"]


def test_someone_comes_back(cast):
    imported(cast.school, PUPILS, by=cast.office)
    imported(cast.school, "".join(PUPILS.splitlines(keepends=True)[:2]), by=cast.office, at=LATER)
    month = MONDAY + timedelta(days=30)
    done = imported(cast.school, PUPILS, by=cast.office, at=month)
    ivo = one("Ivo")
    assert (done.joined, done.returned) == (0, 1)
    assert ivo.roles.count() == 2 and duties(ivo, month.date()) == {"pupil"}
    assert not ivo.roles.held(MONDAY.date() + timedelta(days=20)).exists()
    assert ivo.placements.held(month.date()).get().classroom.name == "Robins"


def test_one_person_of_two_kinds_is_one_person(cast):
    text = EVERYONE.replace("staff,S1,Nina,Frost", "staff,S1,Ada,Bell").replace(
        "nina.frost@larkhollow.example", "ada.bell@example.org"
    )  # noqa: E501
    imported(cast.school, text, by=cast.office)
    ada = one("Ada")
    assert duties(ada) == {"teacher", "parent"}
    assert {(n.kind, n.number) for n in ada.numbers.all()} == {("staff", "S1"), ("parent", "C1")}


def test_somebody_added_by_hand_gets_their_number_from_the_file(cast):
    born_on = cast.pupil.born_on.isoformat()
    text = f"kind,id,first name,last name,date of birth,class\npupil,P7,Maya,Nair,{born_on},Kestrels\n"
    assert prepared(cast.school, text).adopted == ("Maya Nair (P7)",)
    imported(cast.school, text, by=cast.office)
    assert cast.pupil.numbers.get().number == "P7"
    assert Person.objects.filter(first_name="Maya").count() == 1
    assert cast.pupil.roles.count() == 1 and cast.pupil.placements.count() == 1


def test_a_new_number_for_the_same_child_is_said_and_kept_together_when_told(cast):
    imported(cast.school, PUPILS, by=cast.office)
    text = PUPILS.replace("P2,Ivo,", "P9,Ivo,")
    (doubt,) = prepared(cast.school, text).plan.doubts
    assert (doubt.leaver.mis_id, doubt.joiner.mis_id) == ("P2", "P9")
    ready = prepared(cast.school, text, same=[("pupil", "P2", "P9")])
    assert not ready.plan.joiners and not ready.plan.leavers
    imported(cast.school, text, by=cast.office, at=LATER, same=[("pupil", "P2", "P9")])
    assert one("Ivo").numbers.get().number == "P9" and duties(one("Ivo")) == {"pupil"}


def test_an_import_by_the_office_gives_no_duty_that_the_head_gives(cast):
    text = EVERYONE.replace(",teacher,", ",head; dsl; teacher,")
    ready = prepared(cast.school, text, by=cast.office)
    assert any("Nina Frost" in note and "“Head teacher”" in note and "only the head" in note for note in ready.notes)
    assert any("Nina Frost" in note and "(DSL)" in note and "no import gives" in note for note in ready.notes)
    imported(cast.school, text, by=cast.office)
    assert duties(one("Nina")) == {"teacher"}


def test_not_even_where_what_was_worked_out_said_so(cast):
    text = EVERYONE.replace(",teacher,", ",head; dsl; teacher,")
    ready = prepared(cast.school, text, by=cast.head)
    import_people(cast.school, prepared=ready, files=[], by=cast.office, at=MONDAY)
    assert duties(one("Nina")) == {"teacher"}


def test_an_import_by_the_head_gives_them(cast):
    imported(cast.school, EVERYONE.replace(",teacher,", ",deputy; teacher,"), by=cast.head)
    assert duties(one("Nina")) == {"deputy", "teacher"}


def test_duties_that_the_head_gave_outlast_imports(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    nina = one("Nina")
    nina.roles.create(duty="dsl", since_on=TODAY)
    ready = prepared(cast.school, EVERYONE, by=cast.office, on=NEXT_WEEK)
    assert ready.empty
    imported(cast.school, EVERYONE.replace(",teacher,", ",staff,"), by=cast.office, at=LATER)
    assert duties(nina) == {"dsl", "staff"}


def test_an_import_by_the_office_changes_no_address_of_trust(cast):
    imported(cast.school, EVERYONE.replace(",teacher,", ",deputy; teacher,"), by=cast.head)
    other = EVERYONE.replace("nina.frost@larkhollow.example", "me@larkhollow.example")
    ready = prepared(cast.school, other, by=cast.office)
    assert ready.empty and any("e-mail address stays" in note for note in ready.notes)
    imported(cast.school, other, by=cast.head, at=LATER)
    assert one("Nina").email == "me@larkhollow.example"


def test_the_last_head_does_not_leave_by_a_file(cast):
    cast.head.numbers.create(school=cast.school, kind="staff", number="S9")
    assert [row.name for row in prepared(cast.school, EVERYONE).plan.leavers] == ["Ruth Adeyemi"]
    imported(cast.school, EVERYONE, by=cast.office)
    assert duties(cast.head) == {"head"}


def test_nor_one_beside_another_head_whose_last_day_is_known(cast):
    cast.head.numbers.create(school=cast.school, kind="staff", number="S9")
    cast.deputy.roles.create(duty="head", since_on=TODAY - timedelta(days=1), until_on=TODAY)
    imported(cast.school, EVERYONE, by=cast.office)
    assert duties(cast.head) == {"head"}


def test_a_former_pupil_of_the_file_comes_in_as_former(cast):
    header = "kind,id,first name,last name,date of birth,joined,left\n"
    text = header + "pupil,P3,Zoe,Bell,2014-05-01,2018-09-03,2025-07-18\n"
    imported(cast.school, text, by=cast.office)
    zoe = one("Zoe")
    assert zoe in Person.objects.former(TODAY) and zoe in Person.objects.current(date(2025, 7, 18))


def test_what_a_file_tells_of_former_staff_gives_them_nothing_back(cast):
    header = "kind,id,first name,last name,duties,class,joined,left\n"
    line = "staff,S5,Zoe,Moss,{},Robins,2018-09-03,2025-07-18\n"
    imported(cast.school, header + line.format("teacher"), by=cast.office)
    assert prepared(cast.school, header + line.format("teacher")).empty
    imported(cast.school, header + line.format("staff").replace("Moss", "Marsh"), by=cast.office, at=LATER)
    zoe = one("Zoe")
    assert zoe.last_name == "Marsh"
    assert duties(zoe) == set() and not zoe.teaching.exists()


@pytest.mark.django_db
def test_the_invented_school_again_changes_nothing():
    foxley = school("Foxley Primary School", "foxley")
    text = invented.as_csv(demo_school(pupils=40, today=TODAY).roll)
    console = access.Machine(foxley.pk, Duty.CONSOLE)
    import_people(foxley, prepared=prepared(foxley, text), files=[], by=console, at=MONDAY)
    again = prepared(foxley, text)
    assert again.empty, again.changed


def test_a_day_of_leaving_to_come_is_written_down(cast):
    header = "kind,id,first name,last name,date of birth,left\n"
    imported(cast.school, header + "pupil,P3,Zoe,Bell,2016-05-01,\n", by=cast.office)
    told = header + f"pupil,P3,Zoe,Bell,2016-05-01,{TODAY + timedelta(days=20)}\n"
    imported(cast.school, told, by=cast.office)
    zoe = one("Zoe")
    assert zoe in Person.objects.current(TODAY + timedelta(days=20))
    assert zoe in Person.objects.former(TODAY + timedelta(days=21))
    assert prepared(cast.school, told).empty


def test_a_class_that_goes_up_has_a_new_year(cast):
    imported(cast.school, PUPILS, by=cast.office)
    imported(cast.school, PUPILS.replace("Robins,1", "Robins,2"), by=cast.office, at=LATER)
    assert Classroom.objects.get(name="Robins").year_group == 2


def test_a_fault_in_the_middle_leaves_nothing_done(cast, monkeypatch):
    before = Person.objects.count()

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Intake.objects, "create", broken)
    with pytest.raises(RuntimeError):
        imported(cast.school, EVERYONE, by=cast.office)
    assert Person.objects.count() == before and not Classroom.objects.filter(name="Robins").exists()
    assert events(cast.school) == []


@pytest.mark.postgres
def test_twice_as_many_people_take_hardly_more_queries_and_the_import_tells_how_far_it_is(cast, other_school):
    """`python -m bench people` brings in 2,000."""
    taken = []
    for at, pupils in ((other_school, 40), (cast, 80)):
        roll = demo_school(pupils=pupils, today=TODAY).roll
        told, rows = [], invented.as_csv(roll).replace("@larkhollow.", f"@{at.school.slug}.")
        with CaptureQueriesContext(connection) as queries:
            read = parsing.read([("people.csv", rows.encode())], today=TODAY)
            ready = preparing.prepare(at.school, read, on=TODAY, may_give_duties=False)
            ready = replace(ready, apart=frozenset(doubt.key for doubt in ready.plan.doubts))
            with watching.watched(lambda done, total, told=told: told.append((done, total))):
                import_people(at.school, prepared=ready, files=["people.csv"], by=at.office, at=MONDAY)
        taken.append(len(queries))
        there = Person.objects.filter(school=at.school, numbers__isnull=False).distinct().count()
        assert there == len(ready.plan.joiners) > 2 * pupils
        assert told[0][0] == 0 and told[-1][0] == told[-1][1] == there
    assert taken[1] <= taken[0] + 5, taken
