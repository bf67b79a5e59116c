"""Absence cover in concerns: who reads, who is alarmed, whom tellers are told, and what a cover never gives."""

import re
from datetime import timedelta

import pytest
import time_machine

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import covers as deeds
from schoolgate.community.models import Care, Role
from schoolgate.community.queries import covers
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import duty, people, reach, todo
from schoolgate.concerns.rules import Channel, ConcernKind, Whom
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_alarms import SATURDAY, WISH, alarmed
from tests.cast import JOINED, MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.7")]
DAY = MONDAY.date()


def away(cast, who, cover, *, by=None, of=None, since=DAY, until=DAY):
    person = getattr(cast, who)
    held = of or {"head": Duty.HEAD, "dsl": Duty.DSL, "chair": Duty.CHAIR}[who]
    days = {"since_on": since, "until_on": until}
    by = story.fresh(by or person)
    return deeds.cover_absence(story.fresh(person), duty=held, cover=getattr(cast, cover), **days, by=by, at=MONDAY)


def can_read(person, concern) -> bool:
    return reach.visible_to(story.fresh(person)).filter(pk=concern.pk).exists()


def test_the_deputy_reads_what_goes_to_the_head_while_covering_and_not_a_day_longer(cast):
    concern = story.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    assert not can_read(cast.deputy, concern)
    away(cast, "head", "deputy", until=DAY + timedelta(days=1))
    assert can_read(cast.deputy, concern) and can_read(cast.head, concern)
    assert cast.deputy in reach.readers_of(concern, DAY)
    with time_machine.travel(MONDAY + timedelta(days=2)):
        assert not can_read(cast.deputy, concern)
        assert cast.deputy not in reach.readers_of(concern, DAY + timedelta(days=2))


def test_a_cover_acts_on_it_and_does_nothing_else_of_the_head(cast):
    concern = story.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    away(cast, "head", "deputy")
    deputy = story.fresh(cast.deputy)
    story.read(concern, deputy)
    assert Concern.objects.get().acknowledged_by == cast.deputy
    for deed in (
        "community.give_duty",
        "community.propose_duty",
        "policy.publish",
        "look.trail",
        "cases.edit_settings",
    ):
        assert not access.may(deputy, deed), deed
    assert Duty.HEAD not in deputy.duties


@pytest.mark.parametrize("whom", [Whom.HEAD, Whom.DSL])
def test_nobody_reads_by_cover_what_is_about_those_above_or_themselves(cast, whom):
    away(cast, "head", "deputy")
    about_head = story.outside(cast, "The head teacher shouted at us all.", whom=Whom.HEAD)
    about_deputy = story.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.deputy])
    assert not can_read(cast.deputy, about_head) and not can_read(cast.deputy, about_deputy)
    assert can_read(cast.chair, about_deputy), "about who covers for the head it goes where it goes about the head"


def test_nobody_reads_by_cover_what_their_family_is_in(cast):
    away(cast, "head", "deputy")
    Care.objects.create(parent=cast.deputy, child=cast.pupil, relation="father", since_on=JOINED)
    concern = story.outside(cast, kind=ConcernKind.UNHAPPY, by=cast.parent, door=Channel.PARENT)
    assert can_read(cast.head, concern) and not can_read(cast.deputy, concern)


def test_a_governor_covers_for_the_chair_and_owes_a_second_step(cast):
    concern = story.outside(cast, "The head teacher shouted at us all.", whom=Whom.HEAD)
    assert not can_read(cast.governor, concern)
    away(cast, "chair", "governor")
    assert can_read(cast.governor, concern)
    assert client_of(story.fresh(cast.governor), second_factor=False).get("/concerns/").status_code == 302
    Role.objects.create(person=cast.governor, duty=Duty.STAFF.value, since_on=JOINED)
    assert not can_read(cast.governor, concern), "nobody covers for the chair who works here"


def test_who_covered_and_lost_the_duty_of_who_covers_reads_nothing_by_it(cast):
    concern = story.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    away(cast, "head", "deputy")
    Role.objects.filter(person=cast.deputy, duty=Duty.DEPUTY.value).update(until_on=DAY - timedelta(days=1))
    assert not can_read(cast.deputy, concern) and cast.deputy not in reach.readers_of(concern, DAY)


def test_cases_that_the_head_runs_are_the_covers_too(cast):
    case = case_story.adult(cast)
    assert not case_reach.led_by(story.fresh(cast.deputy), MONDAY).filter(pk=case.pk).exists()
    away(cast, "head", "deputy")
    assert case_reach.led_by(story.fresh(cast.deputy), MONDAY).filter(pk=case.pk).exists()


@pytest.mark.parametrize(
    "who,cover,by",
    [
        ("head", "deputy", "head"),
        ("head", "deputy", "chair"),
        ("dsl", "deputy_dsl", "dsl"),
        ("dsl", "deputy_dsl", "head"),
    ],
)
def test_the_person_and_whoever_watches_them_say_it(cast, who, cover, by):
    role = away(cast, who, cover, by=getattr(cast, by))
    assert role.person == getattr(cast, cover) and role.instead_of == getattr(cast, who)
    assert Entry.objects.filter(event="community.cover_absence").exists()


@pytest.mark.parametrize(
    "who,cover,by",
    [
        ("head", "deputy", "deputy"),
        ("head", "deputy", "dsl"),
        ("head", "deputy", "office"),
        ("dsl", "deputy_dsl", "deputy_dsl"),
        ("dsl", "deputy_dsl", "chair"),
        ("chair", "governor", "head"),
        ("chair", "governor", "governor"),
    ],
)
def test_nobody_else_says_it(cast, who, cover, by):
    with pytest.raises(access.Refused):
        away(cast, who, cover, by=getattr(cast, by))
    assert not Role.objects.filter(instead_of__isnull=False).exists()


@pytest.mark.parametrize(
    "who,cover", [("head", "teacher"), ("head", "dsl"), ("dsl", "deputy"), ("chair", "head"), ("chair", "teacher")]
)
def test_it_never_goes_beyond_their_own_line(cast, who, cover):
    with pytest.raises(Broken, match="covers"):
        away(cast, who, cover)


@pytest.mark.parametrize(
    "since,until", [(DAY - timedelta(days=1), DAY), (DAY, DAY - timedelta(days=1)), (DAY, DAY + timedelta(days=42))]
)
def test_it_has_days_that_are_not_past_and_not_many(cast, since, until):
    with pytest.raises(Broken):
        away(cast, "head", "deputy", since=since, until=until)


def test_pressing_twice_is_one_cover_and_back_ends_it_at_once(cast):
    concern = story.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    first, second = away(cast, "head", "deputy"), away(cast, "head", "deputy")
    assert first == second and Role.objects.filter(instead_of__isnull=False).count() == 1
    for _ in range(2):
        deeds.end_cover(first, by=story.fresh(cast.head), at=MONDAY)
    assert not can_read(cast.deputy, concern)
    with pytest.raises(access.Refused):
        deeds.end_cover(first, by=story.fresh(cast.deputy), at=MONDAY)


def test_alarms_and_confirmations_follow_it(cast):
    away(cast, "dsl", "deputy_dsl")
    concern = story.outside(cast, WISH)
    assert alarmed() == ["Fiona"]
    assert duty.reading_of(concern, MONDAY).reader == "Fiona Reid"
    assert people.keeps_safe(cast.school, None, DAY) == "Fiona Reid"
    deeds.end_cover(Role.objects.get(instead_of=cast.dsl), by=story.fresh(cast.dsl), at=MONDAY)
    assert duty.reading_of(concern, MONDAY).reader == "Martin Hale"


def test_both_see_it_on_their_first_page_and_others_do_not(cast):
    away(cast, "head", "deputy")
    for person, sees in ((cast.head, True), (cast.deputy, True), (cast.dsl, False), (cast.teacher, False)):
        titles = [task.title for task in todo.tasks_for(story.fresh(person), MONDAY)]
        assert ("Owen Pryce covers for Ruth Adeyemi" in titles) is sees


def test_nobody_covers_who_is_away_themselves(cast):
    away(cast, "dsl", "deputy_dsl")
    assert [item.pk for item in covers.candidates(cast.dsl, Duty.DSL, DAY)] == [cast.deputy_dsl.pk]
    assert covers.away(cast.school.pk, DAY) == {cast.dsl.pk}
    assert covers.away(cast.school.pk, SATURDAY.date()) == frozenset()


def test_nor_who_is_away_or_holds_the_duty_no_more_on_a_later_day(cast):
    tomorrow, later = DAY + timedelta(days=1), DAY + timedelta(days=3)
    deputy = Role.objects.create(person=cast.dsl, duty=Duty.DEPUTY, since_on=JOINED)
    away(cast, "dsl", "deputy_dsl", since=tomorrow, until=tomorrow)
    with pytest.raises(Broken, match="nobody who is away themselves"):
        away(cast, "head", "dsl", until=later)
    away(cast, "head", "dsl")
    deputy.until_on = later - timedelta(days=1)
    deputy.save()
    with pytest.raises(Broken, match="covers"):
        away(cast, "head", "dsl", since=later - timedelta(days=1), until=later)


def test_the_one_press_of_the_page_is_taken_and_the_button_is_gone(cast):
    head = client_of(cast.head)
    page = head.get("/concerns/absence/").content.decode()
    form = re.search(r'<form method="post" action="/concerns/absence/away/">.*?</form>', page, re.S).group()
    fields = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', form))
    answer = head.post("/concerns/absence/away/", fields)
    assert answer.status_code == 302, re.findall(r"error-message.*?</p>", answer.content.decode(), re.S)
    page = client_of(story.fresh(cast.head)).get("/concerns/absence/").content.decode()
    assert "Ruth Adeyemi is away today" not in page and "Ruth Adeyemi is back" in page
