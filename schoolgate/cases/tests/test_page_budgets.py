"""Pages of cases take the same number of queries with three cases and with ten."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.cases.actions import chronology
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.cases.tests.story import DAY
from schoolgate.cases.tests.test_pages import url
from schoolgate.community.models import Person, Role
from schoolgate.concerns.tests import story as told
from schoolgate.concerns.tests.story import picture
from tests import load, work
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
MOST = {"cases": 30, "today": 45, "desk": 40, "case": 65, "chronology": 33, "in_force": 16}


def more(cast, number: int) -> None:
    """Cases with people, entries and steps that are done."""
    for _ in range(number):
        case = story.bullying(cast)
        story.do(case, "safe_now", cast.dsl)
        case.events.first()


def papers(case, cast, name: str) -> None:
    """A document, and a letter that was written."""
    file, by = picture(name.encode()), story.fresh(cast.dsl)
    words = {"name": file.name, "content": file.content, "examined": file.examined}
    id = chronology.add_document(case, title=name, **words, by=by, at=MONDAY)
    chronology.look_at_document(case, document=case.documents.get(pk=id), by=by, at=MONDAY)
    post.written(case, "parents", post.key(cast.pupil, cast.parent), cast.dsl)


def counted(look) -> int:
    assert look().status_code == 200  # writes the look down, and fills what is kept for the session
    with CaptureQueriesContext(connection) as context:
        assert look().status_code == 200
    return len(context)


def test_no_page_takes_more_queries_with_more_cases(cast):
    first = story.bullying(cast)
    dsl, teacher = client_of(cast.dsl), client_of(cast.teacher)
    looks = {
        "cases": lambda: dsl.get(url("cases")),
        "today": lambda: dsl.get(url("today")),
        "desk": lambda: dsl.get(url("desk")),
        "case": lambda: dsl.get(url("case", first.pk)),
        "chronology": lambda: dsl.get(url("chronology", first.pk)),
        "in_force": lambda: teacher.get(url("in_force")),
    }
    taken = []
    with time_machine.travel(MONDAY, tick=False):
        for number in (2, 7 if work.LONG else 4):
            more(cast, number)
            for item in range(number):  # and more in the one case that is looked at
                story.do(first, "safe_now", cast.dsl)
                papers(first, cast, f"{number}.{item}")
            taken.append({name: counted(look) for name, look in looks.items()})
    assert taken[0] == taken[1]
    assert {name: number for name, number in taken[1].items() if number > MOST[name]} == {}


# Lists, with twice as many rows: the same queries, whether most cases are open or closed.

LISTS = {
    "cases, open": "/cases/",
    "cases, late": "/cases/?view=late",
    "cases, closed": "/cases/?view=closed",
    "cases, all": "/cases/?view=all",
    "cases, found": "/cases/?words=screenshot",
    "today": "/cases/today/",
    "decisions": "/cases/decisions/",
    "first page": "/",
    "records": "/records/",
    "children": "/records/children/",
    "transfers": "/records/transfers/",
    "requests": "/records/requests/",
    "in force": "/cases/in-force/",
    "concerns": "/concerns/",
    "concerns, all": "/concerns/?view=all",
    "concerns, found": "/concerns/?words=screenshot",
}
MOST_OF_A_LIST = 48
CASES = 20 if work.LONG else 10
"""Enough for a query a row to show: the second time there are twice as many."""


def leave(cast, number: int) -> None:
    """Children who have a case and have left: their files go to a new school."""
    for item in range(number):
        child = Person.objects.create(school=cast.school, first_name=f"Gone{item}", last_name="Away")
        Role.objects.create(
            person=child, duty="pupil", since_on=MONDAY.date() - 400 * DAY, until_on=MONDAY.date() - 9 * DAY
        )
        case = Case.objects.filter(restricted=False).order_by("number")[item]
        Participant.objects.create(case=case, person=child, part="other", at=MONDAY, by=cast.dsl)


def test_no_list_takes_more_queries_with_twice_as_many_rows(cast):
    dsl = client_of(cast.dsl)
    taken = []
    with time_machine.travel(MONDAY, tick=False):
        for seed in (1, 2):
            load.year(cast.school, until=MONDAY, cases=CASES, events=6 * CASES, seed=seed)
            leave(cast, 4)
            for _ in range(8):
                told.staff(cast, "They sent a screenshot round.", about=[cast.pupil])
            taken.append({name: counted(lambda url=url: dsl.get(url)) for name, url in LISTS.items()})
    grown = {name: (taken[0][name], taken[1][name]) for name in LISTS if taken[1][name] > taken[0][name]}
    assert grown == {}
    assert {name: number for name, number in taken[1].items() if number > MOST_OF_A_LIST} == {}
