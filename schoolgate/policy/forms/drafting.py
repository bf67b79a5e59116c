"""What is said by those who write, approve and publish the document, and who propose changes to it."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.template.loader import render_to_string

from schoolgate.design.forms import DateParts, Hinted
from schoolgate.engines import model_policy
from schoolgate.engines.documents import gate, names, reader, shapes
from schoolgate.engines.model_policy import placeholders
from schoolgate.pages import change
from schoolgate.policy import wording

AUDIENCES = [("pupil", "Pupils"), ("parent", "Parents and carers"), ("staff", "Staff"), ("governor", "Governors")]
STRENGTHS = [
    ("must", Hinted("Must", "A rule that is always kept.")),
    ("should", Hinted("Should", "Expected, unless there is a good reason.")),
    ("good practice", Hinted("Good practice", "Advice.")),
]
PLACEHOLDERS = "{dsl}, {head}, {chair}, {lado} and {school} become the names in the school’s records."
ENDINGS = ".docx,.odt,.pdf,.txt,.md"


class Document(forms.Form):
    """The school's own document; valid when it could be read into clauses."""

    file = forms.FileField(
        label="The school’s policy",
        help_text="Word (.docx), OpenDocument (.odt), PDF, plain text or Markdown, up to 10 MB.",
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ENDINGS}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > gate.MAX_BYTES:
            raise forms.ValidationError(
                f"“{file.name}” is {file.size / 1024 / 1024:.0f} MB. The most that can be read is "
                f"{gate.MAX_BYTES // 1024 // 1024} MB: make its pictures smaller, or save only the text."
            )
        content = file.read()
        try:
            self.reading = reader.read(content, file.name)
        except shapes.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable
        self.digest = hashlib.sha256(content).hexdigest()
        return file

    def kwargs(self) -> dict[str, Any]:
        name = self.cleaned_data["file"].name
        return {"reading": self.reading, "source_name": name, "source_digest": self.digest}


class Looking(forms.Form):
    """Which clauses of a version to show."""

    show = forms.ChoiceField(label="Show", required=False)
    section = forms.ChoiceField(label="Section", required=False)

    def __init__(self, *, page: Any) -> None:
        super().__init__(initial={"show": page.show, "section": page.section}, auto_id="look_%s")
        self.fields["show"].choices = [  # type: ignore[attr-defined]
            (choice.name, f"{choice.label} ({choice.count})") for choice in page.choices
        ]
        self.fields["section"].choices = [("", "Every section"), *((section, section) for section in page.sections)]  # type: ignore[attr-defined]


class Confirmed(forms.Form):
    """Clauses that somebody says are right."""

    ids = forms.CharField()

    def clean_ids(self) -> list[int]:
        try:
            return [int(id) for id in self.cleaned_data["ids"].split(",")]
        except ValueError as error:
            raise forms.ValidationError("Choose the clauses by their buttons.") from error


class Words(forms.Form):
    """A clause: where it stands, what it says, whom it binds and how strongly, and its plain words."""

    place = forms.CharField(
        label="Place",
        max_length=40,
        help_text="The clause’s own name, such as 3.a.2.",
        widget=forms.TextInput({"class": "govuk-input--width-5"}),
    )
    section = forms.CharField(required=False, max_length=200, widget=forms.TextInput({"list": "sections"}))
    text = forms.CharField(
        label="What it says", max_length=5000, widget=forms.Textarea({"rows": 5}), help_text=PLACEHOLDERS
    )
    audience = forms.MultipleChoiceField(
        label="Whom is it for?",
        choices=AUDIENCES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each of them is asked to read and sign it.",
    )
    strength = forms.ChoiceField(label="How strong is it?", choices=STRENGTHS, widget=forms.RadioSelect)
    model = forms.ChoiceField(
        label="Clause of the model policy",
        required=False,
        help_text="The link by which lessons, checks and rules put the clause in force.",
    )
    group = forms.CharField(
        required=False,
        max_length=80,
        widget=forms.TextInput({"list": "groups"}),
        help_text="Staff tick one box for all the clauses of a group.",
    )
    gloss = forms.CharField(
        label="In plain words, for parents", required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    child = forms.CharField(
        label="For a seven-year-old",
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="One short sentence. Pupils see this one instead of the clause.",
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].choices = _models()  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        return self._checked("text")

    def clean_gloss(self) -> str:
        return self._checked("gloss")

    def clean_child(self) -> str:
        return self._checked("child")

    def written(self) -> str:
        """The words in the box, as typed or as they stand."""
        return str(self["text"].value() or "")

    def people_named(self) -> list[tuple[int, str, str]]:
        """People in the words: (which, the name, the placeholder that should stand there)."""
        return [(n, name, role) for n, (role, name, _, _) in enumerate(names.officers(self.written()))]

    def put_placeholder(self, which: str) -> None:
        """Changes what is in the box, and nothing else, until it is saved."""
        found = names.officers(self.written())
        if which.isdigit() and int(which) < len(found):
            role, _, start, end = found[int(which)]
            change(self, "text", wording.with_placeholder(self.written(), role, start, end))

    def _checked(self, name: str) -> str:
        text = " ".join(str(self.cleaned_data[name]).split())
        if unknown := wording.unknown_placeholders(text):
            known = ", ".join(f"{{{role}}}" for role in placeholders.OFFICERS)
            raise forms.ValidationError(
                f"{unknown[0]} stands for nobody. Choose one of {known}, or leave out the braces."
            )
        return text


class Placed(forms.Form):
    """Where in the document something is put."""

    after = forms.TypedChoiceField(label="Put it after", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, places: Iterable[tuple[int, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = _places(places)  # type: ignore[attr-defined]


class NewWords(Placed, Words):
    """A clause that is put into a draft."""

    field_order = ("after", "place")


class Moved(Placed):
    """The clause after which another one is put."""


class Restored(Placed):
    """Where words that were set aside become a clause."""

    place = forms.CharField(
        label="Place",
        max_length=40,
        help_text="Its own name, such as 3.a.2.",
        widget=forms.TextInput({"class": "govuk-input--width-5"}),
    )
    field_order = ("place", "after")


class Returned(forms.Form):
    """Why a version goes back to its authors."""

    why = forms.CharField(
        label="What should change?",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say what should change, so that the authors know what to do"},
    )


class Withdrawn(forms.Form):
    """Why its authors take a version back from review, where they want to say so."""

    why = forms.CharField(
        label="Why? (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="The governors can read it.",
    )


class Dates(forms.Form):
    """When the policy is looked at again, and how often."""

    review_on = DateParts(label="Next review", help_text="Within three years. For example 1 9 2027.")
    review_every = forms.IntegerField(
        label="Months between reviews",
        min_value=1,
        max_value=36,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
    )


class Publication(Dates):
    """From when a version holds, when it is looked at again, and which changes only reword."""

    in_force_on = DateParts(
        label="In force from",
        help_text="Today or later.",
        error_messages={"required": "Enter the day from which it is in force"},
    )
    wording_only = forms.TypedMultipleChoiceField(
        label="Which changes only reword?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever signed the old words is not asked again for a clause ticked here.",
    )
    field_order = ("in_force_on", "review_on", "review_every", "wording_only")

    def __init__(self, *args: Any, to_settle: Sequence[Any], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "in_force_on": today,
            "review_on": _a_year_after(today),
            "review_every": 12,
            "wording_only": [change.becomes.pk for change in to_settle if change.becomes.wording_only],
        }
        super().__init__(*args, **kwargs)
        self.fields["wording_only"].choices = [  # type: ignore[attr-defined]
            (change.becomes.pk, Hinted(f"Clause {change.place} only rewords", reworded(change))) for change in to_settle
        ]
        if not to_settle:
            del self.fields["wording_only"]


class Proposed(forms.Form):
    """How somebody on the staff would have a clause read, and why."""

    new_wording = forms.CharField(label="How should it read?", max_length=5000, widget=forms.Textarea({"rows": 5}))
    reason = forms.CharField(label="Why?", max_length=2000, widget=forms.Textarea({"rows": 4}))


class Answered(forms.Form):
    """What those who write the document say to a proposal."""

    accepted = forms.ChoiceField(
        label="Is the proposal accepted?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label="Answer",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text="The person who proposed it reads this.",
    )

    def kwargs(self) -> dict[str, Any]:
        return {**self.cleaned_data, "accepted": self.cleaned_data["accepted"] == "yes"}


def reworded(change: Any) -> str:
    """What reads differently in a clause, its words or the child's sentence, marked for eyes and for ears."""
    return render_to_string("policy/drafting/reworded.html", {"change": change})


def _models() -> list[Any]:
    by_section: dict[str, list[tuple[str, str]]] = {}
    for clause in model_policy.clauses():
        by_section.setdefault(clause.section, []).append((clause.id, f"{clause.id}  {_short(clause.text)}"))
    return [("", "None of them"), *by_section.items()]


def _places(places: Iterable[tuple[int, str, str]]) -> list[tuple[Any, str]]:
    return [("", "Nothing: it comes first"), *((id, f"{place}  {text}") for id, place, text in places)]


def _short(text: str, length: int = 80) -> str:
    return text if len(text) <= length else f"{text[:length].rpartition(' ')[0]}…"


def _a_year_after(day: date) -> date:
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
