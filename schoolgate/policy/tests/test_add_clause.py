import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines import model_policy
from schoolgate.policy.actions import drafting
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY

NEW = {"text": "Pupils hand in their phones.", "audience": ["pupil"], "strength": "must", "section": "Pupils"}


def places(version):
    return list(version.clauses.values_list("place", flat=True))


def test_an_author_puts_a_clause_after_another(cast):
    version = drafts.imported(cast)
    after = drafts.clause(version, "2.a")
    clause = drafting.add_clause(version, after=after, place="2.a1", **NEW, by=cast.deputy, at=MONDAY)
    assert places(version) == ["1.1", "2.a", "2.a1", "2.b", "3.1"]
    assert (clause.confirmed, clause.edited_by) == (True, cast.deputy)
    assert drafts.events(cast)[-1] == "add_clause"


def test_without_one_it_comes_first(cast):
    version = drafts.imported(cast)
    drafting.add_clause(version, after=None, place="0", **NEW, by=cast.head, at=MONDAY)
    assert places(version) == ["0", "1.1", "2.a", "2.b", "3.1"]


def test_a_link_brings_plain_words(cast):
    version = drafts.imported(cast)
    clause = drafting.add_clause(version, after=None, place="0", model="3.a.2", **NEW, by=cast.head, at=MONDAY)
    assert clause.child == model_policy.clause("3.a.2").child


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.imported(cast)
    with pytest.raises(access.Refused):
        drafting.add_clause(version, after=None, place="0", **NEW, by=getattr(cast, who), at=MONDAY)
    assert version.clauses.count() == 4


def test_not_at_a_place_that_is_taken(cast):
    version = drafts.imported(cast)
    with pytest.raises(Broken, match=r"already a clause 2\.a"):
        drafting.add_clause(version, after=None, place="2.a", **NEW, by=cast.head, at=MONDAY)
    assert places(version) == ["1.1", "2.a", "2.b", "3.1"]


def test_not_after_a_clause_of_another_version(cast):
    old = drafts.published(cast)
    draft = drafting.revise(old, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="of this draft"):
        drafting.add_clause(draft, after=drafts.clause(old, "2.a"), place="9", **NEW, by=cast.head, at=MONDAY)


@pytest.mark.clause("9.1")
def test_not_in_a_published_version(cast):
    version = drafts.published(cast)
    with pytest.raises(Broken, match="no longer be edited"):
        drafting.add_clause(version, after=None, place="0", **NEW, by=cast.head, at=MONDAY)
    assert version.clauses.count() == 4
