"""Who is at the school, as its management information system (MIS) says: rows, faults and refusals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Kind = Literal["pupil", "staff", "parent", "governor"]
Term = tuple[str, date, date]
"""A term's title, its first day and its last."""

KINDS: tuple[Kind, ...] = ("pupil", "staff", "parent", "governor")
DUTIES: dict[Kind, tuple[str, ...]] = {
    "pupil": (),
    "staff": ("head", "deputy", "dsl", "deputy_dsl", "teacher", "staff", "office", "it"),
    "parent": (),
    "governor": ("governor", "chair"),
}
UNNUMBERED = "#"
"""How the number of somebody begins who is on record and has none of this kind: the rest is what the school calls them."""
YEARS = range(7)
"""Year groups of a primary school: 0 is Reception, then Years 1 to 6."""

MOST_FAULTS = 100


@dataclass(frozen=True)
class Row:
    """One person of one kind; the same number under another kind is another row.

    A member of staff's `classroom` is the class they teach. A parent's `relation` is to the first of
    `children`; `relations` is empty unless it differs from child to child, and then runs beside `children`.
    """

    kind: Kind
    mis_id: str
    first_name: str
    last_name: str
    known_as: str = ""
    born_on: date | None = None
    classroom: str = ""
    year_group: int | None = None
    email: str = ""
    phone: str = ""
    duties: tuple[str, ...] = ()
    joined_on: date | None = None
    left_on: date | None = None
    children: tuple[str, ...] = ()
    relation: str = ""
    relations: tuple[str, ...] = ()
    address: str = ""
    title: str = ""

    @property
    def key(self) -> tuple[Kind, str]:
        """What tells this row from every other; systems number pupils, staff and contacts apart."""
        return self.kind, self.mis_id

    @property
    def name(self) -> str:
        return f"{self.known_as or self.first_name} {self.last_name}"

    @property
    def unnumbered(self) -> bool:
        """Whether the management system has no number for them of this kind, as far as is known."""
        return self.mis_id.startswith(UNNUMBERED)

    def relation_to(self, child: str) -> str:
        """How this parent is related to the child of that number."""
        if self.relations and child in self.children:
            return self.relations[self.children.index(child)]
        return self.relation

    def has_left(self, on: date) -> bool:
        return self.left_on is not None and self.left_on < on


@dataclass(frozen=True)
class Roll:
    """Everyone that a set of files tells of, with the term dates where the files hold them.

    `fields` says, for each kind, which fields of its rows the files tell; a kind that is not in it has them
    all.
    """

    rows: tuple[Row, ...]
    terms: tuple[Term, ...] = ()
    fields: Mapping[Kind, frozenset[str]] = field(default_factory=dict, compare=False)

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(row.kind for row in self.rows)

    def of(self, kind: Kind) -> Iterator[Row]:
        return (row for row in self.rows if row.kind == kind)


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one place: the file, its line (from 1; 0 for the whole file), what and why."""

    file: str
    line: int
    column: str
    value: str
    says: str

    def __str__(self) -> str:
        places = [self.file]
        if self.line:
            places.append(f"line {self.line}")
        if self.column:
            places.append(f"column “{self.column}”")
        return f"{', '.join(places)}: {self.says}"


class Refused(Exception):
    """The files cannot be taken in, and none of them is; `faults` says every reason, at most MOST_FAULTS.

    `more` counts the faults beyond those.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        self.more = max(0, len(faults) - MOST_FAULTS)
        super().__init__(self._sentence(len(faults)))

    def _sentence(self, count: int) -> str:
        if count == 1:
            return str(self.faults[0])
        told = "\n".join(f"  {fault}" for fault in self.faults)
        rest = f"\n  and {self.more} more." if self.more else ""
        return f"{count} things need putting right, and nothing has been taken in until they are:\n{told}{rest}"


def shortened(value: str, most: int = 40) -> str:
    """A value as a fault may show it: on one line, without control characters, and cut short."""
    plain = "".join(letter if letter.isprintable() else " " for letter in value)
    plain = " ".join(plain.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"
