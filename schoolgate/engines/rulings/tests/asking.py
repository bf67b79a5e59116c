"""Ordinary questions, as stories begin: change in them what the test is about."""

import dataclasses
from datetime import date, datetime

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
from schoolgate.engines.rulings.policy import Policy

MORNING = datetime(2026, 11, 23, 10, 0)
EVENING = datetime(2026, 11, 23, 19, 0)
MODEL = Policy.model()

NETWORK = Platform("chatter", "Chatter", social=True, minimum_age=13, site_rule="Chatter asks for 13.")
GAME = Platform("blocks", "Blocks", social=False, minimum_age=None)

USE = Use(
    role=Role.PUPIL, born=date(2012, 5, 1), platform=NETWORK, at=EVENING, place=Place.ELSEWHERE, device=Device.OWN_PHONE
)
CONNECT = Connect(
    role=Role.STAFF,
    other=Role.PUPIL,
    way=Way.MESSAGE,
    platform=NETWORK,
    at=EVENING,
    place=Place.ELSEWHERE,
    device=Device.OWN_PHONE,
    born=date(1985, 5, 1),
    other_born=date(2015, 5, 1),
)
POST = Post(
    role=Role.STAFF, account=Account.PERSONAL, content=frozenset({Content.HARMLESS}), at=EVENING, born=date(1985, 5, 1)
)
CARRY = Carry(role=Role.PUPIL, device=Device.OWN_PHONE, at=MORNING)


def answer(question, policy=MODEL, **changes):
    """The answer, and the clauses that determine it."""
    ruling = rule(dataclasses.replace(question, **changes), policy)
    return str(ruling.answer), ruling.clauses


def with_parameters(**changes):
    return dataclasses.replace(MODEL, parameters=dataclasses.replace(MODEL.parameters, **changes))


def with_strengths(**changes):
    """The model policy with other strengths, clauses written as c5_p_1."""
    strengths = {name[1:].replace("_", "."): strength for name, strength in changes.items()}
    return dataclasses.replace(MODEL, strengths={**MODEL.strengths, **strengths})


def without(*clauses):
    return dataclasses.replace(MODEL, clauses=MODEL.clauses - set(clauses))


def posting(*kinds, **changes):
    return answer(POST, content=frozenset(Content(kind) for kind in kinds), **changes)
