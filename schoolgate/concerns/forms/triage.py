"""What is said by those whom a concern reaches."""

import textwrap
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django import forms

from schoolgate.access.duties import WORDS
from schoolgate.concerns import rules
from schoolgate.concerns.rules import (
    HARMS,
    KINDS,
    LONGEST,
    PARTS,
    SCOPES,
    Attachment,
    ConcernPart,
    Harm,
    Outcome,
    Scope,
)
from schoolgate.design.forms import Hinted
from schoolgate.engines import model_policy
from schoolgate.engines.evidence import sandbox, shapes, sizing

REASON = 2000
LABEL = 100
OFFICERS = {"{dsl}": "the DSL", "{head}": "the head", "{chair}": "the chair of governors", "{lado}": "the LADO"}
CASES = {
    Outcome.OPEN_CASE: "For anything that needs more than one conversation.",
    Outcome.ADD_TO_CASE: "It belongs to something that is dealt with already.",
    Outcome.PASS: "A matter for the class.",
    Outcome.ANSWER: "A question or criticism that has its answer.",
    Outcome.NO_ACTION: "Nothing more is needed.",
}


def text_of(clause: str) -> str:
    """The words of a clause of the model policy, with officers in words."""
    text = next((other.text for other in model_policy.clauses() if other.id == clause), "")
    for place, words in {**OFFICERS, "{school}": "the school"}.items():
        text = text.replace(place, words)
    return text


def _words(label: str, *, rows: int = 6, longest: int = LONGEST, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea({"rows": rows, "maxlength": longest}), **kwargs
    )


def _reason(hint: str = "Anyone who reads this later must understand it.") -> forms.CharField:
    return _words("Reason", rows=4, longest=REASON, help_text=hint)


class Narrowed(forms.Form):
    """What of the queue somebody wants to see."""

    words = forms.CharField(label="Search", required=False, max_length=200)
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "Every kind"), *((k.value, w) for k, w in KINDS.items())]
    )
    mine = forms.BooleanField(label="Only those that I read first or that were given to me", required=False)


class Waiting(forms.Form):
    urgent_minutes = forms.IntegerField(
        label="Minutes that something urgent may lie unread",
        help_text="Of working time, and until nine the next morning at most. Then the next person is asked as well. "
        "From 5 to 2,400.",
    )
    other_minutes = forms.IntegerField(
        label="Minutes that anything else may lie unread", help_text="Of working time. At least as many."
    )
    alarm_minutes = forms.IntegerField(
        label="Minutes until we email again about something urgent that no one has read",
        help_text="By day and by night. After the second email we ask the next person. From 5 to 240.",
    )
    answer_days = forms.IntegerField(
        label="School days until somebody who is not happy has an answer", help_text="From 1 to 40."
    )
    quiet_days = forms.IntegerField(
        label="School days until we remind you of a concern that no one has worked on",
        help_text="For concerns that were read or are being looked into, such as those with a teacher. From 1 to 40.",
    )

    @staticmethod
    def initial_of(held: Any) -> dict[str, int]:
        return {name: getattr(held, name) for name in Waiting.base_fields}


class Added(forms.Form):
    words = _words("What do you want to add or put right?")


class Seeing(forms.Form):
    """A form that carries how often whoever told us had written when its page was opened."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Answered(Seeing):
    """An answer; `names` are children whom it names and whoever told us did not, `about_teller` that it is about these."""

    words = _words("What do you want to say to them?")
    may_know = forms.BooleanField(label="They may know this of the children whom I name", required=False)

    to_them = forms.BooleanField(label="It is about whoever told it, and they may read what I write", required=False)

    def __init__(self, *args: Any, names: bool = False, about_teller: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not names:
            del self.fields["may_know"]
        if not about_teller:
            del self.fields["to_them"]


class Found(forms.Form):
    words = _words("In your words", rows=8, error_messages={"required": "Write down what you know"})


class ReasonForm(forms.Form):
    reason = _reason()


class NotMeant(ReasonForm):
    """That words do not mean somebody opens them to who reads such things: nobody says so without having read them all."""

    read_all = forms.BooleanField(
        label="I have read all of it. It says nothing of what they did or did not do.",
        error_messages={"required": "Read all of it first. If it says nothing of what they did, tick this"},
    )

    def kwargs(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class Finished(Seeing):
    reason = _reason()


class Clause(forms.Form):
    clause = forms.ChoiceField(label="Clause")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [  # type: ignore[attr-defined]
            (clause.id, f"{clause.id} {textwrap.shorten(text_of(clause.id), LABEL, placeholder=' …')}")
            for clause in model_policy.clauses()
        ]


class Scoped(forms.Form):
    scope = forms.TypedChoiceField(
        label="Which use was it?",
        choices=[
            (Scope.SCHOOL.value, Hinted(SCOPES[Scope.SCHOOL], "A school account, a lesson, a school device.")),
            (
                Scope.PERSONAL.value,
                Hinted(SCOPES[Scope.PERSONAL], "A private account or device, wherever it was used."),
            ),
        ],
        coerce=Scope,
        widget=forms.RadioSelect,
    )
    reason = _words(
        "Reason, if it was told as the other use",
        rows=4,
        longest=REASON,
        required=False,
        help_text="Anyone who reads this later must understand it.",
    )


class Harmful(forms.Form):
    harm = forms.TypedChoiceField(
        label="It is read under",
        error_messages={"required": "Select the harm under which it is read"},
        choices=[(harm.value, words) for harm, words in HARMS.items()],
        coerce=Harm,
        widget=forms.RadioSelect,
    )
    urgent = forms.BooleanField(label="It is urgent", required=False)
    reason = _reason()


class Finder(forms.Form):
    name = forms.CharField(label="Name", max_length=rules.LONGEST_NAME, help_text="A first name or a last name.")


class _OfPeople(forms.Form):
    """A form that chooses one of some people, who come from a query."""

    person = forms.ChoiceField()

    def offer(self, people: Iterable[Any], label: str, widget: Any, words: Any = str) -> None:
        self.people = {str(person.pk): person for person in people}
        field: Any = self.fields["person"]
        field.label, field.widget = label, widget
        field.choices = [(id, words(one)) for id, one in self.people.items()]

    def clean_person(self) -> Any:
        return self.people[self.cleaned_data["person"]]


class Named(_OfPeople):
    part = forms.TypedChoiceField(
        label="What have they to do with it?",
        choices=[(part.value, words) for part, words in PARTS.items()],
        coerce=ConcernPart,
        widget=forms.RadioSelect,
        help_text="Whoever it is about, or is said to have done it, never sees this concern.",
    )

    def __init__(self, *args: Any, found: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(found, "Who is meant?", forms.RadioSelect(), _who)


class Given(_OfPeople):
    """Who is given a concern; `name` is what the action calls them. Of those in `named` it is asked whether it is about them."""

    reason = _reason("They read it too.")
    not_about_them = forms.BooleanField(
        label="I have read all of it. It only names them: it says nothing of what they did or did not do.",
        required=False,
    )

    def __init__(
        self, *args: Any, people: Sequence[Any], named: Collection[int], label: str, name: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if str(self.data.get("person", "")) not in {str(id) for id in named}:
            del self.fields["not_about_them"]
        self.name = name
        self.offer(people, label, forms.Select())
        self.fields["person"].error_messages["required"] = "Choose somebody from the list"
        self.fields["person"].choices = [("", "Choose"), *self.fields["person"].choices]  # type: ignore[attr-defined]

    def kwargs(self) -> dict[str, Any]:
        sure = self.cleaned_data.get("not_about_them", False)
        return {self.name: self.cleaned_data["person"], "reason": self.cleaned_data["reason"], "not_about_them": sure}


class Linked(forms.Form):
    number = forms.IntegerField(label="Number of the other concern", widget=forms.TextInput({"inputmode": "numeric"}))


class Decision(Seeing):
    end = forms.TypedChoiceField(
        label="It ends like this",
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ends"},
    )
    reason = _reason()
    no_one_at_risk = forms.BooleanField(
        label="I have looked into it: no child is at risk. If it is about an adult who works here, the LADO was asked.",
        required=False,
    )

    def __init__(self, *args: Any, endings: Sequence[Any], grave: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not grave:
            del self.fields["no_one_at_risk"]
        missing = [ending.not_yet for ending in endings if ending.not_yet]
        self.first = next((words for words in missing if missing.count(words) > 1), "")
        self.fields["end"].choices = [  # type: ignore[attr-defined]
            (ending.end.value, Hinted(ending.words, self._hint(ending))) for ending in endings
        ]

    def clean(self) -> dict[str, Any] | None:
        """What may be danger, or about an adult here, does not end with a line and nothing else."""
        grave = "no_one_at_risk" in self.fields and not self.cleaned_data.get("no_one_at_risk")
        if grave and self.cleaned_data.get("end") in (Outcome.NO_ACTION, Outcome.ANSWER):
            words = "This may be grave. Look into it first and say that no child is at risk, or open a case, or change the harm"
            self.add_error("no_one_at_risk", words)
        return self.cleaned_data

    def kwargs(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "no_one_at_risk"}

    def _hint(self, ending: Any) -> str:
        """What it is for, or what is missing; what is missing for several is said once, above them."""
        if ending.not_yet and ending.not_yet == self.first:
            return "Not yet: what is said above comes first."
        return f"Not yet: {ending.not_yet}" if ending.not_yet else CASES[ending.end]


class Attached(forms.Form):
    """A file, examined in a process of its own; valid when it may be kept."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a file"},
        max_length=rules.LONGEST_NAME,
        help_text="A screenshot, a photo, a PDF or a sound, up to 15 MB.",
    )

    def kwargs(self) -> dict[str, Any]:
        return {"enclosure": self.cleaned_data["file"]}

    def clean_file(self) -> Attachment:
        file: Any = self.cleaned_data["file"]
        try:
            sizing.check_size(file.size)
            content = file.read()
            return Attachment(file.name, content, sandbox.examine_apart(file.name, content))
        except shapes.Refused as refused:
            raise forms.ValidationError(f"{file.name}: {refused.sentence}") from refused
        except sandbox.Unavailable as away:
            raise forms.ValidationError(
                f"{file.name} could not be looked into just now. Try again in a minute."
            ) from away


def _who(person: Any) -> Hinted:
    """A name with what the person is here, so that two of one name are told apart."""
    return Hinted(str(person), ", ".join(WORDS[duty] for duty in sorted(person.duties)))
