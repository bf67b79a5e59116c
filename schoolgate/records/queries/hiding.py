"""What of the trail somebody must not see, because it would tell them that there is, or was, a record."""

from datetime import datetime

from schoolgate.community.models import Person
from schoolgate.records.models import AccessRequest, Certificate, HeldPage, Transfer
from schoolgate.records.queries import access_requests, children

HIDDEN_EVENTS = frozenset({"records.tidy", "records.look_at_child"})
"""Events that name no record and yet show that there is one: for nobody's eyes but the chain's."""


def page_labels(school_id: int) -> frozenset[str]:
    """Every page of an answer that is still there, as the trail labels it."""
    pages = HeldPage.objects.filter(request__school=school_id)
    return frozenset(f"records.heldpage:{id}" for id in pages.values_list("pk", flat=True))


def hidden_targets(person: Person, at: datetime) -> frozenset[str]:
    """Targets of trail entries that this person must not see, as the trail labels them."""
    of = {"school": person.school_id}
    gone = Certificate.objects.filter(**of).values_list("record", flat=True)
    moved = Transfer.objects.filter(**of).exclude(pk__in=children.transfers(person, at).values("pk"))
    asked = AccessRequest.objects.filter(**of).exclude(pk__in=access_requests.visible_to(person, at).values("pk"))
    pages = HeldPage.objects.filter(request__in=asked.values("pk"))
    return frozenset(
        f"{label}:{id}"
        for label, ids in (
            # what was destroyed may have been a case or a concern: its id names it in the trail for ever
            ("cases.case", gone),
            ("concerns.concern", gone),
            ("records.transfer", moved.values_list("pk", flat=True)),
            ("records.accessrequest", asked.values_list("pk", flat=True)),
            ("records.heldpage", pages.values_list("pk", flat=True)),
        )
        for id in ids
    )
