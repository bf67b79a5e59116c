"""Procedures: what has to be done in a case, by whom, by when and what has to wait, clause by clause.

    procedure = PROCEDURES["adult"]
    state = State(Facts(source=Source.PARENT), opened_at=at)
    for task in tasks(procedure, state, calendar): ...
    check_step(procedure, state, Key("lado"), outcome="referral", given={...}, actor=Actor(7, frozenset({"head"})))

Each procedure is a module of data that can be read from top to bottom; nothing here knows a database. A step that
was done stays done, and a condition that came true stays true, so nothing that was open closes again by itself.
"""

from collections.abc import Mapping
from types import MappingProxyType

from schoolgate.engines.procedures import (
    adult,
    conduct,
    contact,
    cyberbullying,
    firewall,
    join,
    parent_post,
    phone,
    underage,
)
from schoolgate.engines.procedures.schema import Procedure

PROCEDURES: Mapping[str, Procedure] = MappingProxyType(
    {
        module.PROCEDURE.id: module.PROCEDURE
        for module in (adult, cyberbullying, contact, join, underage, firewall, phone, conduct, parent_post)
    }
)
