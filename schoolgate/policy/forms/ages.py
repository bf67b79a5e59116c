"""What is said of the age register: which day, which platform, what has changed, and how one knows."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from schoolgate.design.forms import DateParts, Hinted
from schoolgate.engines.ages import files, shapes, words
from schoolgate.policy import age_posters

KINDS = [(kind, kind[:1].upper() + kind[1:]) for kind in shapes.KINDS]
ROUTES = [(route, words.ROUTE_NAMES[route][:1].upper() + words.ROUTE_NAMES[route][1:]) for route in shapes.ROUTES]
STATUSES = [
    ("confirmed", Hinted("Confirmed", "You have read it in the terms or on the service’s own help pages.")),
    ("secondary", Hinted("Reported", "Somebody else reports it.")),
    ("unconfirmed", Hinted("Not confirmed", "You believe it, but no page says so. Every page will say that.")),
]
STYLES = [
    ("corridor", Hinted("For a corridor", "Large type, up to 14 platforms on A4 and 18 on A3.")),
    ("newsletter", Hinted("For the newsletter", "A compact table with everything.")),
    ("pupils", Hinted("For pupils", "Big numbers and few words, up to 8 platforms on A4 and 10 on A3.")),
]
LARGEST = 500_000


class Day(forms.Form):
    """Which day's limits, of which kind, and what is searched for; what is no date counts as today."""

    on = forms.DateField(
        label="On which day?",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"],
        widget=forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as year-month-day, such as 2023-04-15"},
    )
    q = forms.CharField(label="Name of an app or site", required=False, max_length=60)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *KINDS])

    def asked(self, today: date) -> dict[str, Any]:
        """The day, the kind and the words; today where the day is missing or no date."""
        self.is_valid()
        said = self.cleaned_data
        return {"on": said.get("on") or today, "kind": said.get("kind") or "", "q": said.get("q") or ""}

    def filled(self) -> dict[str, str]:
        """What the fields begin with on the page."""
        return {name: str(self[name].value() or "") for name in self.fields}


class _Source(forms.Form):
    """How one knows, and why it is changed."""

    source = forms.CharField(
        label="Where does it say so?",
        max_length=300,
        help_text="The title of the page, such as: TikTok, Terms of Service.",
    )
    source_url = forms.CharField(
        label="Address of that page", required=False, max_length=500, help_text="It begins with https://."
    )
    source_date = DateParts(label="When did you read it?", help_text="For example 23 11 2026.")
    reason = forms.CharField(
        label="Why do you change the register?", max_length=500, widget=forms.Textarea({"rows": 3})
    )

    def kwargs(self) -> dict[str, Any]:
        return {"row": self.row(), "reason": self.cleaned_data["reason"]}

    def row(self) -> dict[str, str]:
        """What was said, in the columns of the table."""
        said = self.cleaned_data
        return {
            "source": said["source"],
            "source_url": said["source_url"],
            "source_date": said["source_date"].isoformat(),
        }

    def fault(self, faults: Sequence[files.Fault], fields: Mapping[str, str]) -> None:
        """Puts what is wrong with a row beside the box where it was typed."""
        for fault in faults:
            name = fields.get(fault.column, fault.column)
            self.add_error(name if name in self.fields else None, fault.says)

    def clean_source_url(self) -> str:
        address = str(self.cleaned_data["source_url"])
        if address and not re.fullmatch(r"https?://[^\s<>\"]+", address):
            raise forms.ValidationError("Write the address of a page, beginning with https://.")
        return address


BOXES = {"platform": "name", "min_age_uk": "minimum_age", "under_age_route": "route", "notes": "note"}


class Correction(_Source):
    """What a platform's age is from a day on."""

    minimum_age = forms.IntegerField(
        label="Minimum age",
        required=False,
        min_value=1,
        max_value=25,
        help_text="Leave it empty where the terms state no number.",
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
    )
    valid_from = DateParts(
        label="From which day?", help_text="What the register says of the days before stays. For example 23 11 2026."
    )
    route = forms.ChoiceField(label="How may younger children use it?", choices=ROUTES, widget=forms.RadioSelect)
    feature_ages = forms.CharField(
        label="Ages of single functions",
        required=False,
        max_length=200,
        help_text="Each as name=age with ; between them, such as live=18;direct messages=16.",
    )
    status = forms.ChoiceField(label="How sure is it?", choices=STATUSES, widget=forms.RadioSelect)
    note = forms.CharField(label="Note for readers", required=False, max_length=600, widget=forms.Textarea({"rows": 2}))
    field_order = (
        "name",
        "id",
        "kind",
        "owner",
        "domains",
        "minimum_age",
        "valid_from",
        "route",
        "feature_ages",
        "status",
        "note",
    )

    def __init__(self, *args: Any, known: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known or {}

    def row(self) -> dict[str, str]:
        said = self.cleaned_data
        return {
            **super().row(),
            "min_age_uk": "" if said["minimum_age"] is None else str(said["minimum_age"]),
            "valid_from": said["valid_from"].isoformat(),
            "from_precision": "day",
            "valid_to": "",
            "under_age_route": said["route"],
            "feature_ages": said["feature_ages"],
            "status": said["status"],
            "notes": said["note"],
            **self.known,
        }

    def clean_feature_ages(self) -> str:
        written = str(self.cleaned_data["feature_ages"]).strip()
        says = files.CHECKS["feature_ages"](written, {})
        if says:
            raise forms.ValidationError(says)
        return written


class NewPlatform(Correction):
    """A platform that the register does not have."""

    name = forms.CharField(label="Name of the platform", max_length=80)
    kind = forms.ChoiceField(label="What kind is it?", choices=[("", "Choose a kind"), *KINDS])
    owner = forms.CharField(label="Who owns it?", required=False, max_length=80)
    domains = forms.CharField(
        label="Its web addresses",
        required=False,
        max_length=500,
        help_text="Without https:// and www, with commas between them, such as tiktok.com, tiktokv.com. Block lists use them.",
    )

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not identity(name):
            raise forms.ValidationError("Write a name with letters or figures in it.")
        return name

    def clean_domains(self) -> list[str]:
        names = [name.strip().casefold() for name in str(self.cleaned_data["domains"]).split(",") if name.strip()]
        wrong = [name for name in names if not re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", name)]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0]}” is no web address. Write it like tiktok.com.")
        return names

    def row(self) -> dict[str, str]:
        said = self.cleaned_data
        named = {"id": identity(said["name"]), "platform": said["name"]}
        return {**super().row(), **named, "kind": said["kind"], "owner": said["owner"]}

    def kwargs(self) -> dict[str, Any]:
        return {**super().kwargs(), "domains": self.cleaned_data["domains"]}


class Closure(_Source):
    """That a platform has closed."""

    last_day = DateParts(label="What was its last day?", help_text="For example 8 11 2023.")
    field_order = ("last_day",)

    def kwargs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"last_day": data["last_day"], "source": self.row(), "reason": data["reason"]}


class Listed(forms.Form):
    """An updated list; valid when every line of it can be read."""

    file = forms.FileField(
        label="The list",
        help_text="A CSV file with the columns of the register, up to 500 KB.",
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv"}),
    )
    faults: Sequence[files.Fault] = ()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The list is larger than 500 KB. Is it the right file?")
        try:
            self.text = files.decoded(file.read()).replace("\r\n", "\n")
            files.read_ages(self.text)
        except files.Unreadable as unreadable:
            self.faults = unreadable.faults
            count = len(self.faults)
            raise forms.ValidationError(
                f"{'One thing in the list needs' if count == 1 else f'{count} things in the list need'} putting right. "
                "Nothing has been changed."
            ) from unreadable
        return file


class Agreed(forms.Form):
    """The list that was looked at, sent back to be taken in."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LARGEST)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=24)
    reason = forms.CharField(
        label="Why do you take this list in?",
        max_length=500,
        help_text="For example: the yearly check.",
        widget=forms.Textarea({"rows": 2}),
    )

    def clean_text(self) -> str:
        # A browser sends line ends as it likes; the comparison knows one kind.
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class Checked(forms.Form):
    note = forms.CharField(
        label="Anything to note? (optional)", required=False, max_length=500, widget=forms.Textarea({"rows": 3})
    )


class Poster(forms.Form):
    """What a poster shows, for whom, and how large."""

    on = DateParts(label="For which day?", help_text="For example 23 11 2026.")
    style = forms.ChoiceField(label="What is it for?", choices=STYLES, widget=forms.RadioSelect)
    size = forms.ChoiceField(
        label="Paper", choices=[(size, size) for size in age_posters.SIZES], widget=forms.RadioSelect
    )
    only = forms.MultipleChoiceField(
        label="Which platforms?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Where you tick none, the poster has those that most families ask about.",
    )

    def __init__(self, *args: Any, platforms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["only"].choices = list(platforms)  # type: ignore[attr-defined]


def identity(name: str) -> str:
    """The id of a platform of this name: small letters, figures and _."""
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:40]
