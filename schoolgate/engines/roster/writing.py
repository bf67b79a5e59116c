"""Writes a roll as our own CSV file, the one that the guide shows and `reading` reads back."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from schoolgate.engines.roster import columns
from schoolgate.engines.roster.roll import Roll, Row

BETWEEN = "; "


def as_csv(roll: Roll) -> str:
    """The roll as CSV: a line a person, or a line a child for a parent related to each differently."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.TEMPLATE.values())
    for row in roll.rows:
        writer.writerows(_lines(row))
    return out.getvalue()


def _lines(row: Row) -> Iterator[tuple[str, ...]]:
    if not row.relations:
        yield _line(row, row.children, row.relation)
        return
    for child, relation in zip(row.children, row.relations, strict=True):
        yield _line(row, (child,), relation)


def _line(row: Row, children: tuple[str, ...], relation: str) -> tuple[str, ...]:
    return (
        row.kind,
        row.mis_id,
        row.first_name,
        row.last_name,
        row.known_as,
        _day(row.born_on),
        row.classroom,
        _year(row.year_group),
        row.email,
        row.phone,
        BETWEEN.join(row.duties),
        _day(row.joined_on),
        _day(row.left_on),
        BETWEEN.join(children),
        relation,
        row.address,
        row.title,
    )


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""


def _year(year_group: int | None) -> str:
    if year_group is None:
        return ""
    return "Reception" if year_group == 0 else str(year_group)
