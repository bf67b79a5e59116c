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
def test_the_office_cannot_put_another_address_to_a_duty_of_trust_without_an_account(cast, whose):
    person = getattr(cast, whose)
    person.account.delete()
    with pytest.raises(Broken, match="Only the head"):
        people.edit_person(fresh(person), email="somebody@larkhollow.example", by=cast.office, at=MONDAY)
    assert fresh(person).email == f"{person.first_name}.{person.last_name}@larkhollow.example".lower()
    people.edit_person(fresh(person), email="new@larkhollow.example", by=cast.head, at=MONDAY)
    assert fresh(person).email == "new@larkhollow.example"


def test_the_office_changes_the_address_of_a_teacher_who_has_no_account(cast):
    cast.teacher.account.delete()
    people.edit_person(fresh(cast.teacher), email="new@larkhollow.example", by=cast.office, at=MONDAY)
    assert fresh(cast.teacher).email == "new@larkhollow.example"


def test_capitals_do_not_make_another_address(cast):
    people.edit_person(cast.teacher, email=cast.teacher.email.upper(), by=cast.office, at=MONDAY)
    assert fresh(cast.teacher).email == "ASHA.KAPOOR@LARKHOLLOW.EXAMPLE"
    assert not cast.teacher.sign_in_changes.exists()


def fresh(person):
    return Person.objects.get(pk=person.pk)
