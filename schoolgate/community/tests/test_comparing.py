"""What taking in a new roll would do to the people of the school."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from schoolgate.demo import invented
from schoolgate.demo.invented import school
from schoolgate.engines.roster import comparing, parsing
from schoolgate.engines.roster.comparing import Change
from schoolgate.engines.roster.roll import Roll, Row
from tests import work

MONDAY = date(2026, 11, 23)
MAYA = Row("pupil", "1", "Maya", "Nair", born_on=date(2016, 3, 4), classroom="Kestrels", year_group=6)
ARUN = Row("pupil", "2", "Arun", "Nair", born_on=date(2019, 12, 1), classroom="Wrens", year_group=2)
PRIYA = Row("parent", "9", "Priya", "Nair", email="priya@example.org", children=("1", "2"), relation="mother")
TOM = Row("staff", "7", "Tom", "Whitby", duties=("teacher", "dsl"), joined_on=date(2020, 9, 1))


def compare(current, new, kinds=("pupil", "parent", "staff", "governor"), **more):
    return comparing.compare(
        Roll(tuple(current)), new if isinstance(new, Roll) else Roll(tuple(new)), kinds=kinds, **more
    )


def test_nothing_changes():
    plan = compare([MAYA, ARUN, PRIYA], [MAYA, ARUN, PRIYA])
    assert plan.empty and plan.unchanged == 3 and not plan.doubts


def test_joiners_leavers_and_changes():
    moved = replace(ARUN, classroom="Finches", known_as="Ari")
    plan = compare([MAYA, ARUN], [moved, PRIYA])
    assert (plan.joiners, plan.leavers, plan.unchanged) == ((PRIYA,), (MAYA,), 0)
    assert plan.changes == (Change(moved, "known_as", "", "Ari"), Change(moved, "classroom", "Wrens", "Finches"))


def test_only_the_kinds_asked_for_can_leave_or_join():
    plan = compare([MAYA, PRIYA, TOM], [ARUN, replace(TOM, mis_id="8")], kinds={"pupil"})
    assert (plan.joiners, plan.leavers) == ((ARUN,), (MAYA,))


def test_the_same_number_under_another_kind_is_somebody_else():
    plan = compare([MAYA], [MAYA, replace(TOM, mis_id="1")])
    assert [row.name for row in plan.joiners] == ["Tom Whitby"] and plan.unchanged == 1


def test_order_of_duties_and_children_is_no_change():
    plan = compare([TOM, PRIYA], [replace(TOM, duties=("dsl", "teacher")), replace(PRIYA, children=("2", "1"))])
    assert plan.unchanged == 2


def test_fields_that_the_file_does_not_tell_stay():
    phoned = replace(MAYA, phone="07700 900001", address="3 Mill Row")
    new = Roll((replace(MAYA, classroom="Owls"),), fields={"pupil": frozenset({"first_name", "classroom"})})
    assert [change.field for change in compare([phoned], new).changes] == ["classroom"]
    everything = compare([phoned], [replace(MAYA, classroom="Owls")])
    assert [change.field for change in everything.changes] == ["classroom", "phone", "address"]


def test_a_roster_takes_nobodys_duty_away():
    new = Roll((replace(TOM, duties=("teacher",)),), fields={"staff": frozenset({"first_name", "email"})})
    assert compare([TOM], new).unchanged == 1


def test_an_empty_day_of_joining_is_no_change_and_another_day_is():
    assert compare([TOM], [replace(TOM, joined_on=None)]).unchanged == 1
    assert compare([TOM], [replace(TOM, joined_on=date(2021, 9, 1))]).changes[0].field == "joined_on"


def test_a_day_of_leaving_in_the_file_makes_a_leaver_with_that_day():
    left = replace(MAYA, left_on=MONDAY - timedelta(days=3))
    plan = compare([MAYA], [left], today=MONDAY)
    assert plan.leavers == (replace(MAYA, left_on=left.left_on),) and not plan.changes


@pytest.mark.parametrize("days", [0, 30])
def test_a_last_day_still_to_come_is_only_a_change(days):
    leaving = replace(MAYA, left_on=MONDAY + timedelta(days=days))
    plan = compare([MAYA], [leaving], today=MONDAY)
    assert not plan.leavers
    assert plan.changes == (Change(leaving, "left_on", None, leaving.left_on),)


def test_those_who_left_before_do_not_leave_again():
    assert compare([replace(MAYA, left_on=date(2025, 7, 20))], []).empty


def test_someone_who_comes_back():
    former = replace(MAYA, left_on=date(2025, 7, 20), classroom="")
    plan = compare([former], [MAYA])
    assert plan.returners == (MAYA,) and not plan.joiners
    assert [change.field for change in plan.changes] == ["classroom"]


def test_a_new_number_for_the_same_child_is_doubted():
    renumbered = replace(MAYA, mis_id="A-1", first_name="Mya")
    plan = compare([MAYA, ARUN], [renumbered, ARUN])
    (doubt,) = plan.doubts
    assert (doubt.leaver, doubt.joiner) == (MAYA, renumbered)
    assert 0.85 <= doubt.likeness < 1
    assert plan.leavers == (MAYA,) and plan.joiners == (renumbered,), "a doubt decides nothing"


def test_a_new_family_name_is_doubted_and_another_child_of_that_day_is_not():
    renamed = replace(MAYA, mis_id="A-1", last_name="Holroyd")
    stranger = replace(MAYA, mis_id="A-2", first_name="Wilfred", last_name="Oakley")
    assert [doubt.joiner for doubt in compare([MAYA], [renamed, stranger]).doubts] == [renamed]


def test_a_twin_is_not_doubted_for_the_other():
    alike = replace(MAYA, mis_id="A-1", first_name="Thomasina")
    assert not compare([MAYA], [alike]).doubts


def test_another_birthday_is_not_doubted():
    assert not compare([MAYA], [replace(MAYA, mis_id="A-1", born_on=date(2016, 3, 5))]).doubts


def test_grown_ups_are_doubted_by_their_address_or_their_child():
    renumbered = replace(PRIYA, mis_id="X9", children=())
    assert compare([PRIYA], [renumbered]).doubts[0].likeness == 1
    other_email = replace(PRIYA, mis_id="X9", email="p.nair@example.org")
    assert compare([PRIYA], [other_email]).doubts[0].joiner == other_email


def test_a_former_person_with_a_new_number_is_doubted():
    former = replace(MAYA, left_on=date(2025, 7, 20))
    assert compare([former], [replace(MAYA, mis_id="A-1")]).doubts[0].leaver == former


def test_at_a_change_of_system_everybody_is_doubted_and_not_compared_with_everybody():
    def changed(roll):
        other = Roll(tuple(replace(row, mis_id=f"N{row.mis_id}") for row in roll.rows))
        return comparing.compare(roll, other, kinds=roll.kinds)

    few, roll = (school(pupils=pupils, today=MONDAY).roll for pupils in (60, 120))
    plan = changed(roll)
    assert work.grows_evenly(lambda: changed(few), lambda: changed(roll))
    assert len(plan.joiners) == len(roll.rows)
    there = {(doubt.leaver.mis_id, doubt.joiner.mis_id) for doubt in plan.doubts}
    assert {(row.mis_id, f"N{row.mis_id}") for row in roll.of("pupil")} <= there


def test_a_school_that_is_written_and_read_again_has_not_changed():
    roll = school(pupils=120, today=MONDAY).roll
    data = invented.as_csv(roll).encode()
    new = parsing.read([("people.csv", data)], today=MONDAY)
    plan = comparing.compare(roll, new, kinds=new.kinds, today=MONDAY)
    assert plan.empty and plan.unchanged == len(roll.rows)
