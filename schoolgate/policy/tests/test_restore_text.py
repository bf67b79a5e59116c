import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def test_words_set_aside_become_a_clause_to_be_confirmed(cast):
    version = drafts.imported(cast)
    drafting.remove_clause(drafts.clause(version, "2.b"), by=cast.head, at=MONDAY)
    aside = drafts.aside(version, "Pupils should tell")
    clause = drafting.restore_text(aside, place="2.z", after=drafts.clause(version, "1.1"), by=cast.head, at=MONDAY)
    assert list(version.clauses.values_list("place", flat=True)) == ["1.1", "2.z", "2.a", "3.1"]
    assert (clause.audience, clause.strength, clause.model) == (["pupil"], "should", "3.a.6")
    assert not clause.confirmed
    assert not version.set_aside.filter(text=clause.text).exists()
    assert drafts.events(cast)[-1] == "restore_text"


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.imported(cast)
    aside = drafts.aside(version, "Contents")
    with pytest.raises(access.Refused):
        drafting.restore_text(aside, place="9", after=None, by=getattr(cast, who), at=MONDAY)
    assert version.clauses.count() == 4


def test_a_place_that_is_taken_changes_nothing(cast):
    version = drafts.imported(cast)
    before = version.set_aside.count()
    with pytest.raises(Broken, match="already a clause"):
        drafting.restore_text(drafts.aside(version, "Contents"), place="1.1", after=None, by=cast.head, at=MONDAY)
    assert version.set_aside.count() == before


@pytest.mark.clause("9.1")
def test_not_in_a_published_version(cast):
    version = drafts.published(cast)
    with pytest.raises(Broken):
        drafting.restore_text(drafts.aside(version, "Contents"), place="9", after=None, by=cast.head, at=MONDAY)
