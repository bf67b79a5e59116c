"""What people make of a first name. Names are plain: small letters without accents."""

from collections.abc import Mapping
from pathlib import Path

from schoolgate import datafiles

Forms = Mapping[str, frozenset[str]]


def _read() -> tuple[Forms, Forms]:
    rows = datafiles.whole(Path(__file__).with_name("nicknames.toml"), dict[str, tuple[str, ...]])["rows"]
    called: dict[str, set[str]] = {}
    alike: dict[str, set[str]] = {}
    for whole, *short in (row.split() for row in rows):
        called.setdefault(whole, set()).update(short)
        for name in short:
            called.setdefault(name, set()).add(whole)
        for name in (whole, *short):
            alike.setdefault(name, set()).update((whole, *short))
    return _frozen(called), _frozen(alike)


def _frozen(table: Mapping[str, set[str]]) -> Forms:
    return {name: frozenset(others) for name, others in table.items()}


_CALLED, _ALIKE = _read()
NAMES = frozenset(_ALIKE)
"""Every first name of the table, and every short one."""


def called(first_name: str) -> frozenset[str]:
    """A first name, what people call somebody of that name, and the whole names of which it is short."""
    return _CALLED.get(first_name, frozenset()) | {first_name}


def forms(first_name: str) -> frozenset[str]:
    """Every name that somebody of this name may go by: of Kate also Katie, since both are Catherine."""
    return _ALIKE.get(first_name, frozenset()) | {first_name}
