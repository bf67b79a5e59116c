from datetime import date

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

TODAY = MONDAY.date()
ROSA = {"first_name": "Rosa", "last_name": "Bell", "since_on": TODAY}


def test_the_office_adds_a_pupil_to_a_class(cast):
    rosa = people.add_person(
        cast.school,
        duty=Duty.PUPIL,
        born_on=date(2016, 5, 1),
        classroom=cast.kestrels,
        by=cast.office,
        at=MONDAY,
        **ROSA,
    )
    assert rosa.duties == {Duty.PUPIL} or rosa.roles.get().holds_on(TODAY)
    assert rosa in Person.objects.in_class(cast.kestrels.pk, TODAY)
    assert events(cast.school) == ["community.add_person"]


def test_the_office_adds_a_parent_of_a_pupil(cast):
    parent = people.add_person(
        cast.school, duty=Duty.PARENT, children=[cast.pupil], relation="aunt", by=cast.office, at=MONDAY, **ROSA
    )
    assert [care.child for care in parent.cares_for.all()] == [cast.pupil]


def test_a_teacher_may_not(cast):
    before = Person.objects.count()
    with pytest.raises(access.Refused):
        people.add_person(cast.school, duty=Duty.PUPIL, by=cast.teacher, at=MONDAY, **ROSA)
    assert Person.objects.count() == before
    assert events(cast.school) == []


@pytest.mark.parametrize("duty", sorted(set(Duty) - rules.ORDINARY))
def test_nobody_is_added_into_a_duty_that_the_head_gives(cast, duty):
    with pytest.raises(Broken, match="given by the head"):
        people.add_person(cast.school, duty=duty, by=cast.office, at=MONDAY, **ROSA)
    assert not Person.objects.filter(first_name="Rosa").exists()


def test_a_date_of_birth_is_not_in_the_future(cast):
    with pytest.raises(Broken, match="1 May 2030 is in the future"):
        people.add_person(cast.school, duty=Duty.PUPIL, born_on=date(2030, 5, 1), by=cast.office, at=MONDAY, **ROSA)


def test_the_same_child_is_not_added_twice(cast):
    maya = {"first_name": "maya", "last_name": "Nair", "born_on": cast.pupil.born_on, "since_on": TODAY}
    with pytest.raises(Broken, match="on record here already"):
        people.add_person(cast.school, duty=Duty.PUPIL, by=cast.office, at=MONDAY, **maya)


def test_another_schools_child_and_class_are_out_of_reach(cast, other_school):
    with pytest.raises(Broken):
        people.add_person(
            cast.school, duty=Duty.PARENT, children=[other_school.pupil], by=cast.office, at=MONDAY, **ROSA
        )
    with pytest.raises(access.Refused):
        people.add_person(cast.school, duty=Duty.PUPIL, classroom=other_school.wrens, by=cast.office, at=MONDAY, **ROSA)
    assert not Person.objects.filter(first_name="Rosa").exists()
