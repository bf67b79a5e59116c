"""Two clauses that say different things of one situation: one allows what the other rules out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schoolgate.engines.rulings.examples import plain_facts
from schoolgate.engines.rulings.lint.domains import QUESTIONS, happening, how_strange, plainest
from schoolgate.engines.rulings.lint.finding import Finding, Names, finding, sentence
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.table import ADVISES, ALLOWS, FORBIDS, Table, table

_FORBID, _ADVISE, _SETTLED = range(3)
_VERBS = {_FORBID: "forbids it", _ADVISE: "advises against it"}


@dataclass(frozen=True)
class _Clash:
    """Where one rule allows and another does not: how serious it is, and its plainest example."""

    allows: str
    against: str
    grade: int
    strange: int
    example: str


def found(policy: Policy, names: Names) -> list[Finding]:
    """Each pair of clauses once, with the plainest example; bans before advice, and what is settled last."""
    pairs: dict[tuple[str, str], _Clash] = {}
    for kind in QUESTIONS:
        for clash in _clashes(kind, table(kind, policy)):
            pair = clash.allows, clash.against
            if pair not in pairs or (clash.grade, clash.strange) < (pairs[pair].grade, pairs[pair].strange):
                pairs[pair] = clash
    return [_finding(other, names) for other in sorted(pairs.values(), key=lambda each_pair: each_pair.grade)]


def _clashes(kind: Any, decisions: Table) -> Iterator[_Clash]:
    rules = list(zip(decisions.rules, decisions.weights, strict=True))
    there = happening(kind)
    for leave, says in rules:
        allows = there & (says == ALLOWS)
        if not allows.any():
            continue
        for ban, weight in rules:
            for weighs, grade in ((FORBIDS, _FORBID), (ADVISES, _ADVISE)):
                both = allows & (weight == weighs)
                if ban.clause != leave.clause and both.any():
                    settled = ban.clause in leave.exempts
                    yield _Clash(
                        leave.clause,
                        ban.clause,
                        _SETTLED if settled else grade,
                        how_strange(kind, both),
                        plain_facts(plainest(kind, both)),
                    )


def _finding(clash: _Clash, names: Names) -> Finding:
    settled = clash.grade == _SETTLED
    leave, ban = names.one(clash.allows), names.one(clash.against)
    if settled:
        says = f"{ban} rules this out, and {leave} is an exception to it: the two agree as long as both say so."
    else:
        says = f"{leave} allows this, and {ban} {_VERBS[clash.grade]}."
    marks = (clash.allows, clash.against, clash.grade)
    return finding(
        "contradiction", {clash.allows, clash.against}, clash.example, sentence(says), *marks, settled=settled
    )
