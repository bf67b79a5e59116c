"""Tells the apps above of people who were added, renamed, came back, were given a duty or became somebody's family."""

from collections.abc import Callable, Collection
from datetime import datetime

Listener = Callable[[int, Collection[int], datetime], None]
Struck = Callable[[int, int, datetime], None]
_LISTENERS: list[Listener] = []
_STRUCK: list[Struck] = []


def register(listener: Listener) -> None:
    """`listener` is called with the school, the people's ids and the moment, within that deed."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell(school_id: int, people: Collection[int], at: datetime) -> None:
    """A name that was typed long ago may mean one of them: whoever keeps such names looks again.

    Who did it says nothing: a name counts by who put it down, whichever deed looks again (see `former_names.ever`).
    """
    for listener in _LISTENERS if people else ():
        listener(school_id, people, at)


def register_struck(listener: Struck) -> None:
    """`listener` is called with the school, whose former name was never theirs, and the moment, within that deed."""
    if listener not in _STRUCK:
        _STRUCK.append(listener)


def tell_struck(school_id: int, person_id: int, at: datetime) -> None:
    """A former name counts no more: whoever reads what it has kept from somebody is asked again."""
    for listener in _STRUCK:
        listener(school_id, person_id, at)
