"""The command line's way to the same deeds: importing people on the school's server."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.cli.output import Sentence
from schoolgate.community.actions import appointments, intakes, people, sign_in
from schoolgate.community.intake import preparing, watching
from schoolgate.community.intake import sheets as community_sheets
from schoolgate.community.models import Person, School
from schoolgate.community.queries import sign_in as sign_ins
from schoolgate.community.signin import actions as signin
from schoolgate.engines.roster import sheets
from schoolgate.engines.roster.comparing import Change, Doubt
from schoolgate.engines.roster.roll import Fault, Refused, Row

DONE, BAD_INPUT = 0, 2
SHOWN = 20


class Echo(Protocol):
    """Writes a line: to standard output, or to standard error."""

    def __call__(self, message: str, *, err: bool = False) -> None: ...


def import_people(
    school: School,
    paths: Sequence[Path],
    *,
    dry_run: bool,
    as_json: bool,
    echo: Echo,
    progress: Callable[[int, int], None] | None = None,
    everyone: bool = False,
    leaving: int | None = None,
    ask: Callable[[str], int | None] | None = None,
) -> int:
    """Imports people from files into the school, or says what that would do; returns the exit status.

    The files add and change, unless `everyone` is in them. Where many leave, or somebody with a duty, `leaving` has to
    say how many; where it does not, `ask` asks whoever sits at a terminal.
    """
    now = timezone.now()
    console = access.Machine(school.pk, Duty.CONSOLE)
    on = timezone.localdate(now)
    try:
        roll = community_sheets.read(school, [_opened(path) for path in paths], on=on)
    except Refused as refused:
        _say_refused(refused, as_json=as_json, echo=echo)
        return BAD_INPUT
    prepared = preparing.prepare(school, roll, on=on, may_give_duties=True, everyone=everyone)
    if not dry_run and prepared.unanswered:
        for doubt in prepared.unanswered:
            echo(_doubted(doubt), err=True)
        echo("Nothing was imported. Import in the browser, where you say whether they are one person.", err=True)
        return _not_done(prepared, as_json=as_json, echo=echo)
    if not dry_run and prepared.stops and leaving != prepared.leaving:
        leaving = ask(_stopped(prepared)) if ask else None
        if leaving != prepared.leaving:
            echo(_stopped(prepared), err=True)
            echo(f"Nothing was imported. If that is right, add --leaving {prepared.leaving}", err=True)
            return _not_done(prepared, as_json=as_json, echo=echo)
    if not dry_run and not prepared.empty:
        with watching.watched(progress):
            intakes.import_people(
                school, prepared=prepared, files=[path.name for path in paths], leaving=leaving, by=console, at=now
            )
    done = not dry_run and not prepared.empty
    if as_json:
        echo(json.dumps(_as_json(prepared, done=done), ensure_ascii=False, indent=2))
    else:
        _say(prepared, dry_run=dry_run, done=done, echo=echo)
    return DONE


def give_duty(school: School, duty: str, email: str, reason: str, *, at: datetime) -> str:
    """Gives somebody on record a duty, and says from when."""
    person, console = _person(school, email), access.Machine(school.pk, Duty.CONSOLE)
    since_on, words = timezone.localdate(at), WORDS[Duty(duty)]
    try:
        if duty == Duty.CHAIR:
            since_on = appointments.give_chair(person, since_on=since_on, reason=reason, by=console, at=at).day
        else:
            people.give_duty(person, duty=Duty(duty), since_on=since_on, by=console, at=at)
    except Broken as broken:
        raise Sentence(str(broken)) from broken
    return f"{person} holds the duty “{words}” from {since_on:%-d %B %Y}."


def invite(school: School, email: str, *, at: datetime) -> str:
    """Makes a link for somebody on record and says it; no mail is made."""
    person, console = _person(school, email), access.Machine(school.pk, Duty.CONSOLE)
    try:
        made = signin.invite(person, by=console, at=at, printed=True)
    except Broken as broken:
        raise Sentence(str(broken)) from broken
    return f"The link for {person}, good once and until {made.expires_at:%-d %B %Y}:\n{made.link}"


def end_chair(school: School, email: str, reason: str, *, at: datetime) -> str:
    """Ends somebody's duty as chair, and says on which day."""
    person, console = _person(school, email), access.Machine(school.pk, Duty.CONSOLE)
    role = person.roles.filter(duty=Duty.CHAIR.value, until_on=None).first()
    if role is None:
        raise Sentence(f"{person} does not chair the governors, or the last day is known already.")
    last = timezone.localdate(at)
    made = appointments.end_chair(person, role=role, until_on=last, reason=reason, by=console, at=at)
    return f"{person} chairs the governors until {made.day:%-d %B %Y}."


def _person(school: School, email: str) -> Person:
    found = list(Person.objects.filter(school=school, email__iexact=email).current(timezone.localdate())[:2])
    if len(found) != 1:
        raise Sentence(f"{'Nobody' if not found else 'More than one person'} here has the e-mail address {email}.")
    return found[0]


def confirm(school: School, email: str, how: str, *, at: datetime) -> str:
    """Agrees to what waits for the sign-in of whoever has this address and confirms them; says what was done."""
    console = access.Machine(school.pk, Duty.CONSOLE)
    person = sign_ins.person_with(school, email)
    if person is None:
        raise Broken(f"Nobody at {school} has the e-mail address {email}, or it is not the one of an account.")
    waiting = list(sign_ins.waiting(school.pk).filter(person=person))
    with transaction.atomic():
        for change in waiting:
            sign_in.answer_change(change, agreed=True, by=console, at=at)
        account = sign_ins.account_of(person)
        if account is not None and account.unconfirmed_since is not None:
            sign_in.confirm_sign_in(person, how=how, by=console, at=at)
            return f"{person} is confirmed. How they signed in keeps nothing from them any more."
    return f"What waited for {person} is changed." if waiting else f"Nothing waits for {person}."


def _opened(path: Path) -> tuple[str, bytes]:
    """A file by its name, refused before it is read where it is too large to be a list of people."""
    try:
        size = path.stat().st_size
        if size > sheets.MOST_BYTES:
            most = sheets.MOST_BYTES >> 20
            says = f"The file is {size >> 20} MB large; a list of people has at most {most} MB."
            raise Refused([Fault(path.name, 0, "", "", says)])
        return path.name, path.read_bytes()
    except OSError as error:
        says = f"The file cannot be opened: {error.strerror}."
        raise Refused([Fault(str(path), 0, "", "", says)]) from error


def _say_refused(refused: Refused, *, as_json: bool, echo: Echo) -> None:
    if as_json:
        faults = [vars(fault) for fault in refused.faults]
        echo(json.dumps({"faults": faults, "more": refused.more}, ensure_ascii=False, indent=2))
    echo(str(refused), err=True)


def _say(prepared: preparing.Prepared, *, dry_run: bool, done: bool, echo: Echo) -> None:
    plan = prepared.plan
    for title, sign, rows in (
        ("join", "+", plan.joiners),
        ("leave", "-", plan.leavers),
        ("come back", "+", plan.returners),
    ):
        echo(f"{len(rows)} {title}")
        for row in rows[:SHOWN]:
            echo(f"  {sign} {row.name} ({row.kind} {row.mis_id})")
        if len(rows) > SHOWN:
            echo(f"  and {len(rows) - SHOWN} more")
    echo(f"{len(prepared.changed)} change")
    for row, changes in list(prepared.changed.items())[:SHOWN]:
        for change in changes:
            told = f"{change.field} {_value(change.was)!r} → {_value(change.becomes)!r}"
            echo(f"  ~ {row.name} ({row.kind} {row.mis_id}): {told}")
    echo(f"{plan.unchanged} stay as they are")
    for doubt in plan.doubts:
        echo(_doubted(doubt))
    for note in (*prepared.notes, *prepared.stops):
        echo(f"  ! {note}")
    ending = "Imported." if done else "Nothing to do." if prepared.empty else "A dry run: nothing was changed."
    echo(ending)


def _not_done(prepared: preparing.Prepared, *, as_json: bool, echo: Echo) -> int:
    if as_json:
        echo(json.dumps(_as_json(prepared, done=False), ensure_ascii=False, indent=2))
    return BAD_INPUT


def _stopped(prepared: preparing.Prepared) -> str:
    people = "person" if prepared.leaving == 1 else "people"
    return "\n".join((*prepared.stops[:SHOWN], f"{prepared.leaving} {people} would leave in all."))


def _doubted(doubt: Doubt) -> str:
    names = (row.name if row.unnumbered else f"{row.name} ({row.mis_id})" for row in (doubt.leaver, doubt.joiner))
    return f"  ? {' and '.join(names)} may be one person with a new number: import in the browser to say so"


def _as_json(prepared: preparing.Prepared, *, done: bool) -> dict[str, Any]:
    plan = prepared.plan
    return {
        "done": done,
        "joiners": [_row(row) for row in plan.joiners],
        "leavers": [_row(row) for row in plan.leavers],
        "returners": [_row(row) for row in plan.returners],
        "changes": [_change(change) for changes in prepared.changed.values() for change in changes],
        "unchanged": plan.unchanged,
        "doubts": [
            {"leaver": _row(doubt.leaver), "joiner": _row(doubt.joiner), "likeness": doubt.likeness}
            for doubt in plan.doubts
        ],
        "notes": list(prepared.notes),
        "everyone": prepared.everyone,
        "leaving": prepared.leaving,
        "stops": list(prepared.stops),
    }


def _row(row: Row) -> dict[str, str]:
    return {"kind": row.kind, "id": row.mis_id, "name": row.name}


def _change(change: Change) -> dict[str, Any]:
    return {**_row(change.row), "field": change.field, "was": _value(change.was), "becomes": _value(change.becomes)}


def _value(value: object) -> Any:
    return list(value) if isinstance(value, tuple) else value if value is None else str(value)
