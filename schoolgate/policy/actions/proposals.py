"""Changes that the staff ask for, and the answers."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.policy import rules
from schoolgate.policy.actions import authors
from schoolgate.policy.models import Clause, Proposal, Version
from schoolgate.policy.queries import reach
from schoolgate.policy.rules import Stage


@action("policy.propose_change", clause="9.2")
def propose_change(clause: Clause, *, new_wording: str, reason: str, by: access.SignedIn, at: datetime) -> Proposal:
    """Anyone on the staff asks for a clause to read differently."""
    newest = reach.last_published(clause.school_id)
    rules.check_proposal(
        was=clause.text,
        wording=new_wording,
        reason=reason,
        number=clause.version.number,
        newest=newest.number if newest else None,
    )
    return Proposal.objects.create(
        school_id=clause.school_id,
        key=clause.key,
        place=clause.place,
        was=clause.text,
        wording=new_wording,
        reason=reason,
        proposed_at=at,
        proposed_by_id=by.id,
    )


@action("policy.answer_proposal", clause="9.2")
def answer_proposal(proposal: Proposal, *, accepted: bool, answer: str, by: access.Someone, at: datetime) -> Proposal:
    """Answers a proposal; an accepted one changes the open draft's clause where there is one."""
    if proposal.answered_at:
        raise Broken("This proposal has been answered already.")
    if not answer.strip():
        raise Broken("Give the person who proposed this an answer.")
    proposal.accepted, proposal.answer = accepted, answer
    proposal.answered_at, proposal.answered_by_id = at, by.id
    proposal.save()
    draft = reach.open_draft(proposal.school_id)
    if accepted and draft and draft.stage == Stage.DRAFT:
        _take_up(draft, proposal, by)
    return proposal


# ---- parts


def _take_up(draft: Version, proposal: Proposal, by: access.Someone) -> None:
    """Both have now worked on the draft: who proposed the words, and who put them in."""
    if draft.clauses.filter(key=proposal.key).update(text=proposal.wording, edited_by_id=by.id):
        authors.add(draft, by.id)
        authors.add(draft, proposal.proposed_by_id)
