import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import registers as policy_registers
from schoolgate.policy.queries import registers as queries
from schoolgate.policy.tests import registers
from schoolgate.policy.tests.published import fresh
from schoolgate.policy.tests.register import events
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.3")]
TODAY = MONDAY.date()


def test_whoever_is_taken_off_the_list_no_longer_runs_the_account(cast):
    holder = registers.name(cast)
    policy_registers.end_holder(holder, by=fresh(cast.head), at=MONDAY)
    holder.refresh_from_db()
    assert (holder.until_on, holder.ended_by) == (TODAY, cast.head)
    assert not queries.is_holder(cast.teacher, cast.school, TODAY)
    assert events(cast) == ["policy.name_holder", "policy.end_holder"]


@pytest.mark.parametrize("who", ["deputy", "dsl", "teacher", "chair"])
def test_others_may_not(cast, who):
    holder = registers.name(cast)
    with pytest.raises(access.Refused):
        policy_registers.end_holder(holder, by=fresh(getattr(cast, who)), at=MONDAY)
    assert queries.is_holder(cast.teacher, cast.school, TODAY)


def test_once_is_enough(cast):
    holder = registers.name(cast)
    policy_registers.end_holder(holder, by=fresh(cast.head), at=MONDAY)
    with pytest.raises(Broken, match="already"):
        policy_registers.end_holder(holder, by=fresh(cast.head), at=MONDAY)
