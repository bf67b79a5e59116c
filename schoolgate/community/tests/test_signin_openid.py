"""The school's Google or Microsoft accounts: they open an account that is there, and make none."""

import copy

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.urls import reverse

from schoolgate.community.models import Account, Person
from tests import cast as people

PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "school",
                "name": "Larkhollow accounts",
                "client_id": "client",
                "secret": "secret",
                "settings": {"server_url": "https://id.larkhollow.example", "verified_email": []},
            }
        ],
    }
}


@pytest.fixture(autouse=True)
def provider(settings):
    settings.SOCIALACCOUNT_PROVIDERS = copy.deepcopy(PROVIDERS)
    return settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]


def comes_back(email: str, *, verified: bool = True, sub: str = "42"):
    """The provider has let somebody in and answers who; the rest is ours."""
    from allauth.socialaccount.adapter import get_adapter

    request = RequestFactory().get(reverse("openid_connect_callback", args=["school"]))
    request.session, request.user = SessionStore(), AnonymousUser()
    request.person = None
    request._messages = SessionStorage(request)
    with context.request_context(request):
        provider: OpenIDConnectProvider = get_adapter().get_provider(request, "school")
        answered = {"userinfo": {"sub": sub, "email": email, "email_verified": verified, "name": "A. Person"}}
        login = provider.sociallogin_from_response(request, answered)
        login.state = {"process": "login"}
        return request, complete_social_login(request, login)


def test_a_listed_person_comes_in_by_their_verified_address(cast):
    before = Account.objects.count()
    request, answer = comes_back(cast.parent.email.upper())
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert request.session["_auth_user_id"] == str(cast.parent.account.pk)
    assert Account.objects.count() == before
    assert not SocialAccount.objects.exists()  # nothing of the provider's is kept


def test_nobody_is_made_by_a_provider(cast):
    before = Account.objects.count(), Person.objects.count(), EmailAddress.objects.count()
    request, answer = comes_back("somebody@elsewhere.example")
    assert answer.status_code == 403 and "We do not know this account" in answer.content.decode()
    assert "_auth_user_id" not in request.session
    assert (Account.objects.count(), Person.objects.count(), EmailAddress.objects.count()) == before


def test_being_in_the_records_without_an_account_is_not_enough(cast):
    newcomer = people.person(cast.school, "Nadia", "Frost", people.Duty.PARENT, account=False)
    request, answer = comes_back(newcomer.email)
    assert answer.status_code == 403 and not Account.objects.filter(person=newcomer).exists()


def test_an_address_that_is_not_verified_opens_nothing(cast):
    request, answer = comes_back(cast.parent.email, verified=False)
    assert answer.status_code == 403 and "_auth_user_id" not in request.session


def test_addresses_at_the_schools_own_domain_may_count_as_verified(cast, provider):
    provider["verified_email"] = ["larkhollow.example"]
    request, _ = comes_back(cast.parent.email, verified=False)
    assert request.session["_auth_user_id"] == str(cast.parent.account.pk)
    request, answer = comes_back("priya.nair@larkhollow.example.evil.example", verified=False)
    assert answer.status_code == 403


def test_the_second_step_is_asked_here_too(cast):
    people.with_second_factor(cast.head.account)
    request, answer = comes_back(cast.head.email)
    assert answer.url == reverse("mfa_authenticate") and "_auth_user_id" not in request.session


def test_an_account_that_is_closed_stays_closed(cast):
    Account.objects.filter(person=cast.parent).update(is_active=False)
    request, answer = comes_back(cast.parent.email)
    assert "_auth_user_id" not in request.session


def test_a_password_set_here_keeps_working(cast):
    """The address of an invited account is verified, so coming in the other way does not wipe it."""
    account = cast.parent.account
    account.set_password("walnut-teapot-comet")
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    comes_back(cast.parent.email)
    assert Account.objects.get(pk=account.pk).check_password("walnut-teapot-comet")


def test_the_button_is_there_only_while_a_provider_is_set_up(db, settings):
    assert "Sign in with Larkhollow accounts" in Client().get(reverse("account_login")).content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Larkhollow accounts" not in Client().get(reverse("account_login")).content.decode()
    assert Client().get(reverse("openid_connect_login", args=["school"])).status_code == 404


def test_a_link_alone_starts_nothing(db):
    """Signing in by another account starts with a press, so that no page can start it unseen."""
    answer = Client().get(reverse("openid_connect_login", args=["school"]))
    assert answer.status_code == 200
