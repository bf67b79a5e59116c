"""How many answers of strangers to “May I?” are counted in an hour: each is a row, and anybody can ask for another.

Every answer is given; beyond the limit it is only not counted. Of an address a keyed digest is held until its hour is over.
"""

from contextlib import suppress
from datetime import datetime

from django.core.cache import cache

from schoolgate.sealed import field

FROM_ONE = 30
"""Answers an hour that are counted from one address: a class that asks together has as many."""
FROM_ALL = 300
"""And at one school from everywhere."""
HOUR = 60 * 60


def may_count(school_id: int, at: datetime, *, address: str) -> bool:
    """Counts one answer of a stranger; False where there were as many in this hour as are counted."""
    hour = f"{school_id}.{at:%Y%m%d%H}"
    pots = [(hour, FROM_ALL)]
    if address:
        pots.insert(0, (field.digest("asked from", f"{address}:{hour}"), FROM_ONE))
    return all(_has_room(whose, most) for whose, most in pots)


def _has_room(whose: str, most: int) -> bool:
    """Beyond the limit nothing is written, not even how far beyond."""
    key = f"policy.asked.{whose}"
    if not cache.add(key, 1, HOUR):
        if int(cache.get(key, 0)) >= most:
            return False
        with suppress(ValueError):  # it went out between the two lines
            cache.incr(key)
    return True
