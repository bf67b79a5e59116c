from datetime import timedelta

import pytest
from django.db import IntegrityError

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.models import Exemption
from schoolgate.policy.queries import registers as queries
from schoolgate.policy.tests import registers
from schoolgate.policy.tests.register import events
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.p.5")]
TODAY = MONDAY.date()
EVERYONE = ("head", "teacher", "assistant", "parent", "pupil", "young_pupil", "governor")


def covered(cast, on=TODAY):
    """Whom an exception reaches on a day, by their part."""
    return {part for part in EVERYONE if queries.exempted(getattr(cast, part), cast.school, on)}


def test_an_exception_for_one_person(cast):
    made = registers.grant(cast, person=cast.assistant)
    assert made.whom == "Lucy Grant"
    assert covered(cast) == {"assistant"}
    assert queries.exempted(cast.assistant, cast.school, TODAY) == {"equipment"}
    assert events(cast) == ["policy.grant_exemption"]


@pytest.mark.clause("5.p.3")
def test_an_exception_for_a_class(cast):
    made = registers.grant(cast, classroom=cast.kestrels, covers="phone")
    assert made.whom == "Kestrels" and covered(cast) == {"pupil"}
    assert queries.exempted(cast.pupil, cast.school, TODAY) == {"phone"}


def test_an_exception_for_all_staff(cast):
    assert registers.grant(cast).whom == "All staff"
    assert covered(cast) == {"head", "teacher", "assistant"}


def test_an_exception_holds_from_its_first_to_its_last_day(cast):
    registers.grant(cast, person=cast.teacher, from_on=TODAY + timedelta(days=2), until_on=TODAY + timedelta(days=3))
    assert [bool(covered(cast, TODAY + timedelta(days=days))) for days in range(1, 5)] == [False, True, True, False]


@pytest.mark.parametrize("who", ["deputy", "dsl", "teacher", "it", "chair", "parent", "pupil"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        registers.grant(cast, by=getattr(cast, who))
    assert not Exemption.objects.exists() and not events(cast)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"reason": " "}, "Give the reason"),
        ({"until_on": TODAY - timedelta(days=1)}, "before the first one"),
        ({"from_on": TODAY - timedelta(days=9), "until_on": TODAY - timedelta(days=1)}, "passed already"),
        ({"until_on": TODAY + timedelta(days=367)}, "a year at most"),
    ],
)
def test_what_cannot_be(cast, said, says):
    with pytest.raises(Broken, match=says):
        registers.grant(cast, **said)
    assert not Exemption.objects.exists()


def test_a_whole_year_can_be(cast):
    registers.grant(cast, until_on=TODAY + timedelta(days=366))
    assert covered(cast)


def test_nobody_of_another_school(cast, other_school):
    with pytest.raises(Broken, match="not somebody of this school"):
        registers.grant(cast, person=other_school.pupil)
    with pytest.raises(Broken, match="not somebody of this school"):
        registers.grant(cast, classroom=other_school.kestrels)
    registers.grant(cast)
    assert not queries.exempted(other_school.teacher, other_school.school, TODAY)


@pytest.mark.postgres
def test_the_database_refuses_an_exception_for_two_at_once_and_for_nobody(cast):
    made = registers.grant(cast, person=cast.teacher)
    rows = Exemption.objects.filter(pk=made.pk)
    from django.db import transaction

    for wrong in (
        {"all_staff": True},
        {"classroom": cast.wrens},
        {"person": None},
        {"until_on": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
