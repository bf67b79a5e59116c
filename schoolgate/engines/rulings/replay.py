"""What if: the same questions under two policies, and what would have been answered differently.

    replay([Facts(Use, columns)], before, after)

The questions come as columns (see `batch`), a million of them in seconds. Each distinct case is ruled on once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from schoolgate.engines.rulings import batch
from schoolgate.engines.rulings.facts import ENUMS, Answer, Content, Platform, Question, Role
from schoolgate.engines.rulings.policy import Policy, Ruling
from schoolgate.engines.rulings.table import ANSWERS

MOST_EXAMPLES = 8

Move = tuple[Answer, Answer]
"""An answer before and after."""


@dataclass(frozen=True)
class Facts:
    """Questions of one kind as columns; platforms where their column holds numbers."""

    kind: Any
    columns: Mapping[str, Any]
    platforms: Sequence[Platform] = ()


@dataclass(frozen=True)
class Example:
    """One question that would have been answered differently, and how many like it there were."""

    question: Question
    before: Ruling
    after: Ruling
    count: int


@dataclass(frozen=True)
class Changes:
    """How many answers there were, how many would have changed, for whom, from what to what, and by which clauses.

    `before` and `after` give how many answers there were of each kind. `by_role` gives for each role
    how many changed and how many there were. A change counts once for each clause that brings it about.
    Examples come with the most frequent change first.
    """

    total: int
    changed: int
    before: Mapping[Answer, int]
    after: Mapping[Answer, int]
    by_role: Mapping[str, tuple[int, int]]
    by_answer: Mapping[Move, int]
    by_clause: Mapping[str, int]
    examples: tuple[Example, ...]

    @property
    def stricter(self) -> int:
        """How many answers would have been stricter; where a person decides stands between leave and advice."""
        return sum(count for (was, becomes), count in self.by_answer.items() if _rank(becomes) > _rank(was))

    @property
    def milder(self) -> int:
        return self.changed - self.stricter


def replay(recorded: Iterable[Facts], before: Policy, after: Policy) -> Changes:
    """Rules on every question under both policies; `ValueError` for columns that cannot be read."""
    tally = _Tally()
    for facts in recorded:
        tally.add(facts, before, after)
    return tally.changes()


def _rank(answer: Answer) -> int:
    return ANSWERS.index(answer)


@dataclass
class _Tally:
    total: int = 0
    before: Counter[Answer] = field(default_factory=Counter)
    after: Counter[Answer] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    changed_roles: Counter[str] = field(default_factory=Counter)
    moves: Counter[Move] = field(default_factory=Counter)
    clauses: Counter[str] = field(default_factory=Counter)
    examples: dict[Any, Example] = field(default_factory=dict)

    def add(self, facts: Facts, before: Policy, after: Policy) -> None:
        old = batch.rule_columns(facts.kind, facts.columns, before, platforms=facts.platforms)
        new = batch.rule_columns(facts.kind, facts.columns, after, platforms=facts.platforms)
        roles = _roles(facts, len(old.answers))
        changed = np.flatnonzero(old.answers != new.answers)
        self.total += len(old.answers)
        _count_answers(self.before, old.answers)
        _count_answers(self.after, new.answers)
        _count(self.roles, roles)
        _count(self.changed_roles, roles[changed])
        width = max(len(new.rulings), 1)
        pairs, first, counts = np.unique(
            old.index[changed] * width + new.index[changed], return_index=True, return_counts=True
        )
        for pair, row, count in zip(pairs.tolist(), changed[first].tolist(), counts.tolist(), strict=True):
            self._pair(facts, old.rulings[pair // width], new.rulings[pair % width], row, count)

    def _pair(self, facts: Facts, was: Ruling, becomes: Ruling, row: int, count: int) -> None:
        move, because = (was.answer, becomes.answer), _because(was, becomes)
        self.moves[move] += count
        for clause in because:
            self.clauses[clause] += count
        like = (facts.kind, _role(facts, row), move, because)
        known = self.examples.get(like)
        if known is None:
            self.examples[like] = Example(question(facts, row), was, becomes, count)
        else:
            self.examples[like] = Example(known.question, known.before, known.after, known.count + count)

    def changes(self) -> Changes:
        examples = sorted(self.examples.values(), key=lambda entry: -entry.count)
        return Changes(
            total=self.total,
            changed=sum(self.moves.values()),
            before=dict(self.before),
            after=dict(self.after),
            by_role={role: (self.changed_roles[role], count) for role, count in self.roles.most_common()},
            by_answer=dict(self.moves.most_common()),
            by_clause=dict(self.clauses.most_common()),
            examples=tuple(examples[:MOST_EXAMPLES]),
        )


def _because(was: Ruling, becomes: Ruling) -> tuple[str, ...]:
    """The clauses that bring a change about: those that now decide more strictly, or no longer do."""
    stricter = _rank(becomes.answer) > _rank(was.answer)
    return (becomes.clauses or was.clauses) if stricter else (was.clauses or becomes.clauses)


def _roles(facts: Facts, rows: int) -> Any:
    """The role of each row as its number in `Role`, -1 where it is not known."""
    column = facts.columns.get("role")
    if column is None:
        return np.full(rows, -1)
    return column if isinstance(column, np.ndarray) else batch.codes(Role, column)


def _count(counter: Counter[str], roles: Any) -> None:
    counts = np.bincount(np.asarray(roles, dtype=np.int64) + 1, minlength=len(Role) + 1)
    for name, count in zip(("", *map(str, Role)), counts.tolist(), strict=True):
        if count:
            counter[name] += count


def _count_answers(counter: Counter[Answer], answers: Any) -> None:
    counts = np.bincount(answers, minlength=len(ANSWERS)).tolist()
    for answer, count in zip(ANSWERS, counts, strict=True):
        counter[answer] += count


def _role(facts: Facts, row: int) -> str:
    column = facts.columns.get("role")
    return "" if column is None else str(_value("role", column, row, ()) or "")


def question(facts: Facts, row: int) -> Question:
    """One row as the question it stands for."""
    known = {name: _value(name, column, row, facts.platforms) for name, column in facts.columns.items()}
    asked: Question = facts.kind(**known)
    return asked


def _value(name: str, column: Any, row: int, platforms: Sequence[Platform]) -> Any:
    """One cell of a column, whichever way the column holds it."""
    cell = column[row]
    if not isinstance(column, np.ndarray):
        return ENUMS[name](cell) if name in ENUMS and cell is not None else cell
    if column.dtype.kind == "M":
        return _moment(name, cell)
    number = int(cell)
    if number < 0:
        return None
    if name == "platform":
        return platforms[number]
    if name == "content":
        return frozenset(kind for at, kind in enumerate(Content) if number >> at & 1)
    return list(ENUMS[name])[number] if name in ENUMS else bool(number)


def _moment(name: str, cell: Any) -> Any:
    if np.isnat(cell):
        return None
    moment = cell.astype("M8[us]").item()
    return moment if name == "at" else date(moment.year, moment.month, moment.day)
