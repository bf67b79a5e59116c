"""The chronology: in the order in which things happened, with when they were entered, and put right by addenda."""

from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases import papers, rules, tasks
from schoolgate.cases.actions import approvals, chronology, decisions
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Document
from schoolgate.cases.queries import documents, pages
from schoolgate.cases.tests import story
from schoolgate.concerns.tests.story import Found
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page(case, by, at=MONDAY):
    story.look(case, by, "chronology", at)
    return pages.chronology_page(story.fresh(by), case.pk, at=at)


@pytest.mark.clause("6.1")
def test_what_happened_stands_in_its_order_with_when_it_was_entered(cast):
    case, dsl = story.bullying(cast), story.fresh(cast.dsl)
    chronology.add_event(case, words="Later.", happened_at=MONDAY - HOUR, by=dsl, at=MONDAY)
    chronology.add_event(case, words="Earlier.", happened_at=MONDAY - 3 * story.DAY, by=dsl, at=MONDAY)
    chronology.add_contact(
        case, whom="His mother", how=rules.How.PHONE, words="She did not know.", by=dsl, at=MONDAY + HOUR
    )
    entries = list(page(case, cast.dsl, MONDAY + HOUR).entries)
    assert [entry.event.words for entry in entries][:2] == ["Earlier.", "Later."]
    assert [entry.late for entry in entries][:2] == [True, False]
    assert entries[-1].contact.whom == "His mother" and all(entry.as_written for entry in entries)


@pytest.mark.clause("6.1")
def test_a_correction_is_an_addendum_and_the_entry_stays(cast):
    case, dsl = story.bullying(cast), story.fresh(cast.dsl)
    chronology.add_event(case, words="It was Tuesday.", by=dsl, at=MONDAY)
    event = Event.objects.get(kind="note")
    chronology.add_addendum(case, event=event, words="It was Wednesday.", by=story.fresh(cast.deputy_dsl), at=MONDAY)
    entry = next(each_entry for each_entry in page(case, cast.dsl).entries if each_entry.event.pk == event.pk)
    assert entry.event.words == "It was Tuesday." and [addendum.words for addendum in entry.addenda] == [
        "It was Wednesday."
    ]
    with pytest.raises(access.Refused):
        chronology.add_addendum(case, event=event, words="x", by=story.fresh(cast.teacher), at=MONDAY)
    other = story.opened(cast, "contact", harmed=[cast.pupil])
    with pytest.raises(access.Refused):
        chronology.add_addendum(other, event=event, words="x", by=dsl, at=MONDAY)


def test_what_says_nothing_or_lies_ahead_is_refused(cast):
    case, dsl = story.bullying(cast), story.fresh(cast.dsl)
    before = Event.objects.count()
    for said in ({"words": " "}, {"words": "x" * 20_001}, {"words": "x", "happened_at": MONDAY + 2 * HOUR}):
        with pytest.raises(Broken):
            chronology.add_event(case, **said, by=dsl, at=MONDAY)
    with pytest.raises(Broken, match="last 100 years"):
        chronology.add_event(case, words="x", happened_at=MONDAY.replace(year=1826), by=dsl, at=MONDAY)
    with pytest.raises(Broken, match="with whom"):
        chronology.add_contact(case, whom=" ", how=rules.How.PHONE, words="x", by=dsl, at=MONDAY)
    assert Event.objects.count() == before


def test_a_document_is_sealed_kept_once_and_gone_from_the_disk_when_it_was_deleted(cast):
    case, dsl = story.bullying(cast), story.fresh(cast.dsl)
    for _ in range(2):
        chronology.add_document(case, name="chat.png", content=b"a picture", examined=Found("x", 9), by=dsl, at=MONDAY)
    document = Document.objects.get()
    assert papers.read(document.path) == b"a picture" and papers.read(document.shown_path) == b"stripped"
    assert documents.document_for(dsl, document.pk, at=MONDAY) == document
    with pytest.raises(access.Refused):
        chronology.add_document(
            case, name="x", content=b"x", examined=Found("x", 1), by=story.fresh(cast.teacher), at=MONDAY
        )
    tasks.daily(MONDAY + 400 * story.DAY)
    assert papers.read(document.path) == b"a picture"
    document.delete()
    tasks.daily(MONDAY + 400 * story.DAY)
    with pytest.raises(papers.NotThere):
        papers.read(document.path)


def test_a_full_disk_loses_nothing_else(cast, monkeypatch):
    case = story.bullying(cast)
    from schoolgate.sealed import store

    def full(*_, **__):
        raise OSError("no room")

    monkeypatch.setattr(store, "_put", full)
    with pytest.raises(Broken, match="disk may be full"):
        chronology.add_document(
            case, name="chat.png", content=b"x", examined=Found("x", 9), by=story.fresh(cast.dsl), at=MONDAY
        )
    assert not Document.objects.exists() and Event.objects.count() == 1


def test_nothing_of_a_case_is_destroyed_while_it_is_held(cast):
    case, dsl = story.bullying(cast), story.fresh(cast.dsl)
    decisions.hold(case, reason="The police asked.", by=dsl, at=MONDAY)
    with pytest.raises(Broken):
        decisions.hold(case, reason="x", by=dsl, at=MONDAY)
    with pytest.raises(Broken, match="held"):
        approvals.ask_second(
            case,
            what=rules.What.DELETE_EVENT,
            payload={"event": 1},
            reason="x",
            second=cast.deputy_dsl,
            by=dsl,
            at=MONDAY,
        )
    decisions.end_hold(case, reason="They are done.", by=dsl, at=MONDAY)
    assert case.holds.get().ended_why == "They are done."
    with pytest.raises(Broken):
        decisions.end_hold(case, reason="x", by=dsl, at=MONDAY)
    with pytest.raises(access.Refused):
        decisions.hold(case, reason="x", by=story.fresh(cast.teacher), at=MONDAY)


def test_the_heads_check_is_decided_once_by_the_head_with_a_reason(cast):
    case = story.walk(story.bullying(cast), cast.dsl, other=cast.head)
    check = case.checks.first()
    said = {"check": check, "decision": "as_written", "reason": "Weighed."}
    with pytest.raises(access.Refused):
        decisions.decide_check(case, **said, by=story.fresh(cast.dsl), at=MONDAY)
    head = story.fresh(cast.head)
    for wrong in ({"decision": "maybe"}, {"reason": " "}):
        with pytest.raises(Broken):
            decisions.decide_check(case, **{**said, **wrong}, by=head, at=MONDAY)
    decisions.decide_check(case, **said, by=head, at=MONDAY)
    with pytest.raises(Broken, match="Ruth Adeyemi has decided"):
        decisions.decide_check(case, **said, by=head, at=MONDAY)
    about_head = story.adult(cast, cast.head)
    chairs = about_head.checks.first()
    with pytest.raises(access.Refused):
        decisions.decide_check(about_head, **{**said, "check": chairs}, by=head, at=MONDAY)
    decisions.decide_check(about_head, **{**said, "check": chairs}, by=story.fresh(cast.chair), at=MONDAY)
