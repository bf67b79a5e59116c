"""What a case is made of, and who may never see it; knows nothing of Django."""

import re
from enum import StrEnum
from pathlib import Path

from schoolgate import datafiles
from schoolgate.broken import Broken
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.schema import CasePart, Procedure


class EventKind(StrEnum):
    """What an entry of the chronology tells."""

    OPENED = "opened"
    NOTE = "note"
    CONTACT = "contact"
    STEP = "step"
    SKIPPED = "skipped"
    CORRECTED = "corrected"
    PERSON = "person"
    RUNS = "lead_duty"
    CONSEQUENCE = "consequence"
    CHECK = "check"
    LETTER = "letter"
    DOCUMENT = "document"
    TWO = "two"
    HOLD = "hold"
    LINK = "link"
    CLOSED = "closed"
    REOPENED = "reopened"
    DELETED = "deleted"


class How(StrEnum):
    """By which way somebody was spoken with."""

    PHONE = "phone"
    MEETING = "meeting"
    MAIL = "mail"
    FORM = "form"
    OTHER = "other"


class What(StrEnum):
    """Deeds that take two people."""

    GRANT = "grant"
    STEP = "step"
    TAKE_OUT = "take_out"
    CORRECTION = "correction"
    DELETE_EVENT = "delete_event"
    DELETE_DOCUMENT = "delete_document"
    DESTROY = "destroy"


EVENTS = datafiles.whole(Path(__file__).with_name("events.toml"), dict[EventKind, str])
HOWS = {
    How.PHONE: "By telephone",
    How.MEETING: "Face to face",
    How.MAIL: "By letter or e-mail",
    How.FORM: "By an official form",
    How.OTHER: "In another way",
}
TWO = {
    What.GRANT: "Let one more person read a restricted case",
    What.STEP: "Record a step that takes two",
    What.TAKE_OUT: "Take out somebody who was named by mistake",
    What.CORRECTION: "Correct a step that takes two",
    What.DELETE_EVENT: "Delete an entry of the chronology",
    What.DELETE_DOCUMENT: "Delete a document",
    What.DESTROY: "Destroy a record whose time has come",
}

ABOUT = frozenset({CasePart.ALLEGED, CasePart.SUBJECT})
"""Whoever has such a part in a case never learns from Schoolgate that it exists."""

COLLEAGUES = frozenset({"adult", "conduct"})
"""Procedures about people who work here: restricted from the first minute, whoever is named in them."""

LONGEST = 20_000
FEWEST_WORDS = 3
"""Of the reason for which somebody opens a case that does not reach them."""
LOOK_AGAIN = (
    "{who} has changed this case since you opened the page. Your words are still here: look at what is new, "
    "then send them again."
)


def procedure(id: str) -> Procedure:
    """The procedure of that name."""
    if id not in PROCEDURES:
        raise Broken("Choose one of the procedures.")
    return PROCEDURES[id]


def check_words(words: str) -> None:
    """Something must be said, and not more than fits."""
    if not words.strip():
        raise Broken("Write something first.")
    if len(words) > LONGEST:
        raise Broken(f"That is more than {LONGEST:,} letters. Enter it in parts.")


COPIED = (
    "You gave the same words for {whom}. Each child’s decision needs its own reasons. Is this reason about this child?"
)
OWN_WORDS = "Another child has the same words; whoever decided says that they are about this child too."


def same_words(one: str, other: str) -> bool:
    """Whether two reasons are the same word for word, whatever their spaces and capitals."""
    return one.casefold().split() == other.casefold().split()


def check_emergency(reason: str) -> None:
    """Whoever runs the case has to understand from it why it could not wait."""
    check_reason(reason)
    if len(re.findall(r"[^\W\d_]+", reason)) < FEWEST_WORDS:
        raise Broken(f"Say in {FEWEST_WORDS} words or more why it cannot wait.", "6.4")


def check_reason(reason: str) -> None:
    """Every decision says why."""
    if not reason.strip():
        raise Broken("Give the reason, so that anyone who looks later understands it.")
    if len(reason) > LONGEST:
        raise Broken(f"That is more than {LONGEST:,} letters. Give the reason in fewer words.")


DECISIONS = {
    "as_written": "done as the policy says",
    "otherwise": "done otherwise, for the reason given",
    "not_here": "it does not come up in this case",
}


def check_decision(decision: str) -> None:
    """A head's check has three answers."""
    if decision not in DECISIONS:
        raise Broken("Choose one of the answers.")


def check_settings(*, emergency_hours: int, grant_days: int, lado_days: int, at_once_minutes: int) -> None:
    """Times long enough to be of use and short enough to matter."""
    if not 1 <= emergency_hours <= 72:
        raise Broken("An emergency look lasts from 1 to 72 hours.")
    if not 1 <= grant_days <= 366:
        raise Broken("Somebody may be let in for 1 to 366 days.")
    if not 0 <= lado_days <= 1:
        raise Broken("The LADO is told on the same or the next working day, never later.", "6.2")
    if not 5 <= at_once_minutes <= 240:
        raise Broken("What is due at once must be late after 5 to 240 minutes.")
