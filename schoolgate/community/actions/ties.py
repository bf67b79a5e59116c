"""Family ties that one person entered about somebody who reads: they bar at once, are told, and two say they never were."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.actions import appointing
from schoolgate.community.models import Care, FamilyLink, Person, School, TieAnswer, TieQuestion
from schoolgate.community.queries import appointments, ties

AGAIN = "You entered this before, and two people said that it was never so. If it is so, somebody else has to enter it."


def look_again(school_id: int, people: Collection[int], at: datetime) -> None:
    """Asks about ties that somebody else entered for those who read, and tells them, the head and the governors at once."""
    new = ties.new_questions(school_id, at)
    if not new:
        return
    TieQuestion.objects.bulk_create(new)
    readers = {person.pk: person for person in Person.objects.filter(pk__in={item.person_id for item in new})}
    makers = {item.entered_by_id for item in new if item.entered_by_id}
    names = {None: "IT, on the school’s server"} | {
        person.pk: str(person) for person in Person.objects.filter(pk__in=makers)
    }
    pairs = dict.fromkeys((names[item.entered_by_id], str(readers[item.person_id])) for item in new)
    told = [
        person
        for person in appointments.to_tell(school_id, timezone.localdate(at))
        if makers != {person.pk} and person.pk not in readers
    ]
    school = School.objects.get(pk=school_id)
    lines = [f"{maker} entered something by which {reader} is of the family of a pupil" for maker, reader in pairs]
    appointing.tell(school, lines, by=[], at=at, to=told, also=readers.values(), words="tie", page="community:ties")


@action("community.say_never_so", reach=ties.answerable)
def say_never_so(question: TieQuestion, *, reason: str, by: access.SignedIn, at: datetime) -> TieQuestion:
    """Says of a family tie that somebody else entered that it was never so; when two have said it, it counts nowhere."""
    rules.check_reason(reason)
    if TieAnswer.objects.filter(question__in=ties.same_tie(question), by=by.id).exists():
        raise Broken("You have said so already.")
    TieAnswer.objects.create(question=question, by_id=by.id, at=at, reason=reason)
    _settle(question, at)
    return question


def check_not_entered_again(known: QuerySet[Care]) -> None:
    """Whoever entered what two people said was never so does not enter it again; somebody else may."""
    if ties.ended_as_never(known).exists():
        raise Broken(AGAIN)


def _settle(question: TieQuestion, at: datetime) -> None:
    """What two say ends the tie for all to see; it stops to bar when two said it about whom the child tells nothing.

    Whoever is accused sees the same either way, so that nobody learns from it that there is something about them.
    """
    asked = ties.same_tie(question)
    voices = set(TieAnswer.objects.filter(question__in=asked).values_list("by_id", flat=True))
    on_duty = ties.head_and_chair(question.school_id, at)
    if not ties.are_enough(voices, on_duty):
        return
    tie: Care | FamilyLink = question.care or question.link  # type: ignore[assignment]
    if isinstance(tie, Care):
        child = tie.child_id
        tie.until_on = tie.since_on - timedelta(days=1)
    else:
        child = tie.pupil_id
        tie.ended_on = timezone.localdate(tie.declared_at) - timedelta(days=1)
    if ties.are_enough(ties.free_of_it(voices, child, question.entered_by_id), on_duty):
        asked.filter(never_at=None).update(never_at=at)
    tie.save()
