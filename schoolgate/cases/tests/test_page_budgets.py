"""Pages of cases take the same number of queries with three cases and with thirty."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.cases import actions
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import url
from schoolgate.concerns.tests.story import picture
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
MOST = {"cases": 30, "today": 45, "desk": 40, "case": 65, "chronology": 30, "in_force": 16}


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
    id = actions.add_document(case, title=name, **words, by=by, at=MONDAY)
    actions.look_at_document(case, document=case.documents.get(pk=id), by=by, at=MONDAY)
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
        for number in (2, 27):
            more(cast, number)
            for one in range(number):  # and more in the one case that is looked at
                story.do(first, "safe_now", cast.dsl)
                papers(first, cast, f"{number}.{one}")
            taken.append({name: counted(look) for name, look in looks.items()})
    assert taken[0] == taken[1]
    assert {name: number for name, number in taken[1].items() if number > MOST[name]} == {}
