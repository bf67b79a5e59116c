"""What the gallery shows: every kind of field, and invented papers."""

from pathlib import Path

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from schoolgate import datafiles
from schoolgate.design import forms as fields

YEARS = [("", "Choose a year")] + [(f"year-{n}", f"Year {n}") for n in range(1, 7)]
WHERE = [
    ("app", fields.Hinted("In an app", "For example a game with a chat")),
    ("group", fields.Hinted("In a group of parents", "For example a class group")),
    ("elsewhere", "Somewhere else"),
]


class Everything(forms.Form):
    name = forms.CharField(label="Full name", max_length=80, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label="E-mail address",
        help_text="We write to it only about the policy.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    password = forms.CharField(label="Password", widget=forms.PasswordInput({"autocomplete": "current-password"}))
    age = forms.IntegerField(label="Age", validators=[MinValueValidator(4), MaxValueValidator(11)])
    year = forms.ChoiceField(label="Year group", choices=YEARS)
    where = forms.ChoiceField(label="Where did you see it?", choices=WHERE, widget=forms.RadioSelect)
    told = forms.MultipleChoiceField(
        label="Who knows already?",
        help_text="Tick all that apply.",
        choices=[("teacher", "The class teacher"), ("parents", "The parents"), ("nobody", "Nobody yet")],
        widget=forms.CheckboxSelectMultiple,
    )
    seen_on = fields.DateParts(label="Day you saw it", help_text="For example 27 3 2026")
    picture = forms.FileField(label="A picture of the screen", help_text="PNG, JPEG or PDF, up to 10 MB.")
    story = forms.CharField(label="What happened?", max_length=400, required=False, widget=forms.Textarea({"rows": 4}))
    agreed = forms.BooleanField(
        label="I have read the policy", help_text="Your name and today’s date are kept with it."
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Question(forms.Form):
    where = forms.ChoiceField(label="Where did you see it?", choices=WHERE, widget=forms.RadioSelect)


WRONG = {
    "name": "Ada " * 30,
    "email": "not an address",
    "age": "3",
    "year": "year-9",
    "seen_on_day": "31",
    "seen_on_month": "",
    "seen_on_year": "2026",
    "story": "It was in the class group.",
}

_PAPERS = datafiles.read(Path(__file__).with_name("samples.toml"))
POLICY: dict[str, object] = _PAPERS["policy"]
LETTER: dict[str, object] = _PAPERS["letter"] | {
    "letters": [{"slip": None} | letter for letter in _PAPERS["letter"]["letters"]]
}
