from datetime import time

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.actions import school
from schoolgate.community.models import School
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY


def test_the_office_puts_in_the_lado(cast):
    school.edit_school(cast.school, lado_name="Ivy Stone", lado_phone="01632 960222", by=cast.office, at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).lado_name == "Ivy Stone"
    assert events(cast.school) == ["community.edit_school"]


@pytest.mark.parametrize("who", ["teacher", "parent", "pupil", "it", "governor"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        school.edit_school(cast.school, lado_name="Ivy Stone", by=getattr(cast, who), at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).lado_name == "Grace Obi"
    assert events(cast.school) == []


def test_another_schools_office_may_not(cast, other_school):
    with pytest.raises(access.Refused):
        school.edit_school(cast.school, name="Ours now", by=other_school.office, at=MONDAY)


def test_a_day_ends_after_it_starts(cast):
    with pytest.raises(Broken, match="school day ends at 08:00"):
        school.edit_school(cast.school, day_ends_at=time(8), by=cast.head, at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).day_ends_at == time(15, 20)
    assert events(cast.school) == []


def test_only_the_fields_of_a_school_are_edited(cast):
    with pytest.raises(TypeError):
        school.edit_school(cast.school, slug="elsewhere", by=cast.head, at=MONDAY)
