"""A case goes through its procedure: a step done or left out, a case closed and opened again, and nothing half."""

from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken, Moved
from schoolgate.cases.actions import decisions, steps
from schoolgate.cases.models.chronicle import Done, Ending, Event
from schoolgate.cases.models.watching import Notice
from schoolgate.cases.queries import state
from schoolgate.cases.tests import story
from schoolgate.engines import procedures
from tests.acts import act
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def test_a_step_is_done_once_with_what_was_given_and_written_in_the_chronology(cast):
    case = story.bullying(cast)
    case = story.do(case, "parts", cast.dsl, how="Both told us.")
    done = Done.objects.get()
    assert (done.step, done.outcome, done.by, done.said) == ("parts", "named", cast.dsl, {"how": "Both told us."})
    assert "Both told us." in done.event.words and done.event.kind == "step" and done.as_written
    assert case.revision == 1 and trail.first_broken() is None
    with pytest.raises(Broken, match="done already"):
        story.do(case, "parts", cast.dsl)


def test_who_may_not_do_a_step_leaves_no_trace(cast):
    case = story.bullying(cast)
    before = (Entry.objects.count(), Event.objects.count())
    for person in (cast.teacher, cast.office, cast.it, cast.chair, cast.governor, cast.parent, cast.pupil):
        with pytest.raises(access.Refused):
            story.do(case, "parts", person)
    with pytest.raises(Broken, match="somebody else"):
        story.do(case, "parts", cast.head)
    assert (Entry.objects.count(), Event.objects.count()) == before and not Done.objects.exists()


@pytest.mark.clause("6.5")
def test_no_step_towards_the_adult_comes_before_the_advice(cast):
    case = story.adult(cast)
    for step in ("suspension", "tell_adult", "investigation"):
        with pytest.raises(Broken):
            story.do(case, step, cast.head)
    story.do(case, "safe_now", cast.head)
    assert Done.objects.get().step == "safe_now", "what keeps a child safe never waits"


@pytest.mark.clause("6.2")
def test_the_clock_of_the_lado_runs_by_the_schools_calendar(cast):
    case = story.now(story.adult(cast))
    lines = {
        line.key.step: line
        for line in state.lines_of(case, case.school.calendar(), state.clocks_of(cast.school.pk), MONDAY)
    }
    due = lines["lado"].due_at
    assert (due.date(), due.hour) == ((MONDAY + story.DAY).date(), 17) and not lines["lado"].overdue
    late = state.lines_of(case, case.school.calendar(), state.clocks_of(cast.school.pk), MONDAY + 2 * story.DAY)
    assert next(line for line in late if line.key.step == "lado").overdue
    decisions.edit_settings(
        cast.school,
        emergency_hours=24,
        grant_days=90,
        lado_days=0,
        at_once_minutes=30,
        by=story.fresh(cast.head),
        at=MONDAY,
    )
    sooner = state.lines_of(case, case.school.calendar(), state.clocks_of(cast.school.pk), MONDAY)
    assert next(line for line in sooner if line.key.step == "lado").due_at.date() == MONDAY.date()


def test_a_step_may_be_left_out_only_where_the_procedure_says_so_and_with_a_reason(cast):
    case = story.walk(story.bullying(cast), cast.dsl, until="take_down", other=cast.head)
    assert state.procedure_of(case).step("take_down").may_skip
    dsl = story.fresh(cast.dsl)
    for step, reason, words in (
        ("safe_now", "x", "no such step|cannot be left out"),
        ("take_down", " ", "reason"),
        ("nonsense", "x", "no such step"),
    ):
        with pytest.raises(Broken, match=words):
            steps.skip_step(case, step=step, reason=reason, seen=case.revision, by=dsl, at=MONDAY)
    with pytest.raises(access.Refused):
        steps.skip_step(case, step="take_down", reason="x", seen=case.revision, by=story.fresh(cast.teacher), at=MONDAY)
    reason = "Nothing to take down."
    steps.skip_step(case, step="take_down", reason=reason, seen=case.revision, by=dsl, at=MONDAY)
    done = Done.objects.get(step="take_down")
    assert done.skipped and done.said == {"reason": reason} and done.event.kind == "skipped"


@pytest.mark.clause("5.p.8")
def test_a_case_closes_only_when_nothing_is_missing_and_opens_again_with_a_reason(cast):
    case = story.bullying(cast)
    with pytest.raises(Broken, match="not done yet"):
        steps.close(case, reason="Done.", seen=case.revision, by=story.fresh(cast.dsl), at=MONDAY)
    case = story.walk(case, cast.dsl, other=cast.head)
    assert case.checks.exists()
    with pytest.raises(Broken, match="check"):
        steps.close(case, reason="Done.", seen=case.revision, by=story.fresh(cast.dsl), at=MONDAY)
    story.decide_checks(case, cast.head)
    for other in (cast.teacher, cast.head):
        with pytest.raises(access.Refused):
            steps.close(case, reason="Done.", seen=case.revision, by=story.fresh(other), at=MONDAY)
    closed = steps.close(case, reason="It has stopped.", seen=case.revision, by=story.fresh(cast.dsl), at=MONDAY)
    assert (closed.closed_at, closed.outcome) == (MONDAY, "bullying")
    with pytest.raises(Broken, match="closed"):
        story.do(closed, "safe_now", cast.dsl)
    again = steps.reopen(closed, reason="It began again.", seen=closed.revision, by=story.fresh(cast.dsl), at=MONDAY)
    assert again.closed_at is None and again.outcome == ""
    ending = Ending.objects.get()
    assert (ending.reason, ending.reopened_why, ending.reopened_by) == ("It has stopped.", "It began again.", cast.dsl)


def test_somebody_who_saw_an_older_state_is_told_who_changed_it(cast):
    case = story.bullying(cast)
    story.do(case, "parts", cast.dsl)
    for deed, said in (
        ("record_step", {"step": "safe_now", "outcome": "safe", "given": {"what": "x"}}),
        ("close", {"reason": "x"}),
        ("skip_step", {"step": "x", "reason": "x"}),
        ("set_facts", {"facts": {}, "reason": "x"}),
    ):
        with pytest.raises(Moved, match="Martin Hale has changed"):
            act(f"cases.{deed}")(case, **said, seen=0, by=story.fresh(cast.deputy_dsl), at=MONDAY)


def test_a_step_is_given_to_somebody_whom_the_case_reaches_and_who_may_do_it(cast):
    case = story.bullying(cast)
    dsl = story.fresh(cast.dsl)
    Notice.objects.all().delete()
    steps.assign(
        case, step="safe_now", owner=cast.deputy_dsl, due_at=MONDAY + story.DAY, reason="I am away.", by=dsl, at=MONDAY
    )
    assert Notice.objects.get().person == cast.deputy_dsl
    line = next(
        row for row in state.lines_of(story.now(case), case.school.calendar(), {}, MONDAY) if row.key.step == "safe_now"
    )
    assert (line.owner, line.due_at) == (cast.deputy_dsl, MONDAY + story.DAY)
    for person, words in ((cast.chair, "does not reach"), (cast.teacher, "does not reach")):
        with pytest.raises(Broken, match=words):
            steps.assign(case, step="safe_now", owner=person, reason="x", by=dsl, at=MONDAY)
    with pytest.raises(access.Refused):
        steps.assign(case, step="safe_now", owner=cast.deputy_dsl, reason="x", by=story.fresh(cast.teacher), at=MONDAY)
    with pytest.raises(Broken, match="still to come"):
        steps.assign(case, step="safe_now", due_at=MONDAY - timedelta(1), reason="x", by=dsl, at=MONDAY)
    story.do(case, "safe_now", cast.deputy_dsl)
    assert not case.assignments.filter(ended_at=None).exists()


@pytest.mark.clause("5.p.8")
def test_a_crash_inside_a_deed_leaves_nothing(cast, monkeypatch):
    case = story.bullying(cast)
    before = (Entry.objects.count(), Event.objects.count(), case.revision)

    def crash(*_, **__):
        raise OSError("the power went")

    monkeypatch.setattr(steps.notify, "settle", crash)
    with pytest.raises(OSError):
        story.do(case, "parts", cast.dsl)
    assert (Entry.objects.count(), Event.objects.count(), story.now(case).revision) == before
    assert not Done.objects.exists() and trail.first_broken() is None


@pytest.mark.parametrize("procedure", list(procedures.PROCEDURES))
def test_every_procedure_comes_to_its_end(cast, procedure):
    about = [cast.teacher] if procedure in ("adult", "conduct") else [cast.young_pupil]
    case = story.opened(cast, procedure, about=about, harmed=[cast.pupil])
    leader = {"head": cast.head, "dsl": cast.dsl, "chair": cast.chair}[case.lead_duty]
    other = cast.head if leader == cast.dsl else cast.dsl
    case = story.walk(case, leader, {"decision": "none"}, other=other)
    story.decide_checks(case, cast.head)
    assert state.missing(story.now(case)) == ()
    closed = steps.close(case, reason="At its end.", seen=story.now(case).revision, by=story.fresh(leader), at=MONDAY)
    assert closed.closed_at == MONDAY and all(event.as_written for event in Event.objects.all())
