"""Questions that no clause decides, each group described by the fewest facts that make it one."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolgate.policy.rulings import examples
from schoolgate.policy.rulings.facts import Account, Carry, Connect, Post, Role, Use
from schoolgate.policy.rulings.lint.domains import QUESTIONS, happening, plainest
from schoolgate.policy.rulings.lint.finding import Finding, finding, joined
from schoolgate.policy.rulings.situations import SHAPES, SiteAge, dimensions
from schoolgate.policy.rulings.table import SILENT, table
from schoolgate.policy.rulings.terms import Policy

Cube = dict[str, tuple[Any, ...]]
"""Facts that together describe a group of situations: each with the values that belong to it."""


def found(policy: Policy) -> Iterator[Finding]:
    """Every gap of every kind of question."""
    for kind in QUESTIONS:
        for cube, example in _cubes(kind, policy):
            marks = [(name, *map(str, values)) for name, values in cube.items()]
            words = examples.plain_facts(example)
            yield finding("gap", (), words, _says(kind, cube), kind.__name__, marks)


def _cubes(kind: Any, policy: Policy) -> Iterator[tuple[Cube, Any]]:
    """Groups that cover all gaps, beginning with the plainest situation that is not covered yet."""
    decisions = table(kind, policy)
    there = happening(kind)
    gap = there & (decisions.decided == SILENT)
    decided, left = there & ~gap, gap.copy()
    while (example := plainest(kind, left)) is not None:
        cube = _widened(kind, example, decided)
        left &= ~_inside(kind, cube)
        yield {name: values for name, values in cube.items() if len(values) < len(dimensions(kind)[name])}, example


def _widened(kind: Any, example: Any, decided: NDArray[np.bool_]) -> Cube:
    """The situation with every fact let go that does not matter, and every other widened as far as it can be."""
    known = dimensions(kind)
    cube: Cube = {name: (value,) for name, value in example._asdict().items()}
    # What says most about a question is let go last.
    for name in reversed(SHAPES[kind]._fields):
        if _is_gap(kind, cube | {name: known[name]}, decided):
            cube[name] = known[name]
    for name in SHAPES[kind]._fields:
        for value in known[name]:
            wider = (*cube[name], value)
            if value not in cube[name] and value is not None and _is_gap(kind, cube | {name: wider}, decided):
                cube[name] = wider
    return cube


def _is_gap(kind: Any, cube: Cube, decided: NDArray[np.bool_]) -> bool:
    return not bool(decided[_where(kind, cube)].any())


def _where(kind: Any, cube: Cube) -> Any:
    return np.ix_(*([values.index(one) for one in cube[name]] for name, values in dimensions(kind).items()))


def _inside(kind: Any, cube: Cube) -> NDArray[np.bool_]:
    inside = np.zeros([len(values) for values in dimensions(kind).values()], dtype=np.bool_)
    inside[_where(kind, cube)] = True
    return inside


# ---- in words

_ASKS = {Use: "uses a site or app", Connect: "is in touch with somebody", Post: "posts something", Carry: "has a device"}
_YES_NO = {
    "social": ("it is no social network", "it is a social network"),
    "under_minimum": ("of the age for social networks or older", "too young for social networks"),
    "other_under_minimum": (
        "the other is of the age for social networks or older", "the other is too young for social networks",
    ),
    "other_under_former_age": (
        "the other has reached the age for contact with staff", "the other has not reached the age for contact with staff",
    ),
    "pupil_time": ("outside the hours for pupils", "in the hours for pupils"),
    "staff_time": ("outside the working day", "in the working day"),
    "in_school_day": ("outside the school day", "in the school day"),
    "on_site": ("away from school", "at school"),
    "school_device": ("on a device of their own", "on a school device"),
    "official_holder": ("without running an official account", "running an official account"),
    "exception": ("without an exception", "with an exception"),
    "poses_as_child": ("under their own age", "passing for a child"),
    "family_link": ("without a registered family link", "with a registered family link"),
    "handed_in": ("not handed in", "handed in"),
}  # fmt: skip
_SITES = {
    SiteAge.OK: "old enough for the site",
    SiteAge.BELOW: "too young for the site",
    SiteAge.WITH_PARENT: "let in by the site with a parent",
}


def _says(kind: Any, cube: Cube) -> str:
    facts = [_fact(name, values) for name, values in cube.items() if name not in ("role", "other", "way", "content")]
    said = "; ".join([_who(kind, cube), *facts])
    return f"No clause decides: {said}."


def _who(kind: Any, cube: Cube) -> str:
    who = _some(cube, "role", examples.PEOPLE, "anybody")
    if kind is Connect:
        # A former pupil is not asked about.
        ways = _some(cube, "way", examples.WAYS, "is in touch with")
        return f"{who} {ways} {_some(cube, 'other', examples.PEOPLE, 'anybody')}"
    if kind is Post:
        return f"{who} posts {_some(cube, 'content', examples.CONTENT, 'anything')}"
    return f"{who} {_ASKS[kind]}"


def _some(cube: Cube, name: str, words: dict[Any, str], anything: str) -> str:
    return joined((words[value] for value in cube[name]), "or") if name in cube else anything


def _fact(name: str, values: tuple[Any, ...]) -> str:
    if name in _YES_NO:
        return _YES_NO[name][bool(values[0])]
    if name == "account":
        return "on an official account of the school" if values == (Account.OFFICIAL,) else "on their own account"
    return joined((_SITES[value] for value in values), "or")
