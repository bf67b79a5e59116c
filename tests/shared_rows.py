"""Rows that many tests begin with, made once a worker.

`@shared` makes a fixture of a function that puts rows into the database and returns what the test is given. Its rows
are made in a transaction that stays open while tests ask for them; each test works in a savepoint inside, which is
taken back. Where a shared fixture asks for another, the rows of the other lie below; it may also ask for an argument
that its tests are parametrized with, and then stands for each value on its own. What a test is given is unpickled
for it, so nothing that a test sets on an object reaches the next. A test with transactions of its own has the rows made
for itself, after those of the others are taken away.
"""

import inspect
import pickle
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings

from tests.clock import MONDAY


@dataclass(frozen=True, eq=False)
class Shared:
    """A shared fixture: its name, how it makes its rows, and the names of what it asks for."""

    name: str
    make: Callable[..., Any]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """The rows of a shared fixture, for these arguments of a parametrized test."""

    of: Shared
    arguments: tuple[tuple[str, Any], ...] = ()


@dataclass
class Layer:
    """Rows that lie in the database now, with everything that tests are given up to here, and the folder of files."""

    wanted: Wanted
    opened: transaction.Atomic
    given: bytes
    files: Path


SHARED: dict[Callable[..., Any], Shared] = {}


def shared(make: Callable[..., Any]) -> Any:
    """A fixture whose rows are made once for all the tests of a worker that follow each other and ask for them."""
    asks = tuple(inspect.signature(make).parameters)
    one = Shared(make.__name__, make, asks)

    def given(**known: Any) -> Any:
        rows = known.pop("shared_rows")
        known.pop("db")
        return rows.given[one] if one in rows.given else make(**known)

    kind = inspect.Parameter.KEYWORD_ONLY
    given.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(name, kind) for name in ("db", "shared_rows", *asks)]
    )
    given.__doc__ = make.__doc__
    SHARED[given] = one
    return pytest.fixture(name=one.name)(given)


def needed(item: pytest.Item) -> list[Wanted]:
    """The shared fixtures of a test, those that others ask for first."""
    if not in_savepoint(item):
        return []
    known = item._fixtureinfo.name2fixturedefs  # type: ignore[attr-defined]
    asked = {other.func for name in item.fixturenames for other in known.get(name, ())} & SHARED.keys()  # type: ignore[attr-defined]
    left = [one for given, one in SHARED.items() if given in asked]
    found: list[Shared] = []
    while left:
        names = {other.name for other in left}
        found += (ready := [other for other in left if not names & set(other.asks)])
        left = [other for other in left if other not in ready]
    arguments = item.callspec.params if hasattr(item, "callspec") else {}
    return [
        Wanted(shared, tuple((name, arguments[name]) for name in shared.asks if name in arguments)) for shared in found
    ]


def in_savepoint(item: pytest.Item) -> bool:
    """Whether a test uses the database without transactions of its own."""
    marker = item.get_closest_marker("django_db")
    own = marker and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences"))
    names = set(getattr(item, "fixturenames", ()))
    return bool(marker or "db" in names) and not own and not names & {"transactional_db", "live_server"}


def sort(items: list[pytest.Item]) -> None:
    """Puts the tests that begin with the same rows after each other, so that rows are made as seldom as can be."""
    wanted = {item: needed(item) for item in items if in_savepoint(item)}
    prefixes = (tuple(rows[:count]) for rows in wanted.values() for count in range(1, len(rows) + 1))
    place = {prefix: number for number, prefix in enumerate(dict.fromkeys(prefixes))}

    def where(item: pytest.Item) -> list[int]:
        return [place[tuple(wanted[item][:count])] for count in range(1, len(wanted[item]) + 1)]

    items[:] = sorted(wanted, key=where) + [item for item in items if item not in wanted]


class SharedRows:
    """The rows that lie in the database of this worker, one layer upon another."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self.folder = folder
        self.layers: list[Layer] = []
        self.given: dict[Shared, Any] = {}
        self.made: Counter[str] = Counter()

    def lay(self, wanted: list[Wanted]) -> None:
        """Leaves these rows in the database and no others, and has what the fixtures give to the next test."""
        kept = 0
        while kept < min(len(wanted), len(self.layers)) and wanted[kept] == self.layers[kept].wanted:
            kept += 1
        while len(self.layers) > kept:
            _take_back(self.layers.pop().opened)
        self._load()
        for other in wanted[kept:]:
            self._add(other)
            self._load()

    def copy_files(self, to: Path) -> None:
        """Puts the files of the rows into another folder."""
        if self.layers:
            shutil.copytree(self.layers[-1].files, to, dirs_exist_ok=True)

    def _load(self) -> None:
        self.given = pickle.loads(self.layers[-1].given) if self.layers else {}
        self.given = {layer.wanted.of: self.given[layer.wanted.of.name] for layer in self.layers}

    def _add(self, wanted: Wanted) -> None:
        one = wanted.of
        files = self.folder()
        self.copy_files(files)
        opened = transaction.atomic()
        opened.__enter__()
        try:
            with time_machine.travel(MONDAY), override_settings(MEDIA_ROOT=files):
                known = {before.name: value for before, value in self.given.items()}
                asked = known | dict(wanted.arguments)
                known[one.name] = one.make(**{name: asked[name] for name in one.asks})
                cache.clear()
            connection.check_constraints()
            self.layers.append(Layer(wanted, opened, pickle.dumps(known), files))
        except BaseException:
            _take_back(opened)
            raise
        self.made[one.name] += 1


def _take_back(opened: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    opened.__exit__(None, None, None)
