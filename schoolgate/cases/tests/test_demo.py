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
    assert {one.lead_duty for one in cases} == {"head", "dsl", "chair"}
    assert len({one.procedure for one in cases}) >= 5
    assert any(one.closed_at for one in cases) and not all(one.closed_at for one in cases)
    assert FromConcern.objects.count() == 1
    assert all(one.as_written and one.happened_at <= MONDAY for case in cases for one in case.events.all())
    for desk, person in (
        (todo.dsl_page, cast.dsl),
        (todo.head_page, cast.head),
        (todo.head_page, cast.chair),
    ):
        assert not desk(story.fresh(person), at=MONDAY).is_empty
    teachers = [cast.teacher, cast.other_teacher, cast.deputy, cast.deputy_dsl]
    assert any(register.consequences_in_force(story.fresh(one), MONDAY.date()) for one in teachers)
