"""A search finds what lies sealed, at once and no longer, for those whom it reaches; and reads only what is new."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate.cases import rules, tasks
from schoolgate.cases.actions import approvals, chronology
from schoolgate.cases.models.case import Case, Participant
from schoolgate.cases.models.chronicle import Addendum, Contact, Event
from schoolgate.cases.models.papers import Document, Letter
from schoolgate.cases.models.search import WordList
from schoolgate.cases.queries import pages, search, state
from schoolgate.cases.rules import EventKind, How
from schoolgate.cases.tests import story
from schoolgate.sealed import field
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
fresh = story.fresh


def found(person, words: str) -> set:
    page = pages.cases_page(fresh(person), at=MONDAY, words=words)
    return {item.id for item in page.page}


def every_place(case, cast):
    """A word of its own in each row that a search looks through, and how it is written there."""
    dsl = fresh(cast.dsl)
    note = {"happened_at": MONDAY, "entered_at": MONDAY, "by": dsl}
    event = Event(case=case, kind=EventKind.CONTACT.value, words="the walrus", **note)
    yield "walrus", event.save
    yield "heron", Addendum(case=case, event=event, words="a heron.", at=MONDAY, by=dsl).save
    yield "badger", Contact(case=case, event=event, whom="Mr Badger", how=How.PHONE.value).save
    yield "osprey", Participant(case=case, name="Jo Osprey", part="other", at=MONDAY, by=dsl).save
    document = Document(
        case=case, name="otter.png", text="seen: a stoat", digest="x", path="x", size=1, at=MONDAY, by=dsl
    )
    yield "otter", document.save
    yield "stoat", lambda: None
    letter = Letter(
        case=case,
        kind="parents",
        to=cast.parent,
        title="About a lynx",
        words="Dear marten",
        written_at=MONDAY,
        written_by=dsl,
    )
    yield "lynx", letter.save
    yield "marten", lambda: None


def test_a_word_is_found_as_soon_as_it_is_written_wherever_that_is(cast):
    case, other = story.bullying(cast), story.bullying(cast)
    assert found(cast.dsl, "walrus") == set()
    for word, write in every_place(case, cast):
        assert word in ("stoat", "marten") or found(cast.dsl, word) == set()
        write()
        assert found(cast.dsl, word.upper()) == {case.pk}
    assert found(cast.dsl, "wal mart") == {case.pk}, "each word, or a part of it"
    assert found(cast.dsl, "walrus zebra") == set()
    assert found(cast.dsl, str(other.number)) == {other.pk}
    assert found(cast.dsl, cast.pupil.first_name) == {case.pk, other.pk}


def test_a_word_that_is_changed_or_deleted_is_not_found_any_more(cast):
    case = story.bullying(cast)
    for _, write in every_place(case, cast):
        write()
    assert found(cast.dsl, "lynx marten otter walrus osprey") == {case.pk}
    Letter.objects.update(title="About a vole")
    Participant.objects.exclude(name="").update(name="Jo Finch")
    Document.objects.all().delete()
    Event.objects.filter(kind="contact").delete()
    for word in ("lynx", "osprey", "otter", "walrus", "badger"):
        assert found(cast.dsl, word) == set()
    assert found(cast.dsl, "vole finch") == {case.pk}


def test_a_deletion_with_another_entry_in_its_place_is_noticed(cast):
    """Counting alone would not see it."""
    case, dsl = story.bullying(cast), fresh(cast.dsl)
    chronology.add_event(case, words="the walrus", by=dsl, at=MONDAY)
    assert found(cast.dsl, "walrus") == {case.pk}
    Event.objects.filter(kind="note").delete()
    chronology.add_event(case, words="the heron", by=dsl, at=MONDAY)
    assert found(cast.dsl, "walrus") == set() and found(cast.dsl, "heron") == {case.pk}


def test_two_people_who_delete_an_entry_take_its_words_out_of_the_list_at_once(cast):
    case, dsl = story.bullying(cast), fresh(cast.dsl)
    chronology.add_event(case, words="the walrus", by=dsl, at=MONDAY)
    found(cast.dsl, "walrus")
    event = Event.objects.get(kind="note")
    approvals.ask_second(
        case,
        what=rules.What.DELETE_EVENT,
        payload={"event": event.pk},
        reason="Wrong child.",
        second=cast.head,
        by=dsl,
        at=MONDAY,
    )
    approvals.confirm_second(case.approvals.get(), by=fresh(cast.head), at=MONDAY)
    assert not WordList.objects.filter(case=case).exists()


def test_a_destroyed_case_leaves_no_list(cast):
    case = story.bullying(cast)
    found(cast.dsl, "walrus")
    assert WordList.objects.exists()
    Case.objects.filter(pk=case.pk).delete()
    assert not WordList.objects.exists() and found(cast.dsl, "told") == set()


def test_the_clock_takes_lists_away_that_are_not_those_of_their_case(cast):
    old, kept = story.bullying(cast), story.bullying(cast)
    found(cast.dsl, "walrus")
    Event.objects.filter(case=old).delete()
    tasks.daily(MONDAY + timedelta(days=1))
    assert list(WordList.objects.values_list("case", flat=True)) == [kept.pk]


def test_nobody_finds_what_does_not_reach_them_and_a_search_lists_no_words_of_it(cast):
    adult = story.adult(cast)
    chronology.add_event(adult, words="the walrus", by=fresh(cast.head), at=MONDAY)
    assert found(cast.dsl, "walrus") == set() and not WordList.objects.filter(case=adult).exists()
    assert found(cast.head, "walrus") == {adult.pk}
    assert found(cast.dsl, "walrus") == set(), "though the list is there now"


def test_a_list_is_sealed_and_says_each_word_once(cast):
    case, dsl = story.bullying(cast), fresh(cast.dsl)
    for _ in range(3):
        chronology.add_event(case, words="The walrus the walrus", by=dsl, at=MONDAY)
    found(cast.dsl, "walrus")
    assert WordList.objects.get().words.split().count("walrus") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM cases_wordlist")
        token = cursor.fetchone()[0]
    assert "walrus" not in token and "walrus" in field.newest().decrypt(token.encode()).decode()


def test_a_search_reads_what_is_new_in_as_many_queries_for_one_case_as_for_many(cast):
    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert search.found(Case.objects.all(), "walrus") is not None
        return len(queries)

    story.bullying(cast)
    one, settled = taken(), taken()
    for _ in range(6):
        story.bullying(cast)
    assert taken() == one <= 20 and taken() == settled <= 9
    seen = []

    def spy(self, value, expression, connection, real=field.Sealed.from_db_value):
        seen.append(value)
        return real(self, value, expression, connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(field.Sealed, "from_db_value", spy)
        search.found(Case.objects.all(), "walrus")
    assert len(seen) == 7, "one sealed text a case"


# ---- what the list of cases keeps between two looks


def test_a_walk_that_is_kept_is_another_once_anything_it_hangs_on_has_changed(cast):
    case, calendar = story.bullying(cast), cast.school.calendar()

    def walked():
        return state.tasks_of(story.now(case), calendar, state.clocks_of(cast.school.pk))

    first = walked()
    assert walked() is first, "kept for the next who asks the same"
    story.do(case, "safe_now", cast.dsl)
    done = walked()
    assert done != first
    Participant.objects.filter(case=case, person=cast.young_pupil).update(part="harmed")
    assert {item.key for item in walked()} != {item.key for item in done}
    before = walked()
    Case.objects.filter(pk=case.pk).update(opened_at=MONDAY - timedelta(days=9))
    assert [item.due_at for item in walked()] != [item.due_at for item in before]


def test_a_kept_walk_follows_the_calendar_and_the_clocks_of_the_school(cast):
    case = story.now(story.adult(cast))
    calendar, clocks = cast.school.calendar(), state.clocks_of(cast.school.pk)
    due = [task.due_at for task in state.tasks_of(case, calendar, clocks)]
    slower = {**clocks, **{step: state.Clock(0, clock.unit) for step, clock in clocks.items()}}
    assert [task.due_at for task in state.tasks_of(case, calendar, slower)] != due
    closed = state.SchoolCalendar(closures=((MONDAY.date(), MONDAY.date() + timedelta(days=5)),))
    other = state.tasks_of(story.now(story.bullying(cast)), closed, clocks)
    assert [task.due_at for task in other] != [
        task.due_at for task in state.tasks_of(story.now(story.bullying(cast)), calendar, clocks)
    ]


def test_what_is_late_is_asked_of_the_moment_and_not_kept(cast):
    story.bullying(cast)
    dsl = fresh(cast.dsl)
    assert pages.cases_page(dsl, at=MONDAY).late == 0
    assert pages.cases_page(dsl, at=MONDAY + timedelta(days=90)).late == 1
    assert pages.cases_page(dsl, at=MONDAY).late == 0
