"""Invented cases at different stages for the demo school."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from django.utils import timezone

from schoolgate import datafiles
from schoolgate.cases.actions import chronology, consequences, decisions, opening, readers, steps
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach, state
from schoolgate.cases.rules import How
from schoolgate.community.models import Person, School
from schoolgate.concerns import letters
from schoolgate.concerns.models.concern import Concern
from schoolgate.demo import concerns
from schoolgate.demo.concerns import Demo
from schoolgate.engines.procedures.consequences import Proposed, Rung
from schoolgate.engines.procedures.engine import Standing
from schoolgate.engines.procedures.schema import CasePart, FieldKind, Step
from schoolgate.post.models import Message

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MOST = 120
"""Steps that the demo does in one case at most."""


@dataclass(frozen=True)
class Told:
    """One invented case: how long ago, of what kind, about whom, how far it went and what else was done."""

    days_ago: int
    procedure: str
    reason: str
    people: dict[str, CasePart]
    until: str = ""
    outcomes: dict[str, str] = field(default_factory=dict)
    then: Literal["", "add_notes", "grant", "supervise"] = ""
    closes: str = ""
    facts: dict[str, str] | None = None
    concern: str = ""


@dataclass(frozen=True)
class _File:
    case: tuple[Told, ...]


TOLD = datafiles.whole(Path(__file__).with_name("cases.toml"), _File).case


def open_some(school: School, *, at: datetime) -> int:
    """Opens some cases over the last weeks and lets the school work on them; returns how many."""
    who = concerns.who(school, timezone.localdate(at))
    for told in TOLD:
        when = at - told.days_ago * DAY - HOUR
        case = opening.open_case(
            school,
            procedure=told.procedure,
            reason=told.reason,
            people=[(who.named(name), part) for name, part in told.people.items()],
            facts=told.facts,
            concern=_concern(school, told),
            by=_opener(who, told),
            at=when,
        )
        case = _walk(who, case, told, when + HOUR)
        if told.then:
            THEN[told.then](who, case, when + 2 * HOUR)
        if told.closes:
            _close(who, case, told.closes, when + 3 * HOUR)
    sent = Message.objects.filter(school=school, kind=letters.KIND)
    # The demo has no mail server; without this every one of its mails would be a failure to look at.
    sent.update(state=Message.State.SENT.value, sent_at=at, next_try_at=None, body="")
    return len(TOLD)


def _concern(school: School, told: Told) -> Concern | None:
    """The concern of the demo that it came from, where there is one that somebody has read."""
    found = Concern.objects.filter(school=school, kind=told.concern, status="read") if told.concern else None
    return found.first() if found is not None else None


def _opener(who: Demo, told: Told) -> Person:
    return next(item for item in (who.dsl, who.head) if item.pk not in {who.named(name).pk for name in told.people})


def _runner(who: Demo, case: Case) -> Person:
    return next(person for person in (who.dsl, who.head, who.chair) if case.lead_duty in person.duties)


# ---- what the school did


def _walk(who: Demo, case: Case, told: Told, at: datetime) -> Case:
    """Does what is open, as far as this one went; a closed one to its end."""
    for _ in range(MOST):
        case = state.reload(case)
        lines = state.lines_of(case, case.school.calendar(), {}, at)
        ready = [
            row
            for row in lines
            if row.standing is Standing.OPEN
            and not row.step.optional
            and row.key.step != told.until
            and not state.was_done(case, row.key)
        ]
        if not ready or (not told.until and not told.closes):
            return case
        line = ready[0]
        by = _doer(who, case, line, at)
        outcome = told.outcomes.get(line.key.step) or next((ending.id for ending in line.step.outcomes), "")
        steps.record_step(
            case,
            step=line.key.step,
            child=line.key.child,
            outcome=outcome,
            given=_given(line.step, outcome, at),
            seen=case.revision,
            by=by,
            at=at,
        )
    return case


def _doer(who: Demo, case: Case, line: state.StepLine, at: datetime) -> Person:
    """Somebody whom the case reaches and whose step it is."""
    there = (item for item in (who.head, who.dsl, who.chair) if reach.visible_to(item, at).filter(pk=case.pk).exists())
    return next(item for item in there if state.actor_in(case, item).duties & line.who)


def _given(step: Step, outcome: str, at: datetime) -> dict[str, Any]:
    """Short words for everything that a step needs."""
    shapes: dict[FieldKind, Any] = {
        FieldKind.WORDS: "Done and written down; the details are in the file.",
        FieldKind.DATE: (at + 7 * DAY).date(),
        FieldKind.MOMENT: at,
        FieldKind.NUMBER: 1,
        FieldKind.YES: True,
        FieldKind.CASE: "100000",
        FieldKind.TICKS: [],
    }
    wanted = (need for need in step.needs if not need.when or outcome in need.when)
    return {need.name: shapes[need.kind] for need in wanted if need.kind in shapes}


def _close(who: Demo, case: Case, reason: str, at: datetime) -> None:
    for check in case.checks.filter(decision=""):
        decisions.decide_check(
            case, check=check, decision="as_written", reason="Weighed for this case.", by=who.head, at=at
        )
    now = state.reload(case)
    steps.close(now, reason=reason, seen=now.revision, by=_runner(who, now), at=at)


def _supervise(who: Demo, case: Case, at: datetime) -> None:
    today = timezone.localdate(at)
    proposed = Proposed(
        Rung.ICT, who.other.pk, "He tried to get round the filter twice.", today, today + 28 * DAY, today + 14 * DAY
    )
    consequences.impose_consequence(case, proposed=proposed, supervisor=who.teacher, by=who.head, at=at)


def _add_notes(who: Demo, case: Case, at: datetime) -> None:
    by = _runner(who, case)
    chronology.add_contact(
        case,
        whom="The officer on duty, local authority",
        how=How.PHONE,
        words="Described what was said, without opinion. A reference was given.",
        by=by,
        at=at,
    )
    chronology.add_event(
        case, words="The timetable of both days was put with the file.", happened_at=at - DAY, by=by, at=at
    )


def _grant(who: Demo, case: Case, at: datetime) -> None:
    readers.grant(
        case,
        person=who.teacher,
        reason="She sees the child every day.",
        until=timezone.localdate(at) + 60 * DAY,
        by=who.dsl,
        at=at,
    )


THEN = {"add_notes": _add_notes, "grant": _grant, "supervise": _supervise}
