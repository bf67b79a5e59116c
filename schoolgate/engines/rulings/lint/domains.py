"""Every situation of a kind of question as arrays: which can happen, and how plain each is."""

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolgate.engines.rulings.facts import Carry, Connect, Post, Use
from schoolgate.engines.rulings.situations import SHAPES, dimensions, domain

QUESTIONS: tuple[Any, ...] = (Use, Connect, Post, Carry)

# What is ordinary where it is not the first value of a dimension.
_ORDINARY = {"social": True, "other_under_former_age": True}


@functools.cache
def happening(kind: Any) -> NDArray[np.bool_]:
    """Which situations of a kind can happen, with one axis for each dimension."""
    sizes = dimensions(kind)
    position = [{value: at for at, value in enumerate(values)} for values in sizes.values()]
    found = np.zeros([len(values) for values in sizes.values()], dtype=np.bool_)
    rows = [[at[value] for at, value in zip(position, response, strict=True)] for response in domain(kind)]
    found[tuple(np.array(rows).T)] = True
    return found


@functools.cache
def strangeness(kind: Any) -> NDArray[np.int64]:
    """How many facts of each situation are out of the ordinary; among equals, those named first come first."""
    sizes = dimensions(kind)
    shape = [len(values) for values in sizes.values()]
    found = np.zeros(shape, dtype=np.int64)
    for axis, (name, values) in enumerate(sizes.items()):
        ordinary = values.index(_ORDINARY[name]) if name in _ORDINARY else 0
        # People, ways, accounts and kinds of content are all as ordinary as each other.
        flag = np.array([int(at != ordinary) if len(values) <= 3 else 0 for at in range(len(values))])
        found = found + flag.reshape([-1 if at == axis else 1 for at in range(len(shape))])
    order = np.arange(found.size).reshape(shape)
    return np.asarray(found * found.size + order, dtype=np.int64)


def plainest(kind: Any, where: NDArray[np.bool_]) -> Any:
    """The situation with the fewest unusual facts among those marked; `None` where none is."""
    if not where.any():
        return None
    weight = np.where(where, strangeness(kind), np.iinfo(np.int64).max)
    at = np.unravel_index(int(weight.argmin()), where.shape)
    values = [known[int(n)] for known, n in zip(dimensions(kind).values(), at, strict=True)]
    return SHAPES[kind](*values)


def how_strange(kind: Any, where: NDArray[np.bool_]) -> int:
    """How many unusual facts the plainest of the situations marked has."""
    return int(strangeness(kind)[where].min() // where.size)
