"""How a deed is run: what it needs is locked before the trail, which is written last, and only of what was done."""

import pytest
from django.db import connection, transaction

from schoolgate import action
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.cases.actions import opening
from schoolgate.cases.tests import story
from schoolgate.concerns.tests import story as told
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(monkeypatch):
    """Makes a deed of a function, for as long as the test runs; whoever is there may do it."""
    monkeypatch.setattr(action.access, "require", lambda *_: None)
    monkeypatch.setattr(action, "ACTIONS", {})

    def make(name, do):
        return action.action(name)(do)

    return make


def events() -> list[str]:
    assert trail.first_broken() is None
    return list(Entry.objects.filter(event__startswith="test.").order_by("number").values_list("event", flat=True))


def test_a_deed_within_a_deed_stands_before_it_in_the_trail_and_both_come_last(cast, deed):
    inner = deed("test.inner", lambda school, *, by, at: None)
    seen = []

    def outer(school, *, by, at):
        inner(school, by=by, at=at)
        seen.append(Entry.objects.count())

    before = Entry.objects.count()
    deed("test.outer", outer)(cast.school, by=cast.head, at=MONDAY)
    assert seen == [before] and events() == ["test.inner", "test.outer"]


def test_of_one_that_fails_nothing_is_written_though_the_outer_one_goes_on(cast, deed):
    def refuse(school, *, by, at):
        kept(school, by=by, at=at)
        raise Broken("No.")

    kept = deed("test.kept", lambda school, *, by, at: None)
    inner = deed("test.inner", refuse)

    def outer(school, *, by, at):
        kept(school, by=by, at=at)
        with pytest.raises(Broken):
            inner(school, by=by, at=at)

    deed("test.outer", outer)(cast.school, by=cast.head, at=MONDAY)
    assert events() == ["test.kept", "test.outer"]


def test_after_one_that_fails_the_next_begins_anew(cast, deed):
    def refuse(school, *, by, at):
        raise Broken("No.")

    for name, do in (("test.refused", refuse), ("test.done", lambda school, *, by, at: None)):
        try:
            deed(name, do)(cast.school, by=cast.head, at=MONDAY)
        except Broken:
            assert name == "test.refused"
    assert events() == ["test.done"]


def test_what_was_said_is_kept_as_it_was_said(cast, deed):
    said = ["first"]

    def change(school, *, words, by, at):
        words.append("second")

    deed("test.change", lambda school, *, words, by, at: None)(
        cast.school, words=["first", "second"], by=cast.head, at=MONDAY
    )
    deed("test.change", change)(cast.school, words=said, by=cast.head, at=MONDAY)
    one, other = Entry.objects.filter(event="test.change").order_by("number")
    assert one.said == other.said, "both hold the digest of the value at the end of their own deed"


def test_no_row_is_written_after_the_trail_of_a_deed(cast):
    concern = told.read(told.staff(cast, about=[cast.young_pupil]), cast.dsl)
    written = []

    def note(execute, sql, params, many, context):
        changes = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        if changes and "audit_change" not in sql:  # what changed meanwhile, emptied as a deed ends
            written.append("trail" if "audit_" in sql else "row")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), transaction.atomic():
        opening.open_case(
            cast.school, procedure="cyberbullying", reason="x", concern=concern, by=story.fresh(cast.dsl), at=MONDAY
        )
    assert written.count("trail") == 6, "two deeds, each with an entry, its sums and the new length"
    assert written == sorted(written), "all rows, and then the trail"
