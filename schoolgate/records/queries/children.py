"""One child across cases, as far as the cases reach whoever looks; and their file on its way to another school."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases import rules
from schoolgate.cases.models.case import Case, CaseQuerySet, FromConcern, Participant
from schoolgate.cases.models.chronicle import Addendum, Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import reach
from schoolgate.cases.queries.reach import LOOK_HOLDS
from schoolgate.cases.rules import COLLEAGUES, EVENTS, EventKind
from schoolgate.community.models import Person, Role
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.procedures import schema
from schoolgate.engines.procedures.schema import PARTS
from schoolgate.pages import or_404
from schoolgate.records import redacting
from schoolgate.records.masking import Mask
from schoolgate.records.models import InTransfer, Transfer
from schoolgate.records.queries import naming
from schoolgate.records.queries.whose import CLOSED, Owners

LOOKED_AT = "child"
TRANSFER_DAYS = 5
"""School days after a child has left within which their file goes to the new school."""
INNER = frozenset({EventKind.TWO.value, EventKind.DELETED.value})
"""Entries about the keeping of a case itself, which tell nothing of a child."""


@dataclass(frozen=True)
class ChildEntry:
    """Something that happened in one of the child's cases, without the names of other children."""

    case_id: object
    number: int
    procedure: str
    part: str
    kind_words: str
    happened_at: datetime
    entered_at: datetime
    words: str
    whom: str
    by: str
    addenda: tuple[tuple[datetime, str], ...]


@dataclass(frozen=True)
class Left:
    """How many entries of a case a child’s page leaves out, because they are not known to be the child’s."""

    case_id: object
    number: int
    count: int


@dataclass(frozen=True)
class ChildCase:
    """A case that the child has a part in, as the list above the chronology names it."""

    id: object
    number: int
    procedure: str
    part: str
    opened_at: datetime
    closed_at: datetime | None
    colleagues: bool


@dataclass(frozen=True)
class ChildPage:
    child: Person
    cases: tuple[ChildCase, ...]
    entries: tuple[ChildEntry, ...]
    left: tuple[Left, ...]
    transfers: tuple[Transfer, ...]
    left_on: date | None
    may_transfer: bool


def children(person: Person, at: datetime) -> QuerySet[Person]:
    """Children with a part in a case that reaches this person, those of old as well."""
    # Asked once for all of them: a question for each person of the school would be asked hundreds of times.
    parts = Participant.objects.filter(case__in=reach.visible_to(person, at).values("pk"), person__isnull=False)
    pupil = Role.objects.filter(person=OuterRef("pk"), duty=Duty.PUPIL)
    mine = Person.objects.filter(Exists(pupil), pk__in=parts.values("person"), school=person.school_id)
    return mine.prefetch_related("roles")


def child_for(person: Person, id: object, *, at: datetime) -> Person:
    """A child of whom this person may read something; not there, not theirs and nothing held are the same 404."""
    access.require(person, "look.cases")
    known = int(str(id)) if str(id).isdecimal() else 0
    return or_404(children(person, at).filter(pk=known).exclude(pk=person.pk).first())


def cases_of(person: Person, child: Person, at: datetime) -> CaseQuerySet:
    """The child's cases that reach this person."""
    parts = Participant.objects.filter(person=child, case=OuterRef("pk"))
    return reach.visible_to(person, at).filter(Exists(parts))


def child_page(person: Person, id: object, *, at: datetime) -> ChildPage:
    """What is held about a child in all cases that reach this person, in the order in which it happened."""
    child = child_for(person, id, at=at)
    cases = list(cases_of(person, child, at).order_by("opened_at"))
    check_logged(person, cases, at)
    transfers = Transfer.objects.filter(child=child) if access.may(person, "look.transfers") else ()
    events, owners = events_of(cases), Owners(child, cases)
    mask = mask_for(person, child, cases, events)
    theirs = [event for event in events if owners.event(event) not in CLOSED]
    return ChildPage(
        child=child,
        cases=tuple(_case(case, _part(owners, case.pk, child)) for case in cases),
        entries=entries_of(child, cases, theirs, mask, owners=owners),
        left=tuple(_left(cases, events, owners)),
        transfers=tuple(transfer for transfer in transfers if is_whole_for(person, transfer, at)),
        left_on=left_on(child, reach.today(at)),
        may_transfer=access.may(person, "records.make_transfer", child),
    )


def check_logged(person: access.Someone, cases: Iterable[Case], at: datetime) -> None:
    """That the look at each of these cases was written down before anything of it is shown."""
    ids = {case.pk for case in cases}
    if ids - set(logged(person, ids, at)):
        raise AssertionError("Write the looks down first: actions.look_at_child(child, …).")


def logged(person: access.Someone, ids: Iterable[object], at: datetime) -> QuerySet[Look, object]:
    after = at - timedelta(seconds=LOOK_HOLDS)
    looks = Look.objects.filter(case__in=set(ids), person=person.id, what=LOOKED_AT, at__gt=after, at__lte=at)
    return looks.values_list("case", flat=True)


def events_of(cases: Iterable[Case]) -> list[Event]:
    """What happened in these cases, in its order."""
    events = Event.objects.filter(case__in=list(cases)).exclude(kind__in=INNER)
    events = events.select_related("case", "by", "contact", "done")
    return list(events.prefetch_related("addenda", "concerning"))


def _left(cases: Iterable[Case], events: Iterable[Event], owners: Owners) -> Iterator[Left]:
    closed = Counter(event.case_id for event in events if owners.event(event) in CLOSED)
    added = (row for event in events if owners.event(event) not in CLOSED for row in event.addenda.all())
    closed.update(row.case_id for row in added if owners.addendum(row) in CLOSED)
    return (Left(case.pk, case.number, closed[case.pk]) for case in cases if closed[case.pk])


def texts_of(events: Iterable[Event]) -> list[str]:
    """Every text of these entries that somebody else may be named in."""
    return [
        text
        for event in events
        for text in (event.words, whom_of(event), *(row.words for row in event.addenda.all()))
        if text
    ]


def mask_for(
    person: Person, child: Person, cases: Iterable[Case], events: Iterable[Event], decided: naming.Decided | None = None
) -> Mask:
    """Takes everybody out who is not to be named in what these cases hold about a child."""
    cases = list(cases)
    within = FromConcern.objects.filter(case__in=cases).values("concern")
    concerns = concern_reach.visible_to(person).filter(pk__in=within)
    return naming.mask_of(child, cases, concerns, decided or {}, texts_of(events))


def entries_of(
    child: Person,
    cases: Iterable[Case],
    events: Iterable[Event],
    mask: Mask,
    also: Iterable[str] = (),
    *,
    owners: Owners,
    included: Collection[str] = (),
) -> tuple[ChildEntry, ...]:
    """The chronology of a child across these cases; every other child is `another child`.

    Of what was added later only that is in it which is the child's, or which somebody included by its key.
    """
    known = {case.pk: case for case in cases}
    parts = {pk: _part(owners, pk, child) for pk in known}

    def given(text: str) -> str:
        return mask.over(redacting.without(text, (), also))

    def goes(row: Addendum) -> bool:
        return owners.addendum(row) not in CLOSED or key_of(row) in included

    return tuple(_entry(event, known[event.case_id], parts[event.case_id], given, goes) for event in events)


def key_of(row: Event | Addendum | Document) -> str:
    """By which somebody includes it in a file, though it is not known to be the child's."""
    return f"{row._meta.model_name}-{row.pk}"


def _part(owners: Owners, case: object, child: Person) -> str:
    those = [part for part in owners.parts_in(case) if part.person_id == child.pk]
    return ", ".join(PARTS[schema.CasePart(part.part)] for part in those)


def _case(case: Case, part: str) -> ChildCase:
    return ChildCase(
        id=case.pk,
        number=case.number,
        procedure=rules.procedure(case.procedure).name,
        part=part,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        colleagues=case.procedure in COLLEAGUES,
    )


def _entry(
    event: Event, case: Case, part: str, given: Callable[[str], str], goes: Callable[[Addendum], bool]
) -> ChildEntry:
    return ChildEntry(
        case_id=case.pk,
        number=case.number,
        procedure=rules.procedure(case.procedure).name,
        part=part,
        kind_words=EVENTS[EventKind.CORRECTED if event.is_struck else EventKind(event.kind)],
        happened_at=event.happened_at,
        entered_at=event.entered_at,
        words=given(event.words),
        whom=given(whom_of(event)),
        by=str(event.by or ""),
        addenda=tuple((row.at, given(row.words)) for row in event.addenda.all() if goes(row)),
    )


def whom_of(event: Event) -> str:
    """With whom somebody spoke, where an entry tells of that."""
    contact = getattr(event, "contact", None)
    return contact.whom if contact else ""


# ---- to another school


def left_on(child: Person, on: date) -> date | None:
    """The last day of a child who has left, or None while they are here."""
    ends = [role.until_on for role in child.roles.all() if role.duty == Duty.PUPIL]
    return (
        None
        if not ends or any(until_on is None or until_on > on for until_on in ends)
        else max(until_on for until_on in ends if until_on)
    )


def due_on(child: Person, on: date, calendar: SchoolCalendar | None = None) -> date | None:
    """Until when a child's file goes to the new school: school days after they left."""
    left = left_on(child, on)
    return (calendar or child.school.calendar()).add_school_days(left, TRANSFER_DAYS) if left else None


@dataclass(frozen=True)
class Owed:
    """A child who has left and whose file is not known to have come to the new school."""

    child: Person
    left_on: date
    due_on: date
    sent: Transfer | None
    late: bool


def owed(person: Person, at: datetime) -> list[Owed]:
    """Children who have left with a case that this person keeps and no new school is known to have, what is due first first.

    Somebody else's file is no answer for cases that did not reach them: each who keeps some sends them.
    """
    if not access.may(person, "look.transfers"):
        return []
    on = reach.today(at)
    here = Role.objects.filter(Q(until_on=None) | Q(until_on__gt=on), person=OuterRef("pk"), duty=Duty.PUPIL)
    come = InTransfer.objects.filter(
        case=OuterRef("case"), transfer__child=OuterRef("person"), transfer__received_on__isnull=False
    )
    kept = Participant.objects.filter(person=OuterRef("pk"), case__in=reach.visible_to(person, at).values("pk"))
    left = list(children(person, at).exclude(Exists(here)).filter(Exists(kept.exclude(Exists(come)))))
    answered = _left_out(person, left, at)
    found = [child for child in left if child.pk not in answered]
    under_way = transfers(person, at).filter(child__in=found, received_on=None)
    sent = {transfer.child_id: transfer for transfer in under_way.order_by("at")}
    calendar = person.school.calendar()
    lines = [_owed(someone, sent.get(someone.pk), on, calendar) for someone in found]
    return sorted((line for line in lines if line), key=lambda line: line.due_on)


def _left_out(person: Person, those: Collection[Person], at: datetime) -> frozenset[int]:
    """Of whom what did not go was left out by somebody who sees all that this person sees of them."""
    went = Transfer.objects.filter(child__in=those, received_on__isnull=False).order_by()
    sent = set(went.values_list("child", "by")) if those else set()
    if not sent:
        return frozenset()
    mine, found = _cases_by_child(person, those, at), set[int]()
    for maker in Person.objects.filter(pk__in={by for _, by in sent}).prefetch_related("roles"):
        theirs = _cases_by_child(maker, those, at)
        found |= {child for child, by in sent if by == maker.pk and mine[child] <= theirs[child]}
    return frozenset(found)


def _cases_by_child(person: Person, those: Collection[Person], at: datetime) -> dict[int, set[object]]:
    """The cases of each of these children that reach this person."""
    found: dict[int, set[object]] = defaultdict(set)
    parts = Participant.objects.filter(person__in=those, case__in=reach.visible_to(person, at).values("pk"))
    for child, case in parts.values_list("person", "case"):
        found[child or 0].add(case)
    return found


def _owed(child: Person, sent: Transfer | None, on: date, calendar: SchoolCalendar) -> Owed | None:
    left, due = left_on(child, on), due_on(child, on, calendar)
    return Owed(child, left, due, sent, due < on) if left and due else None


def transfers(person: Person, at: datetime) -> QuerySet[Transfer]:
    """Files for other schools all of whose cases reach this person."""
    if not access.may(person, "look.transfers"):
        return Transfer.objects.none()
    hidden = InTransfer.objects.filter(transfer=OuterRef("pk")).exclude(
        case__in=reach.visible_to(person, at).values("pk")
    )
    return Transfer.objects.filter(school=person.school_id).exclude(Exists(hidden))


def is_whole_for(person: Person, transfer: Transfer, at: datetime) -> bool:
    return transfers(person, at).filter(pk=transfer.pk).exists()


def transfer_for(person: Person, id: object, *, at: datetime) -> Transfer:
    """One file for another school; anything else is the same 404."""
    access.require(person, "look.transfers")
    known = reach.as_id(id)
    return or_404(transfers(person, at).filter(pk=known).select_related("child", "by").first() if known else None)


def documents_of(person: Person, child: Person, at: datetime) -> QuerySet[Document]:
    """Documents of the child's cases that reach this person: each is looked at before it goes anywhere."""
    return Document.objects.filter(case__in=cases_of(person, child, at)).select_related("case")
