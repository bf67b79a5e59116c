"""What is passed to somebody, or shared with them, is theirs to do until they have opened it; if they do not, it is noticed."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from schoolgate.concerns import tasks
from schoolgate.concerns.actions import outcomes, scheduled, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import queue, quiet, todo
from schoolgate.concerns.rules import AlertKind, BullyingStep, Outcome, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.post.models import Message
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.p.7")]
fresh = story.fresh
DAY = timedelta(days=1)
LOOK_INTO = "Look into a concern that was passed to you"


@pytest.fixture
def concern(cast) -> Concern:
    return story.read(story.outside(cast, "Tommy is hit by the others every day.", whom=Whom.CHILD), cast.dsl)


def passes(cast, concern, teacher=None, at=MONDAY) -> Concern:
    teacher = teacher or cast.teacher
    triage.pass_to_teacher(concern, teacher=teacher, reason="Look.", by=fresh(cast.dsl), at=at)
    return concern


def asked(person) -> list[str]:
    return [task.title for task in todo.tasks_for(fresh(person), MONDAY) if task.urgent]


def reminders(person, at) -> list[str]:
    return [task.hint for task in todo.tasks_for(fresh(person), at) if "went wrong" in task.title]


def of(person, view="open") -> list[str]:
    return [group.words for group in queue.queue_page(fresh(person), view=view).groups]


def readers(cast, concern) -> str:
    with time_machine.travel(MONDAY):
        return page.words(client_of(cast.dsl).get(reverse("concerns:concern", args=[concern.pk])))


def day(days: int):
    at = MONDAY + days * DAY
    with time_machine.travel(at):
        tasks.daily(at)
    return at


# ---- the teacher's own pages


def test_whoever_it_was_passed_to_is_asked_to_look_into_it_until_they_open_it(cast, concern):
    assert asked(cast.teacher) == []
    passes(cast, concern)
    (task,) = [task for task in todo.tasks_for(fresh(cast.teacher), MONDAY) if task.urgent]
    assert task.title == LOOK_INTO and task.url == reverse("concerns:concern", args=[concern.pk])
    assert asked(cast.other_teacher) == [] and "They have not opened it yet." in readers(cast, concern)
    story.read(concern, cast.teacher)
    assert asked(cast.teacher) == [] and "They have not opened it yet." not in readers(cast, concern)


def test_several_are_one_task_that_leads_to_the_list(cast, concern):
    passes(cast, concern)
    passes(cast, story.read(story.outside(cast, "Another one.", whom=Whom.CHILD), cast.dsl))
    (task,) = [task for task in todo.tasks_for(fresh(cast.teacher), MONDAY) if task.urgent]
    assert task.title == "Look into 2 concerns that were passed to you" and task.url == reverse("concerns:queue")


def test_whom_it_was_shared_with_is_asked_to_read_it_until_they_open_it(cast, concern):
    triage.share(concern, person=cast.assistant, reason="She sees him.", by=fresh(cast.dsl), at=MONDAY)
    assert asked(cast.assistant) == ["Read a concern that was shared with you"]
    assert of(cast.assistant) == ["Given to you by name, and you have not opened it yet"]
    story.read(concern, cast.assistant)
    assert asked(cast.assistant) == []


def test_what_was_passed_waits_in_the_list_until_it_is_opened_and_goes_on_for_the_others(cast, concern):
    passes(cast, concern)
    found = queue.queue_page(fresh(cast.teacher))
    assert (found.open, found.going_on, found.all) == (1, 0, 1)
    ((line,),) = [group.lines for group in found.groups]
    assert line.state_words == "Passed to you" and not line.unread
    assert of(cast.teacher, "going_on") == [] and of(cast.dsl) == []
    with time_machine.travel(MONDAY):
        words = page.words(client_of(cast.teacher).get(reverse("concerns:queue")))
    assert "Waiting (1)" in words and "Passed to you" in words and "Nothing is waiting for you" not in words
    story.read(concern, cast.teacher)
    assert of(cast.teacher) == [] and len(of(cast.teacher, "going_on")) == 1


def test_what_was_given_stands_below_what_nobody_has_read_and_above_what_was_read(cast, concern):
    triage.share(concern, person=cast.head, reason="For you.", by=fresh(cast.dsl), at=MONDAY)
    story.read(story.outside(cast, "It was read.", whom=Whom.ADULT), cast.head)
    story.outside(cast, "It was not read.", whom=Whom.ADULT)
    assert [words.split(",")[0] for words in of(cast.head)] == ["Not read yet", "Given to you by name", "Read"]


def test_what_is_passed_again_waits_again_however_shortly_it_was_opened_before(cast, concern):
    passes(cast, concern)
    story.read(concern, cast.teacher, at=MONDAY + story.MINUTE)
    concern.reaches.filter(person=cast.teacher).update(ended_at=MONDAY + 2 * story.MINUTE)
    passes(cast, concern, at=MONDAY + 3 * story.MINUTE)
    assert asked(cast.teacher) == [LOOK_INTO]
    story.read(concern, cast.teacher, at=MONDAY + 4 * story.MINUTE)
    assert asked(cast.teacher) == []


def test_what_is_finished_asks_nobody_to_open_it(cast, concern):
    passes(cast, concern)
    for step in BullyingStep:
        triage.add_step(concern, step=step, words="So.", by=fresh(cast.dsl), at=MONDAY)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    assert asked(cast.teacher) == [] == of(cast.teacher)


# ---- whether they were written to


@pytest.mark.parametrize("deed", ["pass", "share"])
@pytest.mark.parametrize(
    ("address", "server", "said"),
    [
        (True, True, ", who has been written to."),
        (True, False, ". No email tells them, because no mail server is set: tell them yourself."),
        (False, True, ". No email tells them, because they have no email address on record: tell them yourself."),
    ],
)
def test_whoever_gives_it_is_told_whether_a_mail_went_out(cast, concern, settings, deed, address, server, said):
    settings.DELIVERY = "smtp" if server else ""
    if not address:
        type(cast.teacher).objects.filter(pk=cast.teacher.pk).update(email="")
    before = Message.objects.filter(person=cast.teacher).count()
    with time_machine.travel(MONDAY):
        form = {"person": cast.teacher.pk, "reason": "Look."}
        answer = client_of(cast.dsl).post(reverse(f"concerns:{deed}", args=[concern.pk]), form, follow=True)
    did = {"pass": "Passed to", "share": "Shared with"}[deed]
    assert f"{did} {cast.teacher}{said}" in page.words(answer)
    assert Message.objects.filter(person=cast.teacher).count() - before == address


# ---- nobody opens it


def test_what_is_not_opened_in_a_school_day_reminds_those_who_decide(cast, concern):
    passes(cast, concern)
    Message.objects.all().delete()
    assert reminders(cast.dsl, day(1)) == [], "the whole of the next school day is theirs"
    at = day(2)
    words = (
        f"A concern was passed to {cast.teacher} on 23 November, and by 25 November they had not opened it. "
        "Speak to them, or pass it to someone else."
    )
    assert reminders(cast.dsl, at) == [words] == reminders(cast.deputy_dsl, at)
    assert {mail.person for mail in Message.objects.all()} == {cast.dsl, cast.deputy_dsl}
    day(3)
    assert Message.objects.count() == 2, "not again while nobody who decides has looked"
    story.read(concern, cast.dsl, at=MONDAY + 3 * DAY)
    assert reminders(cast.dsl, day(4)) == []
    assert reminders(cast.dsl, day(7)), "Thursday, and the weekend is no school"


def test_what_was_opened_or_passed_to_somebody_who_opened_it_reminds_nobody(cast, concern):
    passes(cast, concern)
    passes(cast, concern, cast.other_teacher)
    assert len(quiet.unopened(MONDAY + 2 * DAY)) == 1, "one line of each concern"
    story.read(concern, cast.other_teacher)
    assert quiet.unopened(MONDAY + 2 * DAY) == []


def test_what_is_opened_before_the_reminder_is_written_needs_none(cast, concern):
    passes(cast, concern)
    (row,) = quiet.unopened(MONDAY + 2 * DAY)
    story.read(concern, cast.teacher, at=MONDAY + 2 * DAY)
    clock = tasks.Machine(cast.school.pk)
    scheduled.remind(concern, given=row, by=clock, at=MONDAY + 2 * DAY)
    assert not concern.alerts.filter(matter=AlertKind.QUIET).exists()


@pytest.mark.parametrize("end", [Outcome.OPEN_CASE, Outcome.NO_ACTION])
def test_what_went_into_a_case_or_ended_reminds_nobody(cast, concern, end):
    passes(cast, concern)
    for step in BullyingStep:
        triage.add_step(concern, step=step, words="So.", by=fresh(cast.dsl), at=MONDAY)
    outcomes.decide(concern, end=end, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    assert quiet.unopened(MONDAY + 9 * DAY) == []
