"""Files of cases: documents and letters as sent, sealed and kept by digest."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from schoolgate.engines.evidence.shapes import Examined
from schoolgate.sealed import store

FOLDER = "cases"
STRAY = 24 * 60 * 60
"""Seconds after which a file that no record names was deleted, or left by an action that did not come to its end."""
NotThere = store.NotThere


def keep(content: bytes, *, mark: str = "", folder: str = FOLDER) -> tuple[str, str]:
    """Seals these bytes and keeps them once; returns their digest and where they lie."""
    known = digest(content)
    return known, store.keep(f"{known}{mark}", content, folder=folder)


def digest(content: bytes) -> str:
    return store.digest_of_content(content)


def keep_document(name: str, content: bytes, found: Examined) -> dict[str, Any]:
    """Keeps an examined file, whole or not at all, and says what its row says of it."""
    return store.keep_examined(name, content, found, folder=FOLDER)


def read(path: str) -> bytes:
    """The bytes as they were kept; `NotThere` when the disk has lost them."""
    return store.read(path)


def digest_of(path: str) -> str:
    """The digest of the original to which a file belongs."""
    return store.digest_of(path)


def remove_stray(named: Collection[str], at: datetime, *, folder: str = FOLDER) -> None:
    """Removes files of a folder whose digest no record names, a day after they were written."""
    for path in store.paths(folder):
        if digest_of(path) not in named and store.age(path, at.timestamp()) > STRAY:
            store.remove(path)


def remove_all(paths: Iterable[str]) -> None:
    """Takes these files away for good, once the deed that no longer names them is safely written."""
    for path in paths:
        transaction.on_commit(partial(store.remove, path))
