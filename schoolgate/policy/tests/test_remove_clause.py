import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Clause
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def test_a_clause_taken_out_stays_in_view_among_the_words_set_aside(cast):
    version = drafts.imported(cast)
    clause = drafts.clause(version, "2.b")
    drafting.remove_clause(clause, by=cast.head, at=MONDAY)
    assert not version.clauses.filter(place="2.b").exists()
    last = version.set_aside.last()
    assert last.text == "Pupils should tell a grown-up when something online worries them."
    assert last.why == "taken out (was 2.b)"
    assert drafts.events(cast)[-1] == "remove_clause"


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.imported(cast)
    with pytest.raises(access.Refused):
        drafting.remove_clause(drafts.clause(version, "2.b"), by=getattr(cast, who), at=MONDAY)
    assert version.clauses.count() == 4


@pytest.mark.clause("9.1")
def test_not_from_a_published_version(cast):
    version = drafts.published(cast)
    with pytest.raises(Broken):
        drafting.remove_clause(drafts.clause(version, "2.b"), by=cast.head, at=MONDAY)
    assert Clause.objects.filter(version=version).count() == 4
