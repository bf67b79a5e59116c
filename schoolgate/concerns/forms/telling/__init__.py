"""What is said by those who tell us something, and the files that come with it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from schoolgate.concerns import evidence, rules
from schoolgate.concerns.rules import Enclosure

LATER = (
    "{name}: it could not be looked at just now. Send it again in a minute, or send your words without it."
)
FEW_LETTERS = 300


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each looked into before anything is kept; every one that is refused is named."""

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["multiple"] = True

    def clean(self, data: Any, initial: Any = None) -> tuple[Enclosure, ...]:
        files: Sequence[UploadedFile] = data or ()
        if len(files) > rules.MOST_FILES:
            raise ValidationError(f"Choose up to {rules.MOST_FILES} files at once.")
        enclosures, refused = [], []
        for file in files:
            try:
                enclosures.append(enclosed(str(file.name), file))
            except Unfit as unfit:
                refused.append(str(unfit))
        if refused and enclosures:
            refused.append("Choose the other files again as well.")
        if refused:
            raise ValidationError(refused)
        return tuple(enclosures)


class Unfit(Exception):
    """A file that cannot be kept, with the sentence that says why."""


def enclosed(name: str, file: UploadedFile | bytes) -> Enclosure:
    """A file with what was found in it; Unfit where it may not be kept."""
    try:
        evidence.check_size(len(file) if isinstance(file, bytes) else file.size or 0)
        content = file if isinstance(file, bytes) else file.read()
        return Enclosure(name, content, evidence.examine_apart(name, content))
    except evidence.Refused as refused:
        raise Unfit(f"{name}: {refused.sentence}") from refused
    except evidence.Unavailable as unavailable:
        raise Unfit(LATER.format(name=name)) from unavailable


class Words(forms.CharField):
    """Somebody's own words, as they are."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def own_words(
    label: str, *, rows: int = 5, required: bool = True, hint: str = "", most: int = rules.LONGEST
) -> Words:
    """A box for somebody's own words; without a count of letters: nobody is to feel that theirs are too many."""
    return Words(
        label=label, required=required, max_length=most, help_text=hint, strip=False,
        widget=forms.Textarea({"rows": rows, "autocomplete": "off"}),
    )  # fmt: skip


def line(label: str, *, required: bool = False, hint: str = "", most: int = FEW_LETTERS) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
