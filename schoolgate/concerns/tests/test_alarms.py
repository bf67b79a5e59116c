"""A danger that nobody has read: who gets an urgent email, when again, and when it stops."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.models import Care, Person, SchoolDate
from schoolgate.concerns import rules, tasks
from schoolgate.concerns.actions import duty, scheduled, telling, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import OnDuty, Settings
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Channel, ConcernKind, Harm, Report, Whom
from schoolgate.concerns.tests import story
from schoolgate.post.models import Message
from tests.cast import JOINED, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.4a")]

URGENT = "Something urgent is waiting in Schoolgate"
WISH = "He says he does not want to be alive any more, he has cuts on his arm."
HALF = timedelta(minutes=30)
NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 28, 10, 0, tzinfo=UTC)


def alarmed(at=None) -> list[str]:
    """The first names of those to whom an urgent email went, in the order of the alphabet."""
    mails = Message.objects.filter(subject=URGENT) if at is None else Message.objects.filter(subject=URGENT, made_at=at)
    return sorted(mails.values_list("person__first_name", flat=True))


def on_duty(cast, person, *, starts=date(2026, 11, 23), ends=date(2027, 1, 3), phone=""):
    days = {"starts_on": starts, "ends_on": ends, "phone": phone}
    return duty.put_on_duty(cast.school, person=person, **days, by=story.fresh(cast.head), at=MONDAY)


def test_a_danger_alarms_those_who_read_it_at_once_and_nobody_else(cast):
    concern = story.outside(cast, WISH)
    assert concern.harm == Harm.DANGER and not concern.urgent, "nobody called it urgent"
    assert alarmed() == ["Fiona", "Martin"]
    assert Message.objects.exclude(subject=URGENT).count() == 0, "one mail, and not another beside it"


def test_what_is_no_danger_alarms_nobody(cast):
    story.outside(cast)
    assert alarmed() == [] and Message.objects.count() == 2
    assert tasks.minutely(MONDAY + HALF) == 0


def test_a_mail_carries_no_name_and_no_word_of_it(cast):
    story.outside(cast, f"{WISH} marigold", names=("Zebedee Quill",))
    for mail in Message.objects.all():
        said = f"{mail.subject} {mail.body}"
        assert "/concerns/" in said
        assert not any(word in said for word in ("marigold", "Zebedee", "alive", "cuts", "Nair", "child", "Hale"))
        assert mail.holds_secret, "the office reads nothing of it"


@pytest.mark.parametrize("start", [MONDAY, NIGHT, SATURDAY, CHRISTMAS])
def test_it_alarms_again_then_the_next_in_line_each_once_and_then_ends(cast, start):
    concern = story.outside(cast, WISH, at=start)
    tasks.minutely(start + HALF - story.MINUTE)
    assert len(alarmed()) == 2
    tasks.minutely(start + HALF)
    assert alarmed().count("Martin") == alarmed().count("Fiona") == 2
    for minutes in range(31, 60 * 6):
        tasks.minutely(start + timedelta(minutes=minutes))
    assert {name: alarmed().count(name) for name in set(alarmed())} == {
        "Martin": 2,
        "Fiona": 2,
        "Ruth": 1,
        "Owen": 1,
        "Helen": 1,
    }
    now = Concern.objects.get(pk=concern.pk)
    assert now.alarm_at is None
    told = Message.objects.filter(subject="Something in Schoolgate has not been read in time")
    assert list(told.values_list("person__first_name", flat=True).distinct()) != []


def test_it_stops_when_somebody_for_whom_it_was_meant_reads_it(cast):
    concern = story.outside(cast, WISH)
    story.read(concern, cast.deputy_dsl)
    for minutes in (30, 60, 120):
        assert tasks.minutely(MONDAY + timedelta(minutes=minutes)) == 0
    assert len(alarmed()) == 2
    now = Concern.objects.get()
    assert (now.alarm_at, now.alarm_round) == (None, 0)


def test_whoever_it_may_be_about_and_their_family_get_no_alarm(cast):
    Care.objects.create(parent=cast.deputy_dsl, child=cast.pupil, relation="aunt", since_on=JOINED)
    telling.tell(
        cast.school,
        telling=Report(
            door=Channel.STAFF, kind=ConcernKind.STAFF, words=WISH, people=((cast.pupil.pk, rules.ConcernPart.HARMED),)
        ),
        form_token="t",
        by=story.fresh(cast.assistant),
        at=MONDAY,
    )
    for minutes in range(0, 200, 10):
        tasks.minutely(MONDAY + timedelta(minutes=minutes))
    assert "Fiona" not in alarmed() and "Martin" in alarmed()


@pytest.mark.clause("6.7")
@pytest.mark.parametrize("whom,never", [(Whom.HEAD, ["Ruth", "Martin", "Fiona", "Owen"]), (Whom.DSL, ["Martin"])])
def test_an_office_that_it_is_about_gets_no_alarm_and_nobody_below(cast, whom, never):
    story.outside(cast, WISH, whom=whom, at=NIGHT)
    for minutes in range(0, 240, 10):
        tasks.minutely(NIGHT + timedelta(minutes=minutes))
    assert not set(never) & set(alarmed()) and alarmed()


def test_the_school_sets_the_minutes(cast):
    Settings.objects.create(school=cast.school, alarm_minutes=5)
    story.outside(cast, WISH)
    tasks.minutely(MONDAY + timedelta(minutes=5))
    assert len(alarmed()) == 4


@pytest.mark.parametrize("again", [1, 3])
def test_the_same_minute_twice_is_one_round_however_often_the_clock_comes(cast, again):
    concern = story.outside(cast, WISH)
    stale = Concern.objects.get(pk=concern.pk)
    for _ in range(again):
        tasks.minutely(MONDAY + HALF)
    scheduled.alarm(stale, by=access.Machine(cast.school.pk), at=MONDAY + HALF)  # a second worker, with an old row
    assert alarmed(MONDAY + HALF) == ["Fiona", "Martin"]


def test_a_worker_that_was_stopped_for_hours_sends_one_round_and_not_all_that_it_missed(cast):
    story.outside(cast, WISH, at=NIGHT)
    before = len(alarmed())
    tasks.minutely(NIGHT + timedelta(hours=5))
    assert len(alarmed()) == before + 2


def test_nobody_gets_more_in_an_hour_than_anybody_reads(cast):
    for _ in range(rules.MOST_ALARMS + 3):
        story.staff(cast, WISH)
    assert alarmed().count("Martin") == rules.MOST_ALARMS
    assert Concern.objects.filter(alarm_at__isnull=False).count() == rules.MOST_ALARMS + 3, "they alarm on"


def test_only_the_clock_alarms_again(cast):
    concern = story.outside(cast, WISH)
    with pytest.raises(access.Refused):
        scheduled.alarm(concern, by=story.fresh(cast.head), at=MONDAY + HALF)
    scheduled.alarm(concern, by=access.Machine(cast.school.pk), at=MONDAY + HALF)
    assert Entry.objects.filter(event="concerns.alarm").exists()


def test_danger_in_what_is_added_to_something_read_alarms_anew(cast):
    concern = story.outside(cast, by=cast.parent)
    story.read(concern, cast.dsl)
    assert alarmed() == []
    telling.reply(cast.school, concern_id=concern.pk, words=WISH, by=story.fresh(cast.parent), at=MONDAY)
    assert alarmed() == ["Fiona", "Martin"]
    telling.reply(cast.school, concern_id=concern.pk, words=f"{WISH} Please!", by=story.fresh(cast.parent), at=MONDAY)
    assert len(alarmed()) == 2, "it alarms already"
    story.read(concern, cast.dsl)
    assert tasks.minutely(MONDAY + timedelta(hours=3)) == 0 and len(alarmed()) == 2


def test_what_is_added_and_tells_of_no_danger_is_told_quietly(cast):
    concern = story.outside(cast, by=cast.parent)
    story.read(concern, cast.dsl)
    words = "Thank you for the homework app."
    telling.reply(cast.school, concern_id=concern.pk, words=words, by=story.fresh(cast.parent), at=MONDAY)
    assert alarmed() == []


def test_who_has_no_address_is_said_once_to_the_others(cast):
    Person.objects.filter(pk=cast.dsl.pk).update(email="")
    concern = story.outside(cast, WISH)
    tasks.minutely(MONDAY + HALF)
    assert len([alert for alert in concern.alerts.all() if "Hale" in alert.words]) == 1


# ---- out of hours


@pytest.mark.parametrize("at", [NIGHT, SATURDAY, CHRISTMAS])
def test_out_of_hours_whoever_is_on_duty_is_alarmed_and_may_read_it(cast, at):
    on_duty(cast, cast.deputy)
    concern = story.outside(cast, WISH, at=at)
    assert alarmed() == ["Owen"]
    assert reach.visible_to(story.fresh(cast.deputy)).filter(pk=concern.pk).exists()
    assert not reach.visible_to(story.fresh(cast.head)).filter(pk=concern.pk).exists()
    story.read(concern, cast.deputy)
    assert Concern.objects.get().acknowledged_by == cast.deputy
    assert tasks.minutely(at + HALF) == 0


def without_address(cast):
    cast.deputy.email = ""
    cast.deputy.save()


def without_sign_in(cast):
    cast.deputy.account.delete()


def not_confirmed(cast):
    cast.deputy.account.unconfirmed_since = MONDAY
    cast.deputy.account.save()


CANNOT_OPEN = [without_address, without_sign_in, not_confirmed]


@pytest.mark.parametrize("why", CANNOT_OPEN)
def test_whoever_is_on_duty_and_cannot_open_it_keeps_the_alarm_from_nobody(cast, why):
    on_duty(cast, cast.deputy)
    why(cast)
    story.outside(cast, WISH, at=SATURDAY)
    assert {"Fiona", "Martin"} <= set(alarmed())


@pytest.mark.parametrize("why", CANNOT_OPEN)
def test_nobody_is_put_on_duty_whom_no_alarm_would_reach(cast, why):
    why(cast)
    with pytest.raises(Broken, match="no alarm would reach them"):
        on_duty(cast, story.fresh(cast.deputy))


def test_in_working_hours_nobody_is_on_duty(cast):
    on_duty(cast, cast.deputy)
    story.outside(cast, WISH)
    assert alarmed() == ["Fiona", "Martin"]


def test_unread_by_whoever_is_on_duty_the_others_are_alarmed_too(cast):
    on_duty(cast, cast.deputy)
    story.outside(cast, WISH, at=SATURDAY)
    tasks.minutely(SATURDAY + HALF)
    assert alarmed(SATURDAY + HALF) == ["Fiona", "Martin", "Owen"]


@pytest.mark.clause("6.7")
@pytest.mark.parametrize("whom", [Whom.HEAD, Whom.DSL])
def test_whoever_is_on_duty_gets_nothing_about_themselves_and_nothing_about_those_above(cast, whom):
    person = cast.dsl
    on_duty(cast, person)
    concern = story.outside(cast, WISH, whom=whom, at=SATURDAY)
    assert "Martin" not in alarmed() and alarmed()
    assert not reach.visible_to(story.fresh(person)).filter(pk=concern.pk).exists()


def test_whoever_is_on_duty_gets_nothing_of_their_family(cast):
    on_duty(cast, cast.deputy)
    Care.objects.create(parent=cast.deputy, child=cast.pupil, relation="father", since_on=JOINED)
    story.outside(cast, WISH, door=Channel.PUPIL, by=cast.pupil, at=SATURDAY)
    assert alarmed() == ["Fiona", "Martin"]


def test_a_training_day_is_a_day_with_staff_and_a_holiday_is_none(cast):
    on_duty(cast, cast.deputy)
    day = date(2026, 11, 24)
    SchoolDate.objects.create(school=cast.school, kind="inset", name="Training", starts_on=day, ends_on=day)
    school = type(cast.school).objects.get(pk=cast.school.pk)
    cast.school = school
    story.outside(cast, WISH, at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC))
    assert alarmed() == ["Fiona", "Martin"]


def test_two_are_not_on_duty_at_once_and_pressing_twice_is_once(cast):
    on_duty(cast, cast.deputy)
    on_duty(cast, cast.deputy)
    assert OnDuty.objects.count() == 1
    with pytest.raises(rules.Broken, match="on duty on these days already"):
        on_duty(cast, cast.dsl)
    with pytest.raises(rules.Broken, match="reads what is reported"):
        on_duty(cast, cast.teacher, starts=date(2027, 2, 1), ends=date(2027, 2, 2))
    row = OnDuty.objects.get()
    duty.take_off_duty(cast.school, row=row.pk, by=story.fresh(cast.dsl), at=MONDAY)
    assert not OnDuty.objects.exists() or OnDuty.objects.get().ends_on < date(2026, 11, 23)
    assert Entry.objects.filter(event="concerns.take_off_duty").exists()


@pytest.mark.parametrize("member", ["deputy", "teacher", "office", "parent", "chair"])
def test_only_head_and_dsl_say_who_is_on_duty(cast, member):
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 2)}
    with pytest.raises(access.Refused):
        duty.put_on_duty(cast.school, person=cast.dsl, **days, by=story.fresh(getattr(cast, member)), at=MONDAY)


def test_an_alarm_is_noted_with_its_concern(cast):
    story.outside(cast, WISH)
    assert Notice.objects.filter(alarms=True).count() == 2


def test_a_person_says_the_harm_and_that_ends_no_alarm_of_others(cast):
    concern = story.outside(cast, WISH)
    story.read(concern, cast.dsl)
    triage.set_harm(concern, harm=Harm.OTHER, urgent=False, reason="Asked.", by=story.fresh(cast.dsl), at=MONDAY)
    assert tasks.minutely(MONDAY + HALF) == 0
