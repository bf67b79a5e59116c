from datetime import date

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Version
from schoolgate.policy.queries import reach
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


def asked_since(version):
    return dict(version.clauses.values_list("place", "asked_since"))


@pytest.mark.clause("7.2")
def test_the_head_publishes_from_a_day_on(cast):
    version = drafts.publish(drafts.approved(cast), cast, in_force_on=date(2026, 12, 1))
    version = Version.objects.get(pk=version.pk)
    assert (version.stage, version.published_at, version.published_by) == ("published", MONDAY, cast.head)
    assert (version.in_force_on, version.review_on, version.review_every) == (date(2026, 12, 1), date(2027, 9, 1), 12)
    assert version.digest
    assert set(asked_since(version).values()) == {1}
    assert drafts.events(cast)[-1] == "publish"


@pytest.mark.parametrize("who", ["deputy", "dsl", "chair", "governor", "teacher", "office", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.approved(cast)
    cast.head = getattr(cast, who)
    with pytest.raises(access.Refused):
        drafts.publish(version, cast)
    assert Version.objects.get().stage == "approved"
    assert drafts.events(cast)[-1] == "approve"


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("stage", ["confirmed", "sent", "published"])
def test_only_what_is_approved(cast, stage):
    version = getattr(drafts, stage)(cast)
    before = drafts.events(cast)
    with pytest.raises(Broken, match="cannot become published"):
        drafts.publish(version, cast)
    assert drafts.events(cast) == before


@pytest.mark.clause("9.1")
def test_not_for_a_day_that_is_past(cast):
    version = drafts.approved(cast)
    with pytest.raises(Broken, match="today or a later date"):
        drafts.publish(version, cast, in_force_on=date(2026, 11, 22))
    assert Version.objects.get().stage == "approved"


@pytest.mark.clause("9.2")
def test_only_what_changed_is_asked_again(cast):
    first = drafts.published(cast)
    draft = drafting.revise(first, by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(draft, "2.a"), text="Pupils keep their address secret.", by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(draft, "2.b"), strength="must", by=cast.head, at=MONDAY)
    drafting.add_clause(draft, after=None, place="0", text="Be kind.", audience=["pupil"], by=cast.head, at=MONDAY)
    drafts.through(draft, cast)
    assert asked_since(draft) == {"0": 2, "1.1": 1, "2.a": 2, "2.b": 2, "3.1": 1}
    assert set(asked_since(first).values()) == {1}


@pytest.mark.clause("9.1")
def test_the_newest_version_holds_from_its_day_on_and_the_old_one_until_then(cast):
    first = drafts.published(cast)
    second = drafting.revise(first, by=cast.head, at=MONDAY)
    reviewing.send_for_review(second, by=cast.head, at=MONDAY)
    reviewing.approve(second, by=cast.chair, at=MONDAY)
    drafts.publish(second, cast, in_force_on=date(2027, 1, 4))
    assert reach.in_force(cast.school.pk, date(2027, 1, 3)) == first
    assert reach.in_force(cast.school.pk, date(2027, 1, 4)) == second
    assert reach.last_published(cast.school.pk) == second


@pytest.mark.clause("9.1")
def test_a_published_version_is_frozen(cast):
    version = drafts.published(cast)
    clause = drafts.clause(version, "2.a")
    aside = drafts.aside(version, "Contents")
    before = drafts.events(cast)
    for deed in (
        lambda: drafting.edit_clause(clause, text="Other.", by=cast.head, at=MONDAY),
        lambda: drafting.remove_clause(clause, by=cast.head, at=MONDAY),
        lambda: drafting.add_clause(version, after=None, place="0", text="New.", by=cast.head, at=MONDAY),
        lambda: drafting.restore_text(aside, place="0", after=None, by=cast.head, at=MONDAY),
        lambda: drafting.confirm_clauses(version, clauses=[clause.pk], by=cast.head, at=MONDAY),
        lambda: reviewing.mark_wording_only(version, clauses=[clause.pk], by=cast.head, at=MONDAY),
        lambda: reviewing.send_for_review(version, by=cast.head, at=MONDAY),
        lambda: reviewing.return_to_draft(version, why="No.", by=cast.chair, at=MONDAY),
        lambda: drafting.discard(version, by=cast.head, at=MONDAY),
    ):
        with pytest.raises(Broken):
            deed()
    assert drafts.events(cast) == before
    assert drafts.clause(version, "2.a").text.startswith("Pupils must never share")
