"""What is said on the page "May I?": words to search for, and one fact at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from schoolgate.design.forms import Hinted
from schoolgate.policy.asking import facts

READERS = [("", "Everyone"), ("staff", "Staff"), ("parent", "Parents and carers"), ("pupil", "Pupils")]


class Question(forms.Form):
    """Words to search for, and whose questions."""

    q = forms.CharField(
        label="What would you like to do?",
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search", "class": "govuk-input--width-30"}),
    )
    audience = forms.ChoiceField(label="Questions of", required=False, choices=READERS)
    topic = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def asked(self) -> dict[str, str]:
        """What is asked for; an answer that is not one of those offered counts as none."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name, "") for name in ("q", "audience", "topic")}
        return {"words": said["q"].replace("\x00", " "), "audience": said["audience"], "topic": said["topic"]}


class OneFact(forms.Form):
    """The one fact that is asked for, with all that is known already hidden beside it."""

    def __init__(self, data: Mapping[str, Any] | None, *, ask: Any, known: Mapping[str, str], now: str = "") -> None:
        super().__init__(data, initial={ask.fact.name: now.split(",") if ask.fact.many else now})
        self.fields[ask.fact.name] = _field(ask)
        for name, value in {**known, "asked": ask.fact.name}.items():
            if name != ask.fact.name:
                self.fields[name] = forms.CharField(required=False, initial=value, widget=_Hidden(value))


class _Hidden(forms.HiddenInput):
    """A hidden box that always says what the page knows, whatever was sent."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.says = value

    def format_value(self, value: Any) -> str:
        return self.says


def _field(ask: Any) -> forms.Field:
    said = {"label": ask.question, "help_text": ask.fact.hint}
    if ask.is_age:
        return forms.IntegerField(
            min_value=0,
            max_value=facts.OLDEST,
            widget=forms.NumberInput({"class": "govuk-input--width-2"}),
            error_messages={"required": "Enter an age in years", "invalid": "Write the age as a number, such as 10"},
            **said,
        )
    groups: Sequence[tuple[str, Any]] = [
        (name, [(offer.choice.value, _label(offer.choice)) for offer in offers]) for name, offers in ask.groups
    ]
    missing = {"required": "Choose an answer", "invalid_choice": "Choose one of the answers offered"}
    if len(groups) > 1:
        return forms.ChoiceField(choices=[("", "Choose"), *groups], error_messages=missing, **said)
    if ask.fact.many:
        return forms.MultipleChoiceField(
            choices=groups[0][1], widget=forms.CheckboxSelectMultiple, error_messages=missing, **said
        )
    return forms.ChoiceField(choices=groups[0][1], widget=forms.RadioSelect, error_messages=missing, **said)


def _label(choice: facts.Choice) -> Any:
    return Hinted(choice.label, choice.hint) if choice.hint else choice.label
