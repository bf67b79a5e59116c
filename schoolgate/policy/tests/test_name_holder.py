from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import registers as policy_registers
from schoolgate.policy.models import OfficialHolder
from schoolgate.policy.queries import registers as queries
from schoolgate.policy.tests import registers
from schoolgate.policy.tests.published import fresh
from schoolgate.policy.tests.register import events
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.3")]
TODAY = MONDAY.date()


def test_the_head_names_somebody_who_runs_an_account(cast):
    holder = registers.name(cast)
    assert (holder.person, holder.account, holder.since_on) == (cast.teacher, "@larkhollow", date(2026, 9, 1))
    assert queries.is_holder(cast.teacher, cast.school, TODAY)
    assert not queries.is_holder(cast.teacher, cast.school, date(2026, 8, 31))
    assert not queries.is_holder(cast.assistant, cast.school, TODAY)
    assert events(cast) == ["policy.name_holder"]


def test_a_parent_may_run_the_page_of_the_parents(cast):
    assert registers.name(cast, person=cast.parent).person == cast.parent


@pytest.mark.parametrize("who", ["deputy", "dsl", "teacher", "office", "it", "chair", "parent", "pupil"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        registers.name(cast, by=getattr(cast, who))
    assert not OfficialHolder.objects.exists() and not events(cast)


def test_nor_may_the_head_of_another_school(cast, other_school):
    with pytest.raises(access.Refused):
        registers.name(cast, by=other_school.head)


@pytest.mark.parametrize(
    ("said", "says"),
    [({"account": "  "}, "name of the account"), ({"since_on": TODAY + timedelta(days=1)}, "in the future")],
)
def test_what_cannot_be(cast, said, says):
    with pytest.raises(Broken, match=says):
        registers.name(cast, **said)
    assert not OfficialHolder.objects.exists()


def test_a_pupil_runs_no_account(cast):
    with pytest.raises(Broken, match="pupil cannot"):
        registers.name(cast, person=cast.pupil)


def test_nobody_is_named_twice_for_one_account_at_a_time(cast):
    first = registers.name(cast)
    with pytest.raises(Broken, match="already"):
        registers.name(cast, account="@LARKHOLLOW")
    registers.name(cast, account="@larkhollow-choir")
    policy_registers.end_holder(first, by=fresh(cast.head), at=MONDAY)
    registers.name(cast)


@pytest.mark.postgres
def test_the_database_refuses_an_end_before_the_beginning(cast):
    holder = registers.name(cast)
    with pytest.raises(IntegrityError):
        OfficialHolder.objects.filter(pk=holder.pk).update(until_on=date(2026, 8, 1))
