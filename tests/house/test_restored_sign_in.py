"""Restoring somebody's account is reading what it reads: no one person does it, and somebody makes sure of them after."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
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
from schoolgate.cli import people as cli_people
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import intakes, sign_in
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import Account, Person, Role
from schoolgate.community.queries import sign_in as queries
from schoolgate.community.signin import actions as signin
from schoolgate.community.tests.files import imported, prepared
from schoolgate.concerns.actions import drafts
from schoolgate.concerns.queries import telling
from schoolgate.concerns.rules import Channel
from schoolgate.concerns.tests import story
from schoolgate.post.models import Message
from tests import cast as people
from tests.cast import MONDAY
from tests.house.test_session_factor import LET_IN, PASSWORD, SECRET, code_now, share
from tests.house.test_session_factor import sign_in as enter

OFFICES_OWN = "office.box@larkhollow.example"
LINK = re.compile(r"https?://[^/\s]+(/sign-in/\S+)")
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def monday():
    cache.clear()
    with time_machine.travel(MONDAY, tick=False):
        yield


def fresh(person: Person) -> Person:
    return Person.objects.prefetch_related("roles").select_related("account").get(pk=person.pk)


def link_to(address: str) -> str:
    """The newest link that was mailed to an address."""
    bodies = [sent.body for sent in mail.outbox if sent.to == [address]]
    return next(found.group(1) for body in reversed(bodies) if (found := LINK.search(body)))


def by_hand(cast, person, email=OFFICES_OWN, by=None):
    community_people.edit_person(fresh(person), email=email, by=by or cast.office, at=MONDAY)


ROW = "kind,id,first name,last name,email,duties\nstaff,S1,{person.first_name},{person.last_name},{email},{duty}\n"


def by_import(cast, person, email=OFFICES_OWN, by=None):
    told = {"person": person, "duty": next(role.duty for role in person.roles.all())}
    imported(cast.school, ROW.format(email=person.email, **told), by=by or cast.office)
    return imported(cast.school, ROW.format(email=email, **told), by=by or cast.office, at=MONDAY + timedelta(hours=1))


def by_return(cast, person, email=OFFICES_OWN, by=None):
    """They leave by a file, and come back by another with a new address."""
    told = {"person": person, "duty": next(role.duty for role in person.roles.all())}
    others = ROW.format(email=person.email, **told) + "staff,S2,Ned,Oak,ned@larkhollow.example,staff\n"
    imported(cast.school, others, by=by or cast.office)
    without = "kind,id,first name,last name,email,duties\nstaff,S2,Ned,Oak,ned@larkhollow.example,staff\n"
    imported(cast.school, without, by=by or cast.office)
    imported(cast.school, others.replace(person.email, email), by=by or cast.office)


WAYS = [by_hand, by_import, by_return]


def waiting(person) -> SignInChange:
    return SignInChange.objects.get(person=person, answer="")


def agree(change, by, agreed=True):
    return sign_in.answer_change(change, agreed=agreed, by=fresh(by), at=MONDAY)


def invited(cast, person, by=None) -> Client:
    """A browser that has come in by a new invitation, through a second step where the account has one."""
    made = signin.invite(fresh(person), by=by or cast.office, at=MONDAY)
    client = Client()
    client.post(link_to(made.email), {"password": PASSWORD})
    return client


def set_up_factor(client):
    client.get(reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    client.post(reverse("mfa_activate_totp"), {"code": code_now()})


# ---- a changed address


@pytest.mark.parametrize("part", ["teacher", "assistant", "dsl", "head", "chair", "it", "governor"])
@pytest.mark.parametrize("way", WAYS)
def test_a_new_address_of_somebody_who_has_an_account_changes_nothing_by_one_person(cast, way, part):
    person = getattr(cast, part)
    if part in ("chair", "governor") and way is not by_hand:
        pytest.skip("these tests write only staff into files")
    way(cast, person)
    now = fresh(person)
    assert now.email == person.email and now.account.email == person.email
    change = waiting(person)
    assert (change.old_email, change.new_email, change.asked_by_id) == (person.email, OFFICES_OWN, cast.office.pk)
    assert [sent.to for sent in mail.outbox] == [[person.email]], "the old address is told, and only that"
    assert OFFICES_OWN in mail.outbox[0].body
    if now.duties:
        assert signin.invite(now, by=cast.office, at=MONDAY).email == person.email


def test_the_attack_as_it_was_found(cast):
    """The office put in a new e-mail, invited, accepted, and read a teacher's concern and what a parent had told."""
    url = share(cast, cast.teacher)
    told = story.outside(cast, "My daughter is afraid.", door=Channel.PARENT, by=cast.parent)
    office = people.client_of(cast.office)
    for person in (cast.teacher, cast.parent):
        page = {"first_name": person.first_name, "last_name": person.last_name, "email": OFFICES_OWN}
        done = office.post(reverse("community:edit_person", args=[person.pk]), page, follow=True)
        assert "has to be agreed first" in done.content.decode()
        assert "A change of sign-in waits" in done.content.decode() and "Ruth Adeyemi" in done.content.decode()
        office.post(reverse("signin:invite", args=[person.pk]))
    assert not [sent for sent in mail.outbox if sent.to == [OFFICES_OWN]]
    # Even with the mail that goes to the old address, nothing opens.
    for person, read in ((cast.teacher, url), (cast.parent, reverse("concerns:told_one", args=[told.pk]))):
        client = Client()
        client.post(link_to(person.email), {"password": PASSWORD})
        set_up_factor(client)
        assert client.get(read).url == reverse("signin:unconfirmed")


@pytest.mark.parametrize("email", ["OFFICE.BOX@Larkhollow.example", OFFICES_OWN])
def test_another_spelling_of_the_new_address_waits_as_well(cast, email):
    by_hand(cast, cast.teacher, email)
    assert fresh(cast.teacher).account.email == cast.teacher.email


def test_an_address_is_not_taken_away_by_one_person_either(cast):
    """Without one they would no longer be told that something waits for them."""
    by_hand(cast, cast.dsl, "")
    assert fresh(cast.dsl).email == cast.dsl.email
    agree(waiting(cast.dsl), cast.head)
    assert fresh(cast.dsl).email == "" and fresh(cast.dsl).account.email == cast.dsl.email


def test_the_link_in_the_old_mailbox_changes_it_and_nothing_is_closed(cast):
    theirs = people.client_of(cast.teacher)
    by_hand(cast, cast.teacher)
    stranger = Client()
    path = link_to(cast.teacher.email)
    for _ in range(3):
        page = stranger.get(path)
    assert page.status_code == 200 and OFFICES_OWN in page.content.decode() and "Kapoor" not in page.content.decode()
    assert fresh(cast.teacher).email == cast.teacher.email
    assert "it is changed" in stranger.post(path, {"answer": "yes"}).content.decode()
    now = fresh(cast.teacher)
    assert (now.email, now.account.email, now.account.unconfirmed_since) == (OFFICES_OWN, OFFICES_OWN, None)
    assert [address.email for address in EmailAddress.objects.filter(user=now.account)] == [OFFICES_OWN]
    assert reverse("account_login") in theirs.get(reverse("mfa_index")).url
    assert [sent.to for sent in mail.outbox[1:]] == [[cast.teacher.email], [OFFICES_OWN]]
    assert stranger.get(path).status_code == stranger.post(path, {"answer": "yes"}).status_code == 404


def test_the_link_refuses_as_well_and_then_no_second_person_agrees(cast):
    by_hand(cast, cast.teacher)
    change = waiting(cast.teacher)
    answer = Client().post(link_to(cast.teacher.email), {"answer": "no"})
    assert "nothing is changed" in answer.content.decode() and fresh(cast.teacher).email == cast.teacher.email
    with pytest.raises(access.Refused):
        agree(change, cast.office)
    with pytest.raises(Broken, match="answered already"):
        agree(change, cast.head)


def test_an_answer_has_to_be_chosen(cast):
    by_hand(cast, cast.teacher)
    answer = Client().post(link_to(cast.teacher.email), {})
    assert "Select whether this is right" in answer.content.decode() and waiting(cast.teacher)


def test_after_fourteen_days_the_link_is_over_and_the_second_person_is_not(cast):
    by_hand(cast, cast.teacher)
    path = link_to(cast.teacher.email)
    with time_machine.travel(MONDAY + timedelta(days=14), tick=False):
        assert Client().post(path, {"answer": "yes"}).status_code == 404
        assert fresh(cast.teacher).email == cast.teacher.email
        agree(waiting(cast.teacher), cast.head)
    assert fresh(cast.teacher).email == OFFICES_OWN


def test_a_second_new_address_takes_the_place_of_the_first_and_its_link(cast):
    by_hand(cast, cast.teacher, "first@larkhollow.example")
    first = link_to(cast.teacher.email)
    by_hand(cast, cast.teacher)
    assert Client().get(first).status_code == 404 and waiting(cast.teacher).new_email == OFFICES_OWN
    by_hand(cast, cast.teacher)
    assert len(mail.outbox) == 2, "the same address again sends nothing again"


def test_the_office_withdraws_a_change_that_was_a_mistake(cast):
    by_hand(cast, cast.teacher)
    office, path = people.client_of(cast.office), link_to(cast.teacher.email)
    url = reverse("community:withdraw_change", args=[cast.teacher.pk, waiting(cast.teacher).pk])
    assert people.client_of(cast.teacher).post(url).status_code in (403, 404)
    assert office.post(url).status_code == 302 and Client().get(path).status_code == 404
    assert not SignInChange.objects.filter(person=cast.teacher, answer="").exists()


def test_an_address_of_somebody_elses_account_is_refused_now_and_at_the_end(cast):
    with pytest.raises(Broken, match="somebody else"):
        by_hand(cast, cast.teacher, cast.parent.email.upper())
    by_hand(cast, cast.teacher)
    Account.objects.filter(person=cast.governor).update(email=OFFICES_OWN)
    with pytest.raises(Broken, match="somebody else"):
        agree(waiting(cast.teacher), cast.head)
    assert fresh(cast.teacher).email == cast.teacher.email and waiting(cast.teacher)


def test_no_link_stands_where_the_office_can_read_it(cast, settings):
    settings.EMAIL_BACKEND = "schoolgate.post.outbox.Backend"
    by_hand(cast, cast.teacher)
    message = Message.objects.get(to=cast.teacher.email)
    assert message.holds_secret and LINK.search(message.body)
    page = people.client_of(cast.office).get(reverse("post:message", args=[message.pk])).content.decode()
    assert not LINK.search(page)
    assert not any(token in str(Entry.objects.values_list("said", flat=True)) for token in LINK.findall(message.body))


# ---- who the second person is


@pytest.mark.parametrize(
    ("whose", "asks", "may"),
    [
        ("teacher", "office", {"head"}),
        ("dsl", "office", {"head"}),
        ("chair", "office", {"head"}),
        ("office", "office", {"head"}),
        ("head", "office", {"chair"}),
        ("teacher", "head", {"chair"}),
        ("dsl", "head", {"chair"}),
        ("head", "head", {"chair"}),
        ("chair", "head", {"governor"}),
    ],
)
def test_only_the_second_person_in_line_agrees_and_never_who_asked_or_whose_it_is(cast, whose, asks, may):
    person = getattr(cast, whose)
    by_hand(cast, person, by=getattr(cast, asks))
    change = waiting(person)
    for part, other in cast.members().items():
        if other is None or part in may:
            continue
        with pytest.raises(access.Refused):
            agree(change, other)
        url = reverse("community:answer_change", args=[change.pk])
        answer = people.client_of(other).post(url, {"answer": "yes"})
        assert answer.status_code in (403, 404), part
    assert fresh(person).email == person.email
    for part in may:
        client = people.client_of(getattr(cast, part))
        url = reverse("community:answer_change", args=[change.pk])
        assert url in client.get(reverse("home")).content.decode()
        assert OFFICES_OWN in client.get(url).content.decode()
        assert client.post(url, {"answer": "yes"}).status_code == 302
    assert fresh(person).email == OFFICES_OWN


@pytest.mark.parametrize("part", ["head", "deputy", "dsl", "teacher", "office", "chair", "governor", "parent"])
def test_there_is_always_a_second_way_whoever_is_gone(cast, part):
    """However few are left, somebody in line or the server's own command line can agree and confirm."""
    person = getattr(cast, part)
    by_hand(cast, person)
    for gone in ("head", "chair", "governor", "dsl", "deputy_dsl"):
        if getattr(cast, gone) != person:
            Role.objects.filter(person=getattr(cast, gone)).update(until_on=TODAY - timedelta(days=1))
        change = SignInChange.objects.select_related("person").get(person=person, answer="")
        change.person = fresh(person)
        assert person not in queries.agreeing(change, TODAY)
    assert queries.agreeing(change, TODAY) == []
    said = cli_people.confirm(cast.school, person.email, "Beside me.", at=MONDAY)
    assert fresh(person).email == OFFICES_OWN and fresh(person).account.unconfirmed_since is None
    assert "is confirmed" in said


def test_the_database_takes_no_second_who_is_the_first(cast):
    by_hand(cast, cast.teacher)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInChange.objects.filter(person=cast.teacher).update(
            answer="agreed", answered_at=MONDAY, answered_by=cast.office
        )


# ---- after it: nothing is theirs until somebody has made sure


def second_hand(cast, person) -> Client:
    """The office's new address, agreed by an unwary second person, and a new password by mail."""
    change_by = cast.head if person != cast.head else cast.chair
    by_hand(cast, person)
    agree(waiting(person), change_by)
    mail.outbox.clear()
    Client().post(reverse("account_reset_password"), {"email": OFFICES_OWN})
    (sent,) = mail.outbox
    path = re.search(r"https?://[^/\s]+(/account/\S+)", sent.body).group(1)
    client = Client()
    answer = client.get(path)
    client.post(answer.url, {"password1": PASSWORD, "password2": PASSWORD})
    client, _ = enter(OFFICES_OWN)
    return client


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
        answer = people.client_of(other).post(url, {"answer": "yes", "how": "So."})
        assert answer.status_code in (403, 404) or answer.url == reverse("signin:unconfirmed"), part
    assert fresh(person).account.unconfirmed_since
    for part in sorted(may)[:1]:
        done = people.client_of(getattr(cast, part)).post(url, {"answer": "yes", "how": "I know her voice."})
        assert done.status_code == 302
    assert fresh(person).account.unconfirmed_since is None


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


def test_the_owners_own_new_password_closes_nothing(cast):
    """Whoever has forgotten it and has the mailbox was not helped by anybody."""
    told = story.outside(cast, "My daughter is afraid.", door=Channel.PARENT, by=cast.parent)
    account = cast.parent.account
    account.set_password("quite-another-one")
    account.save()
    Client().post(reverse("account_reset_password"), {"email": cast.parent.email})
    path = re.search(r"https?://[^/\s]+(/account/\S+)", mail.outbox[-1].body).group(1)
    client = Client()
    client.post(client.get(path).url, {"password1": PASSWORD, "password2": PASSWORD})
    client, _ = enter(cast.parent.email)
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


# ---- imports go on


def test_the_preview_says_which_addresses_wait_and_the_import_goes_through(cast):
    told = {"person": cast.teacher, "duty": "teacher"}
    imported(cast.school, ROW.format(email=cast.teacher.email, **told), by=cast.office)
    text = ROW.format(email=OFFICES_OWN, **told) + "staff,S9,Ned,Oak,ned@larkhollow.example,staff\n"
    ready = prepared(cast.school, text, by=cast.office)
    assert [note for note in ready.notes if "Kapoor" in note and OFFICES_OWN in note and "waits" in note]
    assert not ready.plan.changes and not ready.empty
    imported(cast.school, text, by=cast.office)
    assert Person.objects.filter(first_name="Ned").exists() and waiting(cast.teacher).new_email == OFFICES_OWN
    again = prepared(cast.school, text, by=cast.office)
    assert again.empty and [note for note in again.notes if OFFICES_OWN in note]
    assert len(mail.outbox) == 1


def test_an_import_asks_for_no_address_of_somebody_elses_account(cast):
    told = {"person": cast.teacher, "duty": "teacher"}
    imported(cast.school, ROW.format(email=cast.teacher.email, **told), by=cast.office)
    text = ROW.format(email=cast.parent.email.upper(), **told)
    ready = prepared(cast.school, text, by=cast.office)
    assert [note for note in ready.notes if "somebody else" in note] and ready.empty
    assert not SignInChange.objects.exists()


def test_taking_an_import_back_asks_for_its_addresses_no_more_and_gives_nobody_another(cast):
    done = by_import(cast, cast.teacher)
    path = link_to(cast.teacher.email)
    intakes.undo_import(done, by=cast.office, at=MONDAY + timedelta(hours=2))
    assert not SignInChange.objects.filter(answer="").exists() and Client().get(path).status_code == 404
    assert fresh(cast.teacher).email == cast.teacher.email


def test_an_import_taken_back_does_not_put_an_old_address_to_a_new_account(cast):
    """Typed by the office, put right by a file, joined by its owner; taken back, the office's would open the account."""
    newcomer = people.person(cast.school, "Nadia", "Frost", Duty.TEACHER, account=False)
    told = {"person": newcomer, "duty": "teacher"}
    imported(cast.school, ROW.format(email=newcomer.email, **told), by=cast.office)
    Person.objects.filter(pk=newcomer.pk).update(email=OFFICES_OWN)
    done = imported(cast.school, ROW.format(email="nadia@home.example", **told), by=cast.office)
    assert fresh(newcomer).email == "nadia@home.example"
    invited(cast, newcomer)
    intakes.undo_import(done, by=cast.office, at=MONDAY)
    assert fresh(newcomer).email == "nadia@home.example"


def test_an_address_on_record_that_is_not_the_accounts_opens_nothing(cast):
    """However it came to be there: neither a new invitation nor one that was sent before."""
    before = signin.invite(cast.teacher, by=cast.office, at=MONDAY)
    Person.objects.filter(pk=cast.teacher.pk).update(email=OFFICES_OWN)
    with pytest.raises(Broken, match="agreed first"):
        signin.invite(fresh(cast.teacher), by=cast.office, at=MONDAY)
    type(before).objects.filter(pk=before.pk).update(email=OFFICES_OWN)
    assert Client().get(link_to(cast.teacher.email)).status_code == 404


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


def test_a_former_person_confirms_and_answers_nothing(cast):
    by_hand(cast, cast.teacher)
    path = link_to(cast.teacher.email)
    Role.objects.filter(person=cast.teacher).update(until_on=TODAY - timedelta(days=1))
    assert Client().get(path).status_code == Client().post(path, {"answer": "yes"}).status_code == 404
