import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.models import Person, Role
from schoolgate.policy.actions import drafting, proposals, reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import JOINED, MONDAY


def also_governor(person):
    """Someone who works at the school and governs it too."""
    Role.objects.create(person=person, duty=Duty.GOVERNOR.value, since_on=JOINED)
    return Person.objects.get(pk=person.pk)


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("who", ["chair", "governor"])
def test_a_governor_approves(cast, who):
    version = reviewing.approve(drafts.sent(cast), by=getattr(cast, who), at=MONDAY)
    assert (version.stage, version.approved_at, version.approved_by) == ("approved", MONDAY, getattr(cast, who))
    assert drafts.events(cast)[-1] == "approve"


@pytest.mark.parametrize("who", ["head", "deputy", "dsl", "teacher", "office", "it", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.sent(cast)
    with pytest.raises(access.Refused):
        reviewing.approve(version, by=getattr(cast, who), at=MONDAY)
    assert Version.objects.get().stage == "in review"


def test_another_schools_chair_may_not(cast, other_school):
    version = drafts.sent(cast)
    with pytest.raises(access.Refused):
        reviewing.approve(version, by=other_school.chair, at=MONDAY)


def edits(version, cast):
    drafting.edit_clause(drafts.clause(version, "2.a"), text="Mine.", by=cast.dsl, at=MONDAY)


def edits_before_another(version, cast):
    clause = drafts.clause(version, "2.a")
    drafting.edit_clause(clause, text="Mine.", by=cast.dsl, at=MONDAY)
    drafting.edit_clause(clause, text="Theirs.", by=cast.head, at=MONDAY)


def takes_out(version, cast):
    drafting.remove_clause(drafts.clause(version, "2.a"), by=cast.dsl, at=MONDAY)


def adds(version, cast):
    drafting.add_clause(version, after=None, place="0", text="Mine.", audience=["staff"], by=cast.dsl, at=MONDAY)


def restores(version, cast):
    aside = drafts.aside(version, "Contents")
    clause = drafting.restore_text(aside, place="9", after=None, by=cast.dsl, at=MONDAY)
    drafting.confirm_clauses(version, clauses=[clause.pk], by=cast.head, at=MONDAY)


def confirms(version, cast):
    drafting.confirm_clauses(version, clauses=[drafts.clause(version, "2.a").pk], by=cast.dsl, at=MONDAY)


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("deed", [edits, edits_before_another, takes_out, adds, restores, confirms])
def test_nobody_approves_what_they_have_worked_on(cast, deed):
    version = drafts.confirmed(cast)
    cast.dsl = also_governor(cast.dsl)
    deed(version, cast)
    reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    before = drafts.events(cast)
    with pytest.raises(Broken, match="another governor"):
        reviewing.approve(version, by=cast.dsl, at=MONDAY)
    assert Version.objects.get().stage == "in review"
    assert drafts.events(cast) == before
    reviewing.approve(version, by=cast.chair, at=MONDAY)


@pytest.mark.clause("9.1")
def test_nor_what_they_have_sent(cast):
    version = drafts.confirmed(cast)
    cast.dsl = also_governor(cast.dsl)
    reviewing.send_for_review(version, by=cast.dsl, at=MONDAY)
    with pytest.raises(Broken, match="another governor"):
        reviewing.approve(version, by=cast.dsl, at=MONDAY)


@pytest.mark.clause("9.1")
def test_nor_a_draft_that_took_up_words_they_proposed(cast):
    version = drafts.published(cast)
    teacher = also_governor(cast.teacher)
    proposal = proposals.propose_change(
        drafts.clause(version, "3.1"), new_wording="Staff lock it.", reason="Shorter.", by=teacher, at=MONDAY
    )
    draft = drafting.revise(version, by=cast.head, at=MONDAY)
    proposals.answer_proposal(proposal, accepted=True, answer="Yes.", by=cast.deputy, at=MONDAY)
    reviewing.send_for_review(draft, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="another governor"):
        reviewing.approve(draft, by=teacher, at=MONDAY)


def test_who_worked_on_the_last_version_may_approve_this_one(cast):
    cast.dsl = also_governor(cast.dsl)
    version = drafts.confirmed(cast)
    edits(version, cast)
    drafts.through(version, cast)
    draft = drafting.revise(version, by=cast.head, at=MONDAY)
    reviewing.send_for_review(draft, by=cast.head, at=MONDAY)
    assert reviewing.approve(draft, by=cast.dsl, at=MONDAY).approved_by == cast.dsl


def test_a_second_approval_is_told_so(cast):
    version = drafts.approved(cast)
    with pytest.raises(Broken, match="is approved"):
        reviewing.approve(version, by=cast.governor, at=MONDAY)


def test_a_draft_is_not_approved(cast):
    with pytest.raises(Broken, match="is draft"):
        reviewing.approve(drafts.confirmed(cast), by=cast.chair, at=MONDAY)
