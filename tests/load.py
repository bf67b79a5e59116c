"""A year of cases of an invented school, put in many at a time: for tests of budgets and for measuring.

The cases are of every kind, most of them closed, with steps done, people, contacts, addenda, grants and looks. The
words are invented too, and the same for the same seed.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.cases import case_leads, packing
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.models.chronicle import Addendum, Contact, Done, Ending, Event
from schoolgate.cases.models.watching import Look
from schoolgate.cases.rules import COLLEAGUES, EventKind, How
from schoolgate.community.models import Person, School
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.schema import CasePart, Procedure
from schoolgate.sealed.models import Written

CASES, EVENTS, DAYS = 400, 12_000, 365
OPEN_SHARE = 0.15
BATCH = 500
KINDS = (
    ("cyberbullying", 40),
    ("firewall", 16),
    ("phone", 14),
    ("underage", 8),
    ("contact", 6),
    ("join", 5),
    ("parent-post", 4),
    ("conduct", 4),
    ("adult", 3),
)
WORDS = (
    "A message in the class group called a child names; the screenshot is in the case.",
    "Met the parents. They had seen the messages and were upset; both want it to stop.",
    "Spoke with the child alone, in their own words. They feel safer at school than at home.",
    "The class teacher has seen nothing since. The two sit apart now.",
    "The phone was handed in by the office and given back at the end of the day.",
    "Telephoned. Nobody answered; left word to ring back.",
    "The child has taken the post down and said sorry of their own accord.",
)


@dataclass(frozen=True)
class Cast:
    """Who can have a part in the invented cases, and who writes them."""

    children: Sequence[Person]
    adults: Sequence[Person]
    dsl: Person
    head: Person


def year(
    school: School, *, until: datetime, cases: int = CASES, events: int = EVENTS, seed: int = 20261123
) -> list[Case]:
    """Makes so many cases with so many entries over the year that ends then; the school has its people already."""
    draw = random.Random(seed)
    cast = _cast(school)
    made = _cases(school, cast, until, cases, draw)
    Case.objects.bulk_create(made, batch_size=BATCH)
    Participant.objects.bulk_create((part for case in made for part in _parts(case, cast, draw)), batch_size=BATCH)
    _entries(made, cast, until, events, draw)
    Ending.objects.bulk_create(
        Ending(case=case, outcome=case.outcome, reason="All is done.", at=case.closed_at, by=case.closed_by)
        for case in made
        if case.closed_at and case.closed_by
    )
    Look.objects.bulk_create(
        (
            Look(case=case, person=case.opened_by, at=case.opened_at + timedelta(hours=hours), what="page")
            for case in made
            for hours in range(1, 40, 4)
        ),
        batch_size=BATCH,
    )
    return made


def _cast(school: School) -> Cast:
    people = Person.objects.filter(school=school).prefetch_related("roles")
    duties = {person.pk: {role.duty for role in person.roles.all()} for person in people}
    return Cast(
        children=[person for person in people if Duty.PUPIL in duties[person.pk]],
        adults=[
            person
            for person in people
            if duties[person.pk] & {Duty.TEACHER, Duty.STAFF} and not _leads(duties[person.pk])
        ],
        dsl=next(person for person in people if Duty.DSL in duties[person.pk]),
        head=next(person for person in people if Duty.HEAD in duties[person.pk]),
    )


def _leads(duties: set[str]) -> bool:
    return bool(duties & case_leads.IN_LINE)


def _cases(school: School, cast: Cast, until: datetime, count: int, draw: random.Random) -> list[Case]:
    numbers = draw.sample(range(100_000, 1_000_000), count)
    names = [name for name, _ in KINDS]
    weights = [weight for _, weight in KINDS]
    return [_case(school, cast, until, number, draw.choices(names, weights)[0], draw) for number in numbers]


def _case(school: School, cast: Cast, until: datetime, number: int, name: str, draw: random.Random) -> Case:
    ours = name in COLLEAGUES
    opened_at = until - timedelta(minutes=draw.randrange(60, DAYS * 24 * 60))
    by = cast.head if ours else cast.dsl
    long = timedelta(days=draw.randrange(3, 60))
    ended = opened_at + long < until and draw.random() > OPEN_SHARE
    return Case(
        school=school,
        number=number,
        procedure=name,
        lead_duty=(Duty.HEAD if ours else Duty.DSL).value,
        restricted=ours,
        facts=packing.packed({"source": "other"}),
        opened_at=opened_at,
        opened_by=by,
        revised_by=by,
        revision=draw.randrange(1, 30),
        closed_at=opened_at + long if ended else None,
        closed_by=by if ended else None,
        outcome=("unsubstantiated" if name == "adult" else "closed") if ended else "",
    )


def _parts(case: Case, cast: Cast, draw: random.Random) -> list[Participant]:
    children = draw.sample(cast.children, min(len(cast.children), draw.randrange(2, 5)))
    roles = [
        CasePart.HARMED,
        CasePart.WITNESS if case.restricted else CasePart.ALLEGED,
        CasePart.WITNESS,
        CasePart.OTHER,
    ]
    named = list(zip(children, roles, strict=False))
    if case.restricted:
        named.append((draw.choice(cast.adults), CasePart.SUBJECT))
    return [
        Participant(case=case, person=one, part=part.value, duties=_duties(one), at=case.opened_at, by=case.opened_by)
        for one, part in named
    ]


def _duties(person: Person) -> str:
    held = {role.duty for role in person.roles.all()}
    return " ".join(sorted(held & ({*EMPLOYED, *GOVERNORS, Duty.PUPIL})))


def _entries(cases: list[Case], cast: Cast, until: datetime, count: int, draw: random.Random) -> None:
    """The entries of all cases together: what opened and closed them, steps done, contacts, notes, addenda."""
    each = [draw.random() ** 2 + 0.15 for _ in cases]
    whole = sum(each)
    notes: list[Event] = []
    steps: list[Done] = []
    for case, share in zip(cases, each, strict=True):
        wanted = max(4, round(count * share / whole))
        opened, done = _fixed(case, until, draw)
        notes += [*opened, *(_note(case, until, draw) for _ in range(max(0, wanted - len(opened))))]
        steps += done
    while len(notes) < count:
        notes.append(_note(draw.choice(cases), until, draw))
    insert_written(Event, notes)
    insert_written(Done, steps)
    spoken = [event for event in notes if event.kind == EventKind.CONTACT]
    insert_written(
        Contact, [Contact(case=event.case, event=event, whom="A parent", how=How.PHONE.value) for event in spoken]
    )
    added = draw.sample(notes, len(notes) // 20)
    insert_written(
        Addendum,
        [
            Addendum(case=item.case, event=item, words="Put right: it was the day before.", at=until, by=item.by)
            for item in added
        ],
    )


def _fixed(case: Case, until: datetime, draw: random.Random) -> tuple[list[Event], list[Done]]:
    """What every case has: how it opened, the first steps of its procedure, how it ended."""
    procedure: Procedure = PROCEDURES[case.procedure]
    entries = [_event(case, EventKind.OPENED, "It was opened with a reason.", case.opened_at)]
    done = []
    first = [stage for stage in procedure.steps if not getattr(stage, "each", None)]
    taken = first if case.closed_at else first[: draw.randrange(0, max(1, len(first) // 2))]
    for number, step in enumerate(taken):
        at = min(case.opened_at + timedelta(hours=3 * number + 1), case.closed_at or until)
        entry = _event(case, EventKind.STEP, f"{step.title}. {draw.choice(WORDS)}", at, step=step.id)
        outcome = step.outcomes[0].id if step.outcomes else ""
        entries.append(entry)
        done.append(
            Done(
                case=case,
                event=entry,
                step=step.id,
                outcome=outcome,
                given=packing.packed({"note": "As written."}),
                at=at,
                by=case.opened_by,
            )
        )
    if case.closed_at:
        entries.append(_event(case, EventKind.CLOSED, "All is done.", case.closed_at))
    return entries, done


def _note(case: Case, until: datetime, draw: random.Random) -> Event:
    end = case.closed_at or until
    at = case.opened_at + (end - case.opened_at) * draw.random()
    kind = EventKind.CONTACT if draw.random() < 0.25 else EventKind.NOTE
    return _event(case, kind, " ".join(draw.choices(WORDS, k=3)), at)


def _event(case: Case, kind: EventKind, words: str, at: datetime, step: str = "") -> Event:
    return Event(case=case, kind=kind.value, step=step, happened_at=at, entered_at=at, by=case.opened_by, words=words)


def insert_written(model: type[Written], rows: Sequence[Written]) -> None:
    """Puts in what is written once, each row with its digest, as `save` does for one."""
    for row in rows:
        # The key of the row it hangs on is known only once that row is in.
        for field in row._meta.concrete_fields:
            if field.is_relation and getattr(row, field.name, None) is not None:
                setattr(row, field.attname, getattr(row, field.name).pk)
        row.digest = row.now_digest()
    model._default_manager.bulk_create(rows, batch_size=BATCH)
