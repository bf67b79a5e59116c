import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines import model_policy
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def test_the_head_starts_from_the_model_policy(cast):
    version = drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
    assert version.clauses.count() == len(model_policy.clauses())
    assert not version.clauses.filter(confirmed=False).exists()
    assert set(version.authors.values_list("person", flat=True)) == {cast.head.pk}
    assert drafts.events(cast) == ["start_from_model"]


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        drafting.start_from_model(cast.school, by=getattr(cast, who), at=MONDAY)
    assert not Version.objects.exists()


def test_not_beside_another_draft(cast):
    drafts.imported(cast)
    with pytest.raises(Broken, match="already a draft"):
        drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
    assert Version.objects.count() == 1
