"""By which server mail leaves: the line of the settings, and a real connection that is refused."""

import socket

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from schoolgate.config import mail
from schoolgate.post import tasks
from schoolgate.post.models import Message
from tests.cast import MONDAY


@pytest.mark.parametrize(
    "line, expected",
    [
        ("smtp+tls://u%40x:p%3Aw@mail.example", ("mail.example", 587, "u@x", "p:w", True, False)),
        ("smtp+ssl://mail.example", ("mail.example", 465, "", "", False, True)),
        ("smtp://localhost:2525", ("localhost", 2525, "", "", False, False)),
    ],
)
def test_a_line_becomes_a_connection(line, expected):
    made = get_connection(**mail.delivery(line))
    assert (made.host, made.port, made.username, made.password, made.use_tls, made.use_ssl) == expected
    assert made.timeout == 20


def test_no_line_is_no_server():
    assert mail.delivery("") == {}


@pytest.mark.parametrize("line", ["nonsense", "http://mail.example", "smtp://mail:port"])
def test_a_line_that_cannot_be_read_says_how_to_write_it(line):
    with pytest.raises(ImproperlyConfigured, match=r"SCHOOLGATE_MAIL .* smtp\+tls://"):
        mail.delivery(line)


@pytest.mark.django_db
def test_a_server_that_is_not_there_is_a_problem_in_words_and_another_try(cast, settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.DELIVERY = mail.delivery(f"smtp://127.0.0.1:{port}")
    Message.objects.create(
        school=cast.school,
        person=cast.parent,
        kind="policy.ask",
        to=cast.parent.email,
        subject="Please sign",
        body="Words",
        made_at=MONDAY,
        next_try_at=MONDAY,
    )
    assert tasks.send_waiting(MONDAY) == 0
    message = Message.objects.get()
    assert (message.state, message.tries) == ("waiting", 1)
    assert message.problem == "The mail server refused or broke off the connection."
