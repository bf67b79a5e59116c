"""Changes that the staff ask for, and the answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from schoolgate import access
from schoolgate.pages import Request, now, said, today
from schoolgate.policy.actions import proposals as policy_proposals
from schoolgate.policy.forms import drafting as forms
from schoolgate.policy.queries import drafting, proposals
from schoolgate.policy.views.drafting import PAGE_AND_FORM, done


@require_safe
def index(request: Request) -> HttpResponse:
    page = proposals.proposals_page(request.person, today())
    return render(request, "policy/drafting/proposals.html", {"page": page})


@PAGE_AND_FORM
def propose(request: Request, id: int) -> HttpResponse:
    """Somebody on the staff asks for a clause to read differently."""
    access.require(request.person, "policy.propose_change")
    clause = drafting.clause_for(request.person, id)
    initial = {} if request.method == "POST" else {"initial": {"new_wording": clause.text}}
    form = said(request, forms.Proposed, **initial)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _propose(request, clause, form)):
        messages.success(
            request, "Your proposal is with the head, the deputy and the DSL. The answer comes here."
        )
        return redirect("policy:proposals")
    return render(request, "policy/drafting/propose.html", {"clause": clause, "form": form})


def _propose(request: Request, clause: Any, form: Any) -> Any:
    return policy_proposals.propose_change(clause, **form.cleaned_data, by=request.person, at=now())


@PAGE_AND_FORM
def answer(request: Request, id: int) -> HttpResponse:
    """Those who write the document say yes or no to a proposal, and why."""
    page = proposals.answer_page(request.person, id, today())
    form = said(request, forms.Answered)
    if request.method == "POST" and form.is_valid() and done(form, lambda: _answer(request, id, form)):
        messages.success(request, f"{page.proposal.proposed_by} can read your answer.")
        return redirect("policy:proposals")
    return render(request, "policy/drafting/answer.html", {"page": page, "form": form})


def _answer(request: Request, id: int, form: Any) -> Any:
    proposal = proposals.proposal_for(request.person, id, to_change=True)
    accepted = form.cleaned_data["accepted"] == "yes"
    words = form.cleaned_data["answer"]
    return policy_proposals.answer_proposal(
        proposal, accepted=accepted, answer=words, by=request.person, at=now()
    )
