"""What the menu leads to of mail and letters."""

from datetime import datetime
from typing import Any

from schoolgate import access
from schoolgate.pages import Way


def _without_outbox(person: Any, at: datetime) -> bool:
    """For the office this page belongs to the outbox, which leads to it."""
    return not access.may(person, "look.outbox")


WAYS = [
    Way("School", "Emails and letters", "post:outbox", "look.outbox"),
    Way("School", "Whether mail leaves", "post:leaving", "look.leaving_mail", shown_to=_without_outbox),
]
