"""Mail that cannot leave: who hears of it, in numbers alone, and what is lost with it."""

import importlib
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import connection
from django.db.migrations.state import ProjectState
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.community.models import Invitation, Person
from schoolgate.community.signin import actions as signin
from schoolgate.community.signin import queries as invited
from schoolgate.concerns import tasks as concern_tasks
from schoolgate.concerns.tests import page, story
from schoolgate.policy.queries import todo
from schoolgate.post import outbox, queries, rules
from schoolgate.post.models import Message
from schoolgate.post.rules import Letter
from tests import cast as people
from tests.cast import MONDAY, Duty, client_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SERVER = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
LEAVING = "/post/leaving/"
SETTING = "SCHOOLGATE_MAIL"


@pytest.fixture(autouse=True)
def no_server(settings):
    settings.EMAIL_BACKEND, settings.DELIVERY = "schoolgate.post.outbox.Backend", {}
    with time_machine.travel(MONDAY, tick=False):
        yield


def fresh(who):
    return Person.objects.prefetch_related("roles").get(pk=who.pk)


def written(cast, number, kind="policy.ask", who=None, **fields):
    who = who or cast.parent
    letters = [Letter(who.pk, who.email, kind, "Please sign", "The words of it")] * number
    made = outbox.put(cast.school, letters, MONDAY)
    Message.objects.filter(pk__in=[message.pk for message in made]).update(**fields)


def tasks(who):
    return {task.title: task for task in todo.tasks_for(fresh(who), MONDAY)}


def main_of(response):
    shown = page.words(response)
    return shown[shown.index("<main") : shown.index("</main>")]


def today(who):
    return main_of(client_of(who).get(reverse("home")))


# ---- who hears of it


@pytest.mark.parametrize("delivered", [False, True])
@pytest.mark.parametrize("part", ["it", "head"])
def test_one_line_says_how_many_mails_cannot_leave_without_a_server(cast, part, delivered):
    written(cast, 130)
    for _ in range(2 if delivered else 0):
        outbox.deliver(MONDAY)
    task = tasks(getattr(cast, part))["130 mails cannot leave"]
    assert task.urgent and task.url == LEAVING and "No mail server is set" in task.hint
    shown = today(getattr(cast, part))
    assert "Nothing is waiting for you" not in shown and shown.count("cannot leave") == 1
    assert cast.parent.email not in shown and "Nair" not in shown


@pytest.mark.parametrize("part", ["dsl", "teacher", "chair", "governor", "parent"])
def test_others_are_not_bothered_with_it(cast, part):
    written(cast, 3)
    assert not [title for title in tasks(getattr(cast, part)) if "mail" in title.lower()]
    assert client_of(getattr(cast, part)).get(LEAVING).status_code == 403


def test_with_a_server_it_is_what_failed_and_what_can_still_leave(cast, settings):
    written(cast, 2)
    outbox.deliver(MONDAY)
    mail.send_mail("New password", "https://school.example/secret", None, [cast.parent.email])
    outbox.deliver(MONDAY)
    settings.DELIVERY = SERVER
    assert "2 messages could not be sent" in tasks(cast.it), "the lost link cannot be sent again by anybody"
    written(cast, 1, state="failed")
    task = tasks(cast.it)["3 messages could not be sent"]
    assert task.url == LEAVING and tasks(cast.office)["3 messages could not be sent"].url == reverse("post:outbox")
    client_of(cast.office).post(reverse("post:try_all_again"))
    assert outbox.deliver(MONDAY + MINUTE) == 3
    assert not [title for title in tasks(cast.it) if "sent" in title or "leave" in title]


def test_nothing_is_said_where_everything_left_or_nothing_was_written(cast, settings):
    assert "leave" not in today(cast.it)
    settings.DELIVERY = SERVER
    written(cast, 1)
    outbox.deliver(MONDAY)
    assert "could not be sent" not in today(cast.it)


def test_what_is_told_of_a_concern_shows_in_no_number(cast):
    """Not even that it was written: a number that grows when somebody tells would say that somebody did."""
    before = today(cast.it), main_of(client_of(cast.it).get(LEAVING))
    story.outside(cast, "He hits me.", contact="jo@home.example")
    outbox.deliver(MONDAY)
    assert (today(cast.it), main_of(client_of(cast.it).get(LEAVING))) == before
    assert queries.stuck(cast.school.pk).number == 0


def test_another_school_s_mails_are_not_counted(cast, other_school):
    written(cast, 2)
    assert not [title for title in tasks(other_school.it) if "leave" in title]


# ---- what IT sees of it


@pytest.mark.parametrize("part", ["it", "head", "office", "deputy"])
def test_the_page_has_numbers_and_reasons_and_no_names(cast, part):
    written(cast, 3)
    mail.send_mail("New password", "https://school.example/secret", None, ["jo@home.example"])
    outbox.deliver(MONDAY)
    written(cast, 4, state="failed", problem="The mail server did not answer in time.")
    main = main_of(client_of(getattr(cast, part)).get(LEAVING))
    assert "No mail server is set" in main and "The mail server did not answer in time." in main
    assert ">3<" in main.replace(" ", "") and ">4<" in main.replace(" ", "")
    for word in ("jo@home", cast.parent.email, "Nair", "Please sign", "The words of it", "New password", "secret"):
        assert word not in main, word


def test_it_comes_to_it_by_the_menu_and_the_office_by_the_outbox(cast):
    assert LEAVING in page.words(client_of(cast.it).get(reverse("signin:invite_all")))
    outbox_page = page.words(client_of(cast.office).get(reverse("post:outbox")))
    assert outbox_page.count(LEAVING) == 1
    assert client_of(cast.it).get(reverse("post:outbox")).status_code == 403


def test_the_page_takes_as_many_queries_for_many(cast):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            page.words(client.get(LEAVING))
        return len(captured)

    client = client_of(cast.it)
    written(cast, 2)
    asked()
    few = asked()
    written(cast, 200)
    assert asked() == few


# ---- invitations


@pytest.fixture
def newcomers(cast):
    return [people.person(cast.school, f"N{n}", "Frost", Duty.PARENT, account=False) for n in range(3)]


def test_an_invitation_that_was_kept_is_still_to_be_made(cast, newcomers, settings):
    before = invited.joining(cast.office, MONDAY)
    for person in newcomers:
        signin.invite(person, by=cast.it, at=MONDAY)
    assert invited.joining(cast.office, MONDAY).waiting == before.waiting + 3
    outbox.deliver(MONDAY + MINUTE)
    after = invited.joining(cast.office, MONDAY + MINUTE)
    assert (after.waiting, after.to_invite) == (before.waiting, before.to_invite)
    settings.DELIVERY = SERVER
    with time_machine.travel(MONDAY + MINUTE * 2, tick=False):
        client_of(cast.it).post(reverse("signin:invite_all"))
        assert {person.pk for person in newcomers} <= set(
            Invitation.objects.filter(expires_at__gt=MONDAY + MINUTE * 2).values_list("person", flat=True)
        )
        outbox.deliver(MONDAY + MINUTE * 2)
    assert {sent.to[0] for sent in mail.outbox} >= {person.email for person in newcomers}
    assert invited.joining(cast.office, MONDAY + MINUTE * 3).to_invite == 0


def test_the_link_of_a_kept_invitation_opens_nothing_more(cast, newcomers):
    made = signin.invite(newcomers[0], by=cast.it, at=MONDAY)
    path = made.link.partition("//")[2].partition("/")[2]
    assert Client().get(f"/{path}").status_code == 200
    outbox.deliver(MONDAY + MINUTE)
    with time_machine.travel(MONDAY + MINUTE * 2, tick=False):
        assert Client().get(f"/{path}").status_code == 404


def test_only_what_was_kept_is_over(cast, newcomers, settings):
    """Not an invitation that has gone, nor one that was used, nor one that came after."""
    settings.DELIVERY = SERVER
    gone, again, used = newcomers
    signin.invite(gone, by=cast.it, at=MONDAY)
    outbox.deliver(MONDAY)
    Invitation.objects.filter(person=used).update(used_at=MONDAY)
    settings.DELIVERY = {}
    signin.invite(again, by=cast.it, at=MONDAY)
    with time_machine.travel(MONDAY + MINUTE, tick=False):
        later = signin.invite(again, by=cast.it, at=MONDAY + MINUTE)
    Message.objects.filter(made_at=MONDAY + MINUTE).update(next_try_at=MONDAY + timedelta(days=1))
    mail.send_mail("New password", "https://school.example/secret", None, [gone.email])
    outbox.deliver(MONDAY + MINUTE)
    open_ones = set(Invitation.objects.filter(expires_at__gt=MONDAY + MINUTE).values_list("pk", flat=True))
    assert open_ones == {Invitation.objects.get(person=gone).pk, later.pk}


def test_what_was_kept_before_the_update_is_to_be_made_as_well(cast, newcomers):
    lost, gone, later = (signin.invite(person, by=cast.it, at=MONDAY) for person in newcomers)
    Message.objects.update(body="", state="kept")
    Message.objects.filter(person=gone.person).update(state="sent")
    Message.objects.filter(person=later.person).update(made_at=MONDAY - MINUTE)
    migration = importlib.import_module("schoolgate.post.migrations.0003_lost_invitations")
    with time_machine.travel(MONDAY + MINUTE, tick=False):
        migration.end(ProjectState.from_apps(apps).apps, None)
    open_ones = set(Invitation.objects.filter(expires_at__gt=MONDAY + MINUTE).values_list("pk", flat=True))
    assert open_ones == {gone.pk, later.pk}


def test_it_is_not_said_to_be_on_its_way_where_nothing_leaves(cast, newcomers, settings):
    it = client_of(cast.it)
    url, everybody = reverse("signin:invite", args=[newcomers[0].pk]), reverse("signin:invite_all")
    said = page.words(it.post(url))
    assert "Print this invitation now" in said and "/sign-in/invitation/" in said and "on its way" not in said
    shown = page.words(it.get(everybody))
    assert "No mail server is set" in shown and "Invite the next people" not in shown
    it.post(everybody)
    assert client_of(cast.teacher).post(everybody).status_code == 403
    assert Invitation.objects.get().printed, "none is made that would only be lost"
    reset = page.words(Client().post(reverse("account_reset_password"), {"email": "x@x.example"}, follow=True))
    asked = page.words(Client().get(reverse("account_reset_password")))
    assert "We send a link" not in asked and "invitation on paper" in asked
    assert "No mail server is set" in reset and "on its way" not in reset
    settings.DELIVERY = SERVER
    assert "on its way" in page.words(it.post(url))
    shown = page.words(it.get(everybody))
    assert "No mail server is set" not in shown and "Invite the next people" in shown


# ---- mails about concerns


@pytest.mark.parametrize("part", ["dsl", "head", "chair"])
def test_who_reads_concerns_has_one_line_for_all_mails_that_failed(cast, part):
    about = {"dsl": [], "head": [cast.dsl], "chair": [cast.head]}[part]
    told = [story.staff(cast, about=about) for _ in range(3)]
    outbox.deliver(MONDAY)
    concern_tasks.minutely(MONDAY)
    client = client_of(getattr(cast, part))
    shown = page.words(client.get(reverse("concerns:queue")))
    assert shown.count("could not be sent") == 1 and "Tell IT" in shown and SETTING not in shown
    first = today(getattr(cast, part))
    assert "Something went wrong with a concern" in first and SETTING not in first
    assert not [alert for alert in told[0].alerts.all() if SETTING in alert.words or "IT" not in alert.words]


def test_one_mail_leads_to_its_concern_and_a_missing_address_is_said_apart(cast):
    Person.objects.filter(pk=cast.deputy_dsl.pk).update(email="")
    told = story.staff(cast)
    outbox.deliver(MONDAY)
    concern_tasks.minutely(MONDAY)
    shown = page.words(client_of(cast.dsl).get(reverse("concerns:queue")))
    assert "A mail that tells of a concern could not be sent" in shown
    assert "Fiona Reid has no e-mail address on record" in shown
    assert shown.count(reverse("concerns:concern", args=[told.pk])) >= 2


def test_the_number_of_mails_is_of_concerns_that_reach_whoever_looks(cast):
    story.staff(cast)
    story.staff(cast, about=[cast.dsl])
    outbox.deliver(MONDAY)
    concern_tasks.minutely(MONDAY)
    everyone = Message.objects.filter(kind="private.concern").count()
    shown = page.words(client_of(cast.dsl).get(reverse("concerns:queue")))
    assert "2 mails that tell of concerns could not be sent" in shown and everyone > 2


def test_no_problem_of_a_mail_speaks_of_a_setting():
    told = (rules.NO_SERVER, rules.NO_SERVER_NO_LINK, rules.STOPPED)
    assert not [words for words in told if SETTING in words]
