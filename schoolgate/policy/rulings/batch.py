"""Rulings by the column: millions of questions as arrays, each distinct case worked out once.

Columns bear the names of a question's fields. A column that is not given is not known, but for the registers'
flags, which are then false. As columns hold them:

- `role`, `other`, `way`, `place`, `device`, `account`: whole numbers counting the enum's members from 0, -1
  for unknown (`codes` makes them of words), or a list of members, words and `None`;
- `platform`: whole numbers counting `platforms` from 0, or -1; or a list of platforms;
- `at`: datetime64 on the school's clock, or a list of datetimes; NaT and `None` are unknown;
- `born`, `other_born`: datetime64, or a list of dates;
- `content`: whole numbers with bit n set for the n-th kind, -1 for unknown; or a list of sets;
- flags: booleans, or 0, 1 and -1 for unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolgate.policy.rulings.engine import work_out
from schoolgate.policy.rulings.facts import (
    OLDEST,
    Account,
    Answer,
    Carry,
    Connect,
    Content,
    Device,
    Place,
    Platform,
    Post,
    Role,
    Use,
    Way,
)
from schoolgate.policy.rulings.reduction import BORN_UNKNOWN, DAY_UNKNOWN, OLDER
from schoolgate.policy.rulings.table import ANSWERS
from schoolgate.policy.rulings.terms import Policy, Ruling

Columns = Mapping[str, Any]
Numbers = NDArray[np.int64]

ENUMS: dict[str, type[StrEnum]] = {
    "role": Role,
    "other": Role,
    "way": Way,
    "place": Place,
    "device": Device,
    "account": Account,
}
FLAGS = frozenset({"official_holder", "exception", "poses_as_child", "family_link", "handed_in"})

# The fields of each kind in the order of its keys (see reduction.py).
KEYS: dict[Any, tuple[str, ...]] = {
    Use: ("role", "born", "platform", "at", "place", "device", "official_holder", "exception", "poses_as_child"),
    Connect: (
        "role", "other", "way", "platform", "at", "place", "device", "born", "other_born", "family_link",
        "exception",
    ),
    Post: ("role", "account", "content", "at", "born", "official_holder"),
    Carry: ("role", "device", "at", "handed_in", "exception"),
}  # fmt: skip

_DENSE = 1 << 23
"""Cells: up to this many, a table finds what has been seen; above it, sorting does."""
_DAYS = 40_000
"""Days between the first and the last moment up to which each is looked up in a table."""


@dataclass(frozen=True)
class Rulings:
    """One answer a row as its number in `ANSWERS`, and where in `rulings` its ruling stands."""

    answers: NDArray[np.uint8]
    index: NDArray[np.intp]
    rulings: tuple[Ruling, ...]

    ANSWERS = ANSWERS

    def answer(self, row: int) -> Answer:
        return ANSWERS[self.answers[row]]

    def ruling(self, row: int) -> Ruling:
        return self.rulings[int(self.index[row])]


def codes(members: type[StrEnum], words: Iterable[str | None]) -> Numbers:
    """Words of an enum as numbers, -1 for `None`; `ValueError` for a word that it does not have."""
    known: dict[Any, int] = {str(one): at for at, one in enumerate(members)} | {None: -1}
    try:
        return np.array([known[word] for word in words], dtype=np.int64)
    except KeyError as error:
        choices = ", ".join(str(one) for one in members)
        raise ValueError(f"{error.args[0]!r} is no {members.__name__.lower()}: use {choices}.") from None


def rule_columns(
    kind: Any, columns: Columns, policy: Policy, *, platforms: Sequence[Platform] = ()
) -> Rulings:
    """Rules on every row, exactly as `rule` would on each; `ValueError` for columns that cannot be read."""
    if kind not in KEYS:
        raise ValueError("The kind of question is one of Use, Connect, Post and Carry.")
    rows = _rows(kind, columns)
    moments = _Moments(columns.get("at"), rows, policy)
    parts = [_part(name, columns, rows, policy, moments, platforms) for name in KEYS[kind]]
    found, index = _distinct([part for part, _ in parts], [len(values) for _, values in parts])
    rulings = tuple(
        _remembered(kind, _key(place, [values for _, values in parts]), policy) for place in found
    )
    answers = np.array([ANSWERS.index(one.answer) for one in rulings], dtype=np.uint8)
    return Rulings(answers[index] if rows else np.zeros(0, np.uint8), index, rulings)


def _rows(kind: Any, columns: Columns) -> int:
    unknown = set(columns) - set(KEYS[kind])
    if unknown:
        named = ", ".join(sorted(unknown))
        raise ValueError(f"{kind.__name__} has no column {named}: use {', '.join(KEYS[kind])}.")
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise ValueError(f"The columns have different lengths: {', '.join(map(str, sorted(lengths)))}.")
    return lengths.pop() if lengths else 0


def _key(cell: int, values: list[list[Any]]) -> tuple[Any, ...]:
    """The key that a cell's number stands for."""
    parts = []
    for known in reversed(values):
        cell, at = divmod(cell, len(known))
        parts.append(known[at])
    return tuple(reversed(parts))


def _remembered(kind: Any, key: tuple[Any, ...], policy: Policy) -> Ruling:
    known: Ruling | None = policy.memory.get((kind, key))
    if known is None:
        known = policy.memory[kind, key] = work_out(kind, key, policy)
    return known


def _distinct(parts: list[Numbers], sizes: list[int]) -> tuple[list[int], NDArray[np.intp]]:
    """The distinct combinations as numbers of cells, and for each row where its own stands among them."""
    cells = 1
    for size in sizes:
        cells *= size
    if cells >= 1 << 62:
        raise ValueError("There are too many distinct values in these columns; rule on fewer rows at a time.")
    number = np.zeros(len(parts[0]), dtype=np.int64)
    for part, size in zip(parts, sizes, strict=True):
        number *= size
        number += part
    if cells > _DENSE:
        found, index = np.unique(number, return_inverse=True)
        return found.tolist(), index.astype(np.intp).reshape(-1)
    seen = np.zeros(cells, dtype=np.bool_)
    seen[number] = True
    found = np.flatnonzero(seen)
    place = np.zeros(cells, dtype=np.intp)
    place[found] = np.arange(len(found))
    return found.tolist(), place[number]


# ---- one column


def _part(
    name: str, columns: Columns, rows: int, policy: Policy, moments: "_Moments", platforms: Sequence[Platform]
) -> tuple[Numbers, list[Any]]:
    """A column as small numbers, and what each number stands for in a key."""
    if name == "at":
        return moments.hours, [None, *range(8)]
    if name in ("born", "other_born"):
        return _ages(name, columns.get(name), rows, moments), list(range(DAY_UNKNOWN, OLDER + 1))
    column = columns.get(name)
    if name == "platform":
        return _platforms(column, rows, platforms)
    if name == "content":
        return _contents(column, rows)
    if name in FLAGS:
        return _coded(name, 0 if column is None else column, rows, [None, False, True])
    members = ENUMS[name]
    if column is not None and not _numbers(column):
        column = codes(members, column)
    return _coded(name, -1 if column is None else column, rows, [None, *members])


def _numbers(column: Any) -> bool:
    return isinstance(column, np.ndarray) and column.dtype.kind in "iub"


def _coded(name: str, column: Any, rows: int, values: list[Any]) -> tuple[Numbers, list[Any]]:
    """Numbers from -1, moved so that they count from 0; a list may hold `None` and booleans."""
    if isinstance(column, int):
        return np.full(rows, column + 1, dtype=np.int64), values
    if not _numbers(column):
        column = np.array([-1 if one is None else int(one) for one in column], dtype=np.int64)
    moved = column.astype(np.int64) + 1
    if rows and not (moved.min() >= 0 and moved.max() < len(values)):
        raise ValueError(f"The column {name} holds a number outside -1 to {len(values) - 2}.")
    return moved, values


def _platforms(column: Any, rows: int, platforms: Sequence[Platform]) -> tuple[Numbers, list[Any]]:
    if column is not None and not _numbers(column):
        platforms = list(dict.fromkeys(one for one in column if one is not None))
        place: dict[Any, int] = {one: at for at, one in enumerate(platforms)} | {None: -1}
        column = np.array([place[one] for one in column], dtype=np.int64)
    return _coded(
        "platform", -1 if column is None else column, rows, [None, *(one.mark for one in platforms)]
    )


def _contents(column: Any, rows: int) -> tuple[Numbers, list[Any]]:
    bit = {kind: 1 << at for at, kind in enumerate(Content)}
    if column is not None and not _numbers(column):
        column = np.array(
            [-1 if one is None else sum(bit[Content(kind)] for kind in one) for one in column], dtype=np.int64
        )
    if column is None:
        return np.zeros(rows, dtype=np.int64), [None]
    if rows and not (column.min() >= -1 and column.max() < 1 << len(bit)):
        raise ValueError(f"The column content holds a number outside -1 to {(1 << len(bit)) - 1}.")
    found, index = np.unique(column, return_inverse=True)
    sets = [
        None if one < 0 else frozenset(kind for kind, which in bit.items() if one & which)
        for one in found.tolist()
    ]
    return index.astype(np.int64).reshape(-1), sets


class _Moments:
    """The moments of every row on the school's clock: their days, and the bits of their hours from 1 (0: unknown)."""

    def __init__(self, column: Any, rows: int, policy: Policy) -> None:
        if column is None:
            column = np.full(rows, "NaT", dtype="M8[us]")
        elif not isinstance(column, np.ndarray) or column.dtype.kind != "M":
            local = [None if one is None else policy.local(one).replace(tzinfo=None) for one in column]
            column = np.array(local, dtype="M8[us]")
        self.known = ~np.isnat(column)
        self.day = column.astype("M8[D]")
        clock = column - self.day
        self.hours = np.zeros(rows, dtype=np.int64)
        self.hours[self.known] = 1
        inside = self._school_days(policy)
        if inside.any():
            self.hours[inside] += self._bits(clock[inside], policy)

    def _school_days(self, policy: Policy) -> NDArray[np.bool_]:
        days = self.day.astype(np.int64)
        known = days[self.known]
        inside = np.zeros(len(days), dtype=np.bool_)
        if not len(known):
            return inside
        first, last = int(known.min()), int(known.max())
        if last - first > _DAYS:
            found, index = np.unique(known, return_inverse=True)
            school = np.array([_is_school_day(int(one), policy) for one in found], dtype=np.bool_)
            inside[self.known] = school[index.reshape(-1)]
            return inside
        seen = np.zeros(last - first + 1, dtype=np.bool_)
        seen[known - first] = True
        for offset in np.flatnonzero(seen).tolist():
            seen[offset] = _is_school_day(first + offset, policy)
        inside[self.known] = seen[known - first]
        return inside

    def _bits(self, clock: NDArray[np.timedelta64], policy: Policy) -> Numbers:
        """The bits of each time of day: looked up for the last boundary that it has reached."""
        calendar = policy.calendar
        ends = {calendar.day_starts, calendar.day_ends, calendar.work_starts, calendar.work_ends}
        boundaries = sorted({time(0)} | ends)
        since = np.array([_since_midnight(one) for one in boundaries])
        bits = np.array([policy.bits(one) for one in boundaries], dtype=np.int64)
        found: Numbers = bits[np.searchsorted(since, clock, side="right") - 1]
        return found


EPOCH = date(1970, 1, 1).toordinal()


def _is_school_day(day: int, policy: Policy) -> bool:
    ordinal = day + EPOCH
    return policy.is_school_day(ordinal, datetime.fromordinal(ordinal))


def _since_midnight(clock: time) -> np.timedelta64:
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return np.timedelta64(seconds * 1_000_000 + clock.microsecond, "us")


def _ages(name: str, column: Any, rows: int, moments: _Moments) -> Numbers:
    """Whole years on the day, counted from DAY_UNKNOWN, as `reduction.age_key` counts them."""
    if column is None:
        column = np.full(rows, "NaT", dtype="M8[D]")
    elif not isinstance(column, np.ndarray) or column.dtype.kind != "M":
        column = np.array([None if one is None else str(one)[:10] for one in column], dtype="M8[D]")
    born = column.astype("M8[D]")
    unknown = np.isnat(born)
    both = moments.known & ~unknown
    ages = _years(moments.day) - _years(born) - (_in_year(moments.day) < _in_year(born))
    if (ages[both] < 0).any():
        row = int(np.flatnonzero(both & (ages < 0))[0])
        raise ValueError(f"Row {row}: {name}, {born[row]}, is after the day in question, {moments.day[row]}.")
    ages = np.minimum(ages, OLDEST + 1)
    ages[~moments.known] = DAY_UNKNOWN
    ages[unknown] = BORN_UNKNOWN
    found: Numbers = ages - DAY_UNKNOWN
    return found


def _years(days: NDArray[np.datetime64]) -> Numbers:
    return days.astype("M8[Y]").astype(np.int64)


def _in_year(days: NDArray[np.datetime64]) -> Numbers:
    """A number that orders days within a year: month, then day of the month."""
    months = days.astype("M8[M]")
    found: Numbers = (months.astype(np.int64) % 12) * 32 + (days - months.astype("M8[D]")).astype(np.int64)
    return found
