"""How long cases are kept: which are due to be looked at, what holds them, and what was destroyed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.broken import Broken
from schoolgate.cases.models.case import Case, CaseQuerySet, FromConcern, Participant
from schoolgate.cases.models.chronicle import Done
from schoolgate.cases.models.settings import Hold
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import ABOUT, COLLEAGUES, What
from schoolgate.community.models import Person, Role
from schoolgate.concerns.models.concern import Concern
from schoolgate.pages import or_404
from schoolgate.records import rules as retention_rules
from schoolgate.records.models import Certificate, EarlierBirth, KeepingRule, Leaving, Retention
from schoolgate.records.queries import certificates
from schoolgate.records.rules import Due, RecordClass, Rule

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
    asked: Approval | None
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
    others: int
    """Records of which somebody else has the certificate, for the chair."""
    may_set: bool


def review_page(person: Person, *, at: datetime, page: int | str = 1) -> ReviewPage:
    """The closed cases that this person runs, what is due first."""
    access.require(person, "look.records")
    own, on = rules_of(person.school_id), reach.today(at)
    closed = reach.led_by(person, at).exclude(closed_at=None)
    cases = list(closed.only("procedure", "outcome", "opened_at", "closed_at"))
    told = told_of_each({case.pk for case in cases}, on)
    dues = {case.pk: due_of(case, own, on, told[case.pk]) for case in cases}
    held = set(Hold.objects.filter(case__in=dues, ended_at=None).values_list("case", flat=True))
    ids = sorted(dues, key=lambda id: _order(dues[id], on))
    return ReviewPage(
        page=_filled(Paginator(ids, PER_PAGE).get_page(page), own, at),
        due=sum(_is_due(due, on) and id not in held for id, due in dues.items()),
        missing=sum(bool(due.missing) for due in dues.values()),
        held=len(held),
        rules=tuple(own.values()),
        certificates=tuple(certificates.certificates(person).filter(part_of=None)[:20]),
        others=certificates.others(person),
        may_set=access.may(person, "records.set_keeping", person.school),
    )


def _order(due: Due, on: date) -> tuple[bool, bool, date]:
    """Due first, then what cannot be worked out before somebody enters something, then the rest by its day."""
    return (not _is_due(due, on), not due.missing, due.on or date.max)


def _is_due(due: Due, on: date) -> bool:
    return due.on is not None and due.on <= on


def _filled(page: Page[UUID], own: Mapping[RecordClass, Rule], at: datetime) -> Page[KeptLine]:
    """The page with lines in the place of ids: whole rows are read of those that are shown."""
    cases = loaded(Case.objects.filter(pk__in=list(page.object_list)).defer("facts")).in_bulk()
    told = told_of_each(set(cases), reach.today(at))
    lines = [line_of(cases[id], own, at, told[id]) for id in page.object_list if id in cases]
    return Page(lines, page.number, page.paginator)  # type: ignore[arg-type]


def loaded(cases: CaseQuerySet) -> CaseQuerySet:
    """With what a line shows of a case, in as many queries as for one."""
    holds = Prefetch("holds", Hold.objects.filter(ended_at=None).defer("reason", "ended_why"))
    asked = Approval.objects.filter(what=What.DESTROY, answered_at=None).select_related("asked_by", "second")
    return cases.select_related("school").prefetch_related(holds, Prefetch("approvals", asked))


def line_of(case: Case, own: Mapping[RecordClass, Rule], at: datetime, told: "Told | None" = None) -> KeptLine:
    on = reach.today(at)
    told = told or told_of(case, on)
    rule, due = own[class_of(case, told)], due_of(case, own, on, told)
    return KeptLine(
        case=case,
        number=case.number,
        rule=rule,
        due=due,
        is_due=_is_due(due, on),
        hold=next(iter(case.holds.all()), None),
        asked=next(iter(case.approvals.all()), None),
        personnel=rule.personnel,
    )


# ---- what the clocks need to know


@dataclass(frozen=True)
class Told:
    """As much of those in a case, of its steps and of what was decided about its keeping as the clocks need."""

    children: tuple[retention_rules.Person, ...] = ()
    adults: tuple[retention_rules.Person, ...] = ()
    low_level: bool = False
    later: date | None = None


def told_of(case: Case, on: date) -> Told:
    return told_of_each({case.pk}, on)[case.pk]


def told_of_each(ids: Collection[UUID], on: date) -> dict[UUID, Told]:
    """The same of many cases, in as many queries as of one, and without opening anything that is sealed."""
    parts: dict[UUID, list[tuple[int, str, str]]] = defaultdict(list)
    those = Participant.objects.filter(case__in=ids, person__isnull=False, by_name=False)
    for case, person, part, duties in those.values_list("case", "person", "part", "duties"):
        parts[case].append((person or 0, part, duties))
    there = {person for those in parts.values() for person, _, _ in those}
    born, noticed = births_of(there), noticed_of(there, on)
    roles: dict[int, list[tuple[str, date | None]]] = defaultdict(list)
    for person, duty, until_on in Role.objects.filter(person__in=there).values_list("person", "duty", "until_on"):
        roles[person].append((duty, until_on))
    low = Done.objects.filter(case__in=ids, step=LOW_LEVEL, skipped=False, correction=None).values_list(
        "case", flat=True
    )
    low_level, later = set(low), dict(Retention.objects.filter(case__in=ids).values_list("case", "due_on"))
    return {
        id: _told(parts[id], born, roles, noticed, on, low_level=id in low_level, later=later.get(id)) for id in ids
    }


def births_of(people: Collection[int]) -> dict[int, date | None]:
    """The latest date of birth that each of these people ever had; none where none is on record now.

    A date that was put wrong keeps a record for too long rather than for too short a time. What a record had that was
    joined to theirs counts too.
    """
    records = list(Person.objects.filter(_records_of(people)).values_list("pk", "same_as", "born_on"))
    found = {pk: born_on for pk, _, born_on in records if pk in people}
    before = EarlierBirth.objects.filter(_records_of(people, "person__"))
    for pk, same_as, born_on in (*records, *before.values_list("person", "person__same_as", "born_on")):
        for person in (pk, same_as or pk):
            if born_on is not None and (now := found.get(person)) is not None:
                found[person] = max(now, born_on)
    return found


def noticed_of(people: Collection[int], on: date) -> dict[int, date]:
    """Since when it is known that these people leave; what the clock has not noticed yet was put in today."""
    rows = Leaving.objects.filter(_records_of(people, "person__"))
    found: dict[int, date] = {}
    for pk, same_as, noticed_on in rows.values_list("person", "person__same_as", "noticed_on"):
        for person in {pk, same_as or pk} & {*people}:
            found[person] = max(noticed_on or on, found.get(person, date.min))
    return found


def _records_of(people: Collection[int], of: str = "") -> Q:
    return Q(**{f"{of}pk__in": people}) | Q(**{f"{of}same_as__in": people})


def _told(
    parts: Iterable[tuple[int, str, str]],
    born: Mapping[int, date | None],
    roles: Mapping[int, list[tuple[str, date | None]]],
    noticed: Mapping[int, date],
    on: date,
    *,
    low_level: bool,
    later: date | None,
) -> Told:
    held: dict[int, set[str]] = defaultdict(set)
    for person, _, duties in parts:
        held[person] |= {*duties.split(), *(duty for duty, _ in roles.get(person, ()))}
    about = {person for person, part, _ in parts if part in ABOUT}
    return Told(
        children=tuple(
            retention_rules.Person(born_on=born[one]) for one, duties in held.items() if Duty.PUPIL in duties
        ),
        adults=tuple(
            retention_rules.Person(born[one], _left_on(roles.get(one, []), on), noticed.get(one))
            for one, duties in held.items()
            if one in about and duties & (EMPLOYED | GOVERNORS)
        ),
        low_level=low_level,
        later=later,
    )


def _left_on(roles: Iterable[tuple[str, date | None]], on: date) -> date | None:
    return retention_rules.last_day((until_on for duty, until_on in roles if duty in EMPLOYED | GOVERNORS), on)


def class_of(case: Case, told: Told | None = None) -> RecordClass:
    """Which class of records a case is, from what it is about and how it came out."""
    told = told or told_of(case, reach.today(case.opened_at))
    return retention_rules.class_of(
        about_adults=case.procedure in COLLEAGUES or bool(told.adults),
        low_level=case.procedure == "conduct" or told.low_level,
        outcome=case.outcome,
        children=bool(told.children),
    )


def due_of(case: Case, own: Mapping[RecordClass, Rule], on: date, told: Told | None = None) -> Due:
    """When it is looked at: by its class, and not before a day that somebody set with a reason."""
    told = told or told_of(case, on)
    record = retention_rules.Record(
        opened_on=reach.today(case.opened_at),
        closed_on=reach.today(case.closed_at) if case.closed_at else None,
        children=told.children,
        adults=told.adults,
    )
    due = retention_rules.due(own[class_of(case, told)], record, own[RecordClass.CHILD])
    if due.on and told.later and told.later > due.on:
        return Due(told.later, "Somebody looked at it and decided to keep it longer.")
    return due


# ---- the school's own rules


def rules_of(school_id: int) -> dict[RecordClass, Rule]:
    """The rules with the school's own years."""
    own = KeepingRule.objects.filter(school=school_id)
    return retention_rules.with_years(
        {keeping_rule.record_class: (keeping_rule.years, keeping_rule.pension_age) for keeping_rule in own}
    )


def rule_for(person: Person, name: str) -> Rule:
    """One rule, for those who set it; a class there is not is the same 404 as a page there is not."""
    access.require(person, "records.set_keeping", person.school)
    return or_404(next((rule for one, rule in rules_of(person.school_id).items() if one == name), None))


# ---- one record


def kept_for(person: Person, id: object, *, at: datetime) -> KeptLine:
    """One closed case that this person runs, as far as its keeping goes."""
    access.require(person, "look.records")
    case = or_404(reach.one_of(loaded(reach.led_by(person, at).exclude(closed_at=None)), id))
    return line_of(case, rules_of(case.school_id), at)


def seconds_for(person: Person, case: Case, at: datetime) -> QuerySet[Person]:
    """Who may agree to destroying it."""
    return reach.seconds_for(case, person, reach.today(at))


def concerns_of(case: Case) -> tuple[list[Concern], list[Concern]]:
    """The concerns that went into this case alone and share its fate, and those that another case holds too."""
    found = list(Concern.objects.filter(pk__in=case.from_concerns.values("concern")))
    others = FromConcern.objects.filter(concern__in=found).exclude(case=case)
    held = set(others.values_list("concern", flat=True))
    return [concern for concern in found if concern.pk not in held], [
        concern for concern in found if concern.pk in held
    ]


def check_destroyable(case: Case, at: datetime) -> Due:
    """That its time has come and nothing holds it; says which day it was due."""
    reach.check_not_held(case)
    found = loaded(Case.objects.filter(pk=case.pk)).get()
    line = line_of(found, rules_of(case.school_id), at)
    if not line.is_due:
        when = f"Its day is {line.due.on:%-d %B %Y}." if line.due.on else line.due.why
        raise Broken(f"This record is not due yet. {when}")
    return line.due
