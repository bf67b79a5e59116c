"""When what was told is read, by the school's calendar and clock."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from schoolgate.community.models import SchoolDate
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import duty as deeds
from schoolgate.concerns.queries import duty
from schoolgate.concerns.rules import Channel, Whom
from schoolgate.concerns.tests import story
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("8.b.2")]


def at(*parts) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment,words",
    [
        (at(2026, 11, 23, 10, 0), "today"),
        (at(2026, 11, 23, 16, 30), "today or tomorrow morning"),
        (at(2026, 11, 23, 6, 0), "this morning"),
        (at(2026, 11, 23, 21, 0), "tomorrow morning"),
        (at(2026, 11, 28, 19, 0), "on Monday morning"),
        (at(2026, 11, 27, 17, 0), "on Monday morning"),
        (at(2026, 12, 19, 9, 0), "on Monday 4 January, in the morning"),
        (at(2026, 12, 28, 10, 0), "on Monday 4 January, in the morning"),
        # summer time: 16:30 UTC is 17:30 on the school's clock, 7:30 UTC is 8:30
        (at(2027, 6, 1, 16, 30), "tomorrow morning"),
        (at(2027, 6, 1, 7, 30), "today"),
        (at(2026, 12, 1, 7, 30), "this morning"),
        # bank holidays: Good Friday and Easter Monday 2027
        (at(2027, 3, 25, 20, 0), "on Tuesday morning"),
        # the night in which the clocks go back, and forward
        (at(2026, 10, 25, 0, 30), "tomorrow morning"),
        (at(2027, 3, 28, 0, 30), "on Tuesday morning"),
        # half-term, and the training day that ends it
        (at(2027, 2, 17, 10, 0), "on Monday morning"),
    ],
)
def test_it_is_said_by_the_calendar_and_the_clock(cast, moment, words):
    for kind, name, first, last in (
        ("term", "Spring term", date(2027, 1, 4), date(2027, 7, 21)),
        ("holiday", "Half-term", date(2027, 2, 15), date(2027, 2, 19)),
        ("inset", "Training", date(2027, 2, 22), date(2027, 2, 22)),
    ):
        SchoolDate.objects.create(school=cast.school, kind=kind, name=name, starts_on=first, ends_on=last)
    assert duty.when_words(type(cast.school).objects.get(), moment) == words


def test_it_names_who_reads_it_and_never_who_is_kept_out(cast):
    concern = story.outside(cast, whom=Whom.DSL)
    reading = duty.reading_of(concern, at(2026, 11, 28, 19, 0))
    assert (reading.reader, reading.when, reading.closed) == ("Ruth Adeyemi", "on Monday morning", True)


@pytest.mark.parametrize("whom,shown", [("", True), (Whom.DSL, False), (Whom.HEAD, False)])
def test_who_is_on_duty_is_named_with_the_number_only_where_they_may_read_it(cast, whom, shown):
    days = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 12, 6), "phone": "01632 960222"}
    deeds.put_on_duty(cast.school, person=cast.dsl, **days, by=story.fresh(cast.head), at=MONDAY)
    concern = story.outside(cast, whom=whom or None)
    reading = duty.reading_of(concern, at(2026, 11, 28, 19, 0))
    assert (reading.on_duty, reading.phone) == (("Martin Hale", "01632 960222") if shown else ("", ""))
    assert duty.reading_of(concern, MONDAY).on_duty == "", "the school is open"


@pytest.mark.parametrize("by", ["parent", None])
def test_the_receipt_page_and_the_list_say_it_with_whom_to_phone(cast, by, time_machine):
    time_machine.move_to(at(2026, 11, 28, 19, 0))
    said = {"closed_notice": "We read this on Monday.", "social_care_phone": "01632 960333"}
    deeds.edit_closed_notice(cast.school, **said, by=story.fresh(cast.head), at=MONDAY)
    concern = story.outside(cast, by=getattr(cast, by) if by else None, at=at(2026, 11, 28, 18, 0))
    if by:
        page = client_of(cast.parent).get(f"/tell/told/{concern.pk}/")
    else:
        fields = {"receipt": concern.receipt, "page": receipts.page_token()}
        page = client_of(None).post(f"/tell/{cast.school.slug}/receipt/", fields)
    text = " ".join(page.content.decode().split())
    assert "School is closed. Martin Hale reads this <strong>on Monday morning</strong>" in text
    for number in ("999", "01632 960333", "0808 800 5000", "0800 1111", "We read this on Monday."):
        assert number in text
    story.read(concern, cast.dsl)
    if by:
        assert "School is closed" not in client_of(cast.parent).get(f"/tell/told/{concern.pk}/").content.decode()


# ---- a school whose calendar ends: it is closed, and nobody knows until when


@pytest.fixture
def without_dates(cast, time_machine):
    """No term is entered, and a closure for longer than the calendar looks ahead: without it, weekdays count as school days."""
    SchoolDate.objects.all().delete()
    longest = {"starts_on": date(2026, 11, 1), "ends_on": date(2029, 12, 31)}
    SchoolDate.objects.create(school=cast.school, kind="holiday", name="Closed until further notice", **longest)
    time_machine.move_to(MONDAY)
    return cast


def test_where_the_calendar_knows_no_day_none_is_said(without_dates):
    concern = story.outside(without_dates)
    reading = duty.reading_of(concern, MONDAY)
    assert (reading.reader, reading.when, reading.closed) == ("Martin Hale", "", True)


def test_a_child_is_told_who_reads_it_without_a_day(without_dates):
    school = without_dates.school
    concern = story.outside(without_dates, door=Channel.PUPIL)
    reading = duty.reading_of(concern, MONDAY)
    thanks = words(render_to_string("concerns/telling/child/thanks.html", {"school": school, **around(reading)}))
    assert "School is closed. Martin Hale will read this." in thanks
    fields = {"receipt": concern.receipt, "page": receipts.page_token()}
    told = words(client_of(None).post(f"/tell/{school.slug}/receipt/", fields).content.decode())
    assert "School is closed. Martin Hale will read this. Need help now?" in told


def test_without_a_day_who_is_on_duty_is_there_while_the_school_is_closed(without_dates):
    days = {"starts_on": date(2026, 11, 23), "ends_on": date(2026, 12, 6), "phone": "01632 960222"}
    school = without_dates.school
    deeds.put_on_duty(school, person=without_dates.dsl, **days, by=story.fresh(without_dates.head), at=MONDAY)
    concern = story.outside(without_dates)
    reading = duty.reading_of(concern, MONDAY)
    said = words(render_to_string("concerns/telling/when_read.html", around(reading)))
    assert "Martin Hale is on duty for anything urgent while the school is closed." in said and "until then" not in said
    known = replace(reading, when="on Monday morning")
    assert "is on duty for anything urgent until then." in words(
        render_to_string("concerns/telling/when_read.html", around(known))
    )


def around(reading: duty.Reading) -> dict[str, object]:
    return {"reader": reading.reader, "reading": reading}


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())
