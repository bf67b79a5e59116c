import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from schoolgate.access import Refused
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.models import Person
from schoolgate.post import actions, outbox, queries, rules, tasks
from schoolgate.post.models import Message
from schoolgate.post.rules import Letter
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OURS = "schoolgate.post.outbox.Backend"


class Server(BaseEmailBackend):
    """A mail server of the tests: takes mail, or fails as it is told to."""

    taken: list = []
    refuses: dict = {}
    down: Exception | None = None
    opened = 0

    def open(self):
        Server.opened += 1
        if Server.down:
            raise Server.down
        return True

    def send_messages(self, messages):
        for message in messages:
            if problem := Server.refuses.get(message.to[0]):
                raise problem
            Server.taken.append(message)
        return len(messages)


@pytest.fixture(autouse=True)
def server(settings):
    Server.taken, Server.refuses, Server.down, Server.opened = [], {}, None, 0
    settings.EMAIL_BACKEND = OURS
    settings.DELIVERY = {"backend": f"{__name__}.Server"}
    return Server


def fresh(who):
    return Person.objects.prefetch_related("roles").get(pk=who.pk)


def letter(who, kind="policy.ask", body="Please read."):
    return Letter(who.pk, who.email, kind, "Please read and sign", body)


def queue(cast, *who, kind="policy.ask"):
    people = who or (cast.parent,)
    return actions.send(
        cast.school, letters=[letter(person, kind) for person in people], by=fresh(cast.office), at=MONDAY
    )


def only():
    return Message.objects.get()


# ---- mail of any part


def test_what_any_part_sends_waits_in_the_outbox_and_nothing_leaves(cast, server):
    sent = mail.send_mail("Your invitation", "https://school.example/secret", None, [cast.parent.email.upper()])
    assert sent == 1
    assert (only().person, only().school, only().state) == (cast.parent, cast.school, "waiting")
    assert (server.opened, server.taken) == (0, [])


def test_a_dead_server_never_breaks_what_sends(cast, server):
    server.down = TimeoutError()
    assert mail.send_mail("Hello", "Words", None, [cast.parent.email]) == 1


def test_each_recipient_has_a_message_of_their_own(cast):
    mail.send_mail("Hello", "Words", None, [cast.parent.email, "someone@elsewhere.example"])
    assert set(Message.objects.values_list("to", "person__last_name")) == {
        (cast.parent.email, "Nair"),
        ("someone@elsewhere.example", None),
    }
    assert set(Message.objects.values_list("school", flat=True)) == {cast.school.pk}


def test_an_address_of_two_people_is_nobody_s_in_particular(cast, other_school):
    Person.objects.filter(pk__in=[cast.paper_parent.pk, other_school.paper_parent.pk]).update(email="both@x.example")
    mail.send_mail("Hello", "Words", None, ["both@x.example"])
    assert (only().person, only().school) == (None, None)


def test_a_page_in_html_becomes_words():
    message = mail.EmailMessage("Hello", "<p>Read <b>this</b></p>", to=["a@x.example"])
    message.content_subtype = "html"
    message.send()
    assert only().body == "Read this"


def test_a_mail_with_line_breaks_in_its_subject_is_kept_on_one_line():
    mail.EmailMessage("Hello\nBcc: evil@x.example", "Words", to=["a@x.example"]).send()
    assert only().subject == "Hello Bcc: evil@x.example"


# ---- leaving


def test_a_mail_leaves_in_the_school_s_name(cast, server):
    type(cast.school).objects.filter(pk=cast.school.pk).update(email="office@larkhollow.example")
    queue(cast)
    assert tasks.send_waiting(MONDAY + MINUTE) == 1
    (left,) = server.taken
    assert (left.to, left.subject, left.body) == ([cast.parent.email], "Please read and sign", "Please read.")
    assert "Larkhollow Primary School" in left.from_email and left.reply_to == ["office@larkhollow.example"]
    assert (only().state, only().sent_at) == ("sent", MONDAY + MINUTE)


def test_a_mail_leaves_once(cast, server):
    queue(cast)
    for _ in range(3):
        tasks.send_waiting(MONDAY + MINUTE)
    assert len(server.taken) == 1


def test_two_workers_at_once_send_it_once(cast, server):
    from schoolgate.post import outbox

    queue(cast)
    first, second = Message.objects.get(), Message.objects.get()
    assert outbox._claim(first, MONDAY)
    assert not outbox._claim(second, MONDAY)


def test_without_a_server_a_mail_is_kept_and_says_so(cast, settings):
    settings.DELIVERY = {}
    queue(cast)
    assert tasks.send_waiting(MONDAY) == 0
    assert (only().state, only().problem) == ("kept", rules.NO_SERVER)
    assert only().body == "Please read."


def test_a_failing_server_is_tried_five_times_with_growing_pauses(cast, server):
    server.down = ConnectionRefusedError()
    queue(cast)
    at, tried = MONDAY, []
    while only().state == "waiting":
        before = server.opened
        tasks.send_waiting(at)
        if server.opened > before:
            tried.append(at - MONDAY)
        at += MINUTE
    assert [int(pause / MINUTE) for pause in tried] == [0, 1, 6, 36, 216]
    assert only().state == "failed"
    assert only().problem == "The mail server refused or broke off the connection."


def test_a_server_that_comes_back_gets_the_mail(cast, server):
    server.down = TimeoutError()
    queue(cast)
    tasks.send_waiting(MONDAY)
    assert (only().state, only().problem) == ("waiting", "The mail server did not answer in time.")
    server.down = None
    tasks.send_waiting(MONDAY + MINUTE)
    assert (only().state, only().problem, len(server.taken)) == ("sent", "", 1)


def test_one_refused_address_stops_nobody_else(cast, server):
    server.refuses = {cast.parent.email: smtplib.SMTPRecipientsRefused({cast.parent.email: (550, b"no")})}
    queue(cast, cast.parent, cast.teacher, cast.governor)
    assert tasks.send_waiting(MONDAY) == 2
    refused = Message.objects.get(person=cast.parent)
    assert refused.state == "failed"
    assert refused.problem == ("The mail server does not accept this address (error 550). Check it for a mistake.")


def test_a_mailbox_that_is_full_for_now_is_tried_again(cast, server):
    server.refuses = {cast.parent.email: smtplib.SMTPRecipientsRefused({cast.parent.email: (452, b"full")})}
    queue(cast)
    tasks.send_waiting(MONDAY)
    assert only().state == "waiting"


@pytest.mark.parametrize(
    "problem, says",
    [
        (smtplib.SMTPAuthenticationError(535, b"secret words"), "user name or password"),
        (smtplib.SMTPSenderRefused(550, b"", "a@x.example"), "sender’s address"),
        (smtplib.SMTPServerDisconnected("gone"), "broke off"),
        (smtplib.SMTPDataError(554, b"spam score of Maya Nair"), "error 554"),
        (OSError("no route"), "could not be reached"),
        (KeyError("x"), "KeyError"),
    ],
)
def test_a_problem_is_told_in_our_own_words(problem, says):
    told = rules.in_words(problem)
    assert says in told and "Maya" not in told and "secret" not in told


def test_a_message_whose_last_try_was_cut_off_does_not_wait_for_ever(cast, server):
    queue(cast)
    Message.objects.update(tries=rules.TRIES, next_try_at=MONDAY)
    tasks.send_waiting(MONDAY + MINUTE)
    assert (only().state, only().problem, server.taken) == ("failed", rules.STOPPED, [])


# ---- secrets


def test_a_mail_with_a_secret_link_is_emptied_once_it_has_gone(cast, server):
    mail.send_mail("New password", "https://school.example/secret", None, [cast.parent.email])
    tasks.send_waiting(only().made_at + MINUTE)
    assert "secret" in server.taken[0].body
    assert (only().state, only().body, only().holds_secret) == ("sent", "", True)


def test_a_secret_link_is_not_kept_where_nothing_can_send_it(cast, settings):
    settings.DELIVERY = {}
    mail.send_mail("New password", "https://school.example/secret", None, [cast.parent.email])
    tasks.send_waiting(only().made_at + MINUTE)
    assert (only().state, only().body, only().problem) == ("kept", "", rules.NO_SERVER_NO_LINK)


def test_a_secret_link_that_failed_is_emptied_after_a_fortnight(cast, server):
    mail.send_mail("New password", "https://school.example/secret", None, [cast.parent.email])
    Message.objects.update(state="failed")
    tasks.send_waiting(only().made_at + timedelta(days=13))
    assert only().body
    tasks.send_waiting(only().made_at + timedelta(days=15))
    assert not only().body


def test_a_header_names_what_a_secret_is_about_and_it_stays_a_secret(cast):
    headers = {"X-Schoolgate-Kind": "invitation"}
    mail.EmailMessage("Come in", "link", to=[cast.parent.email], headers=headers).send()
    assert (only().kind, only().holds_secret) == ("account.invitation", True)


def test_a_claim_to_be_one_of_ours_does_not_uncover_a_mail(cast):
    headers = {"X-Schoolgate-Kind": "policy.ask"}
    mail.EmailMessage("Come in", "link", to=[cast.parent.email], headers=headers).send()
    assert only().holds_secret


# ---- by hand


def test_the_office_tries_again(cast, server):
    queue(cast)
    Message.objects.update(state="failed", tries=5, problem="…", next_try_at=None)
    actions.try_again(only(), by=fresh(cast.office), at=MONDAY + timedelta(days=1))
    assert Entry.objects.filter(event="post.try_again").exists()
    tasks.send_waiting(MONDAY + timedelta(days=1))
    assert (only().state, len(server.taken)) == ("sent", 1)


@pytest.mark.parametrize("state, body", [("sent", "Words"), ("waiting", "Words"), ("failed", "")])
def test_what_has_gone_or_lost_its_words_cannot_be_tried_again(cast, state, body):
    queue(cast)
    Message.objects.update(state=state, body=body)
    with pytest.raises(Broken):
        actions.try_again(only(), by=fresh(cast.office), at=MONDAY)
    assert only().state == state


@pytest.mark.parametrize("who", ["teacher", "dsl", "governor", "parent"])
def test_nobody_else_tries_again(cast, who):
    queue(cast)
    Message.objects.update(state="failed")
    with pytest.raises(Refused):
        actions.try_again(only(), by=fresh(getattr(cast, who)), at=MONDAY)
    assert not queries.visible_to(fresh(getattr(cast, who))).exists()


def test_printed_letters_are_recorded(cast, server):
    told = [letter(cast.paper_parent, "policy.letter")]
    actions.print_letters(cast.school, letters=told, by=fresh(cast.office), at=MONDAY)
    assert (only().way, only().state, only().sent_at) == ("paper", "printed", MONDAY)
    tasks.send_waiting(MONDAY + MINUTE)
    assert server.taken == []


# ---- private mails


def private(cast, who):
    (message,) = outbox.put(cast.school, [letter(who, "private.concern")], MONDAY)
    return message


def test_a_private_mail_is_known_to_its_reader_alone(cast):
    to_chair, to_head = private(cast, cast.chair), private(cast, cast.head)
    for part in ("office", "deputy", "head", "chair"):
        seen = set(queries.visible_to(fresh(getattr(cast, part))))
        assert seen == ({to_head} if part == "head" else set()), part
    assert to_chair not in set(queries.outbox(fresh(cast.head)).page)


def test_a_private_mail_that_fails_is_not_counted_for_the_office(cast):
    private(cast, cast.chair)
    Message.objects.update(state="failed")
    assert queries.stuck(cast.school.pk).number == 0 and queries.to_try_again(fresh(cast.head)) == []
    Message.objects.update(kind="policy.ask")
    assert queries.stuck(cast.school.pk).number == 1


def test_a_private_mail_goes_each_time_and_its_words_go_with_it(cast, server):
    for _ in range(2):
        private(cast, cast.chair)
    assert tasks.send_waiting(MONDAY) == 2 and len(server.taken) == 2
    assert set(Message.objects.values_list("body", "to")) == {("", cast.chair.email)}
