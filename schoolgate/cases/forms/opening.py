"""How a case begins, and who comes to have a part in it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms

from schoolgate.cases.forms.fields import CaseChoice, Moving, radios, reason
from schoolgate.design.forms import Hinted
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.schema import PARTS, Began, CasePart, Source

SOURCES = [
    (Source.PARENT.value, "A parent or carer"),
    (Source.COLLEAGUE.value, "Somebody who works here"),
    (Source.CHILD.value, "A child"),
    (Source.OTHER.value, "Somebody else"),
]
BEGAN = [
    (Began.SCHOOL.value, "At school"),
    (Began.ELSEWHERE.value, "Somewhere else, such as at home"),
    (Began.NOT_KNOWN.value, "Not known"),
]
NAMES_HINT = "Their full names, one on each line."
UNKNOWN = "Nobody here is called {name}. Put it right, or say below who it is."
WHICH = "Say who {name} is"
TWICE = "More than one person is called {name}. Write one of: {those}."

NOT_LISTED = "none"

Meant = Callable[[str], Sequence[Any]]


def procedures() -> list[tuple[str, Hinted]]:
    return [(procedure.id, Hinted(procedure.name, f"About {procedure.about}.")) for procedure in PROCEDURES.values()]


class Opening(forms.Form):
    """A new case: what it is, who told us, and whom it is about before anybody reads it."""

    procedure = radios("What is it about?", [])
    about = forms.CharField(
        label="Who is said to have done it?",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=f"{NAMES_HINT} This decides who runs the case, so name an adult here from the start.",
    )
    harmed = forms.CharField(
        label="Who was harmed, or may have been?",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=NAMES_HINT,
    )
    witness = forms.CharField(
        label="Who saw or heard it?",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=NAMES_HINT,
    )
    source = radios("Who told the school?", SOURCES)
    began = radios("Where did it begin?", BEGAN, help_text="It is looked into all the same, wherever it began.")
    reason = reason("Why is a case opened?")

    def __init__(self, *args: Any, meant: Meant, nearly: Meant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meant, self.nearly = meant, nearly
        self.fields["procedure"].choices = procedures()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.people: list[tuple[Any, CasePart]] = []
        self.names: list[tuple[str, CasePart]] = []
        self.cleared: dict[str, frozenset[int]] = {}
        for field in ("about", "harmed", "witness"):
            for line in str(said.get(field, "")).splitlines():
                self._resolve(field, " ".join(line.split()))
        return said

    def _resolve(self, field: str, name: str) -> None:
        if not name:
            return
        found = self.meant(name)
        if len(found) == 1:
            self.people.append((found[0].person, self._part(field, found[0].person)))
        elif found:
            self.add_error(field, TWICE.format(name=name, those=", ".join(str(item) for item in found)))
        else:
            self._ask_who(field, name)

    def _ask_who(self, field: str, name: str) -> None:
        """One of those who are called nearly so, or somebody who is not on record: a question of its own for each name."""
        near = {str(item.person.pk): item for item in self.nearly(name)}
        key = f"who_{name.casefold()}"
        choices = [(pk, str(item)) for pk, item in near.items()] + [(NOT_LISTED, "Somebody who is not on record here")]
        self.fields[key] = radios(f"Who is {name}?", choices)
        at = list(self.fields).index(field) + 1
        self.order_fields([*list(self.fields)[:at], key])
        answer = str(self.data.get(key, ""))
        if answer in near:
            self.people.append((near[answer].person, self._part(field, near[answer].person)))
        elif answer == NOT_LISTED:
            self.names.append((name, self._part(field, None)))
            self.cleared[name] = frozenset(item.person.pk for item in near.values())
        else:
            self.add_error(field, UNKNOWN.format(name=name))
            self.add_error(key, WHICH.format(name=name))

    @staticmethod
    def _part(field: str, person: Any) -> CasePart:
        if field != "about":
            return CasePart(field)
        return CasePart.ALLEGED if person is None or "pupil" in person.duties else CasePart.SUBJECT

    def kwargs(self) -> dict[str, Any]:
        facts = {name: self.cleaned_data[name] for name in ("source", "began")}
        asked = {name: self.cleaned_data[name] for name in ("procedure", "reason")}
        return {"people": self.people, "names": self.names, "cleared": self.cleared, "facts": facts, **asked}


class Into(forms.Form):
    """Which open case a concern belongs to."""

    case = CaseChoice(cases=())
    reason = reason("Why does it belong there?")

    def __init__(self, *args: Any, cases: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"] = CaseChoice(cases=cases, label="Which case?")

    def kwargs(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class Finder(forms.Form):
    name = forms.CharField(label="Name", max_length=160, help_text="A first name or a last name is enough.")


class NewPart(forms.Form):
    """Who of those who were found, and what they have to do with it."""

    person = radios("Who is it?", [])
    part = radios("What have they to do with it?", [(one.value, f"They: {words}") for one, words in PARTS.items()])
    reason = reason("How do you know?")

    def __init__(self, *args: Any, found: Sequence[Any], name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name, self.found = name, {str(item.person.pk): item.person for item in found}
        choices = [(str(item.person.pk), str(item)) for item in found]
        choices.append((NOT_LISTED, f"Somebody who is not on record, called {name}"))
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def clean_person(self) -> Any:
        return self.found.get(self.cleaned_data["person"])

    def clean_part(self) -> CasePart:
        return CasePart(self.cleaned_data["part"])

    def kwargs(self) -> dict[str, Any]:
        cleared = {} if self.cleaned_data["person"] else {self.name: frozenset(map(int, self.found))}
        return {**self.cleaned_data, "cleared": cleared}


class KnownFacts(Moving):
    source = radios("Who told the school?", SOURCES)
    began = radios("Where did it begin?", BEGAN, help_text="It is looked into all the same, wherever it began.")
    reason = reason()

    def kwargs(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"facts": {name: data.pop(name) for name in ("source", "began")}, **data}
