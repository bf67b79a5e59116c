"""The queries behind the pages of cases do not grow in number with the cases of a school."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.cases.actions import readers
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Addendum, Contact, Done, Event
from schoolgate.cases.queries import pages, todo
from schoolgate.cases.tests import story
from schoolgate.community import kinship
from schoolgate.records.actions import transfers
from schoolgate.records.queries import access_requests, children, retention
from tests import load
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
fresh = story.fresh


def looks(cast):
    """Every look at cases that must not grow, and the most queries it may take."""
    case = Case.objects.filter(restricted=False).order_by("number").first()
    for what in ("page", "chronology"):
        readers.look(case, what=what, by=fresh(cast.dsl), at=MONDAY)
    transfers.look_at_child(cast.pupil, by=fresh(cast.dsl), at=MONDAY)
    dsl, head = fresh(cast.dsl), fresh(cast.head)
    yield "a case", lambda: pages.case_page(dsl, case.pk, at=MONDAY), 40
    yield "its chronology", lambda: list(pages.chronology_page(dsl, case.pk, at=MONDAY).page), 20
    yield "list of cases", lambda: pages.cases_page(dsl, at=MONDAY, view="all"), 25
    yield "desk of the DSL", lambda: todo.dsl_page(dsl, at=MONDAY), 30
    yield "desk of the head", lambda: todo.head_page(head, at=MONDAY), 30
    yield "tasks", lambda: todo.tasks_for(dsl, MONDAY), 40
    yield "a child across cases", lambda: children.child_page(dsl, cast.pupil.pk, at=MONDAY), 20
    yield "records to review", lambda: list(retention.review_page(dsl, at=MONDAY).page), 22
    yield "answers owed", lambda: access_requests.requests_of(dsl, MONDAY), 3


def counted(cast):
    """How many queries each look takes, with something on the head's desk as well."""
    Case.objects.filter(restricted=True).update(closed_at=None, closed_by=None, outcome="")
    found = {}
    for name, work, most in looks(cast):
        with CaptureQueriesContext(connection) as captured, kinship.of_one_moment():  # as a page is looked at
            work()
        assert len(captured) <= most, f"{name}: {len(captured)} queries"
        found[name] = len(captured)
    return found


def test_a_year_of_cases_takes_no_more_queries_than_a_handful(cast):
    load.year(cast.school, until=MONDAY, cases=20, events=160)
    few = counted(cast)
    load.year(cast.school, until=MONDAY, cases=30, events=240, seed=7)
    many = counted(cast)
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert grown == {}


def test_the_invented_year_is_as_large_as_asked_and_whole(cast):
    made = load.year(cast.school, until=MONDAY, cases=20, events=300)
    assert len(made) == Case.objects.count() == 20 and Event.objects.count() >= 300
    assert Case.objects.filter(closed_at=None).exists() and Case.objects.exclude(closed_at=None).exists()
    for model in (Event, Addendum, Contact, Done):
        assert model.objects.exists() and all(other.as_written for other in model.objects.all()), model
    assert not Event.objects.filter(happened_at__gt=MONDAY).exists()
