"""Files of cases: documents and letters as sent, sealed and kept by digest as those of concerns are."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial

from django.db import transaction

from schoolgate.concerns import store

FOLDER = "cases"
NotThere = store.NotThere


def keep(content: bytes, *, mark: str = "") -> tuple[str, str]:
    """Seals these bytes and keeps them once; returns their digest and where they lie."""
    digest = hashlib.sha256(content).hexdigest()
    return digest, store.keep(f"{digest}{mark}", content, folder=FOLDER)


def read(path: str) -> bytes:
    """The bytes as they were kept; `NotThere` when the disk has lost them."""
    return store.read(path)


def paths() -> Iterator[str]:
    """Every file of cases."""
    return store.paths(FOLDER)


def age(path: str, now: float) -> float:
    """Seconds since the file was written."""
    return store.age(path, now)


def remove(path: str) -> None:
    store.remove(path)


def remove_all(paths: Iterable[str]) -> None:
    """Takes these files away for good, once the deed that no longer names them is safely written."""
    for path in paths:
        transaction.on_commit(partial(store.remove, path))
