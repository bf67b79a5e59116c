"""Answers a question: its facts become a key, and the ruling on each key is worked out once for each policy."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schoolgate.engines.rulings import reduction, words
from schoolgate.engines.rulings.facts import Answer, Question
from schoolgate.engines.rulings.policy import Policy, Ruling
from schoolgate.engines.rulings.situations import SHAPES, Situation
from schoolgate.engines.rulings.table import ANSWERS, CODES, Table, table

_KINDS: dict[Any, Any] = {shape: kind for kind, shape in SHAPES.items()}


def rule(question: Question, policy: Policy) -> Ruling:
    """The ruling on a question under a policy.

    Facts that are `None` are unknown. Moments without a time zone are read on the school's clock. Raises
    `ValueError`, with a sentence, for facts that cannot be, such as a date of birth after the day in question.
    """
    kind = question.__class__
    key = _REDUCTIONS[kind](question, policy)
    memory = policy.memory
    try:
        return memory[kind, key]  # type: ignore[no-any-return]
    except KeyError:
        pass
    ruling = memory[kind, key] = work_out(kind, key, policy)
    return ruling


_REDUCTIONS = reduction.REDUCTIONS


def work_out(kind: Any, key: reduction.Key, policy: Policy) -> Ruling:
    """The ruling on a key: what all the situations that it leaves open have in common."""
    left = reduction.open_to(kind, key, policy)
    decisions = table(kind, policy)
    outcome = _outcome(decisions, left)
    return words.ruling(kind, key, outcome, decisions, left.site_rule)


def decide(situation: Situation, policy: Policy) -> Ruling:
    """The ruling on one complete situation."""
    kind = _KINDS[situation.__class__]
    decisions = table(kind, policy)
    at = _index(decisions, situation)
    decided, voices = int(decisions.decided[at]), int(decisions.voices[at])
    answer = ANSWERS[CODES[decided]]
    outcome = words.Outcome(answer, decisions.named(int(decisions.clauses[at])), (), voices)
    return words.ruling(kind, None, outcome, decisions, "", situation=situation)


def _outcome(decisions: Table, left: reduction.Left) -> words.Outcome:
    """The answer, its clauses and what is missing, over every completion of what is not known."""
    if max(left.axes) == 1:
        return _settled(decisions, left)
    where = tuple(_spread(decisions, left, name) for name in decisions.dimensions)
    decided, clauses, voices = decisions.decided[where], decisions.clauses[where], decisions.voices[where]
    if left.content_axis is not None:
        decided, clauses, voices = _strictest(left.content_axis, decided, clauses, voices)
    codes = CODES[decided]
    union = int(np.bitwise_or.reduce(clauses, axis=None))
    heard = int(np.bitwise_or.reduce(voices, axis=None))
    if codes.min() != codes.max():
        missing = tuple(name for name, axes in left.facts.items() if _moves(codes, axes))
        return words.Outcome(Answer.ASK, decisions.named(union), missing, heard)
    common = int(np.bitwise_and.reduce(clauses, axis=None))
    answer = ANSWERS[codes.flat[0]]
    return words.Outcome(answer, decisions.named(common or union), (), heard)


def _settled(decisions: Table, left: reduction.Left) -> words.Outcome:
    """The same where nothing is open, without the cost of arrays."""
    at = []
    for name in decisions.dimensions:
        axes, values = left.spread[name]
        at.append(decisions.position[name][values[0] if len(axes) == 1 else values[0][0]])
    where = tuple(at)
    answer = ANSWERS[CODES[decisions.decided[where]]]
    clauses = decisions.named(int(decisions.clauses[where]))
    return words.Outcome(answer, clauses, (), int(decisions.voices[where]))


def _spread(decisions: Table, left: reduction.Left, name: str) -> NDArray[np.intp]:
    """Where in the table each choice leads along one dimension, with one axis for every thing left open."""
    axes, values = left.spread[name]
    position = decisions.position[name]
    if len(axes) == 1:
        found = np.array([position[value] for value in values], dtype=np.intp)
    else:
        found = np.array([[position[value] for value in row] for row in values], dtype=np.intp)
    shape = [size if axis in axes else 1 for axis, size in enumerate(left.axes)]
    return found.reshape(shape)


def _strictest(
    axis: int, decided: NDArray[np.uint8], clauses: NDArray[np.uint64], voices: NDArray[np.uint64]
) -> tuple[NDArray[np.uint8], NDArray[np.uint64], NDArray[np.uint64]]:
    """Several kinds of content as one post: the strictest decides, with every clause that is as strict."""
    most = decided.max(axis=axis, keepdims=True)
    nothing = np.uint64(0)
    return (
        most,
        np.bitwise_or.reduce(np.where(decided == most, clauses, nothing), axis=axis, keepdims=True),
        np.bitwise_or.reduce(np.where(decided == most, voices, nothing), axis=axis, keepdims=True),
    )


def _moves(codes: NDArray[np.uint8], axes: tuple[int, ...]) -> bool:
    """Whether the answer changes along these axes while everything else stays."""
    return bool((codes.max(axis=axes) != codes.min(axis=axes)).any())


def _index(decisions: Table, situation: Any) -> tuple[int, ...]:
    values = situation._asdict()
    return tuple(decisions.position[name][values[name]] for name in decisions.dimensions)


# ---- every rule's opinion, for whoever checks a policy


@dataclass(frozen=True)
class Heard:
    """One rule's opinion of one situation: its weight as an answer, and whether another clause lifts it.

    `determines` is whether it is among those that decide.
    """

    rule: str
    clause: str
    weight: Answer
    says: str
    child: str
    lifted: bool
    determines: bool


def opinions(asked: Question | Situation, policy: Policy) -> tuple[Heard, ...]:
    """Every rule's opinion, the strictest first; of a question that leaves facts open, in every completion."""
    if asked.__class__ in _KINDS:
        situations: Iterator[Any] = iter((asked,))
        kind = _KINDS[asked.__class__]
    else:
        kind = asked.__class__
        situations = completions(asked, policy)  # type: ignore[arg-type]
    decisions = table(kind, policy)
    found = dict.fromkeys(heard for situation in situations for heard in _heard(decisions, situation))
    order = {clause: at for at, clause in enumerate(decisions.places)}
    return tuple(
        sorted(found, key=lambda fromkey: (-ANSWERS.index(fromkey.weight), order[fromkey.clause], fromkey.rule))
    )


def completions(question: Question, policy: Policy) -> Iterator[Any]:
    """Every complete situation that a question leaves open, each once; one for each kind of content."""
    kind = question.__class__
    left = reduction.open_to(kind, _REDUCTIONS[kind](question, policy), policy)
    decisions = table(kind, policy)
    where = np.broadcast_arrays(*(_spread(decisions, left, name) for name in decisions.dimensions))
    rows = np.unique(np.stack([array.ravel() for array in where], axis=1), axis=0)
    values = list(decisions.dimensions.values())
    for row in rows:
        yield SHAPES[kind](*(known[at] for known, at in zip(values, row, strict=True)))


def _heard(decisions: Table, situation: Any) -> Iterator[Heard]:
    at = _index(decisions, situation)
    determining = decisions.heard(int(decisions.voices[at]))
    facts = situation._asdict() | {"parameters": decisions.policy.parameters}
    for one, lifted in zip(decisions.rules, decisions.lifted, strict=True):
        asked = {name: facts[name] for name in one.reads() if name in facts}
        opinion, failed = decisions.ask(one, asked)
        if opinion is None and not failed:
            continue
        said = words.said(decisions, one, opinion)
        here = bool(lifted[tuple(n if size > 1 else 0 for n, size in zip(at, lifted.shape, strict=True))])
        yield Heard(
            one.name,
            one.clause,
            decisions.answer(one, opinion),
            said.says,
            said.child,
            here and not failed,
            any(voice.rule is one for voice in determining),
        )
