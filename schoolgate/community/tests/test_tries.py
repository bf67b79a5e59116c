"""Nobody keeps somebody else from signing in by trying passwords or cards in their name."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from schoolgate.community.signin import actions, attempts, devices, pictures
from schoolgate.community.tests import test_signin_accounts as signin_accounts
from tests.cast import MONDAY

RIGHT, WRONG = signin_accounts.PASSWORD, "wrong-password"
THERE, HERE = "203.0.113.9", "198.51.100.7"
OFTEN = "tried too often"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def with_password(person):
    return signin_accounts.with_password(person).email


def sign_in(client: Client, email: str, password: str = RIGHT) -> str:
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return "in" if answer.status_code == 302 else answer.content.decode()


def at(address: str, *, of: Client | None = None) -> Client:
    """A device at an address; with `of`, the one that somebody has used before."""
    client = Client(REMOTE_ADDR=address)
    if of is not None:
        client.cookies[devices.COOKIE] = of.cookies[devices.COOKIE].value
    return client


def flood(email: str, times: int = 8, address: str = THERE) -> list[bool]:
    return [OFTEN in sign_in(at(address), email, WRONG) for _ in range(times)]


def mails() -> list[mail.EmailMessage]:
    return [sent for sent in mail.outbox if sent.extra_headers.get("X-Schoolgate-Kind") == "wrong_passwords"]


# ---- passwords


@pytest.mark.parametrize("part", ["dsl", "head", "chair", "parent"])
def test_wrong_passwords_from_elsewhere_keep_nobody_out(cast, part):
    email = with_password(getattr(cast, part))
    assert flood(email) == [False] * 5 + [True] * 3
    assert sign_in(at(HERE), email) == "in"
    assert OFTEN in sign_in(at(THERE), email), "the stranger waits, also with the right one"


def test_again_and_again_all_night_they_keep_nobody_out(cast):
    email = with_password(cast.parent)
    for minutes in range(0, 60, 5):
        with time_machine.travel(MONDAY + timedelta(minutes=minutes, seconds=minutes), tick=False):
            flood(email, 6)
            assert sign_in(at(HERE), email) == "in"


def test_however_it_is_written_it_is_the_same_account(cast):
    email = with_password(cast.parent)
    tries = [OFTEN in sign_in(at(THERE), written, WRONG) for written in (email, email.upper(), f" {email} ") * 3]
    assert tries == [False] * 5 + [True] * 4


def test_from_many_addresses_there_is_an_end_and_a_known_device_comes_in(cast, monkeypatch):
    email = with_password(cast.parent)
    mine = at(HERE)
    assert sign_in(mine, email) == "in"
    monkeypatch.setitem(attempts.LIMITS, "password", "12/h/key")
    tries = [tried for n in range(4) for tried in flood(email, 4, f"203.0.113.{n}")]
    assert tries == [False] * 12 + [True] * 4
    assert OFTEN in sign_in(at("192.0.2.1"), email), "nobody guesses on from address to address"
    assert sign_in(at("192.0.2.1", of=mine), email) == "in"
    with time_machine.travel(MONDAY + timedelta(hours=1, seconds=1), tick=False):
        assert sign_in(at("192.0.2.1"), email) == "in"


def test_one_address_that_is_refused_takes_nothing_out_of_the_pot_of_all(cast, monkeypatch):
    email = with_password(cast.parent)
    monkeypatch.setitem(attempts.LIMITS, "password", "7/h/key")
    flood(email, 50)
    assert sign_in(at(HERE), email) == "in"


def test_at_the_strangers_own_address_a_known_device_comes_in(cast):
    """As where both are in the school, and the whole school has one address."""
    email = with_password(cast.parent)
    mine = at(THERE)
    assert sign_in(mine, email) == "in"
    flood(email, 15)
    for other in range(12):
        sign_in(at(THERE), f"other{other}@larkhollow.example", WRONG)
    assert OFTEN in sign_in(at(THERE), email) and sign_in(at(THERE, of=mine), email) == "in"


def test_a_known_device_has_an_end_too(cast):
    email = with_password(cast.parent)
    mine = at(HERE)
    sign_in(mine, email)
    tries = [OFTEN in sign_in(at(HERE, of=mine), email, WRONG) for _ in range(12)]
    assert tries == [False] * 10 + [True] * 2
    assert sign_in(at(HERE), email) == "in", "nor does it take anything from others"


def test_a_device_is_known_for_whom_it_was_used_alone(cast):
    mine, other = with_password(cast.parent), with_password(cast.dsl)
    device = at(THERE)
    assert sign_in(device, mine) == "in"
    tries = [OFTEN in sign_in(at(THERE, of=device), other, WRONG) for _ in range(7)]
    assert tries == [False] * 5 + [True] * 2


FORGED = {
    "nothing": lambda: "",
    "a word": lambda: "x",
    "three parts": lambda: "a:b:c",
    "signed for something else": lambda: signing.dumps(["d", ["x"]], salt="other"),
    "a number": lambda: signing.dumps(5),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_cookie_that_is_not_ours_is_nothing(cast, forged):
    email = with_password(cast.parent)
    client = at(THERE)
    client.cookies[devices.COOKIE] = FORGED[forged]()
    for _ in range(5):
        sign_in(client, email, WRONG)
    assert OFTEN in sign_in(client, email)


def test_the_cookie_holds_no_name_signs_nobody_in_and_goes_to_no_other_page(cast):
    email = with_password(cast.parent)
    client = at(HERE)
    sign_in(client, email)
    cookie = client.cookies[devices.COOKIE]
    device, (mark,) = signing.loads(cookie.value, salt="schoolgate.signin.device")
    for known in (email, email.split("@")[0], str(cast.parent.pk), str(cast.parent.account.pk), cast.parent.last_name):
        assert known not in (device, mark) and email not in mark
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/account/", True, "Lax")
    again = at(HERE, of=client)
    assert again.get(reverse("account_login")).status_code == 200 and "_auth_user_id" not in again.session
    other = at(HERE)
    sign_in(other, email)
    assert signing.loads(other.cookies[devices.COOKIE].value, salt="schoolgate.signin.device")[1] != [mark]


def test_a_device_of_many_knows_each_of_them(cast, rf):
    emails = [f"somebody{n}@larkhollow.example" for n in range(devices.MOST + 1)]
    request = rf.get("/")
    for email in emails:
        response = type(
            "Answer", (), {"set_cookie": lambda self, name, value, **_: request.COOKIES.update({name: value})}
        )()
        devices.remember(request, response, email)
    assert [bool(devices.known(request, email)) for email in emails] == [False] + [True] * devices.MOST


def test_who_signs_in_with_the_first_step_alone_makes_no_known_device(cast):
    from allauth.mfa.totp.internal.auth import TOTP

    email = with_password(cast.dsl)
    TOTP.activate(cast.dsl.account, "JBSWY3DPEHPK3PXP")
    client = at(THERE)
    assert sign_in(client, email) == "in" and devices.COOKIE not in client.cookies


def test_after_a_new_password_by_mail_one_comes_in_at_once(cast, rf):
    email = with_password(cast.parent)
    flood(email, 6, HERE)
    assert OFTEN in sign_in(at(HERE), email)
    attempts.forget_password(rf.post("/", REMOTE_ADDR=HERE), email)
    with time_machine.travel(MONDAY + timedelta(minutes=1, seconds=1), tick=False):
        assert sign_in(at(HERE), email) == "in"


def test_nobody_keeps_somebody_from_a_new_password_nor_fills_their_letter_box(cast):
    email = with_password(cast.parent)

    def asked(address: str) -> int:
        return at(address).post(reverse("account_reset_password"), {"email": email}).status_code

    assert {asked(f"203.0.113.{n}") for n in range(12)} == {302} and len(mail.outbox) == 1
    assert asked(HERE) == 302
    with time_machine.travel(MONDAY + timedelta(minutes=10, seconds=1), tick=False):
        assert asked(HERE) == 302 and len(mail.outbox) == 2
        attempts.forget_password(at(HERE).get(reverse("account_login")).wsgi_request, email)
        assert asked(HERE) == 302 and len(mail.outbox) == 3


# ---- the person is told


def test_many_wrong_ones_are_told_by_mail_once_a_day(cast):
    email = with_password(cast.dsl)
    flood(email, attempts.MANY - 1)
    assert not mails()
    flood(email, 30)
    (told,) = mails()
    assert told.to == [email] and "many wrong passwords" in told.body and WRONG not in told.body
    with time_machine.travel(MONDAY + timedelta(hours=23), tick=False):
        flood(email, 30)
        assert len(mails()) == 1
    with time_machine.travel(MONDAY + timedelta(hours=49), tick=False):
        flood(email, 30)
        assert len(mails()) == 2


def test_whoever_has_no_account_is_sent_nothing_and_it_looks_alike(cast):
    email = with_password(cast.parent)
    flood(email, attempts.MANY - 1)
    flood("nobody@larkhollow.example", attempts.MANY - 1, HERE)
    with time_machine.travel(MONDAY + timedelta(minutes=6), tick=False):
        there = sign_in(at(THERE), email, WRONG)
        nobody = sign_in(at(HERE), "nobody@larkhollow.example", WRONG)
    assert len(mails()) == 1 and ("is not right" in there) is ("is not right" in nobody) is True


def test_ones_own_mistakes_on_a_known_device_are_told_to_nobody(cast):
    email = with_password(cast.parent)
    mine = at(HERE)
    sign_in(mine, email)
    for _ in range(attempts.MANY + 5):
        sign_in(at(HERE, of=mine), email, WRONG)
    assert not mails()


def test_a_closed_account_and_one_without_a_password_are_sent_nothing(cast):
    account = cast.parent.account
    for email in (with_password(cast.parent), with_password(cast.teacher)):
        type(account).objects.filter(email=email).update(is_active=email != account.email)
    cast.teacher.account.set_unusable_password()
    cast.teacher.account.save()
    for email in (cast.parent.email, cast.teacher.email):
        actions.tell_of_wrong_passwords(email)
    assert not mails()


# ---- codes of second steps, behind a right password


SECRET = "JBSWY3DPEHPK3PXP"


def with_app(person):
    email = with_password(person)
    TOTP.activate(person.account, SECRET)
    return email


def behind_password(email: str, address: str, *, of: Client | None = None) -> Client:
    client = at(address, of=of)
    assert sign_in(client, email) == "in"
    return client


def try_code(client: Client, code: str = "000000") -> str:
    answer = client.post(reverse("mfa_authenticate"), {"code": code})
    return "in" if answer.status_code == 302 else OFTEN if OFTEN in answer.content.decode() else "wrong"


def right_code() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def told_of_codes() -> list[str]:
    return [to for sent in mail.outbox if sent.extra_headers["X-Schoolgate-Kind"] == "wrong_codes" for to in sent.to]


@pytest.mark.parametrize("part", ["dsl", "head", "chair", "parent"])
def test_who_has_somebodys_password_keeps_them_from_no_second_step(cast, part):
    email = with_app(getattr(cast, part))
    stranger = behind_password(email, THERE)
    assert [try_code(stranger) for _ in range(7)] == ["wrong"] * 5 + [OFTEN] * 2
    assert try_code(behind_password(email, HERE), right_code()) == "in"
    assert try_code(stranger, right_code()) == OFTEN, "the stranger waits, also with the right one"


def test_whose_password_it_is_hears_of_it_once_a_day(cast):
    email = with_app(cast.dsl)
    stranger = behind_password(email, THERE)
    tries = [len(told_of_codes()) for _ in range(9) if try_code(stranger)]
    assert tries == [0] * 4 + [1] * 5 and told_of_codes() == [email]
    assert "knows your password" in mail.outbox[-1].subject
    with time_machine.travel(MONDAY + timedelta(days=1, minutes=1), tick=False):
        for _ in range(5):
            try_code(behind_password(email, THERE))
        assert told_of_codes() == [email] * 2


def test_ones_own_wrong_codes_on_a_known_device_are_told_to_nobody_and_have_an_end(cast):
    email = with_app(cast.dsl)
    mine = behind_password(email, HERE)
    assert try_code(mine, right_code()) == "in"
    again = behind_password(email, THERE, of=mine)
    assert [try_code(again) for _ in range(12)] == ["wrong"] * 10 + [OFTEN] * 2
    assert told_of_codes() == []


def test_from_many_addresses_codes_have_an_end_and_a_known_device_comes_in(cast, monkeypatch):
    email = with_app(cast.dsl)
    mine = behind_password(email, HERE)
    assert try_code(mine, right_code()) == "in"
    monkeypatch.setitem(attempts.LIMITS, "code", "12/h/key")
    tries = [try_code(stranger) for n in range(4) for stranger in [behind_password(email, f"203.0.113.{n}")] * 4]
    assert tries == ["wrong"] * 12 + [OFTEN] * 4
    with time_machine.travel(MONDAY + timedelta(minutes=2), tick=False):
        assert try_code(behind_password(email, THERE, of=mine), right_code()) == "in"


def test_one_address_has_few_codes_a_day(cast):
    email, tries = with_app(cast.dsl), []
    for minutes in range(0, 60, 6):
        with time_machine.travel(MONDAY + timedelta(minutes=minutes), tick=False):
            stranger = behind_password(email, THERE)
            tries += [try_code(stranger) for _ in range(6)]
    assert tries.count("wrong") == 30


# ---- pupils' cards


@pytest.fixture
def card(cast):
    (made,) = actions.make_cards(cast.kestrels, [cast.pupil], by=cast.teacher, at=MONDAY)
    return made


def press(client: Client, card, chosen=None, number: int | None = None):
    url = reverse("signin:pupil")
    client.post(url, {"again": "yes"})
    client.post(url, {"code": card.code})
    client.post(url, {"number": number or card.number})
    wrong = [name for name in pictures.PICTURES if name not in card.pictures][:3]
    for picture in chosen or wrong:
        answer = client.post(url, {"picture": picture})
    return answer


def test_a_stranger_who_knows_the_code_keeps_no_class_out(cast, card):
    tries = [press(at(THERE), card).status_code for _ in range(12)]
    assert tries == [302] * 10 + [429] * 2
    client = at(HERE)
    press(client, card, card.pictures)
    assert client.session["_auth_user_id"] == str(cast.pupil.account.pk)


def test_one_card_is_not_guessed_from_address_to_address(cast, card):
    for number in range(6):
        for _ in range(10):
            press(at(f"203.0.113.{number}"), card)
    assert press(at(HERE), card, card.pictures).status_code == 429
    assert press(at(HERE), card, number=card.number + 1).status_code == 302, "another card of the class is free"


def test_nor_is_one_after_the_other_of_a_class(cast, card, monkeypatch):
    monkeypatch.setitem(attempts.LIMITS, "card_class", "24/d/key")
    tries = [press(at(f"203.0.113.{n}"), card, number=number).status_code for n in range(3) for number in range(1, 10)]
    assert tries == [302] * 24 + [429] * 3
