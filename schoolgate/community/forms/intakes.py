from pathlib import Path
from typing import Any

from django import forms
from django.http import QueryDict

from schoolgate import datafiles
from schoolgate.community.intake.sheets import Asked
from schoolgate.design.forms import Hinted
from schoolgate.engines.roster import columns, sheets

MOST_FILES = 10
LABELS = datafiles.whole(Path(__file__).with_name("intakes.toml"), dict[str, str])
WHO = [("pupil", "Pupils"), ("staff", "Staff"), ("parent", "Parents and carers"), ("governor", "Governors")]


class Files(forms.FileField):
    """Several files in one box."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(Files, self).clean(item, initial) for item in several or [None]]


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class Upload(forms.Form):
    files = Files(  # type: ignore[assignment]
        label="Files from your management system",
        help_text="One or more CSV files, or one OneRoster zip. Each at most 20 MB.",
        widget=_SeveralFiles({"accept": ".csv,.txt,.zip,text/csv,application/zip"}),
        allow_empty_file=True,
    )
    everyone = forms.ChoiceField(
        label="What about people who are not in these files?",
        choices=[
            ("", Hinted("They stay as they are", "The files add people and change what they say of them.")),
            (
                "yes",
                Hinted(
                    "They have left: everybody is in these files",
                    "For an export of the whole school. You see who would leave before anything is done.",
                ),
            ),
        ],
        required=False,
        initial="",
        widget=forms.RadioSelect,
    )

    def clean_everyone(self) -> bool:
        return bool(self.cleaned_data["everyone"])

    def clean_files(self) -> dict[str, bytes]:
        uploaded = self.cleaned_data["files"]
        if len(uploaded) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files at once.")
        names = [file.name for file in uploaded]
        if len(set(names)) < len(names):
            raise forms.ValidationError("Two of the files have one name. Rename one of them.")
        for file in uploaded:
            if file.size > sheets.MOST_BYTES:
                raise forms.ValidationError(
                    f"“{file.name}” is {file.size // 1024 // 1024} MB large; a list of people has at most "
                    f"{sheets.MOST_BYTES >> 20} MB. Export only the columns that are needed."
                )
        return {file.name: file.read() for file in uploaded}


class Leaving(forms.Form):
    """How many people leave by an import, typed by somebody who has looked."""

    leaving = forms.CharField(
        label="How many people leave by this import?",
        help_text="Type the number. Nothing is done until you do.",
        max_length=6,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={"required": "Enter how many people leave by this import"},
    )

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_leaving(self) -> int:
        typed = "".join(self.cleaned_data["leaving"].split()).replace(",", "")
        if typed != str(self.expected):
            raise forms.ValidationError(
                "The number of people who leave is another one. Look at who they are, then type their number"
            )
        return self.expected


class Columns(forms.Form):
    """What each column of one file holds."""

    def __init__(self, *args: Any, sheet: Asked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headers = [(header, _with_sample(sheet, header)) for header in sheet.headers]
        for field in columns.TEMPLATE:
            choices: list[Any] = [("", "Not in this file"), *headers]
            initial = sheet.mapping.get(field, "")
            if field == "kind":
                choices = [("Everyone is one of", WHO), ("A column says it", headers)]
                initial = initial or columns.guess_kind(sheet.name, sheet.headers) or ""
                choices.insert(0, ("", "Choose"))
            self.fields[field] = forms.ChoiceField(
                label=LABELS[field],
                choices=choices,
                required=field in ("kind", "first_name", "last_name"),
                initial=initial,
            )

        self.headers = sheet.headers

    def kwargs(self) -> dict[str, Any]:
        return {"headers": self.headers, "mapping": self.cleaned_data}

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        by_header: dict[str, list[str]] = {}
        for field, header in chosen.items():
            if header and header not in columns.KIND_WORDS:
                by_header.setdefault(header, []).append(LABELS[field])
        for header, labels in by_header.items():
            if len(labels) > 1:
                self.add_error(None, f"The column “{header}” is chosen for {' and for '.join(labels)}.")
        kind = columns.KIND_WORDS.get(chosen.get("kind", ""))
        for field in columns.NEEDED[kind] if kind else ():
            if field in chosen and not chosen[field] and not self.has_error(field):
                self.add_error(field, f"{LABELS[field]}: choose the column. A list of this kind needs it.")
        return chosen


PAIR, SAME, APART = "pair|", "same", "apart"
"""How the questions about pairs are called, and their answers."""


def pairs(data: QueryDict, answer: str) -> list[tuple[str, str, str]]:
    """The people of two numbers of whom somebody said this: ticked as one, or asked about and answered."""
    asked = [name.removeprefix(PAIR) for name in data if name.startswith(PAIR) and data[name] == answer]
    ticked = data.getlist("same") if answer == SAME else []
    parts = [tuple(item.split("|")) for item in (*asked, *ticked)]
    return [(part[0], part[1], part[2]) for part in parts if len(part) == 3]


def _with_sample(sheet: Asked, header: str) -> str:
    sample = sheet.samples.get(header)
    return f"{header} (such as “{sample}”)" if sample else header
