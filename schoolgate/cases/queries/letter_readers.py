"""To whom a letter of a case may go."""

from dataclasses import dataclass
from datetime import date

from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.cases.letters import LetterKind, Reader
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.community.models import Care, Person
from schoolgate.engines.procedures.schema import CasePart

CLERK = "The clerk to the governors"
NOT_THE_CHAIR = "The chair of governors cannot have this letter, because of who is in this case. "
NO_CHAIR = "No one is chair of governors at the moment. "
ANOTHER = "Send it to another governor."
ON_PAPER = "No other governor can have it either. Print it and give it to the clerk to the governors."


@dataclass(frozen=True)
class Choice:
    """Somebody a letter can be written to, and about whom."""

    key: str
    words: str
    about: Person | None
    to: Person | None
    to_name: str = ""


def choices(case: Case, kind: LetterKind, on: date) -> list[Choice]:
    """Everyone to whom this kind of letter can go, each with the child or adult it is about."""
    if kind.reader is Reader.FAMILY:
        return _families(case, on)
    if kind.reader is Reader.ADULT:
        subjects = people_with(case, CasePart.SUBJECT)
        return [Choice(f"{person.pk}-{person.pk}", str(person), person, person) for person in subjects]
    if kind.reader is Reader.GOVERNORS:
        return _governors(case, on)
    if kind.reader is Reader.LADO:
        name = case.school.lado_name or "The LADO"
        return [Choice(f"{person.pk}-0", f"{name}, about {person}", person, None, name) for person in _adults(case)]
    name = "The local authority"
    return [Choice(f"{person.pk}-0", f"{name}, about {person}", person, None, name) for person in children_in(case)]


def why_not_the_chair(case: Case, kind: LetterKind, on: date) -> str:
    """Why a letter to the governors goes to somebody else than the chair; nothing where it goes to them."""
    if kind.reader is not Reader.GOVERNORS or _able(case, Duty.CHAIR, on):
        return ""
    chairs = Person.objects.filter(school=case.school_id).holding(Duty.CHAIR, on=on)
    why = NOT_THE_CHAIR if chairs.exists() else NO_CHAIR
    return why + (ANOTHER if _able(case, Duty.GOVERNOR, on) else ON_PAPER)


def _governors(case: Case, on: date) -> list[Choice]:
    """The chair, unless they are kept from the case; then any other governor, or on paper the clerk."""
    there = _able(case, Duty.CHAIR, on) or _able(case, Duty.GOVERNOR, on)
    found: list[Choice] = []
    for child in children_in(case):
        found += [Choice(f"{child.pk}-{one.pk}", f"{one}, about {child}", child, one) for one in there]
        if not there:
            found.append(Choice(f"{child.pk}-0", f"{CLERK}, on paper, about {child}", child, None, CLERK))
    return found


def _able(case: Case, duty: Duty, on: date) -> list[Person]:
    """Governors with this duty who do not work here, and whom nothing keeps from the case."""
    people = Person.objects.filter(school=case.school_id)
    held = people.holding(duty, on=on, without=reach.barred_roles(case)).exclude(
        pk__in=people.on_roll(*EMPLOYED, on=on)
    )
    return list(held.exclude(pk__in=reach.cannot_lead(case)))


def _families(case: Case, on: date) -> list[Choice]:
    """Those who care for each child today, never somebody whom the case is about."""
    children = {person.pk: person for person in children_in(case)}
    cares = Care.objects.held(on).filter(child__in=children).exclude(parent__in=case.about_ids)
    found = cares.select_related("parent").order_by("child__last_name", "child__first_name", "parent__pk")
    return [
        Choice(
            f"{care.child_id}-{care.parent_id}",
            f"{care.parent}, {care.relation or 'carer'} of {children[care.child_id]}",
            children[care.child_id],
            care.parent,
        )
        for care in found
    ]


def children_in(case: Case) -> list[Person]:
    """Every child with a part in a case, on record here."""
    return [person for person in people_with(case) if Duty.PUPIL in person.duties]


def _adults(case: Case) -> list[Person]:
    return people_with(case, CasePart.SUBJECT)


def people_with(case: Case, *parts: CasePart) -> list[Person]:
    rows = case.parts.filter(person__isnull=False, by_name=False)
    if parts:
        rows = rows.filter(part__in=[part.value for part in parts])
    people = reach.people_of(rows.values_list("person", flat=True))
    # A part that two records of one person had before they were joined is that person's once.
    return [person for person in people.values() if person.same_as_id not in people]
