"""Signing in with e-mail, password and second step; who is sent where; what strangers reach."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from schoolgate.access.duties import NEEDS_SECOND_FACTOR, READING_COVERS, Duty
from schoolgate.community.models import Role
from schoolgate.community.person_middleware import SETTING_UP
from schoolgate.community.signin import account_urls
from tests import cast as people
from tests.cast import MONDAY

PASSWORD = "walnut-teapot-comet"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def with_password(person):
    account = person.account
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.get_or_create(user=account, email=account.email, defaults={"verified": True, "primary": True})
    return account


def code_now() -> str:
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def sign_in(email: str, password: str = PASSWORD, client: Client | None = None, **headers):
    client = client or Client(**headers)
    return client, client.post(reverse("account_login"), {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# ---- password


def test_a_parent_signs_in_and_the_session_changes(cast):
    with_password(cast.parent)
    client = Client()
    client.get(reverse("signin:pupil"))
    session = client.session
    session["something"] = "from before"
    session.save()
    client.cookies["sessionid"] = session.session_key
    _, answer = sign_in(cast.parent.email, client=client)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert is_in(client) and client.session.session_key != session.session_key


def test_a_wrong_password_and_an_unknown_address_answer_alike(cast):
    with_password(cast.parent)
    answers = [sign_in(email, "wrong-password")[1] for email in (cast.parent.email, "nobody@larkhollow.example")]
    words = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers]
    assert words[0] == words[1] and "is not right" in words[0]


def test_the_sixth_wrong_password_from_one_address_waits_and_the_right_one_too(cast):
    with_password(cast.parent)
    for _ in range(5):
        assert "is not right" in sign_in(cast.parent.email, "wrong-password")[1].content.decode()
    client, sixth = sign_in(cast.parent.email, PASSWORD)
    assert "tried too often" in sixth.content.decode() and not is_in(client)
    with time_machine.travel(MONDAY + timedelta(minutes=5, seconds=1), tick=False):
        client, _ = sign_in(cast.parent.email)
        assert is_in(client)


def test_one_address_cannot_try_everyone(cast):
    for number in range(10):
        sign_in(f"somebody{number}@larkhollow.example", "wrong-password")
    with_password(cast.parent)
    client, answer = sign_in(cast.parent.email)
    assert "tried too often" in answer.content.decode() and not is_in(client)
    client, _ = sign_in(cast.parent.email, REMOTE_ADDR="192.0.2.9")
    assert is_in(client)


def test_a_pupil_has_no_password_to_guess(cast):
    client, answer = sign_in("", "")
    assert answer.status_code == 200 and not is_in(client)
    assert not cast.pupil.account.has_usable_password() and cast.pupil.account.email is None


def test_signing_out_needs_a_post(cast):
    client = people.client_of(cast.parent)
    assert client.get(reverse("account_logout")).status_code == 200 and is_in(client)
    assert client.post(reverse("account_logout")).url == reverse("home") and not is_in(client)


def test_somebody_who_left_is_signed_out_at_the_next_page(cast):
    client = people.client_of(cast.teacher)
    assert client.get(reverse("signin:classes")).status_code == 302 and is_in(client)
    Role.objects.filter(person=cast.teacher).update(until_on=MONDAY.date() - timedelta(days=1))
    answer = client.get(reverse("signin:classes"))
    assert answer.url == reverse("no_longer") and not is_in(client)
    page = client.get(answer.url)
    assert page.status_code == 200 and "no longer part of the school" in page.content.decode()


def test_an_account_that_is_closed_does_not_open(cast):
    account = with_password(cast.parent)
    account.is_active = False
    account.save()
    client, _ = sign_in(cast.parent.email)
    assert not is_in(client)


def test_next_leads_only_within_the_site(cast):
    with_password(cast.parent)
    for to, goes in (("//evil.example/x", reverse("home")), ("/sign-in/class/", "/sign-in/class/")):
        client = Client()
        said = {"login": cast.parent.email, "password": PASSWORD, "next": to}
        assert client.post(reverse("account_login"), said).url == goes


# ---- a new password


def test_a_forgotten_password_is_chosen_anew(cast, settings):
    settings.ADDRESS = "https://policy.larkhollow.example"
    with_password(cast.parent)
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_reset_password"), {"email": cast.parent.email})
    (sent,) = mail.outbox
    link = re.search(r"https?://\S+", sent.body).group()
    assert link.startswith("https://policy.larkhollow.example/account/password/reset/key/")
    form = client.get(link.removeprefix("https://policy.larkhollow.example"), follow=True)
    said = {"password1": "another-walnut-comet", "password2": "another-walnut-comet"}
    client.post(form.redirect_chain[-1][0], said)
    assert not is_in(client)
    fresh, _ = sign_in(cast.parent.email, "another-walnut-comet")
    assert is_in(fresh)


def test_asking_for_an_unknown_address_looks_the_same_and_sends_nothing(cast):
    with_password(cast.parent)
    url = reverse("account_reset_password")
    answers = [Client().post(url, {"email": item}) for item in (cast.parent.email, "nobody@larkhollow.example")]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("account_reset_password_done"))}
    assert [sent.to for sent in mail.outbox] == [[cast.parent.email]]


def test_a_password_is_changed_and_other_sessions_end(cast):
    with_password(cast.parent)
    here, _ = sign_in(cast.parent.email)
    elsewhere, _ = sign_in(cast.parent.email)
    new = "another-walnut-comet"
    said = {"oldpassword": "not-this-one", "password1": new, "password2": new}
    assert "Type the password you have now" in here.post(reverse("account_change_password"), said).content.decode()
    here.post(reverse("account_change_password"), {**said, "oldpassword": PASSWORD})
    assert here.get(reverse("mfa_index")).status_code == 200
    assert elsewhere.get(reverse("mfa_index")).status_code == 302
    assert is_in(sign_in(cast.parent.email, new)[0])


@pytest.mark.parametrize(
    "name,words",
    [
        ("account_login", ["E-mail address", "Password"]),
        ("account_reset_password", ["E-mail address"]),
        ("account_change_password", ["The password you have now", "New password", "New password again"]),
        ("mfa_activate_totp", ["Numbers from the app"]),
        ("mfa_add_webauthn", ["What do you call it?", "Let me sign in with this alone"]),
    ],
)
def test_fields_have_our_words(cast, name, words, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    with_password(cast.parent)
    client = Client() if name in OPEN_TO_STRANGERS else sign_in(cast.parent.email)[0]
    page = client.get(reverse(name)).content.decode()
    assert not [word for word in words if word not in page] and "placeholder" not in page
    assert "Forgot your password" not in page and "two-factor" not in page.lower()


# ---- the second step


@pytest.mark.parametrize("part", ["head", "deputy", "dsl", "deputy_dsl", "chair"])
def test_those_who_can_read_cases_go_nowhere_without_a_second_step(cast, part):
    client = people.client_of(getattr(cast, part), second_factor=False)
    for name in ("home", "signin:classes", "signin:invite_all", "account_change_password", "no_longer"):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.url) == (302, reverse("signin:second_factor")), name
    assert client.post(reverse("signin:invite_all")).url == reverse("signin:second_factor")
    page = client.get(reverse("signin:second_factor"))
    assert page.status_code == 200 and "second step" in page.content.decode()


@pytest.mark.parametrize("part", ["teacher", "assistant", "office", "it", "governor", "parent"])
def test_others_are_not_held_to_one(cast, part):
    answer = people.client_of(getattr(cast, part), second_factor=False).get(reverse("mfa_index"))
    assert answer.status_code == 200


def test_a_duty_given_later_asks_for_it_at_the_next_page(cast):
    client = people.client_of(cast.teacher, second_factor=False)
    assert client.get(reverse("signin:classes")).url != reverse("signin:second_factor")
    Role.objects.create(person=cast.teacher, duty=Duty.DEPUTY_DSL.value, since_on=MONDAY.date())
    assert client.get(reverse("signin:classes")).url == reverse("signin:second_factor")


def test_every_page_for_setting_up_is_there():
    for name in SETTING_UP:
        assert reverse(name)


def test_recovery_codes_alone_are_no_second_step(cast):
    RecoveryCodes.activate(cast.head.account)
    client = people.client_of(cast.head, second_factor=False)
    assert client.get(reverse("signin:invite_all")).url == reverse("signin:second_factor")


def test_the_head_sets_up_an_app_right_after_signing_in(cast):
    """From the password to working, without typing the password a second time."""
    with_password(cast.head)
    client, answer = sign_in(cast.head.email)
    assert client.get(answer.url).url == reverse("signin:second_factor")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200 and "data:image/svg+xml" in page.content.decode()
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now()})
    assert done.url == reverse("mfa_view_recovery_codes")
    assert client.get(done.url).status_code == 200
    assert client.get(reverse("signin:second_factor")).url == reverse("mfa_index")
    assert client.get(reverse("signin:invite_all")).status_code == 200


def test_ten_minutes_later_the_password_is_asked_again(cast):
    with_password(cast.head)
    client, _ = sign_in(cast.head.email)
    with time_machine.travel(MONDAY + timedelta(minutes=10, seconds=1), tick=False):
        assert client.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_signing_in_elsewhere_does_not_open_the_pages_of_an_older_session(cast):
    with_password(cast.parent)
    older, _ = sign_in(cast.parent.email)
    with time_machine.travel(MONDAY + timedelta(minutes=20), tick=False):
        sign_in(cast.parent.email)
        assert older.get(reverse("mfa_activate_totp")).url.startswith(reverse("account_reauthenticate"))


def test_with_a_second_step_the_password_alone_does_not_sign_in(cast):
    account = with_password(cast.head)
    TOTP.activate(account, SECRET)
    client, answer = sign_in(cast.head.email)
    assert answer.url == reverse("mfa_authenticate") and not is_in(client)
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.get(reverse("signin:invite_all")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "not right" in wrong.content.decode() and not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_in(client) and client.get(reverse("signin:invite_all")).status_code == 200


def test_codes_are_not_to_be_guessed(cast):
    account = with_password(cast.head)
    TOTP.activate(account, SECRET)
    client, _ = sign_in(cast.head.email)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert "tried too often" in answer.content.decode() and not is_in(client)


def test_the_last_second_step_stays(cast):
    with_password(cast.head)
    factor = TOTP.activate(cast.head.account, SECRET).instance
    client = _signed_in_fresh(cast.head)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "needs a second step" in page.content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_the_last_passkey_stays_and_one_of_two_goes(cast):
    with_password(cast.head)
    passkey = Authenticator.objects.create(
        user=cast.head.account, type=Authenticator.Type.WEBAUTHN, data={"name": "My passkey", "credential": {}}
    )
    client = _signed_in_fresh(cast.head)
    url = reverse("mfa_remove_webauthn", args=[passkey.pk])
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 403 and "only second step" in answer.content.decode()
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    TOTP.activate(cast.head.account, SECRET)
    assert client.post(url).status_code == 302
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


def test_who_need_not_have_one_may_take_it_away(cast):
    with_password(cast.parent)
    TOTP.activate(cast.parent.account, SECRET)
    client = _signed_in_fresh(cast.parent)
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=cast.parent.account).exists()


def _signed_in_fresh(person) -> Client:
    """Signed in by password and code, and having typed the password again as these pages ask."""
    client, answer = sign_in(person.email)
    if answer.url == reverse("mfa_authenticate"):
        if Authenticator.objects.filter(user=person.account, type="totp").exists():
            client.post(reverse("mfa_authenticate"), {"code": code_now()})
        else:
            client = people.client_of(person, second_factor=False)
            people.through_second_factor(client, person.account, Authenticator.objects.get(user=person.account))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert is_in(client)
    return client


def test_the_duties_that_need_it_are_those_that_can_read_cases():
    readers = {Duty.HEAD, Duty.DEPUTY, Duty.DSL, Duty.DEPUTY_DSL, Duty.CHAIR}
    assert readers | READING_COVERS == NEEDS_SECOND_FACTOR


# ---- what is there at all


OPEN_TO_STRANGERS = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
}

NEED_A_PROVIDER = {"openid_connect_login", "openid_connect_callback"}


def names(patterns) -> list:
    found = []
    for pattern in patterns:
        found += names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name]
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted({*names(account_urls.urlpatterns)} - NEED_A_PROVIDER))
def test_strangers_reach_what_they_need_and_nothing_more(name):
    args = {"mfa_edit_webauthn": [1], "mfa_remove_webauthn": [1], "account_reset_password_from_key": ["a", "b-c"]}
    answer = Client().get(reverse(name, args=args.get(name, [])))
    to_sign_in = answer.status_code == 302 and "next=" in answer.url and "/account/sign-in/" in answer.url
    assert to_sign_in is (name not in OPEN_TO_STRANGERS), (name, answer.status_code)
    assert answer.status_code in (200, 302, 401)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "socialaccount_signup", "socialaccount_connections"]
)
def test_pages_without_a_reason_are_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/account/signup/", "/account/email/", "/account/3rdparty/", "/accounts/signup/"])
def test_nobody_signs_themselves_up(db, path):
    assert Client().get(path).status_code == 404


def test_the_sign_in_page_says_where_accounts_come_from(db):
    page = Client().get(reverse("account_login")).content.decode()
    assert "Ask the school office" in page and reverse("signin:pupil") in page
    assert "sign up" not in page.lower()
