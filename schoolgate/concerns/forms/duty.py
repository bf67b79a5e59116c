"""Who is away, who is on duty, and what is shown while the school is closed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from schoolgate.concerns import rules
from schoolgate.design.forms import DateParts, Hinted


class Away(forms.Form):
    """Who is away and who covers, as one choice, and for which days."""

    who = forms.ChoiceField(
        label="Who is away, and who covers?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who is away and who covers"},
    )
    since_on = DateParts(label="First day")
    until_on = DateParts(label="Last day", help_text="At most 6 weeks. It ends by itself.")

    def __init__(self, *args: Any, absences: Sequence[Any], today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"since_on": today, "until_on": today})
        super().__init__(*args, **kwargs)
        self.pairs = {f"{absence.key}-{cover.pk}": (absence, cover) for absence in absences for cover in absence.covers}
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            (key, Hinted(f"{absence.person} is away: {cover} covers", absence.duty_words))
            for key, (absence, cover) in self.pairs.items()
        ]

    @property
    def absent(self) -> Any:
        return self.pairs[self.cleaned_data["who"]][0].person

    def kwargs(self) -> dict[str, Any]:
        absence, cover = self.pairs[self.cleaned_data["who"]]
        days = {name: self.cleaned_data[name] for name in ("since_on", "until_on")}
        return {"duty": absence.duty, "cover": cover, **days}


class OnDuty(forms.Form):
    person = forms.ChoiceField(label="Who is on duty?", error_messages={"required": "Select who is on duty"})
    starts_on = DateParts(label="First day")
    ends_on = DateParts(label="Last day")
    phone = forms.CharField(
        label="Phone number to show (optional)",
        required=False,
        max_length=40,
        help_text="Shown while the school is closed to anyone who tells you something that this person can read.",
    )

    def __init__(self, *args: Any, people: Sequence[Any], today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_on": today, "ends_on": today + timedelta(days=1)})
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [("", "Select"), *((key, str(one)) for key, one in self.people.items())]  # type: ignore[attr-defined]

    def clean_person(self) -> Any:
        return self.people[self.cleaned_data["person"]]


class Closed(forms.Form):
    closed_notice = forms.CharField(
        label="Notice while the school is closed (optional)",
        required=False,
        max_length=rules.LONGEST_NOTICE,
        widget=forms.Textarea({"rows": 4, "maxlength": rules.LONGEST_NOTICE}),
        help_text="Everyone who tells you something sees it in the evening, at weekends and in the holidays. Name no one.",
    )
    social_care_phone = forms.CharField(
        label="Phone number of children’s social care (optional)",
        required=False,
        max_length=40,
        help_text="The number of your local authority, with an out-of-hours line where it has one.",
    )
