"""Whoever comes in for the first time was not helped back in, however the school brought them in; and who waits tells."""

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import sign_in
from schoolgate.community.models import Account, Person
from schoolgate.community.queries import sign_in as queries
from schoolgate.community.signin import actions as signin
from schoolgate.community.tests.files import imported
from schoolgate.concerns.actions import drafts
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.tests import page
from tests import cast as people
from tests.cast import MONDAY
from tests.house.restoring import (
    OFFICES_OWN,
    TODAY,
    agree,
    been_here,
    by_hand,
    first_invited,
    fresh,
    invited,
    link_to,
    set_up_factor,
    waiting,
)
from tests.house.test_session_factor import PASSWORD, SECRET, share

FILE = """kind,id,first name,last name,date of birth,class,year,email,duties,children,relation
pupil,P9,Zebedee,Miah,2016-05-01,Kestrels,6,,,,
staff,S9,Ned,Oak,,,,ned@larkhollow.example,staff,,
parent,C9,Samina,Miah,,,,samina@home.example,,P9,mother
"""


@pytest.fixture(autouse=True)
def monday(settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def came(cast):
    """Two who came by a file."""
    imported(cast.school, FILE, by=cast.office)
    return [Person.objects.get(email=email) for email in ("ned@larkhollow.example", "samina@home.example")]


def opened(*newcomers):
    """The accounts that the school opened for them, as an invented school's: nobody has ever come in by one."""
    for person in newcomers:
        Account.objects.create_for(person, email=person.email.lower())


def confirmed(client, person):
    assert "Ask somebody to confirm" not in client.get(reverse("home"), follow=True).content.decode()
    return fresh(person).account.unconfirmed_since is None and not SignInChange.objects.filter(person=person).exists()


# ---- a first time


@pytest.mark.parametrize("open_accounts", [False, True])
def test_who_came_by_a_file_is_in_at_their_first_invitation(cast, came, open_accounts):
    if open_accounts:
        opened(*came)
    for person in came:
        assert confirmed(first_invited(cast, person), person)
    assert not queries.to_confirm(fresh(cast.dsl), TODAY)
    assert "Make sure that it is" not in people.client_of(cast.dsl).get(reverse("home")).content.decode()


def test_the_mass_invitation_asks_nobody_to_be_confirmed(cast, came):
    opened(*came)
    people.client_of(cast.office).post(reverse("signin:invite_all"))
    for person in came:
        path = link_to(person.email)
        assert Client().post(path, {"password": PASSWORD}).status_code == 302
        assert fresh(person).account.has_usable_password() and fresh(person).account.unconfirmed_since is None
    assert not queries.to_confirm(fresh(cast.dsl), TODAY)


def test_who_was_typed_in_by_hand_is_in_too(cast):
    newcomer = people.person(cast.school, "Nadia", "Frost", Duty.PARENT, account=False)
    assert confirmed(first_invited(cast, newcomer), newcomer)


def test_a_second_invitation_that_was_never_used_before_is_still_the_first_time(cast, came):
    opened(*came)
    signin.invite(fresh(came[0]), by=cast.office, at=MONDAY)
    assert confirmed(first_invited(cast, came[0]), came[0])


# ---- whoever has been here is restored


def by_password(person):
    account = person.account
    account.set_password("quite-another-one")
    account.save()


def by_the_schools_own_accounts(person):
    been_here(person)


def by_pictures(person):
    Account.objects.filter(person=person).update(pictures="x" * 64)


def by_a_second_step(person):
    TOTP.activate(person.account, SECRET)


def closed(person):
    Account.objects.filter(person=person).update(is_active=False)


@pytest.mark.parametrize("was", [by_password, by_the_schools_own_accounts, by_pictures, closed])
def test_whoever_was_here_before_is_not_in_by_another_s_invitation(cast, came, was):
    opened(*came)
    was(fresh(came[0]))
    first_invited(cast, came[0])
    assert fresh(came[0]).account.unconfirmed_since == MONDAY
    assert queries.to_confirm(fresh(cast.dsl), TODAY) == [came[0]]


def test_a_second_step_alone_says_that_somebody_was_here(cast, came):
    opened(*came)
    by_a_second_step(fresh(came[0]))
    first_invited(cast, came[0])
    assert fresh(came[0]).account.unconfirmed_since


def test_the_second_time_is_no_first_time(cast, came):
    assert confirmed(first_invited(cast, came[1]), came[1])
    first_invited(cast, came[1])
    assert fresh(came[1]).account.unconfirmed_since


def test_a_changed_address_of_an_account_that_nobody_used_waits_all_the_same(cast, came):
    """Agreed by a second person, invited, accepted: whoever has the new mailbox is not in as them."""
    opened(*came)
    by_hand(cast, came[0])
    assert fresh(came[0]).email == "ned@larkhollow.example"
    agree(waiting(came[0]), cast.head)
    client = first_invited(cast, came[0])
    assert fresh(came[0]).account.email == OFFICES_OWN and fresh(came[0]).account.unconfirmed_since
    assert "Ask somebody to confirm" in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("open_accounts", [False, True])
def test_what_was_shared_with_them_by_name_stays_closed_at_a_first_time_too(cast, came, open_accounts):
    if open_accounts:
        opened(came[0])
    url = share(cast, came[0])
    client = first_invited(cast, came[0])
    set_up_factor(client)
    assert client.get(url).url == reverse("signin:unconfirmed")


def test_it_was_not_them_and_then_it_is_no_first_time(cast, came):
    been_here(cast.teacher)
    invited(cast, cast.teacher)
    sign_in.close_sign_in(fresh(cast.teacher), how="She knows nothing of it.", by=fresh(cast.dsl), at=MONDAY)
    Account.objects.filter(person=cast.teacher).update(last_login=None)
    first_invited(cast, cast.teacher)
    assert fresh(cast.teacher).account.unconfirmed_since


# ---- and whoever waits is not kept from telling


def told(client, kind="staff", **said):
    url = reverse("concerns:staff_form", args=[kind])
    token = page.value(client.get(url), "token")
    sent = {"token": token, "words": "He swings at them.", "when": "today", "told_in_person": "yes"}
    return client.post(url, {**sent, "whom": "child", "deed": "send", **said})


@pytest.mark.parametrize("part", ["teacher", "assistant", "office", "governor"])
def test_staff_who_wait_tell_us_and_read_nothing(cast, part):
    person = getattr(cast, part)
    client = invited(cast, person)
    assert client.get(reverse("concerns:start")).url == reverse("concerns:staff")
    assert reverse("concerns:staff") in client.get(reverse("home")).content.decode()
    shown = page.words(client.get(reverse("concerns:staff") + "?q=ma"))
    assert "Who is it about?" in shown and 'name="q"' not in shown and "Save and finish later" not in shown
    with time_machine.travel(MONDAY.replace(minute=MONDAY.minute + 1), tick=False):
        answer = told(client, names="A boy in Wrens")
    assert answer.status_code == 200, answer.headers
    concern = Concern.objects.get()
    assert concern.entered_by == person and [name.name for name in concern.names.all()] == ["A boy in Wrens"]
    assert client.get(reverse("concerns:told_one", args=[concern.pk])).url == reverse("signin:unconfirmed")
    assert client.get(reverse("concerns:told")).url == reverse("signin:unconfirmed")
    assert client.get(reverse("concerns:queue")).url == reverse("signin:second_factor")
    set_up_factor(client)
    assert client.get(reverse("concerns:queue")).url == reverse("signin:unconfirmed")
    assert told(client, words="Again.").status_code == 200


def test_the_list_of_people_is_not_looked_through_by_the_form(cast):
    """Neither by its search nor by numbers that are put into the form."""
    client = invited(cast, cast.teacher)
    url = reverse("concerns:staff_form", args=["staff"])
    looks = [{"find": "1", "q": "Maya"}, {"q": "Maya"}, {"person": cast.pupil.pk}, {"add": cast.pupil.pk}]
    for look in looks:
        for deed in ({}, {"deed": "keep"}, {"find": "1"}):
            shown = page.words(client.post(url, {"words": "Half a", **look, **deed}))
            assert str(cast.pupil) not in shown and "Half a" in shown, (look, deed)
    told(client, person=cast.pupil.pk)
    assert not Concern.objects.filter(about__person=cast.pupil).exists()


def test_what_was_begun_before_is_not_shown_and_stays(cast):
    kept = {"words": ["Half a worry"]}
    drafts.save_draft(cast.school, form="staff", fields=kept, by=fresh(cast.teacher), at=MONDAY)
    client = invited(cast, cast.teacher)
    url = reverse("concerns:staff_form", args=["staff"])
    assert "Half a worry" not in page.words(client.get(url))
    client.post(url, {"deed": "drop"})
    assert client.post(reverse("concerns:keep", args=["staff"]), {"words": "x"}).status_code == 403
    assert Draft.objects.get(person=cast.teacher).content.count("Half a worry") == 1


def test_parents_who_wait_tell_us_too(cast):
    client = invited(cast, cast.parent)
    assert client.get(reverse("concerns:start")).url == reverse("concerns:doors", args=[cast.school.slug])
    for name in ("doors", "worry", "unhappy"):
        assert client.get(reverse(f"concerns:{name}", args=[cast.school.slug])).status_code == 200, name
    assert client.get(reverse("concerns:staff")).status_code == 403


def test_nobody_is_told_that_they_came_again(cast):
    client = invited(cast, cast.teacher)
    waits = client.get(reverse("signin:unconfirmed")).content.decode()
    task = people.client_of(cast.dsl).get(reverse("home")).content.decode()
    assert "sign in again" not in waits and "sign in again" not in task
