from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate.community.actions import ties as deeds
from schoolgate.community.forms import ties as forms
from schoolgate.community.queries import ties
from schoolgate.pages import Request, act, answer, ask, bound_form, form_page, now

TO = "community:ties"


@require_safe
def index(request: Request) -> HttpResponse:
    """Ties that somebody else entered and that keep somebody from reading."""
    return render(request, "community/ties.html", {"lines": ties.page(request.person, now())})


@form_page
def say_never_so(request: Request, id: int) -> HttpResponse:
    question = ties.question_for(request.person, id, now())
    form = bound_form(request, forms.NeverSo)
    if act(request, form, deeds.say_never_so, question):
        told = "Thank you. When two people have said that it was never so, it counts no more."
        return answer(request, told, TO)
    heading = f"{question.adult} was never {question.relation} of {question.child}?"
    return ask(request, form, heading, "It was never so", TO, caption=question.person)
