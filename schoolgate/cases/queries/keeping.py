"""How long cases are kept: which are due to be looked at, what holds them, and what was destroyed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.cases import queries, retention, rules
from schoolgate.cases.models import (
    Case,
    CaseQuerySet,
    Certificate,
    FromConcern,
    Hold,
    KeepingRule,
    TwoPeople,
)
from schoolgate.cases.retention import RULES, Due, RecordClass, Rule
from schoolgate.cases.rules import ABOUT, COLLEAGUES, What
from schoolgate.community.models import Person
from schoolgate.concerns.models import Concern

LOW_LEVEL = "low_level"
"""The step of the procedure about adults in which a low-level record is kept."""
PER_PAGE = 50


@dataclass(frozen=True)
class KeptLine:
    """A closed case with when it is looked at again, and what stands in the way of destroying it."""

    case: Case
    number: int
    rule: Rule
    due: Due
    is_due: bool
    hold: Hold | None
    asked: TwoPeople | None
    personnel: bool


@dataclass(frozen=True)
class ReviewPage:
    """Records whose time has come first, then those whose time cannot be worked out; nothing ends by itself."""

    page: Page[KeptLine]
    due: int
    missing: int
    held: int
    rules: tuple[Rule, ...]
    certificates: tuple[Certificate, ...]
    may_set: bool


def review_page(person: Person, *, at: datetime, page: int | str = 1) -> ReviewPage:
    """The closed cases that this person runs, what is due first."""
    access.require(person, "look.records")
    own = rules_of(person.school_id)
    closed = queries.led_by(person, at).exclude(closed_at=None)
    lines = sorted((line_of(one, own, at) for one in loaded(closed)), key=_order)
    return ReviewPage(
        page=Paginator(lines, PER_PAGE).get_page(page),
        due=sum(one.is_due and not one.hold for one in lines),
        missing=sum(bool(one.due.missing) for one in lines),
        held=sum(one.hold is not None for one in lines),
        rules=tuple(own.values()),
        certificates=tuple(certificates(person).filter(part_of=None)[:20]),
        may_set=access.may(person, "cases.set_keeping", person.school),
    )


def _order(line: KeptLine) -> tuple[bool, bool, date]:
    """Due first, then what cannot be worked out before somebody enters something, then the rest by its day."""
    return (not line.is_due, not line.due.missing, line.due.on or date.max)


def loaded(cases: CaseQuerySet) -> CaseQuerySet:
    """With everything the clocks need, in as many queries as for one."""
    return cases.select_related("school", "retention").prefetch_related(
        "parts__person__roles", "done", "holds", "two_people__asked_by", "two_people__second"
    )


def line_of(case: Case, own: Mapping[RecordClass, Rule], at: datetime) -> KeptLine:
    on = queries.today(at)
    rule = own[class_of(case)]
    due = due_of(case, own, on)
    return KeptLine(
        case=case,
        number=case.number,
        rule=rule,
        due=due,
        is_due=due.on is not None and due.on <= on,
        hold=next((one for one in case.holds.all() if one.ended_at is None), None),
        asked=next((one for one in case.two_people.all() if _asks(one)), None),
        personnel=rule.personnel,
    )


def _asks(two: TwoPeople) -> bool:
    return two.what == What.DESTROY and two.answered_at is None


def class_of(case: Case) -> RecordClass:
    """Which class of records a case is, from what it is about and how it came out."""
    low = case.procedure == "conduct" or any(
        one.step == LOW_LEVEL and not one.skipped for one in case.done.all()
    )
    return retention.class_of(
        about_adults=case.procedure in COLLEAGUES or bool(_adults(case)),
        low_level=low,
        outcome=case.outcome,
        children=bool(_children(case)),
    )


def due_of(case: Case, own: Mapping[RecordClass, Rule], on: date) -> Due:
    """When it is looked at: by its class, and not before a day that somebody set with a reason."""
    record = retention.Record(
        opened_on=queries.today(case.opened_at),
        closed_on=queries.today(case.closed_at) if case.closed_at else None,
        children=tuple(retention.Person(born_on=one.born_on) for one in _children(case)),
        adults=tuple(retention.Person(one.born_on, _left_on(one, on)) for one in _adults(case)),
    )
    due = retention.due(own[class_of(case)], record, own[RecordClass.CHILD])
    later = getattr(case, "retention", None)
    if due.on and later and later.due_on and later.due_on > due.on:
        return Due(later.due_on, "Somebody looked at it and decided to keep it longer.")
    return due


def _children(case: Case) -> list[Person]:
    return _people(case, frozenset({Duty.PUPIL}))


def _adults(case: Case) -> list[Person]:
    about = {one.person_id for one in case.parts.all() if one.part in ABOUT}
    return [one for one in _people(case, EMPLOYED | GOVERNORS) if one.pk in about]


def _people(case: Case, duties: frozenset[Duty]) -> list[Person]:
    """Those in the case who have, had, or had then one of these duties."""
    found: dict[int, Person] = {}
    for part in case.parts.all():
        if (
            part.person
            and not part.by_name
            and (part.held | {role.duty for role in part.person.roles.all()}) & duties
        ):
            found[part.person.pk] = part.person
    return list(found.values())


def _left_on(person: Person, on: date) -> date | None:
    ends = [role.until_on for role in person.roles.all() if role.duty in EMPLOYED | GOVERNORS]
    return (
        None if not ends or any(one is None or one >= on for one in ends) else max(one for one in ends if one)
    )


# ---- the school's own rules


def rules_of(school_id: int) -> dict[RecordClass, Rule]:
    """The rules with the school's own years."""
    own = KeepingRule.objects.filter(school=school_id)
    return retention.with_years({one.record_class: (one.years, one.pension_age) for one in own})


def rule_for(person: Person, name: str) -> Rule:
    """One rule, for those who set it; a class there is not is the same 404 as a page there is not."""
    access.require(person, "cases.set_keeping", person.school)
    found = next((rule for one, rule in rules_of(person.school_id).items() if one == name), None)
    if found is None:
        raise Http404
    return found


# ---- one record


def kept_for(person: Person, id: object, *, at: datetime) -> KeptLine:
    """One closed case that this person runs, as far as its keeping goes."""
    access.require(person, "look.records")
    case = queries.one_of(loaded(queries.led_by(person, at).exclude(closed_at=None)), id)
    if case is None:
        raise Http404
    return line_of(case, rules_of(case.school_id), at)


def seconds_for(person: Person, case: Case, at: datetime) -> QuerySet[Person]:
    """Who may agree to destroying it."""
    return queries.seconds_for(case, person, queries.today(at))


def check_not_held(case: Case) -> None:
    """That no hold stands on it: while one does, nothing of a case is deleted, by however many people."""
    if case.holds.filter(ended_at=None).exists():
        raise rules.Broken("Nothing of this case may be destroyed: it is held. End the hold first.")


def concerns_of(case: Case) -> tuple[list[Concern], list[Concern]]:
    """The concerns that went into this case alone and share its fate, and those that another case holds too."""
    found = list(Concern.objects.filter(pk__in=case.from_concerns.values("concern")))
    others = FromConcern.objects.filter(concern__in=found).exclude(case=case)
    held = set(others.values_list("concern", flat=True))
    return [one for one in found if one.pk not in held], [one for one in found if one.pk in held]


def check_destroyable(case: Case, at: datetime) -> Due:
    """That its time has come and nothing holds it; says which day it was due."""
    check_not_held(case)
    found = loaded(Case.objects.filter(pk=case.pk)).get()
    line = line_of(found, rules_of(case.school_id), at)
    if not line.is_due:
        when = f"Its day is {line.due.on:%-d %B %Y}." if line.due.on else line.due.why
        raise rules.Broken(f"This record is not due yet. {when}")
    return line.due


def digest_of(case: Case) -> str:
    """One digest of all that a case holds: it shows later what was destroyed, and nothing of what it said."""
    whole = hashlib.sha256(str(case.pk).encode())
    rows: Iterable[str] = (
        *case.events.values_list("digest", flat=True),
        *case.addenda.values_list("digest", flat=True),
        *case.documents.values_list("digest", flat=True),
        *case.letters.exclude(digest="").values_list("digest", flat=True),
    )
    for row in sorted(rows):
        whole.update(row.encode())
    return whole.hexdigest()


# ---- what was destroyed


def certificates(person: Person) -> QuerySet[Certificate]:
    """What was destroyed at this person's school: no names of those it was about, and no words of it."""
    access.require(person, "look.records")
    found = Certificate.objects.filter(school=person.school_id)
    return found.select_related("asked_by", "agreed_by", "school").prefetch_related("parts")


def certificate_for(person: Person, id: object) -> Certificate:
    known = queries.as_id(id)
    found = certificates(person).filter(pk=known).first() if known else None
    if found is None:
        raise Http404
    return found


def class_words(record_class: str) -> str:
    return RULES[RecordClass(record_class)].words
