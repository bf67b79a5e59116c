"""The clock: unread concerns go on, mails that fail are seen, drafts and stray files go."""

import os
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.concerns import tasks
from schoolgate.concerns.actions import drafts, scheduled, telling, triage
from schoolgate.concerns.models.concern import Access, Concern
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.models.watching import Alert
from schoolgate.concerns.queries import evidence as concern_evidence
from schoolgate.concerns.queries import reach, todo
from schoolgate.concerns.queries import telling as concern_telling
from schoolgate.concerns.rules import AlertKind, Whom
from schoolgate.concerns.tests import story
from schoolgate.post import outbox
from schoolgate.post.models import Message
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def clock(cast):
    return access.Machine(cast.school.pk)


def reached(concern) -> list[str]:
    return [other.duty for other in concern.reaches.filter(ended_at=None)]


@pytest.mark.clause("1.4a")
def test_an_unread_concern_goes_to_the_next_in_line_and_so_on(cast):
    concern = story.staff(cast)
    assert concern.escalate_at == MONDAY + timedelta(minutes=240)
    assert tasks.minutely(concern.escalate_at - story.MINUTE) == 0 and reached(concern) == ["dsl"]
    Message.objects.all().delete()
    assert tasks.minutely(concern.escalate_at) == 1
    assert reached(concern) == ["dsl", "head"] and Message.objects.get().person == cast.head
    alert = Alert.objects.get()
    assert "23 November at 10:00" in alert.words and "head teacher" in alert.words
    assert reach.visible_to(story.fresh(cast.head)).exists()
    tasks.minutely(MONDAY + timedelta(days=1, hours=1))
    tasks.minutely(MONDAY + timedelta(days=2, hours=1))
    assert reached(concern) == ["dsl", "head", "deputy", "chair"]
    tasks.minutely(MONDAY + timedelta(days=3, hours=1))
    assert "nobody else to ask" in Alert.objects.filter(settled_at=None).get().words
    assert Concern.objects.get().escalate_at > MONDAY + timedelta(days=3, hours=1), "it goes on asking"


def test_what_the_chair_does_not_read_is_told_to_other_governors_who_could(cast):
    concern = story.outside(cast, "marigold", whom=Whom.HEAD)
    for day in range(1, 4):
        Message.objects.filter(state="waiting").update(state="sent")
        with time_machine.travel(MONDAY + timedelta(days=day, hours=1)):
            tasks.minutely(MONDAY + timedelta(days=day, hours=1))
    assert reached(concern) == ["chair"]
    told = Message.objects.filter(subject="Something in Schoolgate has not been read in time")
    assert cast.governor.pk in set(told.values_list("person", flat=True)) and cast.head.pk not in set(
        told.values_list("person", flat=True)
    )
    assert not any(word in message.body for message in told for word in ("marigold", "Adeyemi"))
    before = told.count()
    story.read(concern, cast.chair)
    tasks.minutely(MONDAY + timedelta(days=9))
    assert told.count() == before


def test_an_urgent_one_waits_half_an_hour_of_working_time(cast):
    late = datetime(2026, 11, 26, 16, 50, tzinfo=UTC)
    concern = story.staff(cast, urgent=True, at=late)
    assert concern.escalate_at == datetime(2026, 11, 27, 8, 20, tzinfo=UTC)


def test_a_concern_that_was_read_stays_where_it_is(cast):
    concern = story.staff(cast)
    story.read(concern, cast.deputy_dsl)
    assert tasks.minutely(MONDAY + timedelta(days=9)) == 0 and reached(concern) == ["dsl"]


def added(concern, cast, at=MONDAY):
    """Who told it adds something."""
    return telling.reply(
        cast.school, concern_id=concern.pk, words="It was the same game again.", by=story.fresh(cast.parent), at=at
    )


@pytest.mark.clause("1.4a")
def test_what_is_added_and_that_nobody_reads_goes_to_the_next_in_line_too(cast):
    concern = story.outside(cast, by=cast.parent)
    story.read(concern, cast.dsl)
    added(concern, cast)
    due = MONDAY + timedelta(minutes=240)
    added(concern, cast, at=MONDAY + story.MINUTE)
    assert Concern.objects.get().escalate_at == due, "from the first that nobody has read"
    assert tasks.minutely(due - story.MINUTE) == 0 and reached(concern) == ["dsl"]
    assert tasks.minutely(due) == 1 and reached(concern) == ["dsl", "head"]
    assert "what was added on 23 November" in Alert.objects.get(settled_at=None).words


@pytest.mark.clause("1.4a")
def test_what_is_added_and_read_in_time_goes_nowhere(cast):
    concern = story.outside(cast, by=cast.parent)
    story.read(concern, cast.dsl)
    added(concern, cast)
    story.read(concern, cast.deputy_dsl)
    now = Concern.objects.get()
    assert now.escalate_at is None and now.acknowledged_by == cast.dsl
    assert tasks.minutely(MONDAY + timedelta(days=9)) == 0 and reached(concern) == ["dsl"]


def test_a_teacher_to_whom_it_was_passed_does_not_read_what_is_added_for_the_lead(cast):
    concern = story.outside(cast, by=cast.parent)
    story.read(concern, cast.dsl)
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Class.", by=cast.dsl, at=MONDAY)
    added(concern, cast)
    looks = "Look at what was added to a concern"

    def titles(person):
        return [task.title for task in todo.tasks_for(story.fresh(person), MONDAY)]

    assert looks in titles(cast.teacher) and looks in titles(cast.dsl)
    story.read(concern, cast.teacher)
    assert looks not in titles(cast.teacher) and looks in titles(cast.dsl)
    assert tasks.minutely(MONDAY + timedelta(minutes=240)) == 1


def test_reading_settles_what_went_wrong(cast):
    drafts.choose_trusted(cast.school, people=[cast.teacher.pk], by=story.fresh(cast.head), at=MONDAY)
    concern = story.staff(cast)
    tasks.minutely(concern.escalate_at)
    assert [task.title for task in todo.tasks_for(story.fresh(cast.head), MONDAY)] == [
        "Read a concern",
        "Something went wrong with a concern",
    ]
    story.read(concern, cast.head, concern.escalate_at)
    assert not Alert.objects.filter(settled_at=None).exists()
    assert [task.title for task in todo.tasks_for(story.fresh(cast.dsl), MONDAY)] == [
        "Decide what happens with a concern"
    ]


def test_only_the_clock_escalates(cast):
    concern = story.staff(cast)
    for by in (story.fresh(cast.head), story.fresh(cast.dsl), access.Outsider(cast.school.pk)):
        with pytest.raises(access.Refused):
            scheduled.escalate(concern, by=by, at=MONDAY + timedelta(days=1))
    assert not Alert.objects.exists()


def test_one_that_cannot_go_on_does_not_hold_up_the_others(cast, monkeypatch):
    one, two = story.staff(cast), story.staff(cast)
    do = scheduled.escalate

    def escalate(concern, **said):
        if concern.pk == min(one.pk, two.pk):
            raise RuntimeError("broken")
        return do(concern, **said)

    monkeypatch.setattr(scheduled, "escalate", escalate)
    assert tasks.minutely(one.escalate_at) == 1


# ---- mail that fails


def broken_mail(settings, monkeypatch):
    settings.DELIVERY = {"backend": "django.core.mail.backends.smtp.EmailBackend", "host": "127.0.0.1", "port": 1}


def test_a_mail_that_fails_is_an_alert_for_those_whom_it_reaches(cast, settings, monkeypatch):
    broken_mail(settings, monkeypatch)
    story.staff(cast)
    at = MONDAY
    for _ in range(8):
        outbox.deliver(at)
        at += timedelta(hours=4)
    assert set(Message.objects.values_list("state", flat=True)) == {"failed"}
    tasks.minutely(MONDAY)
    words = sorted(alert.words for alert in Alert.objects.filter(matter=AlertKind.MAIL.value))
    assert len(words) == 2 and "Fiona Reid" in words[0] and "Martin Hale" in words[1]
    titles = [task.title for task in todo.tasks_for(story.fresh(cast.dsl), MONDAY)]
    assert "Something went wrong with a concern" in titles
    assert not [task for task in todo.tasks_for(story.fresh(cast.office), MONDAY) if "wrong" in task.title]
    tasks.minutely(MONDAY)
    assert Alert.objects.filter(matter=AlertKind.MAIL.value).count() == 2, "each is said once"


def test_no_mail_server_at_all_is_an_alert_too(cast, settings):
    settings.DELIVERY = {}
    story.staff(cast)
    outbox.deliver(MONDAY)
    tasks.minutely(MONDAY)
    assert Alert.objects.filter(matter=AlertKind.MAIL.value).count() == 2


def test_a_dead_mail_server_never_stops_anyone_from_telling(cast, settings, monkeypatch):
    broken_mail(settings, monkeypatch)
    assert story.outside(cast).receipt


def test_a_reader_without_an_address_is_an_alert_at_once(cast):
    type(cast.dsl).objects.filter(pk=cast.dsl.pk).update(email="")
    story.staff(cast)
    assert "Martin Hale has no e-mail address" in Alert.objects.get().words


def test_nothing_is_raised_about_a_mail_whose_concern_was_read_meanwhile(cast):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    Message.objects.update(state="failed")
    tasks.minutely(MONDAY)
    assert not Alert.objects.exists() and reach.schools_with_failed_mail() == []


@pytest.mark.clause("6.7")
def test_the_line_passes_over_whoever_it_is_about(cast):
    """Two deputy heads: one of them is named later on, and only the other is asked and written to."""
    cast.office.roles.create(duty=Duty.DEPUTY.value, since_on=MONDAY.date())
    concern = story.staff(cast, about=[cast.deputy])
    assert reached(concern) == ["head"]
    tasks.minutely(concern.escalate_at)
    assert reached(concern) == ["head", "deputy"]
    assert reach.visible_to(story.fresh(cast.office)).exists()
    assert not reach.visible_to(story.fresh(cast.deputy)).exists()
    assert Message.objects.filter(person=cast.office).exists()
    assert not Message.objects.filter(person=cast.deputy).exists()


def test_where_only_the_one_it_is_about_comes_next_the_one_after_is_asked(cast):
    concern = story.staff(cast, about=[cast.deputy])
    tasks.minutely(concern.escalate_at)
    assert reached(concern) == ["head", "chair"]
    assert not Message.objects.filter(person=cast.deputy).exists()


# ---- a school in which somebody is missing


def without(*people):
    for person in people:
        person.roles.update(until_on=MONDAY.date() - timedelta(days=1))


def test_where_nobody_leads_safeguarding_the_head_reads(cast):
    without(cast.dsl, cast.deputy_dsl)
    concern = story.staff(cast)
    assert reached(concern) == ["head"] and concern.goes_to == "head"


def test_a_concern_for_nobody_waits_for_whoever_comes(cast):
    without(cast.dsl, cast.deputy_dsl, cast.deputy, cast.chair)
    concern = story.staff(cast, about=[cast.head])
    assert concern.goes_to == "chair" and not reach.reaches_somebody(concern, MONDAY.date())
    assert not reach.visible_to(story.fresh(cast.head)).exists()
    cast.governor.roles.create(duty=Duty.CHAIR.value, since_on=MONDAY.date())
    assert reach.visible_to(story.fresh(cast.governor)).get() == concern


def test_a_lead_who_leaves_reads_no_more(cast):
    story.staff(cast)
    assert reach.visible_to(story.fresh(cast.dsl)).exists()
    without(cast.dsl)
    assert not reach.visible_to(story.fresh(cast.dsl)).exists()


def test_passed_to_somebody_who_left_is_passed_to_nobody(cast):
    concern = story.staff(cast)
    triage.share(concern, person=cast.office, reason="x", by=story.fresh(cast.dsl), at=MONDAY)
    assert reach.visible_to(story.fresh(cast.office)).exists()
    without(cast.office)
    assert not reach.visible_to(story.fresh(cast.office)).exists()
    assert Access.objects.filter(person=cast.office).exists()


# ---- drafts and settings


def save(cast, by, words, at=MONDAY, form="worry"):
    return drafts.save_draft(cast.school, form=form, fields={"words": words}, by=by, at=at)


def test_a_draft_is_kept_for_its_writer_only_until_it_is_sent(cast):
    save(cast, cast.assistant, "half a")
    save(cast, cast.assistant, "half a sentence")
    assert concern_telling.draft_of(cast.assistant, "worry") == {"words": "half a sentence"}
    assert concern_telling.draft_of(cast.office, "worry") == {} == concern_telling.draft_of(cast.assistant, "other")
    drafts.drop_draft(cast.school, form="worry", by=cast.office, at=MONDAY)
    assert Draft.objects.count() == 1
    drafts.drop_draft(cast.school, form="worry", by=cast.assistant, at=MONDAY)
    assert concern_telling.draft_of(cast.assistant, "worry") == {}


def test_a_draft_is_begun_and_ended_on_the_trail_and_typing_is_not(cast):
    """However long somebody types, the trail says twice that they did: when they began and when they sent it."""
    for n in range(20):
        save(cast, cast.assistant, "w" * n)
    save(cast, cast.assistant, "of another form", form="unhappy")
    save(cast, cast.office, "of somebody else")
    events = Entry.objects.filter(event__startswith="concerns.").values_list("by", "event")
    assert [*events] == [("somebody", "concerns.save_draft")] * 3
    drafts.drop_draft(cast.school, form="worry", by=cast.assistant, at=MONDAY)
    save(cast, cast.assistant, "begun anew")
    found = Entry.objects.filter(by="somebody").order_by("number").values_list("event", flat=True)
    assert list(found)[3:] == ["concerns.drop_draft", "concerns.save_draft"]
    assert trail.first_broken() is None and {*found} <= reach.HIDDEN_EVENTS


def test_to_type_on_is_asked_for_like_to_begin(cast):
    save(cast, cast.assistant, "half")
    cast.assistant.roles.update(until_on=MONDAY.date() - timedelta(days=1))
    with pytest.raises(access.Refused):
        save(cast, story.fresh(cast.assistant), "more")
    assert concern_telling.draft_of(cast.assistant, "worry") == {"words": "half"}


def test_nothing_of_a_child_or_a_stranger_is_kept_half_written(cast):
    for by in (cast.pupil, access.Outsider(cast.school.pk)):
        with pytest.raises(access.Refused):
            save(cast, by, "x")
    with pytest.raises(Broken, match="in parts"):
        save(cast, cast.assistant, "x" * 100_001)


def test_drafts_go_after_two_weeks_and_files_of_no_concern_after_a_day(cast, settings):
    save(cast, cast.assistant, "old", form="old")
    save(cast, cast.assistant, "new", form="new", at=MONDAY + timedelta(days=1))
    story.staff(cast, enclosures=(story.picture(),))
    stray, young = (settings.MEDIA_ROOT / "concerns" / name for name in ("stray", "young"))
    for file, age in ((stray, 2), (young, 0)):
        file.write_bytes(b"left behind")
        then = (MONDAY + timedelta(days=14, minutes=1) - timedelta(days=age)).timestamp()
        os.utime(file, (then, then))
    tasks.daily(MONDAY + timedelta(days=14, minutes=1))
    assert [draft.form for draft in Draft.objects.all()] == ["new"]
    assert not stray.exists() and young.exists()
    evidence = Concern.objects.get().evidence.get()
    assert concern_evidence.evidence_for(story.fresh(cast.dsl), evidence.pk).original() == b"picture of a chat"


def test_waiting_times_are_set_by_the_head_or_the_lead(cast):
    said = {"urgent_minutes": 15, "other_minutes": 60, "answer_days": 5, "alarm_minutes": 20}
    drafts.edit_settings(cast.school, **said, by=story.fresh(cast.dsl), at=MONDAY)
    assert reach.settings_for(story.fresh(cast.head)).other_minutes == 60
    assert story.staff(cast).escalate_at == MONDAY + timedelta(minutes=60)
    for by in (cast.teacher, cast.chair, cast.parent):
        with pytest.raises(access.Refused):
            drafts.edit_settings(cast.school, **said, by=story.fresh(by), at=MONDAY)
        with pytest.raises(access.Refused):
            reach.settings_for(story.fresh(by))
    with pytest.raises(Broken):
        drafts.edit_settings(cast.school, **{**said, "urgent_minutes": 1}, by=story.fresh(cast.head), at=MONDAY)
