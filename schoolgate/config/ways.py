"""The way about: the places in their order, each composed of the entries that the apps declare in their `ways.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.urls import reverse

from schoolgate import access
from schoolgate.cases.ways import WAYS as CASES
from schoolgate.community.ways import WAYS as COMMUNITY
from schoolgate.concerns.ways import WAYS as CONCERNS
from schoolgate.pages import Way
from schoolgate.policy.ways import WAYS as POLICY
from schoolgate.post.ways import WAYS as POST
from schoolgate.records.ways import WAYS as RECORDS

HOME = Way("Today", "Your tasks", "home", covers=("community:decide_join",))
TRAIL = Way("School", "Activity log", "trail", "look.trail")

PLACES: dict[str, tuple[list[Way], ...]] = {
    "Today": ([HOME], CASES, CONCERNS, COMMUNITY),
    "Policy": (POLICY,),
    "Safeguarding": (CONCERNS, CASES, RECORDS),
    "School": (COMMUNITY, POST, [TRAIL]),
}
"""At most seven; a place that nobody has a page in yet (Learning, On site, Speaking) is not among them."""


@dataclass(frozen=True)
class Entry:
    text: str
    url: str
    current: bool


@dataclass(frozen=True)
class Navigation:
    """The places for one person, and the pages of the place that they are in."""

    places: tuple[Entry, ...]
    place: str
    pages: tuple[Entry, ...]


def of_place(place: str) -> list[Way]:
    return [way for ways in PLACES[place] for way in ways if way.place == place]


def navigation(person: Any, *, page: str, path: str, at: datetime) -> Navigation | None:
    """Returns the way about for this person on the page of this name and path; a stranger has none."""
    if person is None:
        return None
    holds = cache(lambda condition: condition(person, at))
    address = cache(lambda way: _address(way, person))

    def shown(ways: list[Way]) -> Iterator[Way]:
        return (way for way in ways if way.shown_to is None or holds(way.shown_to))

    allowed = {place: [way for way in of_place(place) if _may(person, way)] for place in PLACES}
    here = _best([way for ways in allowed.values() for way in ways], address, page, path)
    doors = {place: way for place, ways in allowed.items() if (way := next(shown(ways), None))}
    place = here.place if here and here.place in doors else ""
    pages = list(shown(allowed[place])) if place else []
    best = _best(pages, address, page, path)
    return Navigation(
        places=tuple(Entry(name, address(way), name == place) for name, way in doors.items()),
        place=place,
        pages=tuple(Entry(way.text, address(way), way is best) for way in pages),
    )


def _may(person: Any, way: Way) -> bool:
    looks = (way.look,) if isinstance(way.look, str) else way.look
    return not looks or any(access.may(person, look) for look in looks)


def _best(ways: list[Way], address: Callable[[Way], str], page: str, path: str) -> Way | None:
    """The entry that a page belongs to: the one that names it, or else the one whose address it goes on from."""
    named = next((way for way in ways if page and page in (way.page, *way.covers)), None)
    if named:
        return named
    above = {way: address(way) for way in ways if way is not HOME}
    above = {way: url for way, url in above.items() if path.startswith(url)}
    return max(above, key=lambda way: len(above[way]), default=None)


def _address(way: Way, person: Any) -> str:
    return reverse(way.page, args=[person.school.slug] if way.of_school else None)
