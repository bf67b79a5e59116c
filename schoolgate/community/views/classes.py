from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate.community.queries import classes
from schoolgate.pages import Request, today


@require_safe
def index(request: Request) -> HttpResponse:
    return render(request, "community/classes.html", {"rows": classes.classes_page(request.person, today())})


@require_safe
def show(request: Request, id: int) -> HttpResponse:
    return render(request, "community/class.html", {"page": classes.class_page(request.person, id, today())})
