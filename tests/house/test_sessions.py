"""Whoever reads or writes the table of sessions opens none: neither by a key that lies there, nor by a row that is moved."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
QUEUE = reverse("concerns:queue")


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client


def is_in(client: Client) -> bool:
    return client.get(QUEUE).status_code == 200


def test_no_key_of_a_session_lies_in_the_table(cast):
    client = client_of(cast.dsl)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert is_in(with_cookie(cookie))
    kept = list(Session.objects.values_list("session_key", flat=True))
    assert kept and cookie not in kept and not any(is_in(with_cookie(key)) for key in kept)


def test_a_row_that_is_moved_under_ones_own_key_holds_nothing(cast):
    client_of(cast.dsl)
    theirs = Session.objects.get()
    mine = client_of(cast.parent)
    Session.objects.exclude(pk=theirs.pk).update(session_data=theirs.session_data)
    assert not is_in(mine)


def test_a_row_that_is_prolonged_ends_all_the_same(cast):
    client = client_of(cast.dsl)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=900))
    with time_machine.travel(MONDAY + timedelta(hours=9)):
        assert is_in(client)
    with time_machine.travel(MONDAY + timedelta(hours=11)):
        assert not is_in(client)


def test_signing_out_takes_the_row_away(cast):
    client = client_of(cast.dsl)
    client.post(reverse("account_logout"))
    assert not is_in(client) and not Session.objects.exists()
