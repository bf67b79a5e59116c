import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


@pytest.mark.clause("9.2")
def test_the_next_draft_is_a_copy_with_the_same_keys(cast):
    version = drafts.published(cast)
    draft = drafting.revise(version, by=cast.deputy, at=MONDAY)
    assert (draft.number, draft.stage, draft.based_on) == (2, "draft", version)
    fields = (
        "key",
        "place",
        "text",
        "audience",
        "strength",
        "model",
        "group",
        "gloss",
        "child",
        "asked_since",
        "pupils_asked_since",
    )
    assert list(draft.clauses.values_list(*fields)) == list(version.clauses.values_list(*fields))
    assert drafts.events(cast)[-1] == "revise"


def test_what_was_said_of_wording_last_time_does_not_count_again(cast):
    version = drafts.approved(cast)
    reviewing.mark_wording_only(version, clauses=[version.clauses.first().pk], by=cast.head, at=MONDAY)
    drafts.publish(version, cast)
    draft = drafting.revise(version, by=cast.head, at=MONDAY)
    assert not draft.clauses.filter(wording_only=True).exists()


def test_only_whoever_revises_is_an_author_yet(cast):
    version = drafts.published(cast)
    draft = drafting.revise(version, by=cast.deputy, at=MONDAY)
    assert set(draft.authors.values_list("person", flat=True)) == {cast.deputy.pk}


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.published(cast)
    with pytest.raises(access.Refused):
        drafting.revise(version, by=getattr(cast, who), at=MONDAY)
    assert Version.objects.count() == 1


def test_a_draft_is_not_revised_but_edited(cast):
    version = drafts.imported(cast)
    with pytest.raises(Broken, match="Only a published version"):
        drafting.revise(version, by=cast.head, at=MONDAY)


def test_not_twice(cast):
    version = drafts.published(cast)
    drafting.revise(version, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="already a draft"):
        drafting.revise(version, by=cast.deputy, at=MONDAY)
    assert Version.objects.count() == 2
