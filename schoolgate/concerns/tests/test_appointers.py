"""Nobody reads about those who gave them a duty what is older than the duty; and never does it reach nobody in silence."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, Role
from schoolgate.community.tests.trailing import events
from schoolgate.concerns import tasks
from schoolgate.concerns.actions import reaching, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import reach, search
from schoolgate.concerns.rules import AccessReason, ConcernPart, Status
from schoolgate.concerns.tests import story
from schoolgate.post.models import Message
from tests.cast import MONDAY, client_of

HOUR = timedelta(hours=1)
EARLIER = MONDAY - 5 * HOUR
TODAY = MONDAY.date()
fresh = story.fresh


def given(person: Person, duty: Duty, *by: Person, since_on=TODAY, at=MONDAY) -> Role:
    """The duty as those people gave it."""
    first, second = (*by, None)[:2]
    return Role.objects.create(
        person=person, duty=duty, since_on=since_on, given_at=at, given_by=first, agreed_by=second
    )


def ended(person: Person, duty: Duty) -> None:
    Role.objects.filter(person=person, duty=duty).update(until_on=TODAY - timedelta(days=1))


def sees(person: Person, concern: Concern) -> bool:
    return reach.visible_to(fresh(person)).filter(pk=concern.pk).exists()


@pytest.fixture
def older(cast):
    """A concern about a parent, who later comes to chair the governors: it went to the DSL."""
    concern = story.staff(cast, about=[cast.parent], at=EARLIER)
    assert concern.goes_to == Duty.DSL and sees(cast.dsl, concern)
    return concern


@pytest.mark.clause("6.7")
@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("duty", [Duty.DSL, Duty.DEPUTY_DSL])
def test_a_dsl_reads_nothing_older_about_either_of_the_two_who_appointed_them(cast, older, duty, place):
    two = [cast.parent, cast.head]
    given(cast.teacher, duty, *(two if place == 0 else reversed(two)))
    assert not sees(cast.teacher, older)
    assert cast.teacher not in reach.readers_of(older, TODAY)
    assert sees(cast.dsl, older) and cast.dsl in reach.readers_of(older, TODAY)


def test_what_is_told_afterwards_or_about_somebody_else_they_read(cast, older):
    other = story.staff(cast, about=[cast.paper_parent], at=EARLIER)
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    afterwards = story.staff(cast, about=[cast.parent], at=MONDAY + HOUR)
    assert sees(cast.teacher, other) and sees(cast.teacher, afterwards) and not sees(cast.teacher, older)


def test_what_is_told_while_it_waits_is_older_than_the_duty(cast):
    given(cast.teacher, Duty.DSL, cast.parent, since_on=TODAY + timedelta(days=2))
    between = story.staff(cast, about=[cast.parent], at=MONDAY + HOUR)
    with time_machine.travel(MONDAY + timedelta(days=3), tick=True):
        assert not sees(cast.teacher, between)
        after = story.staff(cast, about=[cast.parent], at=MONDAY + timedelta(days=2, hours=1))
        assert sees(cast.teacher, after)


def test_a_first_day_long_ago_brings_nothing_nearer(cast, older):
    given(cast.teacher, Duty.DSL, cast.parent, since_on=TODAY - timedelta(days=900))
    assert not sees(cast.teacher, older)


def test_a_duty_that_somebody_else_gave_them_reads_it_all_the_same(cast, older):
    given(cast.teacher, Duty.DSL, cast.parent)
    Role.objects.create(person=cast.teacher, duty=Duty.DEPUTY_DSL, since_on=TODAY)
    assert sees(cast.teacher, older)
    ended(cast.teacher, Duty.DEPUTY_DSL)
    assert not sees(cast.teacher, older)


def test_two_duties_given_by_two_people_keep_out_only_what_both_keep_out(cast, older):
    given(cast.teacher, Duty.DSL, cast.parent)
    given(cast.teacher, Duty.DEPUTY_DSL, cast.paper_parent)
    both = story.staff(cast, about=[cast.parent, cast.paper_parent], at=EARLIER)
    assert sees(cast.teacher, older) and not sees(cast.teacher, both)


def test_who_only_saw_it_does_not_keep_anybody_out(cast):
    concern = story.staff(cast, at=EARLIER)
    concern.about.create(person=cast.parent, part=ConcernPart.WITNESS.value)
    given(cast.teacher, Duty.DSL, cast.parent)
    assert sees(cast.teacher, concern)


def test_named_later_as_whom_it_is_about_they_are_kept_out_from_then_on(cast):
    concern = story.staff(cast, at=EARLIER)
    given(cast.teacher, Duty.DSL, cast.parent)
    assert sees(cast.teacher, concern)
    triage.name_person(concern, person=cast.parent, part=ConcernPart.ALLEGED, by=fresh(cast.dsl), at=MONDAY)
    assert not sees(cast.teacher, concern)


def test_by_name_it_still_reaches_them_for_somebody_decided_that(cast, older):
    given(cast.teacher, Duty.DSL, cast.parent)
    triage.share(older, person=cast.teacher, reason="She was there.", by=fresh(cast.dsl), at=MONDAY)
    assert sees(cast.teacher, older)
    before = older.acknowledged_at
    triage.read(older, by=fresh(cast.teacher), at=MONDAY)
    older.refresh_from_db()
    assert older.acknowledged_at == before, "and reading it so is not reading it for the school"


def test_not_in_a_list_nor_a_count_nor_a_mail(cast, older):
    given(cast.teacher, Duty.DSL, cast.parent)
    client = client_of(cast.teacher)
    assert client.get(reverse("concerns:concern", args=[older.pk])).status_code == 404
    assert str(older.number) not in client.get(reverse("concerns:queue")).content.decode()
    assert search.concern_numbered(fresh(cast.teacher), older.number) is None
    Message.objects.all().delete()
    older.reaches.update(ended_at=MONDAY)
    reaching.reach_duty(older, Duty.DSL, AccessReason.ROUTED, MONDAY)
    written = set(Message.objects.values_list("to", flat=True))
    assert cast.dsl.email in written and cast.teacher.email not in written


# ---- never to nobody


@pytest.fixture
def alone(cast, older):
    """The old DSL and deputy have gone; the new DSL was given the duty by the parent, now chair, and the head."""
    for person, duty in ((cast.dsl, Duty.DSL), (cast.deputy_dsl, Duty.DEPUTY_DSL)):
        ended(person, duty)
    given(cast.parent, Duty.CHAIR, cast.governor)
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    Message.objects.all().delete()
    return older


def test_it_goes_to_the_next_in_line_whom_they_did_not_appoint(cast, alone):
    assert not reach.readers_of(alone, TODAY).exists()
    tasks.minutely(MONDAY)
    assert set(reach.readers_of(alone, TODAY)) == {cast.head} and sees(cast.head, alone)
    assert not sees(cast.teacher, alone) and not sees(cast.parent, alone)
    assert list(Message.objects.values_list("to", flat=True)) == [cast.head.email]
    tasks.minutely(MONDAY + HOUR)
    assert Message.objects.count() == 1, "once"


def test_also_when_it_was_read_and_is_not_finished(cast, older):
    story.read(older, cast.dsl, at=EARLIER)
    for person, duty in ((cast.dsl, Duty.DSL), (cast.deputy_dsl, Duty.DEPUTY_DSL)):
        ended(person, duty)
    given(cast.teacher, Duty.DSL, cast.parent)
    tasks.minutely(MONDAY)
    older.refresh_from_db()
    assert sees(cast.head, older) and older.acknowledged_at is None and older.escalate_at


def test_the_next_in_line_is_passed_over_where_they_gave_that_duty_too(cast, alone):
    ended(cast.head, Duty.HEAD)
    given(cast.other_teacher, Duty.HEAD, cast.parent)
    tasks.minutely(MONDAY)
    assert set(reach.readers_of(alone, TODAY)) == {cast.deputy}


def test_where_nobody_is_left_independent_governors_are_told_and_told_again(cast, alone):
    for person, duty in ((cast.head, Duty.HEAD), (cast.deputy, Duty.DEPUTY), (cast.chair, Duty.CHAIR)):
        ended(person, duty)
    Role.objects.create(person=cast.assistant, duty=Duty.GOVERNOR, since_on=TODAY)
    Role.objects.create(person=cast.parent, duty=Duty.GOVERNOR, since_on=TODAY)
    for hours, count in ((0, 2), (1, 2), (71, 2), (73, 4)):
        at = MONDAY + hours * HOUR
        with time_machine.travel(at, tick=True):
            tasks.minutely(at)
        mails = Message.objects.filter(subject__startswith="Nobody at school")
        assert mails.count() == count, hours
    assert len([event for event in events(cast.school) if event == "concerns.reassign"]) == 2, "no deed without a need"
    assert set(mails.values_list("to", flat=True)) == {cast.governor.email, cast.chair.email}
    for word in ("Priya", "Nair", str(alone.number), "argued"):
        assert not any(word in message.body or word in message.subject for message in mails)


def test_escalation_passes_over_them_as_well(cast, older):
    given(cast.other_teacher, Duty.HEAD, cast.parent)
    ended(cast.head, Duty.HEAD)
    late = MONDAY + timedelta(days=3)
    with time_machine.travel(late, tick=True):
        tasks.minutely(late)
    assert cast.deputy in reach.readers_of(older, TODAY) and not sees(cast.other_teacher, older)


def test_what_is_finished_is_left_where_it_is(cast, alone):
    Concern.objects.filter(pk=alone.pk).update(status=Status.FINISHED)
    tasks.minutely(MONDAY)
    assert not sees(cast.head, alone) and not Message.objects.exists()


def test_another_schools_appointments_change_nothing(cast, older, other_school):
    given(other_school.teacher, Duty.DSL, other_school.parent)
    assert sees(cast.dsl, older) and not sees(other_school.teacher, older)
