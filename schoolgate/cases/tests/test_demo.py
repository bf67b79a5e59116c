"""The demo school has cases of several kinds at several stages, for every desk."""

import pytest

from schoolgate.cases.models.case import Case, FromConcern
from schoolgate.cases.queries import register, todo
from schoolgate.cases.tests import story
from schoolgate.demo import cases as demo_cases
from schoolgate.demo import concerns
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def test_the_demo_school_has_cases_at_every_stage(cast):
    concerns.tell_some(cast.school, at=MONDAY)
    assert demo_cases.open_some(cast.school, at=MONDAY) == Case.objects.count() >= 6
    cases = list(Case.objects.all())
    assert {other_case.lead_duty for other_case in cases} == {"head", "dsl", "chair"}
    assert len({other_case.procedure for other_case in cases}) >= 5
    assert any(other_case.closed_at for other_case in cases) and not all(other_case.closed_at for other_case in cases)
    assert FromConcern.objects.count() == 1
    assert all(event.as_written and event.happened_at <= MONDAY for case in cases for event in case.events.all())
    for desk, person in ((todo.dsl_page, cast.dsl), (todo.head_page, cast.head), (todo.head_page, cast.chair)):
        assert not desk(story.fresh(person), at=MONDAY).is_empty
    teachers = [cast.teacher, cast.other_teacher, cast.deputy, cast.deputy_dsl]
    assert any(register.consequences_in_force(story.fresh(someone), MONDAY.date()) for someone in teachers)
