"""The same words for several children are asked about, once for each of them, and never refused."""

from datetime import timedelta

import pytest
import time_machine

from schoolgate.broken import Broken
from schoolgate.cases.actions import consequences, steps
from schoolgate.cases.models.chronicle import Done
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import url, words_of
from schoolgate.engines.procedures.consequences import Proposed, Rung
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
SAME = "They all sent messages in the group."
ASKED = "You gave the same words for Maya Nair"


@shared
def case(cast):
    """Both children have come to the head’s decision."""
    case = story.opened(cast, "underage", by=cast.head, about=[cast.pupil, post.liam(cast)])
    story.walk(case, cast.head, until="decision", other=cast.dsl)
    return story.now(case)


def decide(case, by, child, reason=SAME, **more):
    found = {"needs": True, "reason": reason}
    return steps.record_step(
        case,
        step="decision",
        child=child.pk,
        outcome="none",
        given=found,
        seen=story.now(case).revision,
        by=story.fresh(by),
        at=MONDAY,
        **more,
    )


@pytest.mark.clause("8.c.2")
def test_the_same_words_for_a_second_child_are_asked_about_and_stand_when_confirmed(cast, case):
    decide(case, cast.head, cast.pupil)
    liam = post.liam(cast)
    with pytest.raises(Broken, match=ASKED):
        decide(case, cast.head, liam, f"  {SAME.upper()} ")
    assert Done.objects.filter(step="decision").count() == 1
    decide(case, cast.head, liam, own_words=True)
    said = Done.objects.get(step="decision", child=liam)
    assert said.said["reason"] == SAME and "Another child has the same words" in said.event.words
    assert "Maya" not in said.event.words


def test_words_of_their_own_are_not_asked_about(cast, case):
    decide(case, cast.head, cast.pupil)
    decide(case, cast.head, post.liam(cast), "He began it and was asked to stop twice.")
    assert Done.objects.filter(step="decision").count() == 2
    assert not Done.objects.get(step="decision", child=post.liam(cast)).said.get("confirmed")


def test_a_needless_tick_leaves_no_mark(cast, case):
    decide(case, cast.head, cast.pupil, own_words=True)
    assert "confirmed" not in Done.objects.get(step="decision").said


def test_another_case_has_words_of_its_own(cast, case):
    decide(case, cast.head, cast.pupil)
    other = story.opened(cast, "underage", by=cast.head, about=[post.liam(cast)])
    story.walk(other, cast.head, until="decision", other=cast.dsl)
    decide(other, cast.head, post.liam(cast))


def test_the_page_asks_and_goes_on_when_it_is_answered(cast, case):
    decide(case, cast.head, cast.pupil)
    liam, head = post.liam(cast), client_of(cast.head)
    address = url("step_for", case.pk, "decision", liam.pk)
    with time_machine.travel(MONDAY, tick=False):
        assert "about this child" not in words_of(head.get(address))
        said = {"seen": story.now(case).revision, "outcome": "none", "reason": SAME, "needs": "on"}
        page = words_of(head.post(address, said))
        assert ASKED in page and SAME in page and "Yes, this reason is about this child" in page
        assert not Done.objects.filter(child=liam, step="decision").exists()
        assert head.post(address, said | {"own_words": "on"}).status_code == 302
    assert Done.objects.filter(child=liam, step="decision").exists()


def test_a_consequence_is_asked_about_in_the_same_way(cast, case):
    for child, outcome in ((cast.pupil, "First."), (post.liam(cast), "Second.")):
        story.do(case, "decision", cast.head, child=child, outcome="other", reason=outcome)
    today = MONDAY.date()

    def impose(child, **more):
        proposed = Proposed(rung=Rung.EDUCATION, person=child.pk, reason=SAME, starts_on=today)
        return consequences.impose_consequence(case, proposed=proposed, by=story.fresh(cast.head), at=MONDAY, **more)

    impose(cast.pupil)
    with pytest.raises(Broken, match=ASKED):
        impose(post.liam(cast))
    address, head = url("impose", case.pk, post.liam(cast).pk, "education"), client_of(cast.head)
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        said = {
            "reason": SAME,
            "starts_on_day": today.day,
            "starts_on_month": today.month,
            "starts_on_year": today.year,
        }
        assert ASKED in words_of(head.post(address, said))
        assert Consequence.objects.filter(decided_at__isnull=False).count() == 1
        assert head.post(address, said | {"own_words": "on"}).status_code == 302
    assert Consequence.objects.filter(decided_at__isnull=False).count() == 2
    assert "Another child has the same words" in case.events.filter(kind="consequence").last().words
