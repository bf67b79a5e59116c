"""What a rule is: a function from a complete situation to an opinion, with the clause it puts in force.

A rule names as its arguments the dimensions of the situation that it looks at, and sees no others. A
dimension that one of its kinds of question does not have needs a default. `parameters` is the school's.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Opinion(Enum):
    ALLOW = "allow"
    PROHIBIT = "prohibit"  # as strongly as the clause says: a must forbids, the rest advises against
    ADVISE = "advise"  # advises against whatever the clause's strength; the rule says why
    FORBID = "forbid"  # forbids whatever the clause's strength; the rule says why


@dataclass(frozen=True)
class Words:
    """What a rule has to say, to an adult and to a seven-year-old."""

    says: str
    child: str


Look = Callable[..., Opinion | None]


@dataclass(frozen=True)
class Rule:
    """One rule: its clause, the kinds of question it answers, how it looks at a situation, and its words.

    `fixed` is the reason for an opinion whose weight does not follow the clause's strength. Where the rule
    allows, it lifts the opinions of the clauses in `exempts`.
    """

    name: str
    clause: str
    kinds: tuple[Any, ...]
    look: Look
    words: dict[Opinion, Words]
    fixed: str
    exempts: frozenset[str]

    def reads(self) -> tuple[str, ...]:
        """The names of what it looks at."""
        return tuple(inspect.signature(self.look).parameters)


def rule(
    clause: str,
    *kinds: Any,
    allows: tuple[str, str] | None = None,
    prohibits: tuple[str, str] | None = None,
    advises: tuple[str, str] | None = None,
    forbids: tuple[str, str] | None = None,
    fixed: str = "",
    exempts: Iterable[str] = (),
) -> Callable[[Look], Rule]:
    """Makes a rule of a function: its clause, its kinds of question, and its words for each opinion it has."""
    given = {
        Opinion.ALLOW: allows,
        Opinion.PROHIBIT: prohibits,
        Opinion.ADVISE: advises,
        Opinion.FORBID: forbids,
    }
    words = {opinion: Words(*pair) for opinion, pair in given.items() if pair}

    def make(look: Look) -> Rule:
        return Rule(look.__name__, clause, kinds, look, words, fixed, frozenset(exempts))

    return make
