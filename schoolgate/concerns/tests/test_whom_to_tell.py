"""Nobody who tells is sent to somebody whom it is about: not before they sent it, not after, not when they come back."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from schoolgate.concerns import receipts
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import page
from schoolgate.concerns.tests.test_parents_pages import LATER, tell, url
from schoolgate.pages import now
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
OTHERS = {"dsl": "Ruth Adeyemi", "head": None}


def staff(cast, kind="staff", **said):
    form = {
        "words": "He drove a pupil home alone.",
        "when": "today",
        "token": receipts.form_token(MONDAY),
        "deed": "send",
    }
    with time_machine.travel(LATER):
        return client_of(cast.teacher).post(
            f"/tell/staff/{kind}/", {**form, "told": "no", "told_in_person": "no", **said}
        )


@pytest.mark.parametrize("kind", ["staff", "colleague"])
@pytest.mark.parametrize("office", ["dsl", "head"])
def test_staff_are_told_to_tell_whoever_reads_it(cast, kind, office):
    words = page.words(staff(cast, kind, whom=office))
    concern, name = Concern.objects.get(), str(getattr(cast, office))
    reader = {"dsl": cast.head, "head": cast.chair}[office]
    assert f"Now tell {reader} in person" in words and f"{reader} will read this" in words
    assert name not in words.replace(f"Signed in as {name}", "") and concern.goes_to != office


def test_the_form_says_whom_else_to_tell(cast):
    words = page.words(client_of(cast.teacher).get("/tell/staff/staff/"))
    assert "if it is about them, the head teacher" in words
    words = page.words(client_of(cast.teacher).get("/tell/staff/colleague/"))
    assert "if it is about them, the chair of governors" in words


@pytest.mark.parametrize("office", ["dsl", "head"])
def test_parents_are_sent_to_nobody_whom_it_is_about(client, cast, office):
    answer = tell(client, whom=office)
    name = str(getattr(cast, office))
    assert name not in page.words(answer)
    receipt = page.receipt(answer)
    back = page.words(client.post(url("receipt"), {"receipt": receipt}))
    assert "What you told us" in back and name not in back
    reader = {"dsl": cast.head, "head": cast.chair}[office]
    assert f"Take the device to {reader}" in back


def test_where_nobody_reads_it_the_device_goes_to_the_police(client, cast):
    receipt = page.receipt(tell(client))
    for person in (cast.dsl, cast.deputy_dsl, cast.head, cast.deputy, cast.chair):
        person.roles.update(until_on=LATER.date().replace(day=1))
    assert "Take the device to the police" in page.words(client.post(url("receipt"), {"receipt": receipt}))


@pytest.mark.parametrize("whom", [Whom.DSL, Whom.HEAD])
def test_a_child_who_said_whom_is_not_sent_to_them(client, cast, whom):
    name = str(cast.dsl if whom is Whom.DSL else cast.head)
    data = {"token": receipts.form_token(MONDAY), "what": "mean", "whom": whom, "how": "write", "words": "He shouts."}
    last = client.post("/tell/larkhollow/child/", {**data, "step": "write"})
    assert name not in page.words(last) and "talk to" in page.words(last)
    with time_machine.travel(LATER):
        thanks = client.post("/tell/larkhollow/child/", {**data, "step": "who", "adult": "any"})
    assert "Thank you" in page.words(thanks) and name not in page.words(thanks)


SUNDAY = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("at,says", [(MONDAY, ""), (SUNDAY, "tomorrow morning")])
def test_whoever_tells_is_told_when_it_can_be_read_and_whom_to_ring_now(client, cast, at, says):
    with time_machine.travel(at - timedelta(minutes=1)):
        token = page.value(client.get(url("worry")), "token")
    with time_machine.travel(at):
        thanks = page.words(client.post(url("worry"), {"token": token, "words": "He hits her.", "whom": "child"}))
    assert ("School is closed." in thanks) == bool(says) and says in thanks
    assert all(number in thanks.split("</aside>")[1] for number in ("tel:999", "tel:08001111", "tel:08088005000"))


def test_a_child_is_told_the_day_and_whom_to_ring(client, cast):
    with time_machine.travel(SUNDAY):
        thanks = page.words(told_by_child(client, adult=str(cast.teacher.pk)))
    assert "Martin Hale will read this tomorrow morning." in thanks and "You can go to them tomorrow." in thanks
    assert "tel:08001111" in thanks.split("</aside>")[1]
    with time_machine.travel(MONDAY):
        thanks = page.words(told_by_child(client, adult=str(cast.teacher.pk)))
    assert "Martin Hale will read this." in thanks and "You can go to them today." in thanks


def told_by_child(client, **said):
    there = "/tell/larkhollow/child/"
    token = receipts.form_token(now() - timedelta(minutes=1))
    data = {"token": token, "what": "mean", "whom": "child", "how": "write", "words": "He hits.", "step": "who", **said}
    return client.post(there, data)


def test_a_parent_can_say_that_a_child_may_be_in_danger_now(client, cast):
    tell(client, urgent="on")
    assert Concern.objects.get().urgent
