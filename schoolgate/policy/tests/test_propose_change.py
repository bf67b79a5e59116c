import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting, proposals
from schoolgate.policy.models import Proposal
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY

SAID = {"new_wording": "Staff keep their own accounts locked.", "reason": "Everyone knows the word."}


@pytest.mark.clause("9.2")
@pytest.mark.parametrize("who", ["teacher", "assistant", "office", "it", "head", "deputy_dsl"])
def test_anyone_on_the_staff_proposes(cast, who):
    clause = drafts.clause(drafts.published(cast), "3.1")
    proposal = proposals.propose_change(clause, **SAID, by=getattr(cast, who), at=MONDAY)
    assert (proposal.key, proposal.place, proposal.was) == (clause.key, "3.1", clause.text)
    assert proposal.proposed_by == getattr(cast, who)
    assert drafts.events(cast)[-1] == "propose_change"


@pytest.mark.parametrize("who", ["chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    clause = drafts.clause(drafts.published(cast), "3.1")
    with pytest.raises(access.Refused):
        proposals.propose_change(clause, **SAID, by=getattr(cast, who), at=MONDAY)
    assert not Proposal.objects.exists()


def test_another_schools_teacher_may_not(cast, other_school):
    clause = drafts.clause(drafts.published(cast), "3.1")
    with pytest.raises(access.Refused):
        proposals.propose_change(clause, **SAID, by=other_school.teacher, at=MONDAY)


def test_not_to_a_draft(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    with pytest.raises(Broken, match="not published yet"):
        proposals.propose_change(clause, **SAID, by=cast.head, at=MONDAY)


def test_not_to_a_version_that_was_replaced(cast):
    first = drafts.published(cast)
    drafts.through(drafting.revise(first, by=cast.head, at=MONDAY), cast)
    with pytest.raises(Broken, match="Version 2 has been published since"):
        proposals.propose_change(drafts.clause(first, "3.1"), **SAID, by=cast.teacher, at=MONDAY)


def test_the_same_words_are_no_proposal(cast):
    clause = drafts.clause(drafts.published(cast), "3.1")
    with pytest.raises(Broken, match="present words"):
        proposals.propose_change(clause, new_wording=clause.text + " ", reason="Hm.", by=cast.teacher, at=MONDAY)
    assert not Proposal.objects.exists()
