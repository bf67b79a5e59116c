import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

TODAY = MONDAY.date()


def test_the_head_gives_a_duty_from_a_day(cast):
    role = people.give_duty(cast.teacher, duty=Duty.DEPUTY, since_on=TODAY, by=cast.head, at=MONDAY)
    assert (role.since_on, role.until_on) == (TODAY, None)
    assert cast.teacher in Person.objects.holding(Duty.DEPUTY, on=TODAY)
    assert events(cast.school) == ["community.give_duty"]


@pytest.mark.parametrize("duty", [Duty.DEPUTY, Duty.DSL, Duty.HEAD])
@pytest.mark.parametrize("who", ["office", "deputy", "dsl", "chair", "teacher"])
def test_nobody_else_does(cast, who, duty):
    with pytest.raises(access.Refused):
        people.give_duty(cast.teacher, duty=duty, since_on=TODAY, by=getattr(cast, who), at=MONDAY)
    assert cast.teacher not in Person.objects.holding(duty, on=TODAY)
    assert events(cast.school) == []


def test_the_command_line_gives_the_first_head(cast):
    console = access.Machine(cast.school.pk, Duty.CONSOLE)
    people.give_duty(cast.teacher, duty=Duty.HEAD, since_on=TODAY, by=console, at=MONDAY)
    assert cast.teacher in Person.objects.holding(Duty.HEAD, on=TODAY)


def test_a_duty_is_held_once_and_a_pupil_holds_no_other(cast):
    with pytest.raises(Broken, match="already"):
        people.give_duty(cast.teacher, duty=Duty.TEACHER, since_on=TODAY, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="A pupil cannot"):
        people.give_duty(cast.pupil, duty=Duty.OFFICE, since_on=TODAY, by=cast.head, at=MONDAY)
