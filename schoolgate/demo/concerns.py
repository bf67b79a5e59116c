"""The demo school's concerns: invented, of every kind and at every stage, none of them graphic."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.utils import timezone

from schoolgate import access, datafiles
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, School
from schoolgate.concerns import letters, receipts
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import AboutReader, BullyingStep, ConcernPart, Outcome, Report
from schoolgate.post.models import Message

_Who = Literal["head", "dsl", "teacher", "colleague", "parent", "child", "other"]


@dataclass(frozen=True)
class _Deed:
    """One thing that the school did about a concern."""

    act: Literal["read", "confirm_clause", "look_into", "find", "pass_to_teacher", "say", "decide"]
    by: Literal["dsl", "head"] = "dsl"
    words: str = ""
    clause: str = ""
    outcome: Outcome = Outcome.NO_ACTION
    hours_later: int = 0


@dataclass(frozen=True)
class _Invented:
    """One invented concern: when it was told, by whom, what, and what the school did then."""

    days_ago: int
    telling: Report
    by: _Who | None = None
    people: dict[_Who, ConcernPart] = field(default_factory=dict)
    trusted_adult: _Who | None = None
    then: tuple[_Deed, ...] = ()


@dataclass(frozen=True)
class _File:
    concern: tuple[_Invented, ...]


_CONCERNS = datafiles.whole(Path(__file__).with_name("concerns.toml"), _File).concern


@dataclass(frozen=True)
class Demo:
    """Who takes part in the demo's concerns."""

    school: School
    head: Person
    dsl: Person
    chair: Person
    teacher: Person
    colleague: Person
    parent: Person
    child: Person
    other: Person

    def named(self, name: str) -> Person:
        """The one who takes part under this name."""
        person: Person = getattr(self, name)
        return person


def tell_some(school: School, *, at: datetime) -> int:
    """Tells some concerns over the last weeks and lets the school deal with part of them."""
    people = who(school, timezone.localdate(at))
    for invented in _CONCERNS:
        when = at - timedelta(days=invented.days_ago, hours=1)
        concern = concern_telling.tell(
            school,
            telling=_telling(people, invented),
            form_token=receipts.form_token(when - timedelta(minutes=2)),
            by=people.named(invented.by) if invented.by else access.Outsider(school.pk),
            at=when,
        )
        for deed in invented.then:
            _do(people, concern, deed, when + timedelta(hours=deed.hours_later, minutes=40))
    sent = Message.objects.filter(school=school, kind=letters.KIND)
    # The demo has no mail server; without this every one of its mails would be an alert.
    sent.update(state=Message.State.SENT.value, sent_at=at, next_try_at=None, body="")
    return len(_CONCERNS)


def _telling(who: Demo, invented: _Invented) -> Report:
    people = tuple((who.named(name).pk, part) for name, part in invented.people.items())
    trusted = who.named(invented.trusted_adult).pk if invented.trusted_adult else None
    return replace(invented.telling, people=people, trusted_adult=trusted)


def _do(who: Demo, concern: Concern, deed: _Deed, at: datetime) -> None:
    by, words = who.named(deed.by), deed.words
    # What the invented people write names colleagues, and says nothing of what these did.
    written: dict[str, Any] = {"about_reader": AboutReader.NO, "by": by, "at": at}
    match deed.act:
        case "read":
            triage.read(concern, by=by, at=at)
        case "confirm_clause":
            triage.confirm_clause(concern, clause=deed.clause, by=by, at=at)
        case "look_into":
            triage.add_step(concern, step=BullyingStep.LOOKED_INTO, words=words, **written)
        case "find":
            triage.add_step(concern, step=BullyingStep.OUTCOME, words=words, **written)
        case "pass_to_teacher":
            triage.pass_to_teacher(concern, teacher=who.teacher, reason=words, **written)
        case "say":
            triage.say(concern, words=words, **written)
        case "decide":
            outcomes.decide(concern, end=deed.outcome, reason=words, **written)


# ---- who


def who(school: School, on: date) -> Demo:
    """The people of the demo, as they are on that day."""
    teachers, pupils = _holding(school, Duty.TEACHER, on), _holding(school, Duty.PUPIL, on)
    plain = [teacher for teacher in teachers if teacher.duties == {Duty.TEACHER}] or teachers
    parent = next(person for person in _holding(school, Duty.PARENT, on) if person.cares_for.exists())
    child = parent.cares_for.select_related("child").order_by("pk").first()
    assert child is not None
    return Demo(
        school=school,
        head=_holding(school, Duty.HEAD, on)[0],
        dsl=_holding(school, Duty.DSL, on)[0],
        chair=_holding(school, Duty.CHAIR, on)[0],
        teacher=plain[0],
        colleague=plain[1],
        parent=parent,
        child=child.child,
        other=next(pupil for pupil in pupils if pupil.pk != child.child_id),
    )


def _holding(school: School, duty: Duty, on: date) -> list[Person]:
    people = Person.objects.filter(school=school).holding(duty, on=on)
    return list(people.prefetch_related("roles").order_by("pk"))
