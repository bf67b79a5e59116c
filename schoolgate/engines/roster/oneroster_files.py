"""Unpacks a OneRoster zip safely and opens the files in it that are of use here."""

import io
import zipfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from schoolgate.engines.roster import sheets
from schoolgate.engines.roster.sheets import MOST_BYTES, Faults, open_sheet, quoted

MOST_ENTRIES = 500
MOST_UNPACKED = 5 * MOST_BYTES

MANIFEST = "manifest.csv"
VERSIONS = ("1.1", "1.2")
FILES = ("orgs", "academicSessions", "users", "roles", "demographics", "classes", "enrollments")
"""The files that are of use here; a zip may hold others."""
NEEDED_FILES = {"1.1": ("orgs", "users"), "1.2": ("orgs", "users", "roles")}
NEEDED_COLUMNS: dict[str, tuple[str, ...]] = {
    "orgs": ("sourcedId", "name", "type"),
    "academicSessions": ("sourcedId", "title", "type", "startDate", "endDate"),
    "users": ("sourcedId", "givenName", "familyName"),
    "roles": ("userSourcedId", "role"),
    "demographics": ("sourcedId", "birthDate"),
    "classes": ("sourcedId", "title"),
    "enrollments": ("classSourcedId", "userSourcedId", "role"),
}


@dataclass(frozen=True)
class Record:
    line: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name.lower(), "")

    @property
    def goes(self) -> bool:
        return self["status"].lower() == "tobedeleted"


@dataclass
class Table:
    """One file of the zip by its column names, which other programs write in any case."""

    file: str
    headers: frozenset[str] = frozenset()
    records: list[Record] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return name.lower() in self.headers


def is_roster(data: bytes) -> bool:
    """Whether a file is a zip with CSV files in it, and so meant as a OneRoster export."""
    if not data.startswith(b"PK"):
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except sheets.DAMAGED_ZIP:
        return False
    return any(_base(name).lower().endswith(".csv") for name in names)


def open_tables(file: str, data: bytes, faults: Faults) -> dict[str, Table] | None:
    """Every file of FILES by its name, empty where left out; None when the zip cannot be used."""
    unpacked = _unpacked(file, data, faults)
    if unpacked is None:
        return None
    manifest = _table(f"{MANIFEST} in {file}", unpacked[MANIFEST], ("propertyName", "value"), faults)
    if manifest is None:
        return None
    told = {record["propertyName"].lower(): record["value"].lower() for record in manifest.records}
    wrong = _manifest_fault(told, unpacked)
    if wrong:
        faults.add(manifest.file, wrong)
        return None
    tables = {}
    for name in FILES:
        content = unpacked.get(f"{name.lower()}.csv")
        if told.get(f"file.{name.lower()}") != "bulk" or content is None:
            tables[name] = Table(f"{name}.csv in {file}")
            continue
        table = _table(f"{name}.csv in {file}", content, NEEDED_COLUMNS[name], faults)
        if table is None:
            return None
        tables[name] = table
    return tables


def _unpacked(file: str, data: bytes, faults: Faults) -> dict[str, bytes] | None:
    """The CSV files that matter, by their names in small letters; folders are ignored."""
    wanted = {MANIFEST, *(f"{name.lower()}.csv" for name in FILES)}
    unpacked: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = [
                entry
                for entry in packed.infolist()
                if not entry.filename.endswith("/") and "__MACOSX" not in entry.filename
            ]
            if len(entries) > MOST_ENTRIES:
                faults.add(file, f"The zip holds {len(entries)} files; a roster has at most {MOST_ENTRIES}.")
                return None
            for entry in entries:
                name = _base(entry.filename).lower()
                if name not in wanted:
                    continue
                if name in unpacked:
                    faults.add(file, f"The zip holds more than one file called {_base(entry.filename)}.")
                    return None
                if entry.flag_bits & 1:
                    faults.add(file, "The zip is locked with a password: export it without one.")
                    return None
                unpacked[name] = _content(packed, entry, MOST_UNPACKED - sum(map(len, unpacked.values())))
    except sheets.DAMAGED_ZIP:
        faults.add(file, "The zip is damaged: export it again.")
        return None
    except _TooLarge:
        faults.add(file, "The zip holds far more than a list of people does, so it was not unpacked.")
        return None
    if MANIFEST not in unpacked:
        faults.add(
            file,
            "The zip has no manifest.csv, so it is not a OneRoster export. If it holds other CSV files, "
            "unpack it and bring the files themselves.",
        )
        return None
    return unpacked


class _TooLarge(Exception):
    pass


def _content(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """An entry's bytes, read no further than allowed, since its stated size may be a lie."""
    most = min(room, MOST_BYTES)
    with packed.open(entry) as content:
        read = content.read(most + 1)
    if len(read) > most:
        raise _TooLarge
    return read


def _base(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _manifest_fault(told: dict[str, str], unpacked: Collection[str]) -> str:
    version = told.get("oneroster.version", "")
    if version not in VERSIONS:
        stated = f"OneRoster {version}" if version else "OneRoster of no stated version"
        return f"This is {stated}; versions {' and '.join(VERSIONS)} can be read."
    modes = {name: told.get(f"file.{name.lower()}", "absent") for name in FILES}
    delta = [f"{name}.csv" for name, mode in modes.items() if mode == "delta"]
    if delta:
        return f"The export holds only what changed (“delta”) in {', '.join(delta)}: export everything (“bulk”)."
    absent = [f"{name}.csv" for name in NEEDED_FILES[version] if modes[name] != "bulk"]
    if absent:
        return f"The export leaves out {' and '.join(absent)}, without which nobody can be read: export it too."
    gone = [f"{name}.csv" for name, mode in modes.items() if mode == "bulk" and f"{name.lower()}.csv" not in unpacked]
    if gone:
        return f"The manifest promises {' and '.join(gone)}, which the zip does not hold: export it again."
    return ""


def _table(file: str, content: bytes, needed: Iterable[str], faults: Faults) -> Table | None:
    sheet = open_sheet(file, content, faults)
    if sheet is None:
        return None
    names = [header.lower() for header in sheet.headers]
    missing = [name for name in needed if name.lower() not in names]
    if missing:
        faults.add(file, f"The file has no column {quoted(missing)}; it has {quoted(sheet.headers)}.", line=1)
        return None
    records = [Record(line.number, dict(zip(names, line.cells, strict=True))) for line in sheet.lines]
    return Table(file, frozenset(names), records)
