"""Makes people of the lines of a sheet, and says of every cell that will not do what is wrong with it."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from schoolgate.engines.roster import cells, columns
from schoolgate.engines.roster.roll import Kind, Row
from schoolgate.engines.roster.sheets import Faults, Line, Sheet, quoted

Value = TypeVar("Value")


@dataclass(frozen=True)
class Found:
    """A person on one line of one file, with the other numbers that the line gives them."""

    row: Row
    file: str
    line: int
    also_numbered: tuple[str, ...] = ()
    children_column: str = ""
    unnumbered: bool = False


@dataclass
class ParsedSheet:
    """Everyone found so far, the numbers on faulty lines, and the fields told of each kind."""

    found: list[Found]
    spoilt: set[str]
    fields: dict[Kind, frozenset[str]]

    def tell(self, kind: Kind, fields: frozenset[str]) -> None:
        self.fields[kind] = self.fields.get(kind, fields) & fields


def read_sheet(
    sheet: Sheet, mapping: Mapping[str, str], kind: Kind | None, *, today: date, reading: ParsedSheet, faults: Faults
) -> None:
    """Adds the people of a sheet to the reading; `kind` is None where a column of the mapping tells it."""
    kinds: set[Kind] = {kind} if kind else _kinds(sheet, mapping)
    missing = dict.fromkeys(
        name for of in columns.NEEDED if of in kinds for name in columns.NEEDED[of] if _misses(name, of, mapping)
    )
    if missing or not kinds:
        faults.add(sheet.file, _missing_columns(list(missing), sheet.headers), line=1)
        return
    lines = _Lines(sheet, mapping, kind, today, faults)
    for line in sheet.lines:
        found = lines.person(line)
        if found:
            reading.found.append(found)
        else:
            reading.spoilt.update(lines.numbers(line))
    for of in kinds:
        reading.tell(of, frozenset(mapping) - {"kind"})


def _kinds(sheet: Sheet, mapping: Mapping[str, str]) -> set[Kind]:
    place = sheet.headers.index(mapping["kind"])
    words = {columns.bare(line.cells[place]) for line in sheet.lines}
    known = {columns.KIND_WORDS[word] for word in words if word in columns.KIND_WORDS}
    # Where no kind is known at all, each line will say so itself.
    return known or {"governor"}


def _misses(field: str, kind: Kind, mapping: Mapping[str, str]) -> bool:
    return field not in mapping and field in columns.NEEDED[kind]


def _missing_columns(missing: Sequence[str], headers: Sequence[str]) -> str:
    wanted = [f"the {columns.WORDS[field]}" for field in missing]
    return (
        f"The file has no column for {' or '.join(wanted)}. The columns it has are {quoted(headers)}: "
        "say which one it is, or add it."
    )


class _Lines:
    """The lines of one sheet, read one at a time."""

    def __init__(
        self, sheet: Sheet, mapping: Mapping[str, str], kind: Kind | None, today: date, faults: Faults
    ) -> None:
        self.sheet = sheet
        self.mapping = mapping
        self.kind = kind
        self.today = today
        self.faults = faults
        self.places = {field: sheet.headers.index(header) for field, header in mapping.items()}
        self.pupil_numbers = [
            place
            for place, header in enumerate(sheet.headers)
            if columns.bare(header) in columns.PUPIL_NUMBERS and place != self.places.get("mis_id")
        ]
        # A column of duties holds our own words; a column of posts or job titles holds anything.
        self.job_titles = columns.bare(mapping.get("duties", "")) not in ("duties", "duty")
        self.line = Line(0, ())

    def numbers(self, line: Line) -> set[str]:
        """Every number that a line gives its person, however faulty the rest is."""
        places = [self.places["mis_id"]] if "mis_id" in self.places else []
        return {line.cells[place] for place in (*places, *self.pupil_numbers) if line.cells[place]}

    def person(self, line: Line) -> Found | None:
        """The person on a line; None, with the reasons added to the faults, when a cell will not do."""
        self.line = line
        before = len(self.faults.found)
        kind = self.kind or self._take("kind", cells.kind)
        if kind is None:
            if not self._cell("kind"):
                self._fault("kind", "The kind of person is missing: use pupil, staff, parent or governor.")
            return None
        row = self._row(kind)
        for field in columns.NEEDED[kind]:
            if not self._cell(field):
                self._fault(field, f"The {columns.WORDS[field]} is missing.")
        if row.joined_on and row.left_on and row.left_on < row.joined_on:
            self._fault("left_on", f"This is before the day of joining, {row.joined_on:%d/%m/%Y}.")
        if len(self.faults.found) > before:
            return None
        also = tuple(line.cells[place] for place in self.pupil_numbers) if kind == "pupil" else ()
        return Found(
            row, self.sheet.file, line.number, also, self.mapping.get("children", ""), not self._cell("mis_id")
        )

    def _row(self, kind: Kind) -> Row:
        left_on = self._take("left_on", cells.day)
        left = left_on is not None and left_on <= self.today
        children = tuple(dict.fromkeys(cells.several(self._cell("children")))) if kind == "parent" else ()
        row = Row(
            kind=kind,
            mis_id=self._text("mis_id"),
            title=self._text("title"),
            first_name=self._text("first_name"),
            last_name=self._text("last_name"),
            known_as=self._text("known_as"),
            born_on=self._take("born_on", lambda value: cells.born(value, of=kind, today=self.today, left=left)),
            classroom=self._text("classroom") if kind in ("pupil", "staff") else "",
            year_group=self._take("year_group", cells.year_group) if kind in ("pupil", "staff") else None,
            email=self._take("email", cells.email) or "",
            phone=self._text("phone"),
            duties=self._duties(kind),
            joined_on=self._take("joined_on", cells.day),
            left_on=left_on,
            children=children,
            relation=self._text("relation") if kind == "parent" else "",
            address=self._text("address"),
        )
        return row if row.mis_id else Row(**{**vars(row), "mis_id": derived_number(row)})

    def _duties(self, kind: Kind) -> tuple[str, ...]:
        if kind not in cells.PLAIN and self.job_titles:
            return ()
        told = self._take("duties", lambda value: cells.duties(value, of=kind, job_titles=self.job_titles))
        return told or ((cells.PLAIN[kind],) if kind in cells.PLAIN else ())

    def _cell(self, field: str) -> str:
        return self.line.cells[self.places[field]] if field in self.places else ""

    def _text(self, field: str) -> str:
        return self._take(field, lambda value: cells.text(field, value)) or ""

    def _take(self, field: str, parse: Callable[[str], Value]) -> Value | None:
        value = self._cell(field)
        if not value:
            return None
        try:
            return parse(value)
        except cells.Wrong as wrong:
            self._fault(field, str(wrong))
            return None

    def _fault(self, field: str, says: str) -> None:
        self.faults.add(
            self.sheet.file, says, line=self.line.number, column=self.mapping.get(field, ""), value=self._cell(field)
        )


def derived_number(row: Row) -> str:
    """A lasting number for a contact or governor whom the system does not number.

    Two lines are one person when they agree in name and in e-mail, or else telephone, or else address;
    without any of these a name alone joins nobody, lest one family be shown another's child.
    """
    mark = row.email or row.phone or row.address or "; ".join(row.children)
    words = "|".join((row.kind, row.first_name, row.last_name, mark)).casefold()
    return f"{row.kind}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
