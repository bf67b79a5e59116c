"""Who comes in for the first time by an address or an invitation of somebody else's: nobody takes over a sign-in to be."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import appointments, intakes, sign_in
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import Account, Intake, Person, Role
from schoolgate.community.queries import sign_in as queries
from schoolgate.community.signin import actions as signin
from schoolgate.community.tests.files import imported, prepared
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import story
from tests import cast as people
from tests.cast import MONDAY, client_of
from tests.house.restoring import OFFICES_OWN, ROW, TODAY, by_hand, fresh, link_to, set_up_factor

WATCHING = ["chair", "governor", "dsl", "deputy_dsl"]
WORKING = ["teacher", "assistant", "office", "it", "deputy"]
PASSWORD = "walnut-teapot-comet"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def without_account(person):
    Account.objects.filter(person=person).delete()
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def edit(cast, person, *, by, email=OFFICES_OWN):
    now = Person.objects.prefetch_related("roles").get(pk=person.pk)
    community_people.edit_person(now, email=email, by=by, at=MONDAY)


def import_(cast, person, *, by, email=OFFICES_OWN):
    duty = next(role.duty for role in person.roles.all())
    kind = "governor" if duty in ("chair", "governor") else "staff"
    row = ROW.replace("staff,S1", f"{kind},S1")
    for address, after in ((person.email, 0), (email, 1)):
        told = row.format(person=person, email=address, duty=duty)
        imported(cast.school, told, by=by, at=MONDAY + timedelta(hours=after))


def console(cast):
    return access.Machine(cast.school.pk, Duty.CONSOLE)


def account(person) -> Account:
    return Account.objects.get(person=person)


def came_in(cast, person, by):
    made = signin.invite(Person.objects.prefetch_related("roles").get(pk=person.pk), by=by, at=MONDAY)
    return signin.accept_invitation(made, PASSWORD, by=fresh_plain(person), at=MONDAY)


def fresh_plain(person):
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def opened(person, *, by) -> Client:
    """A browser in which the link of an invitation was opened and a password chosen."""
    made = signin.invite(fresh_plain(person), by=by, at=MONDAY)
    client = Client()
    client.post(link_to(made.email), {"password": PASSWORD})
    return client


# ---- the attack as it was found


@pytest.mark.parametrize("change", [edit, import_])
@pytest.mark.parametrize("part", WATCHING)
def test_the_head_takes_over_nobody_who_watches_and_has_no_account_yet(cast, part, change):
    person = without_account(getattr(cast, part))
    told = story.outside(cast, "The head hits children.", whom=Whom.HEAD)
    change(cast, person, by=cast.head)
    client = opened(person, by=cast.head)
    set_up_factor(client)
    assert account(person).email == OFFICES_OWN and account(person).unconfirmed_since == MONDAY
    for url in (reverse("concerns:concern", args=[told.pk]), reverse("concerns:queue")):
        assert client.get(url).url == reverse("signin:unconfirmed")
    assert not [who for who in queries.confirming(fresh(person), TODAY) if who in (cast.head, person)]


@pytest.mark.parametrize("part", WORKING)
@pytest.mark.parametrize("change", [edit, import_])
def test_the_office_takes_over_nobody_who_works_here(cast, part, change):
    person = without_account(getattr(cast, part))
    by = cast.office if part in ("teacher", "assistant") else cast.head
    change(cast, person, by=by)
    assert came_in(cast, person, by).unconfirmed_since == MONDAY
    assert by not in queries.confirming(fresh(person), TODAY)


@pytest.mark.parametrize("part", WATCHING)
def test_who_watches_is_made_sure_of_also_where_nobody_changed_the_address(cast, part):
    person = without_account(getattr(cast, part))
    assert came_in(cast, person, cast.it).unconfirmed_since == MONDAY


@pytest.mark.parametrize("part", ["teacher", "parent"])
def test_others_come_in_at_once_where_nobody_changed_the_address(cast, part):
    person = without_account(getattr(cast, part))
    assert came_in(cast, person, cast.office).unconfirmed_since is None


def test_a_parent_comes_in_by_an_address_that_the_office_put_right(cast):
    person = without_account(cast.parent)
    edit(cast, person, by=cast.office)
    assert came_in(cast, person, cast.office).unconfirmed_since is None


@pytest.mark.parametrize("part", ["head", "chair", "dsl"])
def test_whom_the_server_itself_invites_comes_in_at_once(cast, part):
    person = without_account(getattr(cast, part))
    assert came_in(cast, person, console(cast)).unconfirmed_since is None


def test_but_not_by_an_address_that_somebody_of_the_school_put_down(cast):
    person = without_account(cast.chair)
    edit(cast, person, by=cast.head)
    assert came_in(cast, person, console(cast)).unconfirmed_since == MONDAY
    assert cast.head not in queries.confirming(fresh(person), TODAY)


def test_an_address_where_there_was_none_counts_as_well(cast):
    Person.objects.filter(pk=cast.teacher.pk).update(email="")
    person = without_account(cast.teacher)
    edit(cast, person, by=cast.office)
    assert came_in(cast, person, cast.it).unconfirmed_since == MONDAY


def test_an_innocent_invitation_does_not_hide_who_changed_the_address(cast):
    """The head changes it, the office invites as always: neither of them makes sure of the DSL."""
    person = without_account(cast.dsl)
    edit(cast, person, by=cast.head)
    came_in(cast, person, cast.office)
    assert set(queries.confirming(fresh(person), TODAY)) == {cast.chair}
    for who in (cast.head, cast.office):
        with pytest.raises(access.Refused):
            sign_in.confirm_sign_in(fresh(person), how="I know him.", by=fresh(who), at=MONDAY)
    words = " ".join(queries.what_happened(fresh(person)))
    assert "Ruth Adeyemi changed their e-mail address" in words and "Jean Barlow invited them" in words


def test_it_is_closed_and_the_address_is_the_one_from_before(cast):
    person = without_account(cast.chair)
    edit(cast, person, by=cast.head)
    edit(cast, person, by=cast.head, email="other@larkhollow.example")
    came_in(cast, person, cast.head)
    sign_in.close_sign_in(fresh(person), how="It was not her.", by=fresh(cast.dsl), at=MONDAY)
    now = fresh(person)
    assert now.email == cast.chair.email and not now.account.is_active and not now.account.has_usable_password()


def test_once_somebody_made_sure_it_is_theirs(cast):
    person = without_account(cast.chair)
    edit(cast, person, by=cast.head)
    came_in(cast, person, cast.head)
    confirm = reverse("community:confirm_sign_in", args=[person.pk])
    assert confirm in client_of(cast.dsl).get(reverse("home")).content.decode()
    sign_in.confirm_sign_in(fresh(person), how="I rang her.", by=fresh(cast.dsl), at=MONDAY)
    assert fresh(person).account.unconfirmed_since is None and not queries.unsettled(person).exists()


# ---- another order: the sign-in first, the duty later


def test_a_sign_in_taken_over_before_the_duty_reads_nothing_by_it(cast):
    """The office puts its own address on a parent, comes in as them, and then they become a governor."""
    person = without_account(cast.parent)
    edit(cast, person, by=cast.office)
    assert came_in(cast, person, cast.office).unconfirmed_since is None
    community_people.give_duty(fresh_plain(person), duty=Duty.GOVERNOR, since_on=TODAY, by=cast.head, at=MONDAY)
    assert account(person).unconfirmed_since == MONDAY


def test_nor_by_a_duty_that_an_import_gives(cast):
    person = without_account(cast.parent)
    edit(cast, person, by=cast.office)
    came_in(cast, person, cast.office)
    row = "kind,id,first name,last name,email,duties\n"
    row += f"staff,S1,{person.first_name},{person.last_name},{OFFICES_OWN},teacher\n"
    imported(cast.school, row, by=cast.office)
    assert Role.objects.filter(person=person, duty="teacher").exists()
    assert account(person).unconfirmed_since == MONDAY


def test_a_duty_that_is_still_to_begin_counts(cast):
    person = people.person(cast.school, "Otto", "Webb", Duty.TEACHER, account=False)
    Role.objects.create(person=person, duty="dsl", since_on=TODAY + timedelta(days=3))
    assert came_in(cast, person, cast.office).unconfirmed_since == MONDAY


def test_whoever_signs_in_already_keeps_their_work_when_they_get_a_duty(cast):
    """Nobody touched their address: the DSL to be goes on teaching."""
    asked = appointments.propose_duty(
        cast.teacher, duty=Duty.DEPUTY_DSL, since_on=TODAY, reason="Needed.", by=fresh(cast.head), at=MONDAY
    )
    appointments.agree_duty(asked, by=fresh(cast.chair), at=MONDAY)
    assert account(cast.teacher).unconfirmed_since is None


# ---- who is told


def mails():
    return {sent.to[0]: sent for sent in mail.outbox}


@pytest.mark.parametrize("change", [edit, import_])
@pytest.mark.parametrize("part", WATCHING)
def test_a_changed_address_of_whoever_watches_is_told_to_them_and_to_the_governors(cast, part, change):
    person = without_account(getattr(cast, part))
    change(cast, person, by=cast.head)
    told = mails()
    governors = {cast.chair.email, cast.governor.email} - {person.email}
    assert set(told) == governors | {person.email}
    assert all(OFFICES_OWN in sent.body and "Ruth Adeyemi" in sent.body for sent in told.values())
    assert "not whoever changed it" in told[person.email].body


@pytest.mark.parametrize("part", WATCHING)
def test_also_where_they_have_an_account_and_it_waits(cast, part):
    person = getattr(cast, part)
    by_hand(cast, person)
    told = mails()
    assert set(told) == {cast.head.email, cast.chair.email, cast.governor.email, person.email}


def test_a_changed_address_of_a_parent_is_told_to_nobody(cast):
    edit(cast, without_account(cast.parent), by=cast.office)
    assert mail.outbox == []


def test_the_server_keeps_and_tells_nothing(cast):
    row = "kind,id,first name,last name,email,duties\ngovernor,G1,Helen,Marsh,{},chair\n"
    without_account(cast.chair)
    for email in (cast.chair.email, OFFICES_OWN):
        ready = prepared(cast.school, row.format(email))
        intakes.import_people(cast.school, prepared=ready, files=["people.csv"], by=console(cast), at=MONDAY)
    assert fresh_plain(cast.chair).email == OFFICES_OWN
    assert not SignInChange.objects.exists() and mail.outbox == []


def test_an_import_that_is_taken_back_leaves_what_is_kept(cast):
    person = without_account(cast.chair)
    import_(cast, person, by=cast.head)
    intakes.undo_import(Intake.objects.first(), by=cast.head, at=MONDAY + timedelta(hours=2))
    assert fresh_plain(person).email == cast.chair.email
    assert queries.addresses_of_others().filter(person=person).count() == 1


def test_the_office_still_may_not_change_a_duty_of_trust(cast):
    with pytest.raises(Broken, match="Only the head"):
        edit(cast, without_account(cast.chair), by=cast.office)
    assert not SignInChange.objects.exists() and mail.outbox == []
