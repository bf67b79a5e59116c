"""How long records are kept: classes of records, each with its clock, its source and how sure it is. Plain Python.

A clock only says when somebody looks at a record again. Nothing is ever deleted because a date has passed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from schoolgate import datafiles

FOLDER = "records"
"""Where files for other schools and answers to those who asked are kept, sealed."""


class RecordClass(StrEnum):
    """What a record is, as far as its keeping goes."""

    CHILD = "child"
    ALLEGATION = "allegation"
    UNTRUE = "untrue"
    LOW_LEVEL = "low_level"
    CONCERN = "concern"
    OTHER = "other"


class Sure(StrEnum):
    """How far a rule's source was confirmed."""

    SEEN = "seen in a published summary"
    NOT_CONFIRMED = "not confirmed: ask the local authority"
    OURS = "a choice of this program, where no rule was found"


@dataclass(frozen=True)
class Rule:
    """How long one class of records is kept: so many years from a day, and what else may make it longer."""

    record_class: RecordClass
    words: str
    years: int
    since: str
    says: str
    source: str
    sure: Sure
    least: int
    """Years after its end before which it is never looked at, whatever dates are on record."""
    pension_age: int = 0
    personnel: bool = False
    """Whether it belongs in the personnel record of the adult it is about."""


RULES = {rule.record_class: rule for rule in datafiles.entries(Path(__file__).with_name("rules.toml"), "rule", Rule)}

UNTRUE = frozenset({"malicious", "false"})
ABOUT_ADULTS = frozenset({RecordClass.ALLEGATION, RecordClass.UNTRUE, RecordClass.LOW_LEVEL})
LEAST, MOST = 0, 100
CHILDS_BIRTH = "Enter the child’s date of birth in their record, or ask the office to."
ADULTS_BIRTH = "Enter the adult’s date of birth in their record, or ask the office to."
WHOM = "Say in the case whom it is about."


class NotSo(Exception):
    """A length of time that no rule could have."""


@dataclass(frozen=True)
class Person:
    """As much of a person as the clocks need."""

    born_on: date | None = None
    """The latest that was ever on record."""
    left_on: date | None = None
    noticed_on: date | None = None
    """When it was known that they leave, where that is kept."""


@dataclass(frozen=True)
class Record:
    """As much of a case as the clocks need."""

    opened_on: date
    closed_on: date | None = None
    children: tuple[Person, ...] = ()
    adults: tuple[Person, ...] = ()
    """Those who work here and whom it is about."""


@dataclass(frozen=True)
class Due:
    """When a record is looked at again; without a date, what is missing to work it out."""

    on: date | None
    why: str
    missing: str = ""
    """What the school enters so that it can be worked out, where that is what stands in the way."""


def last_day(ends: Iterable[date | None], on: date) -> date | None:
    """The last day of somebody whose duties here end on these days; None while one of them goes on, or where they had none."""
    those = list(ends)
    past = [day for day in those if day is not None and day < on]
    return max(past) if past and len(past) == len(those) else None


def with_years(own: Mapping[str, tuple[int, int]]) -> dict[RecordClass, Rule]:
    """The rules with a school's own years and pension ages, by class."""
    found = dict(RULES)
    for name, (years, pension_age) in own.items():
        rule = found[RecordClass(name)]
        longer = max(0, years - rule.years) if rule.record_class is RecordClass.CHILD else 0
        found[RecordClass(name)] = replace(rule, years=years, pension_age=pension_age, least=rule.least + longer)
    return found


def check_years(record_class: RecordClass, years: int, pension_age: int) -> None:
    """Lengths that make sense; never shorter for an allegation than the guidance has it."""
    if not LEAST <= years <= MOST:
        raise NotSo(f"Give a number of years from {LEAST} to {MOST}.")
    if RULES[record_class].pension_age and not 60 <= pension_age <= 80:
        raise NotSo("Give a pension age from 60 to 80.")
    if years < RULES[record_class].years:
        raise NotSo(f"{RULES[record_class].words} is kept for {RULES[record_class].years} years at least.")


def class_of(*, about_adults: bool, low_level: bool, outcome: str, children: bool) -> RecordClass:
    """Which class a case is, from what it is about and how it came out."""
    if about_adults:
        if outcome in UNTRUE:
            return RecordClass.UNTRUE
        return RecordClass.LOW_LEVEL if low_level else RecordClass.ALLEGATION
    return RecordClass.CHILD if children else RecordClass.OTHER


def due_of_concern(rules: Mapping[RecordClass, Rule], record: Record) -> Due:
    """When a concern without a case is looked at: by its own years, and with anybody in it not before theirs."""
    rule = rules[RecordClass.CONCERN]
    if record.closed_on is None:
        return Due(None, "Nobody has decided about it yet.")
    own = Due(years_after(record.closed_on, rule.years), f"{rule.years} years from the end of the concern.")
    found = [
        own,
        _floor(rule, record.closed_on),
        *(_left(rules[RecordClass.LOW_LEVEL], person) for person in record.adults),
    ]
    if record.children:
        child = rules[RecordClass.CHILD]
        found += [_child(child, record.children), _floor(child, record.closed_on)]
    return _latest(found)


def due(rule: Rule, record: Record, child_rule: Rule) -> Due:
    """When a record of this class is looked at; one with children in it never before their file is."""
    if record.closed_on is None:
        return Due(None, "The case is open.")
    found = [_own(rule, record), _floor(rule, record.closed_on)]
    if record.children and rule.record_class is not RecordClass.CHILD:
        found += [_child(child_rule, record.children), _floor(child_rule, record.closed_on)]
    return _latest(found)


def _floor(rule: Rule, closed_on: date) -> Due:
    """Before which nothing is due: a date that was put in wrong, or this morning, ends nothing that has just ended."""
    years = f"{rule.least} year{'s' if rule.least != 1 else ''}"
    return Due(years_after(closed_on, rule.least), f"At least {years} from its end.")


def _own(rule: Rule, record: Record) -> Due:
    assert record.closed_on is not None
    match rule.record_class:
        case RecordClass.CHILD:
            return _child(rule, record.children)
        case RecordClass.ALLEGATION:
            return _latest([_pension(rule, person, record.opened_on) for person in record.adults])
        case RecordClass.LOW_LEVEL:
            return _latest([_left(rule, person) for person in record.adults])
        case _:
            return Due(years_after(record.closed_on, rule.years), f"{rule.years} years from the end of the case.")


def _child(rule: Rule, children: Iterable[Person]) -> Due:
    births = [person.born_on for person in children]
    if not births or None in births:
        return Due(None, "A child’s date of birth is not on record, so it is kept until it is.", CHILDS_BIRTH)
    youngest = max(born_on for born_on in births if born_on)
    return Due(years_after(youngest, rule.years), f"{rule.years} years from the youngest child’s date of birth.")


def _pension(rule: Rule, adult: Person, since: date) -> Due:
    if adult.born_on is None:
        return Due(
            None,
            "The adult’s date of birth is not on record, so nobody knows when they reach pension age. "
            "It is kept until it is known.",
            ADULTS_BIRTH,
        )
    pension, years = years_after(adult.born_on, rule.pension_age), years_after(since, rule.years)
    if pension >= years:
        return Due(pension, f"The adult reaches pension age ({rule.pension_age}).")
    return Due(years, f"{rule.years} years from the allegation, which is later than pension age.")


def _left(rule: Rule, adult: Person) -> Due:
    if adult.left_on is None:
        return Due(None, "The adult still works here. It is kept until they leave.")
    more = f" and {rule.years} years more" if rule.years else ""
    left = Due(years_after(adult.left_on, rule.years), f"The adult has left{more}.")
    if adult.noticed_on is None:
        return left
    return _latest(
        [left, Due(years_after(adult.noticed_on, rule.least), "A year after it was put in that the adult left.")]
    )


def _latest(found: Iterable[Due]) -> Due:
    """Of several clocks the last; where one cannot be worked out, none can."""
    those = list(found)
    unknown = sorted((due for due in those if due.on is None), key=lambda due: not due.missing)
    if unknown or not those:
        return next(iter(unknown), Due(None, "Nobody is on record whom it is about, so it is kept.", WHOM))
    return max(those, key=lambda due: due.on or date.min)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the last of February where there is no 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
