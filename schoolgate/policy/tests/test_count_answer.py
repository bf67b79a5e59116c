"""Answers given are counted, and nobody is named: not in the row and not in the trail."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Device, Place, Platform, Role, Use
from schoolgate.policy.actions import asking
from schoolgate.policy.models import Asked
from schoolgate.policy.queries import rulings
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
LESSON = datetime(2026, 11, 23, 10, 15, tzinfo=ZoneInfo("Europe/London"))
WHATSAPP = Platform("whatsapp", "WhatsApp", True, 13)
MAYA = Use(Role.PUPIL, date(2016, 3, 4), WHATSAPP, LESSON, Place.SCHOOL, Device.OWN_PHONE)


def counted(cast, question=MAYA, by=None):
    page = access.Machine(cast.school.pk, Duty.PAGE)
    ruling = rule(question, rulings.policy_in_force(cast.school, MONDAY.date()))
    return asking.count_answer(cast.school, question=question, ruling=ruling, by=by or page, at=MONDAY)


def test_an_answer_is_counted_with_its_clauses_and_the_role(cast):
    asked = counted(cast)
    assert (asked.kind, asked.role, asked.platform, asked.answer) == ("use", "pupil", "whatsapp", "forbidden")
    assert asked.clauses == ["3.a.1", "5.p.1", "5.p.2"]
    assert asked.at == MONDAY.replace(minute=0)


def test_a_date_of_birth_is_kept_as_an_age_and_a_moment_as_a_part_of_the_week(cast):
    facts = counted(cast).facts
    assert facts["age"] == 10
    assert facts["when"] == "school day"
    assert facts["place"] == "school"
    assert "born" not in facts and "at" not in facts
    assert "2016" not in str(facts)


def test_what_is_not_known_is_left_out(cast):
    asked = counted(cast, Use(role=Role.STAFF, exception=None))
    assert asked.facts == {"role": "staff", "exception": None}


def test_the_trail_names_the_page_and_not_the_person(cast):
    asked = counted(cast)
    entry = Entry.objects.get(school_id=cast.school.pk, event="policy.count_answer")
    assert (entry.by, entry.target) == ("page", f"policy.asked:{asked.pk}")
    assert trail.first_broken() is None


@pytest.mark.parametrize("who", ["head", "pupil", "parent"])
def test_nobody_counts_an_answer_in_their_own_name(cast, who):
    with pytest.raises(access.Refused):
        counted(cast, by=getattr(cast, who))
    assert not Asked.objects.exists()


def test_the_page_of_one_school_counts_nothing_for_another(cast):
    with pytest.raises(access.Refused):
        counted(cast, by=access.Machine(cast.school.pk + 1, Duty.PAGE))
