"""Cases as those see them whom they reach: the list, one case with what is to do, and its chronology."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.cases import case_leads, rules
from schoolgate.cases.models.case import Case, CaseQuerySet, EmergencyAccess, Grant, Link, Participant
from schoolgate.cases.models.chronicle import Addendum, Check, Contact, Ending, Event
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.papers import Document, Letter
from schoolgate.cases.models.settings import Hold
from schoolgate.cases.models.watching import Approval, Look
from schoolgate.cases.queries import reach, search, state
from schoolgate.cases.queries.state import StepLine
from schoolgate.cases.rules import EVENTS, EventKind
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import About, Access, Concern
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.engines.procedures.engine import Standing, choices
from schoolgate.engines.procedures.schema import AUTHORISED, LEAD, CasePart, Key, Outcome, Step
from schoolgate.pages import or_404
from schoolgate.post.queries import STUCK

PER_PAGE = 50
PER_CHRONOLOGY = 100
VIEWS = ("open", "late", "closed", "all")
DECIDER = ("draft_consequence", "impose_consequence", "review_consequence", "end_consequence", "tell_parents")
"""For those who may do a step: the procedure and the ladder say which."""
READER = ("add_event", "add_addendum", "add_contact", "add_document")
LEADER = (
    "add_to_case",
    "add_part",
    "not_meant",
    "set_facts",
    "link",
    "assign",
    "correct_step",
    "close",
    "reopen",
    "grant",
    "end_grant",
    "ask_second",
    "hold",
    "end_hold",
)


@dataclass(frozen=True)
class CaseLine:
    """A case in a list, with what comes next in it."""

    id: object
    number: int
    procedure: str
    who: str
    runs_words: str
    mine: bool
    restricted: bool
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    next: StepLine | None
    waits: StepLine | None
    late: int
    open_steps: int

    @property
    def overdue(self) -> bool:
        return self.late > 0


@dataclass(frozen=True)
class CasesPage:
    """The cases that reach this person: what is due first first."""

    page: Page[CaseLine]
    open: int
    late: int
    closed: int
    all: int
    view: str
    words: str


@dataclass(frozen=True)
class ToDo:
    """A step that is open now: whether it is this person's, and how it can come out."""

    line: StepLine
    mine: bool
    who_words: str
    outcomes: tuple[Outcome, ...]
    may_skip: bool
    takes_two: bool


@dataclass(frozen=True)
class DoneLine:
    """A step that was done, or left out with a reason."""

    step: Step
    key: Key
    outcome: str
    skipped: bool
    at: datetime
    by: Person
    event_id: int
    struck: bool


@dataclass(frozen=True)
class AlsoRead:
    """Something about the harmed child that the adult whom a case is about was let into by name."""

    person: Person
    child: str
    case: Case | None
    concern: Concern | None


@dataclass(frozen=True)
class CasePage:
    """One case for somebody whom it reaches, with everything that they may know of it and do."""

    case: Case
    line: CaseLine
    seen: int
    leads: bool
    to_do: tuple[ToDo, ...]
    waiting: tuple[StepLine, ...]
    done: tuple[DoneLine, ...]
    missing: tuple[str, ...]
    people: tuple[Participant, ...]
    concerns: tuple[Concern, ...]
    links: tuple[Case, ...]
    checks: tuple[Check, ...]
    decides_checks: bool
    consequences: tuple[Consequence, ...]
    letters: tuple[Letter, ...]
    documents: tuple[Document, ...]
    approvals: tuple[Approval, ...]
    endings: tuple[Ending, ...]
    holds: tuple[Hold, ...]
    grants: tuple[Grant, ...]
    broken: tuple[EmergencyAccess, ...]
    looks: tuple[Look, ...]
    not_told: tuple[Person, ...]
    also_read: tuple[AlsoRead, ...]
    may: frozenset[str]


@dataclass(frozen=True)
class Entry:
    """An entry of the chronology: when it happened, when it was entered, and what was added to it."""

    event: Event
    kind_words: str
    late: bool
    contact: Contact | None
    addenda: tuple[Addendum, ...]
    as_written: bool
    struck: bool
    correction: Event | None
    """What says that it was recorded by mistake."""

    @property
    def correctable(self) -> bool:
        """Whether it tells of a step that may have been recorded by mistake."""
        return self.event.kind in (EventKind.STEP, EventKind.SKIPPED) and not self.struck


@dataclass(frozen=True)
class ChronologyPage:
    """A page of the chronology: the entries, and the page of them."""

    case: Case
    page: Page[Event]
    entries: tuple[Entry, ...]
    may: frozenset[str]


# ---- lists


def cases_page(person: Person, *, at: datetime, view: str = "open", words: str = "", page: int | str = 1) -> CasesPage:
    """A page of this person's cases; a search looks through all that they may read."""
    access.require(person, "look.cases")
    mine = reach.visible_to(person, at)
    view = view if view in VIEWS else "open"
    known = list(mine.order_by("opened_at").values_list("pk", "closed_at"))
    ended = [id for id, closed_at in known if closed_at]
    lines = lines_for(person, mine.filter(closed_at=None), at)
    late = [line for line in lines if line.late]
    shown: list[CaseLine | UUID] = [*(late if view == "late" else lines)]
    if words.strip():
        found = search.found(mine, words)
        shown = [*(line for line in lines if line.id in found), *(id for id in ended if id in found)]
    elif view in ("closed", "all"):
        shown = [*(lines if view == "all" else ()), *ended]
    return CasesPage(
        page=_filled(person, Paginator(shown, PER_PAGE).get_page(page), at),
        open=len(lines),
        late=len(late),
        closed=len(ended),
        all=len(known),
        view=view,
        words=words,
    )


def _filled(person: Person, page: Page[CaseLine | UUID], at: datetime) -> Page[CaseLine]:
    """The page with lines in the place of ids: of closed cases only those are read that are shown."""
    ids = [item for item in page.object_list if not isinstance(item, CaseLine)]
    closed = reach.visible_to(person, at).filter(pk__in=ids).defer("facts").prefetch_related("parts__person")
    lines = {item.pk: line_of(person, item, ()) for item in (closed if ids else ())}
    shown = [item if isinstance(item, CaseLine) else lines.get(item) for item in page.object_list]
    return Page([item for item in shown if item], page.number, page.paginator)  # type: ignore[arg-type]


def lines_for(person: Person, cases: CaseQuerySet, at: datetime) -> list[CaseLine]:
    """These open cases as lines: overdue first, then by what is due next, then the oldest."""
    return in_order((line_of(person, one, lines) for one, lines in state.standing(person, cases, at)), at)


def in_order(lines: Iterable[CaseLine], at: datetime) -> list[CaseLine]:
    return sorted(lines, key=lambda line: _order(line, at))


def _order(line: CaseLine, at: datetime) -> tuple[bool, bool, datetime, datetime]:
    due_at = line.next.due_at if line.next else None
    return (line.closed_at is not None, due_at is None, due_at or at, line.opened_at)


def line_of(person: Person, case: Case, lines: Iterable[StepLine]) -> CaseLine:
    those = list(lines)
    ready = [line for line in those if line.standing is Standing.OPEN and not line.step.optional]
    waits = [line for line in those if line.standing is Standing.WAITING]
    return CaseLine(
        id=case.pk,
        number=case.number,
        procedure=rules.procedure(case.procedure).name,
        who=case.who,
        runs_words=WORDS[Duty(case.lead_duty)],
        mine=reach.leads(person, case),
        restricted=case.restricted,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        outcome=outcome_words(case),
        next=next(iter(ready), None),
        waits=next(iter(waits), None),
        late=sum(line.overdue and line.standing is Standing.OPEN for line in those),
        open_steps=len(ready),
    )


def outcome_words(case: Case) -> str:
    """How a closed case came out, in the words of its procedure."""
    steps = (stage for stage in rules.procedure(case.procedure).steps if stage.id == "outcome")
    known = {outcome.id: outcome.words for step in steps for outcome in step.outcomes}
    return known.get(case.outcome, case.outcome.capitalize())


# ---- one case


def case_page(person: Person, id: object, *, at: datetime) -> CasePage:
    """One case that reaches this person, whose look was written down; anything else is the same 404."""
    case = _looked_at(person, id, "page", at)
    lines = state.lines_of(case, case.school.calendar(), state.clocks_of(case.school_id), at)
    leads = reach.leads(person, case)
    two = tuple(case.approvals.select_related("asked_by", "second"))
    consequences = tuple(case.consequences.select_related("person", "supervisor", "decided_by", "ended_by"))
    checks = tuple(case.checks.select_related("person", "by"))
    return CasePage(
        case=case,
        line=line_of(person, case, lines),
        seen=case.revision,
        leads=leads,
        to_do=_to_do(person, case, lines),
        waiting=tuple(line for line in lines if line.standing is Standing.WAITING),
        done=_done(case),
        missing=() if case.closed_at else state.missing(case, checks, two, consequences),
        people=tuple(case.parts.all()),
        concerns=tuple(reach.concerns_of(case, person)),
        links=_links(case, person, at),
        checks=checks,
        decides_checks=reach.decides_checks(person, case),
        consequences=consequences,
        letters=tuple(case.letters.select_related("to", "about", "message")),
        documents=tuple(case.documents.select_related("by")),
        approvals=two,
        endings=tuple(case.endings.select_related("by", "reopened_by")),
        holds=tuple(case.holds.select_related("by", "ended_by")),
        grants=tuple(case.grants.select_related("person", "by", "second_by")) if leads else (),
        broken=tuple(case.broken.select_related("by", "seen_by")) if leads else (),
        looks=tuple(case.looks.select_related("person", "document")) if leads else (),
        not_told=_not_told(case) if leads else (),
        also_read=tuple(_also_read(person, case, at)) if leads and not case.closed_at else (),
        may=deeds_of(person, case, leads=leads),
    )


def _also_read(person: Person, case: Case, at: datetime) -> Iterator[AlsoRead]:
    """What else about a child who was harmed the adult may read by name, of what this person sees: it is theirs to end."""
    parts = [part for part in case.parts.all() if part.person_id]
    adults = {part.person_id for part in parts if part.part in rules.ABOUT and "pupil" not in part.held}
    children = {part.person_id: str(part) for part in parts if part.part == CasePart.HARMED}
    if not (adults and children):
        return
    on = reach.today(at)
    harmed = Participant.objects.filter(person__in=children).order_by()
    cases = reach.visible_to(person, at).filter(pk__in=harmed.values("case")).exclude(pk=case.pk)
    given = Grant.objects.in_force(on).filter(person__in=adults, case__in=cases)
    for grant in given.select_related("person", "case").prefetch_related("case__parts"):
        names = [children[part.person_id] for part in grant.case.parts.all() if part.person_id in children]
        yield AlsoRead(grant.person, names[0], grant.case, None)
    about = About.objects.filter(person__in=children).order_by()
    concerns = concern_reach.visible_to(person).filter(pk__in=about.values("concern"))
    shared = Access.objects.filter(person__in=adults, ended_at=None, concern__in=concerns)
    for one in shared.select_related("person", "concern").prefetch_related("concern__about"):
        names = [children[row.person_id] for row in one.concern.about.all() if row.person_id in children]
        if one.person:
            yield AlsoRead(one.person, names[0], None, one.concern)


def chronology_page(person: Person, id: object, *, at: datetime, page: int | str = 1) -> ChronologyPage:
    """What happened, in the order in which it happened, with what was added later beside it."""
    case = _looked_at(person, id, "chronology", at)
    events = case.events.select_related("by", "contact", "done__correction__by").prefetch_related("addenda__by")
    here = Paginator(events, PER_CHRONOLOGY).get_page(page)
    entries = tuple(entry_of(item) for item in here)
    return ChronologyPage(case, here, entries, deeds_of(person, case, leads=reach.leads(person, case)))


def entry_of(event: Event) -> Entry:
    contact = getattr(event, "contact", None)
    return Entry(
        event=event,
        kind_words=EVENTS[EventKind(event.kind)],
        late=(event.entered_at - event.happened_at).days >= 1,
        contact=contact,
        addenda=tuple(event.addenda.all()),
        as_written=event.as_written,
        struck=event.is_struck,
        correction=event.done.correction if event.is_struck else None,
    )


def event_for(person: Person, id: object, *, at: datetime) -> Event:
    """One entry of a case that this person may see; anything else is the same 404."""
    known = int(str(id)) if str(id).isdecimal() else 0
    return or_404(Event.objects.filter(case__in=reach.visible_to(person, at), pk=known).first())


def deeds_of(person: Person, case: Case, *, leads: bool) -> frozenset[str]:
    """What this person may do with this case as it is."""
    in_line = bool(person.duties & case_leads.IN_LINE)
    deeds = (*READER, *(DECIDER if in_line else ()), *(LEADER if leads else ()))
    may = {deed for deed in deeds if access.may(person, f"cases.{deed}", case)}
    closed = {"reopen", "add_event", "add_addendum", "add_contact", "add_document", "hold", "end_hold", "link"}
    kept = closed | {"grant", "end_grant", "ask_second"}
    return frozenset(may & kept if case.closed_at else may - {"reopen"})


# ---- parts


def _looked_at(person: Person, id: object, what: str, at: datetime) -> Case:
    access.require(person, "look.cases")
    case = or_404(reach.one_of(state.loaded(reach.visible_to(person, at)), id))
    reach.check_logged(case, person, what, at)
    return case


def _to_do(person: Person, case: Case, lines: Iterable[StepLine]) -> tuple[ToDo, ...]:
    procedure, here = state.procedure_of(case), state.state_of(case)
    duties = state.actor_in(case, person).duties
    return tuple(
        ToDo(
            line=line,
            mine=bool(line.who & duties),
            who_words=who_words(line.who),
            outcomes=choices(procedure, here, line.key),
            may_skip=line.step.may_skip,
            takes_two=any(need.kind == "second person" for need in line.step.needs),
        )
        for line in lines
        if line.standing is Standing.OPEN
    )


def who_words(who: Iterable[str]) -> str:
    """Those who may do a step, in words."""
    known = [WORDS[Duty(item)] for item in sorted(who) if item not in (LEAD, AUTHORISED)]
    known += ["Whoever the employer has authorised"] if AUTHORISED in who else []
    return " or ".join(known or ["Whoever runs the case"])


def _done(case: Case) -> tuple[DoneLine, ...]:
    steps = {step.id: step for step in rules.procedure(case.procedure).steps}
    return tuple(
        DoneLine(
            step=steps[line.step],
            key=Key(line.step, line.child_id),
            outcome=next((o.words for o in steps[line.step].outcomes if o.id == line.outcome), ""),
            skipped=line.skipped,
            at=line.at,
            by=line.by,
            event_id=line.event_id,
            struck=line.is_struck,
        )
        for line in case.done.all()
        if line.step in steps
    )


def _links(case: Case, person: Person, at: datetime) -> tuple[Case, ...]:
    """Linked cases that reach this person too."""
    pairs = Link.objects.filter(case=case) | Link.objects.filter(other=case)
    ids = {id for pair in pairs.values_list("case", "other") for id in pair} - {case.pk}
    return tuple(reach.visible_to(person, at).filter(pk__in=ids))


def _not_told(case: Case) -> tuple[Person, ...]:
    """To whom a mail about this case could not be sent, or who has no address."""
    failed = case.notices.filter(message__state__in=STUCK) | case.notices.filter(message=None)
    return tuple(dict.fromkeys(notice.person for notice in failed.select_related("person")))
