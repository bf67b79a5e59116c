"""Which of those who read a case, or are to read it, what stands in it may mean."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import QuerySet

from schoolgate import access
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import EventKind
from schoolgate.community import former_names, kinship
from schoolgate.community.former_names import PutDown
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import meant as concerns_meant
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries.meant import Adults, NamedReaders, Told, children_of_readers
from schoolgate.engines.procedures.schema import CasePart

WHO_AGREES = frozenset({EventKind.TWO, EventKind.RUNS})
"""Entries that name colleagues for what they do in the case, not for what it says of them."""


def named_in(case: Case, words: str, by: access.Someone, at: datetime) -> NamedReaders:
    """Whom of those who read a case, other than whoever writes these words, they may mean, or a child of theirs."""
    if not words.strip():
        return NamedReaders()
    on = reach.today(at)
    granted = frozenset(case.grants.in_force(on).values_list("person", flat=True))
    harmed = case.parts.filter(part=CasePart.HARMED, person__isnull=False).values_list("person", flat=True)
    told = Told(account=words, children=tuple(id for id in harmed if id))
    meant = Adults(case.school_id, on).meant(told, by_name=granted) - {by.id} - reach.concerned_in(case)
    adults = _readers(case, Person.objects.filter(pk__in=meant), at)
    chosen = frozenset(id for id in case.parts.values_list("person", flat=True) if id)
    of_line = concern_people.children_of_line(case.school_id, on, by_name=granted)
    if not concern_people.children_meant(of_line, (), words, chosen=chosen) - chosen:
        return NamedReaders(tuple(adults))
    family = kinship.family_of([child.pk for child in of_line])
    readers = _readers(case, Person.objects.filter(pk__in=family), at)
    children, parents = children_of_readers(case.school_id, words, readers, granted, chosen, by, on)
    return NamedReaders(tuple(adults), children, parents)


def _readers(case: Case, people: QuerySet[Person], at: datetime) -> list[Person]:
    found = people.prefetch_related("roles")
    return [person for person in found if reach.visible_to(person, at).filter(pk=case.pk).exists()]


def may_mean(case: Case, people: Collection[int], on: date) -> frozenset[int]:
    """Those of these people whom, or whose children, words in a case or in a concern of it may mean."""
    adults = Adults(case.school_id, on, among=people)
    texts = [event.words for event in case.events.all() if event.kind not in WHO_AGREES]
    texts += [addendum.words for addendum in case.addenda.all()]
    parts = list(case.parts.all())
    chosen = {part.person_id for part in parts if part.person_id and not part.by_name}
    told = Told(account="\n".join(texts), children=tuple(chosen))
    names = [part.name for part in parts if part.name]
    found = concerns_meant.those_meant(adults, told, people, names=names, chosen=chosen)
    for concern in Concern.objects.filter(pk__in=case.from_concerns.values("concern")):
        found |= concerns_meant.may_mean(concern, people, on)
    return found


def put_down_in(case: Case, found: frozenset[int], at: datetime) -> PutDown | None:
    """Names of these people that somebody put down whom the case is kept from, or may mean, or a child of theirs."""
    makers = former_names.makers_of(found, at)
    if not makers:
        return None
    kept = makers & (found | reach.cannot_lead(case))
    return former_names.put_down(kept | may_mean(case, makers - kept, reach.today(at)), at)
