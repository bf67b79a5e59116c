"""Where a concern goes on in an app above: such an app says so when it starts; nothing here knows which it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

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
