import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join

from schoolgate.design.forms import DateParts

LONG = {"rows": 4, "maxlength": 2000}


def reason(label: str = "Reason", help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, help_text=help_text, widget=forms.Textarea(LONG))


class Years(forms.Form):
    years = forms.IntegerField(label="Years", min_value=0, max_value=100)
    pension_age = forms.IntegerField(label="Pension age", min_value=60, max_value=80)

    def __init__(self, *args: Any, pension: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not pension:
            del self.fields["pension_age"]

    def kwargs(self) -> dict[str, Any]:
        return {"pension_age": 0, **self.cleaned_data}


class Longer(forms.Form):
    until = DateParts(label="Until which day?", help_text="For example, 27 3 2031")
    reason = reason(help_text="What it is still needed for. This stays in the case.")


class Destruction(forms.Form):
    """Somebody asks a second person; nothing is destroyed before they agree."""

    second = forms.ChoiceField(label="Who has to agree?", widget=forms.RadioSelect)
    reason = reason(help_text="Why it is not needed any more. It is destroyed with the record.")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["second"].choices = [(key, str(one)) for key, one in self.people.items()]  # type: ignore[attr-defined]

    def clean_second(self) -> Any:
        return self.people[self.cleaned_data["second"]]


class NewSchool(forms.Form):
    to_school = forms.CharField(label="New school", max_length=200)
    cases = forms.MultipleChoiceField(
        label="Cases that go into the file",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the cases that go into the file."},
    )
    documents = forms.MultipleChoiceField(
        label="Documents that go with it",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Open each one first. Leave out what shows another child.",
    )
    also = forms.CharField(
        label="Also cover in the file",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Nicknames and other words that tell who somebody else is, one a line. It does not reach into documents.",
    )

    def __init__(self, *args: Any, cases: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [  # type: ignore[attr-defined]
            (str(case.id), f"Case {case.number}: {case.procedure} ({case.part.lower()})") for case in cases
        ]
        self.fields["cases"].initial = [str(case.id) for case in cases if not case.colleagues]
        self.fields["documents"].choices = [  # type: ignore[attr-defined]
            (str(document.pk), f"{document} (case {document.case.number})") for document in documents
        ]
        if not documents:
            del self.fields["documents"]


class Receipt(forms.Form):
    received_on = DateParts(label="On which day did it come?", help_text="For example, 27 11 2026")
    received_by = forms.CharField(
        label="Who has it there?", max_length=200, help_text="Their name and what they are, such as Ms Lowe, DSL."
    )


class Asked(forms.Form):
    name = forms.CharField(label="About whom?", max_length=200, help_text="First name and last name, as on record.")
    born_on = DateParts(
        label="Their date of birth", required=False, help_text="Only where two people have the same name."
    )
    asked_by = forms.CharField(
        label="Who asks?", max_length=200, help_text="Such as their mother. Check first that they may ask."
    )
    asked_on = DateParts(label="When did they ask?", help_text="For example, 23 11 2026")

    def kwargs(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("asked_by", "asked_on")}


class PageDecision(forms.Form):
    decision = forms.ChoiceField(label="What happens with this page?", widget=forms.RadioSelect)
    words = forms.CharField(
        label="Words to take out",
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Only where you take some words out: copy them from the page, one passage a line.",
    )
    boxes = forms.CharField(
        label="Parts to cover",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="One a line, four numbers from 0 to 100, read from the lines over the picture: how far from the left, how far "
        "from the top, how wide, how tall. For example, 10 20 30 5.",
    )
    reason = reason(
        "Why?",
        "Where something is taken out, whoever asked reads this. Such as: it is about somebody else. A page that is simply "
        "given needs nothing else than what stands here.",
    )
    also = forms.CharField(
        label="Also cover on every page of this answer",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Nicknames and other words that tell who somebody else is, one a line. It is remembered for all its pages. "
        "It does not reach into pictures.",
    )

    def __init__(self, *args: Any, choices: Mapping[str, str], plain: str, picture: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = list(choices.items())  # type: ignore[attr-defined]
        self.fields["reason"].required = self.data.get("decision") != plain
        closed = "apart" in choices
        no_reason = (
            "Write why this is given. Another child may have told it."
            if closed
            else "Write why. Whoever asked reads it."
        )
        self.fields["reason"].error_messages["required"] = no_reason
        if closed:
            self.fields["reason"].help_text = "If you give it: why it is about this person, or why they need it."
        del self.fields["words" if picture else "boxes"]


class Names(forms.Form):
    """For each name that may have to be covered: whether it is, and why."""

    def __init__(self, *args: Any, flags: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {_slug(flag.key): flag.key for flag in flags}
        for (slug, _), flag in zip(self.keys.items(), flags, strict=True):
            places = format_html_join("", "<br>“{}”", ((place,) for place in flag.places))
            times = f"It is there {flag.count} time{'s' if flag.count != 1 else ''}:"
            self.fields[f"cover-{slug}"] = forms.ChoiceField(
                label=f"Cover the {flag.what} “{flag.label}”?",
                help_text=format_html("{} {}{}", flag.why, times, places),
                choices=list(flag.options.items()),
                widget=forms.RadioSelect,
                initial=flag.decided[0] if flag.decided else None,
                error_messages={"required": f"Select whether the {flag.what} “{flag.label}” is covered"},
            )
            self.fields[f"reason-{slug}"] = forms.CharField(
                label=f"Why? (“{flag.label}”)",
                max_length=500,
                initial=flag.decided[1] if flag.decided else "",
                error_messages={"required": f"Enter why, for the {flag.what} “{flag.label}”"},
            )

    def kwargs(self) -> dict[str, Any]:
        return {"names": self.decided}

    @property
    def decided(self) -> dict[str, tuple[str, str]]:
        """What was decided about those names for which there is a decision and a reason."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {key: (data[f"cover-{slug}"], data[f"reason-{slug}"]) for slug, key in self.keys.items() if data}


def _slug(key: str) -> str:
    """What a field is called; L|o and L-o are two."""
    signs = re.sub(r"[^\w\s:'.-]", lambda sign: f"-{ord(sign[0]):x}-", key)
    return re.sub(r"\W", "-", signs)


class Included(forms.Form):
    """For each row that is not known to be the child's: why it goes all the same. Without a reason it stays."""

    def __init__(self, *args: Any, left: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"include-{row.key}": row.key for row in left}
        for (slug, _), row in zip(self.keys.items(), left, strict=True):
            self.fields[slug] = forms.CharField(
                label=f"Why does this go with the file? ({row.title})",
                required=row.key.startswith("document"),
                max_length=500,
                help_text="" if row.key.startswith("document") else "Leave this empty to keep it out of the file.",
                error_messages={"required": f"Enter why {row.title} goes with the file, or change what goes into it"},
            )

    @property
    def included(self) -> dict[str, str]:
        """The reasons that were given, by the key of the row."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        return {key: data[slug].strip() for slug, key in self.keys.items() if data.get(slug, "").strip()}

    def rows(self, left: Iterable[Any]) -> list[tuple[Any, Any]]:
        """Each row with its field, for the page on which both are looked at."""
        return [(row, self[f"include-{row.key}"]) for row in left]


class Sure(forms.Form):
    """Nothing but a yes, where a page asks before something is done."""
