"""What if: recorded questions under two policies, and questions as they are kept."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import (
    Account,
    Answer,
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
from schoolgate.engines.rulings.policy import Parameters, Policy
from schoolgate.engines.rulings.records import Record, columns, in_words, kind_of, written
from schoolgate.engines.rulings.replay import Facts, question, replay

MODEL = Policy.model()
FORBIDS = replace(MODEL, parameters=Parameters(parents_as_friends="forbidden"))
NETWORK = Platform("chatter", "Chatter", True, 13)
EVENING = datetime(2026, 11, 23, 19, 30)
LESSON = datetime(2026, 11, 23, 10, 15)
AFTER = datetime(2026, 11, 23, 16, 0)


def contact(role, other, **facts):
    return Connect(role, other, Way.FRIEND, NETWORK, EVENING, Place.ELSEWHERE, Device.OWN_PHONE, **facts)


QUESTIONS = [
    contact(Role.STAFF, Role.PARENT),
    contact(Role.STAFF, Role.PARENT),
    contact(Role.PARENT, Role.STAFF),
    contact(Role.STAFF, Role.STAFF),
    contact(Role.STAFF, Role.FORMER_PUPIL, other_born=date(2009, 1, 1)),
]


def as_columns(questions):
    kind = type(questions[0])
    return Facts(kind, {name: [getattr(other, name) for other in questions] for name in kind.__dataclass_fields__})


@pytest.mark.clause("5.s.7")
def test_a_ban_on_parents_as_friends_changes_what_was_advice_and_nothing_else():
    changes = replay([as_columns(QUESTIONS)], MODEL, FORBIDS)
    assert (changes.total, changes.changed, changes.stricter, changes.milder) == (5, 3, 3, 0)
    assert changes.by_role == {"staff": (2, 4), "parent": (1, 1)}
    assert changes.by_answer == {(Answer.ADVISED_AGAINST, Answer.FORBIDDEN): 3}
    assert changes.by_clause == {"5.s.7": 3}
    assert [(entry.question, entry.count) for entry in changes.examples] == [(QUESTIONS[0], 2), (QUESTIONS[2], 1)]
    assert changes.after[Answer.FORBIDDEN] - changes.before[Answer.FORBIDDEN] == 3


def test_the_same_policy_changes_nothing():
    changes = replay([as_columns(QUESTIONS)], MODEL, MODEL)
    assert (changes.total, changes.changed, changes.examples, changes.by_clause) == (5, 0, (), {})


def test_the_other_way_round_is_milder():
    changes = replay([as_columns(QUESTIONS)], FORBIDS, MODEL)
    assert (changes.stricter, changes.milder) == (0, 3)


def test_nothing_on_record_is_nothing_changed():
    assert replay([], MODEL, FORBIDS).total == 0


@pytest.mark.clause("5.p.1")
def test_an_age_and_a_strength_can_change_answers_too():
    child = Use(Role.PUPIL, date(2013, 12, 1), NETWORK, EVENING, Place.ELSEWHERE, Device.OWN_PHONE)
    younger = replace(MODEL, parameters=Parameters(minimum_age=11))
    before = replace(NETWORK, minimum_age=None)
    changes = replay([as_columns([replace(child, platform=before)])], MODEL, younger)
    assert changes.by_answer == {(Answer.FORBIDDEN, Answer.ALLOWED): 1}
    assert changes.by_clause == {"5.p.1": 1}


def test_figures_agree_with_one_ruling_at_a_time():
    chance = np.random.default_rng(3)
    rows = 500
    facts = Facts(
        Connect,
        {
            "role": chance.integers(-1, 4, rows),
            "other": chance.integers(-1, 5, rows),
            "way": chance.integers(-1, 5, rows),
            "platform": chance.integers(-1, 1, rows),
            "at": np.datetime64("2026-09-01T00:00", "s") + chance.integers(0, 90 * 86_400, rows),
            "device": chance.integers(-1, 4, rows),
        },
        (NETWORK,),
    )
    changes = replay([facts], MODEL, FORBIDS)
    asked = [question(facts, row) for row in range(rows)]
    moved = [(rule(item, MODEL).answer, rule(item, FORBIDS).answer) for item in asked]
    assert changes.changed == sum(was is not becomes for was, becomes in moved) > 0
    assert sum(changes.before.values()) == rows


# ---- as they are kept

KEPT = [
    *QUESTIONS,
    Use(Role.PUPIL, date(2016, 3, 4), NETWORK, LESSON, Place.SCHOOL, Device.OWN_PHONE),
    Use(Role.PUPIL, date(2016, 3, 4), NETWORK, AFTER, Place.ELSEWHERE, Device.SCHOOL_TABLET, exception=True),
    Use(Role.STAFF, None, NETWORK, AFTER, Place.SCHOOL, Device.OWN_PHONE, official_holder=None),
    Post(Role.PARENT, Account.PERSONAL, frozenset({Content.PUPIL_PHOTO, Content.CRITICISM}), EVENING),
    Post(Role.STAFF, Account.OFFICIAL, frozenset({Content.SCHOOL_NEWS}), EVENING, official_holder=True),
    Carry(Role.PUPIL, Device.OWN_PHONE, LESSON, handed_in=True),
    contact(Role.STAFF, Role.FORMER_PUPIL, other_born=date(2008, 11, 23)),
    contact(Role.STAFF, Role.PUPIL, family_link=True),
]


@pytest.mark.parametrize("asked", KEPT, ids=lambda item: type(item).__name__)
@pytest.mark.parametrize("policy", [MODEL, replace(MODEL, parameters=Parameters(pupil_hours="working day"))])
def test_a_question_that_was_kept_gets_the_answer_that_it_got(asked, policy):
    facts = written(asked, policy, on=LESSON.date())
    [again] = columns([Record(kind_of(asked), facts, EVENING.astimezone())], policy)
    was, becomes = rule(asked, policy), rule(question(again, 0), policy)
    assert (becomes.answer, becomes.clauses, becomes.missing) == (was.answer, was.clauses, was.missing)


def test_nothing_that_is_kept_names_a_day():
    for asked in KEPT:
        assert not any(sign in str(written(asked, MODEL, on=LESSON.date())) for sign in ("20", "19:", "10:"))


def test_where_no_time_was_given_the_hour_of_asking_stands_for_it():
    [again] = columns([Record("carry", {"role": "pupil", "device": "own-phone"}, LESSON.astimezone())], MODEL)
    assert rule(question(again, 0), MODEL).answer is Answer.FORBIDDEN


@pytest.mark.parametrize(
    "asked,words",
    [
        (
            KEPT[0],
            "A member of staff is an online friend of a parent on Chatter, on a phone of their own, away from"
            " school, in their free time.",
        ),
        (KEPT[5], "A pupil aged 10 uses Chatter, on a phone of their own, at school, in the school day."),
        (
            KEPT[8],
            "A parent posts criticism of the school and a photo of a pupil on their own account, in their free time.",
        ),
        (KEPT[10], "A pupil has a phone of their own with them, in the school day, handed in at the office."),
        (Connect(), "Somebody is in touch with somebody on a site or app."),
    ],
)
def test_a_kept_question_in_words(asked, words):
    assert in_words(kind_of(asked), written(asked, MODEL, on=LESSON.date())) == words
