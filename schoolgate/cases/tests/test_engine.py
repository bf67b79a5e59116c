"""Who may do a step, what must be given with it, and what is said to somebody who may not."""

from datetime import date

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.engines.calendar.days import SchoolCalendar
from schoolgate.engines.procedures import PROCEDURES
from schoolgate.engines.procedures.engine import (
    Standing,
    check_deed,
    check_facts,
    check_skip,
    check_step,
    checks_raised,
    choices,
    dates_in,
    leader,
    may_close,
    open_now,
    tasks,
    waiting,
    who_may,
)
from schoolgate.engines.procedures.requirements import needs
from schoolgate.engines.procedures.schema import (
    ALLEGED,
    AUTHORISED,
    HARMED,
    LEAD,
    Actor,
    CasePart,
    Child,
    Done,
    Facts,
    Key,
    RestrictedAct,
    Source,
    State,
)
from tests.clock import MONDAY

ADULT, CONTACT, UNDERAGE = (PROCEDURES[name] for name in ("adult", "contact", "underage"))
HEAD, DSL, CHAIR = (Actor(number, frozenset({duty})) for number, duty in enumerate(("head", "dsl", "chair"), 1))
TEACHER = Actor(9, frozenset({"teacher"}))
SUBJECT = 9
HARM_FREE = {
    Key(limb): Done(MONDAY, 1, "no") for limb in ("limb_harm", "limb_offence", "limb_risk", "limb_suitability")
}
RECORD = {"words": "He wrote to her.", "told_at": MONDAY, "place": "In the office"}
REFERRAL = {"spoke_to": "The duty officer", "told_at": MONDAY, "reference": "none yet"}
EARLY = {
    "reason": "He has a key to her street.",
    "tried": "Other duties: he would still see her.",
    "personnel": "No one answered at 8.20.",
    "employer": "The chair and the authority, at 8.40.",
}


def a_case(*steps, about=frozenset({"teacher"}), source=Source.OTHER, children=(), **done):
    facts = Facts(source=source, about=about, children=children)
    found = {Key(step): Done(MONDAY, 1) for step in steps} | {
        Key(step): Done(MONDAY, 1, outcome) for step, outcome in done.items()
    }
    return State(facts, MONDAY, found, frozenset({SUBJECT}))


def do(procedure, state, step, actor=HEAD, outcome="", child=None, **given):
    return check_step(procedure, state, Key(step, child), outcome=outcome, given=given, actor=actor)


# Who


@pytest.mark.clause("6.7")
def test_about_the_head_the_chair_runs_it_and_the_head_has_no_step():
    about_head = a_case(about=frozenset({"head"}))
    assert leader(ADULT, about_head.facts) == "chair"
    for procedure in (ADULT, PROCEDURES["conduct"], CONTACT, PROCEDURES["parent-post"], PROCEDURES["join"]):
        for step in procedure.steps:
            may = who_may(procedure, about_head.facts, step)
            assert may
            assert "head" not in may
    assert do(ADULT, about_head, "record", CHAIR, **RECORD)
    with pytest.raises(Broken, match="somebody else"):
        do(ADULT, about_head, "record", HEAD, **RECORD)


@pytest.mark.clause("6.7")
@pytest.mark.parametrize(
    "about,runs",
    [
        (set(), "head"),
        ({"teacher"}, "head"),
        ({"dsl"}, "head"),
        ({"chair"}, "head"),
        ({"head"}, "chair"),
        ({"head", "chair"}, "dsl"),
        ({"head", "chair", "dsl"}, "deputy_dsl"),
    ],
)
def test_who_runs_a_case_about_an_adult(about, runs):
    facts = Facts(about=frozenset(about))
    assert leader(ADULT, facts) == runs
    for step in ADULT.steps:
        assert who_may(ADULT, facts, step)
        assert not who_may(ADULT, facts, step) & facts.about


def test_where_it_is_about_everybody_who_could_run_it_the_lado_does():
    with pytest.raises(Broken, match="LADO"):
        leader(ADULT, Facts(about=frozenset(ADULT.lead_duty)))


def test_every_duty_that_a_procedure_names_exists():
    for procedure in PROCEDURES.values():
        named = {duty for step in procedure.steps for duty in step.who} | set(procedure.lead_duty)
        assert named - {LEAD, AUTHORISED} <= set(Duty)


def test_the_deputies_of_the_safeguarding_lead_lead_as_well():
    step = CONTACT.step("outcome")
    assert who_may(CONTACT, Facts(), step) == {"dsl", "deputy_dsl"}
    assert who_may(CONTACT, Facts(about=frozenset({"dsl"})), step) == {"deputy_dsl"}


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=list(PROCEDURES))
def test_the_subject_has_no_step_whatever_duties_they_hold(procedure):
    everything = Actor(SUBJECT, frozenset(Duty) | {AUTHORISED})
    state = a_case(about=frozenset(), children=(Child(4, ALLEGED),))
    assert open_now(procedure, state)
    for key in open_now(procedure, state):
        with pytest.raises(Broken, match="about themselves"):
            check_step(procedure, state, key, actor=everything)


@pytest.mark.clause("6.5")
def test_the_safeguarding_lead_keeps_a_child_safe_and_does_not_run_the_case_about_the_adult():
    assert do(ADULT, a_case(), "safe_now", DSL, "acted", what="She is with me.")
    with pytest.raises(Broken, match="somebody else"):
        do(ADULT, a_case("record"), "lado", DSL, "referral", **REFERRAL)
    with pytest.raises(Broken, match="somebody else"):
        do(ADULT, a_case(), "safe_now", TEACHER.__class__(8, TEACHER.duties), "acted", what="x")


@pytest.mark.clause("4.10")
def test_only_the_authorised_person_decides_about_a_post():
    assert PROCEDURES["conduct"].step("outcome").who == {AUTHORISED} == ADULT.step("post").who


@pytest.mark.parametrize("name", ["cyberbullying", "underage", "firewall", "phone"])
def test_a_case_about_an_adult_is_not_opened_as_one_about_pupils(name):
    with pytest.raises(Broken, match="case about an adult"):
        check_facts(PROCEDURES[name], Facts(about=frozenset({"staff"})))
    check_facts(PROCEDURES[name], Facts(about=frozenset({"pupil"})))
    check_facts(ADULT, Facts(about=frozenset({"staff"})))


# What must be given


def test_what_is_needed_is_asked_for_by_its_name():
    for missing, label in (("words", "teller"), ("told_at", "When"), ("place", "Where")):
        with pytest.raises(Broken, match=label):
            do(ADULT, a_case(), "record", **{**RECORD, missing: "  "})
    with pytest.raises(Broken, match="When"):
        do(ADULT, a_case(), "record", **{**RECORD, "told_at": MONDAY.replace(tzinfo=None)})
    assert do(ADULT, a_case(), "record", **RECORD).id == "record"


def test_an_answer_is_one_of_the_answers():
    for outcome in ("", "perhaps"):
        with pytest.raises(Broken, match="one of the answers"):
            do(ADULT, a_case("record"), "limb_harm", outcome=outcome, reason="x")
    with pytest.raises(Broken, match="reason"):
        do(ADULT, a_case("record"), "limb_harm", outcome="yes")
    with pytest.raises(Broken, match="one of the answers"):
        do(ADULT, a_case(), "record", outcome="yes", **RECORD)


def test_what_depends_on_the_answer_is_asked_for_with_that_answer_only():
    assert do(ADULT, a_case(), "police", DSL, "no", reason="Nothing points to a crime.")
    with pytest.raises(Broken, match="Whom you spoke to"):
        do(ADULT, a_case(), "police", DSL, "101", reason="It may be a crime.")


@pytest.mark.clause("6.5")
def test_suspending_before_the_advice_takes_a_named_reason_and_a_second_person():
    state = a_case("record")
    for second, says in (
        (None, "second person has to agree"),
        (HEAD, "yourself"),
        (Actor(7, frozenset({"teacher"})), "cannot be the second"),
        (Actor(SUBJECT, frozenset({"dsl"})), "cannot be the second"),
    ):
        with pytest.raises(Broken, match=says):
            do(ADULT, state, "suspend_now", outcome="risk", **EARLY, second=second)
    with pytest.raises(Broken, match="one of the answers"):
        do(ADULT, state, "suspend_now", **EARLY, second=DSL)
    with pytest.raises(Broken, match="reason"):
        do(ADULT, state, "suspend_now", outcome="risk", **{**EARLY, "reason": " "}, second=DSL)
    assert do(ADULT, state, "suspend_now", outcome="risk", **EARLY, second=DSL)


@pytest.mark.clause("6.7")
def test_the_head_is_no_second_person_in_a_case_about_the_head():
    state = a_case("record", about=frozenset({"head"}))
    with pytest.raises(Broken, match="cannot be the second"):
        do(ADULT, state, "suspend_now", CHAIR, "risk", **EARLY, second=Actor(7, frozenset({"head"})))
    assert do(ADULT, state, "suspend_now", CHAIR, "risk", **EARLY, second=DSL)


@pytest.mark.clause("6.2")
def test_asking_without_names_is_for_when_no_question_was_answered_yes():
    unknown, none = a_case("record"), a_case("record")
    none = State(none.facts, MONDAY, {**none.done, **HARM_FREE}, none.concerned)
    one = State(none.facts, MONDAY, {**none.done, Key("limb_risk"): Done(MONDAY, 1, "yes")}, none.concerned)
    for state in (unknown, one):
        assert [choice.id for choice in choices(ADULT, state, Key("lado"))] == ["referral"]
        with pytest.raises(Broken, match="Answer them first, or refer"):
            do(ADULT, state, "lado", outcome="consultation", **REFERRAL)
        assert do(ADULT, state, "lado", outcome="referral", **REFERRAL)
    assert do(ADULT, none, "lado", outcome="consultation", **REFERRAL)


@pytest.mark.clause("8.c.2")
def test_suspending_a_child_who_was_hurt_needs_a_reason_of_its_own():
    children = (Child(1, ALLEGED), Child(2, HARMED), Child(3, ALLEGED | HARMED))
    done = {Key(step, child.id): Done(MONDAY, 1) for step in ("heard", "draft") for child in children}
    done |= {Key(step): Done(MONDAY, 1, "named") for step in ("parts", "welfare")}
    state = State(Facts(children=children), MONDAY, done)
    given = {
        "reason": "He hit out.",
        "needs": True,
        "days": 1,
        "starts_on": date(2026, 11, 24),
        "back_on": date(2026, 11, 25),
    }
    assert do(UNDERAGE, state, "decision", HEAD, "suspend", child=1, **given)
    for child in (2, 3):
        with pytest.raises(Broken, match="who was hurt"):
            do(UNDERAGE, state, "decision", HEAD, "suspend", child=child, **given)
        assert do(UNDERAGE, state, "decision", HEAD, "suspend", child=child, **given, in_spite="She hit out too.")
        assert do(UNDERAGE, state, "decision", HEAD, "none", child=child, reason="She was hurt.", needs=True)
    with pytest.raises(Broken, match="somebody else"):
        do(UNDERAGE, state, "decision", Actor(5, frozenset({"deputy"})), "suspend", child=1, **given)
    with pytest.raises(Broken, match="no such step"):
        do(UNDERAGE, state, "decision", HEAD, "suspend", child=None, **given)
    with pytest.raises(Broken, match="no such step"):
        do(UNDERAGE, state, "decision", HEAD, "suspend", child=77, **given)
    assert "in_spite" in {need.name for need in needs(UNDERAGE.step("decision"), "suspend", state.facts, 2)}


def test_a_yes_is_a_yes_and_a_number_is_above_zero():
    step = UNDERAGE.step("decision")
    state = State(
        Facts(children=(Child(1, ALLEGED),)),
        MONDAY,
        {
            Key("parts"): Done(MONDAY, 1, "named"),
            Key("welfare"): Done(MONDAY, 1),
            Key("heard", 1): Done(MONDAY, 1),
            Key("draft", 1): Done(MONDAY, 1),
        },
    )
    given = {
        "reason": "He hit out.",
        "needs": True,
        "days": 1,
        "starts_on": date(2026, 11, 24),
        "back_on": date(2026, 11, 25),
    }
    for wrong in ({"needs": "yes"}, {"days": 0}, {"days": True}, {"starts_on": MONDAY}):
        with pytest.raises(Broken, match=step.title):
            do(UNDERAGE, state, "decision", HEAD, "suspend", child=1, **{**given, **wrong})


# What stands in the way


def test_what_waits_says_for_what():
    found = dict(waiting(ADULT, a_case()))
    assert "Write down what was said" in found[Key("lado")]
    assert "LADO's answer" in found[Key("investigation")] or "advice" in found[Key("investigation")]
    assert Key("safe_now") not in found
    assert all(found.values())
    with pytest.raises(Broken, match="has to wait"):
        do(ADULT, a_case("record"), "tell_adult", what="x", told_at=MONDAY)


def test_what_is_done_is_not_done_twice_and_what_is_not_needed_is_not_done():
    with pytest.raises(Broken, match="done already"):
        do(ADULT, a_case("record"), "record", **RECORD)
    with pytest.raises(Broken, match="not needed"):
        do(ADULT, a_case(), "from_parent", what="x")
    with pytest.raises(Broken, match="no such step"):
        do(ADULT, a_case(), "nothing")
    with pytest.raises(Broken, match="too late"):
        do(ADULT, a_case("record", "advice"), "suspend_now", outcome="risk", **EARLY, second=DSL)
    assert do(ADULT, a_case(safe_now="safe"), "safe_now", DSL, "acted", what="Again.")


@pytest.mark.parametrize(
    "source,step,clause",
    [
        (Source.PARENT, "from_parent", "6.3"),
        (Source.COLLEAGUE, "from_colleague", "6.4"),
        (Source.CHILD, "from_child", "6.6"),
    ],
)
def test_each_source_has_a_step_of_its_own(source, step, clause):
    mine = {key.step for key in open_now(ADULT, a_case(source=source))} & {
        "from_parent",
        "from_colleague",
        "from_child",
    }
    assert mine == {step}
    assert ADULT.step(step).clause == clause


def test_leaving_something_out_takes_a_reason_and_is_not_always_possible():
    state = a_case("record", "advice", lado="referral", answer="below")
    assert check_skip(ADULT, state, Key("support"), reason="They have left.", actor=HEAD)
    with pytest.raises(Broken, match="reason"):
        check_skip(ADULT, state, Key("support"), reason=" ", actor=HEAD)
    with pytest.raises(Broken, match="cannot be left out"):
        check_skip(ADULT, state, Key("low_level"), reason="x", actor=HEAD)
    with pytest.raises(Broken, match="somebody else"):
        check_skip(ADULT, state, Key("support"), reason="x", actor=TEACHER.__class__(8, TEACHER.duties))


def test_a_gate_that_was_left_out_holds_on():
    state = a_case("record")
    state = State(
        state.facts, MONDAY, {**state.done, Key("advice"): Done(MONDAY, 1, skipped="no time")}, state.concerned
    )
    with pytest.raises(Broken, match="No investigating yet"):
        check_deed(ADULT, state, RestrictedAct.INVESTIGATION)


@pytest.mark.clause("5.p.3")
def test_a_phone_that_was_not_handed_in_is_no_ground_for_a_search():
    with pytest.raises(Broken, match="search"):
        check_deed(PROCEDURES["phone"], a_case(about=frozenset()), RestrictedAct.SEARCH)


def test_what_is_refused_names_its_clause():
    for deed in (
        RestrictedAct.APPROACH,
        RestrictedAct.INVESTIGATION,
        RestrictedAct.SUSPENSION,
        RestrictedAct.DISCIPLINE,
    ):
        with pytest.raises(Broken) as refused:
            check_deed(ADULT, a_case(), deed)
        assert refused.value.clause == "6.5"
        assert "Record the LADO's advice" in str(refused.value)


# The end, and the whole picture


def test_what_is_missing_is_said_in_sentences():
    missing = may_close(ADULT, a_case())
    assert "“Tell the LADO” is not done yet." in missing
    skippable = may_close(ADULT, a_case("record", "advice", lado="referral", answer="below"))
    assert any("give the reason why not" in sentence for sentence in skippable)


def test_everything_there_is_to_do_has_a_standing():
    found = {task.key.step: task for task in tasks(ADULT, a_case("record", source=Source.CHILD), SchoolCalendar())}
    assert found["record"].standing is Standing.DONE
    assert found["lado"].standing is Standing.OPEN
    assert found["advice"].standing is Standing.WAITING
    assert found["from_parent"].standing is Standing.NOT_NEEDED
    assert found["lado"].who == {"head"}
    assert found["advice"].why


def test_checks_are_raised_by_the_steps_that_are_reached():
    assert {6, 7} <= set(checks_raised(ADULT, a_case("record")))
    assert 11 not in checks_raised(ADULT, a_case("record"))


def test_the_dates_among_what_was_given_are_kept():
    assert dates_in({"review_on": date(2026, 12, 1), "at": MONDAY, "words": "x"}) == {"review_on": date(2026, 12, 1)}
    assert CasePart.SUBJECT == "subject"
