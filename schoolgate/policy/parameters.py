"""What the rules count with, in words: each choice of a school with the clauses it belongs to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from schoolgate import datafiles
from schoolgate.engines.rulings.policy import Parameters

MODEL = Parameters()


@dataclass(frozen=True)
class Value:
    """One value that can be chosen, with what is said about it."""

    value: str
    words: str
    more: str


@dataclass(frozen=True)
class Sentences:
    """What stands behind a clause's own words; `{value}` is what the school has chosen."""

    adult: str
    child: str


@dataclass(frozen=True)
class Choice:
    """One thing a school can choose: its name, the clauses of the model it belongs to, and how it is asked for.

    `says` gives a sentence for adults and one for children that stand behind the clause's own words, by the value or
    for any, where the school has not chosen what the model has. `values` is empty where a whole number is asked for.
    """

    name: str
    clauses: tuple[str, ...]
    asks: str
    hint: str = ""
    values: tuple[Value, ...] = ()
    says: dict[str, Sentences] = field(default_factory=dict)

    def word(self, value: Any) -> str:
        """A value in a few words."""
        return next((known.words for known in self.values if known.value == value), str(value))

    def here(self, value: Any) -> tuple[str, str]:
        """What stands behind the clause's words, for adults and for children, where this was chosen."""
        said = self.says.get(str(value)) or self.says.get("any")
        return (said.adult.format(value=value), said.child.format(value=value)) if said else ("", "")


CHOICES = datafiles.entries(Path(__file__).with_name("parameters.toml"), "choice", Choice)


def named(name: str) -> Choice:
    return next(choice for choice in CHOICES if choice.name == name)


def read(chosen: Mapping[str, Any]) -> Parameters:
    """A school's choices, the model's where it has made none; `ValueError` for a choice there is not."""
    return Parameters(**chosen)


def own(chosen: Parameters) -> dict[str, Any]:
    """Only what differs from the model."""
    return {
        field.name: getattr(chosen, field.name)
        for field in fields(chosen)
        if getattr(chosen, field.name) != getattr(MODEL, field.name)
    }


def here(clause: str, chosen: Mapping[str, Any]) -> tuple[str, str]:
    """What stands behind a clause's words, for adults and for children, because of what the school has chosen."""
    said = list(_said(clause, chosen))
    return " ".join(adult for adult, _ in said), " ".join(child for _, child in said)


def _said(clause: str, chosen: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for choice in CHOICES:
        if clause in choice.clauses and chosen.get(choice.name, getattr(MODEL, choice.name)) != getattr(
            MODEL, choice.name
        ):
            yield choice.here(chosen[choice.name])
