"""The head's checks: where the policy, carried out as written, meets the law. They are written in `checks.toml`.

Nothing here blocks or softens a step. A check is raised, the head decides, gives the reason, and both are kept with
name and time.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schoolgate import datafiles


class Sure(StrEnum):
    CONFIRMED = "confirmed"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Reference:
    """Where it is written, and how sure that is."""

    text: str
    sure: Sure


@dataclass(frozen=True)
class Check:
    """One of the twenty; `raised` says when it comes up, `asks` what the head decides."""

    id: int
    clauses: tuple[str, ...]
    title: str
    text: str
    asks: str
    references: tuple[Reference, ...]
    raised: str


CHECKS: tuple[Check, ...] = datafiles.entries(Path(__file__).with_name("checks.toml"), "check", Check)
BY_ID = {check.id: check for check in CHECKS}


def check(id: int) -> Check:
    """The check of that number; `KeyError` when there is none."""
    return BY_ID[id]


def for_clause(clause: str) -> tuple[Check, ...]:
    """The checks that a clause raises."""
    return tuple(check for check in CHECKS if clause in check.clauses)
