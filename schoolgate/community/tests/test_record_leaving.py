from datetime import date, timedelta

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

LAST = date(2026, 11, 20)
AFTER = LAST + timedelta(days=1)


def current(on):
    return set(Person.objects.current(on))


def test_a_pupil_leaves_and_is_former_from_the_next_day(cast):
    people.record_leaving(cast.pupil, left_on=LAST, by=cast.office, at=MONDAY)
    assert cast.pupil in current(LAST)
    assert cast.pupil not in current(AFTER)
    assert not Person.objects.in_class(cast.kestrels.pk, AFTER).filter(pk=cast.pupil.pk).exists()
    assert Person.objects.filter(pk=cast.pupil.pk).exists()
    assert events(cast.school) == ["community.record_leaving"]


def test_a_teacher_may_not_record_it(cast):
    with pytest.raises(access.Refused):
        people.record_leaving(cast.pupil, left_on=LAST, by=cast.teacher, at=MONDAY)
    assert cast.pupil in current(AFTER)


def test_a_parent_stays_while_another_child_is_here_and_leaves_with_the_last(cast):
    people.record_leaving(cast.pupil, left_on=LAST, by=cast.office, at=MONDAY)
    assert cast.parent in current(AFTER)
    people.record_leaving(cast.young_pupil, left_on=LAST, by=cast.office, at=MONDAY)
    assert cast.parent not in current(AFTER)


def test_a_parent_who_works_here_stays(cast):
    people.link_carer(cast.assistant, child=cast.pupil, relation="aunt", since_on=LAST, by=cast.office, at=MONDAY)
    people.record_leaving(cast.pupil, left_on=LAST + timedelta(days=2), by=cast.office, at=MONDAY)
    assert cast.assistant in current(AFTER + timedelta(days=5))


def test_the_last_head_stays_until_there_is_another(cast):
    with pytest.raises(Broken, match="only head"):
        people.record_leaving(cast.head, left_on=LAST, by=cast.office, at=MONDAY)
    assert cast.head in current(AFTER)
    people.give_duty(cast.deputy, duty=Duty.HEAD, since_on=LAST, by=cast.head, at=MONDAY)
    people.record_leaving(cast.head, left_on=LAST, by=cast.head, at=MONDAY)
    assert cast.head in current(MONDAY.date()) and cast.head not in current(MONDAY.date() + timedelta(days=1))


def test_nobody_leaves_twice_or_before_they_came(cast):
    with pytest.raises(Broken, match="They came on 2 September 2024"):
        people.record_leaving(cast.pupil, left_on=date(2020, 1, 1), by=cast.office, at=MONDAY)
    people.record_leaving(cast.pupil, left_on=LAST, by=cast.office, at=MONDAY)
    with pytest.raises(Broken, match="has left already"):
        people.record_leaving(Person.objects.get(pk=cast.pupil.pk), left_on=AFTER, by=cast.office, at=MONDAY)


@pytest.mark.parametrize("what", ["leaving", "duty", "class", "care"])
def test_a_last_day_more_than_a_year_ahead_was_mistyped(cast, what):
    far, near = date(2099, 1, 1), MONDAY.date() + timedelta(days=364)
    said = {"by": cast.head, "at": MONDAY}
    teaching, care = cast.teacher.teaching.get(), cast.parent.cares_for.first()
    role = cast.deputy.roles.get(duty=Duty.DEPUTY.value)

    def end(day):
        return {
            "leaving": lambda: people.record_leaving(cast.pupil, left_on=day, **said),
            "duty": lambda: people.end_duty(cast.deputy, role=role, until_on=day, **said),
            "class": lambda: people.end_teaching(cast.teacher, teaching=teaching, until_on=day, **said),
            "care": lambda: people.end_care(cast.parent, care=care, until_on=day, **said),
        }[what]()

    with pytest.raises(Broken, match="1 January 2099 is more than a year ahead. Check the year"):
        end(far)
    assert not events(cast.school)
    end(near)
