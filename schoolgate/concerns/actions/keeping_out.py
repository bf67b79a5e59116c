"""What a reader enters may take another reader out: it is told, goes on, and is not theirs to end. Parts of deeds."""

from collections.abc import Iterable
from datetime import datetime

from schoolgate import access
from schoolgate.community.models import Person, School
from schoolgate.community.queries import appointments
from schoolgate.concerns import letters
from schoolgate.concerns.actions import reaching
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.keeping_out import KeptOut
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import AlertKind
from schoolgate.post import outbox

ALSO = (
    "Because of what {by} entered, {who} can no longer read this. Check that it is right. Someone other than {by} must "
    "end it."
)


def readers(concern: Concern, at: datetime) -> frozenset[int]:
    """Who reads a concern now: to be asked before something is entered."""
    return frozenset(reach.readers_of(concern, reach.today(at)).values_list("pk", flat=True))


def note(concern: Concern, before: frozenset[int], by: access.Someone, at: datetime) -> None:
    """Notes whom an entry has taken out, sends the concern on to somebody else as well, and tells those who watch."""
    if by.id is None or not before - {by.id}:
        return
    gone = (before - readers(concern, at) - {by.id}) & reach.not_by_duty(concern)
    if not gone:
        return
    for id in sorted(gone):
        KeptOut.objects.get_or_create(concern=concern, person_id=id, by_id=by.id, defaults={"at": at})
    reaching.reach_another(concern, at)
    who = " and ".join(str(person) for person in Person.objects.filter(pk__in=gone).order_by("pk"))
    reaching.alert(concern, AlertKind.NAME, ALSO.format(by=Person.objects.get(pk=by.id), who=who), at)
    tell(concern.school, reach.not_by_duty(concern) | gone | {by.id}, at)


def tell(school: School, but: Iterable[int], at: datetime) -> None:
    """Tells the head, the chair and the governors that a reader was taken out: never of what, whom, or by whom."""
    people = appointments.to_tell(school.pk, reach.today(at)).exclude(pk__in=list(but)).exclude(email="")
    outbox.put(school, [letters.taken_out(person) for person in people], at)
