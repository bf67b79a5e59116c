from datetime import date

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY


def test_the_office_puts_a_name_right(cast):
    people.edit_person(cast.pupil, known_as="May", born_on=date(2016, 4, 3), by=cast.office, at=MONDAY)
    maya = Person.objects.get(pk=cast.pupil.pk)
    assert (str(maya), maya.born_on) == ("May Nair", date(2016, 4, 3))
    assert events(cast.school) == ["community.edit_person"]


@pytest.mark.parametrize("who", ["teacher", "parent", "dsl", "it"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        people.edit_person(cast.pupil, known_as="May", by=getattr(cast, who), at=MONDAY)
    assert events(cast.school) == []


def test_another_schools_office_may_not(cast, other_school):
    with pytest.raises(access.Refused):
        people.edit_person(cast.pupil, known_as="May", by=other_school.office, at=MONDAY)


@pytest.mark.parametrize("whose", ["head", "dsl", "chair", "it"])
def test_the_office_cannot_turn_an_account_of_trust_over_to_another_address(cast, whose):
    person = getattr(cast, whose)
    with pytest.raises(Broken, match="Only the head"):
        people.edit_person(person, email="somebody@larkhollow.example", by=cast.office, at=MONDAY)
    assert (
        Person.objects.get(pk=person.pk).email == f"{person.first_name}.{person.last_name}@larkhollow.example".lower()
    )
    people.edit_person(Person.objects.get(pk=person.pk), email="new@larkhollow.example", by=cast.head, at=MONDAY)
    assert Person.objects.get(pk=person.pk).email == "new@larkhollow.example"


def test_the_office_changes_the_address_of_a_teacher(cast):
    people.edit_person(cast.teacher, email="new@larkhollow.example", by=cast.office, at=MONDAY)
    assert Person.objects.get(pk=cast.teacher.pk).email == "new@larkhollow.example"
