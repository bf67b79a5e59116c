"""What an invented school consists of, apart from the people's own rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from schoolgate.engines.calendar import days
from schoolgate.engines.roster.roll import Roll, Row, Term


@dataclass(frozen=True)
class Contact:
    """Somebody outside the school whom the school writes to or rings."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class Class:
    """A class, its year group (0 is Reception) and the number of the teacher who takes it."""

    name: str
    year_group: int
    teacher: str


@dataclass(frozen=True)
class Link:
    """A family tie between a member of staff and a pupil; waits for the head while `approved_on` is None."""

    staff: str
    pupil: str
    relation: str
    declared_on: date
    approved_on: date | None


@dataclass(frozen=True)
class Officers:
    """Who holds the duties that a policy names."""

    head: Row
    deputies: tuple[Row, ...]
    dsl: Row
    deputy_dsls: tuple[Row, ...]
    chair: Row
    lado: Contact


@dataclass(frozen=True)
class InventedSchool:
    """A whole school of invented people.

    `dates` are the terms, half-terms and training days of this school year and the one before; `cast` names
    the people who are always there (`head`, `dsl`, `teacher`, `pupil`, ...); `jobs` gives each member of
    staff's work in words.
    """

    name: str
    slug: str
    address: str
    phone: str
    email: str
    notice: str
    dates: tuple[days.Dated, ...]
    roll: Roll
    classes: tuple[Class, ...]
    links: tuple[Link, ...]
    officers: Officers
    cast: Mapping[str, Row]
    jobs: Mapping[str, str]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple((d.name, d.starts_on, d.ends_on) for d in self.dates if d.kind == "term")

    @property
    def closures(self) -> tuple[Term, ...]:
        """Half-terms and training days: days within terms on which pupils do not come."""
        return tuple((d.name, d.starts_on, d.ends_on) for d in self.dates if d.kind != "term")
