"""What is typed when signing in."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone

from schoolgate.community.queries import people
from schoolgate.community.signin import actions, attempts, pictures

NEW = {"password1": "New password", "password2": "New password again"}
HINTS = {
    "password1": "At least 10 characters, and nothing that somebody who knows you would guess.",
    "passwordless": "Without e-mail address and password. It needs a PIN or fingerprint.",
}


def _say(form: forms.Form, labels: dict[str, str]) -> None:
    """Gives allauth's fields our words; a label says what a field is, so nothing is written inside it."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].help_text = HINTS.get(name, "")
        form.fields[name].widget.attrs.pop("placeholder", None)


class SignIn(account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"login": "E-mail address", "password": "Password"})


class ForgottenPassword(account.ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"email": "E-mail address"})


class PasswordAgain(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"password": "Your password"})


class OtherPassword(account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"oldpassword": "The password you have now", **NEW})


class FirstPassword(account.SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, NEW)


class PasswordByLink(account.ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, NEW)

    def save(self) -> None:
        """A new password and the note of how it came are kept together, or neither is."""
        with transaction.atomic():
            super().save()
            person = people.person_of(self.user)
            if person is not None:
                actions.note_password_link(person, by=person, at=timezone.now())


class _Counted:
    """A code is tried as often as a password: by account and address or device, and few times by everybody together."""

    def clean_code(self) -> str:
        request, email = context.request, str(self.user.email or "")  # type: ignore[attr-defined]
        usage = attempts.count_code(request, email)
        try:
            if usage is None:
                raise get_adapter().validation_error("too_many_login_attempts")
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            if attempts.is_to_be_told_of_codes(request, email):
                actions.tell_of_wrong_codes(email)
            raise
        attempts.forget(usage)
        return code


class Code(_Counted, mfa.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"code": "Numbers from the app"})


class CodeAgain(_Counted, mfa.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"code": "Numbers from the app"})


class FirstCode(totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"code": "Numbers from the app"})


class NewPasskey(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, {"name": "What do you call it?", "passwordless": "Let me sign in with this alone"})


class NewPassword(forms.Form):
    """One password, typed once: it can be shown, and a forgotten one can be set anew."""

    password = forms.CharField(
        label="Choose a password",
        help_text="At least 10 characters. Three words that have nothing to do with each other are good, "
        "and easy to remember.",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password you would like to have."},
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password


class ClassCode(forms.Form):
    code = forms.CharField(
        label="What is your class code?",
        help_text="It is on your card. It looks like this: kestrel-lamp-42",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
        error_messages={"required": "Type the code from your card.", "max_length": "That is too long for a code."},
    )

    def clean_code(self) -> str:
        code = pictures.tidy(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("Type the code from your card.")
        return code


class CardNumber(forms.Form):
    number = forms.IntegerField(
        label="What is the number on your card?",
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Type the number from your card.",
            "invalid": "Use only numbers, like 7.",
            "min_value": "Type the number from your card.",
            "max_value": "That number is too big. Look at your card.",
        },
    )


class Picture(forms.Form):
    picture = forms.ChoiceField(choices=[(name, name) for name in pictures.PICTURES])


class NewCards(forms.Form):
    """Which cards are made: for the whole class, for those who have none, or for one child."""

    whom = forms.ChoiceField(label="Whose cards?", error_messages={"required": "Choose whose cards to make."})

    def __init__(self, *args: Any, pupils: list[Any], without: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everyone = [("all", "Everyone (old cards stop working)")]
        missing = [("missing", f"Those without a card that works ({without})")] if 0 < without < len(pupils) else []
        one = [(str(pupil.pk), str(pupil)) for pupil in pupils]
        self.fields["whom"].choices = [*missing, *everyone, ("One child", one)]  # type: ignore[attr-defined]
