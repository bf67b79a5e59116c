import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import school as community_school
from schoolgate.community.models import School
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

CONSOLE = access.Machine(None, Duty.CONSOLE)


@pytest.mark.django_db
def test_the_command_line_sets_a_school_up():
    school = community_school.set_up_school(None, name="Foxley Primary", address="2 Fox Lane", by=CONSOLE, at=MONDAY)
    assert (school.slug, school.address, school.invented) == ("foxley-primary", "2 Fox Lane", False)
    assert events(school) == ["community.set_up_school"]


@pytest.mark.django_db
def test_one_school_is_not_set_up_twice():
    community_school.set_up_school(None, name="Foxley Primary", by=CONSOLE, at=MONDAY)
    with pytest.raises(Broken, match="foxley-primary"):
        community_school.set_up_school(None, name="Foxley Primary", by=CONSOLE, at=MONDAY)
    assert School.objects.count() == 1


def test_a_head_cannot_set_up_a_school(cast):
    with pytest.raises(access.Refused):
        community_school.set_up_school(None, name="Foxley Primary", by=cast.head, at=MONDAY)
    assert School.objects.count() == 1
    assert events(cast.school) == []
