"""What somebody enters into a case may take out another who runs it: it is told, goes on, and is not theirs to close."""

from datetime import datetime

from schoolgate import access
from schoolgate.cases.actions import notify
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.keeping_out import KeptOut
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person
from schoolgate.concerns.actions import keeping_out

ALSO = "Because of what {by} entered, {who} can no longer read this case. Someone other than {by} must close it."


def note(case: Case, before: frozenset[int], by: access.Someone, at: datetime) -> None:
    """Notes whom an entry has taken out of those who ran it `before`, and tells those who watch; routing goes past who did."""
    if by.id is None or not before - {by.id}:
        return
    gone = (before & reach.cannot_lead(case)) - {by.id}
    if not gone:
        return
    for id in sorted(gone):
        KeptOut.objects.get_or_create(case=case, person_id=id, by_id=by.id, defaults={"at": at})
    who = " and ".join(str(person) for person in Person.objects.filter(pk__in=gone).order_by("pk"))
    words = ALSO.format(by=Person.objects.get(pk=by.id), who=who)
    notify.write(case, EventKind.RUNS, words, by=access.Machine(case.school_id), at=at)
    keeping_out.tell(case.school, reach.cannot_lead(case) | gone | {by.id}, at)
