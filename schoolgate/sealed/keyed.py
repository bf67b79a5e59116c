"""A word out of a short list (a part, a harm, an outcome) that the database compares and cannot read.

Sealed text differs each time it is sealed, so SQL can find nothing by it. A keyed word always becomes the same token
under one key: SQL finds, joins and refuses a second one by it. Who has the database alone sees which rows of one column
say the same, and not what. A word that nothing is found by is a `SealedChoice`, and shows not even that.
See docs/explanation/adr/0015-stolen-disk.md.
"""

import base64
import secrets
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import lookups

from schoolgate.sealed import field as sealed_field

if TYPE_CHECKING:
    _Chars = models.CharField[str, str]
    _Lookup = lookups.Lookup[Any]
else:
    _Chars, _Lookup = models.CharField, lookups.Lookup

LONGEST = 64
"""Bytes of a word. Each is filled up to this, so that no token's length tells which word it is."""
WIDTH = 128
NONCE = 12


@lru_cache(maxsize=64)
def _siv(key: str) -> AESSIV:
    """The cipher of a key of the ring: deterministic, and of its own, so that no key is used for two things."""
    drawn = HKDF(SHA256(), 64, salt=None, info=b"schoolgate keyed words").derive(base64.urlsafe_b64decode(key))
    return AESSIV(drawn)


def _fits(word: str) -> bool:
    try:
        return len(word.encode()) <= LONGEST and "\0" not in word
    except UnicodeEncodeError:
        return False


@lru_cache(maxsize=4096)
def _close(key: str, label: str, word: str, nonce: bytes = b"") -> str:
    if not _fits(word):
        raise ValueError(f"{label}: a keyed word has at most {LONGEST} bytes.")
    sealed = _siv(key).encrypt(word.encode().ljust(LONGEST, b"\0"), [label.encode(), nonce or b"-"])
    return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


@lru_cache(maxsize=4096)
def _open(keys: tuple[str, ...], label: str, token: str, size: int) -> str | None:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    for key in keys:
        try:
            return _siv(key).decrypt(raw[size:], [label.encode(), raw[:size] or b"-"]).rstrip(b"\0").decode()
        except (InvalidTag, ValueError):
            continue
    return None


class Keyed(_Chars):
    """A word that is found by its token. It is compared with words and never with another column."""

    nonce = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": WIDTH})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        kwargs.pop("choices", None)  # a new word needs no migration
        return name, path, args, kwargs

    @property
    def label(self) -> str:
        """What a token is bound to: the same word has another token in another column."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def tokens(self, words: Iterable[Any]) -> list[str]:
        """Every token that these words may have now: while keys change, one for each key; none for what can be no word."""
        said = (str(word) for word in words if word is not None)
        ring = sealed_field.keys()
        known = ((key, word) for word in said if _fits(word) for key in ring)
        return list(dict.fromkeys(_close(key, self.label, word) if word else "" for key, word in known))

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return value
        return _close(sealed_field.keys()[0], self.label, str(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if not value:
            return value
        word = _open(sealed_field.keys(), self.label, value, self.nonce)
        if word is None:
            raise sealed_field.Unreadable(f"{self.model._meta.label}.{self.name} opens with none of the keys.")
        return word

    def has_newest_key(self, token: str) -> bool:
        return _open(sealed_field.keys()[:1], self.label, token, self.nonce) is not None

    def get_lookup(self, name: str) -> Any:
        """Nothing that would look into a token: no beginnings, no order."""
        return {"exact": _OneOf, "in": _AnyOf, "isnull": lookups.IsNull}.get(name)


if TYPE_CHECKING:
    KeyedNumber = models.IntegerField[int, int]
else:

    class KeyedNumber(Keyed):
        """A whole number that is found by its token."""

        def to_python(self, value: Any) -> Any:
            return value if value is None else int(value)

        def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
            return self.to_python(super().from_db_value(value, expression, connection))


class SealedChoice(Keyed):
    """A word that nothing is found by: no two tokens are alike. Whether there is one can be asked, not which."""

    nonce = NONCE

    def tokens(self, words: Iterable[Any]) -> list[str]:
        if any(words := list(words)):
            raise TypeError(f"{self.label} cannot be searched. Make it Keyed, or compare it in Python.")
        return [""] if words else []

    def get_prep_value(self, value: Any) -> Any:
        if value is None or value == "":
            return value
        return _close.__wrapped__(sealed_field.keys()[0], self.label, str(value), secrets.token_bytes(NONCE))


def tokens_in(field: Keyed) -> list[str]:
    """The different tokens that lie in a column, as they lie there."""
    quote = connection.ops.quote_name
    column, table = quote(field.column), quote(field.model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''")  # noqa: S608  (our own models)
        return [token for (token,) in cursor.fetchall()]


CLOSED = (sealed_field.Sealed, Keyed)
"""Fields whose bytes change with the keys while what they say stays."""


class _AnyOf(_Lookup):
    """One of several words. Tokens are made when the question is asked, so that none asks with a key of yesterday."""

    lookup_name = "in"
    prepare_rhs = False

    def get_prep_lookup(self) -> Any:
        words = self.words()
        if any(hasattr(word, "resolve_expression") for word in words):
            raise TypeError("A keyed word is compared with words, not with an expression.")
        return words

    def words(self) -> list[Any]:
        return [self.rhs] if hasattr(self.rhs, "resolve_expression") else list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        tokens = self.lhs.output_field.tokens(self.rhs)
        if not tokens:
            raise EmptyResultSet
        lhs, params = self.process_lhs(compiler, connection)
        if len(tokens) == 1:
            return f"{lhs} = %s", [*params, *tokens]
        return f"{lhs} IN ({', '.join(['%s'] * len(tokens))})", [*params, *tokens]


class _OneOf(_AnyOf):
    """One word."""

    lookup_name = "exact"

    def get_prep_lookup(self) -> Any:
        return None if self.rhs is None else super().get_prep_lookup()

    def words(self) -> list[Any]:
        return [self.rhs]
