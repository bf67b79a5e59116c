"""Whom a name means, and who may be named in a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.http import Http404
from rapidfuzz import fuzz

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.cases.models.case import Case
from schoolgate.cases.rules import ABOUT
from schoolgate.community.models import Person, Placement
from schoolgate.concerns.queries.meant import Adults, Told

CLOSE = 88
"""Out of 100: names of pupils so alike that one may be meant by the other."""
MOST_FOUND = 20
MOST_MEANT = 5


@dataclass(frozen=True)
class Named:
    """Somebody of the school as a list of names shows them: enough to tell two of one name apart."""

    person: Person
    what: str

    def __str__(self) -> str:
        return f"{self.person} ({self.what})" if self.what else str(self.person)


def people_named(person: Person, words: str, on: date) -> list[Named]:
    """People of the school in whose names these words are, for those who lead cases."""
    if not access.may(person, "cases.open_case") or not words.strip():
        return []
    found = Person.objects.filter(school=person.school_id).named(words).order_by("last_name", "first_name")
    return _named(found.distinct()[:MOST_FOUND], on)


def people_maybe(person: Person, words: str, on: date) -> list[Named]:
    """The same, and grown-ups here whom the words may mean though they are written otherwise, such as “Mr Hale”."""
    found = people_named(person, words, on)
    there = {item.person.pk for item in found}
    meant = Adults(person.school_id, on).meant(Told(typed=(words,))) - there
    return found + _named(Person.objects.filter(pk__in=meant), on)


def people_nearly(person: Person, words: str, on: date) -> list[Named]:
    """Those whom a name that is nobody's may mean: pupils called nearly so, and grown-ups here."""
    adults = Adults(person.school_id, on).meant(Told(typed=(words,)))
    pupils = Person.objects.filter(school=person.school_id).holding(Duty.PUPIL, on=on)
    near = [pupil.pk for pupil in pupils if _nearly(words, pupil)][:MOST_MEANT]
    return _named(Person.objects.filter(pk__in=[*near, *adults]), on)


def people_meant(person: Person, words: str, on: date) -> list[Named]:
    """People whose full name this is; what stands in brackets behind it tells two of one name apart."""
    name, _, what = words.partition("(")
    wanted, told = " ".join(name.split()).casefold(), what.strip(" )").casefold()
    near = people_named(person, name, on)
    those = [item for item in near if wanted in _names(item.person)]
    return [item for item in those if not told or told == item.what.casefold()]


def named_in(case: Case, person_id: int) -> tuple[Person, bool]:
    """Somebody who is named in this case, and whether a typed name only may mean them; anybody else is the same 404."""
    row = case.parts.filter(person=person_id).select_related("person").order_by("-by_name").first()
    if row is None or row.person is None:
        raise Http404
    return row.person, row.by_name


def check_adult_named(case: Case) -> None:
    """Clause 6.2: a case about an adult says about which one, by a record or in words: that decides who runs and reads it."""
    rows = [row for row in case.parts.select_related("person") if row.part in ABOUT]
    if not any(row.person is None or Duty.PUPIL not in row.held for row in rows):
        raise Broken(
            "Enter which adult the case is about, under “Who is said to have done it?”. If you do not know the name, "
            "describe them: “the driver of the blue bus”.",
            "6.2",
        )


def check_named_by_mistake(case: Case, person: Person) -> None:
    """That somebody can be taken out of a case: no grown-up of the school whom it is about, nobody with a consequence."""
    rows = list(case.parts.filter(person=person))
    if not rows:
        raise Broken(f"{person} is not named in this case.")
    worked_here = person.roles.filter(duty__in=EMPLOYED | GOVERNORS).exists()
    if worked_here and any(row.part in ABOUT for row in rows):
        raise Broken("Nobody takes out a grown-up whom a case is about. Say how it ends, with what was found.", "6.4")
    if case.consequences.filter(person=person, decided_at__isnull=False).exists():
        raise Broken(
            f"A consequence was decided for {person} in this case. End it first, then say that they are not in it."
        )


def pupils_maybe_meant(case: Case, on: date) -> dict[str, list[Named]]:
    """For each name that was typed, the pupils of nearly that name: they may be on record all the same."""
    typed = {part.name for part in case.parts.all() if not part.person_id}
    here = {part.person_id for part in case.parts.all() if part.person_id}
    if not typed or case.closed_at is not None:
        return {}
    pupils = list(Person.objects.filter(school=case.school_id).holding(Duty.PUPIL, on=on).exclude(pk__in=here))
    found = {name: [person for person in pupils if _nearly(name, person)][:MOST_MEANT] for name in typed}
    named = {
        item.person.pk: item
        for item in _named({other.pk: other for those in found.values() for other in those}.values(), on)
    }
    return {name: [named[item.pk] for item in those] for name, those in found.items() if those}


def _nearly(typed: str, person: Person) -> bool:
    """Nearly the whole name, or one of the two where nothing else was typed."""
    wanted = " ".join(typed.split()).casefold()
    ways = (
        _names(person)
        if " " in wanted
        else {person.first_name.casefold(), person.known_as.casefold(), person.last_name.casefold()}
    )
    return any(way and fuzz.ratio(wanted, way) >= CLOSE for way in ways)


def _named(people: Iterable[Person], on: date) -> list[Named]:
    rooms = Prefetch("placements", Placement.objects.held(on).select_related("classroom"), to_attr="placed")
    ids = [person.pk for person in people]
    full = Person.objects.filter(pk__in=ids).prefetch_related("roles", rooms).order_by("last_name", "first_name")
    return [Named(person, _what(person)) for person in full]


def _what(person: Person) -> str:
    placed = getattr(person, "placed", ())
    duties = ", ".join(WORDS[duty] for duty in sorted(person.duties))
    return ", ".join(str(place.classroom) for place in placed) or duties


def _names(person: Person) -> set[str]:
    firsts = {person.first_name, person.known_as} - {""}
    return {f"{first} {person.last_name}".casefold() for first in firsts}
