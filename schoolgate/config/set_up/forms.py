"""What each page of the set-up asks; it saves nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.forms import school
from schoolgate.config import mail
from schoolgate.design.forms import DateParts, Hinted
from schoolgate.engines.calendar.proposals import usual_dates

Answers = Mapping[str, Mapping[str, Any]]
PEOPLE = {"head": "the head teacher", "chair": "the chair of governors", "dsl": "the DSL"}


class Code(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=60,
        help_text="Three words and a number, such as amber-kite-owl-42.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "Enter the code"},
    )


class Stage(forms.Form):
    """A page of the set-up: it begins with what was kept, and knows what the other pages said."""

    def __init__(self, *args: Any, answers: Answers, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers, self.on = answers, on


def _depends(field: forms.Field) -> None:
    """Another answer says whether it is needed, so it is neither required nor called optional."""
    field.required = False
    field.depends = True  # type: ignore[attr-defined]


class School(Stage):
    name = forms.CharField(
        label="Name of the school", max_length=120, error_messages={"required": "Enter the name of the school"}
    )
    phase = school.SchoolDetails.base_fields["phase"]
    address = forms.CharField(
        max_length=400, widget=forms.Textarea({"rows": 3}), error_messages={"required": "Enter the address"}
    )
    phone = forms.CharField(label="Telephone of the office", required=False, max_length=40)
    region = school.SchoolDetails.base_fields["region"]


class FirstPerson(Stage):
    """One of the first people: an e-mail address signs in one person."""

    part = ""
    first_name = forms.CharField(label="First name", max_length=80, error_messages={"required": "Enter the first name"})
    last_name = forms.CharField(label="Last name", max_length=80, error_messages={"required": "Enter the last name"})
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="They sign in with it. It must be theirs alone.",
        error_messages={
            "required": "Enter the email address",
            "invalid": "Enter an email address, such as name@school.example",
        },
    )

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        for part, words in PEOPLE.items():
            if part != self.part and email and self.answers.get(part, {}).get("email") == email:
                raise forms.ValidationError(f"{words.capitalize()} has this email address. Enter another one")
        return email


class Head(FirstPerson):
    part = "head"


class Chair(FirstPerson):
    part = "chair"


class Dsl(FirstPerson):
    part = "dsl"
    who = forms.ChoiceField(
        label="Who is the DSL?",
        choices=[
            ("head", "The head teacher"),
            ("other", Hinted("Someone else", "Enter their name and email address below.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select who the DSL is"},
    )
    field_order = ("who", "first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name", "email"):
            _depends(self.fields[name])
        self.fields["email"].help_text = "They sign in with it."

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name in ("first_name", "last_name", "email"):
            if said.get("who") == "head":
                said[name] = ""
                self.errors.pop(name, None)
            elif said.get("who") == "other" and not said.get(name) and not self.has_error(name):
                self.add_error(name, FirstPerson.base_fields[name].error_messages["required"])
        return said


class Lado(Stage):
    lado_name = forms.CharField(label="LADO’s name", required=False, max_length=120)
    lado_phone = forms.CharField(label="LADO’s telephone", required=False, max_length=40)
    lado_email = forms.EmailField(label="LADO’s email address", required=False, max_length=254)


class _Dates(Stage):
    """Stretches of days, each with a first and a last one; a proposal that is emptied is left out."""

    kind = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = [dated for dated in usual_dates(self.on) if dated.kind == self.kind]
        for number, dated in enumerate(self.proposed):
            for end, word, day in (("from", "first day", dated.starts_on), ("to", "last day", dated.ends_on)):
                label = f"{dated.name}: {word}"
                self.fields[f"{end}_{number}"] = DateParts(label=label, required=False, initial=day)

    def dates(self, said: Mapping[str, Any]) -> list[rules.NewDate]:
        """The stretches that these answers say."""
        found = []
        for number, dated in enumerate(self.proposed):
            starts_on, ends_on = said.get(f"from_{number}"), said.get(f"to_{number}")
            if starts_on and ends_on:
                found.append(rules.NewDate(self.kind, dated.name, starts_on, ends_on))
        return found

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for number, dated in enumerate(self.proposed):
            starts_on, ends_on = said.get(f"from_{number}"), said.get(f"to_{number}")
            if bool(starts_on) != bool(ends_on) and not self.has_error(f"to_{number}"):
                self.add_error(f"to_{number}", f"{dated.name}: enter both days, or leave both empty")
        if not self.errors:
            try:
                rules.check_dates(self.dates(said), ())
            except Broken as broken:
                raise forms.ValidationError(broken.words) from broken
        return said


class Terms(_Dates):
    kind = "term"


class HalfTerms(_Dates):
    kind = "holiday"


SECURITY = [
    ("tls", Hinted("STARTTLS", "Usual on port 587.")),
    ("ssl", Hinted("TLS from the start", "Usual on port 465.")),
    ("none", Hinted("None", "Only for a server inside the school.")),
]


class Mail(Stage):
    way = forms.ChoiceField(
        label="How do the first people get their invitation?",
        choices=[
            ("print", Hinted("I print the links and hand them over", "Choose this if you have no mail server yet.")),
            ("server", Hinted("By email, through our mail server", "We send a test mail before we go on.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how the first people get their invitation"},
    )
    host = forms.CharField(label="Mail server", required=False, max_length=200, help_text="Such as mail.school.example")
    port = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=65535,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-5"}),
        error_messages={"invalid": "Port must be a number, such as 587"},
    )
    security = forms.ChoiceField(label="Encryption", required=False, choices=SECURITY, widget=forms.RadioSelect)
    user = forms.CharField(label="User name", required=False, max_length=200)
    password = forms.CharField(required=False, max_length=200, widget=forms.PasswordInput({"autocomplete": "off"}))
    sender = forms.EmailField(
        label="Sender’s address", required=False, max_length=254, help_text="From which address our mail comes."
    )
    test_to = forms.EmailField(
        label="Where do we send the test mail?", required=False, max_length=254, help_text="An inbox you can look into."
    )

    NEEDED = {
        "host": "Enter the name of the mail server",
        "security": "Select the encryption",
        "sender": "Enter the sender’s address",
        "test_to": "Enter where we send the test mail",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"way", "user", "password"}:
            _depends(self.fields[name])
        if settings.DELIVERY:  # IT has set one, and its settings come first
            for name in ("host", "port", "security", "user", "password", "sender"):
                del self.fields[name]
        elif self.answers.get("mail", {}).get("password"):
            self.fields["password"].help_text = "Leave it empty to use the one that you typed before."

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("way") == "print":
            for name in set(self.fields) - {"way"}:
                self.errors.pop(name, None)
            return {"way": "print"}
        if said.get("way") == "server":
            for name, words in self.NEEDED.items():
                if name in self.fields and not said.get(name) and not self.has_error(name):
                    self.add_error(name, words)
            said["password"] = said.get("password") or self.answers.get("mail", {}).get("password", "")
        return said


def server_of(said: Mapping[str, Any]) -> mail.Server:
    """The mail server that somebody typed."""
    return mail.Server(
        host=said["host"],
        port=said.get("port"),
        security=said["security"],
        user=said.get("user", ""),
        password=said.get("password", ""),
        sender=said["sender"],
    )
