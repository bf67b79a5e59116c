"""Every procedure is walked through every state that it can reach: no dead end, no gate walked round, every path closes."""

import dataclasses
import random
import sys

import pytest

from schoolgate.broken import Broken
from schoolgate.cases.tests.walking import Walk, domain, faults
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.clocks import SAME_DAY
from schoolgate.engines.procedures.engine import Standing, check_deed, may_close, open_now, tasks
from schoolgate.engines.procedures.evaluation import Evaluation
from schoolgate.engines.procedures.schema import (
    HARMED,
    TOWARDS_A_CHILD,
    TOWARDS_THE_ADULT,
    Began,
    Child,
    Facts,
    Key,
    RestrictedAct,
    Source,
    State,
)
from tests import work
from tests.clock import MONDAY

EVERYTHING = Facts(source=Source.CHILD, about=frozenset({"head"}), teacher=True)


def walks():
    """The adult procedure in every order for the facts that need all its steps, in one order for all the others.

    In the short run those facts too go forwards, backwards and in drawn orders: of any two steps that are open
    together, each is done before the other.
    """
    for procedure in PROCEDURES.values():
        every_order = [EVERYTHING] if procedure.id == "adult" else domain(procedure)
        for number, facts in enumerate(domain(procedure)):
            name = f"{procedure.id}-{number}"
            if facts == EVERYTHING and not work.LONG:
                for place, order in enumerate(orders(procedure)):
                    yield pytest.param(procedure, facts, False, order, id=f"{name}-order-{place}")
            else:
                yield pytest.param(procedure, facts, facts in every_order, (), id=name)


def orders(procedure):
    steps = [step.id for step in procedure.steps]
    draw = random.Random(20260905)
    return [steps, steps[::-1], *(draw.sample(steps, len(steps)) for _ in range(2))]


WALKED = {}
"""The procedures that were walked and their states, which several tests ask for."""


def all_states(procedure):
    kept = WALKED.get(procedure.id)
    if kept is None or kept[0] is not procedure:
        WALKED[procedure.id] = kept = (procedure, walked(procedure))
    return kept[1]


def walked(procedure):
    walk, adult = Walk(procedure), procedure.id == "adult"
    of_each = [EVERYTHING, Facts()] if adult else domain(procedure)
    return [found for facts in of_each for found in walk.states(facts, every_order=not adult)]


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=list(PROCEDURES))
def test_each_is_written_without_faults(procedure):
    assert faults(procedure) == []


@pytest.mark.clause("5.p.8")
@pytest.mark.clause("6.5")
@pytest.mark.parametrize("procedure,facts,every_order,order", list(walks()))
def test_no_dead_end_nothing_safe_held_back_and_every_path_closes(procedure, facts, every_order, order):
    walk, closed = Walk(procedure), 0
    for state, reading, fresh in walk.states(facts, every_order=every_order, order=order):
        closed += goes_on_or_closes(procedure, state, fresh)
        assert safety_is_open(procedure, state, reading)
        for after in walk.successors(state, reading, fresh[:1], every_order):
            assert stays_open(procedure, fresh, after)
    assert closed


def goes_on_or_closes(procedure, state, fresh):
    """Whatever is missing, something is open; when nothing has to be done, the case can close."""
    must = [key for key in fresh if not procedure.step(key.step).optional]
    missing = may_close(procedure, state)
    assert bool(missing) == bool(must), (state.done, missing)
    return not missing


def safety_is_open(procedure, state, reading):
    """What keeps a child safe is open from the first moment until it is done, and often after that."""
    return all(
        reading.is_open(key)
        for step in procedure.steps
        if step.safety
        for key in reading.keys_of(step)
        if reading.applies(key) and (key not in state.done or step.again)
    )


def stays_open(procedure, fresh, after):
    """What was open stays open until it is done or too late, so no order of working locks a step out.

    But for what is asked only while the adult is suspended: that ends with it.
    """
    then = Evaluation(procedure, after)
    left = (key for key in fresh if key not in after.done and not procedure.step(key.step).until)
    over = then.suspended_since() is None
    return all(then.is_open(key) for key in left if not (over and procedure.step(key.step).while_suspended))


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=list(PROCEDURES))
def test_each_begins_with_keeping_children_safe(procedure):
    first = procedure.steps[0]
    assert (first.id, first.safety, first.due.count) == ("safe_now", True, 0)


def is_refused(procedure, state, deed, child=None):
    try:
        check_deed(procedure, state, deed, child)
    except Broken:
        return True
    return False


@pytest.mark.clause("6.5")
def test_nothing_is_done_towards_the_adult_before_the_advice():
    adult = PROCEDURES["adult"]
    towards = {"suspension", "letter", "tell_adult", "support", "families", "investigation", "outcome", "post"}
    seen = set()
    for state, _, fresh in all_states(adult):
        advised = Key("advice") in state.done
        open_now = {key.step for key in fresh} & towards
        assert advised or not open_now
        seen |= open_now
        for deed in TOWARDS_THE_ADULT:
            assert is_refused(adult, state, deed) is not advised
        if Key("letter_now") in state.done:
            assert Key("suspend_now") in state.done
    assert seen == towards


@pytest.mark.clause("6.5")
def test_suspending_before_the_advice_is_over_with_the_advice():
    offered = set()
    for state, _, fresh in all_states(PROCEDURES["adult"]):
        offered.add((Key("advice") in state.done, Key("suspend_now") in fresh))
    assert (False, True) in offered
    assert (True, True) not in offered


@pytest.mark.clause("6.5")
def test_whoever_was_suspended_early_gets_a_decision_whatever_the_lado_says():
    adult = PROCEDURES["adult"]
    for state, _, _ in all_states(adult):
        if not may_close(adult, state):
            assert (Key("suspend_now") in state.done) <= (Key("suspension") in state.done)


@pytest.mark.clause("6.2")
def test_no_case_about_an_adult_closes_without_the_lado():
    adult = PROCEDURES["adult"]
    for state, _, _ in all_states(adult):
        if not may_close(adult, state):
            assert {Key("lado"), Key("answer"), Key("advice")} <= set(state.done)
            ends = {Key("outcome"), Key("low_level")} & set(state.done)
            later = state.done.get(Key("stays_below"))
            assert later is None or Key("low_level") in ends
            assert len(ends) == (2 if later and later.outcome == "meets" else 1)


@pytest.mark.clause("4.10")
def test_conduct_that_meets_the_harm_test_is_done_with_here_for_good():
    conduct = PROCEDURES["conduct"]
    handed_over = 0
    for state, reading, fresh in all_states(conduct):
        if reading.applies(Key("adult_case")):
            handed_over += 1
            assert not any(
                procedure_step.does & TOWARDS_THE_ADULT
                for procedure_step in map(conduct.step, (key.step for key in fresh))
            )
            assert all(is_refused(conduct, state, deed) for deed in TOWARDS_THE_ADULT)
        if Key("outcome") in state.done:
            assert {Key("lado"), Key("exempt"), Key("personnel"), Key("meeting")} <= set(state.done)
    assert handed_over


@pytest.mark.clause("6.5")
@pytest.mark.parametrize("name", ["contact", "join"])
def test_another_procedure_is_no_way_round_the_advice(name):
    """Once the adult turns out to work here, nothing is done towards them from there."""
    procedure = PROCEDURES[name]
    seen = 0
    for state, reading, fresh in all_states(procedure):
        if reading.applies(Key("adult_case")):
            seen += 1
            assert all(is_refused(procedure, state, deed) for deed in TOWARDS_THE_ADULT)
            assert name != "join" or not {"talk", "letter", "consequence"} & {key.step for key in fresh}
    assert seen


@pytest.mark.clause("7.3")
def test_bullying_has_no_way_out_but_through_looking_into_it_and_an_outcome():
    bullying = PROCEDURES["cyberbullying"]
    for state, _, _ in all_states(bullying):
        if not may_close(bullying, state):
            assert {Key("looked_into"), Key("outcome")} <= set(state.done)
            assert not state.done[Key("looked_into")].skipped
        for child in state.facts.children:
            early = Key("outcome") not in state.done
            assert is_refused(bullying, state, RestrictedAct.CONSEQUENCE, child.id) is early
            if child.parts & HARMED and not may_close(bullying, state):
                assert {Key("follow_2", child.id), Key("follow_6", child.id)} <= set(state.done)


@pytest.mark.clause("7.3")
@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=list(PROCEDURES))
def test_where_it_began_changes_nothing(procedure):
    calendar = SchoolCalendar()
    children = (Child(1, HARMED),)
    found = {
        began: [
            (task.key, task.standing, task.due_at, task.who)
            for task in tasks(procedure, _at_start(Facts(began=began, children=children)), calendar)
        ]
        for began in Began
    }
    assert found[Began.SCHOOL] == found[Began.ELSEWHERE] == found[Began.NOT_KNOWN]
    assert any(standing is Standing.OPEN for _, standing, _, _ in found[Began.ELSEWHERE])


@pytest.mark.clause("8.c.2")
def test_a_pupil_is_suspended_only_after_being_heard_and_decided_about_alone():
    underage = PROCEDURES["underage"]
    for state, _, fresh in all_states(underage):
        for child in state.facts.children:
            heard = Key("heard", child.id) in state.done
            decided = Key("decision", child.id) in state.done
            assert heard or Key("decision", child.id) not in fresh
            for deed in TOWARDS_A_CHILD:
                assert is_refused(underage, state, deed, child.id) is not decided
        if not may_close(underage, state):
            assert Key("welfare") in state.done
            assert all(Key("decision", child.id) in state.done for child in state.facts.children)


@pytest.mark.clause("3.c.2")
@pytest.mark.parametrize("name", ["parent-post", "contact"])
def test_some_cases_can_never_bring_a_consequence_for_a_child(name):
    procedure = PROCEDURES[name]
    assert not any(step.does & TOWARDS_A_CHILD for step in procedure.steps)
    for state, _, _ in all_states(procedure):
        for child in (None, 1, 2, 9):
            assert all(is_refused(procedure, state, deed, child) for deed in TOWARDS_A_CHILD)


@pytest.mark.clause("6.5")
def test_whoever_a_post_accuses_of_harm_is_not_spoken_to_because_of_the_post():
    for state, _, fresh in all_states(PROCEDURES["parent-post"]):
        if Key("staff") in fresh:
            assert state.done[Key("says_harm")].outcome == "no"
            assert state.done[Key("what")].outcome != "names_accused"


@pytest.mark.clause("5.p.7")
def test_nobody_questions_the_child_or_the_person_before_those_who_know_have_said_so():
    contact = PROCEDURES["contact"]
    for state, _, _ in all_states(contact):
        asked = Key("advice") in state.done
        known = Key("works_here") in state.done and (
            state.done[Key("works_here")].outcome != "not_known" or Key("find_out") in state.done
        )
        assert is_refused(contact, state, RestrictedAct.APPROACH) or (asked and known)
        assert is_refused(contact, state, RestrictedAct.QUESTIONS) is not asked
        if asked and state.done[Key("police")].outcome == "no":
            told = {state.done[Key(item)].outcome for item in ("ceop", "social_care")} != {"no"}
            assert told or Key("nobody_told") in state.done


# Planted faults: the walks and the list of faults notice them


def changed(name, step, **new):
    procedure = PROCEDURES[name]
    steps = tuple(dataclasses.replace(stage, **new) if stage.id == step else stage for stage in procedure.steps)
    return dataclasses.replace(procedure, steps=steps)


@pytest.mark.parametrize(
    "procedure",
    [
        changed("adult", "safe_now", after=("record",)),
        changed("adult", "police", may_skip=True),
        changed("adult", "advice", may_skip=True),
        changed("adult", "tell_adult", despite=("advice",)),
        changed("adult", "names", due=SAME_DAY),
        changed("adult", "lado", clause="6.9"),
        changed("adult", "record", legal=(21,)),
        changed("adult", "outcome", after=("suspend_now",)),
        changed("cyberbullying", "looked_into", optional=True),
        changed("firewall", "review", due=dataclasses.replace(PROCEDURES["firewall"].step("review").due, named="x")),
    ],
)
def test_a_planted_fault_is_noticed(procedure):
    assert faults(procedure)


@pytest.mark.clause("6.5")
def test_even_a_badly_written_safety_step_is_never_held_back():
    procedure = changed("adult", "safe_now", after=("advice",), does=TOWARDS_THE_ADULT)
    assert Key("safe_now") in open_now(procedure, _at_start(Facts()))


def test_a_planted_dead_end_is_noticed():
    procedure = changed("phone", "what", after=("outcome",))
    with pytest.raises(AssertionError):
        test_no_dead_end_nothing_safe_held_back_and_every_path_closes(procedure, domain(procedure)[1], True, ())


def test_a_gate_that_was_taken_away_is_noticed(monkeypatch):
    procedure = changed("adult", "advice", blocks=frozenset())
    monkeypatch.setattr(sys.modules[__name__], "PROCEDURES", {"adult": procedure})
    with pytest.raises(AssertionError):
        test_nothing_is_done_towards_the_adult_before_the_advice()


def _at_start(facts):
    return State(facts, MONDAY)
