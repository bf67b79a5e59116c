"""Whoever has somebody's mailbox sets a password by a link: alone, that opens nothing that is confidential."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.cases.tests import letters as post
from schoolgate.community.accounts import What
from schoolgate.community.queries import sign_in as queries
from schoolgate.community.signin import actions as signin
from schoolgate.concerns.rules import Channel
from schoolgate.concerns.tests import story
from tests import cast as people
from tests.cast import MONDAY
from tests.house.restoring import TODAY, fresh, set_up_factor
from tests.house.test_session_factor import LET_IN, PASSWORD, SECRET, share, with_password
from tests.house.test_session_factor import sign_in as enter

UNCONFIRMED = "signin:unconfirmed"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def by_mailbox(person) -> Client:
    """Somebody asks for a new password, takes the link out of the mailbox, and signs in."""
    account = with_password(person)
    account.set_password("nobody knows this one")
    account.save()
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": account.email})
    path = re.search(r"https?://[^/\s]+(/account/\S+)", mail.outbox[-1].body).group(1)
    mail.outbox.clear()
    client = Client()
    client.post(client.get(path).url, {"password1": PASSWORD, "password2": PASSWORD})
    return enter(account.email)[0]


def without_step(person):
    Authenticator.objects.filter(user__person=person).delete()
    return person


@pytest.mark.parametrize("let_in", LET_IN)
def test_a_link_and_a_second_step_of_ones_own_read_nothing(cast, let_in):
    url = let_in(cast, without_step(cast.teacher))
    client = by_mailbox(cast.teacher)
    assert any("a new password was set for you" in sent.subject for sent in mail.outbox)
    set_up_factor(client)
    assert any("a second step was added" in sent.subject for sent in mail.outbox)
    assert Authenticator.objects.filter(user=cast.teacher.account).exists()
    assert client.get(url).url == reverse(UNCONFIRMED)
    (told,) = queries.what_happened(cast.teacher)
    assert "set by a link to" in told and "no second step" in told
    assert cast.teacher in queries.to_confirm(fresh(cast.dsl), TODAY)
    confirm = reverse("community:confirm_sign_in", args=[cast.teacher.pk])
    assert people.client_of(cast.dsl).post(confirm, {"answer": "yes", "how": "She stood here."}).status_code == 302
    assert client.get(url).status_code in (200, 302) and UNCONFIRMED not in str(client.get(url).headers)
    assert fresh(cast.teacher).account.password_by_link_at is None


@pytest.mark.parametrize("who", ["dsl", "deputy_dsl", "head", "chair", "deputy"])
def test_nor_as_somebody_who_reads_by_duty(cast, who):
    person = without_step(getattr(cast, who))
    concern = story.outside(cast, "marigold: somebody touches Maya.")
    client = by_mailbox(person)
    set_up_factor(client)
    for name, args in (("concerns:queue", []), ("concerns:concern", [concern.pk]), ("cases:cases", [])):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 302 and answer.url == reverse(UNCONFIRMED), name
    assert queries.unsettled(person).get().what == What.PASSWORD
    others = {to for sent in mail.outbox for to in sent.to} - {person.email}
    watching = {cast.governor.email, cast.chair.email, cast.head.email} - {person.email}
    assert others == (watching if who != "deputy" else set()), "those who watch hear of it at once"


def test_what_is_shared_only_later_waits_too(cast):
    """First the mailbox, then the share: the first second step proves no more than it did before."""
    client = by_mailbox(without_step(cast.teacher))
    assert fresh(cast.teacher).account.unconfirmed_since is None
    assert client.get(reverse("home")).status_code == 200
    url = share(cast, cast.teacher)
    set_up_factor(client)
    assert client.get(url).url == reverse(UNCONFIRMED)


def test_a_second_step_before_anything_is_shared_does_not_help(cast):
    client = by_mailbox(without_step(cast.teacher))
    set_up_factor(client)
    url = share(cast, cast.teacher)
    assert client.get(url).url == reverse(UNCONFIRMED)


def test_a_letter_that_comes_later_waits_too(cast):
    post.reachable(cast)
    client = by_mailbox(without_step(cast.parent))
    assert fresh(cast.parent).account.unconfirmed_since is None, "nothing is there that anybody could read"
    post.send(post.to_priya(cast), cast.head)
    assert client.get(reverse("letters:mine")).url == reverse(UNCONFIRMED)
    assert cast.parent in queries.to_confirm(fresh(cast.dsl), TODAY)


def test_nor_the_list_of_what_a_parent_told(cast):
    told = story.outside(cast, "My daughter is afraid.", door=Channel.PARENT, by=cast.parent)
    client = by_mailbox(without_step(cast.parent))
    for name, args in (("concerns:told", []), ("concerns:told_one", [told.pk])):
        assert client.get(reverse(name, args=args)).url == reverse(UNCONFIRMED)


def test_every_address_hears_of_it(cast):
    cast.teacher.email = "asha.at.home@example.org"
    cast.teacher.save(update_fields=["email"])
    by_mailbox(without_step(cast.teacher))
    told = {to for sent in mail.outbox if "new password" in sent.subject for to in sent.to}
    assert told == {cast.teacher.email, cast.teacher.account.email}


def test_who_has_a_second_step_of_before_is_asked_for_it(cast):
    TOTP.activate(without_step(cast.teacher).account, SECRET)
    by_mailbox(cast.teacher)
    account = fresh(cast.teacher).account
    assert account.password_by_link_at is None and account.unconfirmed_since is None
    assert any("a new password was set for you" in sent.subject for sent in mail.outbox)


def test_twice_is_written_down_once_and_is_in_the_trail(cast):
    story.outside(cast, "My daughter is afraid.", door=Channel.PARENT, by=cast.parent)
    for _ in range(2):
        cache.clear()
        by_mailbox(without_step(cast.parent))
    assert queries.unsettled(cast.parent).count() == 1
    assert Entry.objects.filter(event="community.note_password_link", by=str(cast.parent.pk)).count() == 2


@pytest.mark.parametrize("deed", ["note_password_link", "note_second_step"])
def test_nobody_notes_it_for_somebody_else(cast, deed):
    said = {"first": True} if deed == "note_second_step" else {}
    with pytest.raises(access.Refused):
        getattr(signin, deed)(fresh(cast.teacher), by=fresh(cast.head), at=MONDAY, **said)
