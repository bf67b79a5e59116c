import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Clause
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def sure(version):
    return list(version.clauses.filter(confirmed=True).values_list("place", flat=True))


@pytest.mark.clause("9.2")
def test_clauses_are_confirmed_one_by_one_or_all_at_once(cast):
    version = drafts.imported(cast)
    drafting.confirm_clauses(version, clauses=[drafts.clause(version, "2.a").pk], by=cast.dsl, at=MONDAY)
    assert sure(version) == ["2.a"]
    everything = list(version.clauses.values_list("pk", flat=True))
    drafting.confirm_clauses(version, clauses=everything, by=cast.dsl, at=MONDAY)
    assert sure(version) == ["1.1", "2.a", "2.b", "3.1"]
    assert drafts.events(cast)[1:] == ["confirm_clauses", "confirm_clauses"]


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.imported(cast)
    ids = list(version.clauses.values_list("pk", flat=True))
    with pytest.raises(access.Refused):
        drafting.confirm_clauses(version, clauses=ids, by=getattr(cast, who), at=MONDAY)
    assert sure(version) == []


def test_clauses_of_another_school_are_not_touched(cast, other_school):
    version, theirs = drafts.imported(cast), drafts.imported(other_school)
    ids = list(theirs.clauses.values_list("pk", flat=True))
    drafting.confirm_clauses(version, clauses=ids, by=cast.head, at=MONDAY)
    assert not Clause.objects.filter(version=theirs, confirmed=True).exists()


def test_not_once_it_is_with_the_governors(cast):
    version = drafts.sent(cast)
    with pytest.raises(Broken):
        drafting.confirm_clauses(version, clauses=[], by=cast.head, at=MONDAY)
