"""The deeds place_pupil, give_class, end_teaching, link_carer and end_care."""

from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.queries import people as community_people
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)


def test_a_pupil_moves_to_another_class(cast):
    people.place_pupil(cast.pupil, classroom=cast.wrens, since_on=TODAY, by=cast.office, at=MONDAY)
    assert [p.classroom for p in cast.pupil.placements.held(TODAY)] == [cast.wrens]
    assert [p.classroom for p in cast.pupil.placements.held(TODAY - timedelta(days=1))] == [cast.kestrels]
    assert events(cast.school) == ["community.place_pupil"]


def test_a_teacher_moves_no_pupil(cast):
    with pytest.raises(access.Refused):
        people.place_pupil(cast.pupil, classroom=cast.wrens, since_on=TODAY, by=cast.teacher, at=MONDAY)
    assert [p.classroom for p in cast.pupil.placements.held(TODAY)] == [cast.kestrels]


def test_a_teacher_sees_a_class_from_when_they_have_it_until_they_do_not(cast):
    assert cast.young_pupil not in community_people.visible_to(cast.teacher, TODAY)
    teaching = people.give_class(cast.teacher, classroom=cast.wrens, since_on=TODAY, by=cast.office, at=MONDAY)
    assert cast.young_pupil in community_people.visible_to(cast.teacher, TODAY)
    people.end_teaching(cast.teacher, teaching=teaching, until_on=TODAY, by=cast.office, at=MONDAY)
    assert cast.young_pupil not in community_people.visible_to(cast.teacher, TOMORROW)
    assert events(cast.school) == ["community.give_class", "community.end_teaching"]


def test_a_teacher_takes_no_class(cast):
    with pytest.raises(access.Refused):
        people.give_class(cast.teacher, classroom=cast.wrens, since_on=TODAY, by=cast.teacher, at=MONDAY)
    with pytest.raises(access.Refused):
        teaching = cast.other_teacher.teaching.get()
        people.end_teaching(cast.other_teacher, teaching=teaching, until_on=TODAY, by=cast.teacher, at=MONDAY)
    assert cast.young_pupil not in community_people.visible_to(cast.teacher, TODAY)


def test_only_staff_have_a_class(cast):
    with pytest.raises(Broken, match="not on the staff"):
        people.give_class(cast.parent, classroom=cast.wrens, since_on=TODAY, by=cast.office, at=MONDAY)


def test_a_carer_sees_a_child_from_when_they_are_linked_until_they_are_not(cast):
    kath = cast.paper_parent
    assert cast.pupil not in community_people.visible_to(kath, TODAY)
    care = people.link_carer(kath, child=cast.pupil, relation="aunt", since_on=TODAY, by=cast.office, at=MONDAY)
    assert cast.pupil in community_people.visible_to(kath, TODAY)
    people.end_care(kath, care=care, until_on=TODAY, by=cast.office, at=MONDAY)
    assert cast.pupil not in community_people.visible_to(kath, TOMORROW)
    assert events(cast.school) == ["community.link_carer", "community.end_care"]


def test_a_member_of_staff_who_becomes_a_carer_is_a_parent_as_well(cast):
    people.link_carer(cast.assistant, child=cast.pupil, relation="aunt", since_on=TODAY, by=cast.office, at=MONDAY)
    assert Person.objects.get(pk=cast.assistant.pk).roles.filter(duty=Duty.PARENT.value).count() == 1


def test_a_parent_links_no_child_to_themselves(cast):
    with pytest.raises(access.Refused):
        people.link_carer(
            cast.paper_parent, child=cast.pupil, relation="aunt", since_on=TODAY, by=cast.paper_parent, at=MONDAY
        )
    with pytest.raises(access.Refused):
        care = cast.parent.cares_for.first()
        people.end_care(cast.parent, care=care, until_on=TODAY, by=cast.paper_parent, at=MONDAY)
    assert cast.pupil not in community_people.visible_to(cast.paper_parent, TODAY)


def test_nobody_is_linked_across_schools_or_twice(cast, other_school):
    with pytest.raises(Broken, match="not a pupil here"):
        people.link_carer(
            cast.parent, child=other_school.pupil, relation="aunt", since_on=TODAY, by=cast.office, at=MONDAY
        )
    with pytest.raises(Broken, match="already"):
        people.link_carer(cast.parent, child=cast.pupil, relation="mother", since_on=TODAY, by=cast.office, at=MONDAY)
