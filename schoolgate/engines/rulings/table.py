"""The decision table of one policy for one kind of question: every complete situation, decided.

Each rule is asked about every combination of the few dimensions it looks at; the answers are then laid over
the whole domain. So a rule is only ever shown facts that are complete, and is asked a few hundred times.
"""

import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolgate.engines import model_policy
from schoolgate.engines.rulings import rules as engine_rules
from schoolgate.engines.rulings.facts import Answer, Strength
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.rules.rule import Opinion, Rule, Words
from schoolgate.engines.rulings.situations import dimensions

# What decides a situation, from the most lenient. Nothing said outweighs a leave, because every kind of
# content of a post needs somebody's leave; a rule that failed outweighs advice, but no ban.
ALLOWED, SILENT, ADVISED, FAILED, FORBIDDEN = range(5)

ANSWERS = (Answer.ALLOWED, Answer.ASK, Answer.ADVISED_AGAINST, Answer.FORBIDDEN)
"""Answers by their code, as columns hold them."""
CODES: NDArray[np.uint8] = np.array([0, 1, 2, 1, 3], dtype=np.uint8)
"""The code in ANSWERS of each thing that decides."""

# How much opinions weigh against one another in one situation: there, nothing said is the least.
_NOTHING, _ALLOW, _ADVISE, _FAILED, _FORBID = range(5)
NOTHING, ALLOWS, ADVISES, FORBIDS = _NOTHING, _ALLOW, _ADVISE, _FORBID
"""What each rule's opinion weighs, as `Table.weights` holds it over the dimensions that the rule looks at."""
_DECIDED: NDArray[np.uint8] = np.array([SILENT, ALLOWED, ADVISED, FAILED, FORBIDDEN], dtype=np.uint8)

_BITS = 64


@dataclass(frozen=True)
class Voice:
    """One opinion that one rule can have under a policy, and how much it weighs; `None` where it failed."""

    rule: Rule
    opinion: Opinion | None
    weighs: int

    @property
    def clause(self) -> str:
        return self.rule.clause

    @property
    def words(self) -> Words:
        if self.opinion is None:
            return Words(
                f"What clause {self.clause} says about this could not be worked out, so a person has to look.",
                "The computer is not sure. Ask a grown-up.",
            )
        return self.rule.words[self.opinion]


class Table:
    """Every situation's decision and what determines it, as arrays with one axis for each dimension.

    `voices` and `clauses` hold sets as bits: bit n stands for `spoken[n]` and `places[n]`.
    """

    def __init__(self, kind: Any, policy: Policy, rules: Sequence[Rule] = ()) -> None:
        self.kind = kind
        self.dimensions = dimensions(kind)
        self.position = {
            name: {value: at for at, value in enumerate(values)} for name, values in self.dimensions.items()
        }
        self.policy = policy
        rules = rules or engine_rules.RULES
        self.rules = [rule for rule in rules if kind in rule.kinds and rule.clause in policy.clauses]
        self.places = in_order({rule.clause for rule in self.rules})
        self.spoken: list[Voice] = []
        weights = [self._weights(rule) for rule in self.rules]
        self.weights = [weight for weight, _ in weights]
        self.lifted = self._lifted(weights)
        self._decide(
            [
                np.where(lifted & (weight != _FAILED), np.uint8(_NOTHING), weight)
                for (weight, _), lifted in zip(weights, self.lifted, strict=True)
            ],
            [which for _, which in weights],
        )

    def _weights(self, rule: Rule) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
        """What a rule's opinion weighs and the bit of its voice, over the dimensions that it looks at."""
        asked = rule.reads()
        shape = [len(values) if name in asked else 1 for name, values in self.dimensions.items()]
        weights, bits = [], []
        for facts in self._combinations(asked):
            opinion, failed = self.ask(rule, facts)
            weight = _FAILED if failed else self._weight(rule, opinion)
            weights.append(weight)
            bits.append(1 << self._voice(rule, opinion, weight) if weight else 0)
        return (np.array(weights, dtype=np.uint8).reshape(shape), np.array(bits, dtype=np.uint64).reshape(shape))

    def _combinations(self, asked: Iterable[str]) -> Iterable[dict[str, Any]]:
        named = {name: values for name, values in self.dimensions.items() if name in asked}
        extra = {"parameters": self.policy.parameters} if "parameters" in asked else {}
        for values in itertools.product(*named.values()):
            yield dict(zip(named, values, strict=True)) | extra

    def ask(self, rule: Rule, facts: dict[str, Any]) -> tuple[Opinion | None, bool]:
        """A rule's opinion, and whether it failed."""
        try:
            return rule.look(**facts), False
        except Exception:
            return None, True

    def _weight(self, rule: Rule, opinion: Opinion | None) -> int:
        """What an opinion weighs under the policy: a prohibition as much as its clause."""
        if opinion is None:
            return _NOTHING
        if opinion is Opinion.PROHIBIT:
            return _FORBID if self.policy.strength(rule.clause) is Strength.MUST else _ADVISE
        return {Opinion.ALLOW: _ALLOW, Opinion.ADVISE: _ADVISE, Opinion.FORBID: _FORBID}[opinion]

    def answer(self, rule: Rule, opinion: Opinion | None) -> Answer:
        """What an opinion would answer alone; where the rule failed (`None`), a person is asked."""
        weight = _FAILED if opinion is None else self._weight(rule, opinion)
        return ANSWERS[CODES[_DECIDED[weight]]]

    def _voice(self, rule: Rule, opinion: Opinion | None, weight: int) -> int:
        voice = Voice(rule, opinion, int(_DECIDED[weight]))
        if voice not in self.spoken:
            if len(self.spoken) == _BITS:
                raise OverflowError(f"More than {_BITS} opinions on one kind of question.")
            self.spoken.append(voice)
        return self.spoken.index(voice)

    def _lifted(self, weights: list[tuple[NDArray[np.uint8], NDArray[np.uint64]]]) -> list[NDArray[np.bool_]]:
        """For each rule, where another one that allows lifts its opinions."""
        found: list[NDArray[np.bool_]] = []
        for rule in self.rules:
            lifted = np.zeros([1] * len(self.dimensions), dtype=np.bool_)
            for other, (weight, _) in zip(self.rules, weights, strict=True):
                if rule.clause in other.exempts:
                    lifted = lifted | (weight == _ALLOW)
            found.append(lifted)
        return found

    def _decide(self, weights: list[NDArray[np.uint8]], bits: list[NDArray[np.uint64]]) -> None:
        shape = tuple(len(values) for values in self.dimensions.values())
        heaviest = np.zeros(shape, dtype=np.uint8)
        for weight in weights:
            np.maximum(heaviest, weight, out=heaviest)
        self.voices = np.zeros(shape, dtype=np.uint64)
        self.clauses = np.zeros(shape, dtype=np.uint64)
        for rule, weight, which in zip(self.rules, weights, bits, strict=True):
            determines = (weight == heaviest) & (weight != _NOTHING)
            self.voices |= np.where(determines, which, np.uint64(0))
            clause = np.uint64(1 << self.places.index(rule.clause))
            self.clauses |= np.where(determines, clause, np.uint64(0))
        self.decided = _DECIDED[heaviest]

    def named(self, bits: int) -> tuple[str, ...]:
        """The clauses of a set, in document order."""
        return tuple(clause for at, clause in enumerate(self.places) if bits >> at & 1)

    def heard(self, bits: int) -> list[Voice]:
        """The voices of a set, the strictest first and then in document order."""
        found = [voice for at, voice in enumerate(self.spoken) if bits >> at & 1]
        return sorted(found, key=lambda item: (-item.weighs, self.places.index(item.clause), item.rule.name))


def table(kind: Any, policy: Policy) -> Table:
    """The policy's table for this kind of question, made when it is first asked for."""
    known: Table | None = policy.memory.get((kind, "table"))
    if known is None:
        known = policy.memory[kind, "table"] = Table(kind, policy)
    return known


def in_order(clauses: Iterable[str]) -> list[str]:
    """Clauses as the model document has them; any others after it."""
    order = _document_order()
    return sorted(clauses, key=lambda clause: (order.get(clause, len(order)), clause))


@functools.cache
def _document_order() -> dict[str, int]:
    return {one.id: at for at, one in enumerate(model_policy.clauses())}
