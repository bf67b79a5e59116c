"""Putting right a step that was recorded by mistake: its record stays, and nothing rests on it any more."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.cases import rules
from schoolgate.cases.actions import asking, notify, suspensions
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Done, Event
from schoolgate.cases.queries import corrections, reach, state
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person
from schoolgate.engines.procedures import engine

TAKES_TWO = "This action took two people, so its correction takes two. Ask the second person."


@action("cases.correct_step", clause="6.1", reach=reach.leading, asks=asking.ASKS)
def correct_step(
    case: Case, *, event: Event, right: str, reason: str, seen: int, by: access.SignedIn, at: datetime
) -> Case:
    """Says that a step was recorded by mistake, what is right, and why; the record stays readable and the step opens again."""
    reach.check_seen(case, seen)
    done = check(case, event.pk, right)
    rules.check_reason(reason)
    if corrections.takes_two(state.procedure_of(case).step(done.step), done):
        raise Broken(TAKES_TWO, "6.5")
    return strike(case, done, right, reason, by=by, second=None, at=at)


# ---- parts of deeds


def check(case: Case, event: int, right: str) -> Done:
    """The recorded step that this entry tells of, where it can be put right now."""
    notify.check_open(case)
    done = case.done.filter(event=event).select_related("event").first()
    if done is None:
        raise access.Refused("cases.correct_step")
    if done.is_struck:
        raise Broken("Someone has corrected this already. Read the chronology.")
    if not right.strip():
        raise Broken("Enter what is right.", "6.1")
    if len(right) > rules.LONGEST:
        raise Broken(f"What is right must be {rules.LONGEST:,} characters or fewer.")
    return done


def strike(
    case: Case, done: Done, right: str, reason: str, *, by: access.SignedIn, second: Person | None, at: datetime
) -> Case:
    """Writes the correction into the chronology, and takes the step's record out of what the procedure counts with."""
    full = state.reload(case)
    procedure, before = state.procedure_of(full), engine.checks_raised(state.procedure_of(full), state.state_of(full))
    rests = list(corrections.rests_on(full, done))
    lines = [
        f"Recorded by mistake on {done.at:%-d %B %Y}: {procedure.step(done.step).title}",
        f"What is right: {right.strip()}",
        f"Reason: {reason.strip()}",
        *([f"{second} agreed."] if second else []),
        *(["Check what was done since:", *(f"- {line}" for line in rests)] if rests else []),
    ]
    event = notify.write(case, EventKind.CORRECTED, "\n".join(lines), by=by, at=at)
    Done.objects.filter(pk=done.pk, correction=None).update(correction=event)
    full = notify.settle(notify.move(case, by), at)
    notify.let_out(full, done.at)
    gone = set(before) - set(engine.checks_raised(procedure, state.state_of(full)))
    full.checks.filter(check_id__in=gone, person=None, decision="").delete()
    suspensions.keep_standing(full)
    notify.tell_leads(case, "corrected", at, but=by)
    return full
