"""What a member of staff tells: one form, and shorter ones for what the policy names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.utils import timezone

from schoolgate import datafiles
from schoolgate.broken import Broken
from schoolgate.concerns import rules
from schoolgate.concerns.forms.telling.fields import Files, WithFiles, about_whom, line, name_officers, own_words
from schoolgate.concerns.rules import PARTS, SCOPES, WHOM, Channel, ConcernKind, ConcernPart, Report, Scope, Whom
from schoolgate.design.forms import Hinted

YES_NO = [("yes", "Yes"), ("no", "Not yet")]
WHEN = [("today", "Today"), ("yesterday", "Yesterday"), ("other", "On another day"), ("unknown", "I do not know")]
NOT_CHOSEN = (
    "“{name}” stands in the search and was not chosen. Choose the person from the list, write the name here, or empty "
    "the search"
)
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "token", "q", "find", "add", "remove", "deed", "kept_file", "take_out"})
"""What of a form is no part of its draft."""


@dataclass(frozen=True)
class Sheet:
    """How the form of one kind differs: its words, and which questions it leaves out."""

    kind: ConcernKind
    title: str
    intro: str
    words: str
    tell: str = "the safeguarding lead"
    or_tell: str = "the head teacher"
    without: frozenset[str] = frozenset()
    part: ConcernPart = ConcernPart.ABOUT
    whom: tuple[Whom, ...] = tuple(Whom)


SHEETS = {
    sheet.kind.value: sheet for sheet in datafiles.entries(Path(__file__).with_name("sheets.toml"), "sheet", Sheet)
}


class Told(WithFiles):
    """The form of any kind, without the questions that its sheet leaves out."""

    is_open_to_all = False

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    whom = about_whom("Which of these is it about?", "An adult whom you choose here or name above never reads it.")
    about_me = forms.BooleanField(label="It is about me", required=False)
    names = line("Anybody who is not on the list", hint="Names, with commas between them.", most=1500)
    words = own_words("What happened?", rows=5)
    exact_words = own_words(
        "Exact words", rows=3, required=False, hint="What a child or an adult said or wrote, word for word."
    )
    urgent = forms.BooleanField(label="A child may be in danger now", required=False)
    when = forms.ChoiceField(label="When did it happen?", choices=WHEN, widget=forms.RadioSelect)
    on = forms.DateField(
        label="Which day, if it was another day?",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"],
        widget=forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as day/month/year, such as 23/11/2026"},
    )
    place = line("Where, and at what time?", hint="Such as: at lunch, in a group chat.")
    scope = forms.ChoiceField(
        label="Which use was it?",
        choices=[(scope.value, label) for scope, label in SCOPES.items()],
        widget=forms.RadioSelect,
        required=False,
        initial=Scope.PERSONAL.value,
    )
    told_in_person = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
    evidence = Files(label="Pictures or files", help_text="Screenshots, photographs, PDF files or sound, up to ten.")

    def __init__(
        self,
        *args: Any,
        sheet: Sheet,
        people: Sequence[tuple[int, str]],
        officers: Mapping[str, str],
        me: int,
        at: datetime,
        has_list: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not has_list:
            self.fields["names"].label = "Who is it about?"
        self.sheet, self.people, self.me, self.at = sheet, people, me, at
        name_officers(self.fields["whom"], officers, words={whom: WHOM[whom] for whom in sheet.whom})
        for name in sheet.without:
            del self.fields[name]
        self.fields["words"].label = sheet.words
        self.fields[
            "told_in_person"
        ].label = f"Have you told {sheet.tell} in person (if it is about them, {sheet.or_tell})?"

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and self.cleaned_data.get("when") == "other":
            try:
                rules.check_day(on, today=timezone.localdate(self.at))
            except Broken as broken:
                raise forms.ValidationError(str(broken)) from broken
        return on

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("when") == "other" and not said.get("on") and "on" not in self.errors:
            self.add_error("on", "Enter the day on which it happened, or choose “I do not know”")
        named = self.people or said.get("names") or said.get("about_me") or said.get("whom") in (Whom.DSL, Whom.HEAD)
        if self.sheet.kind is ConcernKind.COLLEAGUE and not named:
            self.add_error("names", "Say whom it is about, so that they can never read it")
        if self.data.get("q", "").strip():
            self.add_error("names", NOT_CHOSEN.format(name=self.data["q"].strip()))
        return said

    def kwargs(self) -> dict[str, Any]:
        return {"telling": self.telling(), "form_token": self.cleaned_data["token"]}

    def telling(self) -> Report:
        said = self.cleaned_data
        people = [(id, ConcernPart(part)) for id, part in self.people]
        if said.get("about_me"):
            people.append((self.me, ConcernPart.ABOUT))
        return Report(
            door=Channel.STAFF,
            kind=self.sheet.kind,
            words=said["words"],
            exact_words=said.get("exact_words", ""),
            scope=Scope(said.get("scope") or Scope.PERSONAL),
            urgent=bool(said.get("urgent")),
            happened_at=_moment(said["when"], said.get("on"), self.at),
            place=said.get("place", ""),
            told_in_person=said["told_in_person"] == "yes",
            whom=Whom(said["whom"]) if said.get("whom") else None,
            people=tuple(people),
            names=tuple(name.strip() for name in said["names"].split(",") if name.strip()),
            enclosures=said["evidence"],
        )


class Trusted(forms.Form):
    """Who of the staff is offered to children who want to talk."""

    people = forms.TypedMultipleChoiceField(
        label="Whom can children choose to talk to?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Children who tell us something may say to whom they want to talk. They see the names that you tick, on a page that "
        "is open to everyone; pupils who sign in see their own class teacher first.",
    )

    def __init__(self, *args: Any, staff: Sequence[tuple[int, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(id), Hinted(name, what)) for id, name, what in staff]  # type: ignore[attr-defined]


def people_in(data: Any, default: ConcernPart) -> list[tuple[int, str]]:
    """The people chosen so far and their parts: `person` is there once for each, `part_<id>` beside it."""
    ids = [int(id) for id in data.getlist("person") if id.isdecimal()]
    if "add" in data and data["add"].isdecimal():
        ids.append(int(data["add"]))
    gone = data.get("remove", "")
    parts = {part.value for part in PARTS}
    return [
        (id, part if (part := data.get(f"part_{id}", "")) in parts else default.value)
        for id in dict.fromkeys(ids)
        if str(id) != gone
    ]


def to_keep(data: Any) -> dict[str, list[str]]:
    """A form as it stands, for its draft."""
    return {name: data.getlist(name) for name in data if name not in NOT_KEPT and any(data.getlist(name))}


def as_initial(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with, from a draft or from what was typed so far."""
    return {name: data.get(name) for name in Told.base_fields if data.get(name)}


def _moment(when: str, on: date | None, at: datetime) -> datetime | None:
    """The end of the day on which it happened, or now where that day is not over: so that nothing is late too soon."""
    today = timezone.localdate(at)
    day = {"today": today, "yesterday": today - timedelta(days=1), "other": on}.get(when)
    if day is None:
        return None
    end = timezone.make_aware(datetime.combine(day, time(23, 59)))
    return min(end, at) if day <= today else end
