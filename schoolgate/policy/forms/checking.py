"""What is said about a version as a whole: what its rules count with, and which findings the school lives with."""

from typing import Any

from django import forms

from schoolgate.design.forms import Hinted
from schoolgate.policy import parameters

OLDEST, YOUNGEST = 21, 4


class Counting(forms.Form):
    """What the rules of a version count with, each choice with the clauses it belongs to."""

    def __init__(self, *args: Any, places: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for choice in parameters.CHOICES:
            self.fields[choice.name] = _field(choice, _where(choice, places))


def _field(choice: parameters.Choice, where: str) -> forms.Field:
    hint = f"{choice.hint} {where}".strip()
    if choice.values:
        choices = [(known.value, Hinted(known.words, known.more)) for known in choice.values]
        return forms.ChoiceField(label=choice.asks, help_text=hint, choices=choices, widget=forms.RadioSelect)
    return forms.IntegerField(
        label=choice.asks,
        help_text=hint,
        min_value=YOUNGEST,
        max_value=OLDEST,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
        error_messages={
            "min_value": f"Choose an age from {YOUNGEST} to {OLDEST} years",
            "max_value": f"Choose an age from {YOUNGEST} to {OLDEST} years",
            "invalid": "Write the age as a whole number, such as 13",
        },
    )


def _where(choice: parameters.Choice, places: dict[str, str]) -> str:
    """Which clauses of the document a choice belongs to."""
    here = [places[clause] for clause in choice.clauses if clause in places]
    if not here:
        return "No clause of this document is linked to this, so it changes nothing yet."
    return f"It belongs to clause{'s' if len(here) > 1 else ''} {' and '.join(here)}."


class Accepted(forms.Form):
    """Why the school lives with a finding."""

    reason = forms.CharField(
        label="Why can the school live with this?",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Those who write and approve the policy can read it. Name no children.",
        error_messages={"required": "Say why, so that others understand"},
    )
