"""Files that came with concerns: kept by digest under the data folder, sealed, for their owner only.

An app above keeps its own in a folder of its own, which `also` names: what is stray here is not stray there.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.fernet import InvalidToken
from django.conf import settings

from schoolgate.sealed import field

FOLDER = "concerns"
_folders = [FOLDER]


class NotThere(Exception):
    """A file that a record names is not on the disk, or opens with none of the keys."""


def also(folder: str) -> None:
    """Says that sealed files lie in that folder too, so that they are sealed anew with the rest."""
    if folder not in _folders:
        _folders.append(folder)


def keep(digest: str, content: bytes, *, folder: str = FOLDER) -> str:
    """Seals these bytes, keeps them once, and returns where: a path under the folder of files."""
    path = f"{folder}/{digest}"
    if not (_root() / path).exists():
        _put(_root() / path, field.ring().encrypt(content))
    return path


def read(path: str) -> bytes:
    """The bytes as they came."""
    try:
        return field.ring().decrypt((_root() / path).read_bytes())
    except (FileNotFoundError, InvalidToken) as error:
        raise NotThere(path) from error


def is_there(path: str) -> bool:
    """Whether the disk has this file; whether a key opens it is seen when it is read."""
    return (_root() / path).is_file()


def paths(folder: str = FOLDER) -> Iterator[str]:
    """Every file kept in a folder."""
    place = _root() / folder
    files = sorted(place.iterdir()) if place.exists() else []
    return (f"{folder}/{file.name}" for file in files if file.is_file())


def all_paths() -> Iterator[str]:
    """Every file kept in any folder."""
    return (path for folder in _folders for path in paths(folder))


def digest_of(path: str) -> str:
    """The digest of the original to which a file belongs, be it the original itself or a copy of a page."""
    return path.rpartition("/")[2].partition(".")[0]


def age(path: str, now: float) -> float:
    """Seconds since the file was written."""
    return now - (_root() / path).stat().st_mtime


def size(path: str) -> int:
    """Bytes that it takes on the disk."""
    return (_root() / path).stat().st_size


def remove(path: str) -> None:
    (_root() / path).unlink(missing_ok=True)


def reseal(path: str) -> None:
    """Seals a file with the newest key; one that was taken away meanwhile needs none."""
    file = _root() / path
    try:
        sealed = file.read_bytes()
    except FileNotFoundError:
        return
    _put(file, field.ring().rotate(sealed))


def has_newest_key(path: str) -> bool:
    """Whether a file opens with the newest key alone."""
    try:
        field.newest().decrypt((_root() / path).read_bytes())
    except FileNotFoundError:
        return True
    except InvalidToken:
        return False
    return True


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _put(path: Path, sealed: bytes) -> None:
    """Whole or not at all: a draft beside it, safely on the disk, then renamed."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
