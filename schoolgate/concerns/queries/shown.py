"""Who at school is named to those who tell us: who reads it, and to whom they are sent.

Nobody is sent to somebody about whom they may have told: on a page of coming back, and to whoever has told anything, nobody
is named, and in a child's session never, so that a name which is not there says nothing of the child. And who told of
others, and is said to have done it since, does not learn that from the name of another reader.
"""

from collections.abc import Collection, Iterable
from datetime import date

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community import kinship
from schoolgate.community.models import Person, PersonQuerySet, School
from schoolgate.concerns import routing
from schoolgate.concerns.models.concern import Concern, involved_in
from schoolgate.concerns.queries import people, reach
from schoolgate.concerns.routing import GROUPS
from schoolgate.concerns.rules import FROM_HOME, ConcernKind, Whom

UNNAMED = "Somebody who keeps children safe"
"""Who reads it, where nobody is named."""


def to_go_to(
    school: School, teller: access.Someone | None, on: date, *, whom: str = "", comes_back: bool = False
) -> str:
    """Who keeps children safe, by name, for a page of telling: the one rule for all of them; empty for nobody."""
    if comes_back or has_told(teller) or (teller is not None and Duty.PUPIL in teller.duties):
        return ""
    return people.keeps_safe(school, teller, on, whom=whom)


def to_hand_to(teller: access.Someone | None, reader: str, concern_id: object) -> str:
    """To whom a device is taken, once something was told: who reads that, unless they have told something else as well."""
    return "" if has_told(teller, besides=concern_id) else reader


def has_told(teller: access.Someone | None, *, besides: object = None) -> bool:
    """Whether somebody who is signed in has told us anything, apart from one thing."""
    if teller is None or teller.id is None:
        return False
    told = Concern.objects.filter(entered_by=teller.id)
    return (told if besides is None else told.exclude(pk=str(besides))).exists()


def who_reads(concern: Concern, on: date, *, without: Collection[int] = ()) -> str:
    """For whoever told it: somebody whom it reaches, who holds its duty first; empty where nobody can read it.

    Those `without` are away: they are named only where nobody else reads it.
    """
    duty = duty_shown(concern, on)
    order = [duty, *GROUPS.get(duty, ())]
    readers = readers_shown(concern, on)
    readers = [reader for reader in readers if reader.pk not in without] or readers
    readers.sort(key=lambda reader: min((order.index(duty) for duty in reader.duties if duty in order), default=9))
    return str(readers[0]) if readers else ""


def readers_shown(concern: Concern, on: date) -> list[Person]:
    """Who reads it as whoever told it may know; to a teller whom it is about, who would if it were not."""
    if not is_about_teller(concern):
        return list(reach.readers_of(concern, on))
    return list(would_read(concern, GROUPS[duty_shown(concern, on)], on).prefetch_related("roles"))


def would_read(concern: Concern, duties: Iterable[Duty], on: date) -> PersonQuerySet:
    """Who would read it by these duties if it were not about whoever told it, but for these."""
    people_there = Person.objects.filter(school=concern.school_id)
    held: PersonQuerySet = people_there.holding(*duties, on=on)
    return held.exclude(pk__in=_apart(concern) | {concern.entered_by_id})


def is_about_teller(concern: Concern) -> bool:
    """Whether it is about whoever told it, as far as anybody has said."""
    return concern.entered_by_id is not None and concern.entered_by_id in reach.concerned_in(concern)


def duty_shown(concern: Concern, on: date) -> Duty:
    """The duty that it went to; for a teller whom it is about, the one to which it went first, or goes without them."""
    if not is_about_teller(concern):
        return Duty(concern.goes_to)
    first = concern.reaches.exclude(duty="").order_by("at", "pk").first()
    about = reach.concerned_in(concern) - {concern.entered_by_id}
    chosen = {routing.CHOSEN[Whom(concern.whom)]} if concern.whom in routing.CHOSEN else set()
    without = routing.first_reached(
        ConcernKind(concern.kind),
        reach.duties_of(about, on) | chosen,
        holders=reach.holders(concern.school_id, on),
        concerned=_apart(concern),
    )
    went = Duty(first.duty) if first else without
    return max(went, without, key=routing.LINE.index)


# ---- parts


def _apart(concern: Concern) -> frozenset[int]:
    """To whom it would not go if it were not about whoever told it."""
    involved = involved_in(Concern.objects.filter(pk=concern.pk))
    if concern.door not in FROM_HOME:
        involved = involved.exclude(pk__in=[concern.entered_by_id])
    about = reach.concerned_in(concern) - {concern.entered_by_id}
    return frozenset(about | reach.harmed_in(concern) | kinship.ids_of_family(involved))
