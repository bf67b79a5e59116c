"""The ladder: who may decide what about whom, how days are counted, and what can never be a consequence."""

from dataclasses import replace
from datetime import date

import pytest

from schoolgate.broken import Broken
from schoolgate.engines.procedures import PROCEDURES, checks
from schoolgate.engines.procedures.consequences import (
    LADDER,
    Proposed,
    Rung,
    Suspension,
    Whom,
    Year,
    check_consequence,
    notices,
)
from schoolgate.engines.procedures.schema import (
    ALLEGED,
    AUTHORISED,
    HARMED,
    Actor,
    CasePart,
    Child,
    Done,
    Facts,
    Key,
    State,
)
from tests.clock import MONDAY

HEAD, DEPUTY, DSL, TEACHER = (
    Actor(number, frozenset({duty})) for number, duty in enumerate(("head", "deputy", "dsl", "teacher"), 1)
)
BOSS = Actor(6, frozenset({AUTHORISED}))
HIM, HER, BOTH, SAW, UNCLEAR = 11, 12, 13, 14, 15
CHILDREN = (
    Child(HIM, ALLEGED),
    Child(HER, HARMED),
    Child(BOTH, ALLEGED | HARMED),
    Child(SAW, frozenset({CasePart.WITNESS})),
    Child(UNCLEAR, frozenset({CasePart.OTHER})),
)
TERM = (date(2026, 9, 3), date(2026, 12, 18))
YEAR = (date(2026, 9, 1), date(2027, 8, 31))
NONE_YET = Year(TERM, YEAR)


def bullying(**done):
    found = {"looked_into": "", "outcome": "bullying"} | done
    return State(
        Facts(children=CHILDREN), MONDAY, {Key(step): Done(MONDAY, 1, outcome) for step, outcome in found.items()}
    )


def underage(decision="suspend"):
    done = {Key("heard", child.id): Done(MONDAY, 1) for child in CHILDREN}
    done |= {Key("decision", child.id): Done(MONDAY, 1, decision) for child in CHILDREN}
    return State(Facts(children=CHILDREN), MONDAY, done)


def proposed(rung, person=HIM, **more):
    given = {"reason": "He did it twice.", "starts_on": date(2026, 11, 24), "ends_on": date(2026, 12, 4)}
    given |= {"review_on": date(2026, 12, 1), "pupil_heard": True, "needs_considered": True}
    return Proposed(rung, person, **(given | more))


def suspension(person=HIM, days=2.0, **more):
    return proposed(Rung.SUSPENSION, person, days=days, **more)


def decide(procedure, state, one, actor=HEAD, year=NONE_YET):
    return check_consequence(PROCEDURES[procedure], state, one, actor=actor, year=year)


PUPIL_RUNGS = [rung for rung, one in LADDER.items() if one.whom is Whom.PUPIL]
STAFF_RUNGS = [rung for rung, one in LADDER.items() if one.whom is Whom.STAFF]


def test_the_ladder_has_every_rung_and_real_checks():
    assert list(LADDER) == list(Rung)
    assert all(bool(item.follows) is (item.whom is Whom.STAFF) for item in LADDER.values())
    assert all(checks.check(number) for item in LADDER.values() for number in item.legal)


@pytest.mark.clause("3.c.2")
@pytest.mark.parametrize("procedure", ["parent-post", "contact"])
@pytest.mark.parametrize("rung", PUPIL_RUNGS)
@pytest.mark.parametrize("person", [HIM, HER, BOTH, 99])
def test_nothing_a_parent_wrote_and_nothing_done_to_a_child_costs_a_child_anything(procedure, rung, person):
    everything = {Key(step.id): Done(MONDAY, 1, "yes") for step in PROCEDURES[procedure].steps}
    state = State(Facts(children=CHILDREN), MONDAY, everything)
    with pytest.raises(Broken, match="(never pays|not punished)"):
        decide(procedure, state, proposed(rung, person, days=1, in_spite="x"))


@pytest.mark.clause("8.c.1")
@pytest.mark.parametrize("rung", PUPIL_RUNGS)
def test_who_may_decide_what(rung):
    one = proposed(rung, days=1)
    for actor, may in (
        (HEAD, True),
        (DEPUTY, rung is not Rung.SUSPENSION),
        (DSL, "dsl" in LADDER[rung].who),
        (TEACHER, False),
    ):
        if may:
            assert decide("cyberbullying", bullying(), one, actor).legal
        else:
            with pytest.raises(Broken, match="decided only by"):
                decide("cyberbullying", bullying(), one, actor)


@pytest.mark.clause("5.p.8")
@pytest.mark.parametrize("rung", PUPIL_RUNGS)
def test_no_consequence_before_bullying_was_looked_into_and_decided(rung):
    for missing in ("looked_into", "outcome"):
        state = bullying()
        state = replace(state, done={key: done for key, done in state.done.items() if key.step != missing})
        with pytest.raises(Broken, match="yet. First"):
            decide("cyberbullying", state, proposed(rung, days=1))


def test_reason_dates_and_a_part_in_the_case_are_needed():
    for one, says in (
        (proposed(Rung.EDUCATION, reason="  "), "reason"),
        (proposed(Rung.ICT, ends_on=None), "ends"),
        (proposed(Rung.ICT, review_on=None), "looked at again"),
        (proposed(Rung.ICT, review_on=date(2026, 12, 5)), "Check the dates"),
        (proposed(Rung.ICT, ends_on=date(2026, 11, 23)), "Check the dates"),
        (proposed(Rung.EDUCATION, person=99), "no part"),
    ):
        with pytest.raises(Broken, match=says):
            decide("cyberbullying", bullying(), one)


# Suspending a pupil


@pytest.mark.clause("8.c.2")
def test_a_suspension_takes_the_heads_own_decision_about_that_pupil():
    assert decide("underage", underage(), suspension())
    for state in (underage("other"), underage("none"), replace(underage(), done={Key("heard", HIM): Done(MONDAY, 1)})):
        with pytest.raises(Broken, match="(not decided to suspend|First)"):
            decide("underage", state, suspension())
    only_him = replace(
        underage(), done={Key("heard", HIM): Done(MONDAY, 1), Key("decision", HIM): Done(MONDAY, 1, "suspend")}
    )
    assert decide("underage", only_him, suspension())
    with pytest.raises(Broken, match="First"):
        decide("underage", only_him, suspension(BOTH, in_spite="x"))


@pytest.mark.clause("8.c.2")
@pytest.mark.parametrize("person,says", [(HER, "victim"), (BOTH, "victim"), (SAW, "only saw"), (UNCLEAR, "not clear")])
def test_a_strong_warning_stands_before_suspending_a_child_who_was_hurt_or_only_saw_it(person, says):
    with pytest.raises(Broken, match=says):
        decide("underage", underage(), suspension(person))
    verdict = decide("underage", underage(), suspension(person, in_spite="She hit him the next day."))
    assert any(says in warning for warning in verdict.warnings)
    assert 1 in verdict.legal
    assert not decide("underage", underage(), suspension(HIM)).warnings


@pytest.mark.clause("8.c.2")
@pytest.mark.parametrize("more", [{"pupil_heard": False}, {"needs_considered": False}, {"days": 0}, {"days": 1.3}])
def test_a_suspension_is_heard_considered_and_counted(more):
    with pytest.raises(Broken):
        decide("underage", underage(), suspension(**more))


def earlier(*days, starts_on=date(2026, 10, 5)):
    return Year(TERM, YEAR, tuple(Suspension(starts_on, day) for day in days))


@pytest.mark.clause("8.c.2")
@pytest.mark.parametrize(
    "before,days,possible",
    [(0, 45, True), (0, 45.5, False), (44.5, 0.5, True), (44.5, 1, False), (40, 5, True), (40, 6, False)],
)
def test_no_more_than_forty_five_school_days_in_a_year(before, days, possible):
    year = earlier(before) if before else NONE_YET
    if possible:
        assert decide("underage", underage(), suspension(days=days), year=year)
    else:
        with pytest.raises(Broken, match="45"):
            decide("underage", underage(), suspension(days=days), year=year)


def test_last_years_days_do_not_count():
    year = earlier(44, starts_on=date(2026, 7, 1))
    assert decide("underage", underage(), suspension(days=5), year=year)
    assert (year.in_year(), year.in_term()) == (0, 0)


def words(days, in_term):
    return [(notice.whom, notice.words) for notice in notices(days, in_term)]


@pytest.mark.clause("8.c.2")
def test_who_must_be_told_of_a_suspension():
    assert {"parents", "local authority", "social worker", "governors", "teacher"} == {
        whom for whom, _ in words(0.5, 0.5)
    }
    governors = {
        in_term: next(said for whom, said in words(1, in_term) if whom == "governors") for in_term in (5, 5.5, 15, 15.5)
    }
    assert "report" in governors[5]
    assert "if parents ask" in governors[5.5]
    assert "if parents ask" in governors[15]
    assert "must meet" in governors[15.5]
    assert not any("sixth" in said for _, said in words(5, 5))
    assert any("sixth" in said for _, said in words(5.5, 5.5))
    verdict = decide("underage", underage(), suspension(days=1), year=earlier(15))
    assert any("must meet" in notice.words for notice in verdict.notices)


def test_a_suspension_without_what_came_before_is_a_mistake():
    with pytest.raises(ValueError, match="counted"):
        decide("underage", underage(), suspension(), year=None)


# Staff


def conduct(outcome="warning", **more):
    # The whole of a fair process, as far as the gates ask for it.
    found = dict.fromkeys(("limb_harm", "limb_offence", "limb_risk", "limb_suitability"), "no")
    found |= {"lado": "ours", "exempt": "no", "personnel": "", "outcome": outcome} | more
    done = {Key(step): Done(MONDAY, 1, value) for step, value in found.items() if value is not None}
    return State(Facts(about=frozenset({"teacher"})), MONDAY, done, frozenset({HIM}))


def outcome_for(rung, **more):
    return proposed(rung, personnel_advised=True, **more)


@pytest.mark.clause("4.10")
@pytest.mark.parametrize("rung", STAFF_RUNGS)
def test_only_the_authorised_person_decides_about_staff(rung):
    decided = {
        Rung.STAFF_ADVICE: "advice",
        Rung.STAFF_WARNING: "warning",
        Rung.STAFF_FINAL_WARNING: "final_warning",
        Rung.STAFF_DISMISSAL: "dismissed",
    }
    state = conduct(decided[rung])
    assert decide("conduct", state, outcome_for(rung), BOSS).notices
    for actor in (HEAD, DEPUTY, DSL):
        with pytest.raises(Broken, match="authorised"):
            decide("conduct", state, outcome_for(rung), actor)
    with pytest.raises(Broken, match="about themselves"):
        decide("conduct", state, outcome_for(rung), Actor(HIM, BOSS.duties))


@pytest.mark.clause("4.10")
def test_an_outcome_for_staff_follows_what_was_decided_and_personnels_advice():
    warning = outcome_for(Rung.STAFF_WARNING)
    for state, one, says in (
        (conduct("advice"), warning, "not what was decided"),
        (conduct(None), warning, "not what was decided"),
        (conduct("nothing"), warning, "nothing against"),
        (conduct(personnel=None), warning, "First"),
        (conduct(lado="theirs"), warning, "not done in this case any more"),
        (conduct(limb_harm="yes"), warning, "not done in this case any more"),
        (conduct(), replace(warning, personnel_advised=False), "Personnel"),
        (conduct(), replace(warning, person=99), "not the one"),
    ):
        with pytest.raises(Broken, match=says):
            decide("conduct", state, one, BOSS)


@pytest.mark.clause("6.5")
def test_nothing_follows_for_an_adult_before_the_advice_or_after_being_cleared():
    done = {"outcome": "substantiated", "post": "dismissed", "advice": "none"}
    dismissal = outcome_for(Rung.STAFF_DISMISSAL)

    def adult(**found):
        held = {Key(step): Done(MONDAY, 1, value) for step, value in (done | found).items() if value}
        return State(Facts(), MONDAY, held, frozenset({HIM}))

    assert decide("adult", adult(), dismissal, BOSS)
    for state, says in (
        (adult(advice=""), "First"),
        (adult(outcome="unfounded"), "nothing against"),
        (adult(post="stays"), "not what was decided"),
    ):
        with pytest.raises(Broken, match=says):
            decide("adult", state, dismissal, BOSS)


@pytest.mark.parametrize("rung", STAFF_RUNGS)
def test_an_adult_is_not_dealt_with_in_a_case_about_pupils(rung):
    with pytest.raises(Broken, match="not the one"):
        decide("cyberbullying", bullying(), outcome_for(rung), BOSS)
