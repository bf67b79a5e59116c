"""What somebody has said means nobody here: it is asked again only where another name, or other words, raise it."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Protocol


class Called(Protocol):
    """Whoever has a name: as they are called now, or were before."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def known_as(self) -> str: ...


def by_name(called: Called) -> str:
    """The sign that somebody may be meant by this name of theirs."""
    return "name " + repr([name.casefold() for name in (called.first_name, called.last_name, called.known_as)])


def signs(sign: str, units: Iterable[str]) -> Iterator[str]:
    """A sign in each of some texts: what is remembered, where somebody has answered."""
    return (_sign(sign, unit) for unit in units)


def left(units: Iterable[str], sign: str, cleared: Collection[str]) -> list[str]:
    """The texts of which nobody has said that they mean nobody by this sign."""
    return [unit for unit in units if _sign(sign, unit) not in cleared]


def _sign(sign: str, unit: str) -> str:
    return hashlib.sha256(f"{sign}\n{unit}".encode()).hexdigest()[:32]
