"""A child's card opens nothing after some wrong tries over all days; the child's teachers hear of it, and nobody who tries."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from schoolgate.community.models import Account
from schoolgate.community.signin import actions, cards, pictures, queries
from schoolgate.community.tests.test_signin_pupils import URL, card, other_pictures, try_card, who
from tests.cast import MONDAY, client_of

__all__ = ["card"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def mails() -> list[mail.EmailMessage]:
    return [sent for sent in mail.outbox if sent.extra_headers["X-Schoolgate-Kind"] == "wrong_pictures"]


def counted(cast) -> tuple[int, int]:
    account = Account.objects.get(person=cast.pupil)
    return account.wrong_tries, account.wrong_in_all


def has_tried(cast, wrong: int, in_all: int) -> None:
    Account.objects.filter(person=cast.pupil).update(wrong_tries=wrong, wrong_in_all=in_all)


def test_trying_day_by_day_from_one_address_ends_at_forty(cast, card):
    """Within every limit of an hour and a day, as somebody who has the class code and the number would."""
    tried = 0
    for day in range(6):
        for part in range(5):
            with time_machine.travel(MONDAY + timedelta(days=day, minutes=11 * part), tick=False):
                cache.clear()
                for _ in range(9):
                    try_card(Client(), card.code, card.number, other_pictures(card))
                    tried += 1
        if counted(cast)[0] >= pictures.CLOSED_AFTER:
            break
    assert tried < 60 and counted(cast)[0] == pictures.CLOSED_AFTER
    cache.clear()
    client, wrong = Client(), Client()
    try_card(client, card.code, card.number, card.pictures)
    assert not who(client), "the right pictures open it no more"
    try_card(wrong, card.code, card.number, other_pictures(card))
    assert "does not match a card" in bare(client) and bare(client) == bare(wrong), "and are answered as wrong ones are"


def bare(client: Client) -> str:
    whole = client.get(reverse(URL)).content.decode()
    return "".join(part for part in whole.split("<") if "csrfmiddlewaretoken" not in part)


def test_the_teachers_of_the_class_are_told_of_many_and_of_the_end_once(cast, card):
    has_tried(cast, pictures.MANY - 1, 30)
    try_card(Client(), card.code, card.number, other_pictures(card))
    (sent,) = mails()
    assert sent.to == [cast.teacher.email] and "Maya" not in sent.subject + sent.body
    try_card(Client(), card.code, card.number, other_pictures(card))
    assert len(mails()) == 1
    has_tried(cast, pictures.CLOSED_AFTER - 1, 60)
    for _ in range(3):
        try_card(Client(), card.code, card.number, other_pictures(card))
    assert len(mails()) == 2 and counted(cast) == (pictures.CLOSED_AFTER, 61)


def test_a_card_that_was_closed_a_moment_ago_is_told_of_once(cast, card, monkeypatch):
    has_tried(cast, pictures.CLOSED_AFTER - 1, 60)
    stale = queries.account_of_card(card.code, card.number, MONDAY.date())
    monkeypatch.setattr(queries, "account_of_card", lambda *args: stale)
    for _ in range(2):
        has = (stale.wrong_tries, stale.wrong_in_all)
        actions.note_wrong_pictures(card.code, card.number, at=MONDAY)
        stale.wrong_tries, stale.wrong_in_all = has
    assert counted(cast) == (pictures.CLOSED_AFTER, 61) and len(mails()) == 1


def test_where_a_class_has_no_teacher_the_head_is_told(cast, card):
    cast.kestrels.teaching.update(until_on=MONDAY.date() - timedelta(days=1))
    has_tried(cast, pictures.MANY - 1, 30)
    try_card(Client(), card.code, card.number, other_pictures(card))
    assert [sent.to for sent in mails()] == [[cast.head.email]]


def test_a_child_who_comes_in_starts_anew_but_not_for_ever(cast, card):
    has_tried(cast, 39, 100)
    client = Client()
    try_card(client, card.code, card.number, card.pictures)
    assert who(client) and counted(cast) == (0, 100)
    has_tried(cast, 0, pictures.CLOSED_AFTER_IN_ALL)
    client = Client()
    try_card(client, card.code, card.number, card.pictures)
    assert not who(client), "whoever tries between a child's days is stopped as well"


def test_a_new_card_opens_again_and_the_teachers_page_says_whose_it_is(cast, card):
    has_tried(cast, pictures.CLOSED_AFTER, 90)
    page = reverse("signin:cards", args=[cast.kestrels.pk])
    teacher = client_of(cast.teacher)
    assert "the card of Maya Nair opens nothing any more" in " ".join(teacher.get(page).content.decode().split())
    assert (
        "opens nothing any more" not in teacher.get(reverse("signin:class", args=[cast.kestrels.pk])).content.decode()
    )
    made = teacher.post(page, {"whom": "missing"})
    assert "Maya" in made.content.decode() and counted(cast) == (0, 0)
    (fresh,) = actions.make_cards(cast.kestrels, [cast.pupil], by=cast.teacher, at=MONDAY)
    client = Client()
    try_card(client, fresh.code, fresh.number, fresh.pictures)
    assert who(client)


@pytest.mark.parametrize("code,number", [("no-such-1", 1), (None, 29), (None, 999_999)])
def test_what_is_no_card_counts_for_nobody(cast, card, code, number):
    try_card(Client(), code or card.code, number, card.pictures)
    assert not Account.objects.exclude(wrong_in_all=0).exists() and not mails()


# ---- nothing is written before all of a card is there


def test_no_session_is_written_before_the_last_picture(cast, card):
    client = Client()
    for _ in range(10):
        client.get(reverse("signin:pupil_of_class", args=[card.code]))
    client.post(reverse(URL), {"number": card.number})
    for picture in card.pictures[:2]:
        client.post(reverse(URL), {"picture": picture})
    assert not Session.objects.exists() and "sessionid" not in client.cookies
    client.post(reverse(URL), {"picture": card.pictures[2]})
    assert who(client) and client.cookies[cards.COOKIE].value == ""


def test_what_was_entered_is_read_by_nobody_and_not_made_up(cast, card):
    client = Client()
    client.get(reverse("signin:pupil_of_class", args=[card.code]))
    client.post(reverse(URL), {"number": card.number})
    client.post(reverse(URL), {"picture": card.pictures[0]})
    kept = client.cookies[cards.COOKIE]
    assert card.code not in kept.value and kept["httponly"] and kept["max-age"] == ""
    for made_up in ("", "x", kept.value[:-4] + "AAAA", '{"code": "a", "number": 1}'):
        client.cookies[cards.COOKIE] = made_up
        assert "class code" in client.get(reverse(URL)).content.decode().lower()
    client.cookies[cards.COOKIE] = kept.value
    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        assert "class code" in client.get(reverse(URL)).content.decode().lower(), "an hour later it is begun anew"
