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

import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolgate.engines.rulings import facts
from schoolgate.engines.rulings.engine import work_out
from schoolgate.engines.rulings.facts import Answer
from schoolgate.engines.rulings.policy import Policy, Ruling
from schoolgate.engines.rulings.reduction import ADULT, BORN_UNKNOWN, DAY_UNKNOWN, OLDER
from schoolgate.engines.rulings.table import ANSWERS

Columns = Mapping[str, Any]
Numbers = NDArray[np.int64]

# The fields of each kind in the order of its keys (see reduction.py).
KEYS: dict[Any, tuple[str, ...]] = {kind: tuple(kind.__dataclass_fields__) for kind in facts.KINDS.values()}

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
        choices = ", ".join(str(member) for member in members)
        raise ValueError(f"{error.args[0]!r} is no {members.__name__.lower()}: use {choices}.") from None


def rule_columns(kind: Any, columns: Columns, policy: Policy, *, platforms: Sequence[facts.Platform] = ()) -> Rulings:
    """Rules on every row, exactly as `rule` would on each; `ValueError` for columns that cannot be read."""
    if kind not in KEYS:
        raise ValueError("The kind of question is one of Use, Connect, Post and Carry.")
    rows = _rows(kind, columns)
    columns, platforms = _numbered(columns, platforms)
    moments = _Moments(columns.get("at"), rows, policy)
    parts = [_part(name, columns, rows, policy, moments, platforms) for name in KEYS[kind]]
    found, index = _distinct([part for part, _ in parts], [len(values) for _, values in parts])
    keys = _keys(found, [values for _, values in parts])
    rulings = tuple(_remembered(kind, key, policy) for key in keys)
    answers = np.array([ANSWERS.index(ruling.answer) for ruling in rulings], dtype=np.uint8)
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


def _keys(cells: NDArray[np.int64], values: list[list[Any]]) -> Iterable[tuple[Any, ...]]:
    """The keys that the numbers of cells stand for."""
    places = np.unravel_index(cells, [len(known) for known in values])
    columns = [[known[at] for at in place.tolist()] for known, place in zip(values, places, strict=True)]
    return zip(*columns, strict=True)


def _remembered(kind: Any, key: tuple[Any, ...], policy: Policy) -> Ruling:
    known: Ruling | None = policy.memory.get((kind, key))
    if known is None:
        known = policy.memory[kind, key] = work_out(kind, key, policy)
    return known


def _distinct(parts: list[Numbers], sizes: list[int]) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
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
        return found, index.astype(np.intp).reshape(-1)
    seen = np.zeros(cells, dtype=np.bool_)
    seen[number] = True
    found = np.flatnonzero(seen)
    place = np.zeros(cells, dtype=np.intp)
    place[found] = np.arange(len(found))
    return found, place[number]


# ---- one column


def _part(
    name: str, columns: Columns, rows: int, policy: Policy, moments: "_Moments", platforms: Sequence[facts.Platform]
) -> tuple[Numbers, list[Any]]:
    """A column as small numbers, and what each number stands for in a key."""
    if name == "at":
        return moments.hours, [None, *range(8)]
    if name in ("born", "other_born"):
        return _bands(_ages(name, columns.get(name), rows, moments), policy, platforms)
    column = columns.get(name)
    if name == "platform":
        marks = [None, *(platform.mark for platform in platforms)]
        return _coded(name, -1 if column is None else column, rows, marks)
    if name == "content":
        return _contents(column, rows)
    if name in facts.FLAGS:
        return _coded(name, 0 if column is None else column, rows, [None, False, True])
    members = facts.ENUMS[name]
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
        column = np.array([-1 if item is None else int(item) for item in column], dtype=np.int64)
    moved = column.astype(np.int64) + 1
    if rows and not (moved.min() >= 0 and moved.max() < len(values)):
        raise ValueError(f"The column {name} holds a number outside -1 to {len(values) - 2}.")
    return moved, values


def _numbered(columns: Columns, platforms: Sequence[facts.Platform]) -> tuple[Columns, Sequence[facts.Platform]]:
    """The same with platforms as numbers, where they are given themselves."""
    column = columns.get("platform")
    if column is None or _numbers(column):
        return columns, platforms
    platforms = list(dict.fromkeys(item for item in column if item is not None))
    place: dict[Any, int] = {one: at for at, one in enumerate(platforms)} | {None: -1}
    return {**columns, "platform": np.array([place[item] for item in column], dtype=np.int64)}, platforms


def _contents(column: Any, rows: int) -> tuple[Numbers, list[Any]]:
    bit = {kind: 1 << at for at, kind in enumerate(facts.Content)}
    if column is not None and not _numbers(column):
        column = np.array(
            [-1 if item is None else sum(bit[facts.Content(kind)] for kind in item) for item in column], dtype=np.int64
        )
    if column is None:
        return np.zeros(rows, dtype=np.int64), [None]
    if rows and not (column.min() >= -1 and column.max() < 1 << len(bit)):
        raise ValueError(f"The column content holds a number outside -1 to {(1 << len(bit)) - 1}.")
    found, index = np.unique(column, return_inverse=True)
    sets = [
        None if item < 0 else frozenset(kind for kind, which in bit.items() if item & which) for item in found.tolist()
    ]
    return index.astype(np.int64).reshape(-1), sets


class _Moments:
    """The moments of every row on the school's clock: their days, and the bits of their hours from 1 (0: unknown)."""

    def __init__(self, column: Any, rows: int, policy: Policy) -> None:
        if column is None:
            column = np.full(rows, "NaT", dtype="M8[us]")
        elif not isinstance(column, np.ndarray) or column.dtype.kind != "M":
            local = [None if item is None else policy.local(item).replace(tzinfo=None) for item in column]
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
            school = np.array([_is_school_day(int(item), policy) for item in found], dtype=np.bool_)
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
        since = np.array([_since_midnight(end) for end in boundaries])
        bits = np.array([policy.bits(end) for end in boundaries], dtype=np.int64)
        found: Numbers = bits[np.searchsorted(since, clock, side="right") - 1]
        return found


EPOCH = date(1970, 1, 1).toordinal()


def _is_school_day(day: int, policy: Policy) -> bool:
    ordinal = day + EPOCH
    return policy.is_school_day(ordinal, datetime.fromordinal(ordinal))


def _since_midnight(clock: time) -> np.timedelta64:
    seconds = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return np.timedelta64(seconds * 1_000_000 + clock.microsecond, "us")


def _bands(ages: Numbers, policy: Policy, platforms: Sequence[facts.Platform]) -> tuple[Numbers, list[Any]]:
    """Ages by the last limit they have reached: between two limits no rule tells one age from another."""
    parameters = policy.parameters
    least = {platform.minimum_age for platform in platforms if platform.minimum_age is not None}
    limits = sorted({0, ADULT, parameters.minimum_age, parameters.former_pupil_age} | least)
    values = [DAY_UNKNOWN, BORN_UNKNOWN, *limits]
    place = [bisect.bisect_right(values, age) - 1 for age in range(DAY_UNKNOWN, OLDER + 1)]
    found: Numbers = np.array(place, dtype=np.int64)[ages - DAY_UNKNOWN]
    return found, values


def _ages(name: str, column: Any, rows: int, moments: _Moments) -> Numbers:
    """Whole years on the day, or what stands for them, as `reduction.age_key` has them."""
    if column is None:
        column = np.full(rows, "NaT", dtype="M8[D]")
    elif not isinstance(column, np.ndarray) or column.dtype.kind != "M":
        column = np.array([None if item is None else str(item)[:10] for item in column], dtype="M8[D]")
    born = column.astype("M8[D]")
    unknown = np.isnat(born)
    both = moments.known & ~unknown
    found = np.full(rows, DAY_UNKNOWN, dtype=np.int64)
    found[unknown] = BORN_UNKNOWN
    years, since = _in_year(moments.day[both]), _in_year(born[both])
    # Years are whole thousands of these numbers, so what is left of a year that is not full falls away.
    ages = (years - since) // YEAR
    if (ages < 0).any():
        row = int(np.flatnonzero(both)[int(np.argmax(ages < 0))])
        raise ValueError(f"Row {row}: {name}, {born[row]}, is after the day in question, {moments.day[row]}.")
    found[both] = np.minimum(ages, OLDER)
    return found


YEAR = 1000


def _in_year(days: NDArray[np.datetime64]) -> Numbers:
    """A day as its year in thousands, and below a number that orders days within the year."""
    if not len(days):
        return np.zeros(0, dtype=np.int64)
    number = days.astype(np.int64)
    first, last = int(number.min()), int(number.max())
    if last - first > _DAYS:
        return _dated(days)
    found: Numbers = _dated(np.arange(first, last + 1).astype("M8[D]"))[number - first]
    return found


def _dated(days: NDArray[np.datetime64]) -> Numbers:
    months = days.astype("M8[M]")
    month = months.astype(np.int64)
    day = (days - months.astype("M8[D]")).astype(np.int64)
    found: Numbers = (month // 12) * YEAR + (month % 12) * 32 + day
    return found
