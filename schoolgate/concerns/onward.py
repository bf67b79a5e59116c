"""Where a concern goes on in an app above: such an app says so when it starts; nothing here knows which it is."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from schoolgate import access
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Outcome


@dataclass(frozen=True)
class Way:
    """A page of an app above where a concern goes on; `end` is the end that is decided there, where one is."""

    words: str
    hint: str
    url: str
    end: Outcome | None = None
    first: bool = False
    """Whether it is the one obvious next step."""


@dataclass(frozen=True)
class Later:
    """What an app above does with what comes later to a concern that went on there."""

    readers: Callable[[QuerySet[Concern], date], Iterable[tuple[UUID, int]]]
    """Each of these concerns with each person who reads there what became of it, not by a duty of the line."""
    meant: Callable[[Concern, Collection[int], datetime], None]
    """Keeps it there, too, from those whom the concern has come to mean."""


_later: list[Later] = []


def register_later(later: Later) -> None:
    """Says that an app above goes on with concerns."""
    if later not in _later:
        _later.append(later)


def readers_of(concerns: QuerySet[Concern], on: date) -> Iterator[tuple[UUID, int]]:
    """Each of these concerns with each person who reads in an app above what became of it, not by a duty of the line."""
    return (pair for later in _later for pair in later.readers(concerns, on))


def tell_meant(concern: Concern, people: Collection[int], at: datetime) -> None:
    """Tells the apps above whom a concern has come to mean."""
    for later in _later:
        later.meant(concern, people, at)


Ways = Callable[[access.Someone, Concern, datetime], Iterable[Way]]
_known: list[Ways] = []


def register(ways: Ways) -> None:
    """Says that an app above has such ways."""
    if ways not in _known:
        _known.append(ways)


def ways_for(person: access.Someone, concern: Concern, at: datetime) -> tuple[Way, ...]:
    """Where this person can go on with this concern now, the obvious next step first."""
    found = (way for ways in _known for way in ways(person, concern, at))
    return tuple(sorted(found, key=lambda way: not way.first))
