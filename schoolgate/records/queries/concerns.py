"""How long concerns are kept that went into no case. One that went into a case shares the fate of that case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.broken import Broken
from schoolgate.cases.case_leads import IN_LINE
from schoolgate.cases.models.case import FromConcern
from schoolgate.cases.queries import reach as case_reach
from schoolgate.community.models import Person
from schoolgate.concerns.models.chronicle import Decision
from schoolgate.concerns.models.concern import Concern, ConcernQuerySet
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import CONCERNED, STILL_GOING_ON, Outcome
from schoolgate.pages import or_404
from schoolgate.records import rules as retention_rules
from schoolgate.records.models import ConcernKept, Disposal
from schoolgate.records.queries import retention as case_retention
from schoolgate.records.rules import Due, RecordClass, Rule

PER_PAGE = 50


@dataclass(frozen=True)
class ConcernLine:
    """A concern that has ended, when it is looked at again, and whether a second person was asked."""

    concern: Concern
    ended_on: date
    due: Due
    is_due: bool
    asked: Disposal | None


@dataclass(frozen=True)
class ConcernsPage:
    page: Page[ConcernLine]
    due: int
    missing: int
    rule: Rule
    questions: tuple[Disposal, ...]


def without_case(person: access.Someone) -> ConcernQuerySet:
    """Concerns that reach this person, have come to their end and are in no case."""
    decided = Decision.objects.filter(concern=OuterRef("pk"), taken_back_at=None)
    # What was passed to a teacher has its end when somebody finishes it.
    decided = decided.exclude(end=Outcome.PASS, concern__status__in=STILL_GOING_ON)
    into = FromConcern.objects.filter(concern=OuterRef("pk"))
    return reach.visible_to(person).filter(Exists(decided)).exclude(Exists(into))


def concerns_page(person: Person, *, at: datetime, page: int | str = 1) -> ConcernsPage:
    """What is due first, then what lacks a date to work it out; nothing ends by itself."""
    access.require(person, "look.records")
    own = case_retention.rules_of(person.school_id)
    lines = sorted(lines_of(without_case(person), own, at), key=_order)
    return ConcernsPage(
        page=Paginator(lines, PER_PAGE).get_page(page),
        due=sum(line.is_due for line in lines),
        missing=sum(bool(line.due.missing) for line in lines),
        rule=own[RecordClass.CONCERN],
        questions=tuple(asked_of(person)),
    )


def line_for(person: Person, id: object, *, at: datetime) -> ConcernLine:
    """One of them; not there, in a case, not theirs and not ended are the same 404."""
    access.require(person, "look.records")
    known = case_reach.as_id(id)
    found = without_case(person).filter(pk=known) if known else Concern.objects.none()
    return or_404(next(iter(lines_of(found, case_retention.rules_of(person.school_id), at)), None))


def check_destroyable(concern: Concern, at: datetime) -> Due:
    """That its time has come; says which day it was due."""
    own = case_retention.rules_of(concern.school_id)
    (line,) = lines_of(Concern.objects.filter(pk=concern.pk), own, at)
    if not line.is_due:
        when = f"Its day is {line.due.on:%-d %B %Y}." if line.due.on else f"{line.due.why} {line.due.missing}".strip()
        raise Broken(f"This record is not due yet. {when}")
    return line.due


def lines_of(concerns: ConcernQuerySet, own: Mapping[RecordClass, Rule], at: datetime) -> list[ConcernLine]:
    """These concerns with their clocks, in as many queries as for one."""
    found = list(concerns.prefetch_related("about__person__roles", "decisions"))
    kept = {
        concern_kept.concern_id: concern_kept.until for concern_kept in ConcernKept.objects.filter(concern__in=found)
    }
    open_ones = Disposal.objects.filter(concern__in=found, answered_at=None).select_related("second", "asked_by")
    asked = {disposal.concern_id: disposal for disposal in open_ones}
    on, lines = case_reach.today(at), []
    there = {about.person_id for concern in found for about in concern.about.all()}
    dates = _Dates(case_retention.births_of(there), case_retention.noticed_of(there, on), on)
    for concern in found:
        ended = max(case_reach.today(end.at) for end in concern.decisions.all() if end.taken_back_at is None)
        due = _due(concern, ended, own, kept.get(concern.pk), dates)
        lines.append(ConcernLine(concern, ended, due, due.on is not None and due.on <= on, asked.get(concern.pk)))
    return lines


@dataclass(frozen=True)
class _Dates:
    """What is known of those whom concerns are about, and today."""

    born: Mapping[int, date | None]
    noticed: Mapping[int, date]
    on: date


def _due(concern: Concern, ended: date, own: Mapping[RecordClass, Rule], later: date | None, dates: _Dates) -> Due:
    people = [example for example in concern.about.all() if not example.by_name]
    children = {example.person for example in people if _is(example.person, {Duty.PUPIL})}
    adults = {
        example.person for example in people if example.part in CONCERNED and _is(example.person, EMPLOYED | GOVERNORS)
    }
    record = retention_rules.Record(
        opened_on=case_reach.today(concern.entered_at),
        closed_on=ended,
        children=tuple(retention_rules.Person(born_on=dates.born[person.pk]) for person in children),
        adults=tuple(
            retention_rules.Person(dates.born[person.pk], _left_on(person, dates.on), dates.noticed.get(person.pk))
            for person in adults
        ),
    )
    due = retention_rules.due_of_concern(own, record)
    if due.on and later and later > due.on:
        return Due(later, "Somebody looked at it and decided to keep it longer.")
    return due


def _is(person: Person, duties: frozenset[Duty] | set[Duty]) -> bool:
    return bool({role.duty for role in person.roles.all()} & duties)


def _left_on(person: Person, on: date) -> date | None:
    ends = (role.until_on for role in person.roles.all() if role.duty in EMPLOYED | GOVERNORS)
    return retention_rules.last_day(ends, on)


def _order(line: ConcernLine) -> tuple[bool, bool, date]:
    return (not line.is_due, not line.due.missing, line.due.on or date.max)


# ---- the second of two


def in_line(concern: Concern, on: date) -> QuerySet[Person]:
    """Everyone who may agree: those who could run cases here and whom it is not about."""
    return reach.readers_by_duty(concern, IN_LINE, on).prefetch_related("roles")


def seconds_for(concern: Concern, asker: access.Someone, on: date) -> QuerySet[Person]:
    return in_line(concern, on).exclude(pk=asker.id or 0)


def asked_of(person: access.Someone) -> QuerySet[Disposal]:
    """Open questions to this person, none of which is about them or their family."""
    if person.id is None or not access.may(person, "records.agree_disposal"):
        return Disposal.objects.none()
    mine = Concern.objects.filter(school=person.school_id).open_to(person.id)
    found = Disposal.objects.filter(second=person.id, answered_at=None, concern__in=mine.values("pk"))
    return found.select_related("concern", "asked_by", "second")


def question_for(person: Person, id: object, *, at: datetime) -> tuple[Disposal, Due]:
    """What the second person is asked: when it was told and when it was due, and no word of it; else a 404."""
    known = case_reach.as_id(id)
    asked = or_404(asked_of(person).filter(concern=known).first() if known else None)
    own = case_retention.rules_of(person.school_id)
    (line,) = lines_of(Concern.objects.filter(pk=asked.concern_id), own, at)
    return asked, line.due
