from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate.community.actions import former_names as deeds
from schoolgate.community.forms import ties as forms
from schoolgate.community.queries import former_names
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, now

TO = "community:former_names"


@require_safe
def index(request: Request) -> HttpResponse:
    """Former names by which somebody does not read what is told about whoever has that name."""
    return render(request, "community/former_names.html", {"lines": former_names.page(request.person, now())})


@form_page
def say_never_theirs(request: Request, id: int) -> HttpResponse:
    name = former_names.name_for(request.person, id, now())
    form = bound_form(request, forms.NeverSo)
    if act(request, form, deeds.say_never_theirs, name):
        told = "Thank you. When 2 people have said so, no one is taken for this name any more."
        return answer(request, told, TO)
    heading = f"{name.person} was never called {name}?"
    return ask(request, form, heading, "It was never their name", TO, caption="Former names")
