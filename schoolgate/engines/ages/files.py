"""The register's tables as files: read, checked line by line, and written."""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from schoolgate.engines.ages import shapes
from schoolgate.engines.ages.book import Register

COLUMN_WORDS = {
    "platform": "name",
    "kind": "kind",
    "owner": "owner",
    "min_age_uk": "minimum age",
    "under_age_route": "route",
    "feature_ages": "feature ages",
    "valid_from": "from",
    "from_precision": "how exactly",
    "valid_to": "until",
    "status": "status",
    "notes": "note",
    "source": "source",
    "source_url": "address",
    "source_date": "source date",
}
"""Each column as a sentence names it, but for the first, which says of which platform a row is."""
COLUMNS = ("id", *COLUMN_WORDS)
NEEDED = ("id", "platform", "kind", "status", "source")
MOST_LINES = 5000
LONGEST = {"id": 40, "platform": 80, "owner": 80, "notes": 600, "source": 300, "source_url": 500}

V = TypeVar("V")
Row = Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file: where, what stands there, and what would be right."""

    line: int
    column: str
    value: str
    says: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.column) if part)
        return f"{where}: {self.says}" if where else self.says


class Unreadable(Exception):
    """A file that is not taken in, with every fault found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(str(fault) for fault in faults[:5]))
        self.faults = tuple(faults)


# ---- reading


def read_register(ages: str, platforms: str, domains: str, law: str) -> Register:
    """The whole register from its four tables; `Unreadable` where the ages are wrong."""
    found = {platform.id: platform for platform in read_ages(ages)}
    for row in csv.DictReader(io.StringIO(platforms)):
        found[row["id"]] = replace(
            found[row["id"]],
            also=tuple(filter(None, row["also"].split(";"))),
            was=row["was"],
            was_until=whole_date(row["was_until"]),
            started_on=whole_date(row["started_on"]),
            closed_on=whole_date(row["closed_on"]),
        )
    for id, own in _domains(domains).items():
        found[id] = replace(found[id], domains=tuple(own))
    return Register(found, tuple(_law(row) for row in csv.DictReader(io.StringIO(law))))


def read_ages(text: str) -> list[shapes.Platform]:
    """Platforms from a table with the columns of `COLUMNS`, in the order of the file; `Unreadable` for any fault."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    rows = _numbered(reader)
    faults: list[Fault] = []
    held: dict[str, list[tuple[int, Row]]] = {}
    for line, row in rows:
        wrong = _faults(line, row)
        faults += wrong
        if not wrong:
            held.setdefault(row["id"], []).append((line, row))
    platforms = [_platform(id, own, faults) for id, own in held.items()]
    if faults:
        raise Unreadable(sorted(faults, key=lambda fault: fault.line))
    return platforms


def decoded(content: bytes) -> str:
    """The text of an uploaded file; `Unreadable` where it is none."""
    text = content.decode("utf-8-sig", errors="replace")
    if "\ufffd" in text or "\x00" in text:
        says = "This file is not text in UTF-8. Save it from the spreadsheet as “CSV UTF-8”."
        raise Unreadable([Fault(0, "", "", says)])
    return text


def _numbered(reader: Any) -> list[tuple[int, Row]]:
    """Each row with its line; `Unreadable` where the table as a whole is wrong."""
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise Unreadable([Fault(1, "", "", f"The first line lacks the columns {', '.join(missing)}.")])
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable([Fault(reader.line_num, "", "", "This line is no line of a CSV file.")]) from error
    if not rows:
        raise Unreadable([Fault(0, "", "", "The file has no rows below its first line.")])
    if len(rows) > MOST_LINES:
        raise Unreadable([Fault(0, "", "", f"The file has more than {MOST_LINES} rows. Is it the right one?")])
    return [(line, _named(header, row)) for line, row in rows]


def _named(header: Sequence[str], row: Sequence[str]) -> Row:
    cells = dict.fromkeys(COLUMNS, "") | {"": "".join(row[len(header) :]).strip()}
    return cells | {name: cell.strip() for name, cell in zip(header, row, strict=False)}


# ---- checking one row


def _faults(line: int, row: Row) -> list[Fault]:
    said = [(column, check(row[column], row)) for column, check in CHECKS.items()]
    said += [
        (column, f"This is longer than {most} characters.")
        for column, most in LONGEST.items()
        if len(row[column]) > most
    ]
    said += [(column, "This cell is empty.") for column in NEEDED if not row[column]]
    if row[""]:
        said.append(
            ("", "This line has more cells than the first line has columns. Put words with commas in quotation marks.")
        )
    return [Fault(line, column, row[column][:80], says) for column, says in said if says]


def _one_of(words: Iterable[str]) -> Callable[[str, Row], str]:
    known = tuple(words)
    return lambda cell, row: "" if not cell or cell in known else f"Write one of: {', '.join(known)}."


def _is_id(cell: str, row: Row) -> str:
    right = not cell or re.fullmatch(r"[a-z0-9][a-z0-9_]*", cell)
    return "" if right else "Use small letters, figures and _ only, such as messenger_kids."


def _is_age(cell: str, row: Row) -> str:
    right = not cell or (cell.isascii() and cell.isdigit() and len(cell) < 3 and 1 <= int(cell) <= 25)
    return "" if right else "Write a whole number from 1 to 25, or leave the cell empty where no age is stated."


def _is_day(cell: str, row: Row) -> str:
    return "" if not cell or whole_date(cell) else "Write the date as year-month-day, such as 2024-04-11."


def _is_rough_day(cell: str, row: Row) -> str:
    right = not cell or (re.fullmatch(r"\d{4}(-\d\d){0,2}", cell) and shapes.partial_date(cell))
    return "" if right else "Write the date as 2024-04-11, 2024-04 or 2024."


def _is_after(cell: str, row: Row) -> str:
    first, last = whole_date(row["valid_from"]), whole_date(cell)
    if cell and last is None:
        return _is_day(cell, row)
    return "The last day lies before the first." if first and last and last < first else ""


def _are_ages(cell: str, row: Row) -> str:
    right = all(re.fullmatch(r"[^=;]+=\d{1,2}", part.strip()) for part in cell.split(";") if part.strip())
    return "" if right else "Write each as name=age with ; between them, such as live=18;direct messages=16."


def _is_address(cell: str, row: Row) -> str:
    right = not cell or re.fullmatch(r"https?://[^\s<>\"]+", cell)
    return "" if right else "Write the address of a page, beginning with https://."


def _has_day(cell: str, row: Row) -> str:
    if cell in ("day", "month", "year", "before") and not row["valid_from"]:
        return f"“{cell}” needs a date in valid_from; where there is none, write unknown."
    return _one_of(shapes.PRECISIONS)(cell, row)


CHECKS: dict[str, Callable[[str, Row], str]] = {
    "id": _is_id,
    "kind": _one_of(shapes.KINDS),
    "min_age_uk": _is_age,
    "under_age_route": _one_of(shapes.ROUTES),
    "feature_ages": _are_ages,
    "valid_from": _is_day,
    "from_precision": _has_day,
    "valid_to": _is_after,
    "status": _one_of(shapes.STATUSES),
    "source_url": _is_address,
    "source_date": _is_rough_day,
}


# ---- from rows to what they mean


def _platform(id: str, rows: Sequence[tuple[int, Row]], faults: list[Fault]) -> shapes.Platform:
    """One platform from its rows, which have to agree about it and follow one another in time."""
    first = rows[0][1]
    for line, row in rows[1:]:
        for column in ("platform", "kind"):
            if row[column] != first[column]:
                says = f"Another row of {id} says “{first[column]}”. All rows of a platform have to agree."
                faults.append(Fault(line, column, row[column], says))
    dated = sorted(((line, period_of(row)) for line, row in rows), key=lambda item: item[1].valid_from or date.min)
    for (_, before), (line, period) in itertools.pairwise(dated):
        if before.valid_to is None or period.valid_from is None or period.valid_from <= before.valid_to:
            says = f"This row of {id} overlaps the one before it in time. End that one the day before."
            faults.append(Fault(line, "valid_from", str(period.valid_from or ""), says))
    periods = tuple(period for _, period in dated)
    return shapes.Platform(id, first["platform"], first["kind"], rows[-1][1]["owner"], periods)


def period_of(row: Row) -> shapes.Period:
    """One checked row's period."""
    return shapes.Period(
        valid_from=whole_date(row["valid_from"]),
        precision=row["from_precision"] or "unknown",
        valid_to=whole_date(row["valid_to"]),
        minimum_age=int(row["min_age_uk"]) if row["min_age_uk"] else None,
        route=row["under_age_route"] or "none",
        feature_ages=feature_ages(row["feature_ages"]),
        status=row["status"],
        note=row["notes"],
        source=row["source"],
        source_url=row["source_url"],
        source_date=row["source_date"],
    )


def feature_ages(written: str) -> tuple[tuple[str, int], ...]:
    """`live=18;gifts=18` as names and ages."""
    parts = (part.partition("=") for part in written.split(";") if part.strip())
    return tuple((name.strip(), int(years)) for name, _, years in parts)


def check_period(row: Row) -> list[Fault]:
    """What is wrong with one row typed into a form; its id, name and kind are checked too."""
    return _faults(0, dict.fromkeys(COLUMNS, "") | {"": ""} | dict(row))


def _domains(text: str) -> dict[str, list[shapes.Domain]]:
    found: dict[str, list[shapes.Domain]] = {}
    rows = csv.reader(io.StringIO(text))
    next(rows)
    for id, name, match, core, shared, note, source, licence in rows:
        domain = shapes.Domain(id, name, match, core == "1", shared == "1", note, source, licence)
        found.setdefault(id, []).append(domain)
    return found


def _law(row: Row) -> shapes.LawEvent:
    on, known_on = whole_date(row["date"]), whole_date(row["known_on"])
    assert on and known_on
    rest = ("jurisdiction", "event", "effect", "in_force", "status", "source", "source_url", "source_date")
    return shapes.LawEvent(on, row["precision"], known_on, *(row[name] for name in rest))


def whole_date(written: str) -> date | None:
    """A whole date; `fromisoformat` takes 20240411 and 2024-W15-4 too, a table has one way to write it."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


# ---- writing


def row_of(platform: shapes.Platform, period: shapes.Period) -> dict[str, str]:
    """One period as a row of the table."""
    return {
        "id": platform.id,
        "platform": platform.name,
        "kind": platform.kind,
        "owner": platform.owner,
        "min_age_uk": "" if period.minimum_age is None else str(period.minimum_age),
        "under_age_route": period.route,
        "feature_ages": ";".join(f"{name}={years}" for name, years in period.feature_ages),
        "valid_from": period.valid_from.isoformat() if period.valid_from else "",
        "from_precision": period.precision,
        "valid_to": period.valid_to.isoformat() if period.valid_to else "",
        "status": period.status,
        "notes": period.note,
        "source": period.source,
        "source_url": period.source_url,
        "source_date": period.source_date,
    }


def rows_of(platform: shapes.Platform) -> list[dict[str, str]]:
    return [row_of(platform, period) for period in platform.periods]


def written(register: Register) -> str:
    """The register's ages as one table, which `read_ages` takes back."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(_all_rows(register))
    return out.getvalue()


def _all_rows(register: Register) -> Iterator[dict[str, str]]:
    for platform in register.platforms.values():
        yield from rows_of(platform)
