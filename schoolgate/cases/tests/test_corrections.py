"""A step that was recorded by mistake: it stays readable, opens again, and nothing rests on it any more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases.actions import approvals, corrections
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import corrections as queries
from schoolgate.cases.queries import pages, state
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.engines.procedures.schema import FieldKind, Key
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.1")]
fresh = story.fresh
LATER = MONDAY + timedelta(hours=2)
SAID = {"right": "That was about another case.", "reason": "I had the wrong case open."}


def correct(case, step, by, *, at=LATER, turn=-1, **said):
    done = list(case.done.filter(step=step))[turn]
    seen = Case.objects.values_list("revision", flat=True).get(pk=case.pk)
    return corrections.correct_step(case, event=done.event, **{**SAID, "seen": seen, **said}, by=fresh(by), at=at)


def standing(case, step, child=None):
    tasks = state.tasks_of(story.now(case), case.school.calendar())
    return next(str(task.standing) for task in tasks if task.key == Key(step, child))


def test_the_record_stays_struck_and_the_step_opens_again(cast):
    case = story.do(story.bullying(cast), "safe_now", cast.dsl, what="She is safe.")
    assert standing(case, "safe_now") == "done"
    case = correct(case, "safe_now", cast.dsl)
    done = case.done.get(step="safe_now")
    assert done.is_struck and done.as_written and done.said["what"] == "She is safe."
    assert done.event.as_written and standing(case, "safe_now") == "open"
    words = done.correction.words
    assert SAID["right"] in words and SAID["reason"] in words and done.correction.by == cast.dsl
    again = story.do(case, "safe_now", cast.dsl, at=LATER)
    assert standing(again, "safe_now") == "done" and again.done.filter(step="safe_now").count() == 2


def test_it_is_in_the_trail_and_in_the_chronology(cast):
    case = story.do(story.bullying(cast), "safe_now", cast.dsl)
    correct(case, "safe_now", cast.dsl)
    assert Entry.objects.filter(event="cases.correct_step").count() == 1
    assert case.events.filter(kind="corrected").count() == 1


def test_who_does_not_run_it_corrects_nothing(cast):
    case = story.do(story.bullying(cast), "safe_now", cast.dsl)
    for person in (cast.head, cast.teacher, cast.chair, cast.parent, cast.it):
        with pytest.raises(access.Refused):
            correct(case, "safe_now", person)
    with pytest.raises(access.Refused):
        other = story.do(story.bullying(cast), "safe_now", cast.dsl).done.get(step="safe_now").event
        seen = story.now(case).revision
        corrections.correct_step(case, event=other, **SAID, seen=seen, by=fresh(cast.dsl), at=LATER)
    assert not case.done.get(step="safe_now").is_struck


def test_it_says_what_is_right_and_why_and_only_once(cast):
    case = story.do(story.bullying(cast), "safe_now", cast.dsl)
    for wrong, says in (({"right": " "}, "what is right"), ({"reason": ""}, "reason"), ({"seen": 0}, "changed")):
        with pytest.raises(Broken, match=says):
            correct(case, "safe_now", cast.dsl, **wrong)
    correct(case, "safe_now", cast.dsl)
    with pytest.raises(Broken, match="corrected this already"):
        correct(case, "safe_now", cast.dsl)


def test_a_closed_case_is_opened_again_first(cast):
    case = story.do(story.bullying(cast), "safe_now", cast.dsl)
    Case.objects.filter(pk=case.pk).update(closed_at=MONDAY, closed_by=cast.dsl, outcome="closed")
    with pytest.raises(Broken, match="closed. Open it again first"):
        correct(story.now(case), "safe_now", cast.dsl)


def test_gates_deadlines_and_the_end_are_worked_out_as_if_it_was_not_recorded(cast):
    fresh_case, case = story.bullying(cast), story.bullying(cast)
    before = _tasks(case)
    story.do(case, "safe_now", cast.dsl)
    assert _tasks(case) != before
    correct(case, "safe_now", cast.dsl)
    assert _tasks(case) == before == _tasks(fresh_case)
    assert state.missing(story.now(case)) == state.missing(story.now(fresh_case))


def _tasks(case):
    found = state.tasks_of(story.now(case), case.school.calendar())
    return [(task.key, task.standing, task.due_at, task.why) for task in found]


def test_of_a_step_done_twice_the_first_counts_again(cast):
    case = story.do(story.bullying(cast), "safe_now", cast.dsl, what="First.")
    correct(case, "safe_now", cast.dsl)
    story.do(case, "safe_now", cast.dsl, at=LATER, what="Second.")
    kept = state.standing_done(story.now(case))
    assert [row.said["what"] for row in kept if row.step == "safe_now"] == ["Second."]


def test_what_was_done_on_its_strength_is_named_and_stays(cast):
    case = story.walk(story.bullying(cast), cast.dsl, until="outcome", other=cast.head)
    first = case.done.order_by("at", "pk").first()
    Letter.objects.create(
        case=case,
        kind="parents",
        to_name="The mother",
        title="What we do",
        words="x",
        written_at=LATER,
        written_by=cast.dsl,
    )
    rests = list(queries.rests_on(story.now(case), first))
    assert any("Letter written and not sent: “What we do”" in line for line in rests)
    done = case.done.filter(correction=None).count()
    case = correct(case, first.step, cast.dsl, turn=0, at=LATER + timedelta(hours=1))
    words = case.events.get(kind="corrected").words
    assert "Check what was done since:" in words and all(line in words for line in rests)
    assert case.done.filter(correction=None).count() == done - 1 and Letter.objects.filter(case=case).count() == 1


def test_whom_it_let_in_reads_no_more(cast):
    case = story.bullying(cast)
    case.asked.create(duty="chair", at=MONDAY)
    story.do(case, "safe_now", cast.dsl)
    correct(case, "safe_now", cast.dsl)
    assert not case.asked.filter(duty="chair").exists()


# ---- two people


def two_person(cast):
    """An allegation with a step that takes two, done by both."""
    case = story.adult(cast)
    for _ in range(60):
        case = story.now(case)
        lines = [row for row in state.lines_of(case, case.school.calendar(), {}, MONDAY) if row.standing == "open"]
        two = next((row for row in lines if any(need.kind is FieldKind.SECOND for need in row.step.needs)), None)
        if two:
            outcome = two.step.outcomes[0].id if two.step.outcomes else ""
            payload = {"step": two.key.step, "child": None, "outcome": outcome}
            payload["given"] = story.given_for(two.step, outcome)
            asked = {"what": What.STEP, "payload": payload, "reason": "x", "second": cast.chair}
            approvals.ask_second(case, **asked, by=fresh(cast.head), at=MONDAY)
            approvals.confirm_second(case.approvals.get(), by=fresh(cast.chair), at=MONDAY)
            return story.now(case), two.key.step
        ready = [row for row in lines if not row.step.optional and not state.was_done(case, row.key)]
        case = story.do(case, ready[0].key.step, cast.head, child=ready[0].child, in_spite="Decided.")
    raise AssertionError("No step takes two.")


@pytest.mark.clause("6.5")
def test_what_took_two_people_takes_two_to_correct(cast):
    case, step = two_person(cast)
    with pytest.raises(Broken, match="its correction takes two"):
        correct(case, step, cast.head)
    event = case.done.get(step=step).event_id
    payload = {"event": event, "right": SAID["right"]}
    asked = {"what": What.CORRECTION, "payload": payload, "reason": SAID["reason"], "second": cast.chair}
    approvals.ask_second(case, **asked, by=fresh(cast.head), at=LATER)
    assert not case.done.get(step=step).is_struck
    two = case.approvals.get(answered_at=None)
    html = client_of(cast.chair).get(reverse("cases:second", args=[two.pk])).content.decode()
    assert SAID["right"] in html
    approvals.confirm_second(two, by=fresh(cast.chair), at=LATER)
    done = case.done.get(step=step)
    assert done.is_struck and f"{cast.chair} agreed." in done.correction.words


@pytest.mark.clause("6.5")
def test_a_second_person_who_refuses_leaves_it_as_it_is(cast):
    case, step = two_person(cast)
    payload = {"event": case.done.get(step=step).event_id, "right": SAID["right"]}
    asked = {"what": What.CORRECTION, "payload": payload, "reason": SAID["reason"], "second": cast.chair}
    approvals.ask_second(case, **asked, by=fresh(cast.head), at=LATER)
    approvals.refuse_second(case.approvals.get(answered_at=None), words="It was so.", by=fresh(cast.chair), at=LATER)
    assert not case.done.get(step=step).is_struck


# ---- the pages


def test_the_page_shows_the_record_what_rests_on_it_and_corrects_it(cast):
    case = story.do(story.bullying(cast), "safe_now", cast.dsl, what="She is safe.")
    event = case.done.get(step="safe_now").event_id
    client, address = client_of(cast.dsl), reverse("cases:correct_step", args=[case.pk, event])
    assert address in client.get(reverse("cases:case", args=[case.pk])).content.decode()
    html = client.get(address).content.decode()
    assert "She is safe." in html and "What is right?" in html
    assert client.post(address, {"seen": case.revision, "right": "", "reason": ""}).status_code == 200
    assert client.post(address, {"seen": case.revision, **SAID}).status_code == 302
    chronology = client.get(reverse("cases:chronology", args=[case.pk])).content.decode()
    assert "<del>" in chronology and "She is safe." in chronology and SAID["right"] in chronology
    assert "Recorded by mistake" in client.get(reverse("cases:case", args=[case.pk])).content.decode()
    for person in (cast.teacher, cast.it, cast.parent):
        assert client_of(person).get(address).status_code in (403, 404)


def test_an_entry_that_is_no_step_and_one_of_another_case_are_the_same_404(cast):
    case, other = story.bullying(cast), story.do(story.bullying(cast), "safe_now", cast.dsl)
    for event in (case.events.first().pk, other.done.get().event_id, "x", 999_999):
        with pytest.raises(Http404):
            queries.correction_page(fresh(cast.dsl), case.pk, event, at=MONDAY)


def test_the_chronology_takes_as_many_queries_for_more_corrections(cast):
    case = story.bullying(cast)
    story.look(case, cast.dsl, "chronology")

    def counted() -> int:
        with CaptureQueriesContext(connection) as taken:
            for entry in pages.chronology_page(fresh(cast.dsl), case.pk, at=MONDAY).entries:
                str(entry.correction and entry.correction.by)
        return len(taken)

    story.do(case, "safe_now", cast.dsl)
    correct(case, "safe_now", cast.dsl)
    once = counted()
    for _ in range(3):
        story.do(case, "safe_now", cast.dsl, at=LATER)
        correct(case, "safe_now", cast.dsl)
    assert counted() == once
