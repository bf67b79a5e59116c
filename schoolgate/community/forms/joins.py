from collections.abc import Sequence
from typing import Any

from django import forms

REASON = forms.Textarea({"rows": 4, "maxlength": 1000})


class Finder(forms.Form):
    """By which name the other record is looked for."""

    name = forms.CharField(label="Name on the other record", max_length=80)


class Proposal(forms.Form):
    """Which other record is of the same person, and how that is known."""

    other = forms.TypedChoiceField(label="Which record is of the same person?", coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="How do you know?", max_length=1000, widget=REASON, help_text="Such as a new name after a wedding."
    )

    def __init__(self, *args: Any, found: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = found  # type: ignore[attr-defined]


class Answer(forms.Form):
    """What the second person says."""

    agreed = forms.TypedChoiceField(
        label="Are these two records of one person?",
        choices=[("yes", "Yes, join them"), ("no", "No, they are two people")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Reason, if they are two people", required=False, max_length=1000, widget=REASON)
