"""What of the trail somebody must not see, because it would tell them that there is, or was, a record."""

from collections.abc import Iterable
from datetime import datetime

from schoolgate.community.models import Person
from schoolgate.records.models import AccessRequest, Certificate, HeldPage, Transfer
from schoolgate.records.queries import access_requests, certificates, children

HIDDEN_EVENTS = frozenset({"records.tidy", "records.look_at_child"})
"""Events that name no record and yet show that there is one: for nobody's eyes but the chain's."""


def pages_there(labels: Iterable[str]) -> frozenset[str]:
    """Those of these labels of the trail whose page of an answer is still there."""
    prefix = "records.heldpage:"
    ids = [label.removeprefix(prefix) for label in labels if label.startswith(prefix)]
    return frozenset(f"{prefix}{id}" for id in HeldPage.objects.filter(pk__in=ids).values_list("pk", flat=True))


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
            ("records.certificate", certificates.hidden_from(person)),
            ("records.transfer", moved.values_list("pk", flat=True)),
            ("records.accessrequest", asked.values_list("pk", flat=True)),
            ("records.heldpage", pages.values_list("pk", flat=True)),
        )
        for id in ids
    )
