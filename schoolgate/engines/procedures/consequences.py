"""The ladder of consequences, and what may not be one.

Clause 8.c.1 leaves the choice to people; `consequences.toml` says who may choose what and what must stand beside it,
and this which notices follow. A suspension is always one pupil's: nothing here takes a list.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from schoolgate.broken import Broken
from schoolgate.datafiles import entries
from schoolgate.engines.procedures.engine import check_deed
from schoolgate.engines.procedures.schema import Actor, CasePart, Key, Procedure, RestrictedAct, State

LONGEST_AT_ONCE = 5
"""School days: from the next one on the school arranges full-time education."""
GOVERNORS_MEET = 15
"""School days in a term: above it the governors must meet."""
MOST_IN_A_YEAR = 45
"""School days in a school year: above it a suspension is not possible."""


class Whom(StrEnum):
    PUPIL = "pupil"
    STAFF = "staff"


class Rung(StrEnum):
    """From the lowest to the highest."""

    EDUCATION = "education"
    RESTORATIVE = "restorative"
    PRIVILEGE = "privilege"
    PHONE = "phone"
    ICT = "ict"
    SUSPENSION = "suspension"
    STAFF_ADVICE = "staff advice"
    STAFF_WARNING = "staff warning"
    STAFF_FINAL_WARNING = "staff final warning"
    STAFF_DISMISSAL = "staff dismissal"


@dataclass(frozen=True)
class Consequence:
    """One rung of the ladder: who decides it, what dates it has, and what others are told where they must act on it."""

    rung: Rung
    clause: str
    name: str
    whom: Whom
    who: frozenset[str]
    ends: bool = False
    reviewed: bool = False
    shown_as: str = ""
    legal: tuple[int, ...] = ()
    follows: frozenset[str] = frozenset()
    """Which outcomes of a case it can follow, where it is for an adult."""


LADDER: Mapping[Rung, Consequence] = MappingProxyType(
    {entry.rung: entry for entry in entries(Path(__file__).with_name("consequences.toml"), "consequence", Consequence)}
)
CLEARED = frozenset({"malicious", "false", "unfounded", "nothing"})


@dataclass(frozen=True)
class Suspension:
    """A suspension that a pupil had: from when, and for how many school days (halves count)."""

    starts_on: date
    days: float


@dataclass(frozen=True)
class Proposed:
    """What somebody wants to decide about one person. `pupil_heard` and the like are what they say they did."""

    rung: Rung
    person: int
    reason: str
    starts_on: date
    ends_on: date | None = None
    review_on: date | None = None
    days: float = 0
    in_spite: str = ""
    pupil_heard: bool = False
    needs_considered: bool = False
    personnel_advised: bool = False


@dataclass(frozen=True)
class Notice:
    """Somebody has to be told: whom, and in words by when."""

    whom: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """What follows when it is decided: the head's checks, who must be told, and what to think of first."""

    legal: tuple[int, ...]
    notices: tuple[Notice, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Year:
    """The term and the school year in which a day lies, both ends included, and a pupil's suspensions so far."""

    term: tuple[date, date]
    year: tuple[date, date]
    earlier: tuple[Suspension, ...] = field(default=())

    def in_term(self) -> float:
        return _days_in(self.earlier, self.term)

    def in_year(self) -> float:
        return _days_in(self.earlier, self.year)


def check_consequence(
    procedure: Procedure, state: State, proposed: Proposed, *, actor: Actor, year: Year | None = None
) -> Verdict:
    """Clause 8.c.1: whether this person may decide this about that person in this case, and what follows.

    Raises `Broken`. `year` is needed for a suspension (`ValueError`).
    """
    rung = LADDER[proposed.rung]
    _check_actor(rung, state, actor)
    _check_given(rung, proposed)
    if rung.whom is Whom.STAFF:
        return _check_staff(procedure, state, rung, proposed)
    parts = _check_pupil(procedure, state, rung, proposed)
    warnings = warnings_for(parts)
    if rung.rung is not Rung.SUSPENSION:
        return Verdict(rung.legal, (Notice("parents", "Tell the parents what was decided, and why."),), warnings)
    if year is None:
        raise ValueError("A suspension is counted: say what came before it.")
    notices = _check_suspension(procedure, state, proposed, year)
    return Verdict(rung.legal, notices, warnings)


def warnings_for(parts: frozenset[CasePart]) -> tuple[str, ...]:
    """Clause 8.c.2: what to say to whoever is about to decide about a child with such a part."""
    found = []
    if CasePart.HARMED in parts:
        found.append("This child was hurt, or may have been. A consequence would punish a child for being a victim.")
    if CasePart.WITNESS in parts and CasePart.ALLEGED not in parts:
        found.append("This child only saw it. Seeing something is no behaviour.")
    if CasePart.OTHER in parts:
        found.append("It is not clear what this child's part is. Find out before you decide.")
    return tuple(found)


def is_for(rung: Consequence, person: int, state: State) -> bool:
    """Whether a consequence of this sort can be for this person at all: one for staff is never a child's, nor the reverse."""
    children = {child.id for child in state.facts.children}
    if rung.whom is Whom.PUPIL:
        return person not in state.concerned - children
    return person not in children


def check_for(rung: Consequence, person: int, state: State) -> None:
    if is_for(rung, person, state):
        return
    if rung.whom is Whom.STAFF:
        raise Broken(f"“{rung.name}” is for somebody who works here, and this is a child.", rung.clause)
    raise Broken(f"“{rung.name}” is for a pupil, and this is an adult.", rung.clause)


def _check_actor(rung: Consequence, state: State, actor: Actor) -> None:
    if actor.person in state.concerned:
        raise Broken("Nobody decides about a consequence in a case about themselves.", "6.7")
    if not actor.duties & rung.who:
        whom = "the head" if rung.rung is Rung.SUSPENSION else "somebody with that duty"
        whom = "somebody whom the employer has authorised" if rung.whom is Whom.STAFF else whom
        raise Broken(f"“{rung.name}” is decided only by {whom}.", rung.clause)


def _check_given(rung: Consequence, proposed: Proposed) -> None:
    if not proposed.reason.strip():
        raise Broken("Give the reason, so that anyone who looks later understands it.", rung.clause)
    if rung.ends and proposed.ends_on is None:
        raise Broken("Set the day on which it ends.", rung.clause)
    if rung.reviewed and proposed.review_on is None:
        raise Broken("Set the day on which it is looked at again.", rung.clause)
    last = proposed.ends_on or date.max
    if not proposed.starts_on <= (proposed.review_on or proposed.starts_on) <= last:
        raise Broken("It starts first, is looked at again next, and ends last. Check the dates.", rung.clause)


def _check_staff(procedure: Procedure, state: State, rung: Consequence, proposed: Proposed) -> Verdict:
    """Clause 4.10: an outcome for a member of staff comes at the end of a fair process, from the right person."""
    if not procedure.concerns_adult or proposed.person not in state.concerned:
        raise Broken("This person is not the one whom the case is about.", rung.clause)
    check_for(rung, proposed.person, state)
    check_deed(procedure, state, RestrictedAct.DISCIPLINE)
    if _outcome(state, "outcome") in CLEARED:
        raise Broken("The case found nothing against this person, so nothing follows for them.", rung.clause)
    if not _decided(procedure, state) & rung.follows:
        raise Broken("That is not what was decided. First the outcome is decided in the case.", rung.clause)
    if not proposed.personnel_advised:
        raise Broken("Personnel has to advise first. Tick that it has.", rung.clause)
    words = "Give it to them in writing, with the reasons and how to appeal."
    return Verdict(rung.legal, (Notice("member of staff", words),))


def _check_pupil(procedure: Procedure, state: State, rung: Consequence, proposed: Proposed) -> frozenset[CasePart]:
    check_for(rung, proposed.person, state)
    deed = RestrictedAct.PUPIL_SUSPENSION if rung.rung is Rung.SUSPENSION else RestrictedAct.CONSEQUENCE
    if deed in procedure.never:
        raise Broken(procedure.never[deed], procedure.clause)
    parts = frozenset(part for child in state.facts.children if child.id == proposed.person for part in child.parts)
    if not parts:
        raise Broken("This child has no part in the case. Write down the part first.", rung.clause)
    check_deed(procedure, state, deed, proposed.person)
    if warnings_for(parts) and rung.rung is Rung.SUSPENSION and not proposed.in_spite.strip():
        raise Broken(" ".join((*warnings_for(parts), "If you go on all the same, say why.")), rung.clause)
    return parts


def _check_suspension(procedure: Procedure, state: State, proposed: Proposed, year: Year) -> tuple[Notice, ...]:
    """Clause 8.c.2: one pupil, heard, for that pupil's behaviour, counted, and told to everybody who must know."""
    if proposed.days <= 0 or (proposed.days * 2) % 1:
        raise Broken("Give the length in school days; half a day counts as 0.5.", "8.c.2")
    if not (proposed.pupil_heard and proposed.needs_considered):
        raise Broken("Hear the pupil first, and consider special needs and what explains it.", "8.c.2")
    decisions = [step for step in procedure.steps if RestrictedAct.PUPIL_SUSPENSION in step.does]
    for step in decisions:
        done = state.done.get(Key(step.id, proposed.person))
        if done is None or done.outcome != "suspend":
            raise Broken("The head has not decided to suspend this pupil.", "8.c.2")
    if year.in_year() + proposed.days > MOST_IN_A_YEAR:
        raise Broken(
            f"With this the pupil would miss {year.in_year() + proposed.days:g} school days this year; "
            f"{MOST_IN_A_YEAR} is the most that is possible.",
            "8.c.2",
        )
    return tuple(notices(proposed.days, year.in_term() + proposed.days))


def notices(days: float, in_term: float) -> Iterable[Notice]:
    """Who must be told of a suspension of so many school days, with so many in the term."""
    yield Notice("parents", "Now, by voice; then in writing with reasons, length and how to put their view.")
    yield Notice("local authority", "Now, also for half a day.")
    yield Notice("social worker", "Now, if the child has one or is looked after.")
    if in_term > GOVERNORS_MEET:
        yield Notice("governors", f"Now: more than {GOVERNORS_MEET} school days in a term, so they must meet.")
    elif in_term > LONGEST_AT_ONCE:
        yield Notice("governors", f"More than {LONGEST_AT_ONCE} school days in a term: they meet if parents ask.")
    else:
        yield Notice("governors", "With the report of the term.")
    yield Notice("teacher", f"Work for the first {min(days, LONGEST_AT_ONCE):g} school days, set and marked.")
    if days > LONGEST_AT_ONCE:
        yield Notice("local authority", "Full-time education from the sixth school day is arranged.")


def counted(year: Year) -> str:
    """Clause 8.c.2: a pupil's school days of suspension so far, and what follows from which number."""
    return (
        f"School days of suspension so far: {year.in_term():g} this term, {year.in_year():g} this school year. Above "
        f"{LONGEST_AT_ONCE} in a term the governors meet if the parents ask; above {GOVERNORS_MEET} they must meet; more than "
        f"{MOST_IN_A_YEAR} in a year is not possible."
    )


def _days_in(those: Iterable[Suspension], stretch: tuple[date, date]) -> float:
    return sum(suspension.days for suspension in those if stretch[0] <= suspension.starts_on <= stretch[1])


def _decided(procedure: Procedure, state: State) -> frozenset[str]:
    """What the steps that decide about an adult's post came to."""
    deciding = (step.id for step in procedure.steps if RestrictedAct.DISCIPLINE in step.does)
    return frozenset(_outcome(state, id) for id in deciding)


def _outcome(state: State, step: str) -> str:
    done = state.done.get(Key(step))
    return done.outcome if done else ""
