"""How much strangers may do in an hour.

Counted by the address that they come from, of which only a keyed digest is held and only until its hour is over; and
once more, far higher, for the whole school, where words are still taken and files are not. So nobody closes a door for
others, and nobody opens or refuses by counting what is theirs: a right receipt is always right. ADR 20 says why.
"""

from datetime import datetime

from django.core.cache import cache

from schoolgate.concerns.rules import Channel, TooMany
from schoolgate.sealed import field

TOLD = {Channel.ANONYMOUS: 30, Channel.PARENT: 30, Channel.PUPIL: 150}
"""Tellings an hour from one address without signing in; a whole class may tell on one morning from one tablet."""
TOLD_IN_ALL = {Channel.ANONYMOUS: 300, Channel.PARENT: 300, Channel.PUPIL: 1000}
"""Tellings an hour at one school from everywhere, beyond which words are taken without files."""
TOLD_BY_ONE = 40
"""Tellings an hour by somebody who is signed in: more than anybody has to tell, and fewer than bury a queue."""
REPLIES = 30
"""Times an hour that something is added to one concern by a receipt or a link."""
WRONG_RECEIPTS = 60
"""Wrong receipts an hour from one address, before it is said that there were many."""
WRONG_PICTURES = 5
"""Times an hour that one pupil's session may press wrong ones."""
WRONG_PICTURES_EVER = 20
"""Times that wrong ones may be pressed before they open a concern no more."""
KEPT_FROM_ONE = 40
"""Files an hour that are kept for forms which came back, from one address."""
KEPT_AN_HOUR = 600
"""And from everywhere, for one school."""
KEPT_ON_DISK = 400 * 1024 * 1024
"""Bytes that one school keeps for strangers' forms at any moment."""
FILED_FROM_ONE = 400 * 1024 * 1024
"""Bytes an hour, on the disk, of files that come from one address with what is told."""
FILED_IN_ALL = 2 * 1024**3
"""And from everywhere without signing in, at one school."""
WORK_FROM_ONE = 250_000
"""Comparisons an hour for what comes from one address, after which the clock makes them, and the tellings wait for it."""
MAILS_TO_ONE = 3
"""Mails an hour to one address that somebody typed: it may be anybody's."""
LOOKS_FROM_ONE = 40
"""Drawings an hour from one address that are looked at at once; those after them are kept, and looked at by the clock."""
HOUR = 60 * 60

KIND_WORDS = (
    "A lot is being written to the school from where you are just now. Your words are still here: please send them "
    "again in a little while. If you need help right now, tell a grown-up near you, or ring 999."
)


def count_told(school_id: int, door: Channel, at: datetime, *, address: str) -> None:
    """Counts one telling; TooMany when it is more than people tell in an hour from one address."""
    if address and _count(f"told.{door}.from", _seen(address, at), at) > TOLD.get(door, TOLD[Channel.ANONYMOUS]):
        raise TooMany(KIND_WORDS)
    _count(f"told.{door}", school_id, at)


def count_told_by(person_id: int, at: datetime) -> None:
    """Counts one telling of somebody who is signed in; TooMany when it is more than one person tells in an hour."""
    if _count("told.by", person_id, at) > TOLD_BY_ONE:
        raise TooMany(KIND_WORDS)


def is_flooded(school_id: int, door: Channel, at: datetime) -> bool:
    """Whether more is told by a door than one school's people tell in an hour: then there is room for words alone."""
    return _counted(f"told.{door}", school_id, at) > TOLD_IN_ALL.get(door, TOLD_IN_ALL[Channel.ANONYMOUS])


def may_file(school_id: int, at: datetime, *, size: int, address: str) -> bool:
    """Counts a file that strangers send with their words; False where it would be more than there is room for."""
    pots: list[tuple[str, object, int]] = [("filed", school_id, FILED_IN_ALL)]
    if address:
        pots.append(("filed.from", f"{school_id}.{_seen(address, at)}", FILED_FROM_ONE))
    if any(_counted(what, whose, at) + size > most for what, whose, most in pots):
        return False
    for what, whose, _ in pots:
        _count(what, whose, at, size)
    return True


def may_write_to(contact: str, at: datetime) -> bool:
    """Counts a mail to an address that somebody typed; False where it is more than one person needs in an hour."""
    return _count("written", field.digest("written", contact.strip().casefold()), at) <= MAILS_TO_ONE


def may_look(at: datetime, *, address: str) -> bool:
    """Counts a drawing that is to be looked at at once; False where the clock looks at it as well as here."""
    return not address or _count("looks", _seen(address, at), at) <= LOOKS_FROM_ONE


def told_too_much(door: Channel, at: datetime, *, address: str) -> bool:
    """Whether one more telling from this address would be too many; it counts nothing."""
    return bool(address) and _counted(f"told.{door}.from", _seen(address, at), at) >= TOLD.get(
        door, TOLD[Channel.ANONYMOUS]
    )


def count_looked_at(at: datetime, much: int, *, address: str) -> None:
    """Counts what was compared for somebody at one address."""
    if address and much > 0:
        _count("work", _seen(address, at), at, much)


def has_much_looked_at(at: datetime, *, address: str) -> bool:
    """Whether so much was compared for one address in this hour that the rest is for the clock."""
    return bool(address) and _counted("work", _seen(address, at), at) > WORK_FROM_ONE


def too_many_replies(concern_id: object, at: datetime) -> bool:
    """Whether one more reply would be too many; it counts nothing."""
    return _counted("reply", concern_id, at) >= REPLIES


def count_reply(concern_id: object, at: datetime) -> None:
    """Counts what is added by whoever holds the receipt or the link of a concern; others' do not count."""
    if _count("reply", concern_id, at) > REPLIES:
        raise TooMany(KIND_WORDS)


def may_keep_another(school_id: int, at: datetime, *, on_disk: int, address: str) -> bool:
    """Counts one file to be kept for a stranger's form; False where that would be more than there is room for."""
    if on_disk > KEPT_ON_DISK or (address and _count("kept.from", _seen(address, at), at) > KEPT_FROM_ONE):
        return False
    return _count("kept", school_id, at) <= KEPT_AN_HOUR


def count_wrong_receipt(school_id: int, at: datetime, *, address: str) -> None:
    _count("receipt", f"{school_id}.{_seen(address, at)}", at)


def too_many_wrong_receipts(school_id: int, at: datetime, *, address: str) -> bool:
    """Whether so many wrong ones came from an address that it is said; a right one opens all the same."""
    return bool(address) and _counted("receipt", f"{school_id}.{_seen(address, at)}", at) > WRONG_RECEIPTS


def count_wrong_pictures(person_id: int, at: datetime) -> None:
    _count("pictures", person_id, at)


def too_many_wrong_pictures(person_id: int, at: datetime) -> bool:
    return _counted("pictures", person_id, at) >= WRONG_PICTURES


def is_first(token: str) -> bool:
    """Whether a page is sent for the first time: going back and sending it once more is not."""
    return bool(cache.add(f"concerns.once.{field.digest('once', token)}", 1, HOUR))


def _seen(address: str, at: datetime) -> str:
    """An address as it counts in this hour: in the next it is another, so that no two are told to be of one."""
    return field.digest("address", f"{address}:{at:%Y%m%d%H}")


def _count(what: str, whose: object, at: datetime, by: int = 1) -> int:
    key = _key(what, whose, at)
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key, by))
    except ValueError:  # it went out between the two lines
        return by


def _counted(what: str, whose: object, at: datetime) -> int:
    return int(cache.get(_key(what, whose, at), 0))


def _key(what: str, whose: object, at: datetime) -> str:
    return f"concerns.{what}.{whose}.{at:%Y%m%d%H}"
