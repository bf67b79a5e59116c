"""What records ask of whoever is there."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from schoolgate import access
from schoolgate.cases.queries import reach
from schoolgate.cases.queries.approvals import Question
from schoolgate.cases.queries.todo import counted
from schoolgate.community.models import Person
from schoolgate.community.queries.tasks import Task
from schoolgate.records.queries import answering, children, concerns


def tasks_for(person: Person, at: datetime) -> Iterator[Task]:
    """Files that go to a new school, and answers to those who ask, by their own clocks."""
    if not access.may(person, "look.cases"):
        return
    leavers = children.owed(person, at)
    if leavers:
        words = counted(leavers, "child’s file goes to a new school", "children’s files go to a new school")
        first = leavers[0].due_on
        yield Task(
            words, f"By {first:%-d %B %Y}.", reverse("records:transfers"), urgent=any(owed.late for owed in leavers)
        )
    asked = answering.waiting_for(person, at)
    if asked:
        words = counted(asked, "request for what we hold waits", "requests for what we hold wait")
        first = asked[0].due_on
        late = first < reach.today(at)
        yield Task(words, f"By {first:%-d %B %Y}.", reverse("records:access_requests"), urgent=late)


def questions(person: Person) -> Iterator[Question]:
    """Concerns of which this person is asked, as the second of two, whether they are destroyed."""
    for asked in concerns.asked_of(person):
        words, url = ("Destroy a concern whose time has come", reverse("records:disposal", args=[asked.concern_id]))
        yield Question(words, url, asked.asked_by, asked.asked_at)
