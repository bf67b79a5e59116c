"""What is found out before a deed begins, so that nobody waits for it: whom words may mean, and what they sound like.

A deed holds locks, on SQLite the only one there is. What takes long is asked before it; the deed asks the very same
once more, and where people and words are as they were the answer is there already, else it is found anew. `Work` counts
what is compared for one deed: where it is spent, the rest is for the clock, and nobody reads it until then.
"""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from schoolgate.engines.mentions.nearness import Work

R = TypeVar("R")
MOST_WORK = 25_000
"""Words looked up and places looked at for one deed: some ten thousand different words."""
MOST_LETTERS = 60_000
"""Letters that are looked through at once: three full fields. A longer account waits for the clock."""

_here = threading.local()


@contextmanager
def foreseeing(most: int | None = MOST_WORK) -> Iterator[Work]:
    """While this lasts, what was found is remembered in this thread, and everything is counted together."""
    before = getattr(_here, "now", None)
    work = Work(most)
    _here.now = (work, {})
    try:
        yield work
    finally:
        _here.now = before


def work() -> Work:
    """What may still be compared for this deed; without an end where nobody set one."""
    now = getattr(_here, "now", None)
    return now[0] if now else Work()


def once(key: Hashable, find: Callable[[], R]) -> R:
    """What is asked for twice while one deed is foreseen and done is found once."""
    now: tuple[Work, dict[Hashable, Any]] | None = getattr(_here, "now", None)
    if now is None:
        return find()
    found = now[1]
    if key not in found:
        found[key] = find()
    return found[key]  # type: ignore[no-any-return]


def fits(text: str) -> bool:
    """Whether a text is looked through for this deed; where it is too long, the rest of the work is for the clock too."""
    spent = work()
    if spent.most is not None and len(text) > MOST_LETTERS:
        spent.take(spent.most + 1)
    return not spent.is_spent
