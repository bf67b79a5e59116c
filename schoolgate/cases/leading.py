"""Who runs a case, who may be let into it, and who may be the second of two; knows nothing of Django's records."""

from collections.abc import Collection

from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.concerns import routing
from schoolgate.concerns.routing import GROUPS, LINE, Holders

BARRED = frozenset({Duty.OFFICE, Duty.IT})
"""Those who look after accounts and machines never read cases, unless they are in the line themselves."""
IN_LINE = frozenset(duty for group in GROUPS.values() for duty in group)
GLASS = frozenset({Duty.HEAD, Duty.DSL, Duty.DEPUTY_DSL})
"""Who may open a case that does not reach them, in an emergency."""


def is_barred(duties: Collection[Duty]) -> bool:
    """Whether somebody with these duties never reads a case, whoever let them in."""
    held = frozenset(duties)
    return bool(held & BARRED) and not held & IN_LINE


def is_restricted(*, colleagues: bool, about: Collection[Duty]) -> bool:
    """A case about anyone who works at the school or governs it is for whoever runs it alone."""
    return colleagues or bool(frozenset(about) & (EMPLOYED | GOVERNORS))


def runs(
    usual: Duty, *, restricted: bool, about: Collection[Duty], holders: Holders, concerned: Collection[int]
) -> Duty:
    """Clauses 6.4 and 6.7: who runs it, or the next in line with somebody whom it is not about.

    About the head, the chair does; about anyone else who works here, the head; else whoever the procedure names.
    """
    meant = Duty.CHAIR if Duty.HEAD in frozenset(about) else Duty.HEAD if restricted else usual
    start = LINE.index(meant)
    around = (*LINE[start:], *LINE[:start])
    return next((duty for duty in around if routing.somebody(duty, holders, concerned)), meant)


def group(duty: Duty) -> frozenset[Duty]:
    """Those who count as holding this duty: the deputies of the DSL do what the DSL does."""
    return GROUPS.get(duty, frozenset({duty}))


def stands_for(duties: Collection[Duty]) -> frozenset[Duty]:
    """The duties in whose place somebody with these duties acts."""
    return frozenset(duties) | routing.reached_by(duties)


def leads(duties: Collection[Duty], *, runs: Duty, restricted: bool) -> bool:
    """Whether somebody with these duties runs the case, or has the DSL's part in running it."""
    held = stands_for(duties)
    return runs in held or (not restricted and Duty.DSL in held)
