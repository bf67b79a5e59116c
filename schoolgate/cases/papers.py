"""Files of cases: documents and letters as sent, sealed and kept by digest."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.db import transaction

from schoolgate.engines.evidence.shapes import Examined
from schoolgate.sealed import store

FOLDER = "cases"
NotThere = store.NotThere


def keep(content: bytes, *, mark: str = "") -> tuple[str, str]:
    """Seals these bytes and keeps them once; returns their digest and where they lie."""
    known = digest(content)
    return known, store.keep(f"{known}{mark}", content, folder=FOLDER)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep_document(name: str, content: bytes, found: Examined) -> dict[str, Any]:
    """Keeps an examined file, whole or not at all, and says what its row says of it."""
    return store.keep_examined(name, content, found, digest(content), folder=FOLDER)


def read(path: str) -> bytes:
    """The bytes as they were kept; `NotThere` when the disk has lost them."""
    return store.read(path)


def digest_of(path: str) -> str:
    """The digest of the original to which a file belongs."""
    return store.digest_of(path)


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
