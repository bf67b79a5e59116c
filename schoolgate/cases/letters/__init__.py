"""The kinds of letters that come out of cases: who reads them, and their words as shipped. The procedures say which step has which.

Each is one file in `words`: TOML between lines of `+++`, then the letter. A school may write its own words; these can
always be had back. Plain Python: what is merged into them comes as values.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources

from schoolgate.broken import Broken
from schoolgate.cases.letters import merging
from schoolgate.engines.procedures import PROCEDURES

FENCE = "+++\n"
LONGEST = 12_000
LONGEST_TITLE = 120


class Reader(StrEnum):
    """To whom a kind of letter goes."""

    FAMILY = "family"
    ADULT = "adult"
    LADO = "lado"
    AUTHORITY = "authority"
    GOVERNORS = "governors"


PREPARED = {"join": "join"}
"""Clause 5.p.4: by procedure, the letter that waits as a draft as soon as a case is opened from a concern."""
READERS = {
    Reader.FAMILY: "The parents or carers of one child",
    Reader.ADULT: "The adult whom the case is about",
    Reader.LADO: "The LADO",
    Reader.AUTHORITY: "The local authority",
    Reader.GOVERNORS: "The chair of governors",
}
PERSONAL = frozenset({Reader.FAMILY, Reader.ADULT})
"""Readers who learn of nobody but their own child or themselves."""


@dataclass(frozen=True)
class Ask:
    """Something that whoever writes the letter puts in by hand; `start` is there already, to be changed."""

    name: str
    label: str
    start: str = ""
    long: bool = True


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter."""

    id: str
    name: str
    clause: str
    reader: Reader
    steps: Mapping[str, tuple[str, ...]]
    """Procedure to the steps that it belongs to: it is sent only when one of them is open or done."""
    unless: frozenset[str]
    """Outcomes of such a step after which it is not sent any more."""
    authorised: bool
    """Whether only somebody whom the employer has authorised writes it."""
    asks: tuple[Ask, ...]
    needs: tuple[str, ...]
    """Fields that the words must have, however a school writes them."""
    title: str
    words: str

    @property
    def known(self) -> frozenset[str]:
        """Every field that its words may hold."""
        return frozenset(merging.FIELDS) | {ask.name for ask in self.asks}

    @property
    def labels(self) -> Mapping[str, str]:
        """What each field is, in words."""
        return merging.FIELDS | {ask.name: ask.label for ask in self.asks}

    def suits(self, procedure: str) -> bool:
        """Whether a case of that procedure ever comes to this letter."""
        return procedure in self.steps


@functools.cache
def kinds() -> Mapping[str, LetterKind]:
    """Every kind of letter by its name, as shipped, in the order of their file names."""
    files = sorted(
        (item for item in (resources.files(__name__) / "words").iterdir() if item.name.endswith(".md")),
        key=lambda item: item.name,
    )
    return {kind.id: kind for kind in (read(_id(file.name), file.read_text(encoding="utf-8")) for file in files)}


def kind(id: str) -> LetterKind:
    """The kind of that name."""
    if id not in kinds():
        raise Broken("Choose one of the letters.")
    return kinds()[id]


def read(id: str, source: str) -> LetterKind:
    """Reads one file; `Broken` when its words name a field that nothing knows, or lack one that they need."""
    _, head, words = source.split(FENCE, 2)
    said = tomllib.loads(head)
    made = LetterKind(
        id=id,
        name=said["name"],
        clause=said["clause"],
        reader=Reader(said["reader"]),
        steps=_steps(id),
        unless=frozenset(said.get("unless", ())),
        authorised=said.get("authorised", False),
        asks=tuple(Ask(name, **ask) for name, ask in said.get("asks", {}).items()),
        needs=tuple(said.get("needs", ())),
        title=said["title"],
        words=words.strip() + "\n",
    )
    check_template(made, made.title, made.words)
    if unknown := frozenset[str]().union(*(merging.fields_in(ask.start) for ask in made.asks)) - set(merging.FIELDS):
        raise Broken(f"{_listed(sorted(unknown))} stands for nothing here.")
    return made


def _steps(id: str) -> dict[str, tuple[str, ...]]:
    """The steps that say they have this letter, by procedure."""
    found = {
        procedure.id: tuple(step.id for step in procedure.steps if id in step.letters + step.beside)
        for procedure in PROCEDURES.values()
    }
    return {procedure: steps for procedure, steps in found.items() if steps}


def check_template(kind: LetterKind, title: str, words: str) -> None:
    """Words that a kind of letter may have: not empty, no field that is not known, and each that it needs."""
    if not title.strip() or not words.strip():
        raise Broken("A letter needs a title and words.")
    if len(words) > LONGEST or len(title) > LONGEST_TITLE:
        raise Broken(f"That is too long: a title has up to {LONGEST_TITLE} letters, the words up to {LONGEST:,}.")
    there = merging.fields_in(title) | merging.fields_in(words)
    if unknown := sorted(there - kind.known):
        raise Broken(
            f"{_listed(unknown)} stands for nothing here. Choose from the list of fields, or leave out the braces."
        )
    if missing := [name for name in kind.needs if name not in there]:
        raise Broken(f"This letter has to say {_listed(missing)}. Put it back in.", kind.clause)


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _id(name: str) -> str:
    """`20-join.md` is the letter `join`."""
    return name.removesuffix(".md").partition("-")[2]
