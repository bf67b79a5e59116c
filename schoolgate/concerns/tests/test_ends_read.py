"""Nothing ends with words in it that nobody who decides has read, and nobody decides past what came meanwhile."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.broken import Broken, Moved
from schoolgate.concerns import rules
from schoolgate.concerns.actions import outcomes, telling, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import concern_pages
from schoolgate.concerns.rules import Outcome, Status, Whom
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.p.8")]
fresh = story.fresh
NEW = "His father burnt him last night."
SOON = MONDAY + timedelta(minutes=5)
THEN = MONDAY + timedelta(minutes=6)


@pytest.fixture
def concern(cast) -> Concern:
    found = story.outside(cast, "Tommy is sad.", whom=Whom.CHILD)
    story.read(found, cast.dsl)
    found.refresh_from_db()
    return found


def added(cast, concern, words=NEW, at=SOON) -> Concern:
    by = access.Outsider(cast.school.pk)
    telling.reply(cast.school, words=words, receipt=concern.receipt, by=by, at=at)
    return Concern.objects.get(pk=concern.pk)


def decide(cast, concern, end=Outcome.NO_ACTION, **said):
    return outcomes.decide(concern, end=end, reason="Nothing.", by=fresh(cast.dsl), at=THEN, **said)


@pytest.mark.parametrize("end", [Outcome.NO_ACTION, Outcome.ANSWER, Outcome.PASS])
def test_nothing_ends_while_an_addition_is_unread(cast, concern, end):
    triage.say(concern, words="Thank you.", by=fresh(cast.dsl), at=MONDAY)
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Look.", by=fresh(cast.dsl), at=MONDAY)
    now = added(cast, concern)
    with pytest.raises(Broken, match="must read that first"):
        decide(cast, now, end)
    assert not any("must read" not in ending.not_yet for ending in concern_pages.endings_of(now))
    story.read(now, cast.dsl, at=THEN)
    assert decide(cast, now, end).decisions.count() == 1


def test_nor_is_it_finished(cast, concern):
    triage.say(concern, words="Thank you.", by=fresh(cast.dsl), at=MONDAY)
    decide(cast, concern, Outcome.ANSWER)
    now = added(cast, concern, at=THEN)
    with pytest.raises(Broken, match="must read that first"):
        outcomes.finish(now, reason="Done.", by=fresh(cast.dsl), at=THEN)
    story.read(now, cast.dsl, at=THEN)
    assert outcomes.finish(now, reason="Done.", by=fresh(cast.dsl), at=THEN).status == Status.FINISHED


def test_that_the_teacher_to_whom_it_was_passed_has_read_it_is_not_enough(cast, concern):
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Look.", by=fresh(cast.dsl), at=MONDAY)
    now = added(cast, concern)
    story.read(now, cast.teacher, at=THEN)
    assert not now.lines.filter(read_at=None).exists()
    with pytest.raises(Broken, match="must read that first"):
        decide(cast, now, Outcome.PASS)


def test_what_a_colleague_has_read_is_new_to_whoever_has_an_old_page(cast, concern):
    seen = concern_pages.told_so_far(concern)
    now = added(cast, concern)
    story.read(now, cast.deputy_dsl, at=THEN)
    by = {"by": fresh(cast.dsl), "at": THEN, "seen": seen}
    for deed, said in (
        (triage.say, {"words": "Thank you."}),
        (outcomes.decide, {"end": Outcome.ANSWER, "reason": "Nothing."}),
    ):
        with pytest.raises(Moved, match="since you opened this page") as moved:
            deed(now, **said, **by)
        assert moved.value.fresh["seen"] == seen + 1
        deed(now, **said, **{**by, "seen": seen + 1})
    with pytest.raises(Moved):
        outcomes.finish(Concern.objects.get(pk=now.pk), reason="Done.", **by)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("decide", {"end": "no_action", "reason": "Nothing.", "no_one_at_risk": "on"}),
        ("answer", {"words": "Thank you."}),
        ("finish", {"reason": "Done."}),
    ],
)
def test_the_page_shows_what_is_new_and_then_goes_on(cast, concern, page, said):
    if page == "finish":
        triage.say(concern, words="Thank you.", by=fresh(cast.dsl), at=MONDAY)
        decide(cast, concern, Outcome.ANSWER)
    client, url = client_of(cast.dsl), reverse(f"concerns:{page}", args=[concern.pk])
    seen = client.get(url).context["form"]["seen"].value()
    assert seen == 0
    added(cast, concern)
    answered = client.post(url, {**said, "seen": seen})
    words = answered.content.decode()
    assert answered.status_code == 200 and NEW in words and "What is new" in words
    assert rules.WRITTEN_AGAIN in words and rules.UNREAD_WORDS not in words
    assert answered.context["form"]["seen"].value() == 1
    assert Concern.objects.get(pk=concern.pk).escalate_at is None, "it was shown, and so read"
    assert client.post(url, {**said, "seen": 1}).status_code == 302


# ---- what may be grave


@pytest.mark.parametrize("words", ["He says he wants to kill himself.", "Miss Kapoor hit him in the hall."])
def test_what_may_be_grave_does_not_end_with_a_line_and_nothing_else(cast, words):
    concern = story.read(story.staff(cast, words), cast.dsl)
    assert concern.harm in rules.SERIOUS
    client, there = client_of(cast.dsl), f"/concerns/{concern.pk}/decide/"
    said = {"end": "no_action", "reason": "x"}
    asked = page.words(client.post(there, said))
    assert "This may be grave" in asked and not concern.decisions.exists()
    assert client.post(there, {**said, "no_one_at_risk": "on"}).status_code == 302
    assert concern.decisions.get().reason == "x"


def test_what_is_not_grave_ends_with_its_reason(cast):
    concern = story.read(story.staff(cast, "The photographs of the fair were online before we were asked."), cast.dsl)
    assert concern.harm not in rules.SERIOUS
    there = f"/concerns/{concern.pk}/decide/"
    assert "no child is at risk" not in page.words(client_of(cast.dsl).get(there))
    assert client_of(cast.dsl).post(there, {"end": "no_action", "reason": "Settled."}).status_code == 302
