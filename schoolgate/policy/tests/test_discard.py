import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Version
from schoolgate.policy.queries import reach
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def test_a_draft_is_put_away_and_stays_readable(cast):
    version = drafting.discard(drafts.imported(cast), by=cast.head, at=MONDAY)
    assert version.stage == "discarded"
    assert reach.open_draft(cast.school.pk) is None
    assert version in reach.visible_to(cast.deputy)
    assert version not in reach.visible_to(cast.teacher)
    assert drafts.events(cast)[-1] == "discard"


def test_another_draft_gets_the_next_number(cast):
    drafting.discard(drafts.imported(cast), by=cast.head, at=MONDAY)
    assert drafts.imported(cast).number == 2


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.imported(cast)
    with pytest.raises(access.Refused):
        drafting.discard(version, by=getattr(cast, who), at=MONDAY)
    assert Version.objects.get().stage == "draft"


@pytest.mark.parametrize("stage", ["sent", "approved", "published"])
def test_only_a_draft(cast, stage):
    version = getattr(drafts, stage)(cast)
    with pytest.raises(Broken, match="cannot become discarded"):
        drafting.discard(version, by=cast.head, at=MONDAY)
