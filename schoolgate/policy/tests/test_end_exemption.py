from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import registers as policy_registers
from schoolgate.policy.queries import registers as queries
from schoolgate.policy.tests import registers
from schoolgate.policy.tests.published import fresh
from schoolgate.policy.tests.register import events
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.p.5")]
TODAY = MONDAY.date()


def test_an_exception_that_is_ended_no_longer_holds(cast):
    made = registers.grant(cast, person=cast.teacher)
    policy_registers.end_exemption(made, by=fresh(cast.head), at=MONDAY)
    made.refresh_from_db()
    assert (made.ended_on, made.last_day, made.ended_by) == (TODAY, TODAY, cast.head)
    assert not queries.exempted(cast.teacher, cast.school, TODAY)
    assert events(cast) == ["policy.grant_exemption", "policy.end_exemption"]


@pytest.mark.parametrize("who", ["deputy", "dsl", "teacher", "chair"])
def test_others_may_not(cast, who):
    made = registers.grant(cast, person=cast.teacher)
    with pytest.raises(access.Refused):
        policy_registers.end_exemption(made, by=fresh(getattr(cast, who)), at=MONDAY)
    assert queries.exempted(cast.teacher, cast.school, TODAY)


@pytest.mark.parametrize("days", [0, 40])
def test_what_is_over_cannot_be_ended(cast, days):
    made = registers.grant(cast)
    if not days:
        policy_registers.end_exemption(made, by=fresh(cast.head), at=MONDAY)
    with pytest.raises(Broken, match="ended already"):
        policy_registers.end_exemption(made, by=fresh(cast.head), at=MONDAY + timedelta(days=days))
