from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schoolgate.community import queries
from schoolgate.community.views import Request, today


@require_safe
def index(request: Request) -> HttpResponse:
    return render(request, "community/classes.html", {"rows": queries.classes_page(request.person, today())})


@require_safe
def show(request: Request, id: int) -> HttpResponse:
    return render(request, "community/class.html", {"page": queries.class_page(request.person, id, today())})
