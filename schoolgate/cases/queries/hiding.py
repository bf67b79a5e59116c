"""What of the trail somebody must not see, because it would tell them that there is a case."""

from datetime import datetime

from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person

HIDDEN_EVENTS = frozenset({"cases.expire", "cases.remind", "cases.tidy", "cases.try_in_emergency"})
"""Events that name no case and yet show that there is one: for nobody's eyes but the chain's."""


def hidden_targets(person: Person, at: datetime) -> frozenset[str]:
    """Targets of trail entries that this person must not see, as the trail labels them."""
    cases = Case.objects.filter(school=person.school_id).exclude(pk__in=reach.visible_to(person, at).values("pk"))
    return frozenset(f"cases.case:{id}" for id in cases.values_list("pk", flat=True))
