"""The engine against the decision table: the same answer, clauses and missing facts for everything that can be asked.

Complete facts: every combination of the values that make a difference, under the model policy, and nearly as
many under four others with changed parameters, strengths, clauses and calendar. Platforms, ages,
moments, places and devices in full: every one with every role. Unknown facts: every field, every pair and
every three fields; the facts beside them are drawn with a fixed seed, for there are too many to take all.
"""

import itertools
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Account, Carry, Connect, Device, Place, Platform, Post, Role, Use, Way
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.tests import domain, oracle
from tests import work

POLICIES = domain.policies()
KINDS = ("use", "connect", "post", "carry")
PART = 1 if work.LONG else 5
"""One question of so many is asked where there are too many for each day."""


def compare(questions: Any, policy: Policy) -> Counter[str]:
    """Holds the engine to the table and counts the answers; the first few disagreements are shown in full."""
    hours = domain.hours_of(policy)
    answers: Counter[str] = Counter()
    apart = []
    for question in questions:
        said, table = rule(question, policy), oracle.ruling(question, policy, hours)
        answers[table.answer] += 1
        if (str(said.answer), said.clauses, sorted(said.missing)) != (table.answer, table.clauses, list(table.missing)):
            apart.append((question, (str(said.answer), said.clauses, said.missing), table))
    shown = "\n".join(f"{question}\n  engine {engine}\n  table  {table}" for question, engine, table in apart[:5])
    assert not apart, f"{len(apart)} of {answers.total()} differ:\n{shown}"
    return answers


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_combination_of_complete_facts(kind, name):
    questions = list(domain.everything(kind, fewer=name != "model"))
    if name != "model":
        # Enough for the same lines weighed anew: of each line that every question would miss, these miss it too.
        questions = random.Random(20260905).sample(questions, len(questions) // PART)
    answers = compare(questions, POLICIES[name])
    assert answers["allowed"], "a walk on which nothing is allowed proves little"
    assert answers["forbidden"] + answers["advised against"] or name == "mild"


@pytest.mark.parametrize("name", ["model", "strict"])
def test_every_platform_at_every_age(name):
    moment = domain.at("2026-11-23", "19:00")
    compare(
        (
            Use(role=role, born=born, platform=platform, at=moment, place=Place.ELSEWHERE, device=device)
            for role, born, platform, device in itertools.product(
                (None, *Role)[:5], domain.EVERY_BIRTH, domain.EVERY_PLATFORM, (Device.OWN_PHONE,)
            )
        ),
        POLICIES[name],
    )


@pytest.mark.parametrize("name", ["model", "strict", "turned"])
def test_every_moment_on_every_device_in_every_place(name):
    policy = POLICIES[name]
    moments = domain.TERM_MOMENTS if policy.calendar.terms else domain.PLAIN_MOMENTS
    roles = (Role.PUPIL, Role.FORMER_PUPIL, Role.STAFF, Role.PARENT)
    everywhere = list(itertools.product(roles, (None, *moments), (None, *Place), (None, *Device)))
    compare(
        (
            Use(role=role, born=born, platform=domain.platform(True, 13), at=at, place=place, device=device)
            for role, at, place, device in everywhere
            for born in (date(2012, 1, 31), None)
        ),
        policy,
    )
    compare((Carry(role=role, device=device, at=at) for role, at, _, device in everywhere), policy)


@pytest.mark.parametrize("name", ["model", "strict"])
def test_every_age_of_the_other_person(name):
    moment = domain.at("2026-11-23", "19:00")
    compare(
        (
            Connect(
                role=Role(role),
                other=Role(other),
                way=way,
                platform=platform,
                at=moment,
                place=Place.ELSEWHERE,
                device=Device.OWN_PHONE,
                born=None if role == "pupil" else date(1990, 5, 5),
                other_born=other_born,
                family_link=family_link,
            )
            for role, other, way, platform, other_born, family_link in itertools.product(
                oracle.ASKERS,
                oracle.OTHERS,
                (Way.MESSAGE, Way.ACCEPT),
                (None, domain.platform(True, 13), domain.platform(None, 13)),
                domain.EVERY_BIRTH,
                (None, False, True),
            )
        ),
        POLICIES[name],
    )


UNKNOWNS = {"use": (2000, 300, 40, 2), "connect": (2000, 200, 25, 1), "post": (2000, 500, 100, 15)}
"""How many questions with everything known, and for each one, two and three fields that are not."""


@pytest.mark.parametrize("name", ["model", "strict"])
@pytest.mark.parametrize("kind", UNKNOWNS)
def test_unknown_facts(kind, name):
    none, singles, pairs, threes = (-(-count // PART) for count in UNKNOWNS[kind])
    policy = POLICIES[name]
    compare(domain.with_unknowns(kind, 0, none, seed=20260900), policy)
    compare(domain.with_unknowns(kind, 1, singles, seed=20260901), policy)
    compare(domain.with_unknowns(kind, 2, pairs, seed=20260902), policy)
    compare(domain.with_unknowns(kind, 3, threes, seed=20260903), policy)


def test_nothing_known():
    for made, fields in map(domain.domain_of, KINDS):
        said = rule(made(**dict.fromkeys(fields)), POLICIES["model"])
        assert said.answer == oracle.ASK
        assert "role" in said.missing


# ---- the table itself


def test_the_table_speaks_for_the_clauses_of_the_model_policy():
    assert Policy.model().clauses >= oracle.CLAUSES


DIMENSIONS: dict[str, tuple[Any, ...]] = {
    "role": oracle.ROLES,
    "other": oracle.OTHERS,
    "way": oracle.WAYS,
    "account": (oracle.PERSONAL, oracle.OFFICIAL),
    "kind": oracle.KINDS,
    "device": oracle.DEVICES,
    "site_age": ("ok", "below", "with-parent"),
    "phones": ("hand in", "allowed", "not in school"),
    "parents_as_friends": ("advice", "forbidden", "allowed"),
}
"""The values of a situation; everything else is true or false."""


@pytest.mark.parametrize("line", oracle.TABLE, ids=lambda line: f"{line.questions}-{line.clause}-{line.says}")
def test_every_line_of_the_table_decides_something(line, monkeypatch):
    """A line whose loss nobody would notice would be agreement about nothing."""
    draw = random.Random(20260904)
    names = {name for item in oracle.TABLE for name in item.when}
    with_all = {letter: oracle.BY_QUESTION[letter] for letter in line.questions}
    without = {letter: [item for item in rest if item is not line] for letter, rest in with_all.items()}
    monkeypatch.setattr(oracle, "_lines", oracle._lines.__wrapped__)
    monkeypatch.setattr(oracle, "BY_QUESTION", dict(oracle.BY_QUESTION))

    def verdict(lines, *asked):
        oracle.BY_QUESTION.update(lines)
        return oracle.verdict(*asked)

    def situations():
        for _ in range(300):
            drawn = {name: draw.choice(DIMENSIONS.get(name, (True, False))) for name in sorted(names)}
            drawn |= {name: draw.choice(sorted(values)) for name, values in line.when.items()}
            kind = drawn.pop("kind")
            yield {**drawn, "content": (kind,)} if "P" in line.questions else drawn

    assert any(
        verdict(with_all, letter, situation, policy) != verdict(without, letter, situation, policy)
        for situation in situations()
        for letter, policy in itertools.product(line.questions, (POLICIES["model"], POLICIES["strict"]))
    )


def test_a_planted_fault_is_noticed(monkeypatch):
    """Without the line on school computers the walk disagrees with the engine, so the walk can fail."""
    without = [item for item in oracle.BY_QUESTION["U"] if item.clause != "5.p.5"]
    monkeypatch.setitem(oracle.BY_QUESTION, "U", without)
    monkeypatch.setattr(oracle, "_memory", {})
    monkeypatch.setattr(oracle, "_lines", oracle._lines.__wrapped__)
    question = Use(
        role=Role.STAFF,
        born=None,
        platform=domain.platform(True, 13),
        at=domain.at("2026-11-23", "19:00"),
        place=Place.ELSEWHERE,
        device=Device.SCHOOL_COMPUTER,
    )
    with pytest.raises(AssertionError, match="1 of 1 differ"):
        compare([question], POLICIES["model"])


def test_ages_by_hand():
    leap = date(2012, 2, 29)
    assert oracle.age_on(leap, date(2025, 2, 28)) == 12
    assert oracle.age_on(leap, date(2025, 3, 1)) == 13
    assert oracle.age_on(leap, date(2024, 2, 29)) == 12
    assert isinstance(domain.EVERY_PLATFORM[1], Platform)


# ---- facts that cannot be, and a post about nothing


@pytest.mark.parametrize("name", ["born", "other_born"])
def test_nobody_is_born_after_the_day(name):
    question = Connect(role=Role.PUPIL, other=Role.PUPIL, at=domain.at("2026-11-23"), **{name: date(2026, 11, 24)})
    with pytest.raises(ValueError, match="2026"):
        rule(question, POLICIES["model"])


def test_a_post_without_content_is_never_allowed():
    questions = [
        Post(role=Role(role), account=Account(account), content=frozenset(), at=domain.at("2026-11-23", clock))
        for role in oracle.ROLES
        for account in (oracle.PERSONAL, oracle.OFFICIAL)
        for clock in ("10:15", "19:00")
    ]
    answers = compare(questions, POLICIES["model"])
    assert not answers["allowed"] and answers["ask a person"]
