import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.community.models import Person
from schoolgate.post import actions
from schoolgate.post.models import Message
from schoolgate.post.rules import Letter
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
OUTBOX = "/post/"


def made(cast, *, state="waiting", kind="policy.ask", count=1, **fields):
    return Message.objects.bulk_create(
        Message(
            school=cast.school,
            person=cast.parent,
            kind=kind,
            to=cast.parent.email,
            subject=f"Please sign {n}",
            body="The words of it",
            state=state,
            made_at=MONDAY,
            **fields,
        )
        for n in range(count)
    )


def fresh(who):
    return Person.objects.prefetch_related("roles").get(pk=who.pk)


def words(client, address=OUTBOX, **query):
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "who, status",
    [
        ("office", 200),
        ("head", 200),
        ("deputy", 200),
        ("dsl", 403),
        ("teacher", 403),
        ("governor", 403),
        ("parent", 403),
        ("pupil", 403),
    ],
)
def test_the_outbox_is_for_those_who_look_after_it(cast, who, status):
    (message,) = made(cast)
    client = client_of(getattr(cast, who))
    assert client.get(OUTBOX).status_code == status
    assert client.get(reverse("post:message", args=[message.pk])).status_code == status


def test_another_school_s_messages_are_not_there(cast, other_school):
    (message,) = made(cast, state="failed")
    client = client_of(other_school.office)
    assert "Please sign" not in words(client)
    assert client.get(reverse("post:message", args=[message.pk])).status_code == 404
    assert client.post(reverse("post:try_again", args=[message.pk])).status_code == 404
    client.post(reverse("post:try_all_again"))
    message.refresh_from_db()
    assert message.state == "failed"


def test_a_failure_is_seen_with_its_reason(cast):
    made(cast, state="failed", problem="The mail server did not answer in time.", tries=5)
    text = words(client_of(cast.office))
    assert "Could not be sent" in text and "The mail server did not answer in time." in text


def test_the_outbox_is_filtered(cast):
    made(cast, state="failed")
    made(cast, state="sent", kind="review.remind")
    client = client_of(cast.office)
    assert words(client, state="failed").count("Please sign 0</a>") == 1
    assert words(client, state="nonsense").count("Please sign 0</a>") == 2
    assert words(client, words="priya nair").count("Please sign 0</a>") == 2
    assert "No messages here" in words(client, words="whitby")
    assert "No messages here" in words(client, way="paper")


def test_our_own_words_are_shown_and_a_secret_is_not(cast):
    (ours,) = made(cast)
    (secret,) = made(cast, kind="account.invitation")
    client = client_of(cast.office)
    assert "The words of it" in words(client, reverse("post:message", args=[ours.pk]))
    text = words(client, reverse("post:message", args=[secret.pk]))
    assert "The words of it" not in text and "are not shown" in text


def test_trying_again_from_the_page(cast):
    (message,) = made(cast, state="failed", tries=5)
    response = client_of(cast.office).post(reverse("post:try_again", args=[message.pk]), follow=True)
    assert "waits to be sent again" in response.content.decode()
    message.refresh_from_db()
    assert (message.state, message.tries) == ("waiting", 0)


def test_trying_again_what_has_gone_says_why_not(cast):
    (message,) = made(cast, state="sent")
    response = client_of(cast.office).post(reverse("post:try_again", args=[message.pk]), follow=True)
    assert "cannot be sent again" in response.content.decode()


def test_all_that_did_not_leave_is_tried_again(cast):
    made(cast, state="failed", count=3)
    made(cast, state="kept")
    made(cast, state="sent")
    response = client_of(cast.office).post(reverse("post:try_all_again"), follow=True)
    assert "4 messages wait to be sent again" in response.content.decode()
    assert Message.objects.filter(state="waiting").count() == 4


@pytest.mark.parametrize("who", ["dsl", "teacher", "governor", "parent"])
def test_nobody_else_tries_again(cast, who):
    (message,) = made(cast, state="failed")
    client = client_of(getattr(cast, who))
    assert client.post(reverse("post:try_again", args=[message.pk])).status_code == 403
    assert client.post(reverse("post:try_all_again")).status_code == 403


def test_the_outbox_takes_as_many_queries_for_many_as_for_few(cast):
    client = client_of(cast.office)

    def asked(**query):
        with CaptureQueriesContext(connection) as captured:
            words(client, **query)
        return len(captured)

    made(cast, count=51)
    asked()
    few = [asked(), asked(state="waiting", words="nair"), asked(page=2)]
    made(cast, count=400)
    assert [asked(), asked(state="waiting", words="nair"), asked(page=2)] == few
    assert max(few) <= 20


def test_a_page_that_sends_mail_works_while_the_server_is_dead(cast, settings):
    settings.EMAIL_BACKEND = "schoolgate.post.outbox.Backend"
    settings.DELIVERY = {"backend": "django.core.mail.backends.smtp.EmailBackend", "host": "mail.invalid"}
    response = client_of(None).post(reverse("account_reset_password"), {"email": cast.parent.email})
    assert response.status_code == 302
    message = Message.objects.get()
    assert (message.person, message.state, message.holds_secret) == (cast.parent, "waiting", True)


def test_letters_of_one_day_and_matter_are_one(cast):
    letter = Letter(cast.parent.pk, cast.parent.email, "policy.ask", "Please sign", "Words")
    again = Letter(cast.parent.pk, cast.parent.email, "policy.remind", "Please sign", "Words")
    other = Letter(cast.parent.pk, cast.parent.email, "review.remind", "Review", "Words")
    by = fresh(cast.office)
    assert len(actions.send(cast.school, letters=[letter], by=by, at=MONDAY)) == 1
    assert actions.remind(cast.school, letters=[again], by=by, at=MONDAY) == []
    assert len(actions.send(cast.school, letters=[other], by=by, at=MONDAY)) == 1
