"""The head is away for a day: one press, the deputy has it, tellers are told so, and it is over when the head is back."""

from datetime import UTC, datetime

import pytest
import time_machine

from schoolgate.concerns.actions import duty
from schoolgate.concerns.tests import story
from tests.cast import MONDAY

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SATURDAY = datetime(2026, 11, 28, 19, 0, tzinfo=UTC)


def test_one_press_and_it_is_covered_until_the_head_is_back(visitor, cast):
    head = visitor(cast.head)
    head.go("/concerns/absence/")
    head.press("Ruth Adeyemi is away today: Owen Pryce covers")
    assert head.sees("Owen Pryce covers for Ruth Adeyemi until 23 November 2026. It ends by itself.")
    head.press("Other days, or someone else covers")
    head.press("Save")
    assert head.sees_problem("Select who is away and who covers")
    head.go("/concerns/absence/duty/")
    head.choose("Who is on duty?", "Martin Hale")
    head.page.locator("[name=ends_on_day]").fill("6")
    head.page.locator("[name=ends_on_month]").fill("12")
    head.fill("Phone number to show (optional)", "01632 960222")
    head.press("Save")
    assert head.sees("Martin Hale is on duty until 6 December 2026.")
    head.go("/")
    assert head.sees("Owen Pryce covers for Ruth Adeyemi")
    deputy = visitor(story.fresh(cast.deputy), phone=True)
    deputy.go("/")
    deputy.press("Owen Pryce covers for Ruth Adeyemi")
    assert "is back" not in deputy.reads()
    head.go("/concerns/absence/")
    head.press("Ruth Adeyemi is back")
    head.press("End the cover")
    assert head.sees("Owen Pryce no longer covers for Ruth Adeyemi.")


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_a_parent_on_a_saturday_sees_who_reads_it_when_and_whom_to_phone(visitor, cast, phone):
    head = story.fresh(cast.head)
    days = {"starts_on": MONDAY.date(), "ends_on": SATURDAY.date()}
    duty.put_on_duty(cast.school, person=cast.deputy_dsl, **days, phone="01632 960222", by=head, at=MONDAY)
    said = {"closed_notice": "We read what you tell us on school days.", "social_care_phone": "01632 960333"}
    duty.edit_closed_notice(cast.school, **said, by=head, at=MONDAY)
    with time_machine.travel(SATURDAY, tick=True):
        concern = story.outside(cast, by=cast.parent, at=SATURDAY)
        parent = visitor(cast.parent, phone=phone)
        parent.go(f"/tell/{cast.school.slug}/")
        assert parent.sees("We read what you tell us on school days.")
        parent.go(f"/tell/told/{concern.pk}/")
        seen = parent.reads()
    assert "School is closed. Martin Hale reads this on Monday morning." in seen
    assert "Fiona Reid is on duty for anything urgent until then. Phone 01632 960222." in seen
    for number in ("999", "01632 960333", "0808 800 5000", "0800 1111"):
        assert number in seen
