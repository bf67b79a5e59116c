"""Writes the difference between a file and the records: in bulk, and so that it can be taken back."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q

from schoolgate.access.duties import Duty
from schoolgate.community import rules
from schoolgate.community.former_names import NAMES, is_one_of, never_theirs
from schoolgate.community.intake.current import Key, PersonMatcher
from schoolgate.community.intake.preparing import Prepared, givable
from schoolgate.community.intake.watching import tell
from schoolgate.community.models import Account, Care, Classroom, Number, Person, Placement, Role, School, Teaching
from schoolgate.community.queries.ties import ended_as_never
from schoolgate.engines.roster.comparing import Change
from schoolgate.engines.roster.roll import UNNUMBERED, Row

FIELDS = ("title", "first_name", "last_name", "known_as", "born_on", "email", "phone", "address")
DAY = timedelta(days=1)
KIND_OF_CLASS = {"pupil": "placement", "staff": "teaching"}
MODELS: dict[str, type[Any]] = {
    "classroom": Classroom,
    "person": Person,
    "number": Number,
    "role": Role,
    "placement": Placement,
    "teaching": Teaching,
    "care": Care,
}
"""What an intake writes, in the order in which it must be made."""


@dataclass
class Applied:
    """What was written: `made` has the rows that are new, `was` the fields of others as [before, after]."""

    made: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    was: dict[str, dict[str, dict[str, list[Any]]]] = field(default_factory=lambda: defaultdict(dict))
    kept_heads: list[str] = field(default_factory=list)
    standing: list[tuple[Role, date]] = field(default_factory=list)
    """Duties that watch others and go on although their holders leave, each with the day on which they do."""
    addresses: list[tuple[Person, str]] = field(default_factory=list)
    """New e-mail addresses of people who can sign in, to be agreed first."""

    @property
    def renamed(self) -> dict[int, tuple[str, ...]]:
        """The whole names that those who have another one now had before."""
        was = {int(id): fields for id, fields in self.was["person"].items() if fields.keys() & set(NAMES)}
        people = Person.objects.in_bulk(list(was))
        return {
            id: tuple(was[id][name][0] if name in was[id] else getattr(person, name) for name in NAMES)
            for id, person in people.items()
        }

    @property
    def titled(self) -> frozenset[int]:
        """Those on record before who have another title now."""
        return frozenset(int(id) for id, fields in self.was["person"].items() if "title" in fields)

    @property
    def people(self) -> frozenset[int]:
        """Everyone who is new, has another name or another duty, or has somebody as carer now."""
        named = {int(id) for id, was in self.was["person"].items() if was.keys() & set(NAMES)}
        roles = [*self.made["role"], *map(int, self.was["role"])]
        cares = [*self.made["care"], *map(int, self.was["care"])]
        return frozenset(
            named
            | set(Role.objects.filter(pk__in=roles).values_list("person", flat=True))
            | set(Care.objects.filter(pk__in=cares).values_list("child", flat=True))
        )

    def as_json(self) -> dict[str, Any]:
        return {"made": dict(self.made), "was": dict(self.was)}


def apply(
    school: School, prepared: Prepared, *, on: date, may_give_duties: bool, by_id: int | None, at: datetime
) -> Applied:
    """Writes a whole import within the caller's transaction, and says what it wrote."""
    writer = _Writer(school, prepared, on, may_give_duties, by_id)
    writer.given = {"given_at": at, "given_by_id": by_id}
    writer.entered = {"entered_at": at, "entered_by_id": by_id}
    return writer.write()


class _Writer:
    """The records that an import touches, read once; new and changed rows gathered, then written together."""

    def __init__(self, school: School, prepared: Prepared, on: date, may_give_duties: bool, by_id: int | None) -> None:
        self.school, self.on, self.may_give_duties = school, on, may_give_duties
        self.givable = givable(school, may_give_duties)
        self.given: dict[str, Any] = {}
        self.entered: dict[str, Any] = {}
        self.by_id, self.struck = by_id, never_theirs(school.pk, by_id)
        self.prepared, self.plan = prepared, prepared.plan
        self.applied = Applied()
        self.rooms = {room.name: room for room in Classroom.objects.filter(school=school)}
        self.known = people = {person.pk: person for person in Person.objects.filter(school=school)}
        self.faces = PersonMatcher(school, people.values())
        self.accounts = set(Account.objects.filter(person__school=school).values_list("person_id", flat=True))
        self.numbers = {(n.kind, n.number): n for n in Number.objects.filter(school=school)}
        self.people: dict[Key, Person] = {key: people[n.person_id] for key, n in self.numbers.items()}
        self.open = {
            "role": _open(Role.objects.filter(person__school=school), "person_id", on),
            "placement": _open(Placement.objects.filter(pupil__school=school), "pupil_id", on),
            "teaching": _open(Teaching.objects.filter(teacher__school=school), "teacher_id", on),
            "care": _open(Care.objects.filter(parent__school=school), "parent_id", on),
        }
        never = ended_as_never(Care.objects.filter(parent__school=school))
        self.never = set(never.values_list("parent_id", "child_id"))
        self.new: dict[str, list[Any]] = defaultdict(list)
        self.changed: dict[str, dict[int, tuple[Any, set[str]]]] = defaultdict(dict)

    def write(self) -> Applied:
        plan, changed = self.plan, self.prepared.changed
        coming = [*plan.joiners, *plan.returners]
        total = len(coming) + len(plan.leavers) + len(changed)
        tell(0, total)
        self._renumber()
        self._make_rooms([*coming, *changed])
        self._make_people(plan.joiners)
        tell(len(plan.joiners) // 2, total)
        for row in plan.joiners:
            self._begin(row, self.people[row.key], fresh=True)
        for row in plan.returners:
            self._set_fields(self.people[row.key], row, FIELDS)
            self._begin(row, self.people[row.key], fresh=False)
        for row, changes in changed.items():
            self._change(row, {change.field: change for change in changes})
        for row in plan.leavers:
            self._leave(row)
        self.applied.addresses += [(self.people[key], email) for key, email in self.prepared.addresses]
        tell(total - len(plan.leavers), total)
        self._store()
        tell(total, total)
        return self.applied

    # ---- people and classes

    def _renumber(self) -> None:
        for kind, old, new in self.prepared.same:
            if old.startswith(UNNUMBERED):
                person = self.known[int(old.removeprefix(UNNUMBERED))]
                self.new["number"].append(Number(school=self.school, person=person, kind=kind, number=new))
                self.people[kind, new] = person
                continue
            self._edit("number", self.numbers[kind, old], "number", new)
            self.people[kind, new] = self.people.pop((kind, old))

    def _make_rooms(self, rows: Iterable[Row]) -> None:
        years: dict[str, Counter[int]] = defaultdict(Counter)
        for row in rows:
            if row.classroom and row.classroom not in self.rooms:
                years[row.classroom].update([row.year_group] if row.year_group is not None else [])
        made = [
            Classroom(school=self.school, name=name, year_group=max(counted, key=counted.__getitem__, default=None))
            for name, counted in sorted(years.items())
        ]
        Classroom.objects.bulk_create(made)
        self.applied.made["classroom"] = [room.pk for room in made]
        for name, year in self.prepared.class_years.items():
            if (room := self.rooms.get(name)) and room.year_group != year:
                self._edit("classroom", room, "year_group", year)
        self.rooms |= {room.name: room for room in made}

    def _make_people(self, rows: Sequence[Row]) -> None:
        made = []
        for row in rows:
            person = self.faces.match(row)
            if person is None:
                person = Person(school=self.school, **{name: getattr(row, name) for name in FIELDS})
                made.append(person)
                self.faces.see(person, row)
            else:
                self._set_fields(person, row, FIELDS, only_empty=True)
            self.faces.take(person, row)
            self.people[row.key] = person
        Person.objects.bulk_create(made)
        self.applied.made["person"] = [person.pk for person in made]
        self.new["number"] += [
            Number(school=self.school, person=self.people[row.key], kind=row.kind, number=row.mis_id) for row in rows
        ]

    def _set_fields(
        self, person: Person, row: Row, names: Iterable[str], *, only_empty: bool = False, also_empty: bool = False
    ) -> None:
        new = {}
        for name in names:
            value, before = getattr(row, name), getattr(person, name)
            if only_empty and before:
                continue
            if name == "email" and not self._may_change_email(person, str(value)):
                continue
            if name in ("first_name", "last_name") and person.pk == self.by_id and before:
                continue  # nobody gives themselves another name
            if (value or also_empty) and value != before:
                new[name] = value
        called = [new.get(name, getattr(person, name)) for name in NAMES]
        keeps_name = is_one_of(called, self.struck.get(person.pk or 0, ()))
        for name, value in new.items():
            if not (keeps_name and name in NAMES):
                self._edit("person", person, name, value)

    def _may_change_email(self, person: Person, email: str) -> bool:
        """An e-mail address opens an account: where there is one it is agreed first, and else it may be the head's."""
        if person.pk in self.accounts and email.lower() != person.email.lower():
            if email:
                self.applied.addresses.append((person, email))
            return False
        return self.may_give_duties or not self._duties(person) - rules.ORDINARY

    # ---- what holds from a day

    def _begin(self, row: Row, person: Person, *, fresh: bool) -> None:
        """Duties, class and children of someone who comes, or comes back."""
        since = self._since(row, fresh=fresh)
        until = row.left_on
        for duty in self._duties_of(row) - self._duties(person):
            self._add(
                "role", person, Role(person=person, duty=duty.value, since_on=since, until_on=until, **self.given)
            )
        if row.classroom and row.kind in KIND_OF_CLASS and not row.has_left(self.on):
            self._put_in_class(row, person, max(since, _school_year(self.on)))
        for child in row.children:
            self._care(person, row, child, since)

    def _since(self, row: Row, *, fresh: bool) -> date:
        if not fresh:
            return row.joined_on if row.joined_on and row.joined_on > self.on else self.on
        if row.joined_on or row.kind != "parent":
            return row.joined_on or self.on
        # A parent is one since the first of their children came.
        came = [since for child in row.children if (since := self._came(child))]
        return min([*came, self.on])

    def _came(self, child: str) -> date | None:
        pupil = self.people.get(("pupil", child))
        roles = self.open["role"].get(pupil.pk, []) if pupil else []
        return min((role.since_on for role in roles if role.duty == Duty.PUPIL.value), default=None)

    def _duties_of(self, row: Row) -> frozenset[Duty]:
        if row.kind in ("pupil", "parent"):
            return frozenset({Duty(row.kind)})
        duties = frozenset(Duty(duty) for duty in row.duties) & self.givable
        return duties or frozenset({Duty.STAFF if row.kind == "staff" else Duty.GOVERNOR})

    def _duties(self, person: Person) -> set[Duty]:
        return {Duty(role.duty) for role in self.open["role"].get(person.pk, [])}

    def _put_in_class(self, row: Row, person: Person, since: date) -> None:
        """Puts a pupil into their class, or gives a member of staff theirs, unless they have it already."""
        kind, room = KIND_OF_CLASS[row.kind], self.rooms[row.classroom]
        has = list(self.open[kind].get(person.pk, []))
        if any(span.classroom_id == room.pk for span in has):
            return
        if kind == "teaching":
            self._add(kind, person, Teaching(teacher=person, classroom=room, since_on=since))
            return
        for span in has:
            self._stop(kind, person, span, self.on - DAY)
        self._add(kind, person, Placement(pupil=person, classroom=room, since_on=self.on if has else since))

    def _care(self, parent: Person, row: Row, child: str, since: date) -> None:
        pupil = self.people.get(("pupil", child))
        if pupil is None or any(care.child_id == pupil.pk for care in self.open["care"].get(parent.pk, [])):
            return
        if (parent.pk, pupil.pk) in self.never:
            return  # two people said that it was never so; a file that comes every night does not say it again
        relation = row.relation_to(child)[:40]
        care = Care(parent=parent, child=pupil, relation=relation, since_on=since, **self.entered)
        self._add("care", parent, care)

    # ---- changes and leaving

    def _change(self, row: Row, fields: dict[str, Change]) -> None:
        person = self.people[row.key]
        self._set_fields(person, row, set(fields) & set(FIELDS), also_empty=True)
        if row.has_left(self.on) and not self._duties(person) & rules.KINDS[row.kind]:
            return  # what a file tells of former people puts their details right and no more
        if "duties" in fields:
            self._change_duties(person, row)
        if "classroom" in fields:
            self._change_class(person, row, str(fields["classroom"].was))
        if fields.keys() & {"children", "relation", "relations"}:
            self._change_children(person, row)
        roles = [role for role in self.open["role"].get(person.pk, []) if Duty(role.duty) in rules.KINDS[row.kind]]
        roles = [role for role in roles if role.duty not in rules.GUARDED or role.since_on <= self.on]
        if "joined_on" in fields and row.joined_on and row.joined_on > self.on:
            roles = [role for role in roles if role.duty not in rules.OUTLAST]
        if "joined_on" in fields and row.joined_on and roles:
            self._edit("role", min(roles, key=lambda role: role.since_on), "since_on", row.joined_on)
        if "left_on" in fields and row.left_on:
            self._end(person, row, row.left_on)

    def _change_duties(self, person: Person, row: Row) -> None:
        """Ordinary duties follow the file; the others are the head's, and an import never ends them."""
        wanted, has = self._duties_of(row), self._duties(person)
        for duty in wanted - has:
            self._add("role", person, Role(person=person, duty=duty.value, since_on=self.on, **self.given))
        for role in list(self.open["role"].get(person.pk, [])):
            duty = Duty(role.duty)
            if duty in (rules.KINDS[row.kind] & rules.ORDINARY) - wanted:
                self._stop("role", person, role, self.on - DAY)

    def _change_class(self, person: Person, row: Row, was: str) -> None:
        kind, old = KIND_OF_CLASS[row.kind], self.rooms.get(was)
        for span in list(self.open[kind].get(person.pk, [])):
            if old and span.classroom_id == old.pk:
                self._stop(kind, person, span, self.on - DAY)
        if row.classroom:
            self._put_in_class(row, person, self.on)

    def _change_children(self, person: Person, row: Row) -> None:
        children = {self.people["pupil", c].pk: c for c in row.children if ("pupil", c) in self.people}
        for care in list(self.open["care"].get(person.pk, [])):
            child = children.get(care.child_id)
            if child is None and care.child_id in self.numbered_pupils:
                self._stop("care", person, care, self.on - DAY)
            elif child and row.relation_to(child)[:40] != care.relation:
                self._edit("care", care, "relation", row.relation_to(child)[:40])
        for child in row.children:
            self._care(person, row, child, self.on)

    def _leave(self, row: Row) -> None:
        self._end(self.people[row.key], row, row.left_on or self.on - DAY)

    def _end(self, person: Person, row: Row, last: date) -> None:
        for role in list(self.open["role"].get(person.pk, [])):
            if role.duty == Duty.HEAD.value and self._is_last_head(person, max(last, self.on) + DAY):
                self.applied.kept_heads.append(str(person))
            elif Duty(role.duty) not in rules.KINDS[row.kind]:
                continue
            elif rules.outlasts_leaving(Duty(role.duty), {Duty.HEAD} if self.may_give_duties else ()):
                self.applied.standing.append((role, last))
            elif role.duty == Duty.HEAD:
                self._stop("role", person, role, max(last, self.on))
            else:
                self._stop("role", person, role, last)
        for kind in {"pupil": ("placement",), "staff": ("teaching",), "parent": ("care",)}.get(row.kind, ()):
            for span in list(self.open[kind].get(person.pk, [])):
                self._stop(kind, person, span, last)

    def _is_last_head(self, person: Person, after: date) -> bool:
        """Whether nobody else is head on the day after: one whose last day is known already does not count."""
        roles = ((pk, role) for pk, held in self.open["role"].items() for role in held)
        heads = {pk for pk, role in roles if role.duty == Duty.HEAD.value and role.holds_on(after)}
        return heads <= {person.pk}

    @cached_property
    def numbered_pupils(self) -> frozenset[int]:
        """Pupils whom a file can name; carers of others are the office's own records."""
        return frozenset(person.pk for (kind, _), person in self.people.items() if kind == "pupil")

    # ---- gathering and writing

    def _add(self, kind: str, person: Person, row: Any) -> None:
        self.new[kind].append(row)
        if row.until_on is None:
            self.open[kind].setdefault(person.pk, []).append(row)

    def _stop(self, kind: str, person: Person, row: Any, last: date) -> None:
        self.open[kind][person.pk].remove(row)
        if row.pk is None:
            row.until_on = last
        else:
            self._edit(kind, row, "until_on", last)

    def _edit(self, kind: str, row: Any, name: str, value: Any) -> None:
        before = getattr(row, name)
        setattr(row, name, value)
        if row.pk is None:
            return
        told = self.applied.was[kind].setdefault(str(row.pk), {}).setdefault(name, [_plain(before), None])
        told[1] = _plain(value)
        self.changed[kind].setdefault(row.pk, (row, set()))[1].add(name)

    def _store(self) -> None:
        for kind, model in MODELS.items():
            rows = list(self.changed[kind].values())
            # The old ends before the new begins: one open row of a kind is all that the database allows.
            for names, group in _grouped(rows).items():
                model.objects.bulk_update(group, names, batch_size=200)
            if self.new[kind]:
                model.objects.bulk_create(self.new[kind])
                if kind == "role":
                    Account.objects.end_sessions({row.person_id for row in self.new[kind]} & self.accounts)
                self.applied.made[kind] = [row.pk for row in self.new[kind]]


def _open(rows: Any, name: str, on: date) -> dict[int, list[Any]]:
    """What has not ended by that day, by person."""
    found: dict[int, list[Any]] = {}
    for row in rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=on)):
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _grouped(rows: Iterable[tuple[Any, set[str]]]) -> dict[tuple[str, ...], list[Any]]:
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row, names in rows:
        groups.setdefault(tuple(sorted(names)), []).append(row)
    return groups


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _school_year(on: date) -> date:
    return date(on.year if on.month >= 9 else on.year - 1, 9, 1)
