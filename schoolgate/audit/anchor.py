"""The newest seal of each school, kept in a file beside the keys: whoever can only write the database cannot change it.

It is written once a deed is safely in the database. After a crash between both it is behind, which is no harm: the entry
that it names must be there, and others may follow. It is never ahead of what was written.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

_newest: dict[int, int] = {}
"""The number of the entry that was recorded last, so that of many in one transaction only the last is written."""


@dataclass(frozen=True)
class Anchor:
    """An entry that was there: its number and its seal."""

    number: int
    seal: str


class Spoilt(Exception):
    """The file is there and cannot be read."""


def path() -> Path:
    return Path(settings.RING).with_name("seals.json")


def expect(school_id: int, number: int) -> None:
    """Says that this entry is about to be in the database."""
    _newest[school_id] = number


def keep(school_id: int, number: int, seal: str) -> None:
    """Writes the seal of an entry that is in the database, unless a newer one is written or about to be."""
    if _newest.get(school_id, number) > number:
        return
    with _changed() as held:
        known = held["schools"].get(str(school_id))
        if known is None or known["entry"] < number:
            held["schools"][str(school_id)] = {"entry": number, "seal": seal}


def keep_shape(shape: dict[str, list[str]]) -> None:
    """Writes of which fields the sums are made."""
    with _changed() as held:
        held["rows"] = shape


def of(school_id: int) -> Anchor | None:
    """What is kept of a school."""
    known = _read()["schools"].get(str(school_id))
    return Anchor(known["entry"], known["seal"]) if known else None


def schools() -> frozenset[int]:
    """The schools of which a seal is kept."""
    return frozenset(map(int, _read()["schools"]))


def shape() -> dict[str, list[str]]:
    """Of which fields the sums were made when that was last written; nothing where it never was."""
    found: dict[str, list[str]] = _read()["rows"]
    return found


def _read() -> dict[str, Any]:
    try:
        found = json.loads(path().read_text())
        return {"schools": dict(found["schools"]), "rows": dict(found["rows"])}
    except FileNotFoundError:
        return {"schools": {}, "rows": {}}
    except (ValueError, KeyError, TypeError) as error:
        raise Spoilt(str(path())) from error


@contextmanager
def _changed() -> Iterator[dict[str, Any]]:
    """The file as it is, written whole or not at all where it was changed; one process at a time."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = _read()
        before = json.dumps(held)
        yield held
        after = json.dumps(held)
        if after == before:
            return
        draft = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as made:
            made.write(after)
            made.flush()
            os.fsync(made.fileno())
        draft.replace(file)
