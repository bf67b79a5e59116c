"""A cache in the database whose rows are signed JSON: whoever writes the table neither runs nor says anything by it.

Django's own cache in a table unpickles what it finds, and a pickle can run whatever its writer likes.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import DatabaseError, connections, router, transaction

_SALT = "schoolgate.cache"
_READ = "SELECT cache_key, value FROM {table} WHERE cache_key IN ({places})"
_WRITE = (
    "INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s) "
    "ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
_WHERE_ENDED = " WHERE {table}.expires < %s"
_CHANGE = "UPDATE {table} SET value = %s, expires = %s WHERE cache_key = %s AND value = %s"
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
TRIES = 50


class SignedDatabaseCache(BaseDatabaseCache):
    """Keeps what JSON can say, in the table of `createcachetable`; a row that is not ours is not there.

    What is signed names its key and when it ends, so that a row put under another key, or prolonged, is not ours.
    """

    _table: str

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self.get_many([key], version).get(key, default)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        named = {self.make_and_validate_key(key, version=version): key for key in keys}
        return {named[key]: value for key, (_, value, _) in self._rows(list(named)).items()}

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._rows([self.make_and_validate_key(key, version=version)]))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(self.make_and_validate_key(key, version=version), value, self._ends(timeout))

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """As `set`, where nothing of ours is there that has not ended; of two at once, one."""
        key = self.make_and_validate_key(key, version=version)
        if self._write(key, value, self._ends(timeout), over="ended"):
            return True
        return not self._rows([key]) and self._write(key, value, self._ends(timeout))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Counts on, until the moment at which the count was to end; of two at once, neither is forgotten."""
        made = self.make_and_validate_key(key, version=version)
        for _ in range(TRIES):
            there = self._rows([made]).get(made)
            if there is None:
                raise ValueError(f"Key '{key}' not found")
            written, value, ends = there
            if self._change(made, written, value + delta, ends):
                return int(value + delta)
        raise ValueError(f"Key '{key}' is being changed by too many")

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        made = self.make_and_validate_key(key, version=version)
        there = self._rows([made]).get(made)
        return there is not None and self._change(made, there[0], there[1], self._ends(timeout))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._run("DELETE FROM {table} WHERE cache_key = %s", [self.make_and_validate_key(key, version)]))

    def clear(self) -> None:
        self._run("DELETE FROM {table}", [])

    def forget_ended(self) -> None:
        """Takes out what has ended: the clock does, so that no count is ever pushed out by somebody's many others."""
        self._run("DELETE FROM {table} WHERE expires < %s", [self._stored(datetime.now(UTC))])

    # ---- parts

    def _rows(self, keys: list[str]) -> dict[str, tuple[str, Any, datetime]]:
        """Of each key that is there: the row as it is written, what it says, and when it ends."""
        if not keys:
            return {}
        connection = connections[router.db_for_read(self.cache_model_class)]
        statement = _READ.format(table=self._named(), places=", ".join(["%s"] * len(keys)))
        with connection.cursor() as cursor:
            cursor.execute(statement, keys)
            found = cursor.fetchall()
        opened = {key: (written, *_opened(key, written)) for key, written in found}
        now = datetime.now(UTC)
        return {key: row for key, row in opened.items() if row[2] >= now}

    def _write(self, key: str, value: Any, ends: datetime, *, over: str = "all") -> bool:
        """Writes a row, over whatever is there or only over what has ended; whether it was written."""
        given = [key, _signed(key, value, ends), self._stored(ends)]
        if over == "ended":
            return self._run(_WRITE + _WHERE_ENDED, [*given, self._stored(datetime.now(UTC))]) == 1
        return self._run(_WRITE, given) == 1

    def _change(self, key: str, written: str, value: Any, ends: datetime) -> bool:
        """Writes over a row, where it is still as it was written."""
        return self._run(_CHANGE, [_signed(key, value, ends), self._stored(ends), key, written]) == 1

    def _run(self, statement: str, given: list[Any]) -> int:
        """How many rows it changed; none where the database cannot be written, for a count stops nobody's words."""
        using = router.db_for_write(self.cache_model_class)
        try:
            with transaction.atomic(using=using), connections[using].cursor() as cursor:
                cursor.execute(statement.format(table=self._named()), given)
                return int(cursor.rowcount)
        except DatabaseError:
            if connections[using].needs_rollback:  # the deed around it is lost, and has to hear of it
                raise
            return 0

    def _named(self) -> str:
        using = router.db_for_write(self.cache_model_class)
        return connections[using].ops.quote_name(self._table)

    def _ends(self, timeout: Any) -> datetime:
        at = self.get_backend_timeout(timeout)
        return NEVER if at is None else datetime.fromtimestamp(at, UTC)

    def _stored(self, at: datetime) -> Any:
        using = router.db_for_write(self.cache_model_class)
        return connections[using].ops.adapt_datetimefield_value(at.replace(microsecond=0))


def forget_ended() -> None:
    """Takes out of every cache of this kind what has ended."""
    for made in (caches[alias] for alias in caches):
        if isinstance(made, SignedDatabaseCache):
            made.forget_ended()


def _signed(key: str, value: Any, ends: datetime) -> str:
    return signing.Signer(salt=f"{_SALT}:{key}").sign_object([value, ends.timestamp()])


def _opened(key: str, written: str) -> tuple[Any, datetime]:
    """What a row says and when it ends; one that is not ours ended long ago."""
    try:
        value, ends = signing.Signer(salt=f"{_SALT}:{key}").unsign_object(written)
        return value, datetime.fromtimestamp(ends, UTC)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None, datetime.min.replace(tzinfo=UTC)
