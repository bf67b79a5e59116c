"""Which of those who read a case, or are to read it, what stands in it may mean."""

from collections.abc import Collection
from datetime import date, datetime

from schoolgate import access
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import meant as concerns_meant
from schoolgate.concerns.queries.meant import Adults, Told
from schoolgate.engines.procedures.schema import CasePart

WHO_AGREES = frozenset({EventKind.TWO, EventKind.RUNS})
"""Entries that name colleagues for what they do in the case, not for what it says of them."""


def readers_named(case: Case, words: str, by: access.Someone, at: datetime) -> list[Person]:
    """Readers, other than whoever writes them, whom these words may mean."""
    if not words.strip():
        return []
    on = reach.today(at)
    granted = frozenset(case.grants.in_force(on).values_list("person", flat=True))
    harmed = case.parts.filter(part=CasePart.HARMED, person__isnull=False).values_list("person", flat=True)
    told = Told(account=words, children=tuple(id for id in harmed if id))
    meant = Adults(case.school_id, on).meant(told, by_name=granted) - {by.id} - reach.concerned_in(case)
    people = Person.objects.filter(pk__in=meant).prefetch_related("roles")
    return [person for person in people if reach.visible_to(person, at).filter(pk=case.pk).exists()]


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
