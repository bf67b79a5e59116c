"""Sees that the people found agree: nobody twice, every parent's child there, each contact once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

from schoolgate.engines.roster.columns import WORDS
from schoolgate.engines.roster.people import Found, ParsedSheet
from schoolgate.engines.roster.roll import Row
from schoolgate.engines.roster.sheets import Faults

ABOUT_CHILDREN = frozenset({"children", "relation", "relations"})
FILLED_FROM_OTHER_LINES = frozenset(
    {"title", "known_as", "born_on", "email", "phone", "address", "joined_on", "left_on"}
)


def people(reading: ParsedSheet, known: Collection[str], faults: Faults) -> tuple[Row, ...]:
    """Every person once, in the order found; `known` are numbers of pupils whom the school has already."""
    by_key: dict[tuple[str, str], list[Found]] = {}
    for found in reading.found:
        by_key.setdefault(found.row.key, []).append(found)
    once = [_one(lines, faults) for lines in by_key.values()]
    _refuse_same_name_and_birthday(once, faults)
    has_pupils = bool(known) or "pupil" in reading.fields
    return tuple(_with_children(once, reading.spoilt, known if has_pupils else None, faults))


def _one(lines: Sequence[Found], faults: Faults) -> Found:
    first = lines[0]
    row = first.row
    for other in lines[1:]:
        differing = _differing(row, other.row)
        if differing:
            faults.add(other.file, _twice(first, other, differing), line=other.line, value=other.row.name)
        elif row.kind == "parent":
            row = _joined(row, other.row)
    return replace(first, row=row)


def _twice(first: Found, other: Found, differing: Sequence[str]) -> str:
    whose = "The same name" if first.unnumbered else f"The number {first.row.mis_id}"
    another = ", ".join(WORDS[name] for name in differing)
    return f"{whose} is also {_where(first, other.file)}, as {first.row.name}, with another {another}."


def _differing(row: Row, other: Row) -> list[str]:
    return [
        field.name
        for field in fields(Row)
        if field.name not in ABOUT_CHILDREN or row.kind != "parent"
        if _clash(row.kind, field.name, getattr(row, field.name), getattr(other, field.name))
    ]


def _clash(kind: str, field: str, one: Any, other: Any) -> bool:
    """Whether two lines of one person disagree; a parent's line may leave empty what another has."""
    if kind == "parent" and field in FILLED_FROM_OTHER_LINES and not (one and other):
        return False
    if kind == "parent" and isinstance(one, str):
        return one.casefold() != str(other).casefold()
    return bool(one != other)


def _joined(row: Row, other: Row) -> Row:
    """One parent of two lines: the children of both, and what one line leaves empty from the other."""
    related = {child: row.relation_to(child) for child in row.children}
    related |= {child: other.relation_to(child) for child in other.children}
    filled = {name: getattr(row, name) or getattr(other, name) for name in FILLED_FROM_OTHER_LINES}
    return _related(replace(row, **filled), related)


def _related(row: Row, related: dict[str, str]) -> Row:
    relations = tuple(related.values())
    alike = len(set(relations)) < 2
    return replace(
        row,
        children=tuple(related),
        relation=relations[0] if relations else row.relation,
        relations=() if alike else relations,
    )


def _refuse_same_name_and_birthday(once: Iterable[Found], faults: Faults) -> None:
    """Somebody who is there twice under two numbers; one of them may have left and come back."""
    seen: dict[tuple[object, ...], Found] = {}
    for found in once:
        row = found.row
        if row.born_on is None or row.left_on is not None:
            continue
        mark = (row.kind, row.first_name.casefold(), row.last_name.casefold(), row.born_on)
        first = seen.setdefault(mark, found)
        if first is not found:
            faults.add(
                found.file,
                f"{row.name}, born on {row.born_on:%d/%m/%Y}, is also {_where(first, found.file)} under the "
                f"number {first.row.mis_id}, here under {row.mis_id}.",
                line=found.line,
                value=row.name,
            )


def _with_children(
    once: Sequence[Found], spoilt: Collection[str], known: Collection[str] | None, faults: Faults
) -> Iterable[Row]:
    """The rows, parents' children by their own numbers; `known` is None where no pupils are told of."""
    numbers = _pupil_numbers(once)
    there = None if known is None else {*numbers.values(), *known, *spoilt}
    for found in once:
        row = found.row
        if row.kind != "parent":
            yield row
            continue
        related = {numbers.get(child, child): row.relation_to(child) for child in row.children}
        for child in related:
            if there is not None and child not in there:
                faults.add(
                    found.file,
                    f"{row.name} is put down as a parent of pupil {child}, who is not in the list.",
                    line=found.line,
                    column=found.children_column,
                    value=child,
                )
        yield _related(row, related)


def _pupil_numbers(once: Iterable[Found]) -> dict[str, str]:
    """Every number by which a pupil may be named, and their own; a number of two pupils names neither."""
    owners: dict[str, set[str]] = {}
    own: dict[str, str] = {}
    for found in once:
        if found.row.kind != "pupil":
            continue
        own[found.row.mis_id] = found.row.mis_id
        for number in found.also_numbered:
            owners.setdefault(number, set()).add(found.row.mis_id)
    return {number: min(whose) for number, whose in owners.items() if number and len(whose) == 1} | own


def _where(found: Found, file: str) -> str:
    return f"on line {found.line}" + (f" of {found.file}" if found.file != file else "")
