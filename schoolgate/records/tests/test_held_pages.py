"""Deciding about many pages: what is simply given needs no typed reason, and no two pages of an answer read alike."""

import pytest
from django.urls import reverse

from schoolgate.broken import Broken
from schoolgate.cases.actions import chronology
from schoolgate.cases.tests import story
from schoolgate.concerns.actions import triage
from schoolgate.concerns.tests import story as told
from schoolgate.records.models import HeldPage
from schoolgate.records.queries.access_requests import SIMPLY, SIMPLY_COVERED
from schoolgate.records.tests.test_access_requests import consequence, letter
from schoolgate.records.tests.test_records import decide, request_of
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh


@pytest.fixture
def request_(cast):
    case = story.bullying(cast)
    chronology.add_event(case, words="Maya cried.", about=[cast.pupil.pk], by=fresh(cast.dsl), at=MONDAY)
    chronology.add_event(case, words="Arun hid her bag.", about=[cast.pupil.pk], by=fresh(cast.dsl), at=MONDAY)
    return request_of(cast)


def page_with(request, words: str) -> HeldPage:
    return next(page for page in request.pages.all() if words in page.words)


def address(page: HeldPage) -> str:
    return reverse("records:held_page", args=[page.request_id, page.order])


def test_a_page_that_is_simply_given_has_its_reason_already(cast, request_):
    client = client_of(cast.dsl)
    for words, says in (("Maya cried", SIMPLY), ("Arun hid", SIMPLY_COVERED)):
        page = page_with(request_, words)
        assert f">\n{says}</textarea>" in client.get(address(page)).content.decode()
        for sent in ({"reason": says}, {"reason": ""}, {}):
            HeldPage.objects.filter(pk=page.pk).update(decision="", reason="", at=None)
            assert "Why? (optional)" not in client.get(address(page)).content.decode()
            assert client.post(address(page), {"decision": "keep", **sent}).status_code == 302
            assert HeldPage.objects.get(pk=page.pk).reason == says


def test_it_can_be_changed_and_stays_as_it_was_written(cast, request_):
    client, page = client_of(cast.dsl), page_with(request_, "Maya cried")
    client.post(address(page), {"decision": "keep", "reason": "Her own words."})
    assert HeldPage.objects.get(pk=page.pk).reason == "Her own words."
    assert ">\nHer own words.</textarea>" in client.get(address(page)).content.decode()


@pytest.mark.parametrize("decision", ["whole", "named", "passages"])
@pytest.mark.parametrize("reason", ["", "  ", SIMPLY, SIMPLY_COVERED, f" {SIMPLY} "])
def test_whoever_takes_something_out_or_gives_names_writes_why(cast, request_, decision, reason):
    page = page_with(request_, "Arun hid")
    sent = {"decision": decision, "reason": reason, "words": "her bag"}
    shown = client_of(cast.dsl).post(address(page), sent).content.decode()
    assert "Write why. Whoever asked reads it." in shown
    with pytest.raises(Broken, match="Write why"):
        decide(page, decision, reason, "her bag", by=cast.dsl)
    page.refresh_from_db()
    assert page.decision == page.reason == "" and not page.passages.exists()


def test_no_two_pages_read_alike(cast, request_):
    case = story.bullying(cast)
    for _ in range(3):
        chronology.add_event(case, words="Again.", by=fresh(cast.dsl), at=MONDAY)
        letter(case, cast.pupil, cast.parent, "Dear Ms Nair.")
        consequence(case, cast.pupil, "She helped.")
    concern = told.read(told.staff(cast, about=[cast.pupil]), cast.dsl)
    for _ in range(2):
        triage.add_addendum(concern, words="More.", by=fresh(cast.dsl), at=MONDAY)
    titles = [page.title for page in request_of(cast).pages.all()]
    assert len(titles) == len(set(titles)) > 12
    assert any("(3 of 3)" in title and "2026" in title for title in titles)
    assert not any("of 1)" in title for title in titles)
    assert any("letter “What happened”, 23 November 2026" in title for title in titles)


def test_a_step_is_called_by_its_name_and_its_time(cast):
    case = story.adult(cast, harmed=[cast.pupil])
    story.do(case, "record", cast.head)
    story.do(case, "limb_harm", cast.head, outcome="yes")
    titles = [page.title for page in request_of(cast, by=cast.head).pages.all()]
    assert any("Has a child been harmed, or may one have been?, 23 November 2026, " in title for title in titles), (
        titles
    )
