"""Room on the disk: files are refused before it is full, and a reserve is let go so that words can still be written."""

import logging
import os
import shutil
from dataclasses import dataclass
from errno import EDQUOT, EIO, ENOSPC, EROFS
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

log = logging.getLogger("schoolgate.room")

ERRORS = (OperationalError, OSError)
"""What is raised where nothing can be written; whether it is that, `is_full` and `cannot_write` say."""
KEPT_FREE = 512 * 1024 * 1024
"""Bytes that files leave free for words; on a small disk, a twentieth of it."""
SHARE = 20
RESERVE = 16 * 1024 * 1024
"""Bytes that lie there for nothing, until a full disk keeps somebody from telling."""
NAME = "reserve"


@dataclass(frozen=True)
class _Signs:
    """By what an error says so: of the system, of SQLite, and how PostgreSQL's begin."""

    system: frozenset[int]
    sqlite: frozenset[int]
    postgresql: tuple[str, ...]


_FULL = _Signs(frozenset({ENOSPC, EDQUOT}), frozenset({10, 13}), ("53100",))
_UNWRITTEN = _Signs(
    frozenset({ENOSPC, EDQUOT, EROFS, EIO}),
    frozenset({5, 6, 8, 10, 13, 14}),
    ("53", "57P", "08", "25006", "40P01", "40001"),
)
"""SQLite: busy, locked, read only, fault of the disk, full, not opened.

PostgreSQL: no means, going down, not reached, read only, and sent away where two waited for each other.
"""


def is_short(size: int = 0) -> bool:
    """Whether so many bytes more would take what is kept free for words."""
    found = shutil.disk_usage(_there(Path(settings.MEDIA_ROOT)))
    return found.free - size < min(KEPT_FREE, found.total // SHARE)


def check(size: int) -> None:
    """OSError, as from a full disk, where a file would take what is kept free for words."""
    if is_short(size):
        raise OSError(ENOSPC, "what is left is for words")


def is_full(error: BaseException) -> bool:
    """Whether this is a disk with nothing left on it."""
    return _is(error, _FULL)


def cannot_write(error: BaseException) -> bool:
    """Whether this says that nothing can be written just now, for whatever reason that is nobody's mistake."""
    return _is(error, _UNWRITTEN)


def keep_back() -> None:
    """Lays the reserve down, where it is not there and there is plenty of room; whole or not at all."""
    path = _reserve()
    usage = shutil.disk_usage(_there(path.parent))
    size = min(RESERVE, usage.total // SHARE)
    if path.exists() or is_short(2 * size) or not path.parent.exists():
        return
    draft = path.with_name(f".{NAME}.{os.getpid()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(os.urandom(size))  # what is all noughts takes no room on some disks
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        log.error("the reserve for a full disk cannot be laid down")
    finally:
        draft.unlink(missing_ok=True)


def let_go() -> bool:
    """Gives the reserve to whoever writes words on a full disk; whether there was one."""
    try:
        _reserve().unlink()
    except OSError:
        return False
    log.error("the disk is full: its reserve was let go, so that people can still tell the school something")
    return True


def _is(error: BaseException, signs: _Signs) -> bool:
    if isinstance(error, OSError):
        return error.errno in signs.system
    if not isinstance(error, OperationalError):
        return False
    code, state = (getattr(error.__cause__, name, None) for name in ("sqlite_errorcode", "sqlstate"))
    if code is not None:
        return code & 0xFF in signs.sqlite
    return state.startswith(signs.postgresql) if state else "08" in signs.postgresql


def _there(path: Path) -> Path:
    """The folder, or the nearest above it that is there: all are on one disk."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _reserve() -> Path:
    return Path(settings.DATA) / NAME
