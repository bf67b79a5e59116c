from datetime import date

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("who", ["head", "deputy"])
def test_leaders_move_the_review(cast, who):
    version = drafts.published(cast)
    reviewing.set_review(version, review_on=date(2028, 1, 10), review_every=24, by=getattr(cast, who), at=MONDAY)
    version = Version.objects.get()
    assert (version.review_on, version.review_every) == (date(2028, 1, 10), 24)
    assert drafts.events(cast)[-1] == "set_review"


@pytest.mark.parametrize("who", ["dsl", "chair", "governor", "teacher", "office", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.published(cast)
    with pytest.raises(access.Refused):
        reviewing.set_review(version, review_on=date(2028, 1, 10), review_every=24, by=getattr(cast, who), at=MONDAY)
    assert Version.objects.get().review_on == date(2027, 9, 1)


@pytest.mark.parametrize(
    "day,words", [(date(2026, 11, 23), "has to be after"), (date(2031, 1, 1), "within three years")]
)
def test_a_review_lies_ahead_and_within_three_years(cast, day, words):
    version = drafts.published(cast)
    with pytest.raises(Broken, match=words):
        reviewing.set_review(version, review_on=day, review_every=12, by=cast.head, at=MONDAY)


def test_a_draft_has_no_review_yet(cast):
    with pytest.raises(Broken, match="published version"):
        reviewing.set_review(
            drafts.imported(cast), review_on=date(2027, 9, 1), review_every=12, by=cast.head, at=MONDAY
        )
