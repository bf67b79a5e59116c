"""Tells the apps above of people who were added, renamed, came back, were given a duty or became somebody's family."""

from collections.abc import Callable, Collection
from datetime import datetime

Listener = Callable[[int, Collection[int], datetime], None]
_LISTENERS: list[Listener] = []


def register(listener: Listener) -> None:
    """`listener` is called with the school, the people's ids and the moment, within the deed that changes them."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell(school_id: int, people: Collection[int], at: datetime) -> None:
    """A name that was typed long ago may mean one of them: whoever keeps such names looks again."""
    for listener in _LISTENERS if people else ():
        listener(school_id, people, at)
