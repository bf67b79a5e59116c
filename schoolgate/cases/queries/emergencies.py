"""How often somebody entered a wrong number of a case to open it in an emergency, and who is told of that."""

from datetime import date, datetime, timedelta

from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.community.models import Person

TRIED, OPENED = "cases.try_in_emergency", "cases.open_in_emergency"


def wrong_numbers(person: Person, at: datetime, *, within: timedelta) -> int:
    """How many of the numbers that this person entered in that time opened nothing, as the trail has them."""
    mine = Entry.objects.filter(school_id=person.school_id, by=str(person.pk), at__gt=at - within, at__lte=at)
    tried, opened = (mine.filter(event=event).count() for event in (TRIED, OPENED))
    return max(0, tried - opened)


def to_tell(person: Person, on: date) -> list[Person]:
    """The head, or where the head entered them or has no address the chair."""
    people = Person.objects.filter(school=person.school_id).exclude(pk=person.pk).exclude(email="")
    heads = list(people.holding(Duty.HEAD, on=on))
    return heads or list(people.holding(Duty.CHAIR, on=on))
