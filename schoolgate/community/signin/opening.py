"""Whose session a child's session is: who opened it, or made the card it was opened with. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

CARD_IS_NEW = timedelta(days=28)
"""How long somebody who made a card may still have it."""


class Opened(StrEnum):
    """What part somebody else had in opening a child's session."""

    SESSION = "session"
    CARD = "card"
    OLD_CARD = "old_card"


@dataclass(frozen=True)
class Opener:
    """Somebody who opened a child's session, or has seen the card that it was opened with."""

    person_id: int
    how: Opened

    @property
    def may_be_them(self) -> bool:
        """Whether it may well be this person who is in the session, and not the child."""
        return self.how is not Opened.OLD_CARD


def by_card(made_by: int | None, made_at: datetime | None, at: datetime) -> Opener | None:
    """Who has seen the card that a session is opened with now."""
    if made_by is None or made_at is None:
        return None
    return Opener(made_by, Opened.CARD if at - made_at < CARD_IS_NEW else Opened.OLD_CARD)


def opener_of(session: Mapping[str, Any]) -> Opener | None:
    """What a session says of it; nothing where no child is in it."""
    found = session.get("opened")
    return Opener(int(found[0]), Opened(found[1])) if found else None
