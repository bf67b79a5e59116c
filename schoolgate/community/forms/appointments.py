from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from schoolgate.access.duties import WORDS
from schoolgate.community import rules
from schoolgate.design.forms import DateParts


def _reason(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=1000, widget=forms.Textarea({"rows": 4, "maxlength": 1000}), **kwargs
    )


class Appoint(forms.Form):
    """Who is to hold a duty, from when and why."""

    person = forms.TypedChoiceField(label="Who?", coerce=int)
    since_on = DateParts(
        label="From",
        help_text="It takes effect on the first day after the waiting time at the earliest.",
        error_messages={"required": "Enter the first day"},
    )
    reason = _reason("Reason")

    def __init__(self, *args: Any, people: Iterable[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        names = [(pk, f"{person} ({_what(person)})") for pk, person in self.people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *names]  # type: ignore[attr-defined]
        self.fields["since_on"].initial = today

    def kwargs(self) -> dict[str, Any]:
        return {"since_on": self.cleaned_data["since_on"], "reason": self.cleaned_data["reason"]}

    @property
    def appointed(self) -> Any:
        return self.people[self.cleaned_data["person"]]


class LastDayOfDuty(forms.Form):
    until_on = DateParts(label="Last day")
    reason = _reason("Reason")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].initial = today


class Answer(forms.Form):
    agreed = forms.TypedChoiceField(
        label="Do you agree?",
        choices=[("yes", "Yes, I agree"), ("no", "No, I refuse")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    words = _reason("Reason", required=False, help_text="Enter it if you refuse.")

    def kwargs(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


class Withdraw(forms.Form):
    reason = _reason("Reason", help_text="The governors, the head and whose duty it is can read this.")


class WaitingDays(forms.Form):
    days = forms.IntegerField(
        label="How many working days does an appointment wait?",
        min_value=0,
        max_value=rules.MOST_WAITING,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
        help_text=f"From 0 to {rules.MOST_WAITING}. Until then, governors who are told of it can withdraw it.",
    )


def _what(person: Any) -> str:
    return ", ".join(WORDS[duty] for duty in sorted(person.duties))
