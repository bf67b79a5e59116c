"""Who runs a case, who may be let into it, and who may be the second of two; knows nothing of Django's records."""

from collections.abc import Collection, Iterable

from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.concerns import routing
from schoolgate.concerns.routing import GROUPS, LINE, Holders

BARRED = frozenset({Duty.OFFICE, Duty.IT})
"""Those who look after accounts and machines never read cases, unless they are in the line themselves."""
ADULT = (Duty.HEAD, Duty.CHAIR)
"""Who runs what is about people who work here."""
IN_LINE = frozenset(duty for group in GROUPS.values() for duty in group)
MAY_OPEN_IN_EMERGENCY = frozenset({Duty.HEAD, Duty.DSL, Duty.DEPUTY_DSL})
"""Who may open a case that does not reach them, in an emergency."""

CHIEFS = {Duty.DEPUTY_DSL: Duty.DSL, Duty.DEPUTY: Duty.HEAD}
"""Whose deputy somebody is."""


def chiefs_of(duties: Collection[Duty]) -> frozenset[Duty]:
    """The duties of those whose deputy this person is, and which they do not hold themselves."""
    return frozenset(chief for deputy, chief in CHIEFS.items() if deputy in duties and chief not in duties)


def is_barred(duties: Collection[Duty]) -> bool:
    """Whether somebody with these duties never reads a case, whoever let them in."""
    held = frozenset(duties)
    return bool(held & BARRED) and not held & IN_LINE


def is_restricted(*, colleagues: bool, about: Collection[str]) -> bool:
    """A case about anyone who works at the school or governs it is for whoever runs it alone."""
    return colleagues or bool(frozenset(about) & (EMPLOYED | GOVERNORS))


def lead_duty(
    usual: Iterable[str], *, restricted: bool, about: Collection[str], holders: Holders, concerned: Collection[int]
) -> Duty:
    """Clauses 6.4 and 6.7: who runs it: the first in line who is not meant and of whom there is somebody.

    About anyone who works here that is the head, about the head the chair; else whom the procedure names.
    """
    named = ADULT if restricted else tuple(Duty(item) for item in usual)
    line = [duty for duty in dict.fromkeys((*named, *LINE)) if duty not in frozenset(about) and duty in GROUPS]
    there = (duty for duty in line if routing.somebody(duty, holders, concerned))
    return next(there, next(iter(line), Duty.CHAIR))


def group(duty: Duty) -> frozenset[Duty]:
    """Those who count as holding this duty: the deputies of the DSL do what the DSL does."""
    return GROUPS.get(duty, frozenset({duty}))


def run_by(duty: Duty, restricted: bool, holders: Holders) -> frozenset[int]:
    """Who runs what is run by this duty, or has the DSL's part in it."""
    duties = group(duty) | (frozenset() if restricted else group(Duty.DSL))
    return frozenset(id for held in duties for id in holders.get(held, ()))


def stands_for(duties: Collection[Duty]) -> frozenset[Duty]:
    """The duties in whose place somebody with these duties acts."""
    return frozenset(duties) | routing.reached_by(duties)


def leads(duties: Collection[Duty], *, lead_duty: Duty, restricted: bool) -> bool:
    """Whether somebody with these duties lead_duty the case, or has the DSL's part in running it."""
    held = stands_for(duties)
    return lead_duty in held or (not restricted and Duty.DSL in held)
