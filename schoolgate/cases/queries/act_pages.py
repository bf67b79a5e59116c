"""What the small pages ask before a deed: one step and what it needs, whom a name may mean, what may be chosen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from rapidfuzz import fuzz

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.cases import case_leads, rules
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Check
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.settings import settings_of
from schoolgate.cases.models.watching import TwoPeople
from schoolgate.cases.queries import pages, reach, reasons, register, state
from schoolgate.cases.queries.letters import WithStep, with_step
from schoolgate.cases.queries.state import StepLine
from schoolgate.community.models import Person, Placement, School
from schoolgate.concerns.models.chronicle import Decision
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.concerns.rules import HARMS, Harm
from schoolgate.concerns.suggesting import CLOSE
from schoolgate.engines.procedures import checks, schema
from schoolgate.engines.procedures.consequences import LADDER, Rung, counted, warnings_for
from schoolgate.engines.procedures.consequences import Consequence as OnTheLadder
from schoolgate.engines.procedures.engine import Standing, check_deed, choices
from schoolgate.engines.procedures.requirements import needs
from schoolgate.engines.procedures.schema import AUTHORISED, DEEDS, Deed, Key, Kind, Need, Outcome, Step

FIRST = "First: "
MOST_FOUND = 20
MOST_MEANT = 5
MOST_CONCERNS = 20
UNDECIDED = ("received", "read", "looked_into")


@dataclass(frozen=True)
class StepPage:
    """One step for somebody whom its case reaches: what it asks, and whether it may be done now and by them."""

    case: Case
    step: Step
    key: Key
    line: StepLine | None
    child: Person | None
    mine: bool
    who_words: str
    outcomes: tuple[Outcome, ...]
    barred: tuple[Outcome, ...]
    takes_two: bool
    seconds: tuple[Person, ...]
    lado: School | None
    letters: WithStep
    child_in_it: str = ""
    """A child's part in the case, where the step is about one child."""
    warnings: tuple[str, ...] = ()
    counted: str = ""
    """The child's days of suspension so far, where the step asks for them."""

    @property
    def title(self) -> str:
        return f"{self.step.title} ({self.child})" if self.child else self.step.title

    @property
    def clause_words(self) -> str:
        return f"Clause {self.step.clause}"

    def copied(self, reason: str) -> str:
        """A sentence where another child has this very reason already."""
        return (
            reasons.copied(self.case, reason, self.key.child)
            if reasons.decides_for_a_child(self.step)
            else ""
        )

    @property
    def is_open(self) -> bool:
        return self.line is not None and self.line.standing is Standing.OPEN

    def needs(self, outcome: str) -> tuple[Need, ...]:
        """What must be given with this outcome."""
        return needs(self.step, outcome, state.facts_of(self.case), self.key.child)

    @property
    def asked(self) -> tuple[Need, ...]:
        """Everything that may have to be given, whatever the outcome."""
        found = (need for one in self.outcomes for need in self.needs(one.id))
        those = set(found) if self.outcomes else set(self.needs(""))
        return tuple(need for need in self.step.needs if need in those and need.kind is not Kind.SECOND)

    def only_for(self, need: Need) -> str:
        """The answers that ask for it, in words, where not every answer does."""
        those = [one.words for one in self.outcomes if need in self.needs(one.id)]
        return "" if len(those) == len(self.outcomes) else " / ".join(those)


def step_page(person: Person, id: object, step: str, child: int | None, *, at: datetime) -> StepPage:
    """A step of a case that reaches this person; a step or child that is not in it is the same 404."""
    case = _loaded(person, id, at)
    procedure, here, key = state.procedure_of(case), state.state_of(case), Key(step, child)
    found = next((one for one in procedure.steps if one.id == step), None)
    if found is None or key not in {one.key for one in state.tasks_of(case, case.school.calendar())}:
        raise Http404
    lines = state.lines_of(case, case.school.calendar(), state.clocks_of(case.school_id), at)
    line = next((one for one in lines if one.key == key), None)
    open_ones = choices(procedure, here, key)
    takes_two = any(need.kind is Kind.SECOND for need in found.needs)
    children = {one.person_id: one.person for one in case.parts.all()}
    return StepPage(
        case=case, step=found, key=key, line=line, child=children.get(child) if child else None,
        mine=bool(line and line.who & state.actor_in(case, person).duties),
        who_words=pages.who_words(line.who) if line else "",
        outcomes=open_ones, barred=tuple(one for one in found.outcomes if one not in open_ones),
        takes_two=takes_two,
        seconds=tuple(reach.seconds_for(case, person, reach.today(at))) if takes_two else (),
        lado=case.school if step in ("lado", "names", "more", "new_facts", "answer") else None,
        letters=with_step(person, case, found, child, at), **_about_child(case, found, child, reach.today(at)),
    )  # fmt: skip


def _about_child(case: Case, step: Step, child: int | None, on: date) -> dict[str, Any]:
    """What whoever does a step for one child has to have before them."""
    if child is None:
        return {}
    parts = [schema.PARTS[schema.Part(one.part)] for one in case.parts.all() if one.person_id == child]
    decides, counts = Deed.PUPIL_SUSPENSION in step.does, any(need.name == "count" for need in step.needs)
    return {
        "child_in_it": " and ".join(parts),
        "warnings": warnings_for(_parts_of(case, child)) if decides else (),
        "counted": counted(register.year_of(case, child, on)) if decides or counts else "",
    }


def _parts_of(case: Case, child: int) -> frozenset[schema.Part]:
    return frozenset(part for one in state.facts_of(case).children if one.id == child for part in one.parts)


def _loaded(person: Person, id: object, at: datetime) -> Case:
    case = reach.one_of(state.loaded(reach.visible_to(person, at)), id)
    if case is None:
        raise Http404
    return case


def owners_for(page: StepPage, at: datetime) -> list[Person]:
    """To whom a step may be given: those whom the case reaches and who may do it."""
    who = page.line.who if page.line else frozenset()
    people = reach.readers_in_line(page.case, at)
    return [one for one in people if state.actor_in(page.case, one).duties & who]


# ---- whom a name means


@dataclass(frozen=True)
class Named:
    """Somebody of the school as a list of names shows them: enough to tell two of one name apart."""

    person: Person
    what: str

    def __str__(self) -> str:
        return f"{self.person} ({self.what})" if self.what else str(self.person)


def people_named(person: Person, words: str, on: date) -> list[Named]:
    """People of the school in whose names these words are, for those who lead cases."""
    if not access.may(person, "cases.open_case") or not words.strip():
        return []
    found = Person.objects.filter(school=person.school_id).named(words).order_by("last_name", "first_name")
    return _named(found.distinct()[:MOST_FOUND], on)


def people_maybe(person: Person, words: str, on: date) -> list[Named]:
    """The same, and grown-ups here whom the words may mean though they are written otherwise, such as “Mr Hale”."""
    found = people_named(person, words, on)
    there = {one.person.pk for one in found}
    meant = concern_people.grown_ups_meant(person.school_id, [words], on) - there
    return found + _named(Person.objects.filter(pk__in=meant), on)


def people_meant(person: Person, words: str, on: date) -> list[Named]:
    """People whose full name this is; what stands in brackets behind it tells two of one name apart."""
    name, _, what = words.partition("(")
    wanted, told = " ".join(name.split()).casefold(), what.strip(" )").casefold()
    near = people_named(person, name, on)
    those = [one for one in near if wanted in _names(one.person)]
    return [one for one in those if not told or told == one.what.casefold()]


def meant_by_name(case: Case, person_id: int) -> Person:
    """Somebody whom a typed name in this case may mean; anybody else is the same 404."""
    row = case.parts.filter(person=person_id, by_name=True).select_related("person").first()
    if row is None or row.person is None:
        raise Http404
    return row.person


def pupils_maybe_meant(case: Case, on: date) -> dict[str, list[Named]]:
    """For each name that was typed, the pupils of nearly that name: they may be on record all the same."""
    typed = {one.name for one in case.parts.all() if not one.person_id}
    here = {one.person_id for one in case.parts.all() if one.person_id}
    if not typed or case.closed_at is not None:
        return {}
    pupils = list(
        Person.objects.filter(school=case.school_id).holding(Duty.PUPIL, on=on).exclude(pk__in=here)
    )
    found = {name: [one for one in pupils if _nearly(name, one)][:MOST_MEANT] for name in typed}
    named = {
        one.person.pk: one
        for one in _named({one.pk: one for those in found.values() for one in those}.values(), on)
    }
    return {name: [named[one.pk] for one in those] for name, those in found.items() if those}


def _nearly(typed: str, one: Person) -> bool:
    """Nearly the whole name, or one of the two where nothing else was typed."""
    wanted = " ".join(typed.split()).casefold()
    ways = (
        _names(one)
        if " " in wanted
        else {one.first_name.casefold(), one.known_as.casefold(), one.last_name.casefold()}
    )
    return any(way and fuzz.ratio(wanted, way) >= CLOSE for way in ways)


def _named(people: Iterable[Person], on: date) -> list[Named]:
    rooms = Prefetch("placements", Placement.objects.held(on).select_related("classroom"), to_attr="placed")
    ids = [one.pk for one in people]
    full = (
        Person.objects.filter(pk__in=ids).prefetch_related("roles", rooms).order_by("last_name", "first_name")
    )
    return [Named(one, _what(one)) for one in full]


def _what(one: Person) -> str:
    placed = getattr(one, "placed", ())
    duties = ", ".join(WORDS[duty] for duty in sorted(one.duties))
    return ", ".join(str(place.classroom) for place in placed) or duties


def _names(one: Person) -> set[str]:
    firsts = {one.first_name, one.known_as} - {""}
    return {f"{first} {one.last_name}".casefold() for first in firsts}


# ---- concerns that may become a case


@dataclass(frozen=True)
class ToOpen:
    """A concern that waits for a decision, with no word of what was told."""

    id: object
    number: int
    harm_words: str
    entered_at: datetime
    unread: bool


def concerns_to_open(person: Person) -> list[ToOpen]:
    """Concerns that reach this person and have not been decided, the oldest first."""
    if not access.may(person, "cases.open_case"):
        return []
    decided = Decision.objects.filter(taken_back_at=None).values("concern")
    found = concern_reach.visible_to(person).filter(status__in=UNDECIDED).exclude(pk__in=decided)
    return [
        ToOpen(one.pk, one.number, HARMS[Harm(one.harm)], one.entered_at, one.acknowledged_at is None)
        for one in found.order_by("entered_at")[:MOST_CONCERNS]
    ]


def concern_to_open(person: Person, id: object) -> Concern:
    """The concern from which a case is opened; not there and not theirs are the same 404."""
    access.require(person, "cases.open_case")
    return concern_reach.concern_for(person, id)


def cases_to_add_to(person: Person, at: datetime) -> list[Case]:
    """Open cases that this person leads."""
    found = reach.led_by(person, at).filter(closed_at=None)
    return list(found.prefetch_related("parts__person").order_by("-opened_at"))


# ---- head's checks


@dataclass(frozen=True)
class CheckPage:
    """A head's check: the text, where it is written and how sure that is, and the decision."""

    case: Case
    row: Check
    check: checks.Check

    @property
    def decision_words(self) -> str:
        return rules.DECISIONS.get(self.row.decision, "")


def check_page(person: Person, id: object, check: int, *, at: datetime) -> CheckPage:
    """A check of a case that this person decides; anything else is the same 404."""
    case = reach.case_for(person, id, at=at)
    row = case.checks.select_related("person", "by").filter(pk=check).first()
    if row is None or not reach.decides_checks(person, case):
        raise Http404
    return CheckPage(case, row, checks.check(row.check_id))


# ---- consequences


def rungs_for(case: Case, person: Person) -> list[OnTheLadder]:
    """The rungs of the ladder that are this person's to decide in this case."""
    full = state.reload(case)
    duties = state.actor_in(full, person).duties
    adults = state.procedure_of(full).concerns_adult
    return [one for one in LADDER.values() if one.who & duties and (AUTHORISED in one.who) == adults]


def consequence_for(person: Person, id: object, consequence: object, *, at: datetime) -> Consequence:
    """A consequence of a case that reaches this person and not their own; anything else is the same 404."""
    case = reach.case_for(person, id, at=at)
    known = reach.as_id(consequence)
    row = case.consequences.select_related("person", "case").filter(pk=known).first() if known else None
    if row is None or row.person_id == person.pk:
        raise Http404
    return row


def rung_words(rung: str) -> str:
    return LADDER[Rung(rung)].name


def supervisors_for(case: Case, on: date) -> list[Person]:
    """Who may supervise: everybody who works here and whom the case is not about."""
    staff = Person.objects.filter(school=case.school_id).holding(*EMPLOYED, on=on)
    return list(staff.exclude(pk__in=reach.concerned_in(case)))


def subjects_of(case: Case) -> list[Person]:
    """Everyone with a part who is on record, each once."""
    return list(dict.fromkeys(one.person for one in case.parts.all() if one.person and not one.by_name))


def not_yet(case: Case, person: Person, rung: OnTheLadder) -> str:
    """What holds this consequence back for this person as the case stands, with its clause; nothing when nothing does."""
    full = state.reload(case)
    deed = Deed.PUPIL_SUSPENSION if rung.rung is Rung.SUSPENSION else Deed.CONSEQUENCE
    deed = Deed.DISCIPLINE if AUTHORISED in rung.who else deed
    try:
        check_deed(state.procedure_of(full), state.state_of(full), deed, person.pk)
    except Broken as broken:
        return f"{broken} (Clause {broken.clause}.)"
    return ""


# ---- small questions


def check_leads(person: Person, case: Case, deed: str) -> None:
    """Refused for those who may read the case and do not run it."""
    access.require(person, deed, case)
    if not reach.leads(person, case):
        raise access.Refused(deed)


def grant_days(case: Case) -> int:
    return settings_of(case.school_id).grant_days


def may_break_glass(person: access.Someone) -> bool:
    return access.may(person, "cases.break_glass") and bool(person.duties & case_leads.GLASS)


def has_cases(person: access.Someone | None, at: datetime) -> bool:
    """Whether there is anything of cases for this person: those in the line always, others once they were let in."""
    if person is None or not access.may(person, "look.cases"):
        return False
    return access.may(person, "look.case_desk") or reach.visible_to(person, at).exists()


def others_to_link(person: Person, case: Case, at: datetime) -> list[Case]:
    """Cases that this person leads, other than this one."""
    return list(reach.led_by(person, at).exclude(pk=case.pk).order_by("-opened_at"))


def label_of(case: Case) -> str:
    """A case in a list to choose from, for those whom it reaches."""
    return f"{case}: {rules.procedure(case.procedure).name}" + (f" ({case.who})" if case.who else "")


def duty_words(duty: str) -> str:
    return WORDS[Duty(duty)]


@dataclass(frozen=True)
class HeldBack:
    """What may not be done in a case for one and the same reason, with the sentence and clause that say so."""

    what: tuple[str, ...]
    why: str
    clause: str

    @property
    def for_now(self) -> bool:
        """Whether something comes first; otherwise it is never done in such a case."""
        return self.why.startswith(FIRST)


def held_back(case: Case) -> list[HeldBack]:
    """What this case holds back as it stands, each reason once."""
    if case.closed_at is not None:
        return []
    procedure, here = state.procedure_of(case), state.state_of(case)
    named = {deed for step in procedure.steps for deed in step.blocks | step.stops} | set(procedure.never)
    found: dict[tuple[str, str], list[str]] = {}
    for deed in (one for one in Deed if one in named):
        try:
            check_deed(procedure, here, deed)
        except Broken as broken:
            _, first, why = str(broken).partition(FIRST)
            found.setdefault((first + why or str(broken), broken.clause), []).append(
                DEEDS[deed].removeprefix("any ").removeprefix("a ")
            )
    return [HeldBack(tuple(what), why, clause) for (why, clause), what in found.items()]


def keeps(person: Person, page: pages.CasePage) -> bool:
    """Whether how long this record is kept is theirs to see: once it is closed, for whoever runs it."""
    return page.case.closed_at is not None and page.leads and access.may(person, "look.records")


def check_title(id: int) -> str:
    return checks.check(id).title


# ---- the second of two


@dataclass(frozen=True)
class Question:
    """What somebody is asked to agree to as the second person, in words."""

    two: TwoPeople
    words: str
    case_words: str
    details: tuple[tuple[str, str], ...]


def questions_to(person: Person) -> list[Question]:
    return [question_of(one) for one in reach.asked_of(person)]


def question_of(two: TwoPeople) -> Question:
    """The question as the one who is asked reads it: exactly what would be done."""
    procedure = rules.procedure(two.case.procedure)
    words = rules.TWO[rules.What(two.what)]
    return Question(two, words, f"{two.case}: {procedure.name}", tuple(_details(two)))


def _details(two: TwoPeople) -> Iterator[tuple[str, str]]:
    asked = two.asks
    match rules.What(two.what):
        case rules.What.STEP:
            yield from _step_details(two.case, asked)
        case rules.What.GRANT:
            who = reach.people_of([int(asked["person"])])
            yield "Who would read it", ", ".join(str(one) for one in who.values())
            yield "Until", f"{asked['until']:%-d %B %Y}"
        case rules.What.DELETE_EVENT:
            event = two.case.events.filter(pk=int(asked.get("event", 0))).first()
            yield "The entry", event.words if event else "It is gone already."
        case rules.What.DELETE_DOCUMENT:
            known = reach.as_id(asked.get("document"))
            document = two.case.documents.filter(pk=known).first() if known else None
            yield "The document", str(document) if document else "It is gone already."


def _step_details(case: Case, asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    step = rules.procedure(case.procedure).step(str(asked["step"]))
    yield "The step", f"{step.title} (clause {step.clause})"
    answer = next((one.words for one in step.outcomes if one.id == asked.get("outcome")), "")
    if answer:
        yield "The answer", answer
    labels = {need.name: need.label for need in step.needs}
    for name, value in asked.get("given", {}).items():
        yield labels.get(name, name), str(value)


def warnings_about(case: Case, person: Person) -> tuple[str, ...]:
    """What to think of before a consequence for somebody with their part in this case."""
    return warnings_for(_parts_of(case, person.pk))


def deciding_step(row: Consequence) -> str:
    """The step in which a prepared suspension is decided; nothing where a page of its own asks for the rest."""
    if row.rung != Rung.SUSPENSION:
        return ""
    steps = rules.procedure(row.case.procedure).steps
    return next((one.id for one in steps if Deed.PUPIL_SUSPENSION in one.does), "")


def in_words(page: pages.CasePage, on: date) -> dict[str, list[tuple[Any, ...]]]:
    """People, head's checks and consequences of a case, each with the words for it."""
    maybe = pupils_maybe_meant(page.case, on) if page.leads else {}
    return {
        "people": [
            (one, schema.PARTS[schema.Part(one.part)], maybe.get(one.name, ())) for one in page.people
        ],
        "checks": [(one, checks.check(one.check_id).title) for one in page.checks],
        "consequences": [(one, rung_words(one.rung), deciding_step(one)) for one in page.consequences],
    }
