"""Compares the people the school has with those of a file: who joins, leaves or returns, what changes."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date

from rapidfuzz import fuzz

from schoolgate.engines.roster import likeness as grown_ups
from schoolgate.engines.roster.roll import Kind, Roll, Row

COMPARED = tuple(field.name for field in fields(Row) if field.name not in ("kind", "mis_id"))
AT_SCHOOL = frozenset({"staff", "governor"})
"""Kinds of whom somebody says of each doubt whether it is one person: who they are decides what they may read."""
WITHOUT_ORDER = frozenset({"duties", "children"})
ALIKE = 85.0
"""From this likeness of two names on (0 to 100), with one birthday, they may well be one person's."""


@dataclass(frozen=True)
class Change:
    """One field of a person who stays: what the school has and what the file says. `row` is the file's."""

    row: Row
    field: str
    was: object
    becomes: object


@dataclass(frozen=True)
class Doubt:
    """A person of the school and a joiner who may be the same with a new number; `likeness` is 0 to 1."""

    leaver: Row
    joiner: Row
    likeness: float
    why: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """A kind, the number somebody has on record, and the number in the file."""
        return self.joiner.kind, self.leaver.mis_id, self.joiner.mis_id

    @property
    def needs_answer(self) -> bool:
        """Whether nothing is done before somebody has said if it is one person."""
        return self.joiner.kind in AT_SCHOOL or self.leaver.unnumbered


@dataclass(frozen=True)
class Plan:
    """What taking in the new roll would do; nothing is done yet.

    Joiners, returners and the rows of changes are the new roll's; a leaver is the current row, with `left_on`
    where the new roll tells it. A joiner may have left already: a former pupil of whom the school had not
    known.
    """

    joiners: tuple[Row, ...]
    leavers: tuple[Row, ...]
    changes: tuple[Change, ...]
    returners: tuple[Row, ...]
    unchanged: int
    doubts: tuple[Doubt, ...]

    @property
    def empty(self) -> bool:
        return not (self.joiners or self.leavers or self.changes or self.returners)


def compare(
    current: Roll,
    new: Roll,
    *,
    kinds: Collection[str],
    today: date | None = None,
    unnumbered: Iterable[Row] = (),
    everyone: bool = True,
) -> Plan:
    """What changes between the school's own roll and a new one, for people of these kinds.

    `unnumbered` are people on record whom no file can name yet: a joiner may be one of them.

    Where the new roll is not `everyone` of these kinds, nobody leaves because it does not name them; those whose last
    day it tells leave all the same.

    Of other kinds nothing is said, so that a list of pupils alone makes nobody else a leaver. Fields that the
    new roll does not tell stay as they are. A last day not yet over on `today` is a change and not a leaving;
    without `today` every day of leaving counts.
    """
    olds = {row.key: row for row in current.rows if row.kind in kinds}
    news = {row.key: row for row in new.rows if row.kind in kinds}
    joiners = [row for key, row in news.items() if key not in olds]
    leavers = [row for key, row in olds.items() if everyone and key not in news and not _gone(row, today)]
    returners, changes, unchanged = [], [], 0
    for key, row in news.items():
        old = olds.get(key)
        if old is None:
            continue
        if _gone(row, today) and not _gone(old, today):
            leavers.append(Row(**{**vars(old), "left_on": row.left_on}))
            continue
        found = list(_changes(old, row, new.fields.get(row.kind)))
        if _gone(old, today) and not _gone(row, today):
            returners.append(row)
            found = [change for change in found if change.field != "left_on"]
        elif not found:
            unchanged += 1
        changes += found
    return Plan(
        joiners=tuple(joiners),
        leavers=tuple(leavers),
        changes=tuple(changes),
        returners=tuple(returners),
        unchanged=unchanged,
        doubts=tuple(_doubts([*_absent(olds, news), *unnumbered], joiners, today)),
    )


def _gone(row: Row, today: date | None) -> bool:
    return row.left_on is not None and (today is None or row.has_left(today))


def _absent(olds: dict[tuple[Kind, str], Row], news: Collection[tuple[Kind, str]]) -> list[Row]:
    """Everyone the new roll does not name; those who left earlier may come back with a new number."""
    return [row for key, row in olds.items() if key not in news]


def _changes(old: Row, new: Row, told: Collection[str] | None) -> Iterator[Change]:
    for field in COMPARED:
        if told is not None and ("relation" if field == "relations" else field) not in told:
            continue
        was, becomes = getattr(old, field), getattr(new, field)
        if _says_nothing(new, field, becomes):
            continue
        if was != becomes and not (field in WITHOUT_ORDER and sorted(was) == sorted(becomes)):
            yield Change(new, field, was, becomes)


def _says_nothing(new: Row, field: str, becomes: object) -> bool:
    """An empty day of joining leaves the known one; a teacher's year group is only that of the class."""
    return (field == "joined_on" and becomes is None) or (field == "year_group" and new.kind != "pupil")


def _doubts(absent: Iterable[Row], joiners: Iterable[Row], today: date | None) -> list[Doubt]:
    """Pairs who may be one person, the likeliest first.

    Pupils and parents: of nearly one name and one birthday (or else e-mail address or child). Who works at the school or
    governs it: of one birthday, address, telephone or name, or of one first name where one leaves as the other comes.
    """
    by_mark: dict[tuple[object, ...], list[Row]] = {}
    for row in absent:
        for mark in _marks(row):
            by_mark.setdefault(mark, []).append(row)
    found: dict[tuple[str, str, str], Doubt] = {}
    for joiner in joiners:
        near = {leaver.key: leaver for mark in _marks(joiner) for leaver in by_mark.get(mark, ())}
        for leaver in near.values():
            likeness = _likeness(leaver, joiner)
            grown_up = joiner.kind in AT_SCHOOL or leaver.unnumbered
            why = tuple(grown_ups.reasons(leaver, joiner, today)) if grown_up else ()
            if why or (not grown_up and likeness >= ALIKE):
                doubt = Doubt(leaver, joiner, round(likeness / 100, 2), why)
                found[doubt.key] = doubt
    return sorted(_without_needless(found.values()), key=lambda doubt: -doubt.likeness)


def _without_needless(doubts: Collection[Doubt]) -> Iterator[Doubt]:
    """Where all is the same but the number, whether they may be somebody else again is not asked too."""
    pairs = [(doubt.leaver.key, doubt.joiner.key) for doubt in doubts if _is_plain(doubt)]
    olds, news = {old for old, _ in pairs}, {new for _, new in pairs}
    for doubt in doubts:
        if (
            _is_plain(doubt)
            or not doubt.needs_answer
            or (doubt.leaver.key not in olds and doubt.joiner.key not in news)
        ):
            yield doubt


def _is_plain(doubt: Doubt) -> bool:
    old, new = doubt.leaver, doubt.joiner
    known = {old.email.casefold(), old.born_on} & {new.email.casefold(), new.born_on} - {"", None}
    return old.name.casefold() == new.name.casefold() and bool(known)


def _marks(row: Row) -> Iterator[tuple[object, ...]]:
    if row.kind != "pupil":
        yield from ((row.kind, *mark) for mark in grown_ups.marks(row))
    if row.kind in AT_SCHOOL or row.unnumbered:
        return
    if row.born_on:
        yield row.kind, row.born_on
        return
    if row.email:
        yield row.kind, row.email.casefold()
    for child in row.children:
        yield row.kind, "child", child


def _likeness(each_row: Row, other: Row) -> float:
    """How alike two names are, 0 to 100; a marriage or an adoption changes the family name alone."""
    names = [f"{row.first_name} {row.last_name}".casefold() for row in (each_row, other)]
    likeness = fuzz.token_sort_ratio(*names)
    if each_row.first_name.casefold() == other.first_name.casefold():
        return max(likeness, ALIKE)
    return likeness
