"""Reads data files (TOML) into dataclasses; what is wrong is named with its file, entry and field.

    entries(Path(__file__).with_name("checks.toml"), "check", Check)

A text may run over several lines: a line end and what surrounds it count as one space.
"""

import dataclasses
import tomllib
from collections.abc import Callable, Collection
from enum import EnumMeta
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Table = dict[str, Any]
Prepare = Callable[[Table, Table, str], Table]

PLAIN = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


class DataFileError(ValueError):
    """A data file is malformed; the message names the file, the entry and the field."""


def read(path: Path) -> Table:
    """The tables of a file as they are written."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataFileError(f"{path.name}: {error}") from error


def whole(path: Path, shape: type[T]) -> T:
    """A whole file as one object."""
    return cast(T, fit(shape, read(path), path.name))


def entries(
    path: Path, key: str, shape: type[T], *, prepare: Prepare | None = None, beside: Collection[str] = ()
) -> tuple[T, ...]:
    """The `[[key]]` tables of a file in order; no two may agree in the first field of their shape.

    `prepare` is given each table, the whole file and the table's place in words, and returns the table to be
    read. `beside` names what else the file holds.
    """
    file = read(path)
    if unknown := file.keys() - {key, *beside}:
        raise DataFileError(f"{path.name} has an unknown field: {', '.join(sorted(unknown))}.")
    if missing := set(beside) - file.keys():
        raise DataFileError(f"{path.name} lacks the field {', '.join(sorted(missing))}.")
    tables = file.get(key)
    if not (isinstance(tables, list) and tables and all(isinstance(table, dict) for table in tables)):
        raise DataFileError(f"{path.name} must have tables that begin with [[{key}]].")
    identity = dataclasses.fields(shape)[0].name  # type: ignore[arg-type]
    found: dict[str, T] = {}
    for number, table in enumerate(tables, start=1):
        name = str(table.get(identity, f"number {number}"))
        at = f"{path.name}, {key} {name}"
        if name in found:
            raise DataFileError(f"{at}: there is another one with this {identity}.")
        found[name] = fit(shape, prepare(table, file, at) if prepare else table, at)
    return tuple(found.values())


def fit(shape: Any, value: Any, at: str) -> Any:
    """A value of a file as what a type hint asks for; `at` is its place in words."""
    kind, inner = get_origin(shape), get_args(shape)
    if kind in (Union, UnionType):
        options = [option for option in inner if option is not NoneType]
        return fit(options[0], value, at) if len(options) == 1 and value is not None else value
    if kind in (tuple, frozenset):
        if not isinstance(value, list):
            raise DataFileError(f"{at} must be a list.")
        return kind(fit(inner[0], item, f"{at}, item {number}") for number, item in enumerate(value, start=1))
    if kind is dict:
        items = _table(value, at).items()
        return {fit(inner[0], key, at): fit(inner[1], item, f"{at}, {key}") for key, item in items}
    if dataclasses.is_dataclass(shape):
        return _object(shape, value, at)
    if kind is Literal or isinstance(shape, EnumMeta):
        options = list(inner or shape)
        if value not in options:
            raise DataFileError(f"{at}: {value!r} is not one of {', '.join(map(str, options))}.")
        return options[options.index(value)]
    if type(value) is not shape and not (shape is float and type(value) is int):
        raise DataFileError(f"{at} must be {PLAIN.get(shape, f'a {shape.__name__}')}, not {value!r}.")
    if shape is str and not value.strip():
        raise DataFileError(f"{at} is empty.")
    return " ".join(value.split()) if shape is str else shape(value) if shape is float else value


def _table(value: Any, at: str) -> Table:
    if not isinstance(value, dict):
        raise DataFileError(f"{at} must be a table.")
    return value


def _object(shape: Any, value: Any, at: str) -> Any:
    table = _table(value, at)
    hints = get_type_hints(shape)
    fields = {field.name: field for field in dataclasses.fields(shape) if field.init}
    if unknown := [name for name in table if name not in fields]:
        raise DataFileError(f"{at} has an unknown field: {', '.join(unknown)}. Choose from {', '.join(fields)}.")
    for name, field in fields.items():
        if name not in table and dataclasses.MISSING is field.default is field.default_factory:
            raise DataFileError(f"{at} lacks the field {name}.")
    return shape(**{name: fit(hints[name], item, f"{at}, {name}") for name, item in table.items()})
