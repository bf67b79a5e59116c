"""How much strangers may do in an hour, counted per school: no address is asked for, none is stored."""

from datetime import datetime

from django.core.cache import cache

from schoolgate.concerns.rules import Channel, TooMany
from schoolgate.sealed import field

TOLD = {Channel.ANONYMOUS: 40, Channel.PARENT: 40, Channel.PUPIL: 150}
"""Tellings an hour without signing in; a whole class may tell on one morning."""
WRONG_RECEIPTS = 60
WRONG_PICTURES = 5
"""Times an hour that one pupil's session may press wrong ones."""
WRONG_PICTURES_EVER = 20
"""Times that wrong ones may be pressed before they open a concern no more."""
KEPT_AN_HOUR = 120
"""Files an hour that are kept for strangers' forms which came back."""
KEPT_ON_DISK = 400 * 1024 * 1024
"""Bytes that one school keeps for strangers' forms at any moment."""
HOUR = 60 * 60

KIND_WORDS = (
    "Many people are writing to the school just now. Your words are still here: please send them again in a "
    "little while. If you need help right now, tell a grown-up near you, or ring 999."
)


def count_told(school_id: int, door: Channel, at: datetime) -> None:
    """Counts one telling; TooMany when it is more than a school's people tell in an hour."""
    if _count(f"told.{door}", school_id, at) > TOLD.get(door, TOLD[Channel.ANONYMOUS]):
        raise TooMany(KIND_WORDS)


def may_keep_another(school_id: int, at: datetime, *, on_disk: int) -> bool:
    """Counts one file to be kept for a stranger's form; False where that would be more than there is room for."""
    return on_disk <= KEPT_ON_DISK and _count("kept", school_id, at) <= KEPT_AN_HOUR


def count_wrong_receipt(school_id: int, at: datetime) -> None:
    _count("receipt", school_id, at)


def too_many_wrong_receipts(school_id: int, at: datetime) -> bool:
    return int(cache.get(_key("receipt", school_id, at), 0)) >= WRONG_RECEIPTS


def count_wrong_pictures(person_id: int, at: datetime) -> None:
    _count("pictures", person_id, at)


def too_many_wrong_pictures(person_id: int, at: datetime) -> bool:
    return int(cache.get(_key("pictures", person_id, at), 0)) >= WRONG_PICTURES


def is_first(token: str) -> bool:
    """Whether a page is sent for the first time: going back and sending it once more is not."""
    return bool(cache.add(f"concerns.once.{field.digest('once', token)}", 1, HOUR))


def _count(what: str, school_id: int, at: datetime) -> int:
    key = _key(what, school_id, at)
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key))
    except ValueError:  # it went out between the two lines
        return 1


def _key(what: str, school_id: int, at: datetime) -> str:
    return f"concerns.{what}.{school_id}.{at:%Y%m%d%H}"
