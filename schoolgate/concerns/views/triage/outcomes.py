"""How a concern ends, and how an end is taken back."""

from uuid import UUID

from django.http import HttpResponse

from schoolgate.concerns import onward, rules
from schoolgate.concerns.actions import outcomes
from schoolgate.concerns.forms import triage as forms
from schoolgate.concerns.queries import concern_pages
from schoolgate.concerns.views.triage.common import ask, back, opened, read_what_is_new, seeing
from schoolgate.pages import Request, act, bound_form, form_page, now


@form_page
def decide(request: Request, id: UUID) -> HttpResponse:
    """Every way in which it can end is offered, and says what is missing; a reason is always asked for.

    What is decided in an app above, as that a case is opened, is a link to the page there.
    """
    concern = opened(request, id, "decide")
    new = read_what_is_new(request, concern)
    ways = [way for way in onward.ways_for(request.person, concern, now()) if way.end]
    elsewhere = {way.end for way in ways}
    here = [ending for ending in concern_pages.endings_of(concern) if ending.end not in elsewhere]
    form = bound_form(
        request, forms.Decision, endings=here, grave=rules.is_grave(concern.harm), initial=seeing(concern)
    )
    if act(request, form, outcomes.decide, concern):
        return back(request, id, "Decided. Whoever told us sees how it stands.")
    hint = "" if form.non_field_errors() else form.first  # said once: the problem's own words are enough
    context = {"template": "concerns/reading/decide.html", "hint": hint, "ways": ways}
    return ask(request, concern, form, "How does this end?", "Decide", new=new, **context)


@form_page
def take_back(request: Request, id: UUID) -> HttpResponse:
    concern = opened(request, id, "take_back")
    form = bound_form(request, forms.ReasonForm)
    if act(request, form, outcomes.take_back, concern):
        return back(request, id, "Taken back. The decision stays in the history.")
    hint = "The concern is open again. What was decided stays in its history, with your reason beside it."
    return ask(request, concern, form, "Take the decision back", "Take it back", hint=hint)


@form_page
def finish(request: Request, id: UUID) -> HttpResponse:
    concern = opened(request, id, "finish")
    new = read_what_is_new(request, concern)
    form = bound_form(request, forms.Finished, initial=seeing(concern))
    if act(request, form, outcomes.finish, concern):
        return back(request, id, "Finished. Whoever told us sees that.")
    hint = "For a concern that went into a case or to a teacher, when that has come to its end."
    return ask(request, concern, form, "Finish with this concern", "We have finished", hint=hint, new=new)
