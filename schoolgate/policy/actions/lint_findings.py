"""What a person decides about a finding in the policy: live with it for a reason, or look at it again."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import School
from schoolgate.engines.rulings.lint.finding import Finding
from schoolgate.policy.models import AcceptedFinding


@action("policy.accept_finding", clause="9.1")
def accept_finding(
    school: School, *, finding: Finding, reason: str, by: access.Someone, at: datetime
) -> AcceptedFinding:
    """Records that the school lives with a finding, and why; it comes back when the finding changes."""
    if not reason.strip():
        raise Broken("Say why the school can live with this, so that others understand.")
    accepted, _ = AcceptedFinding.objects.update_or_create(
        school=school,
        key=finding.key,
        defaults={
            "kind": finding.kind,
            "clauses": list(finding.clauses),
            "says": finding.says,
            "reason": reason.strip(),
            "accepted_at": at,
            "accepted_by_id": by.id,
        },
    )
    return accepted


@action("policy.reopen_finding", clause="9.1")
def reopen_finding(accepted: AcceptedFinding, *, by: access.Someone, at: datetime) -> School:
    """Puts a finding that was accepted back among those to look at."""
    school = accepted.school
    accepted.delete()
    return school
