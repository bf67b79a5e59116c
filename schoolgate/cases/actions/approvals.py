"""Deeds that take two people: one asks, another agrees or refuses, and only then is it done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.cases import packing, papers, rules
from schoolgate.cases.actions import asking, corrections, notify, opening, readers, steps
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import documents, reach, search
from schoolgate.cases.rules import TWO, EventKind, What
from schoolgate.community.models import Person
from schoolgate.engines.procedures.schema import Key

GONE = "That is not there any more."


@dataclass(frozen=True)
class Elsewhere:
    """Something that takes two people and that an app above does: whether it could be done now, and doing it."""

    check: Callable[[Case, datetime], object]
    do: Callable[[Case, Approval, datetime], object]


_elsewhere: dict[What, Elsewhere] = {}


def register(
    what: What, *, check: Callable[[Case, datetime], object], do: Callable[[Case, Approval, datetime], object]
) -> None:
    """Says how an app above does what two people agreed to; such an app says so when it starts."""
    _elsewhere[what] = Elsewhere(check, do)


@action("cases.ask_second", clause="6.5", reach=reach.leading, asks=asking.ASKS)
def ask_second(
    case: Case,
    *,
    what: What,
    payload: Mapping[str, Any],
    reason: str,
    second: Person,
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Asks a second person to agree to something that takes two; nothing is done before they do."""
    rules.check_reason(reason)
    if not reach.seconds_for(case, by, reach.today(at)).filter(pk=second.pk).exists():
        raise Broken("Choose the second person from the list.", "6.5")
    _check(case, what, payload, reason, by=by, second=second, at=at)
    asked = packing.packed(payload)
    if any(approval.payload == asked for approval in case.approvals.filter(what=what.value, answered_at=None)):
        raise Broken("This was asked already and waits for an answer.")
    Approval.objects.create(
        case=case, what=what.value, payload=asked, reason=reason, asked_at=at, asked_by_id=by.id, second=second
    )
    notify.write(case, EventKind.TWO, f"{second} was asked to agree: {TWO[what].lower()}. {reason}", by=by, at=at)
    notify.tell(case, [second], "second", at)
    return case


@action("cases.confirm_second", clause="6.5", reach=reach.asked_second, asks=asking.ASKS)
def confirm_second(two: Approval, *, words: str = "", by: access.Someone, at: datetime) -> Case:
    """Agrees as the second person; what was asked is done at once, if it still may be."""
    _answer(two, True, words, at)
    asker = reach.people_of([two.asked_by_id])[two.asked_by_id]
    try:
        case = reach.leading(two.case, asker, at)
    except access.Refused as refused:
        raise Broken(f"{asker} does not run this case any more. The question has lapsed.") from refused
    notify.write(case, EventKind.TWO, f"Agreed: {TWO[What(two.what)].lower()}. {words}".strip(), by=by, at=at)
    return _done(case, two, asker, at)


@action("cases.refuse_second", clause="6.5", reach=reach.asked_second, asks=asking.ASKS)
def refuse_second(two: Approval, *, words: str, by: access.Someone, at: datetime) -> Case:
    """Refuses as the second person, with the reason; nothing is done."""
    rules.check_reason(words)
    _answer(two, False, words, at)
    case = two.case
    notify.write(case, EventKind.TWO, f"Refused: {TWO[What(two.what)].lower()}. {words}", by=by, at=at)
    asker = reach.people_of([two.asked_by_id])[two.asked_by_id]
    if reach.visible_to(asker, at).filter(pk=case.pk).exists():
        notify.tell(case, [asker], "answer", at)
    return case


# ---- parts


def _answer(two: Approval, agreed: bool, words: str, at: datetime) -> None:
    two.answered_at, two.agreed, two.answer = at, agreed, words
    two.save(update_fields=["answered_at", "agreed", "answer"])


def _check(
    case: Case,
    what: What,
    payload: Mapping[str, Any],
    reason: str,
    *,
    by: access.SignedIn,
    second: Person,
    at: datetime,
) -> None:
    """That it could be done now, so that nobody is asked in vain."""
    match what:
        case What.GRANT:
            person = _person(payload)
            sure = bool(payload.get("not_about_them"))
            readers.check_grant(case, person, reason, payload["until"], by.id, at, not_about_them=sure)
            if person.pk == second.pk:
                raise Broken("Nobody agrees to being let in themselves. Ask somebody else.", "6.4")
        case What.STEP:
            steps.check(case, _key(payload), payload.get("outcome", ""), payload.get("given", {}), by=by, second=second)
        case What.TAKE_OUT:
            opening.check_take_out(case, _person(payload), by=by, second=second)
        case What.CORRECTION:
            corrections.check(case, int(payload.get("event", 0)), str(payload.get("right", "")))
        case What.DELETE_EVENT:
            reach.check_not_held(case)
            _event(case, payload)
        case What.DELETE_DOCUMENT:
            reach.check_not_held(case)
            _document(case, payload)
        case _:
            _elsewhere[what].check(case, at)


def _done(case: Case, two: Approval, asker: Person, at: datetime) -> Case:
    asked = two.asks
    match What(two.what):
        case What.GRANT:
            until: date = asked["until"]
            readers.let_in(
                case,
                _person(asked),
                two.reason,
                until,
                not_about_them=bool(asked.get("not_about_them")),
                by_id=asker.pk,
                second_id=two.second_id,
                at=at,
            )
            return case
        case What.STEP:
            return steps.record(
                case, _key(asked), asked.get("outcome", ""), asked.get("given", {}), by=asker, second=two.second, at=at
            )
        case What.TAKE_OUT:
            return opening.take_out(case, _person(asked), two.reason, by=asker, second=two.second, at=at)
        case What.CORRECTION:
            right = str(asked["right"])
            done = corrections.check(case, asked["event"], right)
            return corrections.strike(case, done, right, two.reason, by=asker, second=two.second, at=at)
        case What.DELETE_EVENT:
            return _deleted(case, _event(case, asked), two, at)
        case What.DELETE_DOCUMENT:
            return _deleted(case, _document(case, asked), two, at)
        case what:
            _elsewhere[what].do(case, two, at)
            return case


def _deleted(case: Case, row: Event | Document, two: Approval, at: datetime) -> Case:
    """Takes it away for good; that something was there, and who took it away and why, stays."""
    reach.check_not_held(case)
    if isinstance(row, Event):
        what = f"An entry of {row.happened_at:%-d %B %Y} was deleted."
    else:
        what = f"A document that was added on {row.at:%-d %B %Y} was deleted."
        papers.remove_all(documents.files_only_of(row))
    words = f"{what} {two.asked_by} asked, {two.second} agreed. {two.reason}"
    row.delete()
    search.forget(case)
    notify.write(case, EventKind.DELETED, words, by=two.asked_by, at=at)
    return case


def _person(payload: Mapping[str, Any]) -> Person:
    found = reach.people_of([int(payload["person"])])
    if not found:
        raise Broken("Choose somebody from the list.")
    return next(iter(found.values()))


def _key(payload: Mapping[str, Any]) -> Key:
    return Key(str(payload["step"]), payload.get("child"))


def _check_hold(case: Case) -> None:
    """While a hold stands nothing is destroyed, whoever agrees."""
    if case.holds.filter(ended_at=None).exists():
        raise Broken("This case is held: nothing of it may be deleted. End the hold first.", "6.1")


def _event(case: Case, payload: Mapping[str, Any]) -> Event:
    """An entry that somebody wrote: what the program itself notes of deeds is never deleted."""
    _check_hold(case)
    found = case.events.filter(pk=int(payload.get("event", 0)), kind__in=(EventKind.NOTE, EventKind.CONTACT)).first()
    if found is None:
        raise Broken(GONE)
    return found


def _document(case: Case, payload: Mapping[str, Any]) -> Document:
    _check_hold(case)
    known = reach.as_id(payload.get("document"))
    found = case.documents.filter(pk=known).first() if known else None
    if found is None:
        raise Broken(GONE)
    return found
