import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines.ages import files
from schoolgate.policy.actions import ages as policy_ages
from schoolgate.policy.models import RegisterChange
from schoolgate.policy.queries import ages
from schoolgate.policy.tests import register
from schoolgate.policy.tests.published import fresh
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.5")]
TODAY = MONDAY.date()
NEW = (
    '"wisp","Wisp","messaging","Wisp Ltd","13","none","","","unknown","","confirmed","","Wisp, Terms","","2026-11-01"\n'
)


def listed(school, *changes):
    """The school's register as a list, with these words replaced, and a platform more."""
    text = files.written(ages.register_of(school.pk))
    for was, becomes in changes:
        assert text.count(was) == 1
        text = text.replace(was, becomes)
    return text + NEW


QUORA = ("quora,Quora,forum,Quora Inc.,13,", "quora,Quora,forum,Quora Inc.,15,")


def take_in(cast, text, *, by=None, digest=None):
    digest = digest or ages.digest(ages.register_of(cast.school.pk), text)
    return policy_ages.import_register(
        cast.school, text=text, digest=digest, reason="The yearly list.", by=fresh(by or cast.head), at=MONDAY
    )


@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_a_list_is_taken_in_whole(cast, who):
    kept = take_in(cast, listed(cast.school, QUORA), by=getattr(cast, who))
    assert {item.platform for item in kept} == {"quora", "wisp"} and {item.what for item in kept} == {"imported"}
    book = ages.register_of(cast.school.pk)
    assert (book.limit("quora", TODAY).minimum_age, book.limit("wisp", TODAY).minimum_age) == (15, 13)
    assert register.events(cast) == ["policy.import_register"]


@pytest.mark.parametrize("who", ["deputy_dsl", "teacher", "office", "it", "chair", "parent", "pupil"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        take_in(cast, listed(cast.school), by=getattr(cast, who))
    assert not RegisterChange.objects.exists()


def test_a_list_with_a_fault_changes_nothing_at_all(cast):
    with pytest.raises(files.Unreadable):
        take_in(cast, listed(cast.school, QUORA) + NEW.replace('"13"', '"x"').replace("wisp", "other"))
    assert not RegisterChange.objects.exists() and register.events(cast) == []


def test_a_list_that_says_nothing_new_is_refused(cast):
    text = files.written(ages.register_of(cast.school.pk))
    with pytest.raises(Broken, match="already what this list says"):
        take_in(cast, text)
    take_in(cast, listed(cast.school))
    with pytest.raises(Broken, match="already what this list says"):
        take_in(cast, files.written(ages.register_of(cast.school.pk)))


def test_what_was_looked_at_is_what_is_taken_in(cast):
    text = listed(cast.school)
    digest = ages.digest(ages.register_of(cast.school.pk), text)
    register.correct(cast)
    with pytest.raises(Broken, match="has changed since"):
        take_in(cast, text, digest=digest)
    assert RegisterChange.objects.count() == 1
