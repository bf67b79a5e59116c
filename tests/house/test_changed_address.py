"""A changed address of somebody who has an account: no one person makes it theirs, by hand, by import or by invitation."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cli import people as cli_people
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import intakes
from schoolgate.community.models import Account, Person, Role
from schoolgate.community.queries import sign_in as queries
from schoolgate.community.signin import actions as signin
from schoolgate.community.tests.files import imported, prepared
from schoolgate.concerns.rules import Channel
from schoolgate.concerns.tests import story
from schoolgate.post.models import Message
from tests import cast as people
from tests.cast import MONDAY
from tests.house.restoring import (
    LINK,
    OFFICES_OWN,
    ROW,
    TODAY,
    WAYS,
    agree,
    been_here,
    by_hand,
    by_import,
    fresh,
    invited,
    link_to,
    set_up_factor,
    waiting,
)
from tests.house.test_session_factor import PASSWORD, share


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


# ---- a changed address


@pytest.mark.parametrize(
    ("way", "part"),
    [(way, part) for way in WAYS for part in ("teacher", "assistant", "dsl", "head", "it")]
    + [(by_hand, part) for part in ("chair", "governor", "parent")],
)
def test_a_new_address_of_somebody_who_has_an_account_changes_nothing_by_one_person(cast, way, part):
    person = getattr(cast, part)
    way(cast, person)
    now = fresh(person)
    assert now.email == person.email and now.account.email == person.email
    change = waiting(person)
    assert (change.old_email, change.new_email, change.asked_by_id) == (person.email, OFFICES_OWN, cast.office.pk)
    told = [sent for sent in mail.outbox if sent.extra_headers["X-Schoolgate-Kind"] == "sign_in"]
    assert [sent.to for sent in told] == [[person.email]], "the old address is told, and only that"
    assert OFFICES_OWN in told[0].body and not any(OFFICES_OWN in sent.to for sent in mail.outbox)
    if now.duties:
        assert signin.invite(now, by=cast.office, at=MONDAY).email == person.email


@pytest.mark.parametrize("has_server", [True, False], ids=["by mail", "printed"])
def test_the_attack_as_it_was_found(cast, settings, has_server):
    """The office put in a new e-mail, invited, accepted, and read a teacher's concern and what a parent had told."""
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"} if has_server else {}
    url = share(cast, cast.teacher)
    told = story.outside(cast, "My daughter is afraid.", door=Channel.PARENT, by=cast.parent)
    been_here(cast.teacher, cast.parent)
    office, links = people.client_of(cast.office), []
    for person in (cast.teacher, cast.parent):
        page = {"first_name": person.first_name, "last_name": person.last_name, "email": OFFICES_OWN}
        done = office.post(reverse("community:edit_person", args=[person.pk]), page, follow=True)
        assert "has to be agreed first" in done.content.decode()
        assert "A change of sign-in waits" in done.content.decode() and "Ruth Adeyemi" in done.content.decode()
        invited = office.post(reverse("signin:invite", args=[person.pk]), follow=True)
        links.append(
            link_to(person.email) if has_server else LINK.search(invited.content.decode()).group(1).partition("<")[0]
        )
    assert not [sent for sent in mail.outbox if sent.to == [OFFICES_OWN]]
    # Even with the link that goes to the old address, or on paper, nothing opens.
    for link, read in zip(links, (url, reverse("concerns:told_one", args=[told.pk])), strict=True):
        client = Client()
        client.post(link, {"password": PASSWORD})
        set_up_factor(client)
        assert client.get(read).url == reverse("signin:unconfirmed")


@pytest.mark.parametrize("email", ["OFFICE.BOX@Larkhollow.example", OFFICES_OWN])
def test_another_spelling_of_the_new_address_waits_as_well(cast, email):
    by_hand(cast, cast.teacher, email)
    assert fresh(cast.teacher).account.email == cast.teacher.email


def test_an_address_is_not_taken_away_by_one_person_either(cast):
    """Without one they would no longer be told that something waits for them."""
    by_hand(cast, cast.dsl, "")
    assert fresh(cast.dsl).email == cast.dsl.email
    agree(waiting(cast.dsl), cast.head)
    assert fresh(cast.dsl).email == "" and fresh(cast.dsl).account.email == cast.dsl.email


def test_the_link_in_the_old_mailbox_changes_it_and_nothing_is_closed(cast):
    theirs = people.client_of(cast.teacher)
    by_hand(cast, cast.teacher)
    stranger = Client()
    path = link_to(cast.teacher.email)
    for _ in range(3):
        page = stranger.get(path)
    assert page.status_code == 200 and OFFICES_OWN in page.content.decode() and "Kapoor" not in page.content.decode()
    assert fresh(cast.teacher).email == cast.teacher.email
    assert "it is changed" in stranger.post(path, {"answer": "yes"}).content.decode()
    now = fresh(cast.teacher)
    assert (now.email, now.account.email, now.account.unconfirmed_since) == (OFFICES_OWN, OFFICES_OWN, None)
    assert [address.email for address in EmailAddress.objects.filter(user=now.account)] == [OFFICES_OWN]
    assert reverse("account_login") in theirs.get(reverse("mfa_index")).url
    assert [sent.to for sent in mail.outbox[1:]] == [[cast.teacher.email], [OFFICES_OWN]]
    assert stranger.get(path).status_code == stranger.post(path, {"answer": "yes"}).status_code == 404


def test_the_link_refuses_as_well_and_then_no_second_person_agrees(cast):
    by_hand(cast, cast.teacher)
    change = waiting(cast.teacher)
    answer = Client().post(link_to(cast.teacher.email), {"answer": "no"})
    assert "nothing is changed" in answer.content.decode() and fresh(cast.teacher).email == cast.teacher.email
    with pytest.raises(access.Refused):
        agree(change, cast.office)
    with pytest.raises(Broken, match="answered already"):
        agree(change, cast.head)


def test_an_answer_has_to_be_chosen(cast):
    by_hand(cast, cast.teacher)
    answer = Client().post(link_to(cast.teacher.email), {})
    assert "Select whether this is right" in answer.content.decode() and waiting(cast.teacher)


def test_after_fourteen_days_the_link_is_over_and_the_second_person_is_not(cast):
    by_hand(cast, cast.teacher)
    path = link_to(cast.teacher.email)
    with time_machine.travel(MONDAY + timedelta(days=14), tick=False):
        assert Client().post(path, {"answer": "yes"}).status_code == 404
        assert fresh(cast.teacher).email == cast.teacher.email
        agree(waiting(cast.teacher), cast.head)
    assert fresh(cast.teacher).email == OFFICES_OWN


def test_a_second_new_address_takes_the_place_of_the_first_and_its_link(cast):
    by_hand(cast, cast.teacher, "first@larkhollow.example")
    first = link_to(cast.teacher.email)
    by_hand(cast, cast.teacher)
    assert Client().get(first).status_code == 404 and waiting(cast.teacher).new_email == OFFICES_OWN
    by_hand(cast, cast.teacher)
    assert len(mail.outbox) == 2, "the same address again sends nothing again"


def test_the_office_withdraws_a_change_that_was_a_mistake(cast):
    by_hand(cast, cast.teacher)
    office, path = people.client_of(cast.office), link_to(cast.teacher.email)
    url = reverse("community:withdraw_change", args=[cast.teacher.pk, waiting(cast.teacher).pk])
    assert people.client_of(cast.teacher).post(url).status_code in (403, 404)
    assert office.post(url).status_code == 302 and Client().get(path).status_code == 404
    assert not SignInChange.objects.filter(person=cast.teacher, answer="").exists()


def test_an_address_of_somebody_elses_account_is_refused_now_and_at_the_end(cast):
    with pytest.raises(Broken, match="somebody else"):
        by_hand(cast, cast.teacher, cast.parent.email.upper())
    by_hand(cast, cast.teacher)
    Account.objects.filter(person=cast.governor).update(email=OFFICES_OWN)
    with pytest.raises(Broken, match="somebody else"):
        agree(waiting(cast.teacher), cast.head)
    assert fresh(cast.teacher).email == cast.teacher.email and waiting(cast.teacher)


def test_no_link_stands_where_the_office_can_read_it(cast, settings):
    settings.EMAIL_BACKEND = "schoolgate.post.outbox.Backend"
    by_hand(cast, cast.teacher)
    message = Message.objects.get(person=cast.teacher)
    assert message.holds_secret and LINK.search(message.body)
    page = people.client_of(cast.office).get(reverse("post:message", args=[message.pk])).content.decode()
    assert not LINK.search(page)
    assert not any(token in str(Entry.objects.values_list("said", flat=True)) for token in LINK.findall(message.body))


# ---- who the second person is


@pytest.mark.parametrize(
    ("whose", "asks", "may"),
    [
        ("teacher", "office", {"head"}),
        ("dsl", "office", {"head"}),
        ("chair", "office", {"head"}),
        ("office", "office", {"head"}),
        ("head", "office", {"chair"}),
        ("teacher", "head", {"chair"}),
        ("dsl", "head", {"chair"}),
        ("head", "head", {"chair"}),
        ("chair", "head", {"governor"}),
    ],
)
def test_only_the_second_person_in_line_agrees_and_never_who_asked_or_whose_it_is(cast, whose, asks, may):
    person = getattr(cast, whose)
    by_hand(cast, person, by=getattr(cast, asks))
    change = waiting(person)
    for part, other in cast.members().items():
        if other is None or part in may:
            continue
        with pytest.raises(access.Refused):
            agree(change, other)
        url = reverse("community:answer_change", args=[change.pk])
        answer = people.client_of(other).post(url, {"answer": "yes"})
        assert answer.status_code in (403, 404), part
    assert fresh(person).email == person.email
    for part in may:
        client = people.client_of(getattr(cast, part))
        url = reverse("community:answer_change", args=[change.pk])
        assert url in client.get(reverse("home")).content.decode()
        assert OFFICES_OWN in client.get(url).content.decode()
        assert client.post(url, {"answer": "yes"}).status_code == 302
    assert fresh(person).email == OFFICES_OWN


@pytest.mark.parametrize("part", ["head", "deputy", "dsl", "teacher", "office", "chair", "governor", "parent"])
def test_there_is_always_a_second_way_whoever_is_gone(cast, part):
    """However few are left, somebody in line or the server's own command line can agree and confirm."""
    person = getattr(cast, part)
    by_hand(cast, person)
    for gone in ("head", "chair", "governor", "dsl", "deputy_dsl"):
        if getattr(cast, gone) != person:
            Role.objects.filter(person=getattr(cast, gone)).update(until_on=TODAY - timedelta(days=1))
        change = SignInChange.objects.select_related("person").get(person=person, answer="")
        change.person = fresh(person)
        assert person not in queries.agreeing(change, TODAY)
    assert queries.agreeing(change, TODAY) == []
    said = cli_people.confirm(cast.school, person.email, "Beside me.", at=MONDAY)
    assert fresh(person).email == OFFICES_OWN and fresh(person).account.unconfirmed_since is None
    assert "is confirmed" in said


@pytest.mark.postgres
def test_the_database_takes_no_second_who_is_the_first(cast):
    by_hand(cast, cast.teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInChange.objects.filter(person=cast.teacher).update(
            answer="agreed", answered_at=MONDAY, answered_by=cast.office
        )


# ---- imports go on


def test_the_preview_says_which_addresses_wait_and_the_import_goes_through(cast):
    told = {"person": cast.teacher, "duty": "teacher"}
    imported(cast.school, ROW.format(email=cast.teacher.email, **told), by=cast.office)
    text = ROW.format(email=OFFICES_OWN, **told) + "staff,S9,Ned,Oak,ned@larkhollow.example,staff\n"
    ready = prepared(cast.school, text, by=cast.office)
    assert [note for note in ready.notes if "Kapoor" in note and OFFICES_OWN in note and "waits" in note]
    assert not ready.plan.changes and not ready.empty
    imported(cast.school, text, by=cast.office)
    assert Person.objects.filter(first_name="Ned").exists() and waiting(cast.teacher).new_email == OFFICES_OWN
    again = prepared(cast.school, text, by=cast.office)
    assert again.empty and [note for note in again.notes if OFFICES_OWN in note]
    assert len(mail.outbox) == 1


def test_who_joined_between_the_preview_and_the_import_keeps_their_address(cast):
    newcomer = people.person(cast.school, "Nadia", "Frost", Duty.TEACHER, account=False)
    told = {"person": newcomer, "duty": "teacher"}
    imported(cast.school, ROW.format(email=newcomer.email, **told), by=cast.office)
    ready = prepared(cast.school, ROW.format(email=OFFICES_OWN, **told), by=cast.office)
    assert ready.plan.changes and not ready.addresses
    invited(cast, newcomer)
    intakes.import_people(cast.school, prepared=ready, files=["people.csv"], by=cast.office, at=MONDAY)
    assert fresh(newcomer).email == newcomer.email == fresh(newcomer).account.email
    assert waiting(newcomer).new_email == OFFICES_OWN


def test_an_import_asks_for_no_address_of_somebody_elses_account(cast):
    told = {"person": cast.teacher, "duty": "teacher"}
    imported(cast.school, ROW.format(email=cast.teacher.email, **told), by=cast.office)
    text = ROW.format(email=cast.parent.email.upper(), **told)
    ready = prepared(cast.school, text, by=cast.office)
    assert [note for note in ready.notes if "somebody else" in note] and ready.empty
    assert not SignInChange.objects.exists()


def test_taking_an_import_back_asks_for_its_addresses_no_more_and_gives_nobody_another(cast):
    done = by_import(cast, cast.teacher)
    path = link_to(cast.teacher.email)
    intakes.undo_import(done, by=cast.office, at=MONDAY + timedelta(hours=2))
    assert not SignInChange.objects.filter(answer="").exists() and Client().get(path).status_code == 404
    assert fresh(cast.teacher).email == cast.teacher.email


def test_an_import_taken_back_does_not_put_an_old_address_to_a_new_account(cast):
    """Typed by the office, put right by a file, joined by its owner; taken back, the office's would open the account."""
    newcomer = people.person(cast.school, "Nadia", "Frost", Duty.TEACHER, account=False)
    told = {"person": newcomer, "duty": "teacher"}
    imported(cast.school, ROW.format(email=newcomer.email, **told), by=cast.office)
    Person.objects.filter(pk=newcomer.pk).update(email=OFFICES_OWN)
    done = imported(cast.school, ROW.format(email="nadia@home.example", **told), by=cast.office)
    assert fresh(newcomer).email == "nadia@home.example"
    invited(cast, newcomer)
    intakes.undo_import(done, by=cast.office, at=MONDAY)
    assert fresh(newcomer).email == "nadia@home.example"


def test_an_address_on_record_that_is_not_the_accounts_opens_nothing(cast):
    """However it came to be there: neither a new invitation nor one that was sent before."""
    before = signin.invite(cast.teacher, by=cast.office, at=MONDAY)
    Person.objects.filter(pk=cast.teacher.pk).update(email=OFFICES_OWN)
    with pytest.raises(Broken, match="agreed first"):
        signin.invite(fresh(cast.teacher), by=cast.office, at=MONDAY)
    type(before).objects.filter(pk=before.pk).update(email=OFFICES_OWN)
    assert Client().get(link_to(cast.teacher.email)).status_code == 404


def test_a_former_person_confirms_and_answers_nothing(cast):
    by_hand(cast, cast.teacher)
    path = link_to(cast.teacher.email)
    Role.objects.filter(person=cast.teacher).update(until_on=TODAY - timedelta(days=1))
    assert Client().get(path).status_code == Client().post(path, {"answer": "yes"}).status_code == 404
