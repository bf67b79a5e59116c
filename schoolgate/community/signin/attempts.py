"""How often a pupil's card may be tried; counted by allauth's limiter, which holds across processes."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

# A class has few tries, as a card has only 1,320 ways; an address has more, as a school often shares one.
# A teacher can always open a child's session from the class list, whatever has been tried.
LIMITS = {"card": "10/10m/key,60/d/key,40/10m/ip"}


def count(request: HttpRequest, code: str) -> ratelimit.RateLimitUsage | None:
    """Counts one try at a card of this class; None when there have been too many."""
    return ratelimit.consume(request, app="schoolgate", action="card", config=LIMITS, key=code)


def forget(usage: ratelimit.RateLimitUsage) -> None:
    """A try that was right is not held against the class."""
    usage.rollback()
