"""Questions that no clause decides, each group described by the fewest facts that make it one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolgate import datafiles
from schoolgate.engines.rulings import examples
from schoolgate.engines.rulings.facts import Account, Carry, Connect, Post, Way
from schoolgate.engines.rulings.lint.domains import QUESTIONS, happening, plainest
from schoolgate.engines.rulings.lint.finding import Finding, finding, joined
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.situations import SHAPES, SiteAge, dimensions
from schoolgate.engines.rulings.table import SILENT, table

Cube = dict[str, tuple[Any, ...]]
"""Facts that together describe a group of situations: each with the values that belong to it."""

CORE = ("role", "other", "way", "content")
"""What a question is about; the other facts only say in which circumstances."""


def found(policy: Policy) -> Iterator[Finding]:
    """Every gap of every kind of question: once for all circumstances in which the same thing is not decided."""
    for kind in QUESTIONS:
        groups: dict[Any, list[tuple[Cube, Any]]] = {}
        for cube, example in _cubes(kind, policy):
            core = tuple((name, cube[name]) for name in CORE if name in cube)
            groups.setdefault(core, []).append((cube, example))
        for core, those in groups.items():
            marks = [sorted((name, *map(str, values)) for name, values in cube.items()) for cube, _ in those]
            shared = [item for item in those[0][0].items() if all(item in cube.items() for cube, _ in those)]
            says = _says(kind, dict(core), [item for item in shared if item[0] not in CORE])
            yield finding("gap", (), examples.plain_facts(those[0][1]), says, kind.__name__, marks)


def _cubes(kind: Any, policy: Policy) -> Iterator[tuple[Cube, Any]]:
    """Groups that cover all gaps, beginning with the plainest situation that is not covered yet."""
    there = happening(kind)
    gap = there & (table(kind, policy).decided == SILENT)
    possible = _possible(kind, there)
    left = gap.copy()
    while (example := plainest(kind, left)) is not None:
        cube = _widened(kind, example, gap, there & ~gap, possible)
        left &= ~_inside(kind, cube)
        yield {name: values for name, values in cube.items() if set(values) != set(possible[name])}, example


def _possible(kind: Any, there: NDArray[np.bool_]) -> Cube:
    """The values of each dimension that can happen at all."""
    found = {}
    for axis, (name, values) in enumerate(dimensions(kind).items()):
        others = tuple(other for other in range(there.ndim) if other != axis)
        here = np.atleast_1d(there.any(axis=others)).tolist()
        found[name] = tuple(value for value, is_there in zip(values, here, strict=True) if is_there)
    return found


def _widened(kind: Any, example: Any, gap: NDArray[np.bool_], decided: NDArray[np.bool_], possible: Cube) -> Cube:
    """The situation with every fact let go that does not matter, and every other widened as far as it can be."""
    cube: Cube = {name: (value,) for name, value in example._asdict().items()}

    def fits(name: str, values: tuple[Any, ...]) -> bool:
        # Whom and what a gap is about is only said where it can happen.
        wider = cube | {name: values}
        real = name not in CORE or all(gap[_where(kind, cube | {name: (value,)})].any() for value in values)
        return real and not bool(decided[_where(kind, wider)].any())

    # What says most about a question comes first in it, and is let go last.
    for name in reversed(SHAPES[kind]._fields):
        if fits(name, possible[name]):
            cube[name] = possible[name]
    for name in SHAPES[kind]._fields:
        for value in possible[name]:
            if value not in cube[name] and fits(name, (*cube[name], value)):
                cube[name] = (*cube[name], value)
    return cube


def _where(kind: Any, cube: Cube) -> Any:
    return np.ix_(*([values.index(item) for item in cube[name]] for name, values in dimensions(kind).items()))


def _inside(kind: Any, cube: Cube) -> NDArray[np.bool_]:
    inside = np.zeros([len(values) for values in dimensions(kind).values()], dtype=np.bool_)
    inside[_where(kind, cube)] = True
    return inside


# ---- in words


@dataclass(frozen=True)
class _File:
    """`yes_no` says of each fact how it is told where it is not so, and where it is."""

    ways: dict[Way, str]
    sites: dict[SiteAge, str]
    yes_no: dict[str, tuple[str, ...]]


_WORDS = datafiles.whole(Path(__file__).with_name("gaps.toml"), _File)


def _says(kind: Any, core: Cube, facts: list[tuple[str, tuple[Any, ...]]]) -> str:
    said = "".join(f", {_fact(*fact)}" for fact in facts)
    return (
        f"No clause says whether {_core(kind, core)}{said}. Where no other clause stands in the way, a person is asked."
    )


def _core(kind: Any, cube: Cube) -> str:
    who = _some(cube, "role", examples.PEOPLE, "anybody")
    if kind is Connect:
        return f"{who} may {_some(cube, 'way', _WORDS.ways, 'be in touch with')} {_some(cube, 'other', examples.PEOPLE, 'anybody')}"
    if kind is Post:
        return f"{who} may post {_some(cube, 'content', examples.CONTENT, 'anything')}"
    return f"{who} may {'have a device with them' if kind is Carry else 'use a site or app'}"


def _some(cube: Cube, name: str, words: dict[Any, str], anything: str) -> str:
    return joined((words[value] for value in cube[name]), "or") if name in cube else anything


def _fact(name: str, values: tuple[Any, ...]) -> str:
    if name in _WORDS.yes_no:
        return _WORDS.yes_no[name][bool(values[0])]
    if name == "account":
        return "on an official account of the school" if values == (Account.OFFICIAL,) else "on their own account"
    return joined((_WORDS.sites[value] for value in values), "or")
