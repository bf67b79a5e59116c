"""What of the trail somebody must not see, because it would tell them that there is a case."""

from datetime import datetime

from schoolgate.cases.models.case import Case
from schoolgate.cases.models.records import AccessRequest, Certificate, HeldPage, Transfer
from schoolgate.cases.queries import access_requests, child, reach
from schoolgate.community.models import Person

HIDDEN_EVENTS = frozenset({"cases.expire", "cases.remind", "cases.tidy", "cases.look_at_child"})
"""Events that name no case and yet show that there is one: for nobody's eyes but the chain's."""


def hidden_targets(person: Person, at: datetime) -> frozenset[str]:
    """Targets of trail entries that this person must not see, as the trail labels them."""
    of = {"school": person.school_id}
    cases = Case.objects.filter(**of).exclude(pk__in=reach.visible_to(person, at).values("pk"))
    gone = Certificate.objects.filter(**of).values_list("record", flat=True)
    moved = Transfer.objects.filter(**of).exclude(pk__in=child.transfers(person, at).values("pk"))
    asked = AccessRequest.objects.filter(**of).exclude(
        pk__in=access_requests.visible_to(person, at).values("pk")
    )
    pages = HeldPage.objects.filter(request__in=asked.values("pk"))
    return frozenset(
        f"{label}:{id}"
        for label, ids in (
            ("cases.case", cases.values_list("pk", flat=True)),
            ("cases.case", gone),
            # what was destroyed may have been a concern: its id names it in the trail for ever
            ("concerns.concern", gone),
            ("cases.transfer", moved.values_list("pk", flat=True)),
            ("cases.accessrequest", asked.values_list("pk", flat=True)),
            ("cases.heldpage", pages.values_list("pk", flat=True)),
        )
        for id in ids
    )
