"""What is said by those who write letters: to whom, what goes into them, and the school's own words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from schoolgate.broken import Broken
from schoolgate.cases import letters
from schoolgate.cases.rules import LONGEST


class To(forms.Form):
    """To whom a letter goes, and about whom."""

    to = forms.ChoiceField(label="Who is the letter for?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.fields["to"].error_messages["required"] = "Choose who the letter is for."


class Written(forms.Form):
    """What a kind of letter asks of whoever writes it; what is left empty is named before the letter can go."""

    def __init__(
        self, *args: Any, asks: Sequence[letters.Ask], starts: Mapping[str, str], to_name: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = tuple(ask.name for ask in asks)
        if to_name:
            self.fields["to_name"] = forms.CharField(
                label="To whom",
                max_length=400,
                initial=to_name,
                widget=forms.Textarea({"rows": 3}),
                help_text="Name and address, as they stand on the letter.",
            )
        for ask in asks:
            self.fields[ask.name] = _asked(ask, starts.get(ask.name, ""))

    def kwargs(self) -> dict[str, Any]:
        """What was written, field by field, and to whom."""
        written = {name: self.cleaned_data[name] for name in self.asked}
        return {"written": written, "to_name": self.cleaned_data.get("to_name", "")}


def _asked(ask: letters.Ask, start: str) -> forms.CharField:
    box = forms.Textarea({"rows": 5}) if ask.long else forms.TextInput()
    return forms.CharField(label=ask.label, required=False, initial=start, max_length=LONGEST // 4, widget=box)


class Words(forms.Form):
    """The words of a letter that was not sent."""

    title = forms.CharField(label="Title", max_length=letters.LONGEST_TITLE)
    words = forms.CharField(
        label="The letter",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 24}),
        help_text="An empty line begins a new paragraph. A line that begins with ## is a heading, one that begins "
        "with - is part of a list.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class Template(forms.Form):
    """The words of a kind of letter, as this school writes it."""

    title = forms.CharField(label="Title", max_length=letters.LONGEST_TITLE)
    words = forms.CharField(
        label="The letter",
        max_length=letters.LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": 28}),
        help_text="An empty line begins a new paragraph. A line that begins with ## is a heading, one that begins "
        "with - is part of a list, and “label :: value” is a row of a form.",
    )

    def __init__(self, *args: Any, kind: letters.LetterKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        try:
            letters.check_template(self.kind, said.get("title", "x"), said.get("words", "x"))
        except Broken as broken:
            if not self.errors:
                raise forms.ValidationError(str(broken)) from broken
        return said
