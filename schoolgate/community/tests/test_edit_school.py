from datetime import time

import pytest
from django.core import mail

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.actions import school
from schoolgate.community.models import School
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY


def told() -> dict[str, str]:
    """Who was mailed of it, and what."""
    sent = [one for one in mail.outbox if "hours or contacts" in one.subject]
    return {to: one.body for one in sent for to in one.to}


@pytest.mark.parametrize("who", ["head", "dsl", "chair"])
def test_head_dsl_and_chair_put_in_the_lado_and_the_others_are_told(cast, who):
    by = getattr(cast, who)
    school.edit_lado(cast.school, lado_name="Ivy Stone", lado_phone="01632 960222", by=by, at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).lado_name == "Ivy Stone"
    assert events(cast.school) == ["community.edit_lado"]
    watching = {cast.head.email, cast.dsl.email, cast.chair.email, cast.governor.email}
    assert set(told()) == watching - {by.email}
    assert all("01632 960111 before, 01632 960222 now" in body for body in told().values())


@pytest.mark.parametrize("who", ["office", "deputy", "deputy_dsl", "teacher", "parent", "pupil", "it", "governor"])
def test_nobody_else_says_whom_to_ring(cast, who):
    with pytest.raises(access.Refused):
        school.edit_lado(cast.school, lado_phone="07700 900123", by=getattr(cast, who), at=MONDAY)
    with pytest.raises((TypeError, access.Refused)):
        school.edit_school(cast.school, lado_phone="07700 900123", by=getattr(cast, who), at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).lado_phone == "01632 960111"
    assert events(cast.school) == [] and told() == {}


@pytest.mark.parametrize("who", ["teacher", "parent", "pupil", "it", "governor", "dsl"])
def test_others_may_not(cast, who):
    with pytest.raises(access.Refused):
        school.edit_school(cast.school, name="Ours", by=getattr(cast, who), at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).name == "Larkhollow Primary School"
    assert events(cast.school) == []


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("work_starts_at", time(10), "The working day starts: 08:00 before, 10:00 now"),
        ("work_ends_at", time(15), "The working day ends: 17:00 before, 15:00 now"),
        ("day_ends_at", time(16), "The school day ends: 15:20 before, 16:00 now"),
        ("region", "Scotland", "Whose bank holidays count: England before, Scotland now"),
        ("phone", "07700 900123", "The school’s telephone: none before, 07700 900123 now"),
    ],
)
def test_what_decides_when_or_whom_is_told_with_what_it_was(cast, field, value, says):
    school.edit_school(cast.school, by=cast.office, at=MONDAY, **{field: value})
    assert set(told()) == {cast.head.email, cast.dsl.email, cast.chair.email, cast.governor.email}
    assert all(says in body and "Jean Barlow" in body for body in told().values())


def test_what_stays_as_it_was_is_told_to_nobody(cast):
    hours = {name: getattr(cast.school, name) for name in ("work_starts_at", "work_ends_at", "day_starts_at")}
    school.edit_school(cast.school, name="Larkhollow", by=cast.office, at=MONDAY, **hours)
    assert told() == {}


def test_what_somebody_else_entered_meanwhile_stays(cast):
    mine, theirs, last = (School.objects.get(pk=cast.school.pk) for _ in range(3))
    school.edit_lado(theirs, lado_phone="01632 960222", by=cast.head, at=MONDAY)
    school.edit_school(mine, phone="01632 960100", address=mine.address, by=cast.office, at=MONDAY)
    page = {"lado_name": "Ivy Stone", "lado_phone": last.lado_phone, "lado_email": last.lado_email}
    changed = school.edit_lado(last, **page, by=cast.dsl, at=MONDAY)
    there = School.objects.get(pk=cast.school.pk)
    assert (there.lado_phone, there.phone, there.lado_name) == ("01632 960222", "01632 960100", "Ivy Stone")
    assert changed.lado_phone == "01632 960222"


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(23, 58), time(23, 59)), (time(8), time(12, 59)), (time(0), time(4, 59))]
)
def test_a_working_day_has_hours(cast, starts, ends):
    with pytest.raises(Broken, match="at least 5 hours"):
        school.edit_school(cast.school, work_starts_at=starts, work_ends_at=ends, by=cast.head, at=MONDAY)
    assert told() == {} and events(cast.school) == []
    school.edit_school(cast.school, work_starts_at=time(8), work_ends_at=time(13), by=cast.head, at=MONDAY)


def test_another_schools_office_may_not(cast, other_school):
    with pytest.raises(access.Refused):
        school.edit_school(cast.school, name="Ours now", by=other_school.office, at=MONDAY)


def test_a_day_ends_after_it_starts(cast):
    with pytest.raises(Broken, match="school day ends at 08:00"):
        school.edit_school(cast.school, day_ends_at=time(8), by=cast.head, at=MONDAY)
    assert School.objects.get(pk=cast.school.pk).day_ends_at == time(15, 20)
    assert events(cast.school) == []


def test_only_the_fields_of_a_school_are_edited(cast):
    with pytest.raises(TypeError):
        school.edit_school(cast.school, slug="elsewhere", by=cast.head, at=MONDAY)
