"""Where allauth asks how this school signs people in."""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from schoolgate import pages
from schoolgate.community import signed
from schoolgate.community.signin import actions, attempts, devices, queries

OTHER_WAYS = {
    "reauthenticate": "Use my password",
    "mfa_reauthenticate": "Use the app or a spare code",
    "mfa_reauthenticate:webauthn": "Use my passkey",
}
QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}
SIGNED_IN_AT = "signed_in_at"
FRESH = 10 * 60
"""For so many seconds after signing in, second steps are set up without typing the password again."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then try again, or sign in on a device "
        "on which you have signed in before.",
        "incorrect_password": "That password is not right.",
        "enter_current_password": "Type the password you have now.",
        "rate_limited": "That was tried too often. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs themselves up: accounts come from the school's own records, by invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The reader's address as a sealed word, so that the limits on tries keep no address."""
        return salted_hmac("schoolgate.signin.address", truncate_ip(super().get_client_ip(request))).hexdigest()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts a try by account and address, so that nobody's tries keep anybody else out."""
        email = credentials.get("email", "")
        self._login_failed_rl_usage = attempts.count_password(request, email)
        if self._login_failed_rl_usage is None:
            self._tell_of_tries(request, email)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._tell_of_tries(request, credentials.get("email", ""))

    def _tell_of_tries(self, request: HttpRequest, email: str) -> None:
        if attempts.is_to_be_told(request, email):
            actions.tell_of_wrong_passwords(email)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.forget_password(request, credentials.get("email", ""))

    def pre_login(self, request: HttpRequest, user: Any, **said: Any) -> Any:
        """Nobody comes in by what SQL alone put there; before a second step is asked, and once more behind it."""
        _only_whole(request, user)
        return super().pre_login(request, user, **said)

    def post_login(self, request: HttpRequest, user: Any, **said: Any) -> Any:
        """Both steps are done: from now on this device is known as one of theirs."""
        response = super().post_login(request, user, **said)
        if user.email:
            devices.remember(request, response, user.email)
        return response

    def login(self, request: HttpRequest, user: Any) -> None:
        _only_whole(request, user)
        super().login(request, user)
        request.session[SIGNED_IN_AT] = timezone.now().timestamp()

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in here, with all that was asked of them, need not do it again at once."""
        since = timezone.now().timestamp() - self.request.session.get(SIGNED_IN_AT, 0)
        required: bool = super().is_reauthentication_required(app=app, **kwargs)
        return required and not 0 <= since <= FRESH

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        own = user.is_whole and email.lower() == (user.email or "").lower()
        if own and attempts.is_first_reset(email):
            super().send_password_reset_mail(user, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the e-mail leads to the school's own address, whatever address the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{pages.address()}{path.replace('UID-KEY', quote(key))}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": OTHER_WAYS.get(method["id"], method["description"])} for method in methods]

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Leaves out what anyone can see: that they are signed in, or out."""
        if message_template not in QUIET:
            super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Codes change every half minute: try the newest one.",
        "cannot_delete_authenticator": "Your duty at the school needs a second step. Add another way first, "
        "then take this one away.",
    }

    def encrypt(self, text: str) -> str:
        return signed.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return signed.opened(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not queries.is_last_factor(authenticator.user, authenticator.pk, timezone.now())

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "My passkey"


class SchoolAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The school's Google or Microsoft accounts: they open an account that is there, and make none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        raise ImmediateHttpResponse(render(request, "signin/not_listed.html", status=403))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Only the address opens an account: no row that joins it to another is ever kept here, nor another address."""
        if sociallogin.account.pk is not None or (sociallogin.is_existing and not _is_own_address(sociallogin)):
            raise ImmediateHttpResponse(render(request, "signin/not_listed.html", status=403))


def _is_own_address(sociallogin: Any) -> bool:
    return (sociallogin.user.email or "").lower() in {address.email.lower() for address in sociallogin.email_addresses}


def _only_whole(request: HttpRequest, account: Any) -> None:
    if not (account.is_whole and account.has_own_factors):
        raise ImmediateHttpResponse(render(request, "signin/not_ours.html", status=403))
