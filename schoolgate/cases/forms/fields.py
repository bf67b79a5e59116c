"""What is said in cases: words and shapes; nothing here saves anything."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from schoolgate.cases.rules import LONGEST

REASON = 2000
THIS_CHILD = "Yes, this reason is about this child"
OR_CHANGE = "Or change the words above."


def words(label: str, *, rows: int = 5, longest: int = LONGEST, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea({"rows": rows, "maxlength": longest}), **kwargs
    )


def reason(label: str = "Reason", hint: str = "Anyone who reads this later must understand it.") -> forms.CharField:
    return words(label, rows=4, longest=REASON, help_text=hint)


def radios(label: str, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **kwargs)


class Clock(forms.TimeField):
    """A time of day, written as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TimeInput({"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            error_messages={"invalid": f"{kwargs.get('label')}: write a time such as 08:45."},
            **kwargs,
        )


class Moving(forms.Form):
    """A form that moves a case: it remembers how the case was when the page was opened."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class OwnReason(forms.Form):
    """A decision about one child: a reason that another has word for word is asked about, and never refused."""

    def ask_if_copied(self, copied: Callable[[str], str]) -> None:
        """Adds the question where it has to be asked of what was sent."""
        warning = copied(str(self.data.get("reason", ""))) if self.is_bound else ""
        if warning:
            box = forms.BooleanField(label=THIS_CHILD, help_text=OR_CHANGE, error_messages={"required": warning})
            before = list(self.fields)[: list(self.fields).index("reason") + 1]
            self.fields["own_words"] = box
            self.order_fields([*before, "own_words"])


class AboutChildren(forms.Form):
    """Which of several children something is about: what nobody said stays out of each child's own file."""

    about = forms.MultipleChoiceField(
        label="Which children is this about?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave this empty if you do not know. Then it stays out of their files and answers unless someone adds it.",
    )

    def __init__(self, *args: Any, children: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(child.pk), str(child)) for child in children]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            del self.fields["about"]

    def clean_about(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["about"]]


class CaseChoice(forms.TypedChoiceField):
    """One of these cases, each with its words; gives the case."""

    def __init__(self, *, cases: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        known = {str(case.pk): (case, text) for case, text in cases}
        choices = [(key, text) for key, (_, text) in known.items()]
        super().__init__(choices=choices, coerce=lambda key: known[key][0], widget=forms.RadioSelect, **kwargs)


class PersonChoice(forms.TypedChoiceField):
    """One of these people; gives the person."""

    def __init__(self, *, people: Any, empty: str = "", **kwargs: Any) -> None:
        known = {str(person.pk): person for person in people}
        choices = [("", empty or "Choose somebody"), *((key, str(one)) for key, one in known.items())]
        super().__init__(choices=choices, coerce=known.get, empty_value=None, **kwargs)
