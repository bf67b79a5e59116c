"""What the head decides beside the procedure: each head's check, and how long what is written is held."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action, own_school
from schoolgate.broken import Broken
from schoolgate.cases import rules
from schoolgate.cases.actions import asking, notify
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Check
from schoolgate.cases.models.settings import Hold, Settings
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import School
from schoolgate.engines.procedures import checks


@action("cases.decide_check", clause="8.c.2", reach=reach.deciding_checks, asks=asking.ASKS)
def decide_check(case: Case, *, check: Check, decision: str, reason: str, by: access.Someone, at: datetime) -> Case:
    """Decides a head's check: the text of the law beside the clause, and what is done here, with the reason."""
    rules.check_reason(reason)
    rules.check_decision(decision)
    held = case.checks.filter(pk=check.pk).first()
    if held is None:
        raise access.Refused("cases.decide_check")
    if held.decision:
        raise Broken(f"{held.by} has decided this check already. Add what is new to the case.")
    held.decision, held.reason, held.at, held.by_id = decision, reason, at, by.id
    held.save(update_fields=["decision", "reason", "at", "by"])
    words = f"{checks.check(held.check_id).title}: {rules.DECISIONS[decision]}. {reason}"
    notify.write(case, EventKind.CHECK, words, by=by, at=at, about=[check.person_id] if check.person_id else ())
    return case


@action("cases.hold", clause="6.1", reach=reach.leading, asks=asking.ASKS)
def hold(case: Case, *, reason: str, by: access.SignedIn, at: datetime) -> Case:
    """Says that nothing of a case may be destroyed, and why."""
    rules.check_reason(reason)
    if case.holds.filter(ended_at=None).exists():
        raise Broken("Nothing of this case may be destroyed as it is.")
    Hold.objects.create(case=case, reason=reason, at=at, by_id=by.id)
    notify.write(case, EventKind.HOLD, f"Nothing of this case may be destroyed. {reason}", by=by, at=at)
    return case


@action("cases.end_hold", clause="6.1", reach=reach.leading, asks=asking.ASKS)
def end_hold(case: Case, *, reason: str, by: access.Someone, at: datetime) -> Case:
    """Ends a hold, with the reason; what is due may then be destroyed, by two people."""
    rules.check_reason(reason)
    ended = case.holds.filter(ended_at=None).first()
    if ended is None:
        raise Broken("Nothing holds this case.")
    ended.ended_at, ended.ended_by_id, ended.ended_why = at, by.id, reason
    ended.save(update_fields=["ended_at", "ended_by", "ended_why"])
    notify.write(case, EventKind.HOLD, f"The hold was ended. {reason}", by=by, at=at)
    return case


@action("cases.edit_settings", reach=own_school)
def edit_settings(
    school: School,
    *,
    emergency_hours: int,
    grant_days: int,
    lado_days: int,
    at_once_minutes: int,
    by: access.Someone,
    at: datetime,
) -> Settings:
    """Sets how long an emergency look lasts, how far ahead somebody is let in, how soon the LADO is told, and when “at once” is late."""
    values = {
        "emergency_hours": emergency_hours,
        "grant_days": grant_days,
        "lado_days": lado_days,
        "at_once_minutes": at_once_minutes,
    }
    rules.check_settings(**values)
    return Settings.objects.update_or_create(school=school, defaults=values)[0]
