"""How often passwords and pupils' cards may be tried; counted by allauth's limiter, which holds across processes.

What is tried from one address is counted for that address, so that nobody keeps anybody else from signing in. What is
tried from everywhere has a pot far higher; a device that has signed in before has one of its own, that nobody else can empty.
"""

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from schoolgate.community.signin import addresses, devices
from schoolgate.sealed import field

# Codes of second steps come behind a right password, and a code has one way in some 300,000: the pot of all is a day's.
# From here with this name, and from everywhere. A card has only 1,320 ways, so a class has few tries; an address has
# more, as a school often shares one. A teacher can always open a child's session from the class list.
LIMITS = {
    "password_device": "10/5m/key",
    "password_address": "10/m/ip",
    "password_here": "5/5m/key",
    "password": "100/h/key",
    "code_device": "10/5m/key",
    "code_address": "40/10m/ip",
    "code_here": "5/5m/key,30/d/key",
    "code": "60/h/key,300/d/key",
    "card_here": "10/10m/key,60/d/key",
    "card": "60/d/key",
    "card_class": "240/d/key",
    "card_address": "40/10m/ip",
}
BETWEEN_RESETS = 10 * 60
"""Seconds in which one person is mailed one link, so that nobody fills their letter box, nor keeps them from having it."""
DAY = 24 * 60 * 60
MANY = 20
"""Wrong passwords in a day, from devices that are not known, of which somebody is told."""
FEW = 5
"""Wrong codes in a day, behind a right password and from devices that are not known, of which somebody is told."""


def count_password(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage | None:
    """Counts one try at a password; None when there have been too many."""
    email = email.lower()
    if device := devices.known(request, email):
        return _count(request, password_device=f"{device}:{email}")
    here = f"{email}:{addresses.of(request)}"
    return _count(request, password_address="", password_here=here, password=email)


def forget_password(request: HttpRequest, email: str) -> None:
    """Whoever has just chosen a new password by the link that was mailed has made no wrong tries from here."""
    email = email.lower()
    pots = {"password_here": f"{email}:{addresses.of(request)}", "password": email}
    if device := devices.known(request, email):
        pots["password_device"] = f"{device}:{email}"
    cache.delete(_reset(email))
    for pot, key in pots.items():
        ratelimit.clear(request, app="schoolgate", action=pot, config=LIMITS, key=key)


def is_to_be_told(request: HttpRequest, email: str) -> bool:
    """Counts a wrong password; True once a day, when they are so many that whose sign-in it is has to know."""
    return _is_to_be_told(request, email, "wrong passwords", MANY)


def count_code(request: HttpRequest, email: str) -> ratelimit.RateLimitUsage | None:
    """Counts one try at a second step; None when there have been too many. Nobody's tries keep anybody else out."""
    email = email.lower()
    if device := devices.known(request, email):
        return _count(request, code_device=f"{device}:{email}")
    return _count(request, code_address="", code_here=f"{email}:{addresses.of(request)}", code=email)


def is_to_be_told_of_codes(request: HttpRequest, email: str) -> bool:
    """Counts a wrong code; True once a day, when whose sign-in it is has to know that somebody has the password."""
    return _is_to_be_told(request, email, "wrong codes", FEW)


def _is_to_be_told(request: HttpRequest, email: str, what: str, many: int) -> bool:
    if devices.known(request, email.lower()):
        return False
    whose = field.digest(what, email.lower())
    cache.add(f"signin.wrong.{whose}", 0, DAY)
    try:
        wrong = cache.incr(f"signin.wrong.{whose}")
    except ValueError:  # it went out between the two lines
        return False
    return wrong >= many and bool(cache.add(f"signin.told.{whose}", 1, DAY))


def is_first_reset(email: str) -> bool:
    """Whether a link for a new password is to be mailed: the one of a moment ago still works, whoever asks again."""
    return bool(cache.add(_reset(email), 1, BETWEEN_RESETS))


def _reset(email: str) -> str:
    return f"signin.reset.{field.digest('reset', email.lower())}"


def count_card(request: HttpRequest, code: str, number: object) -> ratelimit.RateLimitUsage | None:
    """Counts one try at a card of this class; None when there have been too many."""
    here = f"{code}:{addresses.of(request)}"
    return _count(request, card_address="", card_here=here, card=f"{code}:{number}", card_class=code)


def forget(usage: ratelimit.RateLimitUsage) -> None:
    """A try that was right is not held against anybody."""
    usage.rollback()


def _count(request: HttpRequest, **pots: str) -> ratelimit.RateLimitUsage | None:
    """One try out of each pot in turn; where one is empty, those before it keep theirs and those after lose none."""
    together = ratelimit.RateLimitUsage(usage=[])
    for pot, key in pots.items():
        usage = ratelimit.consume(request, app="schoolgate", action=pot, config=LIMITS, key=key, limit_get=True)
        if usage is None:
            return None
        together.usage += usage.usage
    return together
