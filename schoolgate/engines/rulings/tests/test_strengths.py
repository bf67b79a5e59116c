"""What a school chooses changes what is answered: strengths, parameters, clauses left out."""

import dataclasses
import pickle
from datetime import date

import pytest

from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Account, Answer, Device, Place, Role, Strength, Way
from schoolgate.engines.rulings.policy import Parameters, Policy
from schoolgate.engines.rulings.rules import RULES
from schoolgate.engines.rulings.rules.rule import Opinion
from schoolgate.engines.rulings.tests.asking import (
    CARRY,
    CONNECT,
    EVENING,
    GAME,
    MODEL,
    MORNING,
    NETWORK,
    POST,
    USE,
    answer,
    posting,
    with_parameters,
    with_strengths,
    without,
)

CHILD = date(2015, 5, 1)


def test_a_must_forbids_and_the_rest_advises():
    young = {"born": CHILD, "platform": dataclasses.replace(NETWORK, minimum_age=None)}
    assert answer(USE, **young) == ("forbidden", ("5.p.1",))
    for weaker in (Strength.SHOULD, Strength.GOOD_PRACTICE):
        assert answer(USE, with_strengths(c5_p_1=weaker), **young) == ("advised against", ("5.p.1",))


def test_what_is_fixed_stays_whatever_the_strength():
    softer = dataclasses.replace(MODEL, strengths=dict.fromkeys(MODEL.strengths, Strength.GOOD_PRACTICE))
    harder = dataclasses.replace(MODEL, strengths=dict.fromkeys(MODEL.strengths, Strength.MUST))
    for policy in (softer, MODEL, harder):
        assert answer(USE, policy, role=Role.STAFF, poses_as_child=True) == ("forbidden", ("5.s.5",))
        assert answer(USE, policy, role=Role.STAFF, at=MORNING) == ("advised against", ("5.s.6",))
        assert answer(POST, policy, account=Account.OFFICIAL) == ("forbidden", ("4.8",))
        assert posting("criticism", role=Role.PARENT, policy=policy) == ("advised against", ("3.c.2",))


def test_a_clause_without_strength_is_a_must():
    assert dataclasses.replace(MODEL, strengths={}).strength("5.s.7") is Strength.MUST


def test_a_clause_that_the_school_does_not_have_says_nothing():
    young = {"born": CHILD, "platform": dataclasses.replace(NETWORK, minimum_age=None)}
    assert answer(USE, without("5.p.1"), **young) == ("allowed", ("3.a.1",))
    ruling = rule(dataclasses.replace(USE, **young), without("5.p.1"))
    assert ruling.school_rule == ""
    assert answer(USE, without("3.a.1", "5.p.1"), **young) == ("ask a person", ())


def test_without_clause_5_s_4_a_family_tie_lifts_nothing():
    assert answer(CONNECT, family_link=True) == ("allowed", ("5.s.4",))
    assert answer(CONNECT, without("5.s.4"), family_link=True) == ("forbidden", ("5.s.1",))


@pytest.mark.parametrize(
    ("chosen", "expected"), [("advice", "advised against"), ("forbidden", "forbidden"), ("allowed", "allowed")]
)
def test_parents_as_friends(chosen, expected):
    policy = with_parameters(parents_as_friends=chosen)
    for asker, other in ((Role.STAFF, Role.PARENT), (Role.PARENT, Role.STAFF)):
        assert answer(CONNECT, policy, role=asker, other=other, way=Way.FRIEND) == (expected, ("5.s.7",))


def test_advice_about_parents_that_is_a_must_forbids():
    policy = with_strengths(c5_s_7=Strength.MUST)
    assert answer(CONNECT, policy, other=Role.PARENT) == ("forbidden", ("5.s.7",))


@pytest.mark.clause("5.p.3")
@pytest.mark.parametrize("device", [Device.OWN_PHONE, Device.OWN_COMPUTER])
@pytest.mark.parametrize(
    ("phones", "kept", "handed_in", "excepted", "evening"),
    [
        ("hand in", "forbidden", "allowed", "allowed", "allowed"),
        ("not in school", "forbidden", "forbidden", "allowed", "allowed"),
        ("allowed", "allowed", "allowed", "allowed", "allowed"),
    ],
)
def test_phones(phones, kept, handed_in, excepted, evening, device):
    policy = with_parameters(phones=phones)
    asked = [{}, {"handed_in": True}, {"exception": True}, {"at": EVENING}]
    found = [answer(CARRY, policy, device=device, **facts) for facts in asked]
    assert found == [(item, ("5.p.3",)) for item in (kept, handed_in, excepted, evening)]


def test_school_devices_and_grown_ups_are_not_asked_for_their_phones():
    assert answer(CARRY, device=Device.SCHOOL_TABLET) == ("allowed", ("2.1",))
    assert answer(CARRY, role=Role.STAFF) == ("allowed", ("2.1",))


def test_other_ages():
    born = date(2011, 1, 1)
    assert answer(USE, born=born)[0] == "allowed"
    assert answer(USE, with_parameters(minimum_age=16), born=born) == ("forbidden", ("5.p.1",))
    grown = {"other": Role.FORMER_PUPIL, "other_born": date(2008, 1, 1)}
    assert answer(CONNECT, **grown)[0] == "allowed"
    assert answer(CONNECT, with_parameters(former_pupil_age=19), **grown)[0] == "forbidden"


@pytest.mark.parametrize(
    "choice", [{"phones": "maybe"}, {"parents_as_friends": ""}, {"pupil_hours": "night"}, {"minimum_age": 99}]
)
def test_there_are_no_other_choices(choice):
    with pytest.raises(ValueError, match=next(iter(choice))):
        Parameters(**choice)


def test_another_policy_does_not_remember_this_ones_rulings():
    first = with_parameters()
    assert answer(USE, first, born=CHILD)[0] == "forbidden"
    second = dataclasses.replace(first, strengths=dict.fromkeys(first.strengths, Strength.SHOULD))
    assert answer(USE, second, born=CHILD)[0] == "advised against"
    assert answer(USE, first, born=CHILD)[0] == "forbidden"


def test_a_policy_cannot_change_under_its_rulings():
    strengths = dict(MODEL.strengths)
    policy = Policy(MODEL.parameters, strengths, MODEL.clauses, MODEL.calendar)
    strengths["5.p.1"] = Strength.GOOD_PRACTICE
    assert policy == MODEL
    assert hash(policy) == hash(MODEL)
    assert policy.strength("5.p.1") is Strength.MUST
    assert pickle.loads(pickle.dumps(policy)) == policy
    with pytest.raises(TypeError):
        policy.strengths["5.p.1"] = Strength.SHOULD


@pytest.mark.parametrize("kind", ["campaign", "advertising"])
def test_gaps_ask_a_person(kind):
    assert posting(kind, role=Role.PARENT) == ("ask a person", ())
    assert posting("harmless", kind, role=Role.PARENT) == ("ask a person", ())
    assert posting("harmless", kind, "hate", role=Role.PARENT) == ("forbidden", ("2.3",))
    assert posting("harmless", role=Role.PARENT) == ("allowed", ("3.c.1",))


def test_more_gaps_ask_a_person():
    older = {"other_born": date(2012, 1, 1)}
    assert answer(CONNECT, role=Role.PARENT, other=Role.PUPIL, **older) == ("ask a person", ())
    assert answer(CONNECT, role=Role.PARENT, other=Role.PUPIL) == ("forbidden", ("5.p.1",))
    for kind in ("criticism", "school-matters", "pupil-photo-with-consent"):
        assert posting(kind, role=Role.PUPIL, born=date(2012, 1, 1))[0] == "ask a person"
    gap = rule(dataclasses.replace(CONNECT, role=Role.PARENT, **older), MODEL)
    assert (gap.answer, gap.missing) == (Answer.ASK, ())
    assert "head" in gap.says


def test_a_post_is_judged_by_its_strictest_part():
    assert posting("harmless") == ("allowed", ("2.1",))
    assert posting("harmless", "confidential") == ("forbidden", ("4.6",))
    assert posting("confidential", "advertising") == ("forbidden", ("4.2", "4.6"))
    assert posting() == ("ask a person", ())


def test_the_site_decides_for_former_pupils_and_what_is_not_social():
    assert answer(USE, born=CHILD, platform=GAME) == ("allowed", ("3.a.1",))
    former = {"role": Role.FORMER_PUPIL, "born": CHILD}
    assert answer(USE, **former) == ("advised against", ("1.4c",))
    with_parent = dataclasses.replace(NETWORK, route="parent_consent")
    assert answer(USE, **former, platform=with_parent) == ("allowed", ("2.1",))


def test_an_exception_lifts_the_ban_on_the_device_and_nothing_else():
    tablet = {"role": Role.STAFF, "device": Device.SCHOOL_TABLET}
    assert answer(USE, **tablet) == ("forbidden", ("5.p.5",))
    assert answer(USE, **tablet, exception=True) == ("allowed", ("2.1",))
    pupil = {"device": Device.SCHOOL_TABLET, "at": MORNING, "exception": True}
    assert answer(USE, **pupil) == ("forbidden", ("5.p.2",))


def test_every_fixed_weight_gives_its_reason_and_every_opinion_has_words():
    for other in RULES:
        fixed = {Opinion.ADVISE, Opinion.FORBID} & set(other.words)
        assert bool(other.fixed) is bool(fixed), other.name
        for words in other.words.values():
            assert words.says.strip().endswith("."), other.name
            assert words.child.strip().endswith("."), other.name
    assert {each_rule.clause for each_rule in RULES} <= MODEL.clauses


def test_on_a_school_device_with_an_exception_the_site_is_no_matter():
    here = {"role": Role.STAFF, "place": Place.SCHOOL, "exception": True}
    assert answer(USE, **here, device=Device.SCHOOL_TABLET) == ("allowed", ("2.1",))
    assert answer(USE, **here, device=Device.OWN_PHONE) == ("advised against", ("7.1",))
    assert answer(USE, **here, device=Device.OWN_PHONE, official_holder=True)[0] == "allowed"


def test_an_unknown_day_leaves_ages_unknown():
    former = dataclasses.replace(CONNECT, other=Role.FORMER_PUPIL, platform=GAME, at=None)
    ruling = rule(former, MODEL)
    assert (ruling.answer, ruling.missing) == (Answer.ASK, ("at",))
    assert rule(dataclasses.replace(former, other_born=None), MODEL).missing == ("at", "other_born")
    assert rule(dataclasses.replace(USE, at=None), MODEL).missing == ("at",)


def test_only_what_can_change_the_answer_is_asked_for():
    with_parent = dataclasses.replace(GAME, minimum_age=13, route="kids_version")
    assert rule(dataclasses.replace(USE, born=None, platform=with_parent), MODEL).missing == ()
    assert rule(dataclasses.replace(USE, born=None), MODEL).missing == ("born",)
    assert rule(dataclasses.replace(USE, role=Role.STAFF, born=None), MODEL).missing == ()


def test_the_register_may_not_know_a_platform_well():
    unclear = dataclasses.replace(NETWORK, minimum_age=None, age_known=False)
    assert rule(dataclasses.replace(USE, platform=unclear), MODEL).missing == ("platform",)
    grown = dataclasses.replace(USE, role=Role.FORMER_PUPIL, born=date(2008, 1, 1), platform=unclear)
    assert rule(grown, MODEL).answer is Answer.ALLOWED
    assert rule(dataclasses.replace(USE, platform=dataclasses.replace(NETWORK, social=None)), MODEL).missing == ()
    device = dataclasses.replace(USE, platform=dataclasses.replace(NETWORK, social=None), at=MORNING)
    assert rule(device, MODEL).missing == ("platform",)


def test_both_rules_on_age_stand_beside_the_answer():
    ruling = rule(USE, MODEL)
    assert ruling.site_rule == "Chatter asks for 13."
    assert ruling.school_rule == "The school's rule: no pupil under 13 uses a social network."
    for other in ({"platform": GAME}, {"platform": None}, {"role": Role.STAFF}, {"role": None}):
        assert rule(dataclasses.replace(USE, **other), MODEL).school_rule == ""


def test_facts_that_cannot_be_are_named():
    for wrong in ({"role": "teacher"}, {"role": Role.OTHER}, {"device": "watch"}, {"exception": "yes"}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            rule(dataclasses.replace(USE, **wrong), MODEL)


def test_a_former_pupil_who_asks_about_a_contact_is_sent_to_a_person():
    assert answer(CONNECT, role=Role.FORMER_PUPIL, other=Role.OTHER) == ("ask a person", ())
    tablet = {"role": Role.FORMER_PUPIL, "other": Role.OTHER, "device": Device.SCHOOL_TABLET}
    assert answer(CONNECT, **tablet) == ("forbidden", ("5.p.5",))
