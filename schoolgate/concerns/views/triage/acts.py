"""What is done with a concern before it ends, one small page for each."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from schoolgate.concerns import rules
from schoolgate.concerns.actions import triage
from schoolgate.concerns.forms import triage as forms
from schoolgate.concerns.queries import queue, reach
from schoolgate.concerns.views.triage.common import PAGE_AND_FORM, ask, asked, back, done, sent, simple
from schoolgate.pages import Request, said, today


@PAGE_AND_FORM
def add(request: Request, id: UUID) -> HttpResponse:
    words = ("Add to this concern", "Add it", "Added. The first words stay as they were told.")
    says = "The first words stay as they are. What you add stands below them, with your name and the time."
    return simple(request, id, "add_addendum", triage.add_addendum, forms.Added, words, says=says)


@PAGE_AND_FORM
def answer(request: Request, id: UUID) -> HttpResponse:
    """Writes to whoever told us."""
    words = ("Write to whoever told us", "Send it", "Sent. They find it where they told us.")
    return simple(
        request, id, "say", triage.say, forms.Answered, words, template="concerns/reading/answer.html"
    )


@PAGE_AND_FORM
def clause(request: Request, id: UUID) -> HttpResponse:
    """Confirms the clause that was suggested from the words, or chooses another."""
    concern = asked(request, id, "confirm_clause")
    form = said(request, forms.Clause, initial={"clause": concern.clause})
    if sent(request, form) and done(form, triage.confirm_clause, concern, request, **form.cleaned_data):
        return back(request, id, f"Clause {form.cleaned_data['clause']} is confirmed.")
    return ask(
        request, concern, form, "Which clause does it touch?", "Confirm this clause",
        template="concerns/reading/clause.html", text=forms.text_of(concern.clause),
    )  # fmt: skip


@PAGE_AND_FORM
def scope(request: Request, id: UUID) -> HttpResponse:
    """Confirms for which use it was told, or says that it is the other one."""
    concern = asked(request, id, "confirm_scope")
    form = said(request, forms.Scoped, initial={"scope": concern.scope, "reason": concern.scope_reason})
    if sent(request, form) and done(form, triage.confirm_scope, concern, request, **form.cleaned_data):
        return back(request, id, "The scope is confirmed.")
    says = f"It was told as {queue.scope_words(concern.first_scope).lower()}. The policy covers both."
    return ask(request, concern, form, "Which use was it?", "Confirm this", says=says)


@PAGE_AND_FORM
def harm(request: Request, id: UUID) -> HttpResponse:
    """Says under which harm it is read."""
    concern = asked(request, id, "set_harm")
    form = said(request, forms.Harmful, initial={"harm": concern.harm, "urgent": concern.urgent})
    if sent(request, form) and done(form, triage.set_harm, concern, request, **form.cleaned_data):
        return back(request, id, "Kept. The queue shows it under this heading now.")
    return ask(request, concern, form, "What harm may this be?", "Keep this")


@PAGE_AND_FORM
def people(request: Request, id: UUID) -> HttpResponse:
    """Finds somebody by name, and says what they have to do with it."""
    concern = asked(request, id, "name_person")
    words = str(request.GET.get("name", "")).strip()
    found = queue.people_found(concern, words, today())
    form = said(request, forms.Named, found=found)
    if sent(request, form) and done(form, triage.name_person, concern, request, **form.cleaned_data):
        return back(request, id, f"Kept: {form.cleaned_data['person']}.")
    finder = forms.Finder({"name": words} if words else None)
    return ask(
        request, concern, form, "Who has to do with this?", "Keep this person",
        template="concerns/reading/people.html", finder=finder, found=found, words=words,
    )  # fmt: skip


@PAGE_AND_FORM
def not_meant(request: Request, id: UUID, person_id: int) -> HttpResponse:
    """Says that a typed name did not mean this person."""
    concern = asked(request, id, "not_meant")
    meant = next(
        (one.person for one in concern.about.all() if one.by_name and one.person_id == person_id), None
    )
    if meant is None:
        raise Http404
    form = said(request, forms.Why)
    if sent(request, form) and done(
        form, triage.not_meant, concern, request, person=meant, **form.cleaned_data
    ):
        return back(request, id, f"Kept: {meant} was not meant.")
    says = f"A name was typed that may mean {meant}, so they do not see this concern. If somebody else was meant, say how you know. Your reason stays."
    return ask(request, concern, form, f"{meant} was not meant", "They were not meant", says=says)


@PAGE_AND_FORM
def pass_on(request: Request, id: UUID) -> HttpResponse:
    """Lets one teacher read it and look into it."""
    concern = asked(request, id, "pass_to_teacher")
    teachers = reach.teachers_for(concern, today())
    form = said(request, forms.Given, people=teachers, label="Teacher")
    if sent(request, form) and done(
        form, triage.pass_to_teacher, concern, request, **_given(form, "teacher")
    ):
        return back(request, id, f"Passed to {form.cleaned_data['person']}, who has been written to.")
    says = "This teacher, and no other, can read it, add to it and write down what they found. The children’s own teachers come first."
    return ask(request, concern, form, "Pass it to a teacher", "Pass it on", says=says)


@PAGE_AND_FORM
def share(request: Request, id: UUID) -> HttpResponse:
    """Lets one more person read it, by name."""
    concern = asked(request, id, "share")
    readers = reach.who_may_share(concern, today())
    form = said(request, forms.Given, people=readers, label="Person")
    if sent(request, form) and done(form, triage.share, concern, request, **_given(form, "person")):
        return back(request, id, f"Shared with {form.cleaned_data['person']}, who has been written to.")
    says = "Share it only with somebody who needs it to keep a child safe. They read everything in it. Nobody whom it is about is in the list."
    return ask(request, concern, form, "Share it with somebody", "Share it", says=says)


def _given(form: Any, name: str) -> dict[str, Any]:
    return {name: form.cleaned_data["person"], "reason": form.cleaned_data["reason"]}


@PAGE_AND_FORM
def link(request: Request, id: UUID) -> HttpResponse:
    """Says that it has to do with another one that this person may read."""
    concern = asked(request, id, "link")
    form = said(request, forms.Linked, initial={"number": request.GET.get("number", "")})
    if sent(request, form):
        other = queue.concern_numbered(request.person, form.cleaned_data["number"])
        if other is None:
            form.add_error("number", "There is no concern with this number that is open to you.")
        elif done(form, triage.link, concern, request, other=other):
            return back(request, id, f"Linked to concern {other.number}.")
    says = "Both then show that they have to do with each other, to those who may read both."
    return ask(request, concern, form, "Link it to another concern", "Link them", says=says)


STEPS = {
    rules.Stride.LOOKED_INTO: (
        "Write down what was found",
        "Whom you heard, what they said, and what you make of it.",
    ),
    rules.Stride.OUTCOME: (
        "Write down what came of it",
        "What was agreed, who knows, and when it is looked at again.",
    ),
}


@PAGE_AND_FORM
def step(request: Request, id: UUID, stride: str) -> HttpResponse:
    """A step that a report of bullying needs before it may end; any other concern may have one too."""
    concern = asked(request, id, "add_step")
    if stride not in set(rules.Stride):
        raise Http404
    title, says = STEPS[rules.Stride(stride)]
    form = said(request, forms.Found)
    if sent(request, form) and done(
        form, triage.add_step, concern, request, stride=rules.Stride(stride), **form.cleaned_data
    ):
        return back(request, id, "Written down.")
    return ask(request, concern, form, title, "Write it down", says=says)
