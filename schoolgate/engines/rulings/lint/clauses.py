"""Clauses that never decide alone, that nothing puts in force, or that the law has something to say about."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from schoolgate.engines.rulings.examples import plain_facts
from schoolgate.engines.rulings.lint.domains import QUESTIONS, happening, plainest
from schoolgate.engines.rulings.lint.finding import Finding, Names, finding, sentence
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.table import NOTHING, Table, in_order, table

Many = Mapping[str, Sequence[str]]


def dead(policy: Policy, names: Names) -> Iterator[Finding]:
    """Clauses with rules that are never the only one to decide, in no situation of any kind of question."""
    tables = [table(kind, policy) for kind in QUESTIONS]
    for clause in in_order({clause for other in tables for clause in other.places}):
        decides = [(other, _decided_by(other, clause)) for other in tables if clause in other.places]
        if not any((where & (one.clauses == _bit(one, clause))).any() for one, where in decides):
            yield _dead(clause, decides, names)


def _bit(decisions: Table, clause: str) -> np.uint64:
    return np.uint64(1 << decisions.places.index(clause))


def _decided_by(decisions: Table, clause: str) -> NDArray[np.bool_]:
    """Where a clause is among those that decide."""
    bit = _bit(decisions, clause)
    found: NDArray[np.bool_] = happening(decisions.kind) & ((decisions.clauses & bit) == bit)
    return found


def _dead(clause: str, decides: list[tuple[Table, NDArray[np.bool_]]], names: Names) -> Finding:
    for decisions, where in decides:
        if where.any():
            beside = _beside(decisions, where, clause)
            says = f"{names.one(clause)} never decides alone: wherever it does, {names.some(beside, word='or')} says the same."
            example = plain_facts(plainest(decisions.kind, where))
            return finding("dead", [clause], example, sentence(says), beside)
    for decisions, _ in decides:
        speaks = _speaks(decisions, clause)
        if speaks.any():
            says = f"{names.one(clause)} never decides: wherever it speaks, a stricter clause does."
            return finding("dead", [clause], plain_facts(plainest(decisions.kind, speaks)), sentence(says), 0)
    says = f"{names.one(clause)} never speaks, with what this policy counts with."
    return finding("dead", [clause], "", sentence(says), "silent")


def _beside(decisions: Table, where: NDArray[np.bool_], clause: str) -> list[str]:
    """The fewest other clauses of which one always decides beside it, the most frequent first."""
    left, found = decisions.clauses[where], []
    while len(left):
        counts = {
            other: int(((left & _bit(decisions, other)) != 0).sum()) for other in decisions.places if other != clause
        }
        most = max(counts, key=lambda other: counts[other])
        found.append(most)
        left = left[(left & _bit(decisions, most)) == 0]
    return found


def _speaks(decisions: Table, clause: str) -> NDArray[np.bool_]:
    """Where any rule of a clause has an opinion."""
    speaks = np.zeros(decisions.decided.shape, dtype=np.bool_)
    for rule, weight in zip(decisions.rules, decisions.weights, strict=True):
        if rule.clause == clause:
            speaks |= weight != NOTHING
    found: NDArray[np.bool_] = speaks & happening(decisions.kind)
    return found


def unenforced(enforced: Many, names: Names) -> Iterator[Finding]:
    """Clauses of the document without any way of being put in force, not even by people."""
    for clause, ways in enforced.items():
        if not ways:
            says = f"nothing puts {names.one(clause)} in force: no rule, lesson, signature or register belongs to it."
            yield finding("unenforced", [clause], "", sentence(says))


def legal(notes: Many, names: Names) -> Iterator[Finding]:
    """The notes of the law on each clause of the document."""
    for clause, those in notes.items():
        for note in those:
            yield finding("legal", [clause], "", f"{sentence(names.one(clause))}: {note}", note)
