"""How a concern ends, and how an end is taken back."""

from uuid import UUID

from django.http import HttpResponse

from schoolgate.concerns import onward
from schoolgate.concerns.actions import outcomes
from schoolgate.concerns.forms import triage as forms
from schoolgate.concerns.queries import queue
from schoolgate.concerns.views.triage.common import PAGE_AND_FORM, ask, asked, back, done, sent, simple
from schoolgate.pages import Request, now, said


@PAGE_AND_FORM
def decide(request: Request, id: UUID) -> HttpResponse:
    """Every way in which it can end is offered, and says what is missing; a reason is always asked for.

    What is decided in an app above, as that a case is opened, is a link to the page there.
    """
    concern = asked(request, id, "decide")
    ways = [way for way in onward.ways_for(request.person, concern, now()) if way.end]
    elsewhere = {way.end for way in ways}
    here = [one for one in queue.endings_of(concern) if one.end not in elsewhere]
    form = said(request, forms.Decision, endings=here)
    if sent(request, form) and done(form, outcomes.decide, concern, request, **form.cleaned_data):
        return back(request, id, "Decided. Whoever told us sees how it stands.")
    says = "" if form.non_field_errors() else form.first  # said once: the problem's own words are enough
    return ask(
        request, concern, form, "How does this end?", "Decide",
        template="concerns/reading/decide.html", says=says, ways=ways,
    )  # fmt: skip


@PAGE_AND_FORM
def take_back(request: Request, id: UUID) -> HttpResponse:
    words = ("Take the decision back", "Take it back", "Taken back. The decision stays in the history.")
    says = "The concern is open again. What was decided stays in its history, with your reason beside it."
    return simple(request, id, "take_back", outcomes.take_back, forms.Why, words, says=says)


@PAGE_AND_FORM
def finish(request: Request, id: UUID) -> HttpResponse:
    words = ("Finish with this concern", "We have finished", "Finished. Whoever told us sees that.")
    says = "For a concern that went into a case or to a teacher, when that has come to its end."
    return simple(request, id, "finish", outcomes.finish, forms.Why, words, says=says)
