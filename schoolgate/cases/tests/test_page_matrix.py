"""A case about a child and one about an adult × member of the cast, at the pages: who finds it, and who finds nothing at all.

test_matrix.py asks the same of the queries for every kind of case.
"""

import pytest

from schoolgate.cases.actions import chronology
from schoolgate.cases.queries import reach
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import url, words_of
from schoolgate.concerns.tests.story import picture
from tests import work
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
ROWS = [
    ("cyberbullying", "young_pupil", {"dsl", "deputy_dsl"}, {"head", "deputy"}),
    ("adult", "teacher", {"head"}, set()),
    ("adult", "dsl", {"head"}, set()),
    ("adult", "head", {"chair"}, set()),
]
"""The kind, whom it is about, who must find it, and who may, by whose turn it is or who runs it."""
IN_LINE = ("head", "deputy", "dsl", "deputy_dsl", "chair")
EVERYONE = ROWS[:2]
"""Where everyone asks: of the others of the same kind those are enough who could run it, for they alone change."""


@pytest.mark.parametrize(("kind", "about", "must", "may"), ROWS, ids=[f"{row[0]} about {row[1]}" for row in ROWS])
def test_who_finds_a_case(cast, kind, about, must, may):
    meant = getattr(cast, about)
    case = story.opened(cast, kind, about=[meant])
    leader = story.fresh(reach.leads_of(case, MONDAY.date()).first())
    file = picture()
    document = chronology.add_document(
        case, name=file.name, content=file.content, examined=file.examined, title="A secret", by=leader, at=MONDAY
    )
    papers = [url("document", case.pk, document), url("document_blurred", case.pk, document), url("letters", case.pk)]
    finds = set()
    members = cast.members()
    everyone = work.LONG or (kind, about, must, may) in EVERYONE
    for part in members if everyone else IN_LINE:
        client = client_of(members[part])
        listed = (
            words_of(client.get(url("cases"))) + words_of(client.get(url("today"))) + words_of(client.get(url("desk")))
        )
        found = words_of(client.get(url("cases"), {"words": str(case.number), "view": "all"}))
        opens = client.get(url("case", case.pk)).status_code == 200
        shown = url("case", case.pk) in found
        assert opens == shown, f"{part}: the search and the page disagree"
        reached = [client.get(address).status_code == 200 for address in papers]
        assert reached == [opens] * 3, f"{part}: the case and its papers disagree"
        told = words_of(client.get(url("cases"), {"words": "secret", "view": "all"}))
        assert (url("case", case.pk) in told) == opens, f"{part} finds the words of a document"
        assert opens or str(case.number) not in listed + words_of(client.get("/")), f"{part} learns of it"
        finds |= {part} if opens else set()
    assert must <= finds <= must | may
    assert about not in finds
