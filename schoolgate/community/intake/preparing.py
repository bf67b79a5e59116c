"""Works out what an import would do, and what of a file it leaves to the head."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from schoolgate.access.duties import WORDS, Duty
from schoolgate.community import former_names, rules
from schoolgate.community.intake import leaving
from schoolgate.community.intake.current import (
    Key,
    current_roll,
    keys_of,
    known_otherwise,
    numbers_of,
    taken_addresses,
    unnumbered_rows,
    waiting_addresses,
    with_account,
)
from schoolgate.community.models import Person, School
from schoolgate.community.queries import appointments
from schoolgate.engines.roster import comparing
from schoolgate.engines.roster.comparing import Change, Doubt, Plan
from schoolgate.engines.roster.roll import UNNUMBERED, Roll, Row

Same = tuple[str, str, str]
"""A kind, the number somebody had, and the number they have now: one person, not a leaver and a joiner."""


@dataclass(frozen=True)
class Prepared:
    """An import that is worked out and not done: the plan, and what to know before agreeing to it."""

    plan: Plan
    same: tuple[Same, ...]
    apart: frozenset[Same]
    class_years: Mapping[str, int]
    notes: tuple[str, ...]
    adopted: tuple[str, ...]
    addresses: tuple[tuple[Key, str], ...] = ()
    """New e-mail addresses of people who can sign in: the import asks for each, and changes none itself."""
    everyone: bool = False
    """Whether everybody is in the file, so that those who are not have left."""
    stops: tuple[str, ...] = ()
    """Why it stops and asks for the number of those who leave, one sentence each."""

    @cached_property
    def changed(self) -> dict[Row, list[Change]]:
        """The changes of people who stay, each with all their fields."""
        back = {row.key for row in self.plan.returners}
        found: dict[Row, list[Change]] = defaultdict(list)
        for change in self.plan.changes:
            if change.row.key not in back:
                found[change.row].append(change)
        return dict(found)

    @property
    def empty(self) -> bool:
        return self.plan.empty and not self.same and not self.addresses

    @property
    def unanswered(self) -> tuple[Doubt, ...]:
        """Doubts about grown-ups at the school of which nobody has said yet whether it is one person."""
        return tuple(doubt for doubt in self.plan.doubts if doubt.needs_answer and doubt.key not in self.apart)

    @property
    def leaving(self) -> int:
        """How many leave by it, now or on a day that the file names."""
        return len(leaving.going(self.plan))

    @property
    def digest(self) -> str:
        """Changes with anything the import would do, so that nobody agrees to what they have not seen."""
        told = (self.plan, self.same, sorted(self.class_years.items()), self.addresses, self.everyone)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:20]


def prepare(
    school: School,
    new: Roll,
    *,
    on: date,
    may_give_duties: bool,
    same: Sequence[Same] = (),
    apart: Collection[Same] = (),
    by_id: int | None = None,
    everyone: bool = False,
) -> Prepared:
    """Compares a file's roll with the records of that day; writes nothing.

    The file adds and changes; only where `everyone` is in it, those of its kinds whom it does not name have left.

    Whoever imports (`by_id`) keeps their own name: somebody else gives them another.

    `same` and `apart` are what somebody said of doubts: one person, or two.
    """
    records, unnumbered = current_roll(school, on), unnumbered_rows(school, on, sorted(new.kinds))
    known = {row.key for row in (*records.rows, *unnumbered)}
    same = tuple(pair for pair in same if (pair[0], pair[1]) in known and (pair[0], pair[2]) not in known)
    taken = {(kind, old) for kind, old, _ in same}
    named = [row for row in unnumbered if row.key in taken]
    current = _renumbered(replace(records, rows=(*records.rows, *named)), same)
    numbers = {(kind, old): (kind, number) for kind, old, number in same}
    accounts = {numbers.get(key, key): person for key, person in with_account(school, named).items()}
    asked = {numbers.get(key, key): email for key, email in waiting_addresses(school).items()}
    own = numbers_of(by_id) if by_id else frozenset()
    own |= {new for old, new in numbers.items() if old in own or old[1] == f"{UNNUMBERED}{by_id}"}
    struck = former_names.never_theirs(school.pk, by_id)
    settled = _Settling(current, new, on, givable(school, may_give_duties), accounts, asked, own)
    settled.struck = {numbers.get(key, key): struck[person] for key, person in keys_of(struck).items()}
    left = [row for row in unnumbered if row.key not in taken]
    plan = comparing.compare(current, settled.roll(), kinds=new.kinds, today=on, unnumbered=left, everyone=everyone)
    settled.taken = taken_addresses(settled.to_ask, accounts)
    adopted = known_otherwise(school, plan.joiners)
    settled.kept_names += [row for row, person in adopted if _is_struck(row, person, struck.get(person.pk, ()))]
    plan = replace(plan, doubts=_without({row.key for row, _ in adopted}, plan.doubts))
    return Prepared(
        plan=plan,
        same=same,
        apart=frozenset(apart),
        class_years=_class_years(new),
        notes=(*settled.notes(), *_outlasting(plan, on, may_give_duties)),
        adopted=tuple(f"{row.name} ({row.mis_id})" for row, _ in adopted),
        addresses=tuple(asked for asked in settled.to_ask if asked[1].lower() not in settled.taken),
        everyone=everyone,
        stops=leaving.reasons(current, plan, on=on, own=own),
    )


def _outlasting(plan: Plan, on: date, may_give_duties: bool) -> Iterator[str]:
    """Duties that watch others and go on although their holders leave by the file."""
    left = (change.row for change in plan.changes if change.field == "left_on" and change.row.left_on)
    for row in dict.fromkeys((*plan.leavers, *left)):
        for duty in map(Duty, row.duties):
            if rules.outlasts_leaving(duty, {Duty.HEAD} if may_give_duties else ()):
                yield f"{row.name} leaves, and “{WORDS[duty]}” goes on until {rules.who_ends(duty)}: they are asked."


def givable(school: School, may_give_duties: bool) -> frozenset[Duty]:
    """The duties that an import gives: those that watch others only where nobody here has ever held them."""
    if not may_give_duties:
        return rules.ORDINARY
    return frozenset(Duty) - appointments.ever_held(school.pk, *rules.GUARDED)


def _is_struck(row: Row, person: Person, struck: Collection[tuple[str, ...]]) -> bool:
    """Whether a new row would give somebody on record the short form of a name that was never theirs."""
    called = (person.first_name, person.last_name, person.known_as or row.known_as)
    return called != former_names.names_of(person) and former_names.is_one_of(called, struck)


def _without(known: Collection[Key], doubts: Iterable[Doubt]) -> tuple[Doubt, ...]:
    """Who is surely known already is not asked about."""
    return tuple(doubt for doubt in doubts if doubt.joiner.key not in known)


def _renumbered(current: Roll, same: Sequence[Same]) -> Roll:
    """The records as they stand once people have the numbers they are known by now."""
    numbers = {(kind, old): new for kind, old, new in same}
    pupils = {old: new for kind, old, new in same if kind == "pupil"}
    return replace(
        current,
        rows=tuple(
            replace(
                row,
                mis_id=numbers.get(row.key, row.mis_id),
                children=tuple(pupils.get(child, child) for child in row.children),
            )
            for row in current.rows
        ),
    )


class _Settling:
    """Makes a file's roll say what an import of it can do, so that the comparison promises nothing else."""

    def __init__(
        self,
        current: Roll,
        new: Roll,
        on: date,
        givable: frozenset[Duty],
        accounts: Mapping[Key, int],
        asked: Mapping[Key, str],
        own: frozenset[Key] = frozenset(),
    ) -> None:
        self.current = {row.key: row for row in current.rows}
        self.accounts, self.asked, self.own = accounts, asked, own
        self.own_names: list[Row] = []
        self.struck: Mapping[Key, Collection[tuple[str, ...]]] = {}
        self.kept_names: list[Row] = []
        self.to_ask: list[tuple[Key, str]] = []
        self.waits: list[tuple[Row, str]] = []
        self.taken: frozenset[str] = frozenset()
        self.new, self.on, self.givable = new, on, givable
        self.may_give_duties = givable > rules.ORDINARY
        self.gone = _gone_pupils(current, new, on)
        self.withheld: list[tuple[Row, list[Duty]]] = []
        self.addresses: list[Row] = []

    def roll(self) -> Roll:
        fields = {
            kind: frozenset(self.new.fields.get(kind) or comparing.COMPARED) - {"year_group"} for kind in self.new.kinds
        }
        return replace(self.new, rows=tuple(self._row(row) for row in self.new.rows), fields=fields)

    def notes(self) -> Iterator[str]:
        for row, duties in self.withheld:
            told = ", ".join(WORDS[duty] for duty in duties)
            yield f"{row.name}: the file says “{told}”, which {_who_gives(duties)}."
        for row in self.own_names:
            yield f"{row.name}: your own name stays as it is, for somebody else gives you another."
        for row in self.kept_names:
            yield (
                f"{row.name}: the name stays as it is, for you entered the file’s before, and two people said that it "
                "was never theirs. If it is, somebody else enters it."
            )
        for row in self.addresses:
            yield f"{row.name}: the e-mail address stays as it is, for only the head may change it."
        for row, email in self.waits:
            if email.lower() in self.taken:
                yield f"{row.name}: {email} belongs to somebody else’s account, so the old e-mail address stays."
                continue
            yield (
                f"{row.name}: the new e-mail address {email or '(none)'} waits until they agree by the old one, "
                "or a second person does. They sign in with the old one until then."
            )

    def _row(self, row: Row) -> Row:
        now = self.current.get(row.key)
        if now and row.key in self.own and (row.first_name, row.last_name) != (now.first_name, now.last_name):
            row = replace(row, first_name=now.first_name, last_name=now.last_name)
            self.own_names.append(row)
        if now and self._enters_again(row, now):
            row = replace(row, first_name=now.first_name, last_name=now.last_name, known_as=now.known_as)
            self.kept_names.append(row)
        if now and row.key in self.accounts and self._tells(row, "email"):
            row = self._with_address(row, now)
        if row.has_left(self.on):
            row = replace(row, classroom="")
        if row.kind in ("staff", "governor"):
            return self._with_duties(row, now)
        return self._with_children(row, now) if row.kind == "parent" and now else row

    def _enters_again(self, row: Row, now: Row) -> bool:
        """Whether the file has a name that two people said was never theirs, when whoever imports had entered it."""
        struck = self.struck.get(row.key, ())
        told = [getattr(row if self._tells(row, name) else now, name) for name in former_names.NAMES]
        return former_names.is_one_of(told, struck) and told != [getattr(now, name) for name in former_names.NAMES]

    def _with_address(self, row: Row, now: Row) -> Row:
        """A new e-mail address of somebody who can sign in is asked for, and the records keep the old one until then."""
        if row.email.lower() == now.email.lower():
            return row
        self.waits.append((row, row.email))
        if self.asked.get(row.key, "").lower() != row.email.lower() or row.key not in self.asked:
            self.to_ask.append((row.key, row.email))
        return replace(row, email=now.email)

    def _with_duties(self, row: Row, now: Row | None) -> Row:
        """Duties that the head gives are neither given by anybody else's import nor ended by any."""
        told = {Duty(duty) for duty in row.duties}
        held = {Duty(duty) for duty in now.duties} if now else set()
        trusted = held - rules.ORDINARY
        for reserved in (told - held - self.givable - rules.GUARDED, (told - held - self.givable) & rules.GUARDED):
            if reserved:
                self.withheld.append((row, sorted(reserved)))
                told -= reserved
        if now and trusted and not self.may_give_duties and row.email != now.email and self._tells(row, "email"):
            self.addresses.append(row)
            row = replace(row, email=now.email)
        if not told & rules.ORDINARY and not trusted and not told:
            told = {Duty.STAFF if row.kind == "staff" else Duty.GOVERNOR}
        return replace(row, duties=tuple(duty.value for duty in Duty if duty in told | trusted))

    def _tells(self, row: Row, field: str) -> bool:
        fields = self.new.fields.get(row.kind)
        return fields is None or field in fields

    def _with_children(self, row: Row, now: Row) -> Row:
        """A child who has left stays their parents' child, although files name only those at school."""
        stay = [child for child in now.children if child in row.children or child in self.gone]
        children = (*stay, *(child for child in row.children if child not in stay))
        relations = tuple(
            (row if child in row.children and self._tells(row, "relation") else now).relation_to(child)
            for child in children
        )
        return replace(
            row,
            children=children,
            relation=relations[0] if relations else row.relation,
            relations=relations if len(set(relations)) > 1 else (),
        )


def _who_gives(duties: list[Duty]) -> str:
    if not rules.GUARDED.intersection(duties):
        return "only the head can give, on the person’s page"
    return (
        "no import gives: another governor gives the chair, and two people the DSL and deputies, on the page “Duties”"
    )


def _gone_pupils(current: Roll, new: Roll, on: date) -> frozenset[str]:
    """The numbers of pupils who have left, or leave by this very file."""
    here = {row.mis_id for row in new.of("pupil") if not row.left_on or row.left_on > on}
    told = "pupil" in new.kinds
    return frozenset(
        row.mis_id
        for row in current.of("pupil")
        if (row.left_on and row.left_on < on) or (told and row.mis_id not in here)
    )


def _class_years(roll: Roll) -> dict[str, int]:
    """The year group of each class whose pupils are all of one."""
    years: dict[str, set[int | None]] = defaultdict(set)
    for row in roll.of("pupil"):
        if row.classroom:
            years[row.classroom].add(row.year_group)
    return {name: year for name, (year, *more) in years.items() if year is not None and not more}
