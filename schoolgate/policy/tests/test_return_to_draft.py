import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("stage", ["sent", "approved"])
def test_a_governor_gives_it_back_with_the_reason(cast, stage):
    version = getattr(drafts, stage)(cast)
    reviewing.return_to_draft(version, why="Clause 2.a needs the word “photo”.", by=cast.governor, at=MONDAY)
    version = Version.objects.get()
    assert (version.stage, version.returned_why) == ("draft", "Clause 2.a needs the word “photo”.")
    assert (version.approved_at, version.approved_by) == (None, None)
    assert drafts.events(cast)[-1] == "return_to_draft"


@pytest.mark.parametrize("who", ["head", "deputy", "dsl", "teacher", "office", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.sent(cast)
    with pytest.raises(access.Refused):
        reviewing.return_to_draft(version, why="No.", by=getattr(cast, who), at=MONDAY)
    assert Version.objects.get().stage == "in review"


def test_not_without_a_reason(cast):
    version = drafts.sent(cast)
    with pytest.raises(Broken, match="Say what should change"):
        reviewing.return_to_draft(version, why=" \n", by=cast.chair, at=MONDAY)
    assert Version.objects.get().stage == "in review"


def test_the_reason_is_gone_once_it_is_sent_again(cast):
    version = drafts.sent(cast)
    reviewing.return_to_draft(version, why="Shorter.", by=cast.chair, at=MONDAY)
    reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    assert Version.objects.get().returned_why == ""


def test_not_once_it_is_published(cast):
    version = drafts.published(cast)
    with pytest.raises(Broken, match="is published"):
        reviewing.return_to_draft(version, why="Wait.", by=cast.chair, at=MONDAY)
