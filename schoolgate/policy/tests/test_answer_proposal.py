import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting, proposals, reviewing
from schoolgate.policy.models import Proposal
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY

WORDS = "Staff keep their own accounts locked."


def proposed(cast):
    clause = drafts.clause(drafts.published(cast), "3.1")
    return proposals.propose_change(clause, new_wording=WORDS, reason="Shorter.", by=cast.teacher, at=MONDAY)


def revised(cast):
    from schoolgate.policy.queries import reach

    return drafting.revise(reach.last_published(cast.school.pk), by=cast.head, at=MONDAY)


@pytest.mark.clause("9.2")
@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_write_answer(cast, who):
    proposal = proposed(cast)
    proposals.answer_proposal(
        proposal, accepted=False, answer="The law asks for more.", by=getattr(cast, who), at=MONDAY
    )
    proposal = Proposal.objects.get()
    assert (proposal.accepted, proposal.answer) == (False, "The law asks for more.")
    assert (proposal.answered_at, proposal.answered_by) == (MONDAY, getattr(cast, who))
    assert drafts.events(cast)[-1] == "answer_proposal"


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    proposal = proposed(cast)
    with pytest.raises(access.Refused):
        proposals.answer_proposal(proposal, accepted=True, answer="Yes.", by=getattr(cast, who), at=MONDAY)
    assert Proposal.objects.get().answered_at is None


@pytest.mark.clause("9.2")
def test_an_accepted_one_goes_into_the_open_draft(cast):
    proposal = proposed(cast)
    draft = revised(cast)
    proposals.answer_proposal(proposal, accepted=True, answer="Yes.", by=cast.deputy, at=MONDAY)
    assert drafts.clause(draft, "3.1").text == WORDS
    assert set(draft.authors.values_list("person", flat=True)) == {cast.head.pk, cast.deputy.pk, cast.teacher.pk}


def test_a_refused_one_does_not(cast):
    proposal = proposed(cast)
    draft = revised(cast)
    proposals.answer_proposal(proposal, accepted=False, answer="No.", by=cast.deputy, at=MONDAY)
    assert drafts.clause(draft, "3.1").text != WORDS


@pytest.mark.clause("9.1")
def test_what_the_governors_are_reading_does_not_change_under_them(cast):
    proposal = proposed(cast)
    draft = revised(cast)
    reviewing.send_for_review(draft, by=cast.head, at=MONDAY)
    proposals.answer_proposal(proposal, accepted=True, answer="Next time.", by=cast.head, at=MONDAY)
    assert drafts.clause(draft, "3.1").text != WORDS
    assert Proposal.objects.get().accepted


def test_not_twice(cast):
    proposal = proposed(cast)
    proposals.answer_proposal(proposal, accepted=False, answer="No.", by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="answered already"):
        proposals.answer_proposal(proposal, accepted=True, answer="Yes.", by=cast.dsl, at=MONDAY)
    assert Proposal.objects.get().accepted is False


def test_an_answer_has_words(cast):
    proposal = proposed(cast)
    with pytest.raises(Broken, match="an answer"):
        proposals.answer_proposal(proposal, accepted=True, answer=" ", by=cast.head, at=MONDAY)
    assert Proposal.objects.get().answered_at is None
