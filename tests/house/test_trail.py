"""The trail notices an edited, a removed, a swapped and a cut-off entry; an action that fails leaves none."""

import pytest
from django.db import models

from schoolgate import access
from schoolgate.audit import trail
from schoolgate.audit.models import Entry, Length
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting, reviewing
from tests.cast import MONDAY

pytestmark = pytest.mark.postgres


@pytest.fixture
def entries(db):
    return [
        trail.record(
            school_id=1, event=f"test.{n}", by="7", at=MONDAY, target=f"thing:{n}", said={"words": f"secret {n}"}
        )
        for n in range(1, 5)
    ]


def test_an_untouched_trail_is_whole(entries):
    assert trail.first_broken() is None
    assert [entry.number for entry in entries] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "field,value", [("by", "8"), ("event", "test.x"), ("target", "thing:9"), ("said", {}), ("clause", "1.1")]
)
def test_an_edited_entry_is_named(entries, field, value):
    Entry.objects.filter(number=2).update(**{field: value})
    broken = trail.first_broken()
    assert (broken.school_id, broken.number) == (1, 2)
    assert "changed" in broken.why


def test_a_removed_entry_is_named(entries):
    entries[1].delete()
    assert trail.first_broken().number == 2


def test_a_removed_entry_with_the_rest_renumbered_is_named(entries):
    entries[1].delete()
    for number in (3, 4):
        Entry.objects.filter(number=number).update(number=models.F("number") - 1)
    assert trail.first_broken().number == 2


def test_two_swapped_entries_are_named(entries):
    Entry.objects.filter(number=2).update(number=99)
    Entry.objects.filter(number=3).update(number=2)
    Entry.objects.filter(number=99).update(number=3)
    assert trail.first_broken().number == 2


def test_a_cut_end_is_named(entries):
    entries[3].delete()
    assert trail.first_broken().number == 4
    Length.objects.update(entries=3)
    assert trail.first_broken() is not None


def test_a_trail_wiped_whole_is_named(entries):
    Entry.objects.all().delete()
    assert trail.first_broken().number == 1


def test_a_forged_entry_needs_the_key(entries, settings):
    settings.TRAIL_KEY = "another key"
    assert trail.first_broken().number == 1


def test_schools_have_trails_of_their_own(entries):
    trail.record(school_id=2, event="test.other", by="9", at=MONDAY, target="thing:1")
    assert trail.first_broken() is None
    Entry.objects.filter(school_id=2).update(by="7")
    assert trail.first_broken().school_id == 2


def test_the_trail_holds_digests_never_words(entries):
    assert "secret" not in str(list(Entry.objects.values()))
    assert set(entries[0].said) == {"words"}


def test_a_refused_deed_leaves_no_trace(cast):
    with pytest.raises(access.Refused):
        drafting.start_from_model(cast.school, by=cast.teacher, at=MONDAY)
    assert not Entry.objects.exists()


def test_a_broken_rule_takes_the_whole_deed_back(cast):
    version = drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
    drafting.discard(version, by=cast.head, at=MONDAY)
    before = Entry.objects.count()
    with pytest.raises(Broken):
        reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    assert Entry.objects.count() == before
    assert trail.first_broken() is None


def test_a_deed_is_recorded_with_who_and_what(cast):
    version = drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
    entry = Entry.objects.get()
    assert (entry.event, entry.by, entry.target) == (
        "policy.start_from_model",
        str(cast.head.pk),
        f"policy.version:{version.pk}",
    )


def test_nobody_acts_in_another_school(cast, other_school):
    with pytest.raises(access.Refused):
        drafting.start_from_model(other_school.school, by=cast.head, at=MONDAY)


def test_nobody_acts_on_a_confidential_record_about_themselves(cast):
    class Record:
        school_id = cast.school.pk
        about_ids = frozenset({cast.head.pk})

    assert not access.may(cast.head, "policy.publish", Record())
    Record.about_ids = frozenset({cast.dsl.pk})
    assert access.may(cast.head, "policy.publish", Record())
