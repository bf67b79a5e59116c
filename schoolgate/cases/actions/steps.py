"""Going through the procedure: doing a step, leaving one out, giving one to somebody, closing, opening again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.cases import packing, rules
from schoolgate.cases.actions import asking, consequences, notify, suspensions
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Assignment, Done, Ending
from schoolgate.cases.queries import letter_steps, reach, reasons, state
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person
from schoolgate.engines.procedures import engine
from schoolgate.engines.procedures.schema import Actor, FieldKind, Key, RestrictedAct, Step

SUSPEND = "suspend"
"""The outcome by which the head decides to suspend one pupil."""
CLOSED = "closed"
"""The outcome of a case whose procedure names none."""


@action("cases.record_step", clause="5.p.8", reach=reach.locked, asks=asking.ASKS)
def record_step(
    case: Case,
    *,
    step: str,
    child: int | None = None,
    outcome: str = "",
    given: Mapping[str, Any] | None = None,
    letter: object = None,
    own_words: bool = False,
    seen: int,
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Does a step of the procedure; of two people at once the second is told what the first did.

    Where a letter of this case is named by which it was done, its day and number are taken from it. A reason that
    another child has word for word stands only once it is said to be about this one too.
    """
    reach.check_seen(case, seen)
    said = {name: value for name, value in (given or {}).items() if not isinstance(value, Actor)}
    found = state.procedure_of(case).step(step)
    if letter is not None:
        said |= letter_steps.taken_from(case, found, child, outcome, letter)
    if reasons.decides_for_a_child(found):
        said |= reasons.check_own(case, str(said.get("reason", "")), child, own_words)
    return record(case, Key(step, child), outcome, said, by=by, second=None, at=at)


@action("cases.skip_step", clause="5.p.8", reach=reach.locked, asks=asking.ASKS)
def skip_step(
    case: Case, *, step: str, child: int | None = None, reason: str, seen: int, by: access.SignedIn, at: datetime
) -> Case:
    """Leaves a step out that may be left out, with the reason."""
    reach.check_seen(case, seen)
    notify.check_open(case)
    key, full = Key(step, child), state.reload(case)
    found = engine.check_skip(
        state.procedure_of(full), state.state_of(full), key, reason=reason, actor=state.actor_in(full, by)
    )
    _write(case, key, found, EventKind.SKIPPED, "", {"reason": reason}, by=by, second=None, at=at)
    return notify.settle(notify.move(case, by), at)


@action("cases.assign", clause="5.p.8", reach=reach.leading, asks=asking.ASKS)
def assign(
    case: Case,
    *,
    step: str,
    child: int | None = None,
    owner: Person | None = None,
    due_at: datetime | None = None,
    reason: str,
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Says who does a step, or until when, where that is not what the procedure says; with a reason."""
    rules.check_reason(reason)
    notify.check_open(case)
    _check_assignment(case, Key(step, child), owner, due_at, at)
    case.assignments.filter(step=step, child=child, ended_at=None).update(ended_at=at)
    Assignment.objects.create(
        case=case, step=step, child_id=child, owner=owner, due_at=due_at, reason=reason, at=at, by_id=by.id
    )
    if owner is not None and owner.pk != by.id:
        notify.tell(case, [owner], f"step:{step}", at)
    return case


@action("cases.close", clause="5.p.8", reach=reach.leading, asks=asking.ASKS)
def close(case: Case, *, reason: str, seen: int, by: access.SignedIn, at: datetime) -> Case:
    """Closes a case in which every step is done or left out with a reason, and every head's check is decided."""
    rules.check_reason(reason)
    notify.check_open(case)
    reach.check_may_close(case, by)
    reach.check_seen(case, seen)
    missing = state.missing(state.reload(case))
    if missing:
        raise Broken(" ".join(missing), "5.p.8")
    case.closed_at, case.closed_by_id, case.outcome = at, by.id, _outcome(case)
    case.save(update_fields=["closed_at", "closed_by", "outcome"])
    Ending.objects.create(case=case, outcome=case.outcome, reason=reason, at=at, by_id=by.id)
    notify.write(case, EventKind.CLOSED, reason, by=by, at=at)
    return notify.move(case, by)


@action("cases.reopen", clause="5.p.8", reach=reach.leading, asks=asking.ASKS)
def reopen(case: Case, *, reason: str, seen: int, by: access.Someone, at: datetime) -> Case:
    """Opens a closed case again, with a reason; how it was closed stays in its history."""
    rules.check_reason(reason)
    reach.check_seen(case, seen)
    standing = case.endings.filter(reopened_at=None).first()
    if case.closed_at is None or standing is None:
        raise Broken("This case is open.")
    standing.reopened_at, standing.reopened_by_id, standing.reopened_why = at, by.id, reason
    standing.save(update_fields=["reopened_at", "reopened_by", "reopened_why"])
    case.closed_at = case.closed_by = None
    case.outcome = ""
    case.save(update_fields=["closed_at", "closed_by", "outcome"])
    notify.write(case, EventKind.REOPENED, reason, by=by, at=at)
    notify.tell_leads(case, "reopened", at, but=by)
    return notify.settle(notify.move(case, by), at)


# ---- parts of deeds


def check(
    case: Case, key: Key, outcome: str, given: Mapping[str, Any], *, by: access.Someone, second: Person | None
) -> Step:
    """Whether this may be done now like this; a second person comes only from `confirm_second`."""
    notify.check_open(case)
    full = state.as_it_stands(case)
    procedure, here = state.procedure_of(full), state.state_of(full)
    step = procedure.step(key.step)
    said = dict(given)
    if second is not None:
        said |= {need.name: state.actor_in(full, second) for need in step.needs if need.kind is FieldKind.SECOND}
    return engine.check_step(procedure, here, key, outcome=outcome, given=said, actor=state.actor_in(full, by))


def record(
    case: Case,
    key: Key,
    outcome: str,
    given: Mapping[str, Any],
    *,
    by: access.SignedIn,
    second: Person | None,
    at: datetime,
) -> Case:
    """Records that a step was done, with everything that was given for it."""
    step = check(case, key, outcome, given, by=by, second=second)
    _write(case, key, step, EventKind.STEP, outcome, given, by=by, second=second, at=at)
    if outcome in step.suspends | step.returns:
        suspensions.keep_standing(case)
    if RestrictedAct.PUPIL_SUSPENSION in step.does and key.child is not None:
        if outcome == SUSPEND:
            consequences.suspend(case, key.child, given, by, at)
        else:
            consequences.end_drafts(case, key.child, str(given.get("reason", "")) or step.title, by, at)
    return notify.settle(notify.move(case, by), at)


def _write(
    case: Case,
    key: Key,
    step: Step,
    kind: EventKind,
    outcome: str,
    given: Mapping[str, Any],
    *,
    by: access.SignedIn,
    second: Person | None,
    at: datetime,
) -> None:
    event = notify.write(case, kind, in_words(step, outcome, given), by=by, at=at, step=step.id)
    before = Done.objects.filter(case=case, step=step.id, child=key.child).count()
    Done(
        case=case,
        event=event,
        step=step.id,
        child_id=key.child,
        turn=before,
        outcome=outcome,
        skipped=kind is EventKind.SKIPPED,
        given=packing.packed(given),
        at=at,
        by_id=by.id,
        second_by=second,
    ).save()
    case.assignments.filter(step=step.id, child=key.child, ended_at=None).update(ended_at=at)


def in_words(step: Step, outcome: str, given: Mapping[str, Any]) -> str:
    """A step as the chronology tells it: what it was, how it came out, and what was given."""
    chosen = next((ending.words for ending in step.outcomes if ending.id == outcome), "")
    labels = {need.name: need.label for need in step.needs}
    lines = [_told(step.title, chosen)]
    lines += [_told(labels.get(name, name.capitalize()), _said(value)) for name, value in given.items()]
    return "\n".join(lines)


def _told(title: str, answer: str) -> str:
    """A question keeps its mark and the answer stands on its own; anything else is told with a colon."""
    if title.endswith("?"):
        return f"{title} {answer}{'' if answer.endswith(tuple('.!?')) else '.'}" if answer else title
    return f"{title}: {answer}" if answer else f"{title}."


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%-d %B %Y, %H:%M}"
    if hasattr(value, "strftime"):
        return f"{value:%-d %B %Y}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "yes" if value is True else "no" if value is False else str(value)


def _outcome(case: Case) -> str:
    """How the step came out in which the procedure decides about the whole."""
    last = case.done.filter(step="outcome", skipped=False, correction=None).order_by("at").last()
    return last.outcome if last and last.outcome else CLOSED


def _check_assignment(case: Case, key: Key, owner: Person | None, due_at: datetime | None, at: datetime) -> None:
    full = state.reload(case)
    known = {task.key: task for task in state.tasks_of(full, case.school.calendar())}
    task = known.get(key)
    if task is None or task.standing not in (engine.Standing.OPEN, engine.Standing.WAITING):
        raise Broken("This step is not to be done now.")
    if owner is None and due_at is None:
        raise Broken("Say who does it, or until when.")
    if due_at is not None and due_at < at:
        raise Broken("Choose a time that is still to come.")
    if owner is not None:
        if not reach.visible_to(reach.people_of([owner.pk])[owner.pk], at).filter(pk=case.pk).exists():
            raise Broken("This case does not reach them. Let them in first.", "6.4")
        if not state.actor_in(full, reach.people_of([owner.pk])[owner.pk]).duties & task.who:
            raise Broken("This step is not theirs to do: the procedure says who may.")
