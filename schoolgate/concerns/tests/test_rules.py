"""Where a concern goes, how it may end, and what its words suggest: no database."""

from datetime import UTC, datetime, timedelta

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.concerns import routing, rules, suggesting
from schoolgate.concerns.rules import BullyingStep, Channel, ConcernKind, Harm, Outcome, Report
from schoolgate.engines.calendar.days import SchoolCalendar
from tests.clock import MONDAY

ALL = {Duty.HEAD: {1}, Duty.DSL: {2}, Duty.DEPUTY_DSL: {3}, Duty.DEPUTY: {4}, Duty.CHAIR: {5}}


@pytest.mark.clause("6.7")
@pytest.mark.parametrize("kind", list(ConcernKind))
def test_what_is_about_the_head_goes_to_the_chair(kind):
    assert routing.route(kind, {Duty.HEAD}) is Duty.CHAIR
    assert routing.route(kind, {Duty.HEAD, Duty.DSL}) is Duty.CHAIR


@pytest.mark.parametrize("kind", list(ConcernKind))
@pytest.mark.parametrize("duty", [Duty.DSL, Duty.DEPUTY_DSL, Duty.CHAIR])
def test_what_is_about_the_safeguarding_lead_or_the_chair_goes_to_the_head(kind, duty):
    assert routing.route(kind, {duty}) is Duty.HEAD


@pytest.mark.parametrize("kind", [ConcernKind.COLLEAGUE, ConcernKind.UNHAPPY, ConcernKind.JOIN])
def test_some_kinds_go_to_the_head_whoever_they_are_about(kind):
    assert routing.route(kind, set()) is Duty.HEAD


@pytest.mark.parametrize("kind", [ConcernKind.WORRY, ConcernKind.STAFF, ConcernKind.NETWORKING, ConcernKind.POSING])
def test_everything_else_goes_to_the_safeguarding_lead(kind):
    assert routing.route(kind, {Duty.PUPIL}) is Duty.DSL


def test_a_worry_about_an_adult_who_works_here_goes_to_the_head():
    assert routing.route(ConcernKind.WORRY, {Duty.TEACHER}) is Duty.HEAD
    assert routing.route(ConcernKind.NETWORKING, {Duty.TEACHER}) is Duty.DSL


@pytest.mark.parametrize(
    "missing,concerned,goes_to",
    [
        ([], {1}, Duty.CHAIR),
        ([], {1, 5}, Duty.DSL),
        ([Duty.CHAIR], {1}, Duty.DSL),
        ([Duty.CHAIR], {1, 2, 3}, Duty.DEPUTY),
    ],
)
def test_a_concern_about_the_head_finds_somebody(missing, concerned, goes_to):
    held = {duty: people for duty, people in ALL.items() if duty not in missing}
    about = {Duty.HEAD}
    assert routing.first_reached(ConcernKind.STAFF, about, holders=held, concerned=concerned) is goes_to


def test_where_there_is_nobody_it_waits_where_it_belongs():
    assert routing.first_reached(ConcernKind.STAFF, {Duty.HEAD}, holders={Duty.HEAD: {1}}, concerned={1}) is Duty.CHAIR


def test_a_deputy_reads_when_there_is_no_lead():
    held = {Duty.DEPUTY_DSL: {3}, Duty.HEAD: {1}}
    assert routing.first_reached(ConcernKind.STAFF, set(), holders=held, concerned=set()) is Duty.DSL
    assert routing.first_reached(ConcernKind.STAFF, set(), holders={Duty.HEAD: {1}}, concerned=set()) is Duty.HEAD


def test_the_next_in_line_is_further_up_and_never_somebody_it_is_about():
    assert routing.next_in_line([Duty.DSL], holders=ALL, concerned=set()) is Duty.HEAD
    assert routing.next_in_line([Duty.DSL], holders=ALL, concerned={1}) is Duty.DEPUTY
    assert routing.next_in_line([Duty.CHAIR], holders=ALL, concerned={1}) is None


@pytest.mark.parametrize(
    "at,minutes,due",
    [
        (datetime(2026, 11, 23, 10, 0), 30, datetime(2026, 11, 23, 10, 30)),
        (datetime(2026, 11, 23, 16, 50), 30, datetime(2026, 11, 24, 8, 20)),
        (datetime(2026, 11, 27, 18, 0), 240, datetime(2026, 11, 30, 12, 0)),
        (datetime(2026, 12, 24, 16, 0), 90, datetime(2026, 12, 29, 8, 30)),
    ],
)
def test_only_working_time_counts(at, minutes, due):
    found = routing.due_at(SchoolCalendar(), at.replace(tzinfo=UTC), minutes=minutes)
    assert found == due.replace(tzinfo=UTC)


@pytest.mark.clause("5.p.8")
@pytest.mark.parametrize("end", [Outcome.NO_ACTION, Outcome.ANSWER, Outcome.PASS])
def test_bullying_does_not_end_without_its_steps(end):
    said = {"read": True, "bullying": True, "passed": True, "answered": True}
    for steps in ([], [BullyingStep.LOOKED_INTO], [BullyingStep.OUTCOME]):
        with pytest.raises(Broken) as broken:
            rules.check_end(end, steps=steps, **said)
        assert broken.value.clause == "5.p.8"
    rules.check_end(end, steps=list(BullyingStep), **said)


@pytest.mark.clause("7.3")
def test_bullying_may_become_a_case_at_once_but_not_unread():
    said = {"bullying": True, "passed": False, "answered": False, "steps": []}
    rules.check_end(Outcome.OPEN_CASE, read=True, **said)
    with pytest.raises(Broken, match="unread"):
        rules.check_end(Outcome.OPEN_CASE, read=False, **said)


def test_what_was_told_as_bullying_keeps_its_steps_when_it_is_called_something_else():
    assert rules.is_bullying(Harm.OTHER, Harm.BULLYING) and rules.is_bullying(Harm.BULLYING, Harm.OTHER)
    assert not rules.is_bullying(Harm.OTHER, Harm.RULES)


def test_an_answer_was_written_and_a_teacher_was_chosen_before_it_ends_so():
    said = {"read": True, "bullying": False, "steps": []}
    with pytest.raises(Broken, match="answer"):
        rules.check_end(Outcome.ANSWER, passed=True, answered=False, **said)
    with pytest.raises(Broken, match="teacher"):
        rules.check_end(Outcome.PASS, passed=False, answered=True, **said)


@pytest.mark.parametrize(
    "said,sentence",
    [
        ({"words": "  "}, "Tell us what happened"),
        ({"words": "x" * 20_001}, "more than 20,000"),
        ({"words": "x", "kind": ConcernKind.COLLEAGUE}, "people who work at the school"),
        ({"words": "x", "door": Channel.STAFF, "kind": ConcernKind.WORRY}, "Sign in"),
        ({"words": "x", "happened_at": MONDAY + timedelta(days=2)}, "in the future"),
        ({"words": "x", "people": ((1, rules.ConcernPart.ABOUT),)}, "own words"),
        ({"words": "x", "names": ("n",) * 21}, "up to 20"),
    ],
)
def test_what_a_stranger_cannot_tell_is_refused_in_a_sentence(said, sentence):
    telling = Report(**{"door": Channel.PARENT, "kind": ConcernKind.WORRY, **said})
    with pytest.raises(Broken, match=sentence):
        rules.check_telling(telling, at=MONDAY, by_outsider=True)


@pytest.mark.parametrize("field", ["words", "childs_words", "exact_words"])
def test_a_few_words_in_any_place_are_enough(field):
    telling = Report(door=Channel.PUPIL, kind=ConcernKind.WORRY, **{field: "help"})
    rules.check_telling(telling, at=MONDAY, by_outsider=True)


def test_an_entry_more_than_a_day_later_is_late():
    assert rules.is_late(MONDAY - timedelta(days=1, minutes=1), MONDAY)
    assert not rules.is_late(MONDAY - timedelta(hours=23), MONDAY)
    assert not rules.is_late(None, MONDAY)


@pytest.mark.parametrize(
    "words,harm",
    [
        ("He says he will hurt me when I get home", Harm.DANGER),
        ("A stranger asked for a picture", Harm.GROOMING),
        ("they r passing round a pic of chloe with no top on", Harm.SEXUAL),
        ("there was a picture of a naked kid in the chat and then it got deleted", Harm.SEXUAL),
        ("Group chat handed over by a parent includes a sexual image of a child in Y6", Harm.SEXUAL),
        ("Somebody sent a rude video", Harm.SEXUAL),
        ("a nude of her goes round and they call her names", Harm.SEXUAL),
        ("They keep calling me names", Harm.BULLYING),
        ("They shout racist words at him", Harm.ILLEGAL),
        ("She posted a photo of our class on TikTok", Harm.RULES),
        ("Thank you for the lovely Christmas fair", Harm.OTHER),
    ],
)
def test_words_suggest_the_harm(words, harm):
    assert suggesting.harm(ConcernKind.WORRY, words, urgent=False, about_staff=False) is harm


def test_what_it_is_counts_before_its_words():
    assert suggesting.harm(ConcernKind.POSING, "he says he is nine", urgent=False, about_staff=False) is Harm.GROOMING
    assert suggesting.harm(ConcernKind.COLLEAGUE, "a rude joke", urgent=False, about_staff=False) is Harm.ADULT
    assert suggesting.harm(ConcernKind.WORRY, "something", urgent=True, about_staff=False) is Harm.DANGER


@pytest.mark.parametrize(
    "kind,door,words,clause",
    [
        (ConcernKind.JOIN, Channel.STAFF, "a friend request", "5.p.4"),
        (ConcernKind.UNHAPPY, Channel.PARENT, "homework", "3.c.2"),
        (ConcernKind.NETWORKING, Channel.STAFF, "on Facebook at ten", "5.s.6"),
        (ConcernKind.POSING, Channel.STAFF, "an adult", "5.s.5"),
        (ConcernKind.WORRY, Channel.PUPIL, "they bully me online", "5.p.8"),
        (ConcernKind.WORRY, Channel.PUPIL, "somebody sent round a nude of her", "6.1"),
        (ConcernKind.WORRY, Channel.PARENT, "nothing in particular", "3.c.4"),
    ],
)
def test_a_clause_is_suggested(kind, door, words, clause):
    harm = suggesting.harm(kind, words, urgent=False, about_staff=False)
    assert suggesting.clause(kind, door, words, harm) == clause


def test_a_settings_sentence():
    right = {"urgent": 30, "other": 240, "answer_days": 10, "alarm": 30}
    rules.check_minutes(**right)
    for wrong in ({"urgent": 1}, {"urgent": 300}, {"answer_days": 0}, {"alarm": 4}, {"alarm": 241}):
        with pytest.raises(Broken):
            rules.check_minutes(**{**right, **wrong})


def test_every_word_has_its_sentence():
    for words, enum in (
        (rules.KINDS, ConcernKind),
        (rules.DOORS, Channel),
        (rules.HARMS, Harm),
        (rules.ENDS, Outcome),
        (rules.STATUSES, rules.Status),
        (rules.PARTS, rules.ConcernPart),
        (rules.AFTER, Outcome),
    ):
        assert set(words) == set(enum)
