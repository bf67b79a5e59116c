"""The first page: what is asked of whoever is there."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from schoolgate.cases.queries import todo
from schoolgate.community import person_middleware
from schoolgate.community.queries import school as community_school
from schoolgate.community.queries import set_up
from schoolgate.community.queries import tasks as community_tasks
from schoolgate.concerns.queries import todo as concern_todo
from schoolgate.pages import OpenRequest
from schoolgate.policy.queries import todo as policy_todo
from schoolgate.records.queries import todo as record_todo


@login_not_required
@require_safe
def home(request: OpenRequest) -> HttpResponse:
    person = request.person
    if person is None:
        school = community_school.only_school()
        if school is None and set_up.is_there():
            return redirect("set_up:start")
        return render(request, "config/welcome.html", {"policy_url": _policy_of(school)})
    now = timezone.now()
    tasks = [
        *todo.tasks_for(person, now),
        *record_todo.tasks_for(person, now),
        *concern_todo.tasks_for(person, now),
        *policy_todo.tasks_for(person, now),
        *community_tasks.tasks_for(person, now),
    ]
    tasks = [task for task in tasks if person_middleware.leads_on(person, task.url)]
    tasks.sort(key=lambda task: not task.urgent)
    template = "config/child_home.html" if "pupil" in person.duties else "config/home.html"
    return render(request, template, {"tasks": tasks, "policy_url": _policy_of(person.school)})


def _policy_of(school: Any) -> str:
    return reverse("policy:public", args=[school.slug]) if school else ""
