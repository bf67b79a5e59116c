"""Lists and pages take the same number of queries however many cases there are, and however much is in one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.cases import rules
from schoolgate.cases.actions import chronology, opening
from schoolgate.cases.models.case import Participant
from schoolgate.cases.queries import pages, register, todo
from schoolgate.cases.tests import story
from schoolgate.engines.procedures import schema
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def counted(do) -> int:
    with CaptureQueriesContext(connection) as taken:
        do()
    return len(taken)


def fill(cast, case, n: int) -> None:
    dsl = story.fresh(cast.dsl)
    there = Participant.objects.filter(case=case).count()
    for item in range(there, there + n):
        chronology.add_event(case, words=f"told {item}", by=dsl, at=MONDAY)
        chronology.add_contact(case, whom="x", how=rules.How.PHONE, words="told", by=dsl, at=MONDAY)
        opening.add_part(case, part=schema.CasePart.OTHER, name=f"Child {item}", reason="x", by=dsl, at=MONDAY)


def test_lists_pages_and_desks_take_the_same_number_of_queries(cast):
    first = story.bullying(cast)
    fill(cast, first, 1)
    story.walk(first, cast.dsl, other=cast.head)
    dsl, head, teacher, parent = (story.fresh(person) for person in (cast.dsl, cast.head, cast.teacher, cast.parent))
    for what in ("page", "chronology"):
        story.look(first, cast.dsl, what)
    looks = {
        "list": lambda: pages.cases_page(dsl, at=MONDAY),
        "all": lambda: pages.cases_page(dsl, at=MONDAY, view="all"),
        "search": lambda: pages.cases_page(dsl, at=MONDAY, words="told"),
        "page": lambda: pages.case_page(dsl, first.pk, at=MONDAY),
        "chronology": lambda: pages.chronology_page(dsl, first.pk, at=MONDAY),
        "tasks": lambda: todo.tasks_for(dsl, MONDAY),
        "teacher's tasks": lambda: todo.tasks_for(teacher, MONDAY),
        "parent's tasks": lambda: todo.tasks_for(parent, MONDAY),
        "desk": lambda: todo.dsl_page(dsl, at=MONDAY),
        "head's desk": lambda: todo.head_page(head, at=MONDAY),
        "in force": lambda: register.consequences_in_force(teacher, MONDAY.date()),
    }
    for look in looks.values():  # what is read once a request
        look()
    few = {name: counted(look) for name, look in looks.items()}
    fill(cast, first, 4)
    for _ in range(8):
        fill(cast, story.bullying(cast), 1)
        story.opened(cast, "firewall", about=[cast.pupil])
    looks["search"]()  # the first after a change reads what is new, in its own few queries: test_search
    assert {name: counted(look) for name, look in looks.items()} == few
    most = {
        "list": 12,
        "all": 20,
        "search": 28,
        "page": 32,
        "chronology": 12,
        "tasks": 18,
        "teacher's tasks": 6,
        "parent's tasks": 1,
        "desk": 22,
        "head's desk": 22,
        "in force": 4,
    }
    assert {name: n for name, n in few.items() if n > most[name]} == {}
