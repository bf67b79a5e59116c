"""What is said when people read, sign, agree and chase."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from schoolgate.broken import Broken
from schoolgate.design.forms import DateParts, Hinted
from schoolgate.policy import rules

SIGNING = [("parent", "Parents and carers"), ("staff", "Staff"), ("governor", "Governors")]
AUDIENCES = [("pupil", "Pupils"), *SIGNING]
WAYS = [("email", "By e-mail"), ("paper", "On paper"), ("class", "In class")]
ANY = [("", "All")]


class Search(forms.Form):
    q = forms.CharField(label="Search the policy", required=False, max_length=100)


class Terms(forms.Form):
    """What someone says of the clauses they were shown: staff a tick a group, pupils the button alone."""

    def __init__(self, *args: Any, page: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for number, (label, missing) in enumerate(_ticks(page)):
            self.fields[f"tick_{number}"] = forms.BooleanField(label=label, error_messages={"required": missing})
        if page.owed.asks_accounts:
            self.fields["accounts_private_on"] = DateParts(
                label="When did you last check that your own accounts are private?",
                help_text="In the settings of each network you use, within 30 days. For example 23 11 2026.",
                error_messages={"required": "Give the day on which you checked that your own accounts are private"},
            )

    def clean_accounts_private_on(self) -> date:
        checked_on: date = self.cleaned_data["accounts_private_on"]
        try:
            rules.check_accounts_private(checked_on, today=self.today)
        except Broken as broken:
            raise forms.ValidationError(str(broken)) from broken
        return checked_on

    def kwargs(self) -> dict[str, Any]:
        return {"accounts_private_on": self.cleaned_data.get("accounts_private_on")}

    def ticks(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("tick_")]


def _ticks(page: Any) -> list[tuple[str, str]]:
    if page.owed.audience == rules.Audience.PUPIL:
        return []
    if page.owed.audience == rules.Audience.STAFF:
        return [
            (
                f"I have read and will keep to: {group.name}",
                f"Tick the box to say that you have read “{group.name}” and will keep to it",
            )
            for group in page.groups
        ]
    return [("I have read this and will keep to it", "Tick the box to say that you have read this and will keep to it")]


class Agreed(forms.Form):
    """Which pupils of a class heard the rules and agreed."""

    pupils = forms.MultipleChoiceField(
        label="Who was there and agreed?",
        help_text="Leave out anyone who was away or is not sure yet: you can do them another day.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick each pupil who was there and agreed"},
    )

    def __init__(self, *args: Any, pupils: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(pupil.pk): pupil for pupil in pupils}
        self.fields["pupils"].choices = [(key, str(pupil)) for key, pupil in self.offered.items()]  # type: ignore[attr-defined]

    def clean_pupils(self) -> list[Any]:
        return [self.offered[key] for key in self.cleaned_data["pupils"]]


class SlipSearch(forms.Form):
    audience = forms.ChoiceField(label="Who signed?", choices=SIGNING)
    words = forms.CharField(label="Name, or the code on the slip", max_length=80)

    def asked(self) -> dict[str, str]:
        """Whose slips to look for; nobody's until a name is given."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {"audience": said.get("audience", "parent"), "words": said.get("words", "")}


def day(written: str) -> date | None:
    """A day as an address carries it, such as 2026-11-23; None when it is not one."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


class Slip(forms.Form):
    """A reply slip on paper, as the office types it in."""

    person = forms.ChoiceField(
        label="Whose slip is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose slip it is", "invalid_choice": "Choose whose slip it is"},
    )
    signed_on = DateParts(
        label="Date on the slip",
        help_text="For example 23 11 2026.",
        error_messages={"required": "Enter the date on the slip"},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[int, str, str]], asks_accounts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(id), Hinted(name, hint) if hint else name) for id, name, hint in people]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        if asks_accounts:
            self.fields["accounts_private_on"] = DateParts(
                label="Day of the check that their own accounts are private (staff)",
                help_text="It is on the slip too. For example 23 11 2026.",
                required=False,
            )


class ChaseSearch(forms.Form):
    audience = forms.ChoiceField(label="Who", required=False, choices=ANY + AUDIENCES)
    classroom = forms.ChoiceField(label="Class", required=False)
    way = forms.ChoiceField(label="How to reach them", required=False, choices=ANY + WAYS)

    def __init__(self, *args: Any, classrooms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classroom"].choices = [*ANY, *classrooms]  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What is asked for; an answer that is not one of those offered counts as none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
