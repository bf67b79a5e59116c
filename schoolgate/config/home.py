"""The first page: what is asked of whoever is there."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from schoolgate.cases import queries as cases
from schoolgate.community import queries as community
from schoolgate.concerns import queries as concerns
from schoolgate.policy import queries as policy


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    if person is None:
        return render(request, "config/welcome.html", {"policy_url": _policy_of(community.only_school())})
    now = timezone.now()
    tasks = [
        *cases.tasks_for(person, now),
        *concerns.tasks_for(person, now),
        *policy.tasks_for(person, now),
        *community.tasks_for(person, now),
    ]
    tasks.sort(key=lambda task: not task.urgent)
    template = "config/child_home.html" if "pupil" in person.duties else "config/home.html"
    return render(request, template, {"tasks": tasks, "policy_url": _policy_of(person.school)})


def _policy_of(school: Any) -> str:
    return reverse("policy:public", args=[school.slug]) if school else ""
