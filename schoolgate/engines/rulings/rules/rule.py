"""What a rule is: a function from a complete situation to an opinion, with the clause it puts in force.

A rule names as its arguments the dimensions of the situation that it looks at, and sees no others. A
dimension that one of its kinds of question does not have needs a default. `parameters` is the school's.
"""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from schoolgate.datafiles import DataFileError, whole


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


@dataclass(frozen=True)
class RuleWords:
    """What `words.toml` has for a rule: its words for each opinion it has, by the opinion's value."""

    allow: Words | None = None
    prohibit: Words | None = None
    advise: Words | None = None
    forbid: Words | None = None
    fixed: str = ""


WORDS = whole(Path(__file__).with_name("words.toml"), dict[str, RuleWords])


def rule(clause: str, *kinds: Any, exempts: Iterable[str] = ()) -> Callable[[Look], Rule]:
    """Makes a rule of a function: its clause and its kinds of question; its words stand under its name in `words.toml`."""

    def make(look: Look) -> Rule:
        name = look.__name__
        if name not in WORDS:
            raise DataFileError(f"words.toml lacks the table {name}.")
        said = {opinion: getattr(WORDS[name], opinion.value) for opinion in Opinion}
        words = {opinion: told for opinion, told in said.items() if told}
        return Rule(name, clause, kinds, look, words, WORDS[name].fixed, frozenset(exempts))

    return make
