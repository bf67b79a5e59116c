"""To whom a letter of a case may go."""

from dataclasses import dataclass
from datetime import date

from schoolgate.access.duties import Duty
from schoolgate.cases.letters import LetterKind, Reader
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.community.models import Care, Person
from schoolgate.engines.procedures.schema import CasePart


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
        chairs = Person.objects.filter(school=case.school_id).holding(Duty.CHAIR, on=on)
        return [
            Choice(f"{child.pk}-{chair.pk}", f"{chair}, about {child}", child, chair)
            for child in children_in(case)
            for chair in chairs.exclude(pk__in=case.about_ids)
        ]
    if kind.reader is Reader.LADO:
        name = case.school.lado_name or "The LADO"
        return [Choice(f"{person.pk}-0", f"{name}, about {person}", person, None, name) for person in _adults(case)]
    name = "The local authority"
    return [Choice(f"{person.pk}-0", f"{name}, about {person}", person, None, name) for person in children_in(case)]


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
    return list(reach.people_of(rows.values_list("person", flat=True)).values())
