"""The school's own records as a roll, to be compared with what a file says."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from schoolgate.access.duties import Duty
from schoolgate.community import rules
from schoolgate.community.accounts import SignInChange, What
from schoolgate.community.models import Account, Care, Number, Person, Placement, Role, School, Teaching
from schoolgate.engines.roster.roll import UNNUMBERED, Roll, Row

Key = tuple[str, str]
"""A kind of person and their number in the management system."""


def current_roll(school: School, on: date) -> Roll:
    """Everyone of the school who has a number in the management system, former people with their last day."""
    records = _Records(school, on)
    return Roll(tuple(records.row(person, kind, number) for person, kind, number in records.numbered()))


def unnumbered_rows(school: School, on: date, kinds: Iterable[str]) -> tuple[Row, ...]:
    """Grown-ups on record who have no number of these kinds, each as whom a file of that kind may mean."""
    records = _Records(school, on)
    numbered = {(person, kind) for person, kind, _ in records.numbers}
    found = (
        records.row(person, kind, f"{UNNUMBERED}{person.pk}")
        for kind in kinds
        if kind != "pupil"
        for person in records.at_school()
        if (person.pk, kind) not in numbered
    )
    return tuple(found)


def known_pupils(school: School) -> frozenset[str]:
    """The numbers of pupils on record, whom a list of parents alone may name."""
    return frozenset(Number.objects.filter(school=school, kind="pupil").values_list("number", flat=True))


def numbers_of(person_id: int) -> frozenset[Key]:
    return frozenset(Number.objects.filter(person=person_id).values_list("kind", "number"))


def keys_of(people: Collection[int]) -> dict[Key, int]:
    """All numbers under which a file may name these people, also those that stand for none."""
    if not people:
        return {}
    numbers = Number.objects.filter(person__in=people).values_list("kind", "number", "person")
    unnumbered = {(kind, f"{UNNUMBERED}{id}"): id for id in people for kind in rules.KINDS}
    return unnumbered | {(kind, number): person for kind, number, person in numbers}


def with_account(school: School, unnumbered: Iterable[Row] = ()) -> dict[Key, int]:
    """Those who can sign in, and who they are: a new e-mail address of theirs has to be agreed first."""
    numbers = Number.objects.filter(school=school, person__account__isnull=False)
    found = {(kind, number): person for kind, number, person in numbers.values_list("kind", "number", "person")}
    known = {row.key: int(row.mis_id.removeprefix(UNNUMBERED)) for row in unnumbered}
    able = (
        set(Account.objects.filter(person__in=known.values()).values_list("person_id", flat=True)) if known else set()
    )
    return found | {key: person for key, person in known.items() if person in able}


def taken_addresses(wanted: Iterable[tuple[Key, str]], accounts: Mapping[Key, int]) -> frozenset[str]:
    """Those of these new addresses that belong to somebody else's account."""
    whose = {email.lower(): accounts[key] for key, email in wanted if email}
    held = Account.objects.filter(email__in=whose).values_list("email", "person_id")
    return frozenset(email for email, person in held if email and whose[email] != person)


def waiting_addresses(school: School) -> dict[Key, str]:
    """The new e-mail addresses that wait to be agreed, by whose they are."""
    changes = SignInChange.objects.filter(school=school, what=What.ADDRESS.value, answer="")
    asked = changes.values_list("person__numbers__kind", "person__numbers__number", "new_email")
    return {(kind, number): email for kind, number, email in asked if kind}


class _Records:
    """The school's people in seven queries, however many they are."""

    def __init__(self, school: School, on: date) -> None:
        self.on = on
        self.numbers = list(Number.objects.filter(school=school).values_list("person_id", "kind", "number"))
        numbered = Person.objects.filter(school=school, numbers__isnull=False, same_as=None)
        self.people = {person.pk: person for person in numbered}
        self.roles = _by("person_id", Role.objects.filter(person__school=school).order_by("since_on"))
        here = {"classroom__school": school}
        self.places = _by("pupil_id", Placement.objects.held(on).filter(**here).select_related("classroom"))
        self.teaching = _by("teacher_id", Teaching.objects.held(on).filter(**here).select_related("classroom"))
        self.cares = _by("parent_id", Care.objects.held(on).filter(parent__school=school).order_by("pk"))
        self.pupils = {person: number for person, kind, number in self.numbers if kind == "pupil"}

    def at_school(self) -> Iterator[Person]:
        """Everyone who works or worked here, or governs or governed the school."""
        duties = rules.KINDS["staff"] | rules.KINDS["governor"]
        ids = [pk for pk, roles in self.roles.items() if any(Duty(role.duty) in duties for role in roles)]
        return iter(Person.objects.filter(pk__in=ids, same_as=None))

    def numbered(self) -> Iterator[tuple[Person, str, str]]:
        return ((self.people[id], kind, number) for id, kind, number in self.numbers if id in self.people)

    def row(self, person: Person, kind: str, number: str) -> Row:
        roles = [role for role in self.roles[person.pk] if Duty(role.duty) in rules.KINDS[kind]]
        held = [role for role in roles if role.holds_on(self.on)]
        ended = [role.until_on for role in roles if role.until_on]
        rooms: dict[int, list[Any]] = {"pupil": self.places, "staff": self.teaching}.get(kind, {})
        room = rooms[person.pk][0].classroom if rooms.get(person.pk) else None
        cares = [care for care in self.cares[person.pk] if care.child_id in self.pupils] if kind == "parent" else []
        relations = tuple(care.relation for care in cares)
        return Row(
            kind=kind,  # type: ignore[arg-type]
            mis_id=number,
            title=person.title,
            first_name=person.first_name,
            last_name=person.last_name,
            known_as=person.known_as,
            born_on=person.born_on,
            classroom=room.name if room else "",
            year_group=room.year_group if room else None,
            email=person.email,
            phone=person.phone,
            duties=_duties(held or roles) if kind in ("staff", "governor") else (),
            joined_on=min((role.since_on for role in held or roles), default=None),
            left_on=None if any(role.until_on is None for role in held) else max(ended, default=None),
            children=tuple(self.pupils[care.child_id] for care in cares),
            relation=relations[0] if relations else "",
            relations=relations if len(set(relations)) > 1 else (),
            address=person.address,
        )


def _duties(roles: Iterable[Role]) -> tuple[str, ...]:
    """Each duty once, also where a former person has held it twice."""
    return tuple(dict.fromkeys(role.duty for role in roles))


def _by(name: str, rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


class PersonMatcher:
    """Finds the person whom a new row means where they are on record under another number, or none.

    The same name with the same e-mail address or date of birth is the same person; a pupil is never an adult.
    """

    def __init__(self, school: School, people: Iterable[Person] | None = None) -> None:
        self.numbered = set(Number.objects.filter(school=school).values_list("person_id", "kind"))
        self.taken: set[tuple[int, str]] = set()
        roles = Role.objects.filter(person__school=school)
        self.pupils = set(roles.filter(duty=Duty.PUPIL.value).values_list("person_id", flat=True))
        self.found: defaultdict[tuple[object, ...], list[Person]] = defaultdict(list)
        known = list(Person.objects.filter(school=school) if people is None else people)
        by_id = {person.pk: person for person in known}
        for person in known:
            # By the name and address of a record that was joined to another, that other is meant.
            self.see(person, meant=by_id.get(person.same_as_id or 0, person))

    def see(self, person: Person, row: Row | None = None, meant: Person | None = None) -> None:
        """Takes note of a person, also of one who is not stored yet."""
        for mark in _marks(person.first_name, person.last_name, person.email, person.born_on):
            self.found[*mark, row.kind == "pupil" if row else person.pk in self.pupils].append(meant or person)

    def take(self, person: Person, row: Row) -> None:
        """Says that a person has this row's number now, so that no other row of the kind means them."""
        self.taken.add((id(person), row.kind))

    def match(self, row: Row) -> Person | None:
        """The one person without a number of this kind whom the row means; none where more than one fits."""
        fits: dict[int, Person] = {}
        for mark in _marks(row.first_name, row.last_name, row.email, row.born_on):
            for person in self.found.get((*mark, row.kind == "pupil"), ()):
                if (person.pk, row.kind) not in self.numbered and (id(person), row.kind) not in self.taken:
                    fits[id(person)] = person
        return next(iter(fits.values())) if len(fits) == 1 else None


def _marks(first: str, last: str, email: str, born_on: date | None) -> Iterator[tuple[object, ...]]:
    name = f"{first} {last}".casefold()
    if email:
        yield name, email.casefold()
    if born_on:
        yield name, born_on


def known_otherwise(school: School, joiners: Iterable[Row]) -> list[tuple[Row, Person]]:
    """Those of the joiners who are on record already, by hand or under a number of another kind."""
    faces = PersonMatcher(school)
    return [(row, person) for row in joiners if (person := faces.match(row))]
