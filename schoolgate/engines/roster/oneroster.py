"""Reads people and terms from a OneRoster 1.1 or 1.2 CSV zip. Source: 1EdTech's OneRoster CSV binding."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeVar

from schoolgate.engines.roster import cells, oneroster_files
from schoolgate.engines.roster.oneroster_files import Record, Table
from schoolgate.engines.roster.people import Found, ParsedSheet
from schoolgate.engines.roster.roll import KINDS, Kind, Row, Term
from schoolgate.engines.roster.sheets import Faults

Value = TypeVar("Value")

ROLES: dict[str, tuple[Kind, str]] = {
    "student": ("pupil", ""),
    "teacher": ("staff", "teacher"),
    "aide": ("staff", "staff"),
    "proctor": ("staff", "staff"),
    "counselor": ("staff", "staff"),
    "administrator": ("staff", "staff"),
    "districtadministrator": ("staff", "staff"),
    "siteadministrator": ("staff", "staff"),
    "systemadministrator": ("staff", "it"),
    "principal": ("staff", "head"),
    "guardian": ("parent", "guardian"),
    "parent": ("parent", "parent"),
    "relative": ("parent", "relative"),
}
"""What a role of OneRoster is here: the kind of person, and a duty or a parent's relation.

Administrators may be anybody from the head to a clerk, so they get no more than any member of staff.
"""

TITLE = "metadata.title"
"""OneRoster has no column for titles; systems that give them do it in an extension of this name."""

TOLD: dict[Kind, frozenset[str]] = {kind: frozenset({"mis_id", "first_name", "last_name", "left_on"}) for kind in KINDS}
"""The fields that every roster tells; its roles are too coarse to change anybody's duties."""


def read_zip(file: str, data: bytes, *, today: date, reading: ParsedSheet, faults: Faults) -> list[Term]:
    """Adds the people of a OneRoster zip to the reading, what is wrong to the faults; gives its terms."""
    tables = oneroster_files.open_tables(file, data, faults)
    return _Roster(tables, today, reading, faults).read() if tables else []


class _Roster:
    """One roster being read: who has which roles, who belongs to whom, and in which class."""

    def __init__(self, tables: dict[str, Table], today: date, reading: ParsedSheet, faults: Faults) -> None:
        self.tables = tables
        self.today = today
        self.reading = reading
        self.faults = faults
        self.users = tables["users"]
        self.rooms: dict[str, tuple[str, int | None]] = {}
        self.born: dict[str, date] = {}
        self.roles: dict[str, dict[Kind, list[str]]] = {}
        self.children: dict[str, dict[str, None]] = {}

    def read(self) -> list[Term]:
        self._read_roles()
        if not self._one_school():
            return []
        self._read_birthdays()
        self._read_classes()
        self._read_families()
        for user in self.users.records:
            for kind in self.roles.get(user["sourcedId"], {}):
                self._read_person(user, kind)
        self._tell()
        return list(self._terms())

    # Roles and schools

    def _read_roles(self) -> None:
        """The kinds of each user, with duties or relations; version 1.2 has a file of its own for them."""
        table, whose = self.users, "sourcedId"
        if self.tables["roles"].records:
            table, whose = self.tables["roles"], "userSourcedId"
        for record in table.records:
            if table is not self.users and (record.goes or self._over(table, record)):
                continue
            role = record["role"].lower()
            if role not in ROLES:
                self._fault(table, record, "role", "This is not a role of OneRoster that is known here.")
                continue
            kind, word = ROLES[role]
            self.roles.setdefault(record[whose], {}).setdefault(kind, []).append(word)
        users = {user["sourcedId"] for user in self.users.records}
        for record in table.records if table is not self.users else ():
            if record["userSourcedId"] not in users:
                self._fault(table, record, "userSourcedId", "Nobody in users.csv has this number.")

    def _one_school(self) -> bool:
        """Whether the pupils are all of one school; a trust's export may hold several."""
        schools = {
            org["sourcedId"]: org["name"] for org in self.tables["orgs"].records if org["type"].lower() == "school"
        }
        seen: set[str] = set()
        for table, column, whose in (
            (self.users, "orgSourcedIds", "sourcedId"),
            (self.tables["roles"], "orgSourcedId", "userSourcedId"),
        ):
            for record in table.records:
                if "pupil" in self.roles.get(record[whose], {}):
                    seen.update(org for org in cells.several(record[column]) if org in schools)
        if len(seen) < 2:
            return True
        names = " and ".join(sorted(f"“{schools[org]}”" for org in seen))
        self.faults.add(self.users.file, f"The export holds pupils of several schools, {names}: export one school.")
        return False

    def _over(self, table: Table, record: Record) -> bool:
        """Whether a role or a place in a class has ended, or not begun."""
        begins, ends = self._day(table, record, "beginDate"), self._day(table, record, "endDate")
        return (begins is not None and begins > self.today) or (ends is not None and ends <= self.today)

    # Birthdays, classes, families

    def _read_birthdays(self) -> None:
        for record in self.tables["demographics"].records:
            if record["birthDate"]:
                kinds = self.roles.get(record["sourcedId"], {})
                of: Kind = "pupil" if "pupil" in kinds else "staff"
                born = self._take(
                    self.tables["demographics"],
                    record,
                    "birthDate",
                    lambda value, of=of: cells.born(value, of=of, today=self.today, left=False),  # type: ignore[misc]
                )
                if born:
                    self.born[record["sourcedId"]] = born

    def _read_classes(self) -> None:
        """The home class of every pupil and teacher; other groups are passed over."""
        table = self.tables["classes"]
        homes: dict[str, tuple[str, int | None]] = {}
        for record in table.records:
            if not record.goes and record["classType"].lower() in ("homeroom", ""):
                title = self._take(table, record, "title", lambda value: cells.text("classroom", value)) or ""
                homes[record["sourcedId"]] = title, self._grade(table, record)
        known = {record["sourcedId"] for record in table.records}
        enrollments = self.tables["enrollments"]
        # The last place read stands: the main one of a teacher, the newest of a pupil.
        for record in sorted(
            enrollments.records, key=lambda other: (other["primary"].lower() == "true", other["beginDate"])
        ):
            if record["classSourcedId"] not in known:
                self._fault(enrollments, record, "classSourcedId", "No class in classes.csv has this number.")
            elif record["classSourcedId"] in homes and not record.goes and not self._over(enrollments, record):
                self.rooms[record["userSourcedId"]] = homes[record["classSourcedId"]]

    def _read_families(self) -> None:
        """Who is whose parent: rosters tell it on the pupil's line, on the parent's, or on both."""
        has_parents = any("parent" in kinds for kinds in self.roles.values())
        for user in self.users.records:
            own = user["sourcedId"]
            for other in cells.several(user["agentSourcedIds"]):
                theirs, mine = self.roles.get(other, {}), self.roles.get(own, {})
                if "pupil" in mine and "parent" in theirs:
                    self.children.setdefault(other, {})[own] = None
                elif "parent" in mine and "pupil" in theirs:
                    self.children.setdefault(own, {})[other] = None
                elif has_parents and not theirs and not user.goes:
                    self._fault(self.users, user, "agentSourcedIds", f"Nobody in users.csv has the number {other}.")

    # One person

    def _read_person(self, user: Record, kind: Kind) -> None:
        number = user["sourcedId"]
        before = len(self.faults.found)
        for column, words in (("sourcedId", "number"), ("givenName", "first name"), ("familyName", "last name")):
            if not user[column]:
                self._fault(self.users, user, column, f"The {words} is missing.")
        children = tuple(self.children.get(number, ())) if kind == "parent" else ()
        if kind == "parent" and not children:
            # Parents stay in some systems when their last child has gone.
            return
        told = tuple(dict.fromkeys(self.roles[number][kind]))
        room, year_group = self.rooms.get(number, ("", None)) if kind in ("pupil", "staff") else ("", None)
        row = Row(
            kind=kind,
            mis_id=self._text(user, "sourcedId", "mis_id"),
            first_name=self._text(user, "givenName", "first_name"),
            last_name=self._text(user, "preferredFamilyName", "last_name")
            or self._text(user, "familyName", "last_name"),
            known_as=self._text(user, "preferredGivenName", "known_as"),
            title=self._text(user, TITLE, "title"),
            born_on=self.born.get(number),
            classroom=room,
            year_group=self._grade(self.users, user) if kind == "pupil" and user["grades"] else year_group,
            email=self._take(self.users, user, "email", cells.email) or "",
            phone=self._text(user, "sms", "phone") or self._text(user, "phone", "phone"),
            duties=told if kind == "staff" else (),
            left_on=(self._day(self.users, user, "dateLastModified") or self.today) if user.goes else None,
            children=children,
            relation=told[0] if kind == "parent" else "",
        )
        if len(self.faults.found) == before:
            self.reading.found.append(Found(row, self.users.file, user.line, children_column="agentSourcedIds"))
        else:
            self.reading.spoilt.add(number)

    def _tell(self) -> None:
        columns_of = {"known_as": "preferredGivenName", "title": TITLE, "email": "email", "phone": "phone"}
        told = {name for name, header in columns_of.items() if self.users.has(header)}
        if self.users.has("sms"):
            told.add("phone")
        if self.born:
            told.add("born_on")
        if self.rooms:
            told |= {"classroom", "year_group"}
        if self.users.has("grades"):
            told.add("year_group")
        for kind in {found.row.kind for found in self.reading.found}:
            more = {"children", "relation"} if kind == "parent" else set()
            self.reading.tell(kind, TOLD[kind] | told | more)

    # Terms

    def _terms(self) -> Iterable[Term]:
        """The terms, or the semesters of a roster without any; its end dates are the day after the last."""
        table = self.tables["academicSessions"]
        sessions = [record for record in table.records if not record.goes]
        for kind in ("term", "semester"):
            chosen = [record for record in sessions if record["type"].lower() == kind]
            for record in chosen:
                starts_on, ends = self._day(table, record, "startDate"), self._day(table, record, "endDate")
                if starts_on is None or ends is None:
                    self._fault(table, record, "startDate", f"The term “{record['title']}” lacks a date.")
                elif ends <= starts_on:
                    self._fault(table, record, "endDate", f"The term “{record['title']}” ends before it starts.")
                else:
                    yield record["title"], starts_on, ends - timedelta(days=1)
            if chosen:
                return

    # Cells

    def _grade(self, table: Table, record: Record) -> int | None:
        grades = cells.several(record["grades"])
        if len(grades) != 1:
            return None
        return self._take(table, record, "grades", cells.year_group)

    def _day(self, table: Table, record: Record, column: str) -> date | None:
        return self._take(table, record, column, cells.day)

    def _text(self, user: Record, column: str, field: str) -> str:
        return self._take(self.users, user, column, lambda value: cells.text(field, value)) or ""

    def _take(self, table: Table, record: Record, column: str, parse: Callable[[str], Value]) -> Value | None:
        if not record[column]:
            return None
        try:
            return parse(record[column])
        except cells.Wrong as wrong:
            self._fault(table, record, column, str(wrong))
            return None

    def _fault(self, table: Table, record: Record, column: str, says: str) -> None:
        self.faults.add(table.file, says, line=record.line, column=column, value=record[column])
