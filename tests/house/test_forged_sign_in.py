"""Whoever can write the database, and has no key, signs in as nobody: neither by a password nor by a second step of their own."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from schoolgate.community.actions import sign_in
from schoolgate.community.models import Account, Invitation
from schoolgate.community.queries import sign_in as queries
from schoolgate.community.signin import actions as signin_actions
from schoolgate.community.signin import hashing
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import story
from schoolgate.config import verifying
from schoolgate.sealed import field, rotation
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SECRET, THEIRS = "JBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLU"
RIGHT, MINE = "correct horse battery", "one of my own"
PBKDF2 = (
    "pbkdf2_sha256$1000$abc$" + base64.b64encode(hashlib.pbkdf2_hmac("sha256", MINE.encode(), b"abc", 1000)).decode()
)
HASHERS = ["schoolgate.community.signin.hashing.Keyed", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture(autouse=True)
def real_hashers(monkeypatch, settings, tmp_path):
    """And a ring of this test's own, as some of them change it."""
    ring = tmp_path / "keys.json"
    ring.write_text(json.dumps(field.keys()))
    settings.RING = ring
    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "iterations", 1000)
    monkeypatch.setattr(hashing.Keyed, "iterations", 1000)
    with override_settings(PASSWORD_HASHERS=HASHERS):
        yield


def joined(person, password=RIGHT, secret=SECRET):
    account = person.account
    account.set_password(password)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    if secret:
        TOTP.activate(account, secret)
        RecoveryCodes.activate(account)
    return account


@pytest.fixture
def dsl(cast):
    story.outside(cast, "marigold: somebody touches Maya.", whom=Whom.CHILD)
    return joined(cast.dsl)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def reads(email, password, secret="") -> bool:
    """Whether whoever has these reads what the safeguarding lead reads."""
    browser = Client()
    browser.post(reverse("account_login"), {"login": email, "password": password})
    if secret:
        browser.post(reverse("mfa_authenticate"), {"code": code(secret)})
    found = browser.get(reverse("concerns:queue"), follow=True)
    return "marigold" in found.content.decode()


def told() -> list[str]:
    return [finding.what for finding in verifying.findings(lambda done, total: None) if "signs in" in finding.what]


def test_who_they_are_comes_in(dsl):
    assert reads(dsl.email, RIGHT, SECRET) and told() == []


def own_password(cast, dsl):
    sql("UPDATE community_account SET password = %s WHERE id = %s", PBKDF2, dsl.pk)
    return dsl.email, MINE, SECRET


def anothers_password(cast, dsl):
    """Of a colleague who writes the database: it is keyed, and theirs."""
    own = joined(cast.it, MINE, THEIRS)
    sql("UPDATE community_account SET password = %s WHERE id = %s", Account.objects.get(pk=own.pk).password, dsl.pk)
    return dsl.email, MINE, SECRET


def another_second_step(cast, dsl):
    own = joined(cast.it, MINE, THEIRS)
    sql("DELETE FROM mfa_authenticator WHERE user_id = %s", dsl.pk)
    sql("UPDATE mfa_authenticator SET user_id = %s WHERE user_id = %s", dsl.pk, own.pk)
    return dsl.email, RIGHT, THEIRS


def second_step_in_words(cast, dsl):
    said = json.dumps({"secret": THEIRS})
    sql("UPDATE mfa_authenticator SET data = %s WHERE user_id = %s AND type = 'totp'", said, dsl.pk)
    return dsl.email, RIGHT, THEIRS


def their_account_for_own(cast, dsl):
    """The colleague's own account becomes the lead's."""
    own = joined(cast.it, MINE, THEIRS)
    sql("DELETE FROM mfa_authenticator WHERE user_id = %s", dsl.pk)
    sql("DELETE FROM account_emailaddress WHERE user_id = %s", dsl.pk)
    sql("DELETE FROM community_account WHERE id = %s", dsl.pk)
    sql("UPDATE community_account SET person_id = %s WHERE id = %s", cast.dsl.pk, own.pk)
    return own.email, MINE, THEIRS


def their_address(cast, dsl):
    own = joined(cast.it, MINE, THEIRS)
    sql("UPDATE community_account SET email = NULL WHERE id = %s", own.pk)
    sql("UPDATE community_account SET email = %s, password = %s WHERE id = %s", "own@x.example", PBKDF2, dsl.pk)
    return "own@x.example", MINE, SECRET


def no_signature(cast, dsl):
    sql("UPDATE community_account SET signed = '', factors = '', password = %s WHERE id = %s", PBKDF2, dsl.pk)
    return dsl.email, MINE, SECRET


WAYS = (
    own_password,
    anothers_password,
    another_second_step,
    second_step_in_words,
    their_account_for_own,
    their_address,
    no_signature,
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_sql_alone_put_there_signs_nobody_in_and_is_named(cast, dsl, way):
    email, password, secret = way(cast, dsl)
    assert not reads(email, password, secret)
    assert told()


def test_a_second_step_that_sql_took_away_is_missed(cast, dsl):
    """Else whoever has the password sets up one of their own."""
    sql("DELETE FROM mfa_authenticator WHERE user_id = %s", dsl.pk)
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": dsl.email, "password": RIGHT})
    assert answer.status_code == 403 and "We cannot let you in" in answer.content.decode()
    assert browser.get(reverse("mfa_activate_totp")).status_code == 302 and told()


def test_a_session_that_is_open_ends_with_what_sql_changed(cast, dsl):
    browser = Client()
    browser.post(reverse("account_login"), {"login": dsl.email, "password": RIGHT})
    browser.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    assert browser.get(reverse("concerns:queue")).status_code == 200
    sql("UPDATE community_account SET unconfirmed_since = %s WHERE id = %s", "2026-01-01 00:00:00+00:00", dsl.pk)
    assert browser.get(reverse("concerns:queue")).status_code == 302


@pytest.mark.parametrize("table", ["account", "address"])
def test_a_link_for_a_new_password_goes_to_no_address_of_sql(cast, dsl, table):
    if table == "account":
        sql("UPDATE community_account SET email = 'own@x.example' WHERE id = %s", dsl.pk)
    sql("UPDATE account_emailaddress SET email = 'own@x.example' WHERE user_id = %s", dsl.pk)
    Client().post(reverse("account_reset_password"), {"email": "own@x.example"})
    assert mail.outbox == []


def test_a_link_that_sql_made_opens_nothing(cast, dsl):
    token = "of my own"
    plain = hashlib.sha256(token.encode()).hexdigest()
    Invitation.objects.create(
        school=cast.school,
        person=cast.dsl,
        email=dsl.email,
        token_digest=plain,
        made_at=MONDAY,
        expires_at=MONDAY + timedelta(days=14),
    )
    assert "does not work" in Client().get(reverse("signin:invitation", args=[token])).content.decode()


def test_the_next_change_by_the_product_makes_nothing_whole(cast, dsl):
    """Neither of the account nor of its second steps."""
    own_password(cast, dsl)
    second_step_in_words(cast, dsl)
    changed = Account.objects.get(pk=dsl.pk)
    changed.unconfirmed_since = None
    changed.save(update_fields=["unconfirmed_since"])
    changed.save()
    Account.objects.filter(pk=dsl.pk).update(is_active=True)
    Authenticator.objects.get(user=dsl, type="recovery_codes").save()
    assert not Account.objects.get(pk=dsl.pk).is_whole and not Account.objects.get(pk=dsl.pk).has_own_factors
    assert not reads(dsl.email, MINE, THEIRS)


def test_whom_the_school_invites_again_comes_in_again(cast, dsl):
    own_password(cast, dsl)
    second_step_in_words(cast, dsl)
    invited = signin_actions.invite(cast.dsl, by=story.fresh(cast.office), at=MONDAY)
    assert not Account.objects.get(pk=dsl.pk).is_whole
    signin_actions.accept_invitation(invited, RIGHT, by=cast.dsl, at=MONDAY)
    back = Account.objects.get(pk=dsl.pk)
    assert back.is_whole and back.has_own_factors and not Authenticator.objects.filter(user=dsl).exists()
    assert back.unconfirmed_since == MONDAY and told() == []


def test_deeds_leave_accounts_whole(cast, dsl):
    change = sign_in.ask_factor_reset(story.fresh(cast.dsl), by=story.fresh(cast.office), at=MONDAY)
    second = queries.agreeing(change, MONDAY.date())[0]
    sign_in.answer_change(change, agreed=True, by=story.fresh(second), at=MONDAY)
    assert told() == [] and not queries.has_factor(cast.dsl)


# ---- at rest


def lie() -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator ORDER BY id")
        return [json.loads(data) if isinstance(data, str) else data for (data,) in cursor.fetchall()]


def test_a_copy_holds_no_second_step(dsl):
    totp, spare = lie()
    assert totp["secret"].startswith("gAAAA") and spare["seed"].startswith("gAAAA")


@pytest.mark.parametrize("forget_old", [False, True])
def test_a_new_key_seals_second_steps_anew_and_everybody_comes_in(dsl, forget_old):
    before = lie()
    rotation.rotate(forget_old=forget_old)
    assert all(one != other for one, other in zip(before, lie(), strict=True))
    assert told() == [] and reads(dsl.email, RIGHT, SECRET)


def test_an_old_key_stays_while_a_second_step_needs_it(dsl, monkeypatch):
    from schoolgate.community import second_steps

    monkeypatch.setattr(second_steps.SecondSteps, "reseal", lambda self, pk: None)
    with pytest.raises(rotation.Left):
        rotation.rotate(forget_old=True)


def test_a_password_of_an_earlier_build_becomes_keyed_at_sign_in(cast):
    account = joined(cast.parent, secret="")
    Account.objects.filter(pk=account.pk).update(password=hashers.make_password(RIGHT, hasher="pbkdf2_sha256"))
    assert Client().post(reverse("account_login"), {"login": account.email, "password": RIGHT}).status_code == 302
    now = Account.objects.get(pk=account.pk)
    assert now.password.startswith("keyed_pbkdf2_sha256$") and now.is_whole
    assert Client().post(reverse("account_login"), {"login": account.email, "password": RIGHT}).status_code == 302


def test_a_keyed_password_is_tried_by_nobody_without_the_key(settings):
    kept = hashers.make_password(RIGHT)
    assert hashers.check_password(RIGHT, kept)
    with override_settings(TRAIL_KEY="another"):
        assert not hashers.check_password(RIGHT, kept)
    assert not hashers.check_password(RIGHT, kept.replace("keyed_", ""))
