"""An empty folder becomes a school in the browser: only with the code, one thing a page, and then the set-up is gone."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.actions import set_up
from schoolgate.community.models import Account, Invitation, Person, School, SetUp
from schoolgate.config import mail as config_mail
from schoolgate.design.forms import PARTS
from tests.cast import MONDAY
from tests.house.test_session_factor import PASSWORD

pytestmark = pytest.mark.django_db

SAID = {
    "school": {
        "name": "Elm Primary School",
        "phase": "infant",
        "address": "1 Elm Row",
        "phone": "",
        "region": "England",
    },
    "head": {"first_name": "Ann", "last_name": "Lea", "email": "ann@elm.example"},
    "chair": {"first_name": "Bob", "last_name": "Moor", "email": "bob@home.example"},
    "dsl": {"who": "other", "first_name": "Cy", "last_name": "Nash", "email": "cy@elm.example"},
    "lado": {"lado_name": "Dee Oake", "lado_phone": "01632 960000", "lado_email": ""},
    "terms": {},
    "half-terms": {},
    "mail": {"way": "print"},
}
SERVER = {
    "way": "server",
    "host": "mail.elm.example",
    "port": "587",
    "security": "tls",
    "user": "elm@elm.example",
    "password": "p:ss@w/rd %",
    "sender": "policy@elm.example",
    "test_to": "ann@elm.example",
}


@pytest.fixture(autouse=True)
def on_monday(settings, tmp_path):
    settings.KEYS = tmp_path
    with time_machine.travel(MONDAY, tick=False):
        yield


def typed(client, code):
    return client.post(reverse("set_up:start"), {"code": code})


@pytest.fixture
def browser():
    client = Client()
    assert typed(client, set_up.make_code(MONDAY)).status_code == 302
    return client


def page(name):
    return reverse("set_up:stage", args=[name])


def boxes(client, name):
    """What the page of a browser would send as it stands."""
    form = client.get(page(name)).context["form"]
    found = {}
    for field in form:
        value = field.value()
        if hasattr(value, "year"):
            found |= {f"{field.html_name}_{part}": getattr(value, part) for part in PARTS}
    return found


def fill(client, **other):
    for name, said in {**SAID, **other}.items():
        answer = client.post(page(name), {**boxes(client, name), **said})
        assert answer.status_code == 302, answer.context["form"].errors
    return answer


def made(client):
    return client.post(reverse("set_up:check"))


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


# ---- the code


def test_the_first_page_of_an_empty_folder_leads_to_the_set_up():
    assert Client().get("/").url == reverse("set_up:start")
    assert "Type the code that Schoolgate shows" in words(Client().get(reverse("set_up:start")))


@pytest.mark.parametrize("spoken", [str, str.upper, lambda code: f" {code.replace('-', '  ')} ", str.title])
def test_the_code_may_be_typed_as_it_was_heard(spoken):
    assert typed(client := Client(), spoken(set_up.make_code(MONDAY))).status_code == 302
    assert client.get(page("school")).status_code == 200


def test_nobody_without_the_code_reaches_any_page(browser):
    fill(browser)
    for path in (*map(page, SAID), reverse("set_up:check")):
        for client in (Client(), wrong_session()):
            assert client.get(path).url == reverse("set_up:start")
            assert client.post(path, SAID["head"]).url == reverse("set_up:start")
    assert not School.objects.exists()


def wrong_session():
    client = Client()
    session = client.session
    session["set_up"] = "guessed"
    session.save()
    return client


def test_the_code_works_once_and_for_an_hour():
    code = set_up.make_code(MONDAY)
    assert typed(Client(), code).status_code == 302
    assert "used already" in words(typed(Client(), code))
    later = set_up.make_code(MONDAY)
    with time_machine.travel(MONDAY + timedelta(minutes=61), tick=False):
        assert "too old" in words(answer := typed(Client(), later)) and later in words(answer), "what was typed stays"
    assert "is not the code" in words(typed(Client(), code)), "an older code opens nothing"


def test_ten_wrong_codes_end_it():
    code = set_up.make_code(MONDAY)
    for number in range(set_up.MOST_TRIES):
        assert "is not the code" in words(typed(Client(), f"amber-lamp-owl-{number}"))
    assert "too often" in words(typed(Client(), code))
    assert typed(Client(), set_up.make_code(MONDAY)).status_code == 302, "started again, it shows another"


def test_the_code_is_not_kept(browser):
    code = set_up.make_code(MONDAY)
    assert code not in json.dumps(list(SetUp.objects.values()), default=str)
    with pytest.raises(Broken):
        set_up.open_with("", at=MONDAY)


def test_whoever_types_a_newer_code_goes_on_and_the_other_browser_does_not(browser):
    browser.post(page("school"), SAID["school"])
    other = Client()
    answer = typed(other, set_up.make_code(MONDAY))
    assert answer.url == page("head"), "it goes on where it was left"
    assert 'value="Elm Primary School"' in words(other.get(page("school")))
    assert browser.get(page("school")).status_code == 302


# ---- the pages


def test_bad_input_keeps_its_text_and_says_what_to_do(browser):
    answer = browser.post(page("head"), {"first_name": "Ann", "last_name": "", "email": "no address"})
    assert 'value="Ann"' in words(answer) and 'value="no address"' in words(answer)
    assert "Enter the last name" in words(answer) and "Enter an email address, such as" in words(answer)


def test_one_address_is_one_persons(browser):
    fill(browser)
    answer = browser.post(page("chair"), {**SAID["chair"], "email": "ANN@elm.example"})
    assert "The head teacher has this email address" in words(answer)


def test_the_head_can_be_the_dsl(browser):
    fill(browser, dsl={"who": "head", "email": "half typ"})
    made(browser)
    ann = Person.objects.get(first_name="Ann")
    assert {Duty.HEAD, Duty.DSL} <= ann.duties and Person.objects.count() == 2


def test_dates_are_proposed_changed_and_left_out(browser):
    sent = boxes(browser, "terms")
    assert [sent[f"from_0_{part}"] for part in PARTS] == [2, 9, 2026]
    wrong = browser.post(page("terms"), {**sent, "to_0_year": "2025"})
    assert "before it starts" in words(wrong)
    half = browser.post(page("terms"), {**sent, **dict.fromkeys((f"to_1_{part}" for part in PARTS), "")})
    assert "enter both days, or leave both empty" in words(half)
    gone = dict.fromkeys((f"{end}_2_{part}" for end in ("from", "to") for part in PARTS), "")
    fill(browser, terms={"from_0_day": 3, **gone})
    made(browser)
    kept = School.objects.get().dates.filter(kind="term")
    assert [(term.name, term.starts_on.day) for term in kept] == [
        ("Autumn term 2026/27", 3),
        ("Spring term 2026/27", 4),
    ]
    assert School.objects.get().dates.filter(kind="holiday").count() == 3


def test_nothing_is_made_before_everything_was_said(browser):
    browser.post(page("school"), SAID["school"])
    assert made(browser).url == page("head") and not School.objects.exists()


def test_an_unknown_page_is_not_there(browser):
    assert browser.get(page("elsewhere")).status_code == 404


# ---- the school


def test_the_school_is_made_with_its_first_people_and_the_trail_begins_with_it(browser):
    fill(browser)
    answer = made(browser)
    assert answer.status_code == 200 and "Your school is ready" in words(answer)
    school = School.objects.get()
    assert (school.name, school.phase, school.lado_name) == ("Elm Primary School", "infant", "Dee Oake")
    duties = {person.first_name: set(person.duties) for person in Person.objects.prefetch_related("roles")}
    assert duties == {"Ann": {Duty.STAFF, Duty.HEAD}, "Bob": {Duty.GOVERNOR, Duty.CHAIR}, "Cy": {Duty.STAFF, Duty.DSL}}
    entries = list(Entry.objects.order_by("pk").values_list("event", "by"))
    assert {by for _, by in entries} == {"console"}
    assert [event for event, _ in entries][:2] == ["community.set_up_school", "community.edit_dates"]
    assert [event for event, _ in entries].count("community.invite") == 3
    assert not SetUp.objects.exists()


def test_then_the_set_up_is_gone(browser):
    fill(browser)
    made(browser)
    for client in (browser, Client()):
        for path in (reverse("set_up:start"), reverse("set_up:check"), *map(page, SAID)):
            assert client.get(path).status_code == client.post(path, {}).status_code == 404
    assert made(browser).status_code == 404 and School.objects.count() == 1


def test_where_a_school_came_meanwhile_nothing_is_made(browser):
    fill(browser)
    School.objects.create(name="Ash", slug="ash")
    assert made(browser).status_code == 404 and not Person.objects.exists()


def test_printed_links_open_once_and_no_mail_says_they_are_on_their_way(browser):
    fill(browser)
    answer = made(browser)
    links = re.findall(r"<strong>(http://testserver/sign-in/invitation/\S+?)</strong>", words(answer))
    assert len(links) == 3 and "on its way" not in words(answer) and "We will email" not in words(answer)
    assert not any("/invitation/" in sent.body for sent in mail.outbox)
    for link in links:
        client = Client()
        assert client.post(link.removeprefix("http://testserver"), {"password": PASSWORD}).status_code == 302
        assert Client().get(link.removeprefix("http://testserver")).status_code == 404
    assert Account.objects.filter(unconfirmed_since=None, is_active=True).count() == 3
    assert all(invitation.printed for invitation in Invitation.objects.all())


# ---- mail


class Server:
    """A mail server of the tests: it says what it is told to say."""

    problem: Exception | None = None
    sent: list = []

    def __init__(self, **options):
        Server.options = options

    def open(self):
        if Server.problem:
            raise Server.problem

    def send_messages(self, messages):
        Server.sent += messages

    def close(self):
        pass


@pytest.fixture
def server(monkeypatch, settings):
    settings.DELIVERY = {}
    before = django_settings.DEFAULT_FROM_EMAIL
    Server.problem, Server.sent = None, []
    monkeypatch.setattr("schoolgate.post.trying.get_connection", lambda **options: Server(**options))
    yield Server
    django_settings.DEFAULT_FROM_EMAIL = before


def test_a_test_mail_leaves_and_the_server_is_set(browser, server, tmp_path):
    fill(browser, mail=SERVER)
    (tested,) = server.sent
    assert tested.to == ["ann@elm.example"] and "Elm Primary School" in tested.body
    assert (server.options["host"], server.options["port"], server.options["use_tls"]) == (
        "mail.elm.example",
        587,
        True,
    )
    assert server.options["password"] == SERVER["password"]
    assert "took the test mail to ann@elm.example" in words(browser.get(reverse("set_up:check")))
    answer = made(browser)
    assert "We will email a link" in words(answer) and "/invitation/" not in words(answer)
    assert not Invitation.objects.filter(printed=True).exists()
    assert django_settings.DELIVERY["host"] == "mail.elm.example"
    line, sender = config_mail.kept(tmp_path)
    assert config_mail.delivery(line)["password"] == SERVER["password"] and sender == "policy@elm.example"
    assert (tmp_path / "mail.json").stat().st_mode & 0o077 == 0


def test_what_is_wrong_with_the_server_is_said_in_words_and_nothing_is_lost(browser, server):
    import smtplib
    import socket
    import ssl

    for problem, says in (
        (socket.gaierror(-2, "unknown"), "There is no mail server with this name"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "refused Schoolgate&#x27;s user name or password"),
        (ssl.SSLError("wrong version"), "does not speak this kind of encryption"),
        (TimeoutError(), "did not answer in time"),
        (ConnectionRefusedError(), "refused or broke off"),
    ):
        server.problem = problem
        answer = browser.post(page("mail"), SERVER)
        assert says in words(answer) and 'value="mail.elm.example"' in words(answer), words(answer)
        assert SERVER["password"] not in answer.content.decode()
    assert "mail" not in json.loads(SetUp.objects.get().answers or "{}")


def test_a_server_needs_what_it_needs(browser, server):
    answer = browser.post(page("mail"), {"way": "server"})
    for sentence in ("Enter the name of the mail server", "Select the encryption", "Enter where we send the test mail"):
        assert sentence in words(answer)
    assert "Select how the first people" in words(browser.post(page("mail"), {}))


@pytest.mark.postgres
def test_what_was_typed_is_sealed(browser):
    from django.db import connection

    fill(browser)
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM community_setup")
        assert "ann@elm.example" not in str(cursor.fetchall())
