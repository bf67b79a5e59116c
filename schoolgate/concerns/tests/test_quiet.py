"""Nothing that was passed on waits for ever: of who left, or of what nobody touches, those who decide are told."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.models import Person, Role
from schoolgate.community.standing import SUSPENDED
from schoolgate.concerns import tasks
from schoolgate.concerns.actions import drafts, outcomes, reaching, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.watching import Alert
from schoolgate.concerns.queries import quiet, reach, todo
from schoolgate.concerns.rules import AlertKind, ConcernPart, Outcome, Whom
from schoolgate.concerns.tests import story
from schoolgate.post.models import Message
from tests import families
from tests.cast import JOINED, MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.p.8")]
fresh = story.fresh
DAY = timedelta(days=1)


@pytest.fixture
def passed(cast) -> Concern:
    found = story.outside(cast, "Tommy is hit by the others every day.", whom=Whom.CHILD)
    story.read(found, cast.dsl)
    triage.pass_to_teacher(found, teacher=cast.teacher, reason="Look.", by=fresh(cast.dsl), at=MONDAY)
    outcomes.decide(found, end=Outcome.PASS, reason="Look.", by=fresh(cast.dsl), at=MONDAY)
    story.read(found, cast.teacher)
    Message.objects.all().delete()
    return Concern.objects.get(pk=found.pk)


def leaves(person) -> None:
    Role.objects.filter(person=person).update(until_on=MONDAY.date())


def is_suspended(person) -> None:
    Person.objects.filter(pk=person.pk).update(standing=SUSPENDED)


def teaches_no_more(person) -> None:
    Role.objects.filter(person=person, duty=Duty.TEACHER).update(duty=Duty.OFFICE)


def asked(person, at) -> list[str]:
    return [task.hint for task in todo.tasks_for(fresh(person), at) if "went wrong" in task.title]


def day(days: int):
    at = MONDAY + days * DAY
    with time_machine.travel(at):
        tasks.daily(at)
    return at


@pytest.mark.parametrize("gone", [leaves, is_suspended, teaches_no_more])
def test_who_cannot_look_into_it_any_more_has_it_no_longer_and_the_dsl_is_told(cast, passed, gone):
    gone(cast.teacher)
    at = day(1)
    assert not passed.reaches.filter(person=cast.teacher, ended_at=None).exists()
    for person in (cast.dsl, cast.deputy_dsl):
        assert asked(person, at) == [
            f"{cast.teacher} cannot look into a concern that was passed to them any more. Pass it "
            "to someone else, or finish it."
        ]
    assert {mail.person for mail in Message.objects.all()} == {cast.dsl, cast.deputy_dsl}
    assert Entry.objects.filter(event="concerns.end_given", target=f"concerns.concern:{passed.pk}").count() == 1
    day(2)
    assert Message.objects.count() == 2 and Alert.objects.filter(matter=AlertKind.QUIET).count() == 1, "once"
    with time_machine.travel(at):
        client_of(cast.dsl).get(reverse("concerns:concern", args=[passed.pk]))
        assert asked(cast.dsl, at) == []


def test_who_still_teaches_keeps_it(cast, passed):
    at = day(1)
    assert passed.reaches.filter(person=cast.teacher, ended_at=None).exists() and asked(cast.dsl, at) == []
    assert not Entry.objects.filter(event="concerns.end_given").exists()


def test_readers_are_those_who_can_read_it_now(cast, passed):
    assert cast.teacher in reach.readers_of(passed, MONDAY.date())
    is_suspended(cast.teacher)
    assert cast.teacher not in reach.readers_of(passed, MONDAY.date())
    Person.objects.filter(pk=cast.teacher.pk).update(standing="")
    leaves(cast.teacher)
    assert cast.teacher not in reach.readers_of(passed, MONDAY.date() + DAY)


def test_what_was_shared_ends_too_and_asks_nobody(cast, passed):
    triage.share(passed, person=cast.assistant, reason="She sees him.", by=fresh(cast.dsl), at=MONDAY)
    Message.objects.all().delete()
    leaves(cast.assistant)
    at = day(1)
    assert not passed.reaches.filter(person=cast.assistant, ended_at=None).exists()
    assert asked(cast.dsl, at) == [] and not Message.objects.exists()


# ---- nobody touches it


def test_what_nobody_touches_for_ten_school_days_is_asked_about_and_again(cast, passed):
    assert asked(cast.dsl, day(10)) == []
    at = day(15)
    (words,) = asked(cast.dsl, at)
    assert "no one has worked on it since" in words
    assert {mail.person for mail in Message.objects.all()} == {cast.dsl, cast.deputy_dsl}
    day(16)
    assert Message.objects.count() == 2, "not every day"
    story.read(passed, cast.teacher, at=at)
    assert asked(cast.dsl, at), "that the teacher looked settles nothing"
    story.read(passed, cast.dsl, at=at)
    assert asked(cast.dsl, at) == [] == asked(cast.dsl, day(20))
    assert asked(cast.dsl, day(40))


def test_what_a_teacher_writes_counts_and_what_went_into_a_case_or_ended_is_left(cast, passed):
    triage.add_addendum(passed, words="I spoke to him.", by=fresh(cast.teacher), at=MONDAY + 10 * DAY)
    assert asked(cast.dsl, day(15)) == []
    outcomes.finish(passed, reason="Done.", by=fresh(cast.dsl), at=MONDAY + 11 * DAY)
    assert quiet.untouched(MONDAY + 200 * DAY) == []
    Concern.objects.update(status="looked_into")
    passed.decisions.update(end=Outcome.OPEN_CASE)
    assert quiet.untouched(MONDAY + 200 * DAY) == []


def test_a_school_says_after_how_many_days(cast, passed):
    said = {"urgent_minutes": 30, "other_minutes": 240, "answer_days": 10, "alarm_minutes": 30}
    by = {"by": fresh(cast.head), "at": MONDAY}
    with pytest.raises(Broken, match="from 1 to 40"):
        drafts.edit_settings(cast.school, **said, quiet_days=41, **by)
    drafts.edit_settings(cast.school, **said, quiet_days=2, **by)
    assert asked(cast.dsl, day(4))
    assert MONDAY.date() > JOINED


@pytest.mark.parametrize("gone", [None, leaves, is_suspended])
def test_what_was_read_and_nobody_touched_is_not_forgotten(cast, gone):
    """Also where whoever read it left or is suspended since: others who may read it are reminded."""
    found = story.outside(cast, "My uncle hits me every night.", whom=Whom.OTHER)
    story.read(found, cast.dsl)
    if gone:
        gone(cast.dsl)
    Message.objects.all().delete()
    day(12)
    assert not Message.objects.exists()
    day(16)
    told = {message.person for message in Message.objects.all()}
    assert (cast.deputy_dsl in told) and (cast.dsl in told) is not bool(gone)


# ---- whoever read it can read it no more


@pytest.mark.parametrize("gone", [leaves, is_suspended])
@pytest.mark.parametrize(
    "words", ["The photographs of the fair were online before we were asked.", "Tommy says he wants to kill himself."]
)
def test_what_was_read_by_somebody_who_is_gone_is_unread_at_once(cast, gone, words):
    concern = story.read(story.outside(cast, words, whom=Whom.CHILD), cast.dsl)
    gone(cast.dsl)
    Message.objects.all().delete()
    at = MONDAY + DAY
    tasks.minutely(at)
    concern.refresh_from_db()
    assert concern.acknowledged_at is None and concern.escalate_at > at
    assert [mail.person for mail in Message.objects.all()] == [cast.deputy_dsl]
    assert bool(concern.alarm_at) == ("kill" in words)
    tasks.minutely(at)
    assert Message.objects.count() == 1, "once"
    story.read(concern, cast.deputy_dsl, at=at)
    assert Concern.objects.get().acknowledged_by == cast.deputy_dsl and tasks.minutely(at + DAY) == 0


def test_what_was_decided_by_somebody_who_is_gone_stays_read(cast, passed):
    leaves(cast.dsl)
    tasks.minutely(MONDAY + DAY)
    passed.refresh_from_db()
    assert passed.acknowledged_by == cast.dsl


def test_what_was_read_by_somebody_whose_child_it_turns_out_to_be_about_is_unread(cast):
    concern = story.read(story.outside(cast, "Maya Nair is hit every day.", whom=Whom.CHILD), cast.dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.deputy_dsl), at=MONDAY)
    families.carer(cast.dsl, cast.pupil)
    Message.objects.all().delete()
    tasks.minutely(MONDAY + DAY)
    concern.refresh_from_db()
    assert concern.acknowledged_at is None and cast.deputy_dsl in {mail.person for mail in Message.objects.all()}


def test_a_danger_that_ended_alarms_nobody_when_whoever_read_it_turns_out_to_be_meant(cast):
    concern = story.read(story.outside(cast, "Maya wants to kill herself.", whom=Whom.CHILD), cast.dsl)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="Looked into.", by=fresh(cast.dsl), at=MONDAY)
    Message.objects.all().delete()
    triage.name_person(concern, person=cast.dsl, part=ConcernPart.HARMED, by=fresh(cast.deputy_dsl), at=MONDAY)
    reaching.route(Concern.objects.get(), MONDAY)
    tasks.minutely(MONDAY + DAY)
    assert Concern.objects.get().alarm_at is None
    assert not [mail for mail in Message.objects.all() if "urgent" in mail.subject]
