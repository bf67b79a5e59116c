"""What follows for somebody: prepared, decided for each person alone, looked at again, ended, and told to parents."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.cases import packing, rules
from schoolgate.cases.actions import asking, notify
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Check
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.queries import reach, reasons, register, state
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person
from schoolgate.engines.procedures.consequences import LADDER, Proposed, Rung, Verdict, check_for

DAY = timedelta(days=1)
SUPERVISED = frozenset({Rung.ICT, Rung.PHONE})
"""Rungs that name an adult who supervises."""


@action("cases.draft_consequence", clause="8.c.1", reach=reach.locked)
def draft_consequence(case: Case, *, person: Person, rung: Rung, by: access.Someone, at: datetime) -> Case:
    """Prepares a consequence for one person; it has no effect before somebody decides it who may."""
    notify.check_open(case)
    notify.person_here(case, person)
    if not case.parts.filter(person=person, by_name=False).exists():
        raise Broken("This person has no part in the case. Write down the part first.", "8.c.1")
    check_for(LADDER[rung], person.pk, state.state_of(state.as_it_stands(case)))
    if case.consequences.filter(person=person, rung=rung.value, decided_at=None, ended_on=None).exists():
        raise Broken("This is prepared already.")
    Consequence.objects.create(
        case=case, person=person, rung=rung.value, clause=LADDER[rung].clause, drafted_at=at, drafted_by_id=by.id
    )
    return case


@action("cases.impose_consequence", clause="8.c.1", reach=reach.locked, asks=asking.ASKS)
def impose_consequence(
    case: Case,
    *,
    proposed: Proposed,
    supervisor: Person | None = None,
    own_words: bool = False,
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Decides a consequence for one person; only somebody who may decide that rung, and never about a group.

    A reason that another child has word for word stands only once it is said to be about this one too.
    """
    notify.check_open(case)
    if proposed.rung is Rung.SUSPENSION:
        _check_once(case, proposed.person)
    verdict = register.verdict(case, by, proposed)
    confirmed = reasons.check_own(case, proposed.reason, proposed.person, own_words)
    _check_supervisor(case, proposed, supervisor, at)
    return _decide(case, proposed, verdict, supervisor, confirmed, by, at)


@action("cases.review_consequence", clause="5.p.6", reach=reach.locked, asks=asking.ASKS)
def review_consequence(
    case: Case,
    *,
    consequence: Consequence,
    reason: str,
    review_on: date | None = None,
    ends_on: date | None = None,
    by: access.Someone,
    at: datetime,
) -> Case:
    """Looks at a consequence again, with the reason; it may end sooner than was decided, never later."""
    rules.check_reason(reason)
    row = _decided(case, consequence, by)
    last = ends_on or row.ends_on
    if row.ends_on is not None and last is not None and last > row.ends_on:
        raise Broken("A review does not make it longer. Decide it anew, with its own reasons.", row.clause)
    if last is not None and (last < reach.today(at) or (review_on is not None and review_on > last)):
        raise Broken("It is looked at again before it ends, and ends today or later. Check the dates.", row.clause)
    row.ends_on, row.review_on = last, review_on
    row.save(update_fields=["ends_on", "review_on"])
    notify.write(
        case, EventKind.CONSEQUENCE, f"Looked at again for {row.person}. {reason}", by=by, at=at, about=[row.person_id]
    )
    return case


@action("cases.end_consequence", clause="8.c.1", reach=reach.locked, asks=asking.ASKS)
def end_consequence(case: Case, *, consequence: Consequence, reason: str, by: access.Someone, at: datetime) -> Case:
    """Ends a consequence early, or decides against one that was prepared, with the reason."""
    rules.check_reason(reason)
    row = _held(case, consequence, by)
    if row.ended_on is not None:
        raise Broken("This has ended already.")
    end(row, reason, by, at)
    notify.write(case, EventKind.CONSEQUENCE, f"Ended for {row.person}. {reason}", by=by, at=at, about=[row.person_id])
    return case


@action("cases.tell_parents", clause="8.c.2", reach=reach.locked, asks=asking.ASKS)
def tell_parents(
    case: Case, *, consequence: Consequence, words: str, told_at: datetime, by: access.Someone, at: datetime
) -> Case:
    """Writes down when the parents were told of a consequence, and what was said."""
    rules.check_words(words)
    row = case.consequences.filter(pk=consequence.pk, decided_at__isnull=False).first()
    if row is None:
        raise access.Refused("cases.tell_parents")
    if row.parents_told_at is None:
        row.parents_told_at, row.parents_told_by_id = told_at, by.id
        row.save(update_fields=["parents_told_at", "parents_told_by"])
    said = f"The parents were told of the consequence for {row.person}. {words}"
    notify.write(case, EventKind.CONSEQUENCE, said, by=by, at=at, happened_at=told_at, about=[row.person_id])
    return case


# ---- parts


def _decide(
    case: Case,
    proposed: Proposed,
    verdict: Verdict,
    supervisor: Person | None,
    confirmed: dict[str, str],
    by: access.SignedIn,
    at: datetime,
) -> Case:
    row = case.consequences.filter(
        person=proposed.person, rung=proposed.rung.value, decided_at=None, ended_on=None
    ).first() or Consequence(case=case, person_id=proposed.person, rung=proposed.rung.value, drafted_at=at)
    row.clause, row.reason = LADDER[proposed.rung].clause, proposed.reason
    row.starts_on, row.ends_on, row.review_on = proposed.starts_on, proposed.ends_on, proposed.review_on
    row.days, row.supervisor = proposed.days or None, supervisor
    row.considered = packing.packed(
        {
            "in_spite": proposed.in_spite,
            "pupil_heard": proposed.pupil_heard,
            "needs_considered": proposed.needs_considered,
            "personnel_advised": proposed.personnel_advised,
        }
        | confirmed
    )
    row.decided_at, row.decided_by_id = at, by.id
    row.save()
    for number in verdict.legal:
        Check.objects.get_or_create(case=case, check_id=number, person_id=proposed.person, defaults={"raised_at": at})
    told = "".join(f"\nTell: {notice.whom}. {notice.words}" for notice in verdict.notices)
    words = f"{row.person}: {LADDER[proposed.rung].name}, from {proposed.starts_on:%-d %B %Y}. {proposed.reason}{told}"
    words = "\n".join((words, *confirmed.values()))
    notify.write(case, EventKind.CONSEQUENCE, words, by=by, at=at, about=[row.person_id])
    if supervisor is not None and supervisor.pk != by.id:
        notify.tell(case, [supervisor], "supervise", at)
    return case


def _check_once(case: Case, child: int) -> None:
    there = case.consequences.filter(person=child, rung=Rung.SUSPENSION.value, ended_on=None)
    if there.exclude(decided_at=None).exists():
        raise Broken("This pupil is suspended already. End that first, or look at it again.", "8.c.2")


def suspend(case: Case, child: int, given: Mapping[str, Any], by: access.SignedIn, at: datetime) -> None:
    """Clause 8.c.2: the head's decision about one pupil is the suspension; nobody has to decide it a second time."""
    _check_once(case, child)
    starts_on, back_on = given["starts_on"], given["back_on"]
    last = starts_on if back_on == starts_on else back_on - DAY
    proposed = Proposed(
        Rung.SUSPENSION,
        child,
        str(given["reason"]),
        starts_on,
        last,
        days=given["days"],
        in_spite=str(given.get("in_spite", "")),
        pupil_heard=True,
        needs_considered=bool(given["needs"]),
    )
    _decide(case, proposed, register.verdict(case, by, proposed), None, {}, by, at)


def end(row: Consequence, reason: str, by: access.Someone, at: datetime) -> None:
    row.ended_on, row.ended_by_id, row.ended_why = reach.today(at), by.id, reason
    row.save(update_fields=["ended_on", "ended_by", "ended_why"])


def end_drafts(case: Case, child: int, reason: str, by: access.Someone, at: datetime) -> None:
    """What was prepared for a child is off the table when the head has decided otherwise about that child."""
    for row in case.consequences.filter(person=child, rung=Rung.SUSPENSION.value, decided_at=None, ended_on=None):
        end(row, reason, by, at)


def prepare_suspensions(case: Case, at: datetime) -> None:
    """Clause 8.c.2, as written: a draft for each child involved, none of which takes effect by itself."""
    there = set(case.consequences.filter(rung=Rung.SUSPENSION.value).values_list("person", flat=True))
    for child in state.facts_of(case).children:
        if child.id not in there:
            Consequence.objects.create(
                case=case, person_id=child.id, rung=Rung.SUSPENSION.value, clause="8.c.2", drafted_at=at
            )


def _held(case: Case, consequence: Consequence, by: access.Someone) -> Consequence:
    """A consequence of this case as it is now, for somebody who may decide that rung."""
    row = case.consequences.select_related("person").filter(pk=consequence.pk).first()
    if row is None or by.id == row.person_id or not register.may_decide(case, by, Rung(row.rung)):
        raise access.Refused("cases.end_consequence")
    return row


def _decided(case: Case, consequence: Consequence, by: access.Someone) -> Consequence:
    row = _held(case, consequence, by)
    if row.decided_at is None or row.ended_on is not None:
        raise Broken("This is not in force.")
    return row


def _check_supervisor(case: Case, proposed: Proposed, supervisor: Person | None, at: datetime) -> None:
    """Clause 5.p.6: close supervision is by somebody who works here, and by name."""
    if proposed.rung in SUPERVISED and supervisor is None:
        raise Broken("Say who supervises.", LADDER[proposed.rung].clause)
    if supervisor is None:
        return
    notify.person_here(case, supervisor)
    if (
        supervisor.suspended
        or supervisor.pk in reach.kept_from(case)
        or not reach.works_here(supervisor, reach.today(at))
    ):
        raise Broken("Choose somebody from the list who works here.", LADDER[proposed.rung].clause)
