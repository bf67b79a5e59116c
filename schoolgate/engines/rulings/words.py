"""What a ruling says, to an adult and to a child, and what it asks for when facts are missing."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schoolgate import datafiles
from schoolgate.engines import model_policy
from schoolgate.engines.model_policy import placeholders
from schoolgate.engines.rulings.facts import Answer, Connect, Role, Use
from schoolgate.engines.rulings.policy import Parameters, Ruling
from schoolgate.engines.rulings.rules.rule import Opinion, Rule, Words
from schoolgate.engines.rulings.table import Table, Voice

MOST_SENTENCES = 3

PHONES = {
    "hand in": "they are handed in at the office",
    "not in school": "they stay at home",
    "allowed": "they may be kept",
}

GAP = Words(
    "The policy does not decide this. Please ask the head, or the safeguarding lead where a child may be at risk.",
    "Our rules don't say. Ask a grown-up.",
)
DEPENDS = "Ask a grown-up. They need to know a bit more first."

FACTS = datafiles.whole(Path(__file__).with_name("missing.toml"), dict[str, dict[str, str]])
"""What is not known, in words, by the kind of question."""


@dataclass(frozen=True)
class Outcome:
    """What the engine has found out: the answer, its clauses, the missing facts, and the voices as bits."""

    answer: Answer
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    voices: int


def ruling(kind: Any, key: Any, outcome: Outcome, table: Table, site_rule: str, *, situation: Any = None) -> Ruling:
    """The outcome in words."""
    heard = [voice for voice in table.heard(outcome.voices) if voice.clause in outcome.clauses]
    parameters = table.policy.parameters
    return Ruling(
        answer=outcome.answer,
        clauses=outcome.clauses,
        missing=outcome.missing,
        says=_says(kind, heard, outcome, parameters),
        child=_child(heard, outcome, parameters),
        legal=legal(outcome.clauses),
        site_rule=site_rule,
        school_rule=_school_rule(kind, key, situation, table),
    )


def said(table: Table, rule: Rule, opinion: Opinion | None) -> Words:
    """What a rule says with this opinion under the table's policy."""
    told = Voice(rule, opinion, 0).words
    parameters = table.policy.parameters
    return Words(_filled(told.says, parameters), _filled(told.child, parameters))


def asks_for(kind: Any, missing: Iterable[str]) -> str:
    """The missing facts in words, as the end of a sentence."""
    named = [FACTS[kind.__name__][name] for name in missing]
    return named[0] if len(named) == 1 else f"{'; '.join(named[:-1])}; and {named[-1]}"


@functools.cache
def legal(clauses: tuple[str, ...]) -> tuple[str, ...]:
    """The legal notes of these clauses, officers by their titles."""
    known = {other.id: other for other in model_policy.clauses()}
    return tuple(placeholders.filled(note, {}) for clause in clauses if clause in known for note in known[clause].legal)


def _says(kind: Any, heard: list[Voice], outcome: Outcome, parameters: Parameters) -> str:
    sentences = [_filled(voice.words.says, parameters) for voice in heard]
    told = " ".join(list(dict.fromkeys(sentences))[:MOST_SENTENCES])
    if not outcome.missing:
        return told or GAP.says
    asks = f"It depends on what is not known yet. Please find out: {asks_for(kind, outcome.missing)}."
    return f"{asks} These may apply: {told}" if told else asks


def _child(heard: list[Voice], outcome: Outcome, parameters: Parameters) -> str:
    """One sentence or two: a child is told the first reason, and no reasons that may not hold."""
    if outcome.missing:
        return DEPENDS
    return _filled(heard[0].words.child, parameters) if heard else GAP.child


def _filled(sentence: str, parameters: Parameters) -> str:
    return sentence.format(
        minimum_age=parameters.minimum_age,
        former_pupil_age=parameters.former_pupil_age,
        phones=PHONES[parameters.phones],
    )


def _school_rule(kind: Any, key: Any, situation: Any, table: Table) -> str:
    """The school's own age rule beside the site's, where a pupil and a social network are concerned."""
    if kind not in (Use, Connect) or "5.p.1" not in table.policy.clauses:
        return ""
    if situation is not None:
        pupil, social = situation.role is Role.PUPIL, situation.social
    else:
        mark = key[2] if kind is Use else key[3]
        pupil, social = key[0] == Role.PUPIL, bool(mark and mark[0])
    least = table.policy.parameters.minimum_age
    return f"The school's rule: no pupil under {least} uses a social network." if pupil and social else ""
