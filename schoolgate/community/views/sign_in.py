"""How somebody's sign-in changes: asked for by one, agreed to by another, and somebody makes sure of them."""

from django.http import HttpResponse
from django.shortcuts import render

from schoolgate import access, pages
from schoolgate.community.actions import sign_in as changes
from schoolgate.community.forms import sign_in as forms
from schoolgate.community.forms.families import Sure
from schoolgate.community.queries import people, sign_in
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, sent, today

NEEDS_SECOND = "Nothing happens until they agree by e-mail, or a second person does."
NEEDS_SECOND_ONLY = (
    "Nothing happens until a second person agrees. No mail server is set, so they cannot agree by e-mail."
)


@form_page
def ask_factor_reset(request: Request, id: int) -> HttpResponse:
    """Asks that a second step be taken away from somebody who has lost it."""
    access.require(request.person, "look.people")
    person = people.person_for(request.person, id, today())
    access.require(request.person, "community.ask_factor_reset", person)
    form = bound_form(request, Sure)
    if act(request, form, changes.ask_factor_reset, person):
        told = f"We have asked {person}. Their page says who else can agree."
        return answer(request, told, "community:person", id)
    notes = [
        "Do this when somebody has lost their phone and has no spare codes left.",
        NEEDS_SECOND if pages.mail_leaves() else NEEDS_SECOND_ONLY,
        "Afterwards they see no concern or case until somebody has made sure that it is them.",
    ]
    heading, to = "Take the second step away?", "community:person"
    return ask(request, form, heading, "Ask for this", to, id, notes=notes, caption=person)


@form_page
def withdraw(request: Request, id: int, change_id: int) -> HttpResponse:
    """Takes back a change that nobody has agreed to yet."""
    change = sign_in.change_for(request.person, id, change_id)
    form = bound_form(request, Sure)
    if act(request, form, changes.withdraw_change, change):
        return answer(request, "The change is withdrawn. Everything stays as it was.", "community:person", id)
    heading, to = "Withdraw this change?", "community:person"
    return ask(request, form, heading, "Withdraw it", to, id, caption=change.person)


@form_page
def answer_change(request: Request, change_id: int) -> HttpResponse:
    """The second person agrees to a change, or refuses it."""
    change = sign_in.change_to_answer(request.person, change_id, today())
    form = bound_form(request, forms.SecondAnswer)
    if act(request, form, changes.answer_change, change):
        agreed = form.cleaned_data["agreed"]
        told = "It is changed, and we have told them." if agreed else "Nothing is changed, and we have told them."
        return answer(request, told, "home")
    return render(request, "community/answer_change.html", {"form": form, "change": change})


@form_page
def confirm(request: Request, id: int) -> HttpResponse:
    """Somebody makes sure of a person who came back by another's help."""
    person = sign_in.person_to_confirm(request.person, id, today())
    form = bound_form(request, forms.MakingSure)
    happened = sign_in.what_happened(person)
    deed = changes.confirm_sign_in if sent(request, form) and form.is_them else changes.close_sign_in
    if act(request, form, deed, person):
        # Said of anybody: also of somebody to whom much is closed for another reason, which is nobody else's to know.
        sure = f"You have made sure that it is {person}. How they signed in keeps nothing from them any more."
        told = sure if form.is_them else f"The sign-in of {person} is closed."
        return answer(request, told, "home")
    return render(request, "community/confirm_sign_in.html", {"form": form, "who": person, "happened": happened})
