"""Former names of those who read, and of their children: who may say that one was never theirs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community import former_names, kinship, rules
from schoolgate.community.models import FormerName, Person, School
from schoolgate.community.queries import ties
from schoolgate.pages import or_404

SHOWN = timedelta(days=365)
"""So long a governor sees the former name of somebody who reads; head and chair always do, and alone see a pupil's."""


@dataclass(frozen=True)
class NameLine:
    """One former name as somebody sees it who may say that it was never theirs; what others said is not shown."""

    name: FormerName
    entered_by: str
    may_say: bool
    said: bool


# ---- what an action may ask


def answerable(name: FormerName, by: access.Someone, at: datetime) -> FormerName:
    """Returns a name that is this person's to answer, with the school locked: of two voices the second finds the first."""
    School.objects.select_for_update(no_key=True).get(pk=by.school_id or 0)
    found = next((line for line in lines(by, at) if line.name.pk == name.pk and line.may_say), None)
    if found is None:
        raise access.Refused("community.say_never_theirs")
    return found.name


# ---- who may say so


def lines(person: access.Someone, at: datetime) -> list[NameLine]:
    """Former names that count, of those who read and, for head and chair, of children of theirs."""
    if person.id is None or not access.may(person, "look.former_names"):
        return []
    on = timezone.localdate(at)
    ahead = Q(roles__until_on=None) | Q(roles__until_on__gte=on)
    reading = Person.objects.filter(ahead, school=person.school_id, roles__duty__in=rules.READING)
    readers = set(reading.order_by().values_list("pk", flat=True))
    found = FormerName.objects.filter(Q(person__in=readers) | Q(person__same_as__in=readers), never_at=None)
    if person.duties & ties.IN_LINE:
        pupils = Person.objects.filter(pk__in=kinship.family_of(readers), roles__duty=Duty.PUPIL)
        found |= FormerName.objects.filter(person__in=pupils, never_at=None)
    else:
        found = found.filter(until_at__gt=at - SHOWN)
    kept = found.select_related("person").prefetch_related("answers").distinct()
    names = [name for name in kept if str(name) != str(name.person)]
    if not names:
        return []
    able, givers = ties.is_able(person, at), former_names.givers_of(names)
    families = kinship.families(name.person_id for name in names)
    makers = [one for one in Person.objects.filter(pk__in=frozenset().union(*givers.values())) if not one.same_as_id]
    told = []
    for name in names:
        entered, family = givers[name.pk], families.get(name.person_id, frozenset())
        said = any(answer.by_id == person.id for answer in name.answers.all())
        line = NameLine(
            name=name,
            entered_by=" and ".join(str(one) for one in makers if one.pk in entered),
            may_say=able and not said and bool(_voices(name, [person.id], entered, family)),
            said=said,
        )
        told.append(line)
    return told


def voices_of(name: FormerName, people: Collection[int]) -> frozenset[int]:
    """Those of them who may be one of the two: not whose name it is, nor their family, nor who entered it.

    Nobody where no one is on record as having entered it: as far as is known it was theirs from the beginning.
    """
    return _voices(name, people, former_names.givers(name), kinship.family_of([name.person_id]))


def _voices(
    name: FormerName, people: Collection[int], entered: Collection[int], family: Collection[int]
) -> frozenset[int]:
    if not entered:
        return frozenset()
    return frozenset(people) - {name.person_id, name.person.same_as_id, *family, *entered}


# ---- pages


def page(person: Person, at: datetime) -> list[NameLine]:
    access.require(person, "look.former_names")
    return lines(person, at)


def name_for(person: Person, id: int, at: datetime) -> FormerName:
    """A former name of which this person may say that it was never theirs; anything else is the same 404."""
    return or_404(next((line.name for line in lines(person, at) if line.name.pk == id and line.may_say), None))
