"""Where no mail leaves, an invitation is printed and handed over, and whoever printed it is not who comes in by it."""

import re

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from schoolgate.access import Machine
from schoolgate.access.duties import Duty
from schoolgate.cli import people as console
from schoolgate.community.queries import sign_in
from schoolgate.community.signin import actions
from tests import cast as people
from tests.cast import MONDAY, client_of
from tests.house.restoring import fresh
from tests.house.test_session_factor import PASSWORD

OPEN_IT = ("office", "it")


@pytest.fixture(autouse=True)
def on_monday(settings):
    settings.DELIVERY = {}
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def newcomer(cast):
    return people.person(cast.school, "Nadia", "Frost", Duty.PARENT, account=False)


def printed(client, person):
    page = client.post(reverse("signin:invite", args=[person.pk])).content.decode()
    return re.search(r"/sign-in/invitation/[\w-]+/", page).group()


def test_the_link_is_shown_once_and_no_mail_is_made(cast, newcomer):
    office = client_of(cast.office)
    asked = office.get(reverse("signin:invite", args=[newcomer.pk])).content.decode()
    assert "Make a link to print" in asked and "We send a link" not in asked
    path = printed(office, newcomer)
    assert not mail.outbox
    assert path not in office.get(reverse("signin:invite", args=[newcomer.pk])).content.decode()
    assert Client().post(path, {"password": PASSWORD}).status_code == 302
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("who", ["office", "it", "head"])
def test_whoever_printed_it_has_seen_the_link_so_somebody_else_makes_sure(cast, newcomer, who):
    Client().post(printed(client_of(getattr(cast, who)), newcomer), {"password": PASSWORD})
    assert fresh(newcomer).account.unconfirmed_since == MONDAY
    confirming = sign_in.confirming(fresh(newcomer), MONDAY.date())
    assert confirming and getattr(cast, who) not in confirming


def test_by_mail_nobody_has_seen_it(cast, newcomer, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    made = actions.invite(newcomer, by=cast.office, at=MONDAY)
    Client().post("/" + made.link.split("/", 3)[3], {"password": PASSWORD})
    assert fresh(newcomer).account.unconfirmed_since is None


def test_the_command_line_prints_a_new_link(cast, newcomer):
    old = actions.invite(newcomer, by=Machine(cast.school.pk, Duty.CONSOLE), at=MONDAY, printed=True)
    said = console.invite(cast.school, newcomer.email, at=MONDAY)
    path = re.search(r"/sign-in/invitation/[\w-]+/", said).group()
    assert Client().get(path).status_code == 200 and not mail.outbox
    assert Client().get("/" + old.link.split("/", 3)[3]).status_code == 404


def test_the_page_of_invitations_sends_nobody_to_a_page_that_is_closed_to_them(cast):
    """The office prints on a person’s page, which IT does not open: there they are told what they can do."""
    shown = {who: client_of(getattr(cast, who)).get(reverse("signin:invite_all")).content.decode() for who in OPEN_IT}
    opens = {who: client_of(getattr(cast, who)).get(reverse("community:people")).status_code for who in OPEN_IT}
    assert opens == {"office": 200, "it": 403}
    assert "under People" in shown["office"] and "under People" not in shown["it"]
    assert "Set one on the server" in shown["it"] and "schoolgate people invite" in shown["it"]


def test_what_is_said_of_who_was_made_sure_of_holds_for_anybody(cast, newcomer):
    """They may be suspended, which is nobody’s to learn here: so it says nothing of what they see."""
    Client().post(printed(client_of(cast.office), newcomer), {"password": PASSWORD})
    there = reverse("community:confirm_sign_in", args=[newcomer.pk])
    said = client_of(cast.dsl).post(there, {"answer": "yes", "how": "I know her."}, follow=True).content.decode()
    assert "You have made sure that it is Nadia Frost" in said and "see again" not in said
