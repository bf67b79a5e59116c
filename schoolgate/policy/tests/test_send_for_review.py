import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


@pytest.mark.clause("9.1")
def test_a_draft_whose_clauses_are_all_right_goes_to_the_governors(cast):
    version = reviewing.send_for_review(drafts.confirmed(cast), by=cast.deputy, at=MONDAY)
    assert (version.stage, version.sent_at, version.sent_by) == ("in review", MONDAY, cast.deputy)
    assert drafts.events(cast)[-1] == "send_for_review"


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.confirmed(cast)
    with pytest.raises(access.Refused):
        reviewing.send_for_review(version, by=getattr(cast, who), at=MONDAY)
    assert Version.objects.get().stage == "draft"


@pytest.mark.parametrize("left,words", [(1, "One clause is not confirmed"), (2, "2 clauses are not confirmed")])
def test_not_while_clauses_are_not_confirmed(cast, left, words):
    version = drafts.imported(cast)
    ids = list(version.clauses.values_list("pk", flat=True))[left:]
    drafting.confirm_clauses(version, clauses=ids, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match=words):
        reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    assert Version.objects.get().stage == "draft"
    assert drafts.events(cast)[-1] == "confirm_clauses"


def test_not_without_clauses(cast):
    version = drafts.confirmed(cast)
    for clause in version.clauses.all():
        drafting.remove_clause(clause, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="no clauses yet"):
        reviewing.send_for_review(version, by=cast.head, at=MONDAY)


def test_not_twice(cast):
    version = drafts.sent(cast)
    with pytest.raises(Broken, match="is in review"):
        reviewing.send_for_review(version, by=cast.head, at=MONDAY)
