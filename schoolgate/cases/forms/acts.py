"""What is said when something is added to a case or decided in it."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from schoolgate.cases.forms.fields import (
    AboutChildren,
    CaseChoice,
    Clock,
    Moving,
    OwnReason,
    PersonChoice,
    radios,
    reason,
    words,
)
from schoolgate.cases.rules import DECISIONS, HOWS, How, What
from schoolgate.design.forms import DateParts, Hinted
from schoolgate.engines.procedures.consequences import Proposed, Rung

ANSWERS = {
    "as_written": Hinted("Do as the policy says", "The clause is carried out as it is written."),
    "otherwise": Hinted("Do otherwise", "Say below what is done, and why."),
    "not_here": Hinted("It does not come up in this case", ""),
}
assert ANSWERS.keys() == DECISIONS.keys()


class _When(forms.Form):
    """A day and a time that together are a moment."""

    happened_on = DateParts(label="Day")
    happened_time = Clock(label="Time")
    moment = "happened_at"

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        here = timezone.localtime(at)
        kwargs["initial"] = {"happened_on": here.date(), "happened_time": here.time()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def kwargs(self) -> dict[str, Any]:
        """What was said, with the day and the time as one moment."""
        data = dict(self.cleaned_data)
        moment = datetime.combine(data.pop("happened_on"), data.pop("happened_time"))
        return {**data, self.moment: timezone.make_aware(moment)}


class Entry(AboutChildren, _When):
    """Something that happened."""

    words = words("What happened?", help_text="What was seen and heard first; what you think of it after that.")
    field_order = ["words", "about", "happened_on", "happened_time"]


class Added(forms.Form):
    words = words("What do you add?")


class Spoke(AboutChildren, _When):
    """A conversation about the case."""

    whom = forms.CharField(
        label="With whom did you speak?", max_length=200, help_text="Their name, and for whom they work."
    )
    how = radios("How?", [(one.value, text) for one, text in HOWS.items()])
    words = words("What was said?")
    field_order = ["whom", "how", "words", "about", "happened_on", "happened_time"]

    def clean_how(self) -> How:
        return How(self.cleaned_data["how"])


class ReasonForm(forms.Form):
    reason = reason()


class MovingWhy(Moving):
    reason = reason()


class Letting(forms.Form):
    """Who may read a case, why, and until when."""

    person = PersonChoice(people=(), label="Who may read it?")
    until = DateParts(label="Last day", help_text="From the day after they see nothing of it any more.")
    reason = reason("Why do they need to know?")
    not_about_them = forms.BooleanField(
        label="I have read all of it. It only names them: it says nothing of what they did or did not do.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Any],
        named: Collection[int],
        seconds: Iterable[Any] | None,
        today: date,
        days: int,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"until": today + timedelta(days=min(days, 14))} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonChoice(people=people, label="Who may read it?")
        if str(self.data.get("person", "")) not in {str(id) for id in named}:
            del self.fields["not_about_them"]
        if seconds is not None:
            self.fields["second"] = PersonChoice(
                people=seconds,
                label="Second person",
                help_text="This case is restricted: nobody is let in before a second person agrees.",
            )

    def kwargs(self) -> dict[str, Any]:
        """What lets them in, or what the second person is asked."""
        data = dict(self.cleaned_data)
        if "second" not in data:
            return data
        payload = {"person": data.pop("person").pk, "until": data.pop("until")}
        if data.pop("not_about_them", False):
            payload["not_about_them"] = True
        return {"what": What.GRANT, "payload": payload, **data}


class Seconded(forms.Form):
    """A deed that another person has to agree to."""

    second = PersonChoice(people=(), label="Second person")
    reason = reason()

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"] = PersonChoice(
            people=people, label="Second person", help_text="Nothing is done before they agree."
        )


class Correction(Moving):
    """What was recorded by mistake: what is right, and why; who agrees, where it took two."""

    right = words(
        "What is right?",
        rows=4,
        longest=2000,
        help_text="For example: The police have not been told. That was case 123456.",
    )
    reason = reason("How did the mistake happen?")

    def __init__(self, *args: Any, seconds: Iterable[Any] | None, event: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        if seconds is not None:
            self.fields["second"] = PersonChoice(
                people=seconds, label="Second person", help_text="Nothing is changed until they agree."
            )

    def kwargs(self) -> dict[str, Any]:
        """What corrects it, or what the second person is asked."""
        data = dict(self.cleaned_data)
        if "second" not in data:
            return data
        payload = {"event": self.event, "right": data.pop("right")}
        return {"what": What.CORRECTION, "payload": payload, "second": data["second"], "reason": data["reason"]}


AGREE, REFUSE = "agree", "refuse"


class Answer(forms.Form):
    """What the second person says."""

    answer = radios(
        "Do you agree?",
        [(AGREE, Hinted("Yes, I agree", "It is done at once.")), (REFUSE, Hinted("No", "Nothing is done."))],
    )
    words = words("Your reason", rows=4, longest=2000, required=False, help_text="Needed if you say no.")

    @property
    def agrees(self) -> bool:
        return bool(self.data.get("answer") == AGREE)

    def kwargs(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


class Emergency(forms.Form):
    """An emergency."""

    number = forms.IntegerField(
        label="Number of the case",
        min_value=1,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )
    reason = reason(
        "Why can it not wait?", "We tell the case lead straight away, with this reason. Write 3 words or more."
    )


class Decision(forms.Form):
    decision = radios("What do you decide?", list(ANSWERS.items()))
    reason = reason()


class Linked(forms.Form):
    other = CaseChoice(cases=())
    reason = reason("What have they to do with each other?")

    def __init__(self, *args: Any, cases: Iterable[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = CaseChoice(cases=cases, label="Which case?")


class WhichRung(forms.Form):
    """For whom, and which rung of the ladder."""

    person = PersonChoice(people=(), label="For whom?")
    rung = radios("Which consequence?", [], help_text="The lowest that can work comes first.")

    def __init__(self, *args: Any, people: Iterable[Any], rungs: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = PersonChoice(people=people, label="For whom?")
        self.fields["rung"].choices = [  # type: ignore[attr-defined]
            (rung.rung.value, Hinted(rung.name, f"Clause {rung.clause}.")) for rung in rungs
        ]


class Imposed(OwnReason):
    """A consequence for one person; which fields there are depends on the rung."""

    reason = reason("Your reasons, for this person alone")
    starts_on = DateParts(label="First day")
    ends_on = DateParts(label="Last day")
    review_on = DateParts(label="Day on which it is looked at again")
    days = forms.FloatField(label="Length in school days", help_text="Half a day counts as 0.5.", min_value=0.5)
    supervisor = PersonChoice(people=(), label="Who supervises?")
    pupil_heard = forms.BooleanField(label="I have heard the pupil", required=False)
    needs_considered = forms.BooleanField(
        label="I have considered special needs, and what may explain it", required=False
    )
    in_spite = words("If the warning above stands against it: why all the same?", rows=3, longest=2000, required=False)
    personnel_advised = forms.BooleanField(label="Personnel has advised", required=False)

    def __init__(
        self,
        *args: Any,
        rung: Any,
        person: int,
        staff: Iterable[Any],
        today: date,
        copied: Callable[[str], str],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"starts_on": today} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.rung, self.person = rung, person
        self.fields["supervisor"] = PersonChoice(people=staff, label="Who supervises?")
        for name in set(self.fields) - _fields_of(rung):
            del self.fields[name]
        self.ask_if_copied(copied)

    def kwargs(self) -> dict[str, Any]:
        """What is proposed, who supervises it, and whether the reason is this child's own."""
        data = dict(self.cleaned_data)
        supervisor, own_words = data.pop("supervisor", None), bool(data.pop("own_words", False))
        given = {name: value for name, value in data.items() if value is not None}
        proposed = Proposed(rung=self.rung.rung, person=self.person, **given)
        return {"proposed": proposed, "supervisor": supervisor, "own_words": own_words}


def _fields_of(rung: Any) -> set[str]:
    found = {"reason", "starts_on"}
    found |= {"ends_on"} if rung.ends else set()
    found |= {"review_on"} if rung.reviewed else set()
    found |= {"supervisor"} if rung.rung in (Rung.ICT, Rung.PHONE) else set()
    if rung.rung is Rung.SUSPENSION:
        found |= {"days", "pupil_heard", "needs_considered", "in_spite"}
    return found | ({"personnel_advised"} if rung.rung.value.startswith("staff") else set())


class Reviewed(forms.Form):
    """A consequence is looked at again: it may end sooner, never later."""

    reason = reason("What do you find, and what do you decide?")
    ends_on = DateParts(label="Last day", required=False)
    review_on = DateParts(label="Day on which it is looked at again", required=False)


class Told(_When):
    moment = "told_at"
    words = words("What was said, and how did they take it?", rows=4)
    field_order = ["words", "happened_on", "happened_time"]


class Times(forms.Form):
    """The school's own times."""

    emergency_hours = forms.IntegerField(label="Hours that an emergency look lasts", min_value=1, max_value=72)
    grant_days = forms.IntegerField(
        label="Days for which somebody may be let into a case at most", min_value=1, max_value=366
    )
    lado_days = forms.TypedChoiceField(
        label="The LADO is told",
        error_messages={"required": "Select by when the LADO is told"},
        coerce=int,
        choices=[(0, "On the same working day"), (1, "By the next working day")],
        widget=forms.RadioSelect,
        help_text="Later cannot be chosen: the law expects one working day at most.",
    )
    at_once_minutes = forms.IntegerField(
        label="Minutes after which an action due “at once” is overdue",
        min_value=5,
        max_value=240,
        help_text="The action is still due at once. It is shown as overdue, and counted as late, after this time.",
    )


class Search(forms.Form):
    words = forms.CharField(label="Search in your cases", required=False, max_length=200)


class Sure(forms.Form):
    """Only the button: there is nothing to say."""
