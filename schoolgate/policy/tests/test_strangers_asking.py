"""Strangers who ask “May I?” write no entry of the trail, and no more than so many rows an hour."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from schoolgate.audit.models import Entry
from schoolgate.policy import limits
from schoolgate.policy.models import Asked
from schoolgate.policy.tests.test_may_i_pages import CONTACT, TEN, get, school, word
from tests.cast import MONDAY, client_of

__all__ = ["school"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def entries() -> int:
    return Entry.objects.count()


def test_a_stranger_fills_neither_the_trail_nor_the_table(school):
    before = entries()
    for n in range(limits.FROM_ONE + 15):
        assert word(get(Client(), "use", **{**TEN, "age": str(5 + n % 8)})), "each is answered"
    assert entries() == before and Asked.objects.count() == limits.FROM_ONE
    assert not Session.objects.exists()


def test_another_address_and_the_next_hour_have_room_of_their_own(school):
    for _ in range(limits.FROM_ONE + 1):
        get(Client(), "use", **TEN)
    get(Client(REMOTE_ADDR="192.0.2.7"), "use", **TEN)
    assert Asked.objects.count() == limits.FROM_ONE + 1
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        get(Client(), "use", **TEN)
    assert Asked.objects.count() == limits.FROM_ONE + 2


def test_many_addresses_have_a_limit_together(school, monkeypatch):
    monkeypatch.setattr(limits, "FROM_ALL", 5)
    for n in range(9):
        get(Client(REMOTE_ADDR=f"192.0.2.{n}"), "use", **TEN)
    assert Asked.objects.count() == 5


def test_who_is_signed_in_is_counted_as_before(cast, school):
    before = entries()
    get(client_of(cast.assistant), "connect", **CONTACT)
    assert Asked.objects.count() == 1 and entries() == before + 1
