"""Questions that people really ask, with their answers: for the page of examples, the guides and the tests.

They are written in the TOML files beside this one; `common.toml` has the moments and birthdays that they name. The
days are fixed, so no answer ever changes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from schoolgate.datafiles import DataFileError, Table, entries, fit, read
from schoolgate.engines.rulings.facts import KINDS, Answer, Carry, Platform, Post, Question

FindPlatform = Callable[[str, date], Platform]
"""Looks a platform up by its id, as the age register knew it on a day."""

HERE = Path(__file__).parent
FILES = ("staff.toml", "staff_posts.toml", "parents.toml", "pupils.toml")


@dataclass(frozen=True)
class Example:
    """A question as somebody asks it, its facts, and what we answer.

    `audience` says who asks: staff, parent, pupil, or several of them. Where pupils do, `asks`, `do` and
    `whom` use words for a seven-year-old. The facts carry no platform: it is named, and looked up in the
    age register of the day.
    """

    id: str
    audience: tuple[str, ...]
    asks: str
    facts: Question
    answer: Answer
    clauses: tuple[str, ...]
    do: str
    whom: str
    words: tuple[str, ...]
    platform: str | None = None

    def question(self, find: FindPlatform) -> Question:
        """The facts with their platform in them, ready for `rule`."""
        if self.platform is None or isinstance(self.facts, Post | Carry) or self.facts.at is None:
            return self.facts
        return replace(self.facts, platform=find(self.platform, self.facts.at.date()))


COMMON = read(HERE / "common.toml")
_LONDON = ZoneInfo("Europe/London")
_MOMENTS = {name: moment.replace(tzinfo=_LONDON) for name, moment in COMMON["moments"].items()}
_BIRTHS = COMMON["births"] | {"unknown": None}
NAMED = {"at": _MOMENTS, "born": _BIRTHS, "other_born": _BIRTHS}
"""Facts whose values are named in the files."""


def examples_in(path: Path) -> tuple[Example, ...]:
    """The examples of one file; `DataFileError` names the file, the example and the field that is wrong."""
    return entries(path, "example", Example, prepare=_prepared, beside=("role", "audience"))


def _prepared(example: Table, file: Table, at: str) -> Table:
    """An example with what its file and `common.toml` say of every one."""
    kinds = KINDS.keys() & example.keys()
    if len(kinds) != 1:
        raise DataFileError(f"{at} must have one of: {', '.join(KINDS)}.")
    kind = kinds.pop()
    other = {name: value for name, value in example.items() if name != kind}
    facts = _facts(kind, file["role"], example[kind], f"{at}, {kind}")
    return {"audience": file["audience"], **other, "facts": facts}


def _facts(kind: str, role: str, said: Table, at: str) -> Any:
    if not isinstance(said, dict):
        raise DataFileError(f"{at} must be a table.")
    facts = {"role": role, **COMMON["usual"][kind], **said}
    for fact in NAMED.keys() & facts.keys():
        name, named = str(facts[fact]), NAMED[fact]
        if name not in named:
            raise DataFileError(f"{at}, {fact}: {name!r} is not one of {', '.join(named)}.")
        facts[fact] = named[name]
    return fit(KINDS[kind], facts, at)


EXAMPLES: tuple[Example, ...] = tuple(example for name in FILES for example in examples_in(HERE / name))
