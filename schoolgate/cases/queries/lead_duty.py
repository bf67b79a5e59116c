"""Who is to run a case, by whom it is about and who is in it."""

import functools
from datetime import date, datetime

from schoolgate.cases import case_leads
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach, state
from schoolgate.cases.rules import COLLEAGUES
from schoolgate.concerns import routing
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.engines.procedures import engine


def lead_now(case: Case, on: date) -> tuple[str, bool]:
    """The duty that runs a case as it stands, and whether it is restricted, which it stays once it was."""
    full = state.as_it_stands(case)
    procedure, facts = state.procedure_of(full), state.facts_of(full)
    engine.check_facts(procedure, facts)
    about = facts.about | state.held_by_meant(full)
    restricted = case.restricted or case_leads.is_restricted(colleagues=case.procedure in COLLEAGUES, about=about)
    holders = concern_reach.holders(case.school_id, on, reach.barred_roles(full))
    cannot, makers = reach.cannot_lead(full), reach.makers_in(full)
    chosen = functools.partial(
        case_leads.lead_duty, procedure.lead_duty, restricted=restricted, about=about, holders=holders
    )
    duty = chosen(concerned=cannot)
    if makers and not case_leads.run_by(duty, restricted, holders) - cannot - makers:
        # Whoever took out another who ran it does not run it alone.
        other = chosen(concerned=cannot | makers)
        duty = other if routing.somebody(other, holders, cannot | makers) else duty
    return duty.value, restricted


def to_reassign(at: datetime) -> list[Case]:
    """Open cases that nobody runs any more, and that somebody else could run or of which governors must hear."""
    on = reach.today(at)
    return [
        case
        for case in reach.without_leads(at)
        if lead_now(case, on) != (case.lead_duty, case.restricted) or reach.governors_to_tell(case, at).exists()
    ]
