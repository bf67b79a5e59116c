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

from schoolgate.cases.procedures import (
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
from schoolgate.cases.procedures.clocks import Clock, Unit, due_at
from schoolgate.cases.procedures.engine import (
    Standing,
    Task,
    check_clock,
    check_deed,
    check_facts,
    check_skip,
    check_step,
    checks_raised,
    choices,
    dates_in,
    due_of,
    keys,
    leader,
    may_close,
    open_now,
    overdue,
    tasks,
    waiting,
    who_may,
)
from schoolgate.cases.procedures.given import needs
from schoolgate.cases.procedures.terms import (
    AUTHORISED,
    DEEDS,
    LEAD,
    PARTS,
    Actor,
    Began,
    Broken,
    Child,
    Deed,
    Done,
    Facts,
    Key,
    Kind,
    Need,
    Outcome,
    Part,
    Procedure,
    Source,
    State,
    Step,
)

PROCEDURES: Mapping[str, Procedure] = MappingProxyType(
    {
        module.PROCEDURE.id: module.PROCEDURE
        for module in (
            adult,
            cyberbullying,
            contact,
            join,
            underage,
            firewall,
            phone,
            conduct,
            parent_post,
        )
    }
)

__all__ = [
    "AUTHORISED",
    "DEEDS",
    "LEAD",
    "PARTS",
    "PROCEDURES",
    "Actor",
    "Began",
    "Broken",
    "Child",
    "Clock",
    "Deed",
    "Done",
    "Facts",
    "Key",
    "Kind",
    "Need",
    "Outcome",
    "Part",
    "Procedure",
    "Source",
    "Standing",
    "State",
    "Step",
    "Task",
    "Unit",
    "check_clock",
    "check_deed",
    "check_facts",
    "check_skip",
    "check_step",
    "checks_raised",
    "choices",
    "dates_in",
    "due_at",
    "due_of",
    "keys",
    "leader",
    "may_close",
    "needs",
    "open_now",
    "overdue",
    "tasks",
    "waiting",
    "who_may",
]
