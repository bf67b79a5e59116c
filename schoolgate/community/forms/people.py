from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.design.forms import DateParts, Hinted

KINDS = [
    ("pupil", Hinted("A pupil", "Someone who is in a class here.")),
    ("parent", Hinted("A parent or carer", "Linked to one of our pupils.")),
    ("staff", Hinted("A member of staff", "Anyone who works here, in class or out of it.")),
    ("governor", Hinted("A governor", "A member of the governing body.")),
]


class Search(forms.Form):
    """Who is looked for in the list of people."""

    name = forms.CharField(required=False, max_length=80, widget=forms.TextInput({"class": "govuk-input--width-20"}))
    kind = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Everyone"),
            ("pupil", "Pupils"),
            ("parent", "Parents and carers"),
            ("staff", "Staff"),
            ("governor", "Governors"),
        ],
    )
    classroom = forms.TypedChoiceField(label="Class", required=False, coerce=int, empty_value=None)
    former = forms.BooleanField(label="People who have left", required=False)

    def __init__(self, *args: Any, classrooms: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classroom"].choices = [("", "All classes"), *_rooms(classrooms)]  # type: ignore[attr-defined]


class WhatKind(forms.Form):
    kind = forms.ChoiceField(label="Who do you want to add?", choices=KINDS, widget=forms.RadioSelect)


class _Named(forms.Form):
    field_order: tuple[str, ...] = ("title", "first_name", "last_name")
    kind = ""
    first_name = forms.CharField(max_length=80)
    last_name = forms.CharField(max_length=80)

    def __init__(self, *args: Any, classrooms: Iterable[Any] = (), today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.rooms = today, {room.pk: room for room in classrooms}
        if "since_on" in self.fields and not self.is_bound:
            self.fields["since_on"].initial = today
        if "classroom" in self.fields:
            self.fields["classroom"].choices = [("", "No class"), *_rooms(classrooms)]  # type: ignore[attr-defined]

    def kwargs(self) -> dict[str, Any]:
        """Who is added; the names of children are looked up elsewhere."""
        apart = ("also_same_name", "child", "child_born_on")
        data = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        other = {"also_same_name": bool(self.data.get("also_same_name"))}
        return {"since_on": self.today, **data, "duty": Duty(data.get("duty", self.kind)), **other}

    def clean_classroom(self) -> Any:
        return self.rooms.get(self.cleaned_data["classroom"])

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        try:
            rules.check_born_on(born_on, today=self.today)
        except Broken as broken:
            raise forms.ValidationError(str(broken)) from broken
        return born_on

    def ask_about(self, rows: Iterable[Any]) -> bool:
        """Asks whether it is really somebody else, once, where people of this very name are on record."""
        names = [f"{row.name} ({row.what}{', has left' if row.left_on else ''})" for row in rows]
        if not names or self.data.get("also_same_name"):
            return False
        self.fields["also_same_name"] = forms.BooleanField(
            label="This is somebody else of the same name", required=False
        )
        self.add_error(
            None,
            f"On record already: {'; '.join(names)}. If it is the same person, open their page instead. "
            "If not, tick the box at the end and add them.",
        )
        return True


def _title() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=20,
        help_text="As children say it, such as Mr, Mrs, Ms, Miss, Mx, Dr or Rev.",
        widget=forms.TextInput({"class": "govuk-input--width-5"}),
    )


class NewPupil(_Named):
    kind = "pupil"
    known_as = forms.CharField(label="Known as", required=False, max_length=80)
    born_on = DateParts(label="Date of birth", help_text="For example, 27 3 2016")
    classroom = forms.TypedChoiceField(label="Class", required=False, coerce=int, empty_value=None)
    since_on = DateParts(label="First day here")


class NewParent(_Named):
    kind = "parent"
    child = forms.CharField(label="Child’s full name", max_length=160, help_text="One of our pupils.")
    child_born_on = DateParts(
        label="Child’s date of birth", required=False, help_text="Where two pupils have one name."
    )
    relation = forms.CharField(
        label="What are they to the child?", max_length=40, help_text="Such as mother, father, grandmother."
    )
    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    title = _title()
    address = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text="Used for letters where there is no e-mail address.",
    )


class NewStaff(_Named):
    kind = "staff"
    title = _title()
    duty = forms.ChoiceField(
        label="What do they do?",
        choices=[("teacher", "Teacher"), ("staff", Hinted("Other member of staff", "The head gives further duties."))],
        widget=forms.RadioSelect,
    )
    classroom = forms.TypedChoiceField(
        label="Class they teach",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="They can then see the pupils of this class.",
    )
    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    since_on = DateParts(label="First day here")


class NewGovernor(_Named):
    kind = "governor"
    title = _title()
    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    since_on = DateParts(
        label="Governor since", error_messages={"required": "Enter the day since when they have been a governor"}
    )


NEW: dict[str, type[_Named]] = {"pupil": NewPupil, "parent": NewParent, "staff": NewStaff, "governor": NewGovernor}


class Details(_Named):
    """Name, date of birth and contact, as they stand or put right."""

    title = _title()
    known_as = forms.CharField(label="Known as", required=False, max_length=80)
    born_on = DateParts(label="Date of birth", required=False)
    email = forms.EmailField(label="E-mail address", required=False, max_length=254)
    phone = forms.CharField(label="Telephone", required=False, max_length=40)
    address = forms.CharField(required=False, max_length=400, widget=forms.Textarea({"rows": 3}))
    field_order = ("title", "first_name", "last_name", "known_as", "born_on")


class LastDay(forms.Form):
    """A last day on which something holds; `name` is what the action calls it."""

    until_on = DateParts(label="Last day")

    def __init__(self, *args: Any, today: date, name: str = "until_on", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_on"].initial = today
        self.name = name

    def kwargs(self) -> dict[str, Any]:
        return {self.name: self.cleaned_data["until_on"]}

    @property
    def day(self) -> str:
        return f"{self.cleaned_data['until_on']:%-d %B %Y}"


class Stayed(forms.Form):
    """Why a leaving that was recorded is taken back."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Such as: the wrong pupil was chosen, or they stay after all.",
        error_messages={"required": "Enter the reason."},
    )


class NewDuty(forms.Form):
    duty = forms.TypedChoiceField(label="Which duty?", coerce=Duty, widget=forms.RadioSelect)
    since_on = DateParts(label="From", error_messages={"required": "Enter the first day"})

    def __init__(self, *args: Any, duties: Iterable[Duty], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["duty"].choices = [(duty.value, WORDS[duty]) for duty in duties]  # type: ignore[attr-defined]
        self.fields["since_on"].initial = today


class WhichClass(forms.Form):
    classroom = forms.TypedChoiceField(label="Class", coerce=int)
    since_on = DateParts(label="From", error_messages={"required": "Enter the first day"})

    def __init__(self, *args: Any, classrooms: Iterable[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classroom"].choices = [("", "Choose a class"), *_rooms(classrooms)]  # type: ignore[attr-defined]
        self.fields["since_on"].initial = today
        self.rooms = {room.pk: room for room in classrooms}

    def clean_classroom(self) -> Any:
        return self.rooms[self.cleaned_data["classroom"]]

    @property
    def day(self) -> str:
        return f"{self.cleaned_data['since_on']:%-d %B %Y}"


class NewChild(forms.Form):
    """A further child of a parent or carer."""

    child = forms.CharField(label="Child’s full name", max_length=160, help_text="One of our pupils.")
    child_born_on = DateParts(
        label="Child’s date of birth", required=False, help_text="Where two pupils have one name."
    )
    relation = forms.CharField(
        label="What are they to the child?", max_length=40, help_text="Such as mother, father, grandmother."
    )

    def kwargs(self) -> dict[str, Any]:
        return {"relation": self.cleaned_data["relation"]}


def _rooms(classrooms: Iterable[Any]) -> list[tuple[int, str]]:
    return [(room.pk, f"{room.name}, {room.year}" if room.year else room.name) for room in classrooms]
