"""The words of the mails about concerns: that something waits, and never what or about whom."""

from django.conf import settings

from schoolgate.community.models import Person
from schoolgate.concerns import receipts
from schoolgate.concerns.models.concern import Concern
from schoolgate.post import rules
from schoolgate.post.rules import Letter

KIND = f"{rules.PRIVATE}.concern"
SUBJECT = "Something is waiting for you in Schoolgate"
FOLLOW = "tell/follow/{token}/"
"""Where a link in a mail to someone without an account leads; the page of that address is `concerns:follow`."""


def waiting(person: Person) -> Letter:
    """To somebody who signs in: to those who read concerns and to a reporter alike, so that no two differ."""
    return Letter(person.pk, person.email, KIND, SUBJECT, _body(f"{settings.ADDRESS}/"))


def to_reporter(concern: Concern) -> Letter:
    """To the address that a reporter gave, with a link of their own."""
    link = f"{settings.ADDRESS}/{FOLLOW.format(token=receipts.link_token(concern.pk))}"
    return Letter(None, concern.contact, KIND, SUBJECT, _body(link))


def _body(link: str) -> str:
    return f"{SUBJECT}.\n\n{link}\n"
