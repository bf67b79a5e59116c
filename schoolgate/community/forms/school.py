from typing import Any

from django import forms

from schoolgate.community import rules
from schoolgate.design.forms import DateParts, Hinted
from schoolgate.engines.calendar.days import REGIONS

KINDS = [
    ("term", Hinted("Term", "First day to last day of a term; half-term goes in on its own.")),
    ("holiday", Hinted("Holiday or half-term", "Days within a term on which nobody comes.")),
    ("inset", Hinted("Staff training day", "Staff work; pupils stay at home.")),
]
PHASES = [
    ("primary", Hinted("Primary", "Reception to Year 6.")),
    ("infant", Hinted("Infant", "Reception to Year 2.")),
    ("junior", Hinted("Junior", "Year 3 to Year 6.")),
    ("first", Hinted("First", "Reception to Year 4.")),
]
LEFT_OUT = ""


class _Hour(forms.TimeField):
    def __init__(self, *, missing: str, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TimeInput({"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            error_messages={"required": missing, "invalid": f"{kwargs.get('label')}: write a time such as 08:45."},
            **kwargs,
        )


class SchoolDetails(forms.Form):
    name = forms.CharField(label="Name of the school", max_length=120)
    phase = forms.ChoiceField(label="What kind of school is it?", choices=PHASES, widget=forms.RadioSelect)
    address = forms.CharField(required=False, max_length=400, widget=forms.Textarea({"rows": 3}))
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    region = forms.ChoiceField(
        label="Part of the United Kingdom",
        choices=[(region, region) for region in REGIONS],
        help_text="Decides which bank holidays count.",
    )


class Hours(forms.Form):
    day_starts_at = _Hour(label="School day starts", missing="Enter when the school day starts")
    day_ends_at = _Hour(label="School day ends", missing="Enter when the school day ends")
    work_starts_at = _Hour(
        label="Working day starts", missing="Enter when the working day starts", help_text="When staff are at work."
    )
    work_ends_at = _Hour(label="Working day ends", missing="Enter when the working day ends")


class Lado(forms.Form):
    """The local authority designated officer, to whom allegations against adults are referred."""

    lado_name = forms.CharField(label="LADO’s name", required=False, max_length=120)
    lado_phone = forms.CharField(label="LADO’s telephone", required=False, max_length=40)
    lado_email = forms.EmailField(label="LADO’s e-mail address", required=False, max_length=254)


PARTS: dict[str, tuple[str, type[forms.Form]]] = {
    "details": ("The school’s details", SchoolDetails),
    "hours": ("The school’s hours", Hours),
}


class NewDate(forms.Form):
    kind = forms.ChoiceField(label="What is it?", choices=KINDS, widget=forms.RadioSelect)
    name = forms.CharField(max_length=80, help_text="Such as Autumn term 2026.")
    starts_on = DateParts(label="First day")
    ends_on = DateParts(label="Last day")

    def kwargs(self) -> dict[str, Any]:
        return {"adding": [rules.NewDate(**self.cleaned_data)]}


class DatesFile(forms.Form):
    file = forms.FileField(
        label="Calendar file",
        help_text="An iCal file (.ics), as schools and local authorities publish them.",
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
        allow_empty_file=True,
    )


class FoundDates(forms.Form):
    """What each event of a calendar file is; an event may be left out."""

    def __init__(self, *args: Any, found: list[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(value, str(label)) for value, label in KINDS] + [(LEFT_OUT, "Leave it out")]
        for number, dated in enumerate(found):
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=dated["label"], choices=choices, required=False, initial=dated["kind"]
            )

    def kinds(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]
