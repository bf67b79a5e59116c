from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.tests.trailing import events
from tests import cast as cast_of
from tests.cast import MONDAY

TODAY = MONDAY.date()
TOMORROW = TODAY + timedelta(days=1)


def role(person, duty):
    return person.roles.get(duty=duty.value)


def test_the_head_ends_a_duty_on_its_last_day(cast):
    people.end_duty(cast.deputy, role=role(cast.deputy, Duty.DEPUTY), until_on=TODAY, by=cast.head, at=MONDAY)
    assert cast.deputy in Person.objects.holding(Duty.DEPUTY, on=TODAY)
    assert cast.deputy not in Person.objects.holding(Duty.DEPUTY, on=TOMORROW)
    assert cast.deputy in Person.objects.holding(Duty.TEACHER, on=TOMORROW)
    assert events(cast.school) == ["community.end_duty"]


@pytest.mark.parametrize("who", ["office", "deputy", "dsl", "chair", "governor"])
def test_nobody_else_does(cast, who):
    with pytest.raises(access.Refused):
        people.end_duty(cast.dsl, role=role(cast.dsl, Duty.STAFF), until_on=TODAY, by=getattr(cast, who), at=MONDAY)
    assert cast.dsl in Person.objects.holding(Duty.STAFF, on=TOMORROW)


def test_the_last_head_cannot_end_their_own(cast):
    with pytest.raises(Broken, match="only head"):
        people.end_duty(cast.head, role=role(cast.head, Duty.HEAD), until_on=TODAY, by=cast.head, at=MONDAY)
    people.give_duty(cast.deputy, duty=Duty.HEAD, since_on=TODAY, by=cast.head, at=MONDAY)
    people.end_duty(cast.head, role=role(cast.head, Duty.HEAD), until_on=TODAY, by=cast.head, at=MONDAY)
    assert cast.head not in Person.objects.holding(Duty.HEAD, on=TOMORROW)


def test_the_duty_ended_is_this_persons(cast):
    with pytest.raises(Broken, match="does not hold"):
        people.end_duty(cast.teacher, role=role(cast.dsl, Duty.DSL), until_on=TODAY, by=cast.head, at=MONDAY)


def test_two_heads_who_end_each_others_duty_by_an_earlier_day_leave_one(cast):
    """What ends for a day that is past goes on until today, and that is what the other's end is held against."""
    second = cast_of.person(cast.school, "Ivy", "Stone", Duty.HEAD)
    yesterday = TODAY - timedelta(days=1)
    one, other = Person.objects.get(pk=cast.head.pk), Person.objects.get(pk=second.pk)
    people.end_duty(one, role=role(one, Duty.HEAD), until_on=yesterday, by=other, at=MONDAY)
    with pytest.raises(Broken, match="only head"):
        people.end_duty(other, role=role(other, Duty.HEAD), until_on=yesterday, by=one, at=MONDAY)
