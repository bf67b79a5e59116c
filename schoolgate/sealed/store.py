"""Files kept by digest under the data folder, sealed, for their owner only.

Each app keeps its own in a folder that it registers: what is stray in one is not stray in another.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings

from schoolgate.engines.evidence.shapes import Examined
from schoolgate.sealed import field, room

_folders: list[str] = []


class NotThere(Exception):
    """A file that a record names is not on the disk, or opens with none of the keys."""


def register(folder: str) -> None:
    """Says that sealed files lie in that folder, so that they are sealed anew with the rest."""
    if folder not in _folders:
        _folders.append(folder)


def digest_of_content(content: bytes) -> str:
    """The keyed digest of a file: whoever has that file cannot find out without the key whether it is kept here."""
    return keyed(hashlib.sha256(content).hexdigest())


def keyed(sha256: str) -> str:
    """The same, of a file whose plain digest is known."""
    return field.digest("file", sha256)


def keep(digest: str, content: bytes, *, folder: str) -> str:
    """Seals these bytes, keeps them once, and returns where: a path under the folder of files.

    OSError where it would take what a disk that is nearly full keeps for words.
    """
    path = f"{folder}/{digest}"
    if not (_root() / path).exists():
        room.check(sealed_size(len(content)))
        _put(_root() / path, field.ring().encrypt(content))
    return path


def keep_examined(name: str, content: bytes, found: Examined, *, folder: str) -> dict[str, Any]:
    """Keeps the original and what may be shown of it, and returns the fields of its row (`SealedFile`).

    Whole or not at all: an OSError when the disk is full, and then nothing lies there that did not before.
    """
    digest = digest_of_content(content)
    pieces = {digest: content, **_copies(digest, found)}
    new: list[str] = []
    try:
        for piece, held in pieces.items():
            there = is_there(f"{folder}/{piece}")
            path = keep(piece, held, folder=folder)
            new += [] if there else [path]
    except OSError:
        for path in new:
            remove(path)
        raise
    shown, blurred = f"{digest}.shown", f"{digest}.blurred"
    return {
        "name": name,
        "digest": digest,
        "path": f"{folder}/{digest}",
        "shown_path": f"{folder}/{shown}" if shown in pieces else "",
        "blurred_path": f"{folder}/{blurred}" if blurred in pieces else "",
        "pages": 1 + len(found.further),
        "media_type": found.media_type,
        "size": len(content),
        "text": found.text,
        "metadata": json.dumps(found.metadata, default=str, ensure_ascii=False),
    }


def sealed_size(size: int) -> int:
    """Bytes that so many take on the disk: what is sealed is written in letters, four for three bytes."""
    return size * 4 // 3 + 100


def takes(content: bytes, found: Examined) -> int:
    """Bytes that a file takes on the disk, with what may be shown of it."""
    return sum(sealed_size(len(piece)) for piece in (content, *_copies("", found).values()))


def _copies(digest: str, found: Examined) -> dict[str, bytes]:
    """Names for what may be shown: the first page, the others, and the picture in which nothing is made out."""
    copies = {f"{digest}.shown": found.shown} if found.shown else {}
    copies |= {f"{digest}.shown.{number}": page for number, page in enumerate(found.further, 2)}
    return copies | ({f"{digest}.blurred": found.blurred} if found.blurred else {})


def read(path: str) -> bytes:
    """The bytes as they came."""
    try:
        return field.ring().decrypt((_root() / path).read_bytes())
    except (FileNotFoundError, InvalidToken) as error:
        raise NotThere(path) from error


def is_there(path: str) -> bool:
    """Whether the disk has this file; whether a key opens it is seen when it is read."""
    return (_root() / path).is_file()


def paths(folder: str) -> Iterator[str]:
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
