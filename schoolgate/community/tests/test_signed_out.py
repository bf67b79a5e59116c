"""Whose session ends because somebody else gave them a duty is told so where they sign in again, and nobody else is."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.community.actions import covers, people, standing
from schoolgate.community.models import Account
from schoolgate.community.record_joins import RecordJoin
from schoolgate.community.signin import ended
from schoolgate.community.tests.test_people_pages import day
from schoolgate.concerns.tests import story
from tests import cast as cast_of
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=20)
DUTY, JOINED = "You were given another duty, so please sign in again.", "Two records of you were joined"
SIGN_IN = "account_login"
fresh = story.fresh


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def cover(cast, clock):
    """The deputy covers for the head, who is away."""
    clock.move_to(LATER)
    covers.cover_absence(
        fresh(cast.head),
        duty=Duty.HEAD,
        cover=fresh(cast.deputy),
        since_on=MONDAY.date(),
        until_on=MONDAY.date() + timedelta(days=3),
        by=fresh(cast.head),
        at=LATER,
    )


def sent_away(client, page="community:people", **said):
    """The page on which somebody lands who goes on with their work."""
    there = client.post(reverse(page), said) if said else client.get(reverse(page))
    assert there.url.startswith(reverse(SIGN_IN))
    return client.get(there.url).content.decode()


def test_who_covers_is_told_why_they_are_signed_out_until_they_sign_in(cast, clock):
    deputy = client_of(cast.deputy)
    cover(cast, clock)
    shown = sent_away(deputy)
    assert DUTY in shown and "was not saved" not in shown and cast.deputy.last_name not in shown
    assert DUTY in deputy.get(reverse(SIGN_IN)).content.decode(), "also after a wrong password"
    again = client_of(fresh(cast.deputy), client=deputy)
    again.get(reverse("mfa_index"))
    assert ended.COOKIE not in again.cookies or not again.cookies[ended.COOKIE].value


def test_what_they_had_just_sent_is_said_to_be_lost(cast, clock):
    deputy = client_of(cast.deputy)
    cover(cast, clock)
    shown = sent_away(deputy, "concerns:staff", words="marigold")
    assert DUTY in shown and "What you sent just now was not saved." in shown


def test_a_duty_that_is_given_and_records_that_are_joined_are_told_apart(cast, clock):
    teacher, parent = client_of(cast.teacher), client_of(cast.parent)
    again = cast_of.person(cast.school, "Priya", "Menon", Duty.PARENT)
    twin = client_of(again)
    clock.move_to(LATER)
    people.give_duty(fresh(cast.teacher), duty=Duty.OFFICE, since_on=MONDAY.date(), by=fresh(cast.head), at=LATER)
    families.agreed(cast, asked(cast, again), at=LATER)
    assert DUTY in sent_away(teacher)
    assert JOINED in sent_away(parent, "policy:mine") and JOINED in sent_away(twin, "policy:mine")


def asked(cast, again):
    return RecordJoin.objects.create(
        school=cast.school, kept=cast.parent, joined=again, reason="One name.", asked_at=MONDAY, asked_by=cast.office
    )


def test_nothing_is_said_of_a_suspension_or_of_another_reason(cast, clock):
    suspended, other = client_of(cast.teacher), client_of(cast.other_teacher)
    clock.move_to(LATER)
    standing.set_standing(cast.teacher.pk, suspended=True)
    Account.objects.end_sessions([cast.other_teacher.pk])
    for client in (suspended, other):
        shown = sent_away(client)
        assert DUTY not in shown and JOINED not in shown and ended.COOKIE not in client.cookies


def test_a_duty_from_before_they_signed_in_is_no_reason(cast, clock):
    cover(cast, clock)
    clock.move_to(LATER + timedelta(minutes=1))
    deputy = client_of(fresh(cast.deputy))
    Account.objects.end_sessions([cast.deputy.pk])
    assert DUTY not in sent_away(deputy)


def test_who_gave_it_to_themselves_and_goes_on_is_not_told_later_that_it_was_somebody(cast, clock):
    head = client_of(cast.head)
    clock.move_to(LATER)
    given = {"duty": "office", **day("since_on", MONDAY.date())}
    head.post(reverse("community:give_duty", args=[cast.head.pk]), given)
    assert cast.head.roles.filter(duty="office").exists() and head.get(reverse("home")).status_code == 200
    clock.move_to(LATER + timedelta(minutes=1))
    Account.objects.end_sessions([cast.head.pk])
    assert DUTY not in sent_away(head)


def test_a_stranger_learns_nothing(cast, clock):
    """Neither by asking for the same page, nor by a mark that they made, nor by one that is too old."""
    deputy = client_of(cast.deputy)
    cover(cast, clock)
    stranger = Client()
    assert DUTY not in sent_away(stranger) and ended.COOKIE not in stranger.cookies
    stranger.cookies[ended.COOKIE] = '["duty", false]'
    assert DUTY not in stranger.get(reverse(SIGN_IN)).content.decode()
    sent_away(deputy)
    mark = deputy.cookies[ended.COOKIE]
    assert mark["path"] == "/account/" and mark["httponly"] and mark["max-age"] == ended.KEPT_FOR
    clock.move_to(LATER + timedelta(seconds=ended.KEPT_FOR + 1))
    assert DUTY not in deputy.get(reverse(SIGN_IN)).content.decode()
