"""Concerns on the command line: the keys that seal them."""

from collections.abc import Callable

from schoolgate.audit import rows
from schoolgate.sealed import rotation


def rotate(*, forget_old: bool, progress: Callable[[int, int], None]) -> str:
    """Seals everything with a new key and says how much that was."""
    try:
        done = rotation.rotate(forget_old=forget_old, progress=progress)
        rows.clear()  # sealing anew changed no word
    except rotation.Left as left:
        return f"Everything has a new key, but this was written meanwhile: {left}. Stop the server, then run it again."
    kept = "The old keys are gone." if forget_old else "The old keys still open what is in your backups."
    return f"Sealed anew: {done} records and files. {kept} Keep a copy of keys.json, apart from your backups."
