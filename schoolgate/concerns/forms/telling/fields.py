"""What is said by those who tell us something, and the files that come with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from schoolgate.concerns import rules
from schoolgate.concerns.rules import Attachment, Whom
from schoolgate.engines.evidence import sandbox, shapes, sizing
from schoolgate.sealed.spooling import LostUpload

NOT_LOOKED_AT = "{name}: it was not looked at, as the one before it took too long. Send it on its own, afterwards."
SECONDS = 20
"""That a file may take which comes through a door that is open to all; a stranger's must not hold up everybody."""
LATER = "{name}: it could not be looked at just now. Send it again in a minute, or send your words without it."
FEW_LETTERS = 300
WORKS_HERE = {
    Whom.OTHER: "No",
    Whom.ADULT: "Yes",
    Whom.HEAD: "Yes, the head teacher",
    Whom.DSL: "Yes, the safeguarding lead",
}


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several files, each looked into before anything is kept; every one that is refused is named, the others are `fit`.

    `kept` are those that were kept for this form before: they take their share of the room.
    """

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs["multiple"] = True
        self.kept: Sequence[Any] = ()
        self.fit: tuple[Attachment, ...] = ()
        self.is_open_to_all = False

    def clean(self, data: Any, initial: Any = None) -> tuple[Attachment, ...]:
        files: Sequence[UploadedFile] = data or ()
        if len(files) + len(self.kept) > rules.MOST_FILES:
            raise ValidationError(_too_many(len(self.kept)))
        room = rules.MOST_BYTES - sum(item.size for item in self.kept)
        fit, refused, was_slow = [], [], False
        for file in files:
            if was_slow:
                refused.append(NOT_LOOKED_AT.format(name=file.name))
                continue
            try:
                fit.append(_that_fits(file, room, self.is_open_to_all))
            except Unfit as unfit:
                refused.append(str(unfit))
                was_slow = isinstance(unfit, TookTooLong)
            else:
                room -= len(fit[-1].content)
        self.fit = tuple(fit)
        if refused:
            raise ValidationError(refused)
        return self.fit


class WithFiles(forms.Form):
    """A form that may come back with files that are kept for it; `kept` is the reference under which they are."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    is_open_to_all = True

    def __init__(self, *args: Any, kept_files: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "evidence" in self.fields:
            self.files_field.kept = kept_files
            self.files_field.is_open_to_all = self.is_open_to_all

    @property
    def files_field(self) -> Files:
        return self.fields["evidence"]  # type: ignore[return-value]

    def kwargs(self) -> dict[str, Any]:
        """What whoever told us adds."""
        data = self.cleaned_data
        return {"words": data["words"], "enclosures": data.get("evidence", ())}

    def look_into(self, files: Sequence[UploadedFile]) -> None:
        """Looks into files that came with a form which was not sent yet; what is refused is said beside the field."""
        assert not self.errors, "nothing else of the form is looked at"
        try:
            self.files_field.clean(files)
        except ValidationError as refused:
            self.cleaned_data: dict[str, Any] = {}
            self.add_error("evidence", refused)


class Unfit(Exception):
    """A file that cannot be kept, with the sentence that says why."""


class TookTooLong(Unfit):
    """As Unfit, after so long that nothing else of the form is looked into."""


def enclosed(name: str, file: UploadedFile | bytes, *, stranger: bool = False) -> Attachment:
    """A file with what was found in it; Unfit where it may not be kept."""
    if len(name) > rules.LONGEST_NAME:
        raise Unfit(f"{name[:40]}…: its name is too long. Give it a shorter one.")
    try:
        sizing.check_size(len(file) if isinstance(file, bytes) else file.size or 0)
        content = file if isinstance(file, bytes) else file.read()
        limits = shapes.Limits(seconds=SECONDS) if stranger else shapes.Limits()
        return Attachment(name, content, sandbox.examine_apart(name, content, limits=limits, stranger=stranger))
    except shapes.Refused as refused:
        slow = TookTooLong if refused.sentence == sizing.TOO_MUCH else Unfit
        raise slow(f"{name}: {refused.sentence}") from refused
    except sandbox.Unavailable as unavailable:
        raise TookTooLong(LATER.format(name=name)) from unavailable


def _that_fits(file: UploadedFile, room: int, stranger: bool) -> Attachment:
    name = str(file.name)
    if isinstance(file, LostUpload):
        raise Unfit(LATER.format(name=name))
    if (file.size or 0) > min(room, rules.MOST_BYTES):
        most = rules.MOST_BYTES // 1024**2
        raise Unfit(f"{name}: all files together may have {most} MB. Send it afterwards, on its own.")
    return enclosed(name, file, stranger=stranger)


def _too_many(kept: int) -> str:
    if not kept:
        return f"Choose up to {rules.MOST_FILES} files at once. More can be added afterwards."
    left = rules.MOST_FILES - kept
    more = f"choose up to {left} more" if left else "take one out before you choose another"
    return f"Up to {rules.MOST_FILES} files can be sent at once, and {kept} are kept already: {more}."


class Words(forms.CharField):
    """Somebody's own words, as they are; spaces alone are none."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def validate(self, value: Any) -> None:
        super().validate(value if str(value or "").strip() else "")


def own_words(label: str, *, rows: int = 5, required: bool = True, hint: str = "", most: int = rules.LONGEST) -> Words:
    """A box for somebody's own words; without a count of letters: nobody is to feel that theirs are too many."""
    return Words(
        label=label,
        required=required,
        max_length=most,
        help_text=hint,
        strip=False,
        widget=forms.Textarea({"rows": rows, "autocomplete": "off"}),
    )


def line(label: str, *, required: bool = False, hint: str = "", most: int = FEW_LETTERS) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint, widget=forms.TextInput({"autocomplete": "off"})
    )


def about_whom(label: str, hint: str = "") -> forms.ChoiceField:
    """Who it is about: whoever holds the office that is chosen does not read it."""
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        widget=forms.RadioSelect,
        choices=[(whom.value, label) for whom, label in rules.WHOM.items()],
        error_messages={"required": "Choose who it is about, so that they are not the one who reads it"},
    )


def works_here(label: str, hint: str = "") -> forms.ChoiceField:
    """Whether it is about somebody who works here: their choice routes, as who it is about does elsewhere."""
    field = about_whom(label, hint)
    field.choices = [(whom.value, words) for whom, words in WORKS_HERE.items()]
    field.error_messages["required"] = "Select whether it is about somebody who works here"
    return field


def name_officers(field: Any, officers: Mapping[str, str], *, words: Mapping[Whom, str] = rules.WHOM) -> None:
    """Says beside each office who holds it, as people know names better than offices."""
    labels = dict(words)
    for whom in {Whom.DSL, Whom.HEAD} & set(words):
        if officers.get(whom.value):
            labels[whom] = f"{labels[whom]}, {officers[whom.value]}"
    field.choices = [(whom.value, label) for whom, label in labels.items()]
