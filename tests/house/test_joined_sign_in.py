"""Two records that are joined hand nobody's duties to a sign-in of somebody else's making."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import joins, sign_in
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import Account, Person
from schoolgate.community.queries import sign_in as queries
from schoolgate.community.record_joins import RecordJoin
from schoolgate.community.signin import actions as signin
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import story
from tests import cast as people
from tests.cast import MONDAY, client_of
from tests.families import agreed
from tests.house.restoring import OFFICES_OWN, TODAY, by_hand, fresh
from tests.house.test_first_sign_in import PASSWORD, came_in, fresh_plain, without_account

WHY = "On the list twice."
WATCHING = ["chair", "governor", "dsl", "deputy_dsl", "head"]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def fake(cast):
    """A parent whom the office made up, and as whom it signs in."""
    made = community_people.add_person(
        cast.school,
        duty=Duty.PARENT,
        since_on=TODAY,
        first_name="Helen",
        last_name="Marsh",
        email=OFFICES_OWN,
        children=[cast.pupil],
        relation="aunt",
        also_same_name=True,
        by=cast.office,
        at=MONDAY,
    )
    came_in(cast, made, cast.office)
    assert Account.objects.get(person=made).unconfirmed_since is None
    mail.outbox.clear()
    return made


def join(cast, kept, joined, *, agreed_by=None):
    asked = joins.propose_join(fresh_plain(kept), other=fresh_plain(joined), reason=WHY, by=cast.office, at=MONDAY)
    by = agreed_by or (cast.chair if cast.dsl in (kept, joined) else cast.dsl)
    agreed(cast, asked, by)
    return Person.objects.prefetch_related("roles").get(pk=kept.pk)


def both_ways(person, fake, kept_is_fake):
    return (fake, person) if kept_is_fake else (person, fake)


# ---- the attack as it was found, and its other order


@pytest.mark.parametrize("kept_is_fake", [False, True])
@pytest.mark.parametrize("part", WATCHING)
def test_the_offices_own_sign_in_reads_nothing_of_whom_it_was_joined_to(cast, fake, part, kept_is_fake):
    person = without_account(getattr(cast, part))
    told = story.outside(cast, "The head hits children.", whom=Whom.HEAD)
    kept = join(cast, *both_ways(person, fake, kept_is_fake))
    account = Account.objects.get(person=kept)
    assert account.email == OFFICES_OWN and account.unconfirmed_since == MONDAY
    client = client_of(fresh(kept))
    for url in (reverse("concerns:concern", args=[told.pk]), reverse("concerns:queue")):
        assert client.get(url).url == reverse("signin:unconfirmed")


@pytest.mark.parametrize("part", [*WATCHING, "teacher"])
def test_nor_does_it_take_the_place_of_a_sign_in_that_is_there(cast, fake, part):
    """The made-up record is the one that stays, so that the sign-in of the real one is closed."""
    person = getattr(cast, part)
    kept = join(cast, fake, person)
    assert Account.objects.get(person=kept).unconfirmed_since == MONDAY
    assert not Account.objects.get(person=person).is_active
    told = {sent.to[0] for sent in mail.outbox}
    assert {person.email, OFFICES_OWN} <= told, "whose sign-in was closed is told at the address that they had"


def test_nobody_who_had_a_part_in_it_makes_sure(cast, fake):
    kept = join(cast, without_account(cast.chair), fake)
    assert set(queries.confirming(fresh(kept), TODAY)) == {cast.deputy_dsl}
    for who in (cast.office, cast.dsl):
        with pytest.raises(access.Refused):
            sign_in.confirm_sign_in(fresh(kept), how="I know her.", by=fresh(who), at=MONDAY)
    (words,) = queries.what_happened(fresh(kept))
    assert "Jean Barlow asked to join two records" in words and OFFICES_OWN in words and "Ruth Adeyemi agreed" in words
    sign_in.confirm_sign_in(fresh(kept), how="I rang her.", by=fresh(cast.deputy_dsl), at=MONDAY)
    assert Account.objects.get(person=kept).unconfirmed_since is None


def test_closed_it_opens_nothing_and_the_next_invitation_is_made_sure_of_as_well(cast, fake):
    kept = join(cast, without_account(cast.chair), fake)
    sign_in.close_sign_in(fresh(kept), how="It was not her.", by=fresh(cast.deputy_dsl), at=MONDAY)
    assert not Account.objects.get(person=kept).is_active


@pytest.mark.parametrize("part", ["chair", "dsl", "head"])
def test_all_are_told_whose_sign_in_stays(cast, fake, part):
    person = without_account(getattr(cast, part))
    join(cast, person, fake)
    told: dict[str, str] = {}
    for sent in mail.outbox:
        told[sent.to[0]] = told.get(sent.to[0], "") + sent.body
    last = RecordJoin.objects.get().answered_by
    governors = {cast.head.email, cast.chair.email, cast.governor.email} - {person.email, last.email}
    assert set(told) >= governors | {person.email, OFFICES_OWN}
    assert all(OFFICES_OWN in told[address] for address in governors)


def test_an_innocent_join_is_made_sure_of_too_and_then_all_is_theirs(cast):
    twice = people.person(cast.school, "Asher", "Kapoor", Duty.STAFF)
    kept = join(cast, cast.teacher, twice)
    assert Account.objects.get(person=kept).unconfirmed_since == MONDAY
    sign_in.confirm_sign_in(fresh(kept), how="In person.", by=fresh(cast.deputy_dsl), at=MONDAY)
    assert Account.objects.get(person=kept).unconfirmed_since is None


# ---- where nobody signs in yet


@pytest.mark.parametrize("kept_is_fake", [False, True])
def test_an_address_that_a_join_brings_is_made_sure_of(cast, kept_is_fake):
    """The made-up record has no sign-in yet: the teacher is invited later, at the address that came with it."""
    if not kept_is_fake:
        Person.objects.filter(pk=cast.teacher.pk).update(email="")
    person = without_account(cast.teacher)
    fake = people.person(cast.school, "Asha", "Kapur", Duty.PARENT, account=False)
    Person.objects.filter(pk=fake.pk).update(email=OFFICES_OWN)
    kept = join(cast, *both_ways(person, fake, kept_is_fake))
    assert kept.email == OFFICES_OWN
    assert came_in(cast, kept, cast.it).unconfirmed_since == MONDAY
    assert cast.office not in queries.confirming(fresh(kept), TODAY)


def test_what_was_kept_about_an_address_goes_over(cast):
    """The office changes the address of a parent without a sign-in, and has the record joined to a teacher's."""
    parent = without_account(cast.parent)
    community_people.edit_person(parent, email=OFFICES_OWN, by=cast.office, at=MONDAY)
    person = without_account(cast.teacher)
    Person.objects.filter(pk=person.pk).update(email=OFFICES_OWN)
    kept = join(cast, person, parent)
    assert came_in(cast, kept, cast.it).unconfirmed_since == MONDAY


def test_what_waits_for_the_sign_in_that_is_closed_is_asked_no_more(cast, fake):
    by_hand(cast, cast.teacher, "second.box@larkhollow.example")
    join(cast, fake, cast.teacher)
    assert not SignInChange.objects.filter(answer="").exists()


def test_an_invitation_that_was_on_its_way_opens_nothing_new(cast, fake):
    person = without_account(cast.chair)
    made = signin.invite(person, by=cast.head, at=MONDAY - timedelta(hours=1))
    kept = join(cast, fake, person)
    with pytest.raises(access.Refused):
        signin.accept_invitation(made, PASSWORD, by=fresh(kept), at=MONDAY)


# ---- the page of whoever agrees


@pytest.mark.parametrize("kept_is_fake", [False, True])
def test_the_page_says_whose_sign_in_stays(cast, fake, kept_is_fake):
    kept, joined = both_ways(cast.chair, fake, kept_is_fake)
    asked = joins.propose_join(fresh_plain(kept), other=fresh_plain(joined), reason=WHY, by=cast.office, at=MONDAY)
    page = client_of(cast.dsl).get(reverse("community:decide_join", args=[asked.pk])).content.decode()
    assert f"The sign-in with {kept.account.email}, of the record that stays, stays for both." in page
    assert f"The sign-in with {joined.account.email} is closed." in page


def test_also_where_it_is_that_of_the_other_record(cast, fake):
    person = without_account(cast.chair)
    asked = joins.propose_join(person, other=fresh_plain(fake), reason=WHY, by=cast.office, at=MONDAY)
    page = client_of(cast.dsl).get(reverse("community:decide_join", args=[asked.pk])).content.decode()
    assert f"The sign-in with {OFFICES_OWN}, of the record that is joined to it, stays for both." in page
