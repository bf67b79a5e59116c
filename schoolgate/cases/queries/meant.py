"""Which of those who read a case what somebody writes into it may mean."""

from datetime import datetime

from schoolgate import access
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.concerns.queries.meant import Adults, Told
from schoolgate.engines.procedures.schema import CasePart


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
