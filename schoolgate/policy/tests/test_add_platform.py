import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.models import RegisterChange
from schoolgate.policy.queries import ages
from schoolgate.policy.tests import register
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.2")]
TODAY = MONDAY.date()


@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_a_platform_joins_the_register_with_its_addresses(cast, other_school, who):
    register.add(cast, by=getattr(cast, who))
    book = ages.register_of(cast.school.pk)
    assert (book.limit("wisp", TODAY).name, book.limit("wisp", TODAY).minimum_age) == ("Wisp", 13)
    assert book.platform_of_host("chat.wisp.example").id == "wisp"
    assert book.find("wisp")[0].id == "wisp"
    assert "wisp" not in ages.register_of(other_school.school.pk).platforms
    assert register.events(cast) == ["policy.add_platform"]


@pytest.mark.parametrize("who", ["deputy_dsl", "teacher", "office", "it", "chair", "parent", "pupil"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        register.add(cast, by=getattr(cast, who))
    assert not RegisterChange.objects.exists()


def test_one_that_is_there_is_not_added_again(cast):
    with pytest.raises(Broken, match="Quora already"):
        register.add(cast, id="quora", platform="Quora")
    register.add(cast)
    with pytest.raises(Broken, match="Wisp already"):
        register.add(cast)


@pytest.mark.parametrize(
    "cells, says",
    [
        ({"kind": ""}, "empty"),
        ({"kind": "telepathy"}, "Write one of"),
        ({"id": "Wisp!"}, "small letters"),
        ({"platform": ""}, "empty"),
    ],
)
def test_a_platform_is_added_whole(cast, cells, says):
    with pytest.raises(Broken, match=says):
        register.add(cast, **cells)
    assert not RegisterChange.objects.exists()


def test_an_added_platform_can_be_corrected_and_keeps_its_addresses(cast):
    register.add(cast)
    register.correct(cast, id="wisp", min_age_uk="18")
    book = ages.register_of(cast.school.pk)
    assert book.limit("wisp", TODAY).minimum_age == 18
    assert book.platform_of_host("wisp.example").id == "wisp"
    assert book.platform("wisp").owner == "Wisp Ltd"
