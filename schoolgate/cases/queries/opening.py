"""Concerns that may become a case, and cases they may go into."""

from dataclasses import dataclass
from datetime import datetime

from schoolgate import access
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach
from schoolgate.community.models import Person
from schoolgate.concerns.models.chronicle import Decision
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.concerns.rules import HARMS, Harm

MOST_CONCERNS = 20
UNDECIDED = ("received", "read", "looked_into")


@dataclass(frozen=True)
class ToOpen:
    """A concern that waits for a decision, with no word of what was told."""

    id: object
    number: int
    harm_words: str
    entered_at: datetime
    unread: bool


def concerns_to_open(person: Person) -> list[ToOpen]:
    """Concerns that reach this person and have not been decided, the oldest first."""
    if not access.may(person, "cases.open_case"):
        return []
    decided = Decision.objects.filter(taken_back_at=None).values("concern")
    found = concern_reach.visible_to(person).filter(status__in=UNDECIDED).exclude(pk__in=decided)
    return [
        ToOpen(item.pk, item.number, HARMS[Harm(item.harm)], item.entered_at, item.acknowledged_at is None)
        for item in found.order_by("entered_at")[:MOST_CONCERNS]
    ]


def concern_to_open(person: Person, id: object) -> Concern:
    """The concern from which a case is opened; not there and not theirs are the same 404."""
    access.require(person, "cases.open_case")
    return concern_reach.concern_for(person, id)


def cases_to_add_to(person: Person, at: datetime) -> list[Case]:
    """Open cases that this person leads."""
    found = reach.led_by(person, at).filter(closed_at=None)
    return list(found.prefetch_related("parts__person").order_by("-opened_at"))
