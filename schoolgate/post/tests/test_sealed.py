"""Whoever has the database, or a backup of a night in which no mail left, opens nothing by what waits in the outbox."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import connection
from django.db.migrations.state import ProjectState
from django.test import Client
from django.urls import reverse

from schoolgate.community.actions import people
from schoolgate.community.models import Person
from schoolgate.community.signin import actions as signin
from schoolgate.concerns.queries import telling
from schoolgate.concerns.rules import Channel, ConcernKind
from schoolgate.concerns.tests import story
from schoolgate.post import outbox, tasks
from schoolgate.post.models import Message
from schoolgate.post.rules import Letter
from schoolgate.sealed import closing
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TELLERS = "jo.teller@home.example"
WAYS_IN = {"tell/follow/", "sign-in/invitation/", "account/password/reset/", "sign-in/change/"}
SECRETS_KEPT = timedelta(days=14)


@pytest.fixture(autouse=True)
def monday(settings):
    settings.EMAIL_BACKEND = "schoolgate.post.outbox.Backend"
    settings.DELIVERY = {"backend": f"{__name__}.Server"}
    with time_machine.travel(MONDAY, tick=False):
        yield


class Server:
    """A mail server that cannot be reached, or knows no such address."""

    problem: Exception = ConnectionRefusedError()

    def __init__(self, **kwargs):
        pass

    def open(self):
        return True

    def close(self):
        pass

    def send_messages(self, messages):
        raise Server.problem


def fresh(who):
    return Person.objects.prefetch_related("roles").get(pk=who.pk)


def all_that_waits(cast):
    """A link of every kind that a mail holds: to a concern, into an account, to a new password, to a change."""
    concern = story.outside(cast, "He hits me.", door=Channel.PARENT, kind=ConcernKind.UNHAPPY, contact=TELLERS)
    story.read(concern, cast.dsl)
    newcomer = Person.objects.create(school=cast.school, first_name="Ned", last_name="Oak", email="ned@home.example")
    newcomer.roles.create(duty="parent", since_on=MONDAY.date())
    signin.invite(fresh(newcomer), by=cast.office, at=MONDAY)
    Client().post(reverse("account_reset_password"), {"email": cast.parent.email})
    people.edit_person(fresh(cast.teacher), email="office.box@larkhollow.example", by=cast.office, at=MONDAY)
    return concern


def cells(table=None):
    """Every text in the database, or in one table, as it lies there."""
    found = []
    with connection.cursor() as cursor:
        for name in [table] if table else connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608
            found += [str(value) for row in cursor.fetchall() for value in row if isinstance(value, str)]
    return found


def lies_open(*words):
    return {word for word in words for cell in cells() if word.lower() in cell.lower()}


# ---- what the database alone tells


@pytest.mark.parametrize("state", [*Message.State.values])
def test_no_link_and_no_tellers_address_lies_open_in_whatever_state(cast, state):
    all_that_waits(cast)
    Message.objects.update(state=state)
    assert {way for way in WAYS_IN for message in Message.objects.all() if way in message.body} == WAYS_IN
    assert TELLERS in {message.to for message in Message.objects.all()}
    assert lies_open(*WAYS_IN, TELLERS) == set()
    assert not [cell for cell in cells("post_message") if "http" in cell or "@" in cell]


@pytest.mark.parametrize("problem", [ConnectionRefusedError(), smtplib.SMTPRecipientsRefused({TELLERS: (550, b"x")})])
def test_nor_after_tries_that_failed(cast, problem):
    all_that_waits(cast)
    Server.problem = problem
    at = MONDAY
    for _ in range(300):
        tasks.send_waiting(at)
        at += timedelta(minutes=1)
    assert set(Message.objects.values_list("state", flat=True)) == {"failed"}
    assert lies_open(*WAYS_IN, TELLERS) == set()


def test_the_link_opens_by_the_mail_and_by_nothing_that_the_database_has(cast, settings):
    """It is sealed there, and signed with a key that lies elsewhere: no cell and no number leads anywhere."""
    concern = all_that_waits(cast)
    (message,) = Message.objects.filter(person=None, kind="private.concern")
    token = message.body.partition("/tell/follow/")[2].partition("/")[0]
    assert Client().get(reverse("concerns:follow", args=[token])).status_code == 200
    tried = {cell for cell in cells() if "/" not in cell and cell}
    assert len(tried) > 50 and token not in tried
    assert not [cell for cell in {*tried, str(concern.pk)} if telling.school_of_link(cell)]
    settings.SECRET_KEY = "another"
    assert telling.school_of_link(token) is None


# ---- what could not be sent does not stay


def test_a_tellers_address_and_every_link_go_a_fortnight_after_they_failed(cast):
    all_that_waits(cast)
    Message.objects.update(state="failed")
    tasks.send_waiting(MONDAY + SECRETS_KEPT - timedelta(days=1))
    assert all(message.body for message in Message.objects.all())
    tasks.send_waiting(MONDAY + SECRETS_KEPT + timedelta(minutes=1))
    for message in Message.objects.all():
        assert message.body == ""
        assert message.to == ("" if message.person_id is None else message.person.email)


def test_what_holds_no_secret_keeps_its_words(cast):
    ask = Letter(cast.parent.pk, cast.parent.email, "policy.ask", "Please sign", "Please read our policy.")
    outbox.put(cast.school, [ask], MONDAY)
    Message.objects.update(state="failed")
    tasks.send_waiting(MONDAY + SECRETS_KEPT * 3)
    assert (Message.objects.get().body, Message.objects.get().to) == ("Please read our policy.", cast.parent.email)


# ---- the page of the outbox


def test_the_outbox_finds_addresses_that_it_holds_sealed(cast):
    mail.send_mail("Hello", "Words", None, ["Somebody.Else@elsewhere.example"])
    mail.send_mail("Hello", "Words", None, [cast.parent.email])
    office = client_of(cast.office)

    def found(words):
        page = office.get(reverse("post:outbox"), {"words": words}).content.decode()
        return {name for name in ("Somebody.Else@elsewhere.example", "Priya Nair") if name in page}

    assert found("") == {"Somebody.Else@elsewhere.example", "Priya Nair"}
    assert (
        found("elsewhere")
        == found("SOMEBODY.else@")
        == found("somebody example")
        == {"Somebody.Else@elsewhere.example"}
    )
    assert found("priya.nair@") == found("nair") == {"Priya Nair"}
    assert found("gAAAA") == set()


def test_a_search_for_a_tellers_address_finds_nothing(cast):
    all_that_waits(cast)
    for part in ("office", "head", "deputy"):
        page = client_of(getattr(cast, part)).get(reverse("post:outbox"), {"words": "jo.teller"}).content.decode()
        assert "No messages here" in page, part


# ---- what was there before


@pytest.mark.postgres
def test_the_migration_seals_what_is_there_and_leaves_it_readable(cast):
    """Rows as an earlier build left them: words and address in the clear, among them sealed and empty ones."""
    message = Message.objects.bulk_create(
        Message(school=cast.school, kind="account", to="", subject="x", body="", made_at=MONDAY) for _ in range(1203)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE post_message SET body = 'link ' || id, "to" = 'a@x.example' WHERE id <> %s""", [message[0].pk]
        )
    editor = type("Editor", (), {"connection": connection})
    closing.seal({"post.Message": ("to", "body")})(ProjectState.from_apps(apps).apps, editor)
    assert not [cell for cell in cells("post_message") if "@" in cell or cell.startswith("link")]
    assert len({cell for cell in cells("post_message") if cell.startswith("gAAAA")}) == 2 * 1202, "no two are alike"
    now = {row.pk: (row.to, row.body) for row in Message.objects.all()}
    assert now.pop(message[0].pk) == ("", "")
    assert all(words == ("a@x.example", f"link {pk}") for pk, words in now.items())
