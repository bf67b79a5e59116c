"""What would have been answered differently: a version beside the one in force, over a year of recorded questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.engines.rulings import records, replay
from schoolgate.engines.rulings.facts import Answer
from schoolgate.engines.rulings.policy import Policy
from schoolgate.policy import parameters
from schoolgate.policy.models import Version
from schoolgate.policy.queries import reach, recorded, rulings, versions
from schoolgate.policy.rules import Stage

A_YEAR = timedelta(days=365)
ROLES = {
    "pupil": "Pupils",
    "former-pupil": "Former pupils",
    "staff": "Staff",
    "parent": "Parents and carers",
    "": "Not said",
}
TONES = {
    Answer.ALLOWED: ("Allowed", "green"),
    Answer.ASK: ("Ask a person", "grey"),
    Answer.ADVISED_AGAINST: ("Advised against", "yellow"),
    Answer.FORBIDDEN: ("Forbidden", "red"),
}
"""Answers from the mildest to the strictest, each with its words and the colour it has on every page."""


@dataclass(frozen=True)
class Told:
    """One question that would have been answered differently, in words."""

    words: str
    was: tuple[str, str]
    becomes: tuple[str, str]
    says: str
    places: tuple[str, ...]
    count: int


@dataclass(frozen=True)
class ForesightPage:
    """What a version would have changed in the answers of a year."""

    version: Version
    state: versions.State
    base: Version | None
    since: date
    until: date
    changes: replay.Changes
    differences: tuple[str, ...]
    roles: tuple[tuple[str, int, int], ...]
    clauses: tuple[tuple[str, int], ...]
    examples: tuple[Told, ...]
    deeds: frozenset[str]

    @property
    def may_edit(self) -> bool:
        return self.version.stage == Stage.DRAFT and "edit_clause" in self.deeds

    @property
    def may_discard(self) -> bool:
        return self.version.stage == Stage.DRAFT and "discard" in self.deeds

    @property
    def number(self) -> str:
        return str(self.version.number)

    @property
    def share(self) -> str:
        """How many in a hundred would change, in words."""
        percent = self.changes.changed * 100 / self.changes.total if self.changes.total else 0
        rounded = f"{percent:.0f}" if percent >= 1 or not percent else "less than 1"
        return f"of {self.changes.total:,}: {rounded}%"

    @property
    def before_words(self) -> str:
        return f"Version {self.base.number}" if self.base else "The model policy"

    @property
    def after_words(self) -> str:
        return f"Version {self.version.number}"

    @property
    def caption(self) -> str:
        return f"How {self.changes.total:,} answers would move"

    @property
    def flow(self) -> dict[str, Any]:
        """The answers before and after as the picture takes them: groups, and how many go from which to which."""
        at = {answer: n for n, answer in enumerate(TONES)}
        moves = {(at[was], at[becomes]): count for (was, becomes), count in self.changes.by_answer.items()}
        for answer, n in at.items():
            leaving = sum(count for (was, _), count in moves.items() if was == n)
            moves[n, n] = self.changes.before.get(answer, 0) - leaving
        return {"groups": list(TONES.values()), "moves": moves}


def foresight_page(person: Person, id: int, now: datetime) -> ForesightPage:
    """One version beside the policy in force, for those who write and approve."""
    access.require(person, "look.drafts")
    version = reach.version_for(person, id)
    on = version.school.calendar().local(now).date()
    before, after = rulings.policy_in_force(version.school, on), rulings.policy_of(version)
    since = now - A_YEAR
    changes = replay.replay(recorded.recorded_facts(version.school, since, now, before), before, after)
    base, places = reach.in_force(version.school_id, on), rulings.places_of(version)
    return ForesightPage(
        version=version,
        state=versions.state_of(version, on),
        base=base,
        since=since.date(),
        until=on,
        changes=changes,
        differences=tuple(_differences(before, after, places)),
        roles=tuple((ROLES[role], changed, total) for role, (changed, total) in changes.by_role.items()),
        clauses=tuple((f"Clause {places.get(clause, clause)}", count) for clause, count in changes.by_clause.items()),
        examples=tuple(_told(entry, before, on, places) for entry in changes.examples),
        deeds=versions.deeds_of(person),
    )


def _differences(before: Policy, after: Policy, places: dict[str, str]) -> Iterator[str]:
    """What is different between two policies for those who ask, a sentence for each."""
    for choice in parameters.CHOICES:
        was, becomes = getattr(before.parameters, choice.name), getattr(after.parameters, choice.name)
        if was != becomes:
            yield f"{choice.asks} {choice.word(was)} → {choice.word(becomes)}."
    for clause in sorted(before.clauses | after.clauses):
        name = f"Clause {places.get(clause, clause)}"
        if clause not in after.clauses:
            yield f"{name} is taken out."
        elif clause not in before.clauses:
            yield f"{name} is new."
        elif before.strength(clause) != after.strength(clause):
            yield f"{name}: {before.strength(clause)} → {after.strength(clause)}."


def _told(example: replay.Example, policy: Policy, on: date, places: dict[str, str]) -> Told:
    facts = records.written(example.question, policy, on=on)
    return Told(
        words=records.in_words(records.kind_of(example.question), facts),
        was=TONES[example.before.answer],
        becomes=TONES[example.after.answer],
        says=example.after.says,
        places=tuple(places.get(clause, clause) for clause in example.after.clauses or example.before.clauses),
        count=example.count,
    )
