"""Folders and files of an installation are for their owner alone, or nothing starts."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
DATABASE = "schoolgate.sqlite3"
KEYRING = "keys.json"
SECRETS = "secrets.json"
SEALS = "seals.json"


class Unsafe(Exception):
    """What must be private is not, or keys are not where they should be; its words say what to do."""


def for_owner_only() -> None:
    """Whatever this process makes from here on, nobody else on the machine reads."""
    os.umask(OTHERS)


def make_private(folder: Path) -> None:
    """A folder for this installation, made where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Unsafe(
            f"The folder {folder} cannot be made: {error.strerror}. Name one of yours with SCHOOLGATE_DATA or SCHOOLGATE_KEYS."
        ) from error
    keep_private(folder)


def keep_private(path: Path) -> None:
    """Takes away what others may do with a folder or file; raises Unsafe where that cannot be done."""
    if not _open_to_others(path):
        return
    with suppress(OSError):  # not ours: what counts is what is found below
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~OTHERS)
    if _open_to_others(path):
        kind, mode = ("folder", "700") if path.is_dir() else ("file", "600")
        raise Unsafe(
            f"The {kind} {path} can be read by other users of this machine, and Schoolgate cannot change that. "
            f"Run as its owner: chmod {mode} {path}\n"
            "If that changes nothing, the disk knows no owners (a memory stick often does not). Mount it for one user only."
        )


def keep_all_private(folder: Path, *, but: Path | None = None) -> None:
    """The same for a folder and everything in it, but for one folder that holds nothing of anybody."""
    keep_private(folder)
    for path in _within(folder, but):
        keep_private(path)


def keep_database_private(database: Path) -> None:
    """The same for a database file and what SQLite writes beside it."""
    for path in (database, *(database.with_name(f"{database.name}{tail}") for tail in ("-wal", "-shm", "-journal"))):
        keep_private(path)


def check_keys(keys: Path, data: Path) -> None:
    """That no new keys are made where others seal what is there already."""
    if keys == data or (keys / KEYRING).exists() or (keys / SECRETS).exists():
        return
    if (data / KEYRING).exists() or (data / SECRETS).exists():
        seals = f" {data / SEALS}" if (data / SEALS).exists() else ""
        raise Unsafe(
            f"SCHOOLGATE_KEYS names {keys}, but the keys are still in {data}. Stop Schoolgate everywhere, then:\n"
            f"mkdir -m 700 -p {keys} && mv {data / KEYRING} {data / SECRETS}{seals} {keys}"
        )
    if (data / DATABASE).exists():
        raise Unsafe(
            f"There is a school in {data}, but no keys in {keys}. Mount the disk that holds them, "
            "or copy keys.json and secrets.json there from where you keep them safe."
        )


def _within(folder: Path, but: Path | None) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in (*folders, *files))
        folders[:] = [name for name in folders if Path(place, name) != but]


def _open_to_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & OTHERS)
    except FileNotFoundError:
        return False
