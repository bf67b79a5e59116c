"""Questions on the page: which fact is asked for next, and that worked questions keep their answers."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.rulings.facts import Answer
from schoolgate.engines.rulings.faq import EXAMPLES
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.tests import platforms
from schoolgate.policy.asking import facts, worked
from schoolgate.policy.asking.deciding import born, decide, moments, part_of
from tests.clock import MONDAY

POLICY = Policy.model()
TIMES = moments(POLICY, MONDAY)
KNOWN = frozenset(platforms.KNOWN)


def asked(kind, **given):
    return decide(kind, given, POLICY, TIMES, platforms.find)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda item: item.id)
def test_a_worked_question_keeps_its_answer_in_an_address(example):
    kind, given = worked.kind_of(example), worked.given(example)
    assert facts.read(kind, given, KNOWN) == given | {
        name: facts.NO for name in facts.REGISTERED if given.get(name) == facts.UNKNOWN
    }
    decided = decide(kind, given, POLICY, TIMES, platforms.find)
    assert decided.next is None
    assert str(decided.ruling.answer) == example.answer
    assert set(decided.ruling.clauses) == set(example.clauses)


def test_nothing_in_an_address_is_a_date():
    for example in EXAMPLES:
        assert not [value for value in worked.given(example).values() if "-" in value and value[0].isdigit()]


def test_every_worked_question_has_a_topic_of_its_own():
    for example in EXAMPLES:
        assert len([topic for topic in worked.TOPICS if topic.has(example.facts)]) == 1
        assert worked.named(example.id) is example


def test_only_what_can_change_the_answer_is_asked_for():
    assert asked("use").next is facts.ROLE
    assert asked("use", role="pupil").next is facts.PLATFORM
    assert asked("use", role="pupil", platform="tiktok").next is facts.AGE
    ten = asked("use", role="pupil", platform="tiktok", age="10")
    assert ten.next is None and ten.ruling.answer is Answer.FORBIDDEN
    assert ten.ruling.clauses == ("3.a.1", "5.p.1")


def test_the_time_is_asked_for_where_it_matters():
    grown = asked("use", role="pupil", platform="tiktok", age="13")
    assert grown.next is facts.WHEN
    free = {"role": "pupil", "platform": "tiktok", "age": "13", "when": "free"}
    assert asked("use", **free).next is facts.PLACE
    assert asked("use", **free, place="elsewhere").next is facts.DEVICE
    assert asked("use", **free, place="elsewhere", device="own-phone").ruling.answer is Answer.ALLOWED
    assert asked("use", **{**free, "when": "lesson"}).ruling.answer is Answer.FORBIDDEN


def test_an_exception_is_asked_for_only_on_equipment_of_the_school():
    given = {"role": "staff", "platform": "facebook", "when": "free", "place": "elsewhere", "holder": "yes"}
    assert asked("use", **given, device="own-phone").next is None
    assert asked("use", **given, device="school-computer").next is facts.EXCEPTION


def test_staff_with_a_pupil_are_asked_for_a_family_link_first():
    assert asked("connect", role="staff", other="pupil", way="friend").next is facts.FAMILY
    refused = asked("connect", role="staff", other="pupil", way="friend", family="no")
    assert refused.next is None and refused.ruling.answer is Answer.FORBIDDEN


def test_what_nobody_knows_leads_to_a_person():
    decided = asked(
        "connect",
        role="staff",
        other="former-pupil",
        way="accept",
        family="no",
        other_age="unknown",
        platform="facebook",
        when="free",
        place="elsewhere",
        device="own-phone",
    )
    assert decided.next is None
    assert decided.ruling.answer is Answer.ASK and "other_born" in decided.ruling.missing


def test_an_unknown_time_leads_to_a_person_where_it_matters():
    decided = asked("carry", role="pupil", device="own-phone", when="unknown", handed="no", exception="no")
    assert decided.next is None and decided.ruling.answer is Answer.ASK
    assert decided.ruling.missing == ("at",) and "the day and the time" in decided.ruling.says


def test_children_run_no_account_of_the_school():
    assert asked("post", role="pupil", account="official", content="harmless").ruling.answer is Answer.FORBIDDEN


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("age", "ten"),
        ("age", "-1"),
        ("age", "111"),
        ("age", "²"),
        ("age", "0010"),
        ("role", "king"),
        ("platform", "nosuch"),
        ("when", "2026-11-23"),
        ("device", "own-phone,own-computer"),
        ("exception", "true"),
        ("device", ""),
    ],
)
def test_what_is_no_answer_is_left_out(name, value):
    assert facts.read("use", {name: value}, KNOWN) == {}


def test_what_is_an_answer_is_kept():
    said = {"age": "0", "role": "staff", "exception": "unknown", "other": "pupil", "q": "x"}
    assert facts.read("use", said, KNOWN) == {"age": "0", "role": "staff", "exception": "no"}
    assert facts.read("post", {"content": "abuse,hate"}, KNOWN) == {"content": "abuse,hate"}
    assert facts.read("post", {"content": "abuse,nonsense"}, KNOWN) == {}
    assert facts.read("connect", {"role": "former-pupil"}, KNOWN) == {}


def test_a_birthday_by_age():
    assert born(10, date(2026, 11, 23)) == date(2016, 11, 23)
    assert born(13, date(2028, 2, 29)) == date(2015, 2, 28)


@pytest.mark.parametrize(
    ("clock", "part"),
    [
        ((8, 44), "work"),
        ((8, 45), "lesson"),
        ((15, 19), "lesson"),
        ((15, 20), "work"),
        ((16, 59), "work"),
        ((17, 0), "free"),
    ],
)
def test_the_parts_of_a_day(clock, part):
    assert part_of(datetime(2026, 11, 23, *clock, tzinfo=UTC), POLICY) == part


def test_moments_fall_in_their_parts_by_the_schools_own_hours():
    from dataclasses import replace
    from datetime import time

    early = replace(
        POLICY, calendar=SchoolCalendar(day_ends=time(18, 0), work_starts=time(7, 0), work_ends=time(18, 0))
    )
    for policy in (POLICY, early):
        times = moments(policy, datetime(2026, 11, 28, 9, tzinfo=UTC))  # a Saturday
        for part in ("lesson", "work", "free"):
            assert part_of(times.named(part), policy) == part
    never = replace(POLICY, calendar=SchoolCalendar(work_starts=time(9, 0), work_ends=time(15, 0)))
    assert moments(never, MONDAY).work is None


@given(st.data())
def test_asking_comes_to_an_end_and_asks_nothing_twice(data):
    kind = data.draw(st.sampled_from(sorted(facts.KINDS)))
    given_facts = {}
    for _ in facts.KINDS[kind]:
        decided = decide(kind, given_facts, POLICY, TIMES, platforms.find)
        if decided.next is None:
            break
        assert decided.next.name not in given_facts
        values = [choice.value for choice in facts.choices(kind, decided.next)] or ["7", "13", "18", "40"]
        if decided.next is facts.PLATFORM:
            values = [*sorted(KNOWN), facts.NETWORK, facts.NO_NETWORK]
        given_facts[decided.next.name] = data.draw(st.sampled_from([*values, facts.UNKNOWN]))
        given_facts = facts.read(kind, given_facts, KNOWN)
    decided = decide(kind, given_facts, POLICY, TIMES, platforms.find)
    assert decided.next is None
    # What was said to be unknown is never the reason for a yes.
    if decided.ruling.missing:
        assert decided.ruling.answer is Answer.ASK
