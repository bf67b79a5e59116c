"""What is done with a concern before it ends, one small page for each."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from schoolgate.concerns import rules
from schoolgate.concerns.actions import leaving, triage
from schoolgate.concerns.forms import triage as forms
from schoolgate.concerns.queries import concern_pages, given, reach, search
from schoolgate.concerns.queries.meant import children_named, may_mean
from schoolgate.concerns.queries.shown import is_about_teller
from schoolgate.concerns.views.triage.common import ask, back, opened, read_what_is_new, seeing
from schoolgate.pages import Request, act, bound_form, form_page, mail_leaves, or_404, press, sent, today

if TYPE_CHECKING:
    from schoolgate.community.models import Person
    from schoolgate.concerns.models.concern import Concern


@form_page
def add(request: Request, id: UUID) -> HttpResponse:
    concern = opened(request, id, "add_addendum")
    form = bound_form(request, forms.Added)
    if act(request, form, triage.add_addendum, concern):
        return back(request, id, "Added. The first words stay as they were told.")
    hint = "The first words stay as they are. What you add stands below them, with your name and the time."
    return ask(request, concern, form, "Add to this concern", "Add it", hint=hint)


@form_page
def answer(request: Request, id: UUID) -> HttpResponse:
    """Writes to whoever told us."""
    concern = opened(request, id, "say")
    new = read_what_is_new(request, concern)
    names = children_named(concern, str(request.POST.get("words", "")), today())
    about = is_about_teller(concern)
    form = bound_form(request, forms.Answered, names=bool(names), about_teller=about, initial=seeing(concern))
    if act(request, form, triage.say, concern):
        return back(request, id, "Sent. They find it where they told us.")
    template = "concerns/reading/answer.html"
    return ask(request, concern, form, "Write to whoever told us", "Send it", template=template, new=new)


@form_page
def clause(request: Request, id: UUID) -> HttpResponse:
    """Confirms the clause that was suggested from the words, or chooses another."""
    concern = opened(request, id, "confirm_clause")
    form = bound_form(request, forms.Clause, initial={"clause": concern.clause})
    if act(request, form, triage.confirm_clause, concern):
        return back(request, id, f"Clause {form.cleaned_data['clause']} is confirmed.")
    context = {"template": "concerns/reading/clause.html", "text": forms.text_of(concern.clause)}
    return ask(request, concern, form, "Which clause does it touch?", "Confirm this clause", **context)


@form_page
def scope(request: Request, id: UUID) -> HttpResponse:
    """Confirms for which use it was told, or says that it is the other one."""
    concern = opened(request, id, "confirm_scope")
    known = {"scope": concern.scope, "reason": concern.scope_reason}
    form = bound_form(request, forms.Scoped, initial=known)
    if act(request, form, triage.confirm_scope, concern):
        return back(request, id, "The scope is confirmed.")
    hint = f"It was told as {concern_pages.scope_words(concern.first_scope).lower()}. The policy covers both."
    return ask(request, concern, form, "Which use was it?", "Confirm this", hint=hint)


@form_page
def harm(request: Request, id: UUID) -> HttpResponse:
    """Says under which harm it is read."""
    concern = opened(request, id, "set_harm")
    form = bound_form(request, forms.Harmful, initial={"harm": concern.harm, "urgent": concern.urgent})
    if act(request, form, triage.set_harm, concern):
        return back(request, id, "Kept. The queue shows it under this heading now.")
    return ask(request, concern, form, "What harm may this be?", "Keep this")


@form_page
def hand_over(request: Request, id: UUID) -> HttpResponse:
    """A complaint is a safeguarding matter: one press."""
    concern = opened(request, id, "hand_over")
    if request.method != "POST" or press(request, leaving.hand_over, concern) is None:
        return redirect("concerns:concern", id)
    return back(request, id, "Handed over. It is a safeguarding concern from now on.")


@form_page
def people(request: Request, id: UUID) -> HttpResponse:
    """Finds somebody by name, and says what they have to do with it."""
    concern = opened(request, id, "name_person")
    name = str(request.GET.get("name", "")).strip()
    found = search.people_found(concern, name, today())
    form = bound_form(request, forms.Named, found=found)
    if act(request, form, triage.name_person, concern):
        return back(request, id, f"Kept: {form.cleaned_data['person']}.")
    finder = forms.Finder({"name": name} if name else None)
    context = {"template": "concerns/reading/people.html", "finder": finder, "found": found, "words": name}
    return ask(request, concern, form, "Who has to do with this?", "Keep this person", **context)


@form_page
def not_meant(request: Request, id: UUID, person_id: int) -> HttpResponse:
    """Says that what was told did not mean this person, or that they were named by mistake."""
    concern = opened(request, id, "not_meant")
    named = [example for example in concern.about.all() if example.person_id == person_id]
    meant = or_404(named[0].person if named else None)
    by_name = any(example.by_name for example in named)
    form = bound_form(request, forms.NotMeant if by_name else forms.ReasonForm)
    if act(request, form, triage.not_meant, concern, person=meant):
        if by_name:
            return back(request, id, f"Kept: {meant} was not meant.")
        told = (
            "was taken out"
            if concern_pages.was_taken_out(concern, meant)
            else "stays named until a second person agrees"
        )
        return back(request, id, f"Kept: {meant} {told}.")
    if not by_name:
        first = concern_pages.said_first(concern, meant, request.person)
        return ask(request, concern, form, f"{meant} was named by mistake", OUT[bool(first)], hint=_out(first))
    hint = (
        f"What was told may mean {meant}, so they do not see this concern. If you say that it does not, they may read all of "
        "it from then on, as their duty brings it to them: what was told, and this reason with your name. If you are not "
        "sure, leave it as it is."
    )
    return ask(request, concern, form, f"{meant} was not meant", "They were not meant", hint=hint)


OUT = {False: "Ask for them to be taken out", True: "Agree to take them out"}


def _out(first: "Person | None") -> str:
    """What it takes until somebody is taken out: two people, since others may be kept out by their being named."""
    if first is not None:
        return (
            f"{first} has said so. If you agree, they are taken out. That they were named, and your reason, stay in it."
        )
    return (
        "A second person has to agree: somebody who reads this, the head or the chair. Until then they stay named, and "
        "nobody who is kept out because of them sees this. Your reason stays in it."
    )


def _named(request: Request, concern: "Concern", people: "Iterable[Person]") -> Collection[int]:
    """Whom it may mean, once somebody was chosen."""
    chosen = str(request.POST.get("person", ""))
    return may_mean(concern, [person.pk for person in people if str(person.pk) == chosen], today())


NO_MAIL = "{person}. No email tells them, because {why}: tell them yourself."


def _written_to(concern: "Concern", person: "Person") -> str:
    """To whom it was given, and whether they hear of it by mail: whoever gave it tells them where they do not."""
    if not given.is_written_to(concern, person):
        return NO_MAIL.format(person=person, why="they have no email address on record")
    if not mail_leaves():
        return NO_MAIL.format(person=person, why="no mail server is set")
    return f"{person}, who has been written to."


@form_page
def pass_on(request: Request, id: UUID) -> HttpResponse:
    """Lets one teacher read it and look into it."""
    concern = opened(request, id, "pass_to_teacher")
    teachers = reach.teachers_for(concern, today())
    form = bound_form(
        request, forms.Given, people=teachers, named=_named(request, concern, teachers), label="Teacher", name="teacher"
    )
    if act(request, form, triage.pass_to_teacher, concern):
        return back(request, id, f"Passed to {_written_to(concern, form.cleaned_data['person'])}")
    hint = (
        "This teacher, and no other, can read it, add to it and write down what they found. The children’s own "
        "teachers come first."
    )
    return ask(request, concern, form, "Pass it to a teacher", "Pass it on", hint=hint)


@form_page
def share(request: Request, id: UUID) -> HttpResponse:
    """Lets one more person read it, by name."""
    concern = opened(request, id, "share")
    readers = reach.who_may_share(concern, today())
    form = bound_form(
        request, forms.Given, people=readers, named=_named(request, concern, readers), label="Person", name="person"
    )
    if act(request, form, triage.share, concern):
        return back(request, id, f"Shared with {_written_to(concern, form.cleaned_data['person'])}")
    hint = (
        "Share it only with somebody who needs it to keep a child safe. They read everything in it. Nobody whom it "
        "is about is in the list."
    )
    return ask(request, concern, form, "Share it with somebody", "Share it", hint=hint)


@form_page
def link(request: Request, id: UUID) -> HttpResponse:
    """Says that it has to do with another one that this person may read."""
    concern = opened(request, id, "link")
    form = bound_form(request, forms.Linked, initial={"number": request.GET.get("number", "")})
    if sent(request, form):
        other = search.concern_numbered(request.person, form.cleaned_data["number"])
        if other is None:
            form.add_error("number", "There is no concern with this number that is open to you.")
        elif act(request, form, triage.link, concern, {"other": other}):
            return back(request, id, f"Linked to concern {other.number}.")
    hint = "Both then show that they have to do with each other, to those who may read both."
    return ask(request, concern, form, "Link it to another concern", "Link them", hint=hint)


STEPS = {
    rules.BullyingStep.LOOKED_INTO: (
        "Write down what was found",
        "Whom you heard, what they said, and what you make of it.",
    ),
    rules.BullyingStep.OUTCOME: (
        "Write down what came of it",
        "What was agreed, who knows, and when it is looked at again.",
    ),
}


@form_page
def step(request: Request, id: UUID, step: str) -> HttpResponse:
    """A step that a report of bullying needs before it may end; any other concern may have one too."""
    concern = opened(request, id, "add_step")
    if step not in set(rules.BullyingStep):
        raise Http404
    heading, hint = STEPS[rules.BullyingStep(step)]
    form = bound_form(request, forms.Found)
    if act(request, form, triage.add_step, concern, step=rules.BullyingStep(step)):
        return back(request, id, "Written down.")
    return ask(request, concern, form, heading, "Write it down", hint=hint)
