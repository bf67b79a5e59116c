"""Fields as every page shows them: accessible markup for any Django form, and dates in three boxes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Field(BoundField):
    """A field on a page: where its hint, its errors and its label are, and what its errors say."""

    heading = False  # the label is the page's heading, where a page asks one thing

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if isinstance(field.widget, DatePartsInput):
            field.label = self.label

    @property
    def kind(self) -> str:
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        return "group" if self.use_fieldset else "box"

    @property
    def use_fieldset(self) -> bool:
        # One box for a file has a label of its own; a legend alone would leave it without a name.
        return super().use_fieldset and not isinstance(self.field.widget, forms.FileInput)

    @property
    def counted(self) -> bool:
        widget = self.field.widget
        return isinstance(widget, forms.Textarea) and "maxlength" in widget.attrs

    @property
    def optional(self) -> bool:
        """Whether to say so: not where nothing of the form is required, as in a search."""
        if getattr(self.field, "depends", False):
            return False  # another answer says whether it is needed
        if self.field.required or self.kind == "checkbox" or "optional" in str(self.label).lower():
            return False
        return any(field.required for field in self.form.fields.values())

    @property
    def aria_describedby(self) -> str | None:
        named = super().aria_describedby
        if named is not None and self.counted and self.auto_id:
            return f"{named} {self.auto_id}-info".strip()
        return named

    @property
    def anchor(self) -> str:
        """The id of the first box a person should go to when something is wrong."""
        if isinstance(self.field.widget, DatePartsInput):
            return f"{self.auto_id}_{min(PARTS.index(part) for part in self._wrong_parts())}"
        return f"{self.auto_id}_0" if self.use_fieldset else self.id_for_label

    @property
    def words(self) -> list[str]:
        """What is wrong, in words that make sense away from the field."""
        return [word for error in self.errors.as_data() for word in _words(error, self)]

    def build_widget_attrs(self, attrs: Mapping[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        if isinstance(self.field.widget, DatePartsInput):
            self.field.widget.wrong = self._wrong_parts()
        return super().build_widget_attrs(dict(attrs), widget)

    def _wrong_parts(self) -> frozenset[str]:
        found = (getattr(error, "parts", PARTS) for error in self.errors.as_data())
        return frozenset(next(found, PARTS))


class Renderer(TemplatesSetting):
    """Every form of the project, those of libraries too, in the project's look."""

    form_template_name = "design/form.html"
    field_template_name = "design/field.html"
    bound_field_class = Field


class Hinted(str):
    """The label of a choice with a hint below it."""

    hint: str

    def __new__(cls, label: str, hint: str = "") -> "Hinted":
        made = super().__new__(cls, label)
        made.hint = hint
        return made


class DatePartsInput(forms.MultiWidget):
    template_name = "design/date_parts.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"inputmode": "numeric", "class": _width(part)}) for part in PARTS
        }
        super().__init__(boxes, attrs)
        self.wrong: frozenset[str] = frozenset(PARTS)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, box in zip(PARTS, context["widget"]["subwidgets"], strict=True):
            box["label"] = part.capitalize()
            if part not in self.wrong:
                box["attrs"].pop("aria-invalid", None)
        return context


class DateParts(forms.Field):
    """A day, a month (a number or a name) and a year in three boxes, kept as typed when they are wrong."""

    widget = DatePartsInput

    def to_python(self, value: Sequence[str | None] | None) -> date | None:
        typed = [str(part or "").strip() for part in value or ("", "", "")]
        if not any(typed):
            return None
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            raise _wrong(f"{self._name()} needs {_joined(f'a {part}' for part in missing)}", missing)
        return self._date(*typed)

    def has_changed(self, initial: date | None, data: Sequence[str | None] | None) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def _date(self, day: str, month: str, year: str) -> date:
        name = self._name()
        if not (_is_number(year) and len(year) == 4):
            raise _wrong(f"{name}: write the year with 4 figures, such as 2017", ["year"])
        month_number = _month(month)
        if month_number is None:
            raise _wrong(f"{name}: the month is a number from 1 to 12, or its name", ["month"])
        if not (_is_number(day) and 1 <= int(day) <= 31):
            raise _wrong(f"{name}: the day is a number from 1 to 31", ["day"])
        try:
            return date(int(year), month_number, int(day))
        except ValueError:
            raise _wrong(f"{name}: there is no such date as {day} {month} {year}", PARTS) from None

    def _name(self) -> str:
        return str(self.label or "The date")


def _wrong(words: str, parts: Iterable[str]) -> ValidationError:
    error = ValidationError(words, code="invalid")
    error.parts = tuple(parts)  # type: ignore[attr-defined]
    return error


def _width(part: str) -> str:
    return "govuk-input--width-4" if part == "year" else "govuk-input--width-2"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _month(text: str) -> int | None:
    if _is_number(text):
        return int(text) if 1 <= int(text) <= 12 else None
    start = text.lower()[:3]
    return MONTHS.index(start) + 1 if start in MONTHS and text.isalpha() else None


def _joined(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _words(error: ValidationError, field: Field) -> list[str]:
    # Sentences of our own forms are plain text and stay; Django's are translations and do not name the field.
    if isinstance(error.message, Promise):
        ours = _ours(error.code or "", error.params or {}, field)
        if ours:
            return [ours]
    return [str(message) for message in error.messages]


def _ours(code: str, params: Mapping[str, Any], field: Field) -> str:
    # Files name their limits otherwise than texts do.
    name, limit = str(field.label), params.get("limit_value", params.get("max"))
    if code == "required":
        return _ask(field)
    if code in ("max_length", "min_length"):
        change = "Shorten" if code == "max_length" else "Lengthen"
        return f"{change} “{name}” to {limit} characters: it has {params.get('show_value', params.get('length'))} now"
    if code in ("min_value", "max_value"):
        return f"{name} must be {limit} or {'more' if code == 'min_value' else 'less'}"
    if code == "invalid_choice":
        return f"{name}: choose one of the answers offered"
    return ""


def _starts_with_letters(name: str) -> bool:
    # DSL, ICT or PE begin a label as they are; “A picture” becomes “a picture”.
    return len(name) > 1 and name[:2].isalpha() and name[:2].isupper()


def _ask(field: Field) -> str:
    name, widget = str(field.label), field.field.widget
    if name.endswith("?"):
        return f"Answer the question: {name}"
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick the box: {name}"
    short = name if _starts_with_letters(name) else name[:1].lower() + name[1:]
    if isinstance(widget, forms.FileInput):
        return f"Choose a file: {short}"
    return f"Choose {short}" if isinstance(widget, forms.widgets.ChoiceWidget) else f"Enter {short}"
