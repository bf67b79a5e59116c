"""Two records of one person: asking, and answering as the second person."""

from django.http import HttpResponse
from django.shortcuts import render

from schoolgate import access
from schoolgate.community.actions import joins as community_joins
from schoolgate.community.forms import joins as forms
from schoolgate.community.queries import joins, people
from schoolgate.pages import Request, act, answer, bound_form, form_page, now, today

WAITS = "Your answer is kept. The records become one when enough of those who are asked have agreed."
JOINED = "The two records are one now."


@form_page
def propose(request: Request, id: int) -> HttpResponse:
    """Finds the other record by name, and asks a second person whether it is the same person’s."""
    access.require(request.person, "look.people")
    person = people.person_for(request.person, id, today())
    name = str(request.GET.get("name", "")).strip()[:80]
    found = joins.others(request.person, person, name, today())
    form = bound_form(request, forms.Proposal, found=found)
    other = (lambda: people.person_for(request.person, form.cleaned_data["other"], today())) if form.is_bound else None
    if form.is_bound and form.is_valid() and other:
        data = {"other": other(), "reason": form.cleaned_data["reason"]}
        if act(request, form, community_joins.propose_join, person, data):
            told = "We have asked those who may agree, such as the chair of governors. Nothing changes until they do."
            return answer(request, told, "community:person", id)
    finder = forms.Finder({"name": name} if name else None)
    page = {"form": form, "finder": finder, "found": found, "name": name, "who": person}
    return render(request, "community/join.html", page)


@form_page
def decide(request: Request, id: int) -> HttpResponse:
    """Both records side by side, and the answer of the second person."""
    page = joins.join_page(request.person, id, now())
    form = bound_form(request, forms.Answer)
    if form.is_bound and form.is_valid():
        if form.cleaned_data["agreed"]:
            done = act(request, form, community_joins.agree_join, page.question, {})
        else:
            done = act(
                request, form, community_joins.refuse_join, page.question, {"reason": form.cleaned_data["reason"]}
            )
        if done:
            told = WAITS if done.answered_at is None else JOINED if done.agreed else "The records stay as they are."
            return answer(request, told, "home")
    return render(request, "community/join_decide.html", {"page": page, "form": form})
