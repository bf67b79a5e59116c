"""Text that is sealed in the database: readable only with a key of the ring, which lies outside it.

The ring is a list in `keys.json` of the folder for keys. The first key seals; every key opens. It is read again
whenever the file changes, so that a running server follows a rotation.
"""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from encrypted_fields.fields import EncryptedTextField

if TYPE_CHECKING:
    _Text = models.TextField[str, str]  # the library has no types
else:
    _Text = EncryptedTextField

_Stamp = tuple[str, int, int, int]


@dataclass(frozen=True)
class _Ring:
    """The keys as they were read, and what opens with them, made once for as long as the file stays as it is."""

    keys: tuple[str, ...]
    opens: MultiFernet
    seals: Fernet


_read: dict[_Stamp, _Ring] = {}
_seen: set[Path] = set()


class Unreadable(Exception):
    """A sealed text opens with no key of the ring: the wrong folder for keys, or a key that was taken away."""


def keys() -> tuple[str, ...]:
    """The ring, newest first; made at first use."""
    return _now().keys


def ring() -> MultiFernet:
    return _now().opens


def newest() -> Fernet:
    return _now().seals


def _now() -> _Ring:
    """The ring as the file has it now: the file is looked at each time, and read again when it has changed."""
    path: Path = settings.RING
    try:
        stamp = _stamp(path)
    except FileNotFoundError as error:
        if path in _seen:  # its disk is gone: new keys would seal what nobody could open later
            raise Unreadable(f"{path} is missing. Mount the disk that it lies on, or put back a copy.") from error
        _write(path, [Fernet.generate_key().decode()], new=True)
        stamp = _stamp(path)
    known = _read.get(stamp)
    if known is None:
        _read.clear()
        try:
            words = tuple(json.loads(path.read_text()))
            made = [Fernet(word) for word in words]
            known = _read[stamp] = _Ring(words, MultiFernet(made), made[0])
        except (ValueError, TypeError, AttributeError, IndexError) as error:
            raise Unreadable(f"{path} is not what Schoolgate wrote. Put back the copy that you keep safe.") from error
        _seen.add(path)
    return known


def _stamp(path: Path) -> _Stamp:
    """A file that was put in the place of another differs in one of these, even within the same tick of the clock."""
    found = path.stat()
    return (str(path), found.st_mtime_ns, found.st_ino, found.st_size)


def add_key() -> None:
    """Puts a new key first; what the others sealed stays readable."""
    _write(settings.RING, [Fernet.generate_key().decode(), *keys()])


def forget_old() -> None:
    """Keeps the newest key only."""
    _write(settings.RING, [keys()[0]])


def _write(path: Path, ring: list[str], *, new: bool = False) -> None:
    """Whole or not at all; of two processes that start together, the first one's ring stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(json.dumps(ring))
        file.flush()
        os.fsync(file.fileno())
    if not new:
        draft.replace(path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def digest(purpose: str, words: str) -> str:
    """A keyed digest: the same for the same words, and of no use without the key outside the database."""
    return hmac.new(settings.TRAIL_KEY.encode(), f"{purpose}:{words}".encode(), hashlib.sha256).hexdigest()


class Sealed(_Text):
    """The library's field with our ring, which never hands out or reseals what it could not open."""

    @property
    def f(self) -> MultiFernet:
        return ring()

    def get_prep_value(self, value: Any) -> str:
        return super().get_prep_value(value) or ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value:
            return value
        try:
            return self.f.decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise Unreadable(f"{self.model._meta.label}.{self.name} opens with none of the keys.") from error

    def to_python(self, value: Any) -> Any:
        return models.TextField.to_python(self, value)


if TYPE_CHECKING:
    SealedJSON = models.JSONField  # takes and gives what that does
else:

    class SealedJSON(Sealed):
        """What JSON can say, sealed; nothing where there is nothing."""

        def get_prep_value(self, value: Any) -> str:
            return super().get_prep_value(value if isinstance(value, str) else json.dumps(value) if value else "")

        def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
            return json.loads(super().from_db_value(value, expression, connection) or "{}")

        def to_python(self, value: Any) -> Any:
            return value
