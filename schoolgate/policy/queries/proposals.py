"""Changes that the staff ask for, and the answers: one's own for each, all for those who answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from schoolgate import access
from schoolgate.community.models import Person
from schoolgate.community.queries import school
from schoolgate.engines.model_policy import placeholders
from schoolgate.pages import or_404
from schoolgate.policy import wording
from schoolgate.policy.models import Clause, Proposal
from schoolgate.policy.queries import reach
from schoolgate.policy.rules import Stage


@dataclass(frozen=True)
class Line:
    """A proposal with what it would put in and take out."""

    proposal: Proposal
    pieces: tuple[wording.Piece, ...]


@dataclass(frozen=True)
class Open:
    """A clause that can be proposed to read differently, as it reads now."""

    clause: Clause
    words: str


@dataclass(frozen=True)
class ProposalsPage:
    """The proposals this person may see, and what else they may do with them."""

    waiting: tuple[Line, ...]
    answered: tuple[Line, ...]
    sees_all: bool
    may_answer: bool
    open_to: tuple[tuple[str, tuple[Open, ...]], ...]


@dataclass(frozen=True)
class AnswerPage:
    """A proposal to be answered, and what an acceptance does."""

    proposal: Proposal
    pieces: tuple[wording.Piece, ...]
    present: Clause | None
    takes_effect: str


def visible_to(person: Person) -> QuerySet[Proposal]:
    """One's own proposals; all of them for those who answer and those who govern."""
    access.require(person, "look.proposals")
    proposals = Proposal.objects.filter(school=person.school_id).select_related("proposed_by", "answered_by")
    return proposals if access.may(person, "look.drafts") else proposals.filter(proposed_by=person)


def proposals_page(person: Person, on: date) -> ProposalsPage:
    """The proposals this person may see, those that wait first."""
    officers = school.officers(person.school, on)
    found = [Line(item, _pieces(item, officers)) for item in visible_to(person)]
    return ProposalsPage(
        waiting=tuple(item for item in found if item.proposal.answered_at is None),
        answered=tuple(item for item in found if item.proposal.answered_at is not None),
        sees_all=access.may(person, "look.drafts"),
        may_answer=access.may(person, "policy.answer_proposal"),
        open_to=_sections(person, officers) if access.may(person, "policy.propose_change") else (),
    )


def _sections(person: Person, officers: Mapping[str, str]) -> tuple[tuple[str, tuple[Open, ...]], ...]:
    """The clauses that can be proposed to read differently, section by section."""
    published = reach.last_published(person.school_id)
    found: dict[str, list[Open]] = {}
    for clause in published.clauses.all() if published else ():
        found.setdefault(clause.section, []).append(Open(clause, placeholders.filled(clause.text, officers)))
    return tuple((section, tuple(clauses)) for section, clauses in found.items())


def answer_page(person: Person, id: int, on: date) -> AnswerPage:
    """One proposal for those who answer it."""
    access.require(person, "policy.answer_proposal")
    proposal = proposal_for(person, id)
    draft = reach.open_draft(person.school_id)
    present = draft.clauses.filter(key=proposal.key).first() if draft else None
    return AnswerPage(
        proposal=proposal,
        pieces=_pieces(proposal, school.officers(person.school, on)),
        present=present,
        takes_effect=_takes_effect(draft.stage if draft else "", present),
    )


def _pieces(proposal: Proposal, officers: Mapping[str, str]) -> tuple[wording.Piece, ...]:
    return wording.pieces(placeholders.filled(proposal.was, officers), placeholders.filled(proposal.wording, officers))


def _takes_effect(stage: str, present: Clause | None) -> str:
    if not stage:
        return "No draft is open. The next one shows this proposal beside the clause, as accepted."
    if present is None:
        return "The draft that is open no longer has this clause, so accepting changes nothing in it."
    if stage == Stage.DRAFT:
        return f"Accepting puts the new words into clause {present.place} of the draft at once."
    return f"The next version is {stage} already. The words go in when it is a draft again, or the time after."


def proposal_for(person: Person, id: int, *, to_change: bool = False) -> Proposal:
    """One proposal this person may see; not there and not theirs are the same 404."""
    proposals = visible_to(person)
    if to_change:
        proposals = proposals.select_for_update(of=("self",), no_key=True)
    return or_404(proposals.filter(pk=id).first())
