from datetime import date

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines.ages.shapes import State
from schoolgate.policy.models import RegisterChange
from schoolgate.policy.queries import ages
from schoolgate.policy.tests import register
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.5")]
TODAY = MONDAY.date()


@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_a_closed_platform_stays_with_its_history(cast, who):
    register.close(cast, by=getattr(cast, who), last_day=date(2026, 11, 1))
    book = ages.register_of(cast.school.pk)
    assert book.limit("quora", date(2026, 11, 1)).minimum_age == 13
    assert book.limit("quora", TODAY).state is State.CLOSED
    assert "has closed (1 November 2026)" in book.limit("quora", TODAY).site_rule
    assert register.events(cast) == ["policy.close_platform"]


@pytest.mark.parametrize("who", ["deputy_dsl", "teacher", "office", "it", "chair", "parent", "pupil"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        register.close(cast, by=getattr(cast, who))
    assert not RegisterChange.objects.exists()


@pytest.mark.parametrize(
    "id, last_day, source, says",
    [
        ("quora", date(2026, 11, 24), {}, "in the future"),
        ("omegle", date(2026, 1, 1), {}, "had closed by then already"),
        ("fortnite", date(2020, 1, 1), {}, "only from a later day on"),
        ("quora", TODAY, {"source": ""}, "Say where it says so"),
    ],
)
def test_what_cannot_be(cast, id, last_day, source, says):
    with pytest.raises(Broken, match=says):
        register.close(cast, id, last_day=last_day, **source)
    assert not RegisterChange.objects.exists()
