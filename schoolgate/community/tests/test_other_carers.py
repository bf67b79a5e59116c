"""Who else cares for a child is for those who look after people and the child's teachers, not for each of the carers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.community.models import Care
from tests import cast as people
from tests.cast import JOINED, MONDAY, client_of

pytestmark = pytest.mark.django_db
ALL = ("Priya Nair", "Nora Foster", "Vik Nair", "Otto Lang")


@pytest.fixture
def carers(cast):
    """A mother, a foster carer, a father who lives apart, and a former carer."""
    ended = {"until_on": MONDAY.date() - timedelta(days=30)}
    made = {}
    for first, last, relation, more in (
        ("Nora", "Foster", "foster carer", {}),
        ("Vik", "Nair", "father", {}),
        ("Otto", "Lang", "carer", ended),
    ):
        made[first] = people.person(cast.school, first, last, Duty.PARENT)
        Care.objects.create(parent=made[first], child=cast.pupil, relation=relation, since_on=JOINED, **more)
    return made


def shown(person, child):
    answer = client_of(person).get(reverse("community:person", args=[child.pk]))
    words = answer.content.decode().partition("<main")[2]
    return answer.status_code, {name for name in ALL if name in words}


def test_a_parent_sees_their_own_tie_alone(cast, carers):
    assert shown(carers["Vik"], cast.pupil) == (200, {"Vik Nair"})
    assert shown(carers["Nora"], cast.pupil) == (200, {"Nora Foster"})
    assert shown(cast.parent, cast.pupil) == (200, {"Priya Nair"})
    assert shown(carers["Otto"], cast.pupil)[0] == 404, "a former carer opens nothing"


def test_those_who_look_after_people_and_the_childs_teachers_see_all(cast, carers):
    for person in (cast.head, cast.office, cast.dsl, cast.teacher):
        assert shown(person, cast.pupil) == (200, set(ALL)), person
    assert shown(cast.other_teacher, cast.pupil)[0] == 404


def test_a_teacher_who_is_a_carer_in_another_class_sees_their_own_tie(cast, carers):
    Care.objects.create(parent=cast.other_teacher, child=cast.pupil, relation="father", since_on=JOINED)
    status, names = shown(cast.other_teacher, cast.pupil)
    assert (status, names) == (200, set())
    Care.objects.create(parent=cast.teacher, child=cast.pupil, relation="aunt", since_on=JOINED)
    assert shown(cast.teacher, cast.pupil) == (200, set(ALL))


def test_a_parents_own_page_names_their_children_and_no_other_carer(cast, carers):
    assert shown(carers["Vik"], carers["Vik"]) == (200, {"Vik Nair"})
    assert shown(carers["Vik"], cast.parent)[0] == 404
