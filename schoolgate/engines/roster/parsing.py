"""Reads the school's people from its management system's files: CSV of any usual shape, or OneRoster."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from schoolgate.engines.roster import checking, oneroster, oneroster_files, sheets
from schoolgate.engines.roster import columns as usual
from schoolgate.engines.roster.columns import guess_mapping
from schoolgate.engines.roster.people import ParsedSheet, read_sheet
from schoolgate.engines.roster.roll import Fault, Kind, Refused, Roll

__all__ = ["columns", "guess_mapping", "read"]


def read(
    files: Sequence[tuple[str, bytes]],
    *,
    mapping: Mapping[str, str] | None = None,
    mappings: Mapping[str, Mapping[str, str]] | None = None,
    known: Collection[str] = (),
    today: date,
) -> Roll:
    """The people of some files (each a name and its bytes), or `Refused` with all that is wrong.

    `mapping` gives the header of a field's column (a key of `mis.columns.TEMPLATE`); an empty header leaves
    the field out, and for `kind` it may be a kind itself. `mappings` does the same for single files by name.
    What neither says is guessed. `known` are the numbers of pupils already at the school, whom a list of
    parents alone may name; without them such a list is taken at its word. Sources: our own template, the
    usual exports, OneRoster 1.1 and 1.2.
    """
    faults = sheets.Faults()
    reading = ParsedSheet(found=[], spoilt=set(), fields={})
    if not files:
        faults.add("", "There is no file to read.")
    alone = sum(not oneroster_files.is_roster(data) for _, data in files) == 1
    terms: list[tuple[str, date, date]] = []
    for file, data in files:
        if oneroster_files.is_roster(data):
            terms += oneroster.read_zip(file, data, today=today, reading=reading, faults=faults)
            continue
        own = (mappings or {}).get(file)
        told = mapping or {} if own is None else own
        _read_csv(file, data, told, strict=alone or own is not None, today=today, reading=reading, faults=faults)
    rows = checking.people(reading, known, faults)
    faults.refuse_if_any()
    return Roll(rows=rows, terms=tuple(dict.fromkeys(terms)), fields=reading.fields)


def columns(data: bytes, file: str = "The file") -> list[str]:
    """The header names of a CSV file, in order; `Refused` when it cannot be opened."""
    faults = sheets.Faults()
    sheet = sheets.open_sheet(file, data, faults)
    if sheet is None:
        raise Refused(faults.found or [Fault(file, 0, "", "", "The file cannot be read.")])
    return [header for header in sheet.headers if header]


def _read_csv(
    file: str,
    data: bytes,
    told: Mapping[str, str],
    *,
    strict: bool,
    today: date,
    reading: ParsedSheet,
    faults: sheets.Faults,
) -> None:
    sheet = sheets.open_sheet(file, data, faults)
    if sheet is None:
        return
    kind = _kind(file, sheet.headers, told, strict=strict)
    mapping, absent = usual.settled(sheet.headers, told, kind=kind, strict=strict)
    if absent:
        names = sheets.quoted(list(absent.values()))
        faults.add(file, f"The file has no column {names}; it has {sheets.quoted(sheet.headers)}.", line=1)
    elif kind is None and "kind" not in mapping:
        faults.add(file, _no_kind(sheet.headers), line=1)
    else:
        read_sheet(sheet, mapping, kind, today=today, reading=reading, faults=faults)


def _kind(file: str, headers: Sequence[str], told: Mapping[str, str], *, strict: bool) -> Kind | None:
    """The kind of everybody in a file: as told, None where a column tells it, or by its look."""
    word = told.get("kind", "")
    stated = None if word in headers else usual.KIND_WORDS.get(usual.bare(word))
    if stated and strict:
        return stated
    if word in headers or ("kind" not in told and "kind" in guess_mapping(headers)):
        return None
    return usual.guess_kind(file, headers) or stated


def _no_kind(headers: Sequence[str]) -> str:
    return (
        "The file does not say whether its people are pupils, staff, parents or governors. Its columns are "
        f"{sheets.quoted(headers)}: say which kind they are, or add a column “kind”."
    )
