"""Columns are ruled on exactly as questions are, one by one."""

import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from schoolgate.engines.rulings import batch
from schoolgate.engines.rulings.batch import codes, rule_columns
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import (
    Account,
    Carry,
    Connect,
    Content,
    Device,
    Place,
    Platform,
    Post,
    Role,
    Use,
    Way,
)
from schoolgate.engines.rulings.tests.asking import EVENING, MODEL, MORNING

SITES = (
    Platform("a", "A", True, 13),
    Platform("b", "B", True, 16, route="parent_consent"),
    Platform("c", "C", False, None),
    Platform("d", "D", None, None, age_known=False),
)
EDGES = [(8, 0), (8, 45), (15, 20), (17, 0)]


def some(chance, values):
    return chance.choice([*values, None])


def moment(chance):
    day = datetime(2027, 2, 20) + timedelta(days=chance.randrange(60))
    hour, minute = chance.choice(EDGES)
    edge = day.replace(hour=hour, minute=minute) + timedelta(microseconds=chance.choice([-1, 0, 1]))
    return some(chance, [edge, edge, day + timedelta(minutes=chance.randrange(1440))])


def born(chance):
    days = [date(2014, 3, 1), date(2012, 2, 29), date(2009, 3, 1), date(1980, 1, 1)]
    return some(chance, [day + timedelta(days=chance.randrange(-2, 20)) for day in days])


def question(kind, chance):
    people = [Role.PUPIL, Role.FORMER_PUPIL, Role.STAFF, Role.PARENT]
    values = {
        "role": lambda: some(chance, people),
        "other": lambda: some(chance, Role),
        "way": lambda: some(chance, Way),
        "platform": lambda: some(chance, SITES),
        "at": lambda: moment(chance),
        "place": lambda: some(chance, Place),
        "device": lambda: some(chance, Device),
        "account": lambda: some(chance, Account),
        "content": lambda: some(chance, [frozenset(chance.sample(list(Content), n)) for n in (0, 1, 1, 3)]),
        "born": lambda: born(chance),
        "other_born": lambda: born(chance),
    }
    flag = lambda: chance.choice([None, False, False, True])  # noqa: E731
    return kind(**{name: values.get(name, flag)() for name in kind.__dataclass_fields__})


def as_lists(questions):
    names = type(questions[0]).__dataclass_fields__
    return {name: [getattr(question, name) for question in questions] for name in names}


def as_arrays(lists):
    members = {"role": Role, "other": Role, "way": Way, "place": Place, "device": Device, "account": Account}
    arrays = {}
    for name, column in lists.items():
        if name in members:
            arrays[name] = codes(members[name], column).astype(np.int8)
        elif name == "platform":
            arrays[name] = np.array([-1 if item is None else SITES.index(item) for item in column])
        elif name == "content":
            bits = {kind: 1 << at for at, kind in enumerate(Content)}
            arrays[name] = np.array([-1 if item is None else sum(bits[k] for k in item) for item in column])
        elif name == "at":
            arrays[name] = np.array(column, dtype="M8[us]")
        elif "born" in name:
            arrays[name] = np.array(column, dtype="M8[D]")
        else:
            arrays[name] = np.array([-1 if item is None else int(item) for item in column], dtype=np.int8)
    return arrays


@pytest.mark.parametrize("kind", [Use, Connect, Post, Carry])
def test_columns_agree_with_questions(kind):
    chance = random.Random(7)
    questions = [question(kind, chance) for _ in range(1500)]
    lists = as_lists(questions)
    for columns in (lists, as_arrays(lists)):
        found = rule_columns(kind, columns, MODEL, platforms=SITES)
        for row, one in enumerate(questions):
            expected = rule(one, MODEL)
            assert found.ruling(row) == expected, one
            assert found.answer(row) is expected.answer


@pytest.mark.parametrize("kind", [Use, Connect, Post, Carry])
def test_rows_far_apart_and_of_many_sorts_are_found_by_sorting(kind, monkeypatch):
    chance = random.Random(8)
    questions = [question(kind, chance) for _ in range(500)]
    usual = rule_columns(kind, as_lists(questions), MODEL)
    monkeypatch.setattr(batch, "_DENSE", 0)
    monkeypatch.setattr(batch, "_DAYS", 0)
    sorted_out = rule_columns(kind, as_lists(questions), MODEL)
    assert [sorted_out.ruling(row) for row in range(500)] == [usual.ruling(row) for row in range(500)]


def test_ages_at_the_ends_of_months():
    ends = [date(2013, month, day) for month, day in [(1, 31), (2, 1), (2, 28), (3, 1), (12, 31), (1, 1)]]
    days = [date(2026, end.month, end.day) for end in ends]
    pairs = [(born, datetime.combine(day, EVENING.time())) for born in ends for day in days]
    questions = [Use(Role.PUPIL, born, SITES[0], at, Place.ELSEWHERE, Device.OWN_PHONE) for born, at in pairs]
    found = rule_columns(Use, as_lists(questions), MODEL)
    for row, one in enumerate(questions):
        assert found.ruling(row) == rule(one, MODEL), one


def test_columns_left_out_are_unknown_but_flags_are_no():
    found = rule_columns(Carry, {"role": ["pupil", "staff"], "device": ["own-phone", None]}, MODEL)
    assert [found.ruling(row) for row in (0, 1)] == [
        rule(Carry(Role.PUPIL, Device.OWN_PHONE), MODEL),
        rule(Carry(Role.STAFF), MODEL),
    ]


def test_moments_with_an_offset_are_converted():
    summer = datetime(2026, 7, 6, 7, 45, tzinfo=UTC)
    found = rule_columns(
        Carry,
        {"role": ["pupil"] * 2, "at": [summer, summer - timedelta(minutes=1)], "device": ["own-phone"] * 2},
        MODEL,
    )
    assert [str(found.answer(row)) for row in (0, 1)] == ["forbidden", "allowed"]


def test_days_far_apart_and_flags_as_booleans():
    columns = {
        "role": codes(Role, ["pupil"] * 3),
        "device": codes(Device, ["own-phone"] * 3),
        "at": np.array(["1900-01-01T10:00", "2026-11-23T10:00", "2199-01-01T10:00"], dtype="M8[s]"),
        "handed_in": np.array([False, True, False]),
    }
    found = rule_columns(Carry, columns, MODEL)
    whole = [MODEL.calendar.is_school_day(date(year, 1, 1)) for year in (1900, 2199)]
    assert [str(found.answer(row)) for row in (0, 1, 2)] == [
        "forbidden" if whole[0] else "allowed",
        "allowed",
        "forbidden" if whole[1] else "allowed",
    ]


def test_no_rows_are_no_rulings():
    for columns in ({}, {"role": [], "at": []}):
        found = rule_columns(Use, columns, MODEL)
        assert len(found.answers) == len(found.index) == 0


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"role": [Role.PUPIL], "at": [MORNING, EVENING]}, "different lengths: 1, 2"),
        ({"colour": [1]}, "no column colour"),
        ({"role": ["teacher"]}, "'teacher' is no role"),
        ({"role": np.array([9])}, "role holds a number outside"),
        ({"platform": np.array([0])}, "platform holds a number outside"),
        ({"born": [date(2027, 1, 1)], "at": [MORNING]}, "Row 0: born, 2027-01-01, is after"),
    ],
)
def test_bad_columns_are_named(columns, words):
    with pytest.raises(ValueError, match=words):
        rule_columns(Use, columns, MODEL)
    with pytest.raises(ValueError, match="one of Use"):
        rule_columns(str, columns, MODEL)
