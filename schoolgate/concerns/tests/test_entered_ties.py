"""Nobody chooses who reads by entering family: it bars at once, is told, and two people say that it was never so."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.tests import story as cases
from schoolgate.community import rules
from schoolgate.community.actions import appointments, families, joins, ties
from schoolgate.community.actions import people as people_actions
from schoolgate.community.models import Account, Care, FamilyLink, Person, TieQuestion
from schoolgate.community.queries import ties as queries
from schoolgate.community.tests.files import imported
from schoolgate.concerns import routing
from schoolgate.concerns.actions import scheduled
from schoolgate.concerns.models.concern import About, Access
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart
from schoolgate.concerns.tests import story
from tests import cast as people
from tests.cast import MONDAY, client_of
from tests.families import agreed

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
DAY = timedelta(days=1)
WHY = "They have never met."
LINE = ("head", "dsl", "deputy_dsl", "deputy", "chair")
fresh = story.fresh


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def harmed_by(cast, accused, *, child=None):
    parts = (((child or cast.pupil).pk, ConcernPart.HARMED), (accused.pk, ConcernPart.ALLEGED))
    words = "The office lady slaps this boy."
    kind = ConcernKind.COLLEAGUE
    return story.outside(cast, words, door=Channel.STAFF, kind=kind, by=cast.assistant, people=parts)


def readers(concern) -> set[Person]:
    return set(reach.readers_of(concern, TODAY))


def clock(cast):
    for concern in reach.without_readers(MONDAY):
        scheduled.reassign(concern, by=access.Machine(cast.school.pk), at=MONDAY)


def say(question, who, at=MONDAY):
    return ties.say_never_so(question, reason=WHY, by=fresh(who), at=at)


def asked_of(person) -> list[TieQuestion]:
    return list(TieQuestion.objects.filter(person=person))


def never(question) -> bool:
    return TieQuestion.objects.filter(pk=question.pk, never_at=MONDAY).exists()


# ---- ways in which one person makes somebody family of a pupil


def by_hand(cast, person, by):
    people_actions.link_carer(
        fresh(person), child=fresh(cast.pupil), relation="aunt", since_on=TODAY, by=fresh(by), at=MONDAY
    )


def by_import(cast, person, by):
    cast.pupil.numbers.get_or_create(school=cast.school, kind="pupil", defaults={"number": "P9"})
    person.numbers.get_or_create(school=cast.school, kind="parent", defaults={"number": f"C{person.pk}"})
    text = "kind,id,first name,last name,email,children,relation\n"
    text += f"parent,C{person.pk},{person.first_name},{person.last_name},{person.email},P9,aunt\n"
    imported(cast.school, text, by=fresh(by))


def by_child(cast, person, by):
    """A new carer of the pupil and of another, whose carer the person is."""
    room = {"classroom": cast.kestrels, "since_on": TODAY, "at": MONDAY, "by": fresh(by)}
    other = people_actions.add_person(
        cast.school, duty=Duty.PUPIL, first_name="Bo", last_name=f"Moor{person.pk}", **room
    )
    room.pop("classroom")
    people_actions.add_person(
        cast.school,
        duty=Duty.PARENT,
        first_name="Una",
        last_name=f"Moor{person.pk}",
        children=[fresh(other), fresh(cast.pupil)],
        relation="mother",
        **room,
    )
    people_actions.link_carer(fresh(person), child=fresh(other), relation="aunt", **room)


def by_join(cast, person, by):
    """Another record, a carer of the pupil, is said to be the person's."""
    made = people_actions.add_person(
        cast.school,
        duty=Duty.PARENT,
        since_on=TODAY,
        first_name=person.first_name,
        last_name=person.last_name,
        children=[fresh(cast.pupil)],
        relation="aunt",
        also_same_name=True,
        by=fresh(by),
        at=MONDAY,
    )
    asked = joins.propose_join(fresh(person), other=fresh(made), reason=WHY, by=fresh(by), at=MONDAY)
    agrees = cast.chair if person in (cast.dsl, cast.deputy_dsl) else cast.dsl
    agreed(cast, asked, agrees)


WAYS = [by_hand, by_import, by_child, by_join]


# ---- the attack as it was found


@pytest.mark.parametrize("way", [by_hand, by_import, by_child])
def test_the_accused_takes_nobody_s_reader_away_for_ever(cast, way):
    told = harmed_by(cast, cast.office)
    assert readers(told) == {cast.head}
    for part in LINE:
        way(cast, getattr(cast, part), cast.office)
    assert readers(told) == set(), "it bars at once, on the safe side"
    clock(cast)
    assert readers(told) == {cast.governor}
    let_in = Access.objects.get(concern=told, person=cast.governor)
    assert "Jean Barlow entered that everybody" in let_in.reason
    assert reach.visible_to(fresh(cast.governor)).filter(pk=told.pk).exists()
    for who in (cast.chair, cast.governor):
        for line in queries.lines(fresh(who), MONDAY):
            say(line.question, who)
    assert cast.head in readers(told)


def test_whoever_chooses_among_the_governors_too_chooses_nobody_and_all_hear_of_it(cast):
    friend = people.person(cast.school, "Flo", "Friend", Duty.GOVERNOR)
    told = harmed_by(cast, cast.office)
    for part in (*LINE, "governor"):
        by_hand(cast, getattr(cast, part), cast.office)
    mail.outbox.clear()
    clock(cast)
    assert readers(told) == set()
    asked = set(Notice.objects.filter(concern=told).values_list("person", flat=True))
    assert {cast.governor.pk, cast.chair.pk, friend.pk} <= asked


def test_a_governor_who_was_made_one_just_now_is_not_the_one(cast):
    friend = people_actions.add_person(
        cast.school,
        duty=Duty.GOVERNOR,
        since_on=TODAY,
        first_name="Al",
        last_name="Aas",
        email="al@larkhollow.example",
        by=cast.head,
        at=MONDAY,
    )
    Account.objects.create_for(friend, email="al@larkhollow.example")
    cast.governor.account.delete()
    told = harmed_by(cast, cast.office)
    for part in LINE:
        by_hand(cast, getattr(cast, part), cast.office)
    clock(cast)
    assert readers(told) == {cast.governor} and friend not in readers(told)


def test_true_family_of_many_entered_by_many_goes_to_no_governor(cast):
    told = harmed_by(cast, cast.office)
    for part in LINE:
        person = getattr(cast, part)
        if part == "chair":
            Care.objects.create(parent=person, child=cast.pupil, since_on=TODAY)
            continue
        families.declare_family_link(fresh(person), pupil=cast.pupil, relation="aunt", by=fresh(person), at=MONDAY)
    clock(cast)
    assert readers(told) == set()


# ---- it is told at once


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", ["dsl", "chair", "head"])
def test_whom_it_keeps_from_reading_is_told_at_once_and_so_are_head_and_governors(cast, part, way):
    person = getattr(cast, part)
    way(cast, person, cast.office)
    told = {sent.to[0] for sent in mail.outbox if "family of whom" in sent.subject}
    assert told == {person.email, cast.head.email, cast.chair.email, cast.governor.email}
    assert asked_of(person) and all(item.entered_by_id == cast.office.pk for item in asked_of(person))
    words = client_of(cast.governor).get(reverse("community:ties")).content.decode()
    assert str(person) in words and "Jean Barlow entered" in words


def test_the_same_again_is_told_once(cast):
    by_hand(cast, cast.dsl, cast.office)
    sent = [letter.subject for letter in mail.outbox]
    ties.look_again(cast.school.pk, {cast.dsl.pk}, MONDAY)
    people_actions.edit_person(fresh(cast.dsl), last_name="Ashworth", by=cast.head, at=MONDAY)
    more = [letter.subject for letter in mail.outbox[len(sent) :]]
    assert not any("family of whom" in subject for subject in more) and len(asked_of(cast.dsl)) == 1


def test_what_somebody_declares_for_themself_is_asked_of_nobody(cast):
    families.declare_family_link(fresh(cast.dsl), pupil=cast.pupil, relation="uncle", by=fresh(cast.dsl), at=MONDAY)
    assert not TieQuestion.objects.exists() and not mail.outbox


def test_ties_of_people_who_do_not_read_are_told_to_nobody(cast):
    by_hand(cast, cast.teacher, cast.office)
    assert not TieQuestion.objects.exists() and not mail.outbox


def test_but_they_are_when_the_duty_comes_later(cast):
    by_hand(cast, cast.teacher, cast.office)
    asked = appointments.propose_duty(
        fresh(cast.teacher), duty=Duty.DEPUTY_DSL, since_on=TODAY, reason=WHY, by=fresh(cast.head), at=MONDAY
    )
    appointments.agree_duty(asked, by=fresh(cast.chair), at=MONDAY)
    assert [item.person for item in asked_of(cast.teacher)] == [cast.teacher]
    assert any("family of whom" in sent.subject and sent.to == [cast.teacher.email] for sent in mail.outbox)


def test_ties_between_others_that_reach_a_reader_are_asked_about_too(cast):
    """A teacher declares two pupils as family: the DSL's own child, and one whom they are told to have hurt."""
    Care.objects.create(parent=cast.dsl, child=cast.young_pupil, since_on=TODAY)
    Care.objects.filter(parent=cast.parent).delete()
    told = harmed_by(cast, cast.teacher)
    assert cast.head in readers(told)
    for child in (cast.pupil, cast.young_pupil):
        families.declare_family_link(
            fresh(cast.teacher), pupil=child, relation="aunt", by=fresh(cast.teacher), at=MONDAY
        )
    assert {item.link.pupil for item in asked_of(cast.dsl)} == {cast.pupil, cast.young_pupil}
    question = asked_of(cast.dsl)[0]
    with pytest.raises(access.Refused):
        say(question, cast.teacher)
    say(question, cast.dsl)
    say(question, cast.chair)
    assert never(question)


# ---- two say that it was never so


@pytest.mark.parametrize("two", [("dsl", "head"), ("dsl", "chair"), ("head", "chair"), ("chair", "governor")])
@pytest.mark.parametrize("way", [by_hand, by_import])
def test_two_people_say_so_and_it_counts_nowhere(cast, two, way):
    told = story.outside(cast, "My dad hits me.", door=Channel.PUPIL, by=fresh(cast.pupil))
    assert cast.dsl in readers(told)
    way(cast, cast.dsl, cast.office)
    assert cast.dsl not in readers(told)
    (question,) = asked_of(cast.dsl)
    say(question, getattr(cast, two[0]))
    assert cast.dsl not in readers(told), "one is not enough"
    say(question, getattr(cast, two[1]))
    assert cast.dsl in readers(told)
    assert never(question) and not Care.objects.held(TODAY).filter(pk=question.care_id).exists()


def test_a_case_is_theirs_again_as_well(cast):
    case = cases.bullying(cast)
    child = case.parts.filter(person__isnull=False).first().person
    assert case_reach.visible_to(fresh(cast.dsl), MONDAY).filter(pk=case.pk).exists()
    people_actions.link_carer(
        fresh(cast.dsl), child=fresh(child), relation="aunt", since_on=TODAY, by=cast.office, at=MONDAY
    )
    assert not case_reach.visible_to(fresh(cast.dsl), MONDAY).filter(pk=case.pk).exists()
    (question,) = asked_of(cast.dsl)
    say(question, cast.dsl)
    say(question, cast.chair)
    assert case_reach.visible_to(fresh(cast.dsl), MONDAY).filter(pk=case.pk).exists()


def test_two_governors_are_not_enough_and_one_person_counts_once(cast):
    otto = people.person(cast.school, "Otto", "Webb", Duty.GOVERNOR)
    by_hand(cast, cast.dsl, cast.office)
    (question,) = asked_of(cast.dsl)
    say(question, cast.governor)
    say(question, otto)
    with pytest.raises(access.Refused):
        say(question, otto)
    assert not never(question)
    say(question, cast.dsl)
    assert not never(question), "nobody lets themselves read with a governor alone"
    say(question, cast.chair)
    assert never(question)


@pytest.mark.parametrize("who", ["office", "teacher", "deputy", "deputy_dsl", "it", "parent"])
def test_nobody_else_says_so(cast, who):
    by_hand(cast, cast.dsl, cast.office)
    (question,) = asked_of(cast.dsl)
    with pytest.raises(access.Refused):
        say(question, getattr(cast, who))


@pytest.mark.parametrize("way", [by_hand, "link"])
def test_never_whoever_entered_it(cast, way):
    """The head enters it of the DSL: then the DSL and the chair say so, and not the head."""
    if way == "link":
        families.declare_family_link(
            fresh(cast.dsl), pupil=cast.pupil, relation="uncle", by=fresh(cast.head), at=MONDAY
        )
    else:
        way(cast, cast.dsl, cast.head)
    (question,) = asked_of(cast.dsl)
    with pytest.raises(access.Refused):
        say(question, cast.head)
    assert cast.head.email not in {sent.to[0] for sent in mail.outbox if "family of whom" in sent.subject}
    say(question, cast.dsl)
    say(question, cast.chair)
    assert never(question)


def test_a_governor_of_just_now_has_no_voice(cast):
    made = people.person(cast.school, "Al", "Aas", Duty.GOVERNOR)
    made.roles.update(given_at=MONDAY)
    by_hand(cast, cast.dsl, cast.office)
    with pytest.raises(access.Refused):
        say(asked_of(cast.dsl)[0], made)


def test_the_voice_of_whom_it_is_about_does_not_count_and_looks_as_if_it_did(cast):
    """Nobody learns by it that there is something about them."""
    told = harmed_by(cast, cast.head)
    assert readers(told) == {cast.chair}
    by_hand(cast, cast.chair, cast.office)
    (question,) = asked_of(cast.chair)
    say(question, cast.head)
    say(question, cast.chair)
    assert cast.chair not in readers(told)
    assert not never(question) and not Care.objects.held(TODAY).filter(pk=question.care_id).exists()
    assert "You have said" in client_of(cast.head).get(reverse("community:ties")).content.decode()
    say(question, cast.governor)
    assert cast.chair in readers(told)


def test_the_same_two_count_where_nothing_is_about_them(cast):
    told = harmed_by(cast, cast.office)
    by_hand(cast, cast.chair, cast.office)
    (question,) = asked_of(cast.chair)
    say(question, cast.head)
    say(question, cast.chair)
    assert cast.chair not in reach.kept_from(told)


def test_a_case_about_them_takes_their_voice_as_well(cast):
    case = cases.adult(cast, cast.head)
    child = cast.pupil
    case.parts.create(person=child, part="harmed", by=cast.chair, at=MONDAY)
    by_hand(cast, cast.chair, cast.office)
    (question,) = asked_of(cast.chair)
    say(question, cast.head)
    say(question, cast.chair)
    assert not never(question)


def never_so(cast, question):
    say(question, cast.dsl)
    say(question, cast.chair)


def test_what_was_never_so_is_entered_anew_by_somebody_else_alone_and_asked_about_anew(cast):
    by_hand(cast, cast.dsl, cast.office)
    never_so(cast, asked_of(cast.dsl)[0])
    with pytest.raises(Broken, match="never so"):
        by_hand(cast, cast.dsl, cast.office)
    by_hand(cast, cast.dsl, cast.head)
    assert len(asked_of(cast.dsl)) == 2


def test_nor_does_the_head_declare_it_again(cast):
    said = {"pupil": cast.pupil, "relation": "uncle", "at": MONDAY}
    families.declare_family_link(fresh(cast.dsl), by=fresh(cast.head), **said)
    never_so(cast, asked_of(cast.dsl)[0])
    with pytest.raises(Broken, match="never so"):
        families.declare_family_link(fresh(cast.dsl), by=fresh(cast.head), **said)
    families.declare_family_link(fresh(cast.dsl), by=fresh(cast.dsl), **said)
    assert FamilyLink.objects.filter(staff=cast.dsl, ended_on=None).count() == 1


def test_a_file_that_says_it_every_night_does_not_enter_it_again(cast):
    by_import(cast, cast.dsl, cast.office)
    never_so(cast, asked_of(cast.dsl)[0])
    by_import(cast, cast.dsl, cast.office)
    assert Care.objects.filter(parent=cast.dsl).count() == 1


# ---- the pages


def test_it_is_said_on_the_page_with_a_reason(cast):
    by_hand(cast, cast.dsl, cast.office)
    (question,) = asked_of(cast.dsl)
    url = reverse("community:say_never_so", args=[question.pk])
    dsl = client_of(fresh(cast.dsl))
    assert url in dsl.get(reverse("community:ties")).content.decode()
    assert dsl.post(url, {"reason": " "}).status_code == 200 and not question.answers.exists()
    said = dsl.post(url, {"reason": WHY}, follow=True).content.decode()
    assert "You have said that it was never so" in said and dsl.get(url).status_code == 404
    assert client_of(cast.deputy_dsl).get(url).status_code == 404
    assert str(cast.dsl) not in client_of(cast.deputy).get(reverse("community:ties")).content.decode()


def test_those_who_read_are_those_of_the_line():
    assert {duty for group in routing.GROUPS.values() for duty in group} == rules.READING


def test_a_long_list_takes_no_more_queries(cast):
    taken = []
    for part in LINE:
        by_hand(cast, getattr(cast, part), cast.office)
        with CaptureQueriesContext(connection) as context:
            assert len(queries.lines(fresh(cast.governor), MONDAY)) == len(taken) + 1
        taken.append(len(context))
    assert len(set(taken)) == 1


def test_a_reason_is_asked(cast):
    by_hand(cast, cast.dsl, cast.office)
    with pytest.raises(Broken, match="reason"):
        ties.say_never_so(asked_of(cast.dsl)[0], reason=" ", by=fresh(cast.dsl), at=MONDAY)


def test_the_tie_that_is_asked_about_is_no_reason_against_a_voice(cast):
    """Something about the head hangs on the DSL, who is of the child's family by the false tie alone."""
    told = harmed_by(cast, cast.office)
    other = story.staff(cast, by=cast.assistant, about=[cast.head])
    About.objects.create(concern=other, person=cast.dsl, part="witness")
    by_hand(cast, cast.dsl, cast.office)
    (question,) = asked_of(cast.dsl)
    say(question, cast.head)
    say(question, cast.governor)
    assert never(question) and cast.head in readers(told)
