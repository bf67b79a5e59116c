"""A duty that watches others outlasts a leaving: no one person ends it by saying that its holder has gone."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import appointments, intakes, joins, people
from schoolgate.community.models import Appointment, Intake, Person, Role
from schoolgate.community.queries import appointments as queries
from schoolgate.community.queries import tasks
from schoolgate.community.tests.files import imported, prepared
from schoolgate.community.tests.test_people_pages import day
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import story
from tests import cast as cast_of
from tests.cast import MONDAY, client_of
from tests.families import agreed

TODAY = MONDAY.date()
DAY = timedelta(days=1)
LATER = TODAY + 60 * DAY
WATCHING = {"chair": Duty.CHAIR, "dsl": Duty.DSL, "deputy_dsl": Duty.DEPUTY_DSL}
WHY = "She moves away."


def fresh(person: Person) -> Person:
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def holding(duty: Duty, on=LATER) -> set[Person]:
    return set(Person.objects.holding(duty, on=on))


def by_hand(cast, person, left_on, by):
    people.record_leaving(fresh(person), left_on=left_on, by=fresh(by), at=MONDAY)


def rows(cast, person, *, left="", joined="", gone=False):
    """A file in which somebody has left, or is not any more."""
    governs = "governor" in {role.duty for role in person.roles.all()}
    kind, number = "governor" if governs else "staff", f"X{person.pk}"
    person.numbers.get_or_create(school=cast.school, kind=kind, defaults={"number": number})
    text = "kind,id,first name,last name,email,duties,joined,left\n"
    other = "governor" if governs else "staff"
    text += f"{other},O1,Ned,Oak,ned@larkhollow.example,{'' if governs else 'staff'},,\n"
    if not gone:
        text += f"{kind},{number},{person.first_name},{person.last_name},{person.email},,{joined},{left}\n"
    return text


def by_left(cast, person, left_on, by):
    return imported(cast.school, rows(cast, person, left=left_on.isoformat()), by=fresh(by))


def by_absence(cast, person, left_on, by):
    return imported(cast.school, rows(cast, person, gone=True), by=fresh(by))


WAYS = [by_hand, by_left, by_absence]
DAYS = [-400, -1, 0, 5]


def proposals(person=None):
    found = Appointment.objects.filter(answered_at=None, withdrawn_at=None, ends=True)
    return list(found.filter(person=person) if person else found)


# ---- the attack as it was found


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("by", ["head", "office", "deputy"])
def test_no_one_person_takes_away_every_reader(cast, way, by):
    told = story.outside(cast, "The head, Mrs Adeyemi, hits children.", whom=Whom.HEAD)
    before = set(reach.readers_of(told, TODAY))
    assert cast.chair in before
    for part in WATCHING:
        way(cast, getattr(cast, part), TODAY - DAY, getattr(cast, by))
    for on in (TODAY - DAY, TODAY, LATER):
        assert set(reach.readers_of(told, on)) >= before & {cast.chair, cast.dsl, cast.deputy_dsl}
    for part, duty in WATCHING.items():
        assert getattr(cast, part) in holding(duty) and getattr(cast, part) in holding(duty, TODAY - DAY)


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", WATCHING)
def test_the_duty_goes_on_whatever_the_day_and_the_rest_takes_effect(cast, part, way, days):
    person, duty = getattr(cast, part), WATCHING[part]
    way(cast, person, TODAY + days * DAY, cast.head)
    assert person.roles.get(duty=duty).until_on is None
    assert not person.roles.exclude(duty=duty).filter(until_on=None).exists(), "what they are besides has ended"
    (asked,) = proposals()
    assert (asked.person, asked.duty, asked.asked_by) == (person, duty, cast.head) and asked.day >= TODAY


# ---- who is asked, and what they can do


def test_of_a_dsl_whom_the_head_puts_down_the_chair_agrees_and_then_it_ends(cast):
    by_hand(cast, cast.dsl, TODAY - 10 * DAY, cast.head)
    (asked,) = queries.asked_of(fresh(cast.chair))
    assert any("end of the duty of Martin Hale" in task.title for task in tasks.tasks_for(fresh(cast.chair), MONDAY))
    for who in (cast.head, cast.office, cast.governor, cast.dsl):
        with pytest.raises(access.Refused):
            appointments.agree_duty(asked, by=fresh(who), at=MONDAY)
    appointments.agree_duty(asked, by=fresh(cast.chair), at=MONDAY)
    assert cast.dsl in holding(Duty.DSL, TODAY) and cast.dsl not in holding(Duty.DSL, TODAY + DAY), "never backdated"


@pytest.mark.parametrize("by", ["office", "deputy"])
def test_what_the_office_puts_down_is_no_proposal_and_head_and_chair_decide_both(cast, by):
    by_hand(cast, cast.dsl, TODAY, getattr(cast, by))
    (noted,) = proposals()
    for who in (cast.head, cast.chair):
        assert queries.asked_of(fresh(who)) == []
        assert any("End the duty of Martin Hale" in task.title for task in tasks.tasks_for(fresh(who), MONDAY))
        with pytest.raises(access.Refused):
            appointments.agree_duty(noted, by=fresh(who), at=MONDAY)
    role = cast.dsl.roles.get(duty="dsl")
    said = {"role": role, "until_on": TODAY, "reason": WHY, "at": MONDAY}
    asked = appointments.propose_end(fresh(cast.dsl), by=fresh(cast.chair), **said)
    appointments.agree_duty(asked, by=fresh(cast.head), at=MONDAY)
    assert cast.dsl not in holding(Duty.DSL) and proposals() == []


def test_a_second_word_of_the_head_makes_a_proposal_of_what_the_office_put_down(cast):
    by_hand(cast, cast.dsl, TODAY, cast.office)
    by_hand(cast, cast.dsl, TODAY, cast.head)
    (asked,) = proposals()
    assert asked.asked_by == cast.head and queries.asked_of(fresh(cast.chair)) == [asked]
    with pytest.raises(Broken, match="put down as leaving already"):
        by_hand(cast, cast.dsl, TODAY, cast.head)
    with pytest.raises(Broken, match="put down as leaving already"):
        by_hand(cast, cast.dsl, TODAY, cast.office)
    assert proposals() == [asked]


@pytest.mark.parametrize("by", ["head", "office"])
def test_the_chair_is_ended_by_another_governor_alone(cast, by):
    by_hand(cast, cast.chair, TODAY, getattr(cast, by))
    (noted,) = proposals()
    for who in (cast.head, cast.chair, cast.governor, cast.dsl):
        with pytest.raises(access.Refused):
            appointments.agree_duty(noted, by=fresh(who), at=MONDAY)
    asked = [who for who in (cast.head, cast.chair, cast.governor) if queries.asked_and_noted(fresh(who))[1]]
    assert asked == [cast.governor]
    role = cast.chair.roles.get(duty="chair")
    end = {"role": role, "until_on": TODAY, "reason": WHY, "at": MONDAY}
    appointments.end_chair(fresh(cast.chair), by=fresh(cast.governor), **end)
    assert cast.chair not in holding(Duty.CHAIR) and proposals() == []


def test_the_server_ends_a_chair_of_whom_it_was_put_down(cast):
    by_hand(cast, cast.chair, TODAY, cast.head)
    role, console = cast.chair.roles.get(duty="chair"), access.Machine(cast.school.pk, Duty.CONSOLE)
    appointments.end_chair(fresh(cast.chair), role=role, until_on=TODAY, reason=WHY, by=console, at=MONDAY)
    assert cast.chair not in holding(Duty.CHAIR) and proposals() == []


@pytest.mark.parametrize(("by", "who"), [("head", "head"), ("office", "governor")])
def test_a_mistake_is_withdrawn_by_whoever_made_it_or_decides(cast, by, who):
    by_hand(cast, cast.chair, TODAY, getattr(cast, by))
    (noted,) = proposals()
    with pytest.raises(access.Refused):
        appointments.withdraw_appointment(noted, reason=WHY, by=fresh(cast.chair), at=MONDAY)
    appointments.withdraw_appointment(noted, reason=WHY, by=fresh(getattr(cast, who)), at=MONDAY)
    assert proposals() == [] and cast.chair in holding(Duty.CHAIR)


@pytest.mark.parametrize("by", ["head", "office"])
def test_all_governors_the_head_and_whoever_it_is_are_told_once(cast, by):
    by_hand(cast, cast.deputy_dsl, TODAY - DAY, getattr(cast, by))
    told = {sent.to[0]: sent.body for sent in mail.outbox}
    expected = {cast.head.email, cast.chair.email, cast.governor.email, cast.deputy_dsl.email}
    assert set(told) == expected - {getattr(cast, by).email} and len(mail.outbox) == len(told)
    for body in told.values():
        assert "“Deputy DSL” goes on until head and chair have ended it together" in body


# ---- the head


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("by", ["office", "deputy"])
def test_a_head_is_a_heads_to_end(cast, way, by):
    other = cast_of.person(cast.school, "Ina", "Sand", Duty.HEAD)
    way(cast, cast.head, TODAY - DAY, getattr(cast, by))
    assert {cast.head, other} <= holding(Duty.HEAD)
    assert any("End the duty of Ruth Adeyemi" in task.title for task in tasks.tasks_for(fresh(other), MONDAY))


@pytest.mark.parametrize("way", [*WAYS, "duty"])
def test_and_not_as_of_a_day_that_is_past(cast, way):
    cast_of.person(cast.school, "Ina", "Sand", Duty.HEAD)
    if way == "duty":
        role = cast.head.roles.get(duty="head")
        people.end_duty(fresh(cast.head), role=role, until_on=TODAY - 9 * DAY, by=cast.head, at=MONDAY)
    else:
        way(cast, cast.head, TODAY - 9 * DAY, cast.head)
    assert cast.head in holding(Duty.HEAD, TODAY) and cast.head not in holding(Duty.HEAD, TODAY + DAY)


# ---- imports


@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize("part", WATCHING)
def test_an_import_says_before_and_after_that_the_duty_goes_on(cast, part, gone):
    person = getattr(cast, part)
    text = rows(cast, person, gone=gone, left="" if gone else "2026-11-20")
    (note,) = (note for note in prepared(cast.school, text, by=cast.head).notes if "goes on" in note)
    assert str(person) in note and "they are asked" in note
    done = imported(cast.school, text, by=cast.head)
    page = client_of(cast.head).get(reverse("community:intake", args=[done.pk])).content.decode()
    assert f"{person} leaves" in page and "goes on until" in page


def test_the_same_file_again_asks_and_mails_nobody_twice(cast):
    by_absence(cast, cast.dsl, TODAY, cast.office)
    (asked,) = proposals()
    sent = len(mail.outbox)
    imported(cast.school, rows(cast, cast.dsl, gone=True), by=cast.office, at=MONDAY + timedelta(hours=1))
    assert proposals() == [asked] and len(mail.outbox) == sent


def test_an_import_on_the_server_asks_as_well(cast):
    text, console = rows(cast, cast.dsl, gone=True), access.Machine(cast.school.pk, Duty.CONSOLE)
    ready = prepared(cast.school, text)
    intakes.import_people(cast.school, prepared=ready, files=["people.csv"], leaving=1, by=console, at=MONDAY)
    assert cast.dsl in holding(Duty.DSL) and proposals()[0].asked_by is None
    for who in (cast.head, cast.chair):
        assert any("End the duty of Martin Hale" in task.title for task in tasks.tasks_for(fresh(who), MONDAY))
        assert "entered by" in client_of(who).get(reverse("community:duties")).content.decode()


def test_taken_back_an_import_asks_no_more(cast):
    by_absence(cast, cast.dsl, TODAY, cast.head)
    intakes.undo_import(Intake.objects.first(), by=cast.head, at=MONDAY + timedelta(hours=1))
    assert proposals() == [] and cast.dsl in holding(Duty.DSL) and cast.dsl in holding(Duty.STAFF)


@pytest.mark.parametrize("part", [*WATCHING, "head"])
def test_a_first_day_that_is_to_come_takes_no_duty_away_until_then(cast, part):
    person = getattr(cast, part)
    imported(cast.school, rows(cast, person), by=cast.head)
    with time_machine.travel(MONDAY, tick=False):
        imported(cast.school, rows(cast, person, joined="2030-09-01"), by=cast.head, at=MONDAY + timedelta(hours=1))
    assert person in holding(WATCHING.get(part, Duty.HEAD), TODAY)


# ---- by a join, and by the page


def test_joining_two_records_ends_no_duty_either(cast):
    """The office says that the chair and a former governor of the same name are one, and the chair goes with them."""
    former = cast_of.person(cast.school, "Helen", "Marsh", Duty.GOVERNOR, account=False)
    Role.objects.filter(person=former).update(until_on=TODAY - DAY)
    asked = joins.propose_join(fresh(former), other=fresh(cast.chair), reason=WHY, by=fresh(cast.office), at=MONDAY)
    agreed(cast, asked, cast.dsl)
    assert former in holding(Duty.CHAIR)
    by_hand(cast, former, TODAY - DAY, cast.head)
    assert former in holding(Duty.CHAIR)


def test_the_page_says_what_goes_on(cast):
    url = reverse("community:leaving", args=[cast.dsl.pk])
    head = client_of(cast.head)
    with time_machine.travel(MONDAY, tick=False):
        assert "watch others" in head.get(url).content.decode()
        said = head.post(url, day("until_on", TODAY), follow=True).content.decode()
    assert "goes on until head and chair have ended it together" in said
    assert cast.dsl in holding(Duty.DSL)
