"""Tells the apps above of people who were added, renamed, came back, were given a duty or became somebody's family."""

from collections.abc import Callable, Collection
from datetime import datetime

Listener = Callable[[int, Collection[int], datetime, int | None], None]
_LISTENERS: list[Listener] = []


def register(listener: Listener) -> None:
    """`listener` is called with the school, the people's ids, the moment and who renamed them, within that deed."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def tell(school_id: int, people: Collection[int], at: datetime, *, renamed_by: int | None = None) -> None:
    """A name that was typed long ago may mean one of them: whoever keeps such names looks again.

    Whoever gave somebody another name does not choose by that who reads what is about themselves.
    """
    for listener in _LISTENERS if people else ():
        listener(school_id, people, at, renamed_by)
