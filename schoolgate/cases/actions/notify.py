"""What deeds have in common: writing the chronology, telling people, moving on. Never deeds of their own."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import case_leads
from schoolgate.cases.actions import suspensions
from schoolgate.cases.models.case import Asked, Case, Participant
from schoolgate.cases.models.chronicle import Check, Concerning, Event
from schoolgate.cases.models.watching import Notice
from schoolgate.cases.queries import lead_duty, letter_readers, state
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.queries.reach import NOBODY
from schoolgate.cases.queries.state import leader_of
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person, School
from schoolgate.concerns import letters
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.engines.procedures import engine, schema
from schoolgate.engines.procedures.schema import Procedure, State
from schoolgate.policy.models import Signature, Version
from schoolgate.policy.queries import reach
from schoolgate.post import outbox

TRIES = 50
SOON = timedelta(hours=1)
"""Clocks of two devices may differ by this much."""
LONGEST_AGO = timedelta(days=100 * 365 + 25)
"""What was done to somebody who is grown up now can be long ago; before this, a year is a slip."""


def write(
    case: Case,
    kind: EventKind,
    words: str,
    *,
    by: access.Someone,
    at: datetime,
    happened_at: datetime | None = None,
    step: str = "",
    about: Iterable[int] = (),
) -> Event:
    """Writes an entry of the chronology; where it is known whom it is about, that too."""
    if happened_at is not None and happened_at > at + SOON:
        raise Broken("The moment it happened is in the future. Check the date.")
    if happened_at is not None and at - happened_at > LONGEST_AGO:
        raise Broken("The day it happened must be in the last 100 years. Check the year.")
    event = Event(
        case=case, kind=kind.value, step=step, happened_at=happened_at or at, entered_at=at, by_id=by.id, words=words
    )
    event.save()
    say_whose(event, about, by=by, at=at)
    return event


def check_children(case: Case, about: Iterable[int]) -> None:
    """An entry is said to be about children who have a part in the case."""
    if set(about) - {child.pk for child in letter_readers.children_in(case)}:
        raise Broken("Select children who are in this case.", "6.4")


def say_whose(event: Event, people: Iterable[int], *, by: access.Someone, at: datetime) -> None:
    """Writes down whom an entry is about."""
    for person in sorted(set(people)):
        Concerning(case=event.case, event=event, person_id=person, at=at, by_id=by.id).save()


def move(case: Case, by: access.Someone) -> Case:
    """Counts a change, so that somebody who looks at an older page is told."""
    case.revision += 1
    case.revised_by_id = by.id
    case.save(update_fields=["revision", "revised_by"])
    return case


def check_open(case: Case) -> None:
    if case.closed_at is not None:
        raise Broken("This case is closed. Open it again first, with a reason.")


def person_here(case: Case, person: Person) -> None:
    """Refused for somebody of another school."""
    if person.school_id != case.school_id:
        raise access.Refused("look.cases")


# ---- people


def put_in(
    case: Case,
    *,
    person_id: int | None,
    name: str,
    part: schema.CasePart,
    by_name: bool = False,
    by: access.SignedIn,
    at: datetime,
) -> Participant:
    """Gives somebody a part, and pins the policy in force and what they have acknowledged of it."""
    version = reach.in_force(case.school_id, case_reach.today(at))
    duties = " ".join(sorted(concern_reach.duties_of([person_id], case_reach.today(at)))) if person_id else ""
    return Participant.objects.create(
        case=case,
        person_id=person_id,
        name=name,
        part=part.value,
        by_name=by_name,
        duties=duties,
        version=version,
        signature=_signature(person_id, version, at),
        at=at,
        by_id=by.id,
    )


def _signature(person_id: int | None, version: Version | None, at: datetime) -> Signature | None:
    """Their acknowledgement of that version as it stood at that moment."""
    if person_id is None or version is None:
        return None
    signed = Signature.objects.filter(person=person_id, version=version, at__lte=at)
    return signed.order_by("-at").first()


def route(case: Case, at: datetime) -> bool:
    """Says by whom a case is about who runs it; whether that is somebody else than before.

    What was restricted once stays so: what somebody has read under that promise keeps it.
    """
    before = (case.lead_duty, case.restricted)
    case.lead_duty, case.restricted = lead_duty.lead_now(case, case_reach.today(at))
    case.save(update_fields=["lead_duty", "restricted"])
    return (case.lead_duty, case.restricted) != before


def settle(case: Case, at: datetime) -> Case:
    """After a change: lets in whose turn it is, and raises the head's checks that are due by now."""
    full = state.reload(case)
    procedure, here = state.procedure_of(full), state.state_of(full)
    for number in engine.checks_raised(procedure, here):
        Check.objects.get_or_create(case=full, check_id=number, person=None, defaults={"raised_at": at})
    if not full.restricted:
        checks = {Duty.HEAD} if full.checks.exists() else set()
        for duty in _whose_turn(full, procedure, here) | checks:
            Asked.objects.get_or_create(case=full, duty=duty.value, defaults={"at": at})
    return full


def let_out(case: Case, since: datetime) -> None:
    """Whom a step let in that was recorded by mistake then, and whose turn it is not without it, reads no more of it."""
    turn = _whose_turn(case, state.procedure_of(case), state.state_of(case))
    turn |= {Duty.HEAD} if case.checks.exists() else set()
    case.asked.filter(at=since).exclude(duty__in=[duty.value for duty in turn]).delete()


def _whose_turn(case: Case, procedure: Procedure, here: State) -> set[Duty]:
    """The duties for which a step is open that whoever runs the case may not do."""
    may = {str(duty) for duty in case_leads.group(Duty(case.lead_duty))} | {leader_of(procedure, here.facts)}
    turns = (
        engine.who_may(procedure, here.facts, procedure.step(key.step)) for key in engine.open_now(procedure, here)
    )
    theirs = {duty for who in turns if not who & may for duty in who}
    return {Duty(duty) for duty in theirs if duty in case_leads.IN_LINE}


# ---- telling people


def tell_leads(case: Case, why: str, at: datetime, *, but: access.Someone | None = None) -> None:
    """Writes to whoever runs the case that something waits, except to the one who did it."""
    people = case_reach.leads_of(case, case_reach.today(at)).exclude(pk=(but and but.id) or 0)
    tell(case, people, why, at)


def tell(case: Case, people: Iterable[Person], why: str, at: datetime) -> None:
    """Puts a mail in the outbox for each of them: that something waits, never what or about whom."""
    for person in people:
        message = outbox.put(case.school, [letters.waiting(person)], at)[0] if person.email else None
        Notice.objects.create(case=case, person=person, why=why, message=message, at=at)


def tell_governors(case: Case, at: datetime) -> None:
    """Tells governors that nobody may run something, and again every few days: never what, or about whom."""
    for person in case_reach.governors_to_tell(case, at):
        (message,) = outbox.put(case.school, [letters.nobody_reads(person)], at)
        Notice.objects.create(case=case, person=person, why=NOBODY, message=message, at=at)


def free_number(school: School) -> int:
    """Drawn, not counted: numbers in a row would show that one is missing."""
    for _ in range(TRIES):
        number = 100_000 + secrets.randbelow(900_000)
        if not Case.objects.filter(school=school, number=number).exists():
            return number
    raise Broken("No number is free for this case. Please try again.")


def after_join(person: Person, at: datetime) -> None:
    """Two records became one person's: what is about them goes to whoever may run that now."""
    clock = access.Machine(person.school_id)
    suspensions.keep_of({person.pk})
    for case in Case.objects.filter(parts__person=person, closed_at=None).distinct():
        case.grants.filter(person__in=case_reach.kept_from(case), ended_at=None).update(ended_at=at)
        if route(case, at):
            write(case, EventKind.RUNS, "By whom it is about, somebody else runs this case now.", by=clock, at=at)
            tell_leads(move(case, clock), "lead_duty", at)
