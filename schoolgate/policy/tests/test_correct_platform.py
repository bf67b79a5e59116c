from datetime import date, timedelta

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines import ages as engine_ages
from schoolgate.engines.ages import book as engine_book
from schoolgate.policy.models import RegisterChange
from schoolgate.policy.queries import ages
from schoolgate.policy.tests import register
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.5")]
TODAY = MONDAY.date()


def age(school, id, on=TODAY):
    return ages.register_of(school.pk).limit(id, on).minimum_age


@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_write_correct_an_age_from_a_day_on(cast, who):
    change = register.correct(cast, by=getattr(cast, who))
    assert age(cast.school, "quora") == 16
    assert age(cast.school, "quora", date(2026, 10, 31)) == 13
    assert (change.what, change.source, change.source_date) == ("corrected", "Quora, Terms of Service", "2026-11-20")
    assert change.made_by == getattr(cast, who) and change.made_at == MONDAY
    assert register.events(cast)[-1] == "policy.correct_platform"


@pytest.mark.parametrize(
    "who", ["deputy_dsl", "teacher", "assistant", "office", "it", "chair", "governor", "parent", "pupil"]
)
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        register.correct(cast, by=getattr(cast, who))
    assert age(cast.school, "quora") == 13 and not RegisterChange.objects.exists()


def test_the_head_of_another_school_may_not(cast, other_school):
    with pytest.raises(access.Refused):
        register.correct(cast, by=other_school.head)
    register.correct(cast)
    assert age(other_school.school, "quora") == 13


def test_every_correction_is_kept_and_the_last_one_counts(cast):
    register.correct(cast)
    register.correct(cast, min_age_uk="15", at=MONDAY + timedelta(hours=1), reason="A slip.")
    assert age(cast.school, "quora") == 15
    assert [register_change.rows[-1]["min_age_uk"] for register_change in RegisterChange.objects.all()] == ["16", "15"]


def test_addresses_and_nicknames_stay(cast):
    register.correct(cast, id="whatsapp", min_age_uk="14")
    book = ages.register_of(cast.school.pk)
    assert book.limit("whatsapp", TODAY).minimum_age == 14
    assert book.platform_of_host("web.whatsapp.com").id == "whatsapp" and book.find("watsap")[0].id == "whatsapp"
    assert engine_ages.shipped().limit("whatsapp", TODAY).minimum_age == 13


def test_what_has_closed_may_open_again(cast):
    register.close(cast, "quora", last_day=date(2026, 10, 1))
    assert not ages.register_of(cast.school.pk).limit("quora", TODAY).is_there
    register.correct(cast)
    assert ages.register_of(cast.school.pk).platform("quora").closed_on is None
    assert age(cast.school, "quora") == 16


@pytest.mark.parametrize(
    "cells, says",
    [
        ({"min_age_uk": "x"}, "whole number"),
        ({"source": " "}, "Say where it says so"),
        ({"source": ""}, "empty"),
        ({"source_date": "2026-11-24"}, "in the future"),
        ({"status": "sure"}, "Write one of"),
        ({"reason": "  "}, "Say why"),
    ],
)
def test_a_correction_says_what_it_rests_on(cast, cells, says):
    with pytest.raises(Broken, match=says):
        register.correct(cast, **cells)
    assert not RegisterChange.objects.exists() and register.events(cast) == []


def test_what_is_not_there_cannot_be_corrected(cast):
    with pytest.raises(engine_book.Unknown):
        register.correct(cast, id="no_such")
