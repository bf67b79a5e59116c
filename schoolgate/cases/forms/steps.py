"""The form of a step, built from what the procedure says it needs."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from schoolgate.cases.forms.fields import Clock, Moving, OwnReason, PersonChoice, radios, reason, words
from schoolgate.cases.queries.step_pages import StepPage
from schoolgate.cases.rules import What
from schoolgate.design.forms import DateParts
from schoolgate.engines.procedures.schema import Field, FieldKind

END_OF_DAY = time(17)
ANOTHER_WAY = "another"
ELSEWHERE = "Only if it went another way: a letter that is chosen above says this itself."
NOT_FROM_HERE = (
    "Written and sent from here, the letter fills this in itself. If it went another way, say which and why: by post from "
    "the office, through a solicitor, by hand."
)


class StepForm(Moving, OwnReason):
    """Answers to choose from, and a field for everything that may have to be given."""

    def __init__(self, *args: Any, page: StepPage, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"seen": page.case.revision}, **kwargs})
        self.page, self.letters = page, page.letters.doing
        if page.outcomes:
            choices = [(outcome.id, outcome.words) for outcome in page.outcomes]
            self.fields["outcome"] = radios("Which of these is it?", choices)
        if self.letters:
            ways = [*self.letters, (ANOTHER_WAY, "None of these, or another way")]
            self.fields["sent_letter"] = radios("By which letter?", ways, initial=ways[0][0])
        for need in sorted(page.asked, key=lambda need: not need.from_letter):
            self._add(need, at)
        self.ask_if_copied(page.copied)
        if page.takes_two:
            self.fields["second"] = PersonChoice(
                people=page.seconds, label="Second person", help_text="Nothing is recorded before they agree."
            )

    def _add(self, need: Field, at: datetime) -> None:
        only_for = self.page.only_for(need)
        for name, field in _fields(need, at).items():
            field.required = self._is_asked(need) and need.kind is not FieldKind.TICKS
            if only_for:
                field.help_text = f"Only for: {only_for}."
            if need.from_letter:
                field.help_text = ELSEWHERE if self.letters else NOT_FROM_HERE if need.name == "letter" else ""
                field.initial = None if self.letters else field.initial
            if not str(field.label).endswith("?") and need.kind is not FieldKind.YES:
                field.error_messages["required"] = f"Fill in: {field.label}"
            self.fields[name] = field

    def _is_asked(self, need: Field) -> bool:
        """Whether the chosen answer asks for it; before anything is chosen, everything may be asked for."""
        if self.is_bound and need.from_letter and self._chosen:
            return False
        return not self.is_bound or need in self.page.needs(str(self.data.get("outcome", "")))

    @property
    def _chosen(self) -> str:
        """The letter that was chosen; nothing where it went another way."""
        said = str(self.data.get("sent_letter", ""))
        return said if self.letters and said != ANOTHER_WAY else ""

    def kwargs(self) -> dict[str, Any]:
        """The step as it was done, or what the second person is asked."""
        data = self.cleaned_data
        outcome = str(data.get("outcome", ""))
        given = self._given(outcome)
        asked = {"step": self.page.key.step, "child": self.page.key.child, "outcome": outcome, "given": given}
        if self.page.takes_two:
            why = str(given.get("reason", "")) or self.page.title
            return {"what": What.STEP, "payload": asked, "reason": why, "second": data["second"]}
        own_words = bool(data.get("own_words"))
        return {**asked, "letter": self._chosen or None, "own_words": own_words, "seen": data["seen"]}

    def _given(self, outcome: str) -> dict[str, Any]:
        """What was given for the chosen answer, in the shapes the procedure asks for."""
        asked = [need for need in self.page.needs(outcome) if need.kind is not FieldKind.SECOND]
        wanted = [need for need in asked if not (need.from_letter and self._chosen)]
        return {need.name: _value(need, self.cleaned_data) for need in wanted}


def _names(need: Field) -> tuple[str, ...]:
    return (f"{need.name}_on", f"{need.name}_time") if need.kind is FieldKind.MOMENT else (need.name,)


def _fields(need: Field, at: datetime) -> dict[str, forms.Field]:
    label = need.label
    match need.kind:
        case FieldKind.WORDS:
            return {need.name: words(label, rows=4)}
        case FieldKind.DATE:
            return {need.name: DateParts(label=label)}
        case FieldKind.MOMENT:
            here = timezone.localtime(at)
            return {
                f"{need.name}_on": DateParts(label=f"{label}: day", initial=here.date()),
                f"{need.name}_time": Clock(label=f"{label}: time", initial=here.time()),
            }
        case FieldKind.NUMBER:
            return {need.name: forms.FloatField(label=label, min_value=0.5)}
        case FieldKind.YES:
            return {need.name: forms.BooleanField(label=label)}
        case FieldKind.TICKS:
            choices = [(option, option) for option in need.options]
            boxes = forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)
            return {need.name: boxes}
        case _:
            return {need.name: forms.CharField(label=label, max_length=40)}


def _value(need: Field, said: Mapping[str, Any]) -> Any:
    if need.kind is FieldKind.MOMENT:
        day, clock = (said.get(name) for name in _names(need))
        return timezone.make_aware(datetime.combine(day, clock)) if day and clock is not None else None
    return said.get(need.name)


class Skip(Moving):
    reason = reason("Why is it left out?")


class Given(forms.Form):
    """Who does a step, and until when, where that is not what the procedure says."""

    due_on = DateParts(label="Until which day?", required=False)
    due_time = Clock(label="Until what time?", required=False)
    reason = reason()

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = PersonChoice(people=people, label="Who does it?", required=False, empty="Nobody by name")
        self.fields = {"owner": owner, **self.fields}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("due_time") and not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Give the day as well.")
        return said

    def kwargs(self) -> dict[str, Any]:
        """Who, why, and until when: the end of that day's work, where no time was given."""
        data = dict(self.cleaned_data)
        day, clock = data.pop("due_on"), data.pop("due_time")
        return {**data, "due_at": timezone.make_aware(datetime.combine(day, clock or END_OF_DAY)) if day else None}
