"""Who holds each duty, asked for at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, Role
from schoolgate.community.standing import SUSPENDED
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def test_who_holds_each_duty_is_what_each_duty_alone_says(cast):
    """At once or one by one: who covers without the duty for it, who is suspended and roles that do not count are left out."""
    on, roles = MONDAY.date(), Role.objects
    for person, duty, instead in (
        (cast.deputy_dsl, Duty.DSL_COVER, cast.dsl),
        (cast.teacher, Duty.HEAD_COVER, cast.head),
        (cast.governor, Duty.CHAIR_COVER, cast.chair),
        (cast.deputy, Duty.GOVERNOR, None),
        (cast.deputy, Duty.CHAIR_COVER, cast.chair),
    ):
        roles.create(person=person, duty=duty.value, since_on=on, instead_of=instead)
    Person.objects.filter(pk=cast.assistant.pk).update(standing=SUSPENDED)
    out = list(roles.filter(person=cast.head).values_list("pk", flat=True))
    people = Person.objects.filter(school=cast.school)
    for without in ((), out):
        alone = {
            duty: frozenset(people.holding(duty, on=on, without=without).values_list("pk", flat=True)) for duty in Duty
        }
        assert people.by_duty(Duty, on=on, without=without) == alone
        assert alone[Duty.DSL_COVER] == {cast.deputy_dsl.pk} and alone[Duty.CHAIR_COVER] == {cast.governor.pk}
        assert not alone[Duty.HEAD_COVER] and (cast.head.pk in alone[Duty.HEAD]) is not bool(without)
    with CaptureQueriesContext(connection) as asked:
        people.by_duty(Duty, on=on)
    assert len(asked) == 1
