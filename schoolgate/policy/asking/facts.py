"""What a question can leave open, fact by fact: how it is asked for, and the answers there are; no Django.

A fact stands in the address of a page under a short name, such as `age=10`, and in the rulings as a field, such
as `born`. Nothing here names anybody: people are roles, dates are ages in years, moments are parts of a week.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles

UNKNOWN = "unknown"
"""The value of a fact that whoever asks does not know either."""

YES, NO = "yes", "no"
OLDEST = 110
NETWORK, NO_NETWORK = "other-network", "other-no-network"
"""Platforms that the register does not have: a social network, and something that is none."""


@dataclass(frozen=True)
class Choice:
    """One answer: its value in the address, its words for adults and for children, a hint, and a picture."""

    value: str
    label: str
    child: str = ""
    hint: str = ""
    picture: str = ""

    def words(self, is_child: bool) -> str:
        return self.child if is_child and self.child else self.label


@dataclass(frozen=True)
class Fact:
    """One thing that a question can leave open.

    `field` is its name in the rulings, `word` its heading in a list. A fact without choices is an age in years,
    but for the platform, whose choices come from the school's age register.
    """

    name: str
    field: str
    word: str
    asks: str
    child: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    not_known: str = "I do not know"
    many: bool = False

    def question(self, is_child: bool) -> str:
        return self.child if is_child else self.asks

    def choice(self, value: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.value == value), None)


_FACTS = datafiles.whole(Path(__file__).with_name("facts.toml"), dict[str, Fact])
ROLE, OTHER, WAY, PLATFORM = (_FACTS[name] for name in ("role", "other", "way", "platform"))
AGE, OTHER_AGE, WHEN, PLACE = (_FACTS[name] for name in ("age", "other_age", "when", "place"))
DEVICE, CARRIED, ACCOUNT, CONTENT = (_FACTS[name] for name in ("device", "carried", "account", "content"))
FAMILY, EXCEPTION, HOLDER = (_FACTS[name] for name in ("family", "exception", "holder"))
POSES, HANDED = (_FACTS[name] for name in ("poses", "handed"))

KINDS: dict[str, tuple[Fact, ...]] = {
    "use": (ROLE, PLATFORM, AGE, WHEN, PLACE, DEVICE, HOLDER, EXCEPTION, POSES),
    "connect": (ROLE, OTHER, WAY, FAMILY, OTHER_AGE, PLATFORM, AGE, WHEN, PLACE, DEVICE, EXCEPTION),
    "post": (ROLE, ACCOUNT, CONTENT, HOLDER, AGE, WHEN),
    "carry": (ROLE, CARRIED, WHEN, HANDED, EXCEPTION),
}
"""The kinds of questions, each with its facts in the order in which they are asked for."""

OFFERED = {"connect": {"role": ("staff", "pupil", "parent")}}
"""Where a kind of question takes fewer answers than the fact has."""

REGISTERED = frozenset({"family", "exception", "holder"})
"""Facts that the school has on a register: whoever does not know is taken not to be on it."""


def choices(kind: str, fact: Fact) -> tuple[Choice, ...]:
    """The answers there are to a fact in a kind of question."""
    only = OFFERED.get(kind, {}).get(fact.name)
    return fact.choices if only is None else tuple(choice for choice in fact.choices if choice.value in only)


def fact(kind: str, name: str) -> Fact | None:
    return next((other for other in KINDS[kind] if other.name == name), None)


def read(kind: str, said: Mapping[str, str], platforms: frozenset[str]) -> dict[str, str]:
    """What an address says about a question: facts of its kind with answers there are; all else is left out."""
    found = {}
    for other in KINDS[kind]:
        value = said.get(other.name, "")
        if value and is_answer(kind, other, value, platforms):
            found[other.name] = NO if value == UNKNOWN and other.name in REGISTERED else value
    return found


def is_answer(kind: str, fact: Fact, value: str, platforms: frozenset[str]) -> bool:
    """Whether a value answers a fact."""
    if value == UNKNOWN:
        return True
    if fact is PLATFORM:
        return value in platforms or value in (NETWORK, NO_NETWORK)
    if fact in (AGE, OTHER_AGE):
        return value.isascii() and value.isdigit() and len(value) <= 3 and int(value) <= OLDEST
    known = {choice.value for choice in choices(kind, fact)}
    values = value.split(",") if fact.many else [value]
    return bool(values) and set(values) <= known
