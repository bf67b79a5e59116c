"""A leaving that was a mistake is taken back, before the day or after it, with whoever left because of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.actions import departures, people
from schoolgate.community.models import Appointment, Departure, Person
from schoolgate.community.tests.trailing import events
from schoolgate.concerns.tests import story
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = MONDAY.date()
PAST, AHEAD = TODAY - 9 * DAY, TODAY + 9 * DAY
WHY = "The wrong child was chosen."
fresh = story.fresh


def leave(cast, person, left_on, by=None):
    people.record_leaving(fresh(person), left_on=left_on, by=fresh(by or cast.office), at=MONDAY)


def stay(cast, person, by=None, reason=WHY):
    return departures.undo_leaving(
        fresh(person), reason=reason, by=fresh(by or cast.office), at=MONDAY + timedelta(hours=1)
    )


def held(person):
    person = fresh(person)
    spans = (*person.roles.all(), *person.placements.all(), *person.teaching.all())
    return sorted((type(span).__name__, span.pk, span.since_on, span.until_on) for span in spans)


@pytest.mark.parametrize("left_on", [PAST, AHEAD])
def test_a_pupil_who_did_not_leave_has_everything_again_and_so_has_the_parent(cast, left_on):
    liam = cast.paper_parent.cares_for.get().child
    before = [held(person) for person in (liam, cast.paper_parent)]
    leave(cast, liam, left_on)
    assert [held(person) for person in (liam, cast.paper_parent)] != before
    stay(cast, liam)
    assert [held(person) for person in (liam, cast.paper_parent)] == before
    assert cast.paper_parent.cares_for.get().until_on is None
    assert events(cast.school) == ["community.record_leaving", "community.undo_leaving"]
    entry = Entry.objects.get(event="community.undo_leaving")
    assert "reason" in entry.said and entry.by == str(cast.office.pk)
    departure = Departure.objects.get()
    assert departure.reason == WHY and departure.undone_by == cast.office


def test_a_teacher_has_their_class_again_and_the_last_day_that_was_there_before(cast):
    cast.teacher.teaching.update(until_on=AHEAD + 30 * DAY)
    before = held(cast.teacher)
    leave(cast, cast.teacher, AHEAD)
    stay(cast, cast.teacher)
    assert held(cast.teacher) == before


def test_it_needs_a_reason_and_happens_once(cast):
    leave(cast, cast.pupil, AHEAD)
    with pytest.raises(Broken, match="reason"):
        stay(cast, cast.pupil, reason=" ")
    stay(cast, cast.pupil)
    with pytest.raises(Broken, match="not put down as leaving"):
        stay(cast, cast.pupil)


def test_what_was_entered_since_stays_as_it_is(cast):
    leave(cast, cast.pupil, AHEAD)
    people.place_pupil(fresh(cast.pupil), classroom=cast.wrens, since_on=TODAY, by=cast.office, at=MONDAY)
    stay(cast, cast.pupil)
    assert cast.pupil.roles.get().until_on is None
    placed = {place.classroom: place.until_on for place in cast.pupil.placements.all()}
    assert placed[cast.wrens] is None and placed[cast.kestrels] == AHEAD


def test_who_came_back_since_holds_no_duty_twice(cast):
    leave(cast, cast.governor, PAST, by=cast.head)
    cast.governor.roles.create(duty=Duty.GOVERNOR.value, since_on=TODAY)
    with pytest.raises(Broken, match="came back since"):
        stay(cast, cast.governor, by=cast.head)


@pytest.mark.parametrize("who", ["teacher", "dsl", "it", "chair", "governor", "parent", "pupil"])
def test_only_those_who_record_a_leaving_take_it_back(cast, who):
    leave(cast, cast.young_pupil, AHEAD)
    with pytest.raises(access.Refused):
        stay(cast, cast.young_pupil, by=getattr(cast, who))
    assert not Departure.objects.get().undone_at


def test_nobody_says_of_themselves_that_they_did_not_leave(cast):
    leave(cast, cast.office, AHEAD, by=cast.head)
    with pytest.raises(Broken, match="Somebody else says that you did not leave"):
        stay(cast, cast.office)
    stay(cast, cast.office, by=cast.head)
    assert cast.office.roles.get().until_on is None


def test_a_duty_that_the_head_gives_comes_back_only_with_the_head_once_it_is_over(cast):
    leave(cast, cast.deputy, AHEAD)
    stay(cast, cast.deputy)
    leave(cast, cast.deputy, PAST)
    with pytest.raises(Broken, match="Ask the head"):
        stay(cast, cast.deputy)
    stay(cast, cast.deputy, by=cast.head)
    assert Duty.DEPUTY in fresh(cast.deputy).duties


def test_a_head_goes_on_by_another_head_only_and_the_governors_hear_of_it(cast):
    other = people.give_duty(fresh(cast.deputy), duty=Duty.HEAD, since_on=TODAY, by=fresh(cast.head), at=MONDAY).person
    leave(cast, other, AHEAD, by=cast.head)
    with pytest.raises(Broken, match="Ask the head"):
        stay(cast, other)
    with pytest.raises(Broken, match="Somebody else"):
        stay(cast, other, by=other)
    mail.outbox.clear()
    stay(cast, other, by=cast.head)
    assert Duty.HEAD in fresh(other).duties_on(AHEAD + DAY)
    assert {to for message in mail.outbox for to in message.to} >= {cast.chair.email, cast.governor.email}
    assert "did not leave" in mail.outbox[0].body
    assert not Appointment.objects.filter(ends=True, withdrawn_at=None).exists(), "its end is not announced any more"


def test_nobody_is_asked_any_more_to_end_what_watches_others(cast):
    leave(cast, cast.dsl, AHEAD)
    assert Appointment.objects.get(person=cast.dsl, ends=True).withdrawn_at is None
    stay(cast, cast.dsl)
    assert Appointment.objects.get(person=cast.dsl, ends=True).withdrawn_at is not None
    assert {Duty.DSL, Duty.STAFF} <= fresh(cast.dsl).duties_on(AHEAD + DAY)


def test_somebody_who_only_watches_others_can_stay_too(cast):
    leave(cast, cast.chair, AHEAD)
    cast.chair.roles.filter(duty=Duty.GOVERNOR.value).update(until_on=AHEAD + DAY)
    stay(cast, cast.chair)
    assert not Appointment.objects.filter(withdrawn_at=None).exists()


def test_whoever_signs_in_again_after_the_day_is_asked_what_their_duty_owes(cast):
    leave(cast, cast.teacher, PAST)
    rounds = fresh(cast.teacher).account.session_round
    stay(cast, cast.teacher)
    assert fresh(cast.teacher).account.session_round == rounds + 1


def test_each_of_two_last_days_is_taken_back_by_itself(cast):
    leave(cast, cast.pupil, AHEAD)
    leave(cast, cast.pupil, TODAY)
    stay(cast, cast.pupil)
    assert cast.pupil.roles.get().until_on == AHEAD
    stay(cast, cast.pupil)
    assert cast.pupil.roles.get().until_on is None


def test_the_office_takes_it_back_on_the_childs_page(cast):
    liam = cast.paper_parent.cares_for.get().child
    office, there = client_of(cast.office), reverse("community:undo_leaving", args=[liam.pk])
    page = reverse("community:person", args=[liam.pk])
    assert there not in office.get(page).content.decode() and office.get(there).status_code == 404
    leave(cast, liam, PAST)
    assert there in office.get(page).content.decode()
    assert "Kath Doyle" in office.get(there).content.decode()
    assert "Enter the reason" in office.post(there, {"reason": ""}).content.decode()
    shown = office.post(there, {"reason": WHY}, follow=True).content.decode()
    assert "Liam Doyle did not leave. With them: Kath Doyle." in shown and there not in shown
    assert liam in Person.objects.current(TODAY)
