"""The number of a row as an address shows it: sealed, so that nobody counts with it how many there are of others.

Each kind of row has numbers of its own, and only the school's key turns one back. The rows keep their numbers.
"""

import base64
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.urls import register_converter

MARK = 8
"""Bytes that say of which kind a number is; one that was made up does not hold them."""
LONG = 16


def shown(kind: str, number: int) -> str:
    """How the number of a row of this kind is shown."""
    block = _cipher().encryptor().update(_mark(kind) + number.to_bytes(LONG - MARK))
    return base64.b32encode(block).decode().rstrip("=").lower()


def number_of(kind: str, words: str) -> int:
    """The number that is shown so; ValueError where it is none of this kind."""
    block = base64.b32decode(words.upper() + "=" * (-len(words) % 8))
    opened = _cipher().decryptor().update(block)
    if len(opened) != LONG or not hmac.compare_digest(opened[:MARK], _mark(kind)):
        raise ValueError(words)
    return int.from_bytes(opened[MARK:])


class _Converter:
    """A part of an address; Django answers 404 where the number is none."""

    regex = "[a-z2-7]{26}"
    kind = ""

    def to_python(self, value: str) -> int:
        return number_of(self.kind, value)

    def to_url(self, value: int | str) -> str:
        return shown(self.kind, int(value))


def register(kind: str) -> None:
    """Lets addresses name rows of this kind, as `<kind:id>`."""
    register_converter(type(f"{kind.title()}Converter", (_Converter,), {"kind": kind}), kind)


def _mark(kind: str) -> bytes:
    return hashlib.sha256(kind.encode()).digest()[:MARK]


def _cipher() -> Cipher[modes.ECB]:
    key = hmac.new(settings.TRAIL_KEY.encode(), b"numbers in addresses", hashlib.sha256).digest()
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305  (one block, and each number once)
