import pytest

from schoolgate import access
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def revised(cast):
    """Version 2, approved, in which the words of 2.a differ and 2.b is stronger."""
    draft = drafting.revise(drafts.published(cast), by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(draft, "2.a"), text="Pupils keep their address secret.", by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(draft, "2.b"), strength="must", by=cast.head, at=MONDAY)
    reviewing.send_for_review(draft, by=cast.head, at=MONDAY)
    return reviewing.approve(draft, by=cast.chair, at=MONDAY)


@pytest.mark.clause("9.2")
def test_a_rewording_asks_nobody_again(cast):
    version = revised(cast)
    reviewing.mark_wording_only(version, clauses=[drafts.clause(version, "2.a").pk], by=cast.head, at=MONDAY)
    drafts.publish(version, cast)
    assert drafts.clause(version, "2.a").asked_since == 1
    assert "mark_wording_only" in drafts.events(cast)


@pytest.mark.clause("9.2")
def test_a_stronger_rule_is_asked_whatever_is_said_of_it(cast):
    version = revised(cast)
    reviewing.mark_wording_only(version, clauses=[drafts.clause(version, "2.b").pk], by=cast.head, at=MONDAY)
    drafts.publish(version, cast)
    assert drafts.clause(version, "2.b").asked_since == 2


def test_the_last_word_counts(cast):
    version = revised(cast)
    reviewing.mark_wording_only(version, clauses=[drafts.clause(version, "2.a").pk], by=cast.head, at=MONDAY)
    reviewing.mark_wording_only(version, clauses=[], by=cast.head, at=MONDAY)
    assert not version.clauses.filter(wording_only=True).exists()


@pytest.mark.parametrize("who", ["deputy", "dsl", "chair", "governor", "teacher", "office", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = revised(cast)
    with pytest.raises(access.Refused):
        reviewing.mark_wording_only(
            version, clauses=[drafts.clause(version, "2.a").pk], by=getattr(cast, who), at=MONDAY
        )
    assert not version.clauses.filter(wording_only=True).exists()
