"""Who runs an account of the school, and what the head makes an exception for, as it is said."""

from collections.abc import Sequence
from typing import Any

from django import forms

from schoolgate.design.forms import DateParts, Hinted

COVERS = [
    ("equipment", Hinted("Computers and tablets of the school", "Opening a social network on them.")),
    ("phone", Hinted("A phone or device of their own", "Having it with them in the school day.")),
]


class Holder(forms.Form):
    """Somebody who runs an account of the school."""

    person = forms.ChoiceField(label="Who runs it?")
    platform = forms.ChoiceField(label="On which platform?")
    account = forms.CharField(
        label="Name of the account or page", max_length=120, help_text="As people see it, such as @larkhollow."
    )
    since_on = DateParts(label="Since when?", help_text="For example 23 11 2026.")

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]], platforms: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Choose a person"), *people]  # type: ignore[attr-defined]
        self.fields["platform"].choices = [("", "Choose a platform"), *platforms]  # type: ignore[attr-defined]
        self.names = dict(platforms)

    def kwargs(self) -> dict[str, Any]:
        """What the deed takes beside the person."""
        data = {name: self.cleaned_data[name] for name in ("account", "platform", "since_on")}
        return {**data, "platform_name": self.names[data["platform"]]}


class Exempted(forms.Form):
    """For whom, for what, why, and until when."""

    whom = forms.ChoiceField(label="For whom?")
    covers = forms.ChoiceField(label="What may they use?", choices=COVERS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why?",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Only the head, the deputy and the safeguarding leads read this.",
    )
    from_on = DateParts(label="First day", help_text="For example 23 11 2026.")
    until_on = DateParts(label="Last day", help_text="A year at most. Then somebody looks at it again.")

    def __init__(self, *args: Any, whom: Sequence[tuple[str, Sequence[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [("", "Choose"), *whom]  # type: ignore[attr-defined]

    def kwargs(self) -> dict[str, Any]:
        """What the deed takes beside whom it is for."""
        return {name: self.cleaned_data[name] for name in ("covers", "reason", "from_on", "until_on")}
