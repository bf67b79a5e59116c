"""Changes that the staff ask for, and the answers."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.pages import Request, act, answer, bound_form, form_page, today
from schoolgate.policy.actions import proposals as policy_proposals
from schoolgate.policy.forms import drafting as forms
from schoolgate.policy.queries import drafting, proposals


@require_safe
def index(request: Request) -> HttpResponse:
    page = proposals.proposals_page(request.person, today())
    return render(request, "policy/drafting/proposals.html", {"page": page})


@form_page
def propose(request: Request, id: int) -> HttpResponse:
    """Somebody on the staff asks for a clause to read differently."""
    access.require(request.person, "policy.propose_change")
    clause = drafting.clause_for(request.person, id)
    form = bound_form(request, forms.Proposed, initial={"new_wording": clause.text})
    if act(request, form, policy_proposals.propose_change, clause):
        told = "Your proposal is with the head, the deputy and the DSL. The answer comes here."
        return answer(request, told, "policy:proposals")
    return render(request, "policy/drafting/propose.html", {"clause": clause, "form": form})


@form_page
def decide(request: Request, id: int) -> HttpResponse:
    """Those who write the document say yes or no to a proposal, and why."""
    page = proposals.answer_page(request.person, id, today())
    form = bound_form(request, forms.Answered)
    proposal = partial(proposals.proposal_for, request.person, id, to_change=True)
    if act(request, form, policy_proposals.answer_proposal, proposal):
        return answer(request, f"{page.proposal.proposed_by} can read your answer.", "policy:proposals")
    return render(request, "policy/drafting/answer.html", {"page": page, "form": form})
