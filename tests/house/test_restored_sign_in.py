"""Who comes back by somebody else's help reads nothing until somebody has made sure of them."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.access import SignIn
from schoolgate.access.duties import Duty
from schoolgate.access.table import TABLE, UNCONFIRMED
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases.models.papers import Letter
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import sign_in
from schoolgate.community.models import Account, Role
from schoolgate.community.queries import sign_in as queries
from schoolgate.concerns.actions import drafts
from schoolgate.concerns.queries import telling
from schoolgate.concerns.rules import Channel
from schoolgate.concerns.tests import story
from tests import cast as people
from tests.cast import MONDAY
from tests.house.restoring import (
    OFFICES_OWN,
    TODAY,
    agree,
    by_hand,
    fresh,
    invited,
    link_to,
    second_hand,
    set_up_factor,
    waiting,
)
from tests.house.test_session_factor import LET_IN, PASSWORD, SECRET, share
from tests.house.test_session_factor import sign_in as enter


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


# ---- after it: nothing is theirs until somebody has made sure


COMING_BACK = [second_hand, invited]


@pytest.mark.parametrize("back", COMING_BACK)
@pytest.mark.parametrize("let_in", LET_IN)
def test_whoever_comes_back_by_somebody_else_reads_nothing_until_confirmed(cast, let_in, back):
    url = let_in(cast, cast.teacher)
    client = back(cast, cast.teacher)
    set_up_factor(client)
    home = client.get(reverse("home"))
    assert home.status_code == 200 and "Ask somebody to confirm that it is you" in home.content.decode()
    for page in (url, reverse("concerns:queue"), reverse("cases:cases"), reverse("cases:in_force")):
        assert client.get(page).url == client.post(page).url == reverse("signin:unconfirmed"), page
    words = client.get(reverse("signin:unconfirmed")).content.decode()
    assert "Martin Hale (Designated safeguarding lead (DSL)) or Fiona Reid (Deputy DSL)" in words

    dsl, confirm = people.client_of(cast.dsl), reverse("community:confirm_sign_in", args=[cast.teacher.pk])
    assert confirm in dsl.get(reverse("home")).content.decode()
    assert "Jean Barlow" in dsl.get(confirm).content.decode()
    assert "Enter how you made sure" in dsl.post(confirm, {"answer": "yes", "how": " "}).content.decode()
    assert client.get(url).url == reverse("signin:unconfirmed")
    assert dsl.post(confirm, {"answer": "yes", "how": "She stood beside me."}).status_code == 302
    assert client.get(url).status_code in (200, 302) and "unconfirmed" not in str(client.get(url).headers)
    assert dsl.get(confirm).status_code == 404
    assert Entry.objects.filter(event="community.confirm_sign_in", by=str(cast.dsl.pk)).count() == 1


@pytest.mark.parametrize("back", COMING_BACK)
def test_what_they_told_and_what_was_written_to_them_is_closed_too(cast, back):
    told = story.outside(cast, "My daughter is afraid.", door=Channel.PARENT, by=cast.parent)
    drafts.save_draft(cast.school, form="worry", fields={"words": ["Half a worry"]}, by=fresh(cast.parent), at=MONDAY)
    client = back(cast, cast.parent)
    for name, args in (("concerns:told", []), ("concerns:told_one", [told.pk]), ("letters:mine", [])):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 302 and answer.url == reverse("signin:unconfirmed"), name
    form = client.get(reverse("concerns:worry", args=[cast.school.slug]))
    assert form.status_code == 200 and "Half a worry" not in form.content.decode()
    person = fresh(cast.parent)
    person.sign_in = SignIn.UNCONFIRMED
    assert not telling.told_by(person).exists() and telling.draft_of(person, "worry") == {}
    assert not Letter.objects.filter(to=person).exists()
    sign_in.confirm_sign_in(fresh(cast.parent), how="I rang her.", by=fresh(cast.dsl), at=MONDAY)
    assert client.get(reverse("concerns:told_one", args=[told.pk])).status_code == 200


@pytest.mark.parametrize("part", ["head", "deputy", "dsl", "teacher", "office", "chair", "parent"])
def test_nothing_but_what_is_everybodys_is_done_unconfirmed(cast, part):
    """No duty of theirs works, so that nobody confirms, appoints or invites from a sign-in that nobody has confirmed."""
    person = fresh(getattr(cast, part))
    person.sign_in = SignIn.UNCONFIRMED
    assert {name for name in TABLE if access.may(person, name)} <= UNCONFIRMED
    assert access.may(person, "concerns.tell")


@pytest.mark.parametrize(
    ("whose", "may"),
    [
        ("teacher", {"dsl", "deputy_dsl"}),
        ("parent", {"dsl", "deputy_dsl"}),
        ("office", {"dsl", "deputy_dsl"}),
        ("deputy_dsl", {"dsl"}),
        ("dsl", {"head"}),
        ("head", {"chair"}),
        ("chair", {"dsl", "deputy_dsl"}),
    ],
)
def test_only_who_is_in_line_confirms(cast, whose, may):
    person = getattr(cast, whose)
    invited(cast, person, by=cast.it)
    url = reverse("community:confirm_sign_in", args=[person.pk])
    for part, other in cast.members().items():
        if other is None or part in may:
            continue
        with pytest.raises(access.Refused):
            sign_in.confirm_sign_in(fresh(person), how="So.", by=fresh(other), at=MONDAY)
        with pytest.raises(access.Refused):
            sign_in.close_sign_in(fresh(person), how="So.", by=fresh(other), at=MONDAY)
        answer = people.client_of(fresh(other)).post(url, {"answer": "yes", "how": "So."})
        assert answer.status_code in (403, 404) or answer.url == reverse("signin:unconfirmed"), part
    assert fresh(person).account.unconfirmed_since
    for part in sorted(may)[:1]:
        done = people.client_of(getattr(cast, part)).post(url, {"answer": "yes", "how": "I know her voice."})
        assert done.status_code == 302
    assert fresh(person).account.unconfirmed_since is None


@pytest.mark.postgres
def test_who_had_a_part_in_it_does_not_confirm_it(cast):
    """A small school: the head is the safeguarding lead too, and invited them; another has to make sure."""
    Role.objects.filter(duty__in=["dsl", "deputy_dsl"]).delete()
    Role.objects.create(person=cast.head, duty="dsl", since_on=TODAY)
    invited(cast, cast.teacher, by=fresh(cast.head))
    assert queries.confirming(fresh(cast.teacher), TODAY) == [cast.chair]
    with pytest.raises(access.Refused):
        sign_in.confirm_sign_in(fresh(cast.teacher), how="So.", by=fresh(cast.head), at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInChange.objects.update(settled_at=MONDAY, settled_by=cast.head, was_them=True)


def test_nobody_who_is_unconfirmed_is_in_line(cast):
    invited(cast, cast.dsl)
    invited(cast, cast.teacher)
    assert queries.confirming(fresh(cast.teacher), TODAY) == [cast.deputy_dsl]


def test_a_sign_in_that_is_not_theirs_is_closed_and_the_address_comes_back(cast):
    url = share(cast, cast.teacher)
    client = second_hand(cast, cast.teacher)
    set_up_factor(client)
    confirm = reverse("community:confirm_sign_in", args=[cast.teacher.pk])
    people.client_of(cast.dsl).post(confirm, {"answer": "no", "how": "She knows nothing of it."})
    now = fresh(cast.teacher)
    assert (now.email, now.account.email, now.account.is_active) == (cast.teacher.email, cast.teacher.email, False)
    assert not Authenticator.objects.filter(user=now.account).exists()
    assert reverse("account_login") in client.get(url).url
    for email in (OFFICES_OWN, cast.teacher.email):
        assert "_auth_user_id" not in enter(email)[0].session
    again = invited(cast, cast.teacher)
    set_up_factor(again)
    assert again.get(url).url == reverse("signin:unconfirmed"), "they come back, and somebody makes sure of them again"


def test_somebodys_first_sign_in_waits_where_something_reaches_them_by_name(cast):
    """A share that was there before the account: the office puts in the address, invites and accepts."""
    newcomer = people.person(cast.school, "Nadia", "Frost", Duty.TEACHER, account=False)
    plain = people.person(cast.school, "Ned", "Oak", Duty.TEACHER, account=False)
    url = share(cast, newcomer)
    client = invited(cast, newcomer)
    set_up_factor(client)
    assert client.get(url).url == reverse("signin:unconfirmed")
    assert invited(cast, plain).get(reverse("home")).status_code == 200
    assert fresh(plain).account.unconfirmed_since is None


def test_a_new_password_by_the_mailbox_closes_what_was_told(cast):
    """Whoever reads the mailbox can have one: what a parent told waits until somebody has made sure of them."""
    told = story.outside(cast, "My daughter is afraid.", door=Channel.PARENT, by=cast.parent)
    account = cast.parent.account
    account.set_password("quite-another-one")
    account.save()
    Client().post(reverse("account_reset_password"), {"email": cast.parent.email})
    path = re.search(r"https?://[^/\s]+(/account/\S+)", mail.outbox[-1].body).group(1)
    client = Client()
    client.post(client.get(path).url, {"password1": PASSWORD, "password2": PASSWORD})
    client, _ = enter(cast.parent.email)
    assert client.get(reverse("concerns:told_one", args=[told.pk])).url == reverse("signin:unconfirmed")
    sign_in.confirm_sign_in(fresh(cast.parent), how="I rang her.", by=fresh(cast.dsl), at=MONDAY)
    assert client.get(reverse("concerns:told_one", args=[told.pk])).status_code == 200


# ---- the second step, taken away by somebody else


def test_the_second_step_is_not_taken_away_by_one_person(cast):
    TOTP.activate(cast.teacher.account, SECRET)
    office = people.client_of(cast.office)
    page = reverse("community:person", args=[cast.teacher.pk])
    assert "lost their second step" in office.get(page).content.decode()
    office.post(reverse("community:ask_factor_reset", args=[cast.teacher.pk]))
    assert Authenticator.objects.filter(user=cast.teacher.account).exists()
    assert [sent.to for sent in mail.outbox] == [[cast.teacher.email]]
    assert "Ruth Adeyemi" in office.get(page).content.decode()
    with pytest.raises(access.Refused):
        agree(waiting(cast.teacher), cast.office)


@pytest.mark.parametrize("how", ["link", "second"])
def test_once_agreed_it_is_gone_and_nothing_is_read_until_confirmed(cast, how):
    """Also by the link: who can read the mailbox, as IT can, must not read the cases by it."""
    url = share(cast, cast.teacher)
    with_factor = people.client_of(cast.teacher)
    sign_in.ask_factor_reset(fresh(cast.teacher), by=fresh(cast.office), at=MONDAY)
    if how == "link":
        Client().post(link_to(cast.teacher.email), {"answer": "yes"})
    else:
        agree(waiting(cast.teacher), cast.head)
    assert not Authenticator.objects.filter(user=cast.teacher.account).exists()
    assert reverse("account_login") in with_factor.get(url).url
    Account.objects.filter(person=cast.teacher).update(password=_hashed())
    client, _ = enter(cast.teacher.email)
    set_up_factor(client)
    assert client.get(url).url == reverse("signin:unconfirmed")
    assert cast.teacher in queries.to_confirm(fresh(cast.dsl), TODAY)
    told = queries.what_happened(cast.teacher)
    assert "Jean Barlow asked to take their second step away" in told[0]
    assert ("Ruth Adeyemi agreed" in told[0]) is (how == "second")


def _hashed() -> str:
    account = Account()
    account.set_password(PASSWORD)
    return account.password


@pytest.mark.parametrize("part", ["teacher", "dsl", "head", "it", "chair", "governor", "parent"])
def test_others_do_not_even_ask_for_it(cast, part):
    people.with_second_factor(cast.governor.account)
    asker = getattr(cast, part)
    if part == "head":
        assert sign_in.ask_factor_reset(fresh(cast.governor), by=cast.head, at=MONDAY)
        return
    with pytest.raises(access.Refused):
        sign_in.ask_factor_reset(fresh(cast.governor), by=asker, at=MONDAY)


def test_who_has_none_cannot_lose_it(cast):
    with pytest.raises(Broken, match="no second step"):
        sign_in.ask_factor_reset(fresh(cast.teacher), by=cast.office, at=MONDAY)


def test_nobody_of_another_school_answers_or_confirms(cast, other_school):
    by_hand(cast, cast.teacher)
    invited(cast, cast.parent)
    for part in ("head", "chair", "dsl", "governor"):
        other = getattr(other_school, part)
        with pytest.raises(access.Refused):
            agree(waiting(cast.teacher), other)
        with pytest.raises(access.Refused):
            sign_in.confirm_sign_in(fresh(cast.parent), how="So.", by=fresh(other), at=MONDAY)
        assert not queries.asked_of(fresh(other), TODAY) and not queries.to_confirm(fresh(other), TODAY)
