"""Which column of a school's own export holds what: remembered, guessed, or to be asked."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from schoolgate.community.intake.current import known_pupils
from schoolgate.community.models import ColumnMapping, School
from schoolgate.engines.roster import columns, oneroster_files, parsing, sheets
from schoolgate.engines.roster.roll import Refused, Roll

File = tuple[str, bytes]


@dataclass(frozen=True)
class Asked:
    """A CSV file with its columns, a value of each, and what each seems to hold (field → header)."""

    number: int
    name: str
    headers: tuple[str, ...]
    samples: Mapping[str, str]
    mapping: Mapping[str, str]
    remembered: bool

    @property
    def unclear(self) -> bool:
        """Whether a person must say what the columns hold, because nobody has and the headers do not."""
        if self.remembered:
            return False
        kind = columns.guess_kind(self.name, self.headers)
        if kind is None and "kind" not in self.mapping:
            return True
        needed = columns.NEEDED[kind] if kind and "kind" not in self.mapping else ("first_name", "last_name")
        return any(field not in self.mapping for field in needed)


def read(school: School, files: Sequence[File], *, on: date) -> Roll:
    """The people of some files, by the columns that this school has named; `Refused` with every fault."""
    mappings = {sheet.name: sheet.mapping for sheet in _sheets(school, files) if sheet.remembered}
    return parsing.read(files, mappings=mappings, known=known_pupils(school), today=on)


def asked(school: School, files: Sequence[File], number: int) -> Asked | None:
    """One of the files with its columns; None where it is no CSV file that can be opened."""
    return next((sheet for sheet in _sheets(school, files) if sheet.number == number), None)


def sheets_of(school: School, files: Sequence[File]) -> Iterable[tuple[int, str]]:
    """The number and name of each file whose columns can be named."""
    return ((sheet.number, sheet.name) for sheet in _sheets(school, files))


def first_unclear(school: School, files: Sequence[File]) -> int | None:
    """The number of the first file whose columns a person must name."""
    return next((sheet.number for sheet in _sheets(school, files) if sheet.unclear), None)


def _sheets(school: School, files: Sequence[File]) -> Iterable[Asked]:
    for number, (name, data) in enumerate(files):
        if oneroster_files.is_roster(data):
            continue
        try:
            headers = tuple(parsing.columns(data, name))
        except Refused:
            continue
        told = ColumnMapping.objects.filter(school=school, headers_digest=digest_of(headers)).first()
        mapping = told.mapping if told else parsing.guess_mapping(headers)
        yield Asked(number, name, headers, _samples(name, data), mapping, told is not None)


def _samples(name: str, data: bytes) -> dict[str, str]:
    sheet = sheets.open_sheet(name, data, sheets.Faults())
    if sheet is None:
        return {}
    found: dict[str, str] = {}
    for line in sheet.lines[:20]:
        for header, cell in zip(sheet.headers, line.cells, strict=False):
            if cell:
                found.setdefault(header, cell[:40])
    return found


def digest_of(headers: Iterable[str]) -> str:
    """What stands for a header line, whatever the case and the spaces of its words."""
    line = json.dumps([" ".join(header.split()).casefold() for header in headers])
    return hashlib.sha256(line.encode()).hexdigest()
