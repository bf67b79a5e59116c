"""An invitation by e-mail: made, sent, looked at, accepted once."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.models import Account, Invitation, Person, Role
from schoolgate.community.queries import sign_in
from schoolgate.community.signin import actions, queries
from tests import cast as people
from tests.cast import MONDAY
from tests.shared_rows import shared

PASSWORD = "walnut-teapot-comet"


@pytest.fixture(autouse=True)
def monday(settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    with time_machine.travel(MONDAY, tick=False):
        yield


@shared
def newcomer(cast):
    return people.person(cast.school, "Nadia", "Frost", people.Duty.PARENT, account=False)


def fresh(person: Person) -> Person:
    return Person.objects.prefetch_related("roles").get(pk=person.pk)


def link_in_mail(index: int = -1) -> str:
    return re.search(r"https?://\S+", mail.outbox[index].body).group()


def path_of(link: str) -> str:
    return link.partition("//")[2].partition("/")[1] + link.partition("//")[2].partition("/")[2]


# ---- inviting


def test_the_office_invites_and_a_link_leaves(cast, newcomer, settings):
    settings.ADDRESS = "https://policy.larkhollow.example"
    made = actions.invite(newcomer, by=cast.office, at=MONDAY)
    (sent,) = mail.outbox
    assert sent.to == ["nadia.frost@larkhollow.example"]
    assert "Larkhollow Primary School" in sent.subject and "Dear Nadia Frost" in sent.body
    assert link_in_mail() == made.link
    assert made.link.startswith("https://policy.larkhollow.example/sign-in/invitation/")
    assert made.expires_at == MONDAY + timedelta(days=14) and made.used_at is None
    assert Entry.objects.filter(event="community.invite", by=str(cast.office.pk)).count() == 1


def test_only_a_digest_of_the_token_is_stored(cast, newcomer):
    token = actions.invite(newcomer, by=cast.office, at=MONDAY).link.rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    stored = Invitation.objects.values().get()
    assert not [value for value in stored.values() if token in str(value)]
    assert stored["token_digest"] == sign_in.digest_of(token)


@pytest.mark.parametrize("part", ["teacher", "assistant", "dsl", "chair", "parent", "pupil"])
def test_others_may_not_invite(cast, newcomer, part):
    with pytest.raises(access.Refused):
        actions.invite(newcomer, by=getattr(cast, part), at=MONDAY)
    assert not mail.outbox and not Invitation.objects.exists()


def test_nobody_invites_into_another_school(cast, newcomer, other_school):
    with pytest.raises(access.Refused):
        actions.invite(newcomer, by=other_school.office, at=MONDAY)


def test_a_new_link_ends_the_older_one(cast, newcomer):
    first = actions.invite(newcomer, by=cast.office, at=MONDAY).link
    second = actions.invite(newcomer, by=cast.it, at=MONDAY).link
    assert Client().get(path_of(first)).status_code == 404
    assert Client().get(path_of(second)).status_code == 200


@pytest.mark.parametrize("part,words", [("paper_parent", "no e-mail address"), ("pupil", "picture card")])
def test_who_cannot_be_invited_is_named_with_the_reason(cast, part, words):
    with pytest.raises(Broken, match=words):
        actions.invite(getattr(cast, part), by=cast.office, at=MONDAY)


def test_a_former_person_cannot_be_invited(cast, newcomer):
    Role.objects.filter(person=newcomer).update(until_on="2026-07-20")
    with pytest.raises(Broken, match="not at the school now"):
        actions.invite(fresh(newcomer), by=cast.office, at=MONDAY)


def test_an_address_of_somebody_elses_account_is_refused_at_once(cast, newcomer):
    Person.objects.filter(pk=newcomer.pk).update(email=cast.parent.email.upper())
    with pytest.raises(Broken, match="already belongs to somebody else"):
        actions.invite(fresh(newcomer), by=cast.office, at=MONDAY)


def test_the_page_asks_and_then_sends(cast, newcomer):
    office = people.client_of(cast.office)
    url = reverse("signin:invite", args=[newcomer.pk])
    page = office.get(url)
    assert "nadia.frost@larkhollow.example" in page.content.decode() and not mail.outbox
    assert "on its way" in office.post(url).content.decode()
    assert len(mail.outbox) == 1


def test_the_page_is_not_there_for_others_nor_for_people_of_another_school(cast, newcomer, other_school):
    url = reverse("signin:invite", args=[newcomer.pk])
    assert people.client_of(cast.teacher).post(url).status_code == 404
    assert people.client_of(other_school.office).post(url).status_code == 404
    assert not mail.outbox


def test_everyone_is_invited_a_few_at_a_time_and_nobody_twice(cast, monkeypatch):
    monkeypatch.setattr("schoolgate.community.signin.views.AT_A_TIME", 8)
    office = people.client_of(cast.office)
    url = reverse("signin:invite_all")
    before = queries.joining(cast.office, MONDAY)
    assert (before.joined, before.waiting, before.without_email) == (1, 0, 1)  # the office itself; Kath
    office.post(url)
    middle = queries.joining(cast.office, MONDAY)
    assert (middle.waiting, middle.to_invite) == (8, before.to_invite - 8)
    office.post(url)
    office.post(url)
    after = queries.joining(cast.office, MONDAY)
    assert (after.waiting, after.to_invite) == (before.to_invite, 0)
    assert len(mail.outbox) == before.to_invite == len({sent.to[0] for sent in mail.outbox})
    assert "Everyone with an e-mail address has been invited" in office.get(url).content.decode()
    assert Entry.objects.filter(event="community.invite").count() == before.to_invite


def test_inviting_many_goes_on_past_one_who_cannot_be(cast, newcomer):
    Person.objects.filter(pk=newcomer.pk).update(email=cast.parent.email)
    page = people.client_of(cast.office).post(reverse("signin:invite_all"), follow=True).content.decode()
    assert "Nadia Frost" in page and "another account" in page
    assert cast.head.email in {sent.to[0] for sent in mail.outbox}


def test_the_teacher_may_not_see_how_invitations_go(cast):
    assert people.client_of(cast.teacher).get(reverse("signin:invite_all")).status_code == 403


# ---- accepting


def test_looking_at_the_link_uses_nothing_up(cast, newcomer):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    client = Client()
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200
    client.head(path)
    assert Invitation.objects.get().used_at is None
    words = page.content.decode()
    assert "Larkhollow Primary School" in words
    assert "Nadia" not in words and "Frost" not in words and "nadia.frost" not in words


def test_accepting_makes_the_account_and_goes_on_signed_in(cast, newcomer):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    client = Client()
    answer = client.post(path, {"password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    account = Account.objects.get(person=newcomer)
    assert client.session["_auth_user_id"] == str(account.pk)
    assert account.email == "nadia.frost@larkhollow.example" and account.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=account)
    assert (address.email, address.verified, address.primary) == (account.email, True, True)
    assert Entry.objects.filter(event="community.accept_invitation", by=str(newcomer.pk)).count() == 1


def test_the_password_then_signs_in(cast, newcomer):
    Client().post(path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link), {"password": PASSWORD})
    client = Client()
    client.post(reverse("account_login"), {"login": "Nadia.Frost@Larkhollow.example", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_a_link_works_once(cast, newcomer):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    Client().post(path, {"password": PASSWORD})
    stranger = Client()
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"password": "another-long-password"}).status_code == 404
    assert "_auth_user_id" not in stranger.session
    assert Account.objects.get(person=newcomer).check_password(PASSWORD)


def test_used_old_and_unknown_links_answer_alike(cast, newcomer):
    used = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    Client().post(used, {"password": PASSWORD})
    old = path_of(actions.invite(cast.parent, by=cast.office, at=MONDAY - timedelta(days=15)).link)
    unknown = reverse("signin:invitation", args=["x" * 43])
    answers = [Client().get(path) for path in (used, old, unknown)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(rb"/[\w-]{43}/", b"", answer.content) for answer in answers}) == 1


def test_a_link_lasts_fourteen_days(cast, newcomer):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    with time_machine.travel(MONDAY + timedelta(days=14, seconds=-1), tick=False):
        assert Client().get(path).status_code == 200
    with time_machine.travel(MONDAY + timedelta(days=14), tick=False):
        assert Client().post(path, {"password": PASSWORD}).status_code == 404
    assert not Account.objects.filter(person=newcomer).exists()


def test_a_link_to_an_address_that_has_changed_since_opens_nothing(cast, newcomer):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    Person.objects.filter(pk=newcomer.pk).update(email="somebody.else@larkhollow.example")
    assert Client().get(path).status_code == 404


def test_a_link_of_somebody_who_left_opens_nothing(cast, newcomer):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    Role.objects.filter(person=newcomer).update(until_on="2026-11-20")
    assert Client().post(path, {"password": PASSWORD}).status_code == 404


@pytest.mark.parametrize(
    "password,words",
    [
        ("", "Type the password you would like"),
        ("short", "at least 10 characters"),
        ("password123", "too common"),
        ("12345678901", "entirely numeric"),
        ("Nadia.Frost@larkh", "too similar"),
    ],
)
def test_a_weak_password_is_refused_in_words_and_uses_nothing_up(cast, newcomer, password, words):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    page = Client().post(path, {"password": password})
    assert words in page.content.decode()
    assert Invitation.objects.get().used_at is None and not Account.objects.filter(person=newcomer).exists()


def test_an_address_taken_meanwhile_is_said_and_uses_nothing_up(cast, newcomer):
    path = path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link)
    Account.objects.filter(person=cast.governor).update(email=newcomer.email)
    page = Client().post(path, {"password": PASSWORD})
    assert "already belongs to somebody else" in page.content.decode()
    assert Invitation.objects.get().used_at is None and not Account.objects.filter(person=newcomer).exists()


def test_two_at_once_accept_once(cast, newcomer):
    made = actions.invite(newcomer, by=cast.office, at=MONDAY)
    actions.accept_invitation(made, PASSWORD, by=newcomer, at=MONDAY)
    with pytest.raises(Broken, match="does not work any more"):
        actions.accept_invitation(made, "quite-another-one", by=newcomer, at=MONDAY)
    assert Account.objects.get(person=newcomer).check_password(PASSWORD)


def test_nobody_accepts_for_another(cast, newcomer):
    made = actions.invite(newcomer, by=cast.office, at=MONDAY)
    with pytest.raises(access.Refused):
        actions.accept_invitation(made, PASSWORD, by=cast.office, at=MONDAY)


def test_a_second_invitation_ends_other_sessions(cast):
    elsewhere = people.client_of(cast.parent)
    assert elsewhere.get(reverse("account_change_password")).status_code in (200, 302)
    path = path_of(actions.invite(fresh(cast.parent), by=cast.office, at=MONDAY).link)
    Client().post(path, {"password": PASSWORD})
    account = Account.objects.get(person=cast.parent)
    assert account.check_password(PASSWORD) and account.email == cast.parent.email
    assert "account/sign-in" in elsewhere.get(reverse("signin:classes")).url


def test_an_invitation_does_not_go_round_the_second_factor(cast):
    people.with_second_factor(cast.head.account)
    path = path_of(actions.invite(cast.head, by=cast.office, at=MONDAY).link)
    client = Client()
    answer = client.post(path, {"password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_the_head_goes_from_the_invitation_to_the_second_step(cast):
    path = path_of(actions.invite(cast.head, by=cast.office, at=MONDAY).link)
    answer = Client().post(path, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("signin:second_factor")


def test_the_link_leaks_to_nobody(cast, newcomer):
    page = Client().get(path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link))
    # Not "no-referrer": a browser would then send the form with the origin "null", which is refused.
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.content.decode())


def test_the_trail_holds_no_digest_of_the_password(cast, newcomer):
    Client().post(path_of(actions.invite(newcomer, by=cast.office, at=MONDAY).link), {"password": PASSWORD})
    entry = Entry.objects.get(event="community.accept_invitation")
    assert "password" not in entry.said and entry.at == timezone.now()
