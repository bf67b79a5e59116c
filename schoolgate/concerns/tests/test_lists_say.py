"""What a list and a page say of a concern is so: who told it, on which day it was, and in which order they stand."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from schoolgate.broken import Broken
from schoolgate.community.signin.opening import Opened, Opener
from schoolgate.concerns import receipts, rules
from schoolgate.concerns.actions import telling
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import queue
from schoolgate.concerns.rules import Channel, ConcernKind, Report, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.test_staff_pages import tell
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def seen(person, address) -> str:
    with time_machine.travel(MONDAY):
        return page.words(client_of(person).get(address))


def of_list(cast) -> str:
    return seen(cast.dsl, reverse("concerns:queue"))


def from_child(cast, opener=None) -> Concern:
    report = Report(door=Channel.PUPIL, kind=ConcernKind.WORRY, words="marigold", whom=Whom.CHILD)
    token = receipts.form_token(MONDAY - story.MINUTE)
    by = story.fresh(cast.pupil)
    return telling.tell(cast.school, telling=report, form_token=token, opener=opener, by=by, at=MONDAY)


# ---- who told


def test_whoever_told_it_signed_in_is_named_in_the_list(cast):
    story.outside(cast, door=Channel.PARENT, by=story.fresh(cast.parent), whom=Whom.CHILD)
    words = of_list(cast)
    assert "Told by Priya Nair" in words and "No name was given" not in words


def test_who_told_it_stands_beside_whom_it_is_about(cast):
    story.staff(cast, about=[cast.pupil], by=cast.assistant)
    ((line,),) = [group.lines for group in queue.queue_page(story.fresh(cast.dsl)).groups]
    assert (line.who, line.teller) == ("Maya Nair", str(cast.assistant))
    assert f"Told by {cast.assistant}." in of_list(cast)


def test_where_no_name_was_given_the_list_says_so(cast):
    story.outside(cast)
    words = of_list(cast)
    assert "No name was given" in words and "Told by" not in words


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (None, "Told by Maya Nair<"),
        (Opened.OLD_CARD, "Told by Maya Nair<"),
        (Opened.CARD, "Told by Maya Nair, with a card that a grown-up had made shortly before<"),
        (Opened.SESSION, "Told by Maya Nair, in a session that a grown-up opened<"),
    ],
)
def test_of_a_child_the_list_says_whether_somebody_else_opened_the_session(cast, how, said):
    from_child(cast, Opener(cast.teacher.pk, how) if how else None)
    assert said in of_list(cast)


# ---- when it happened


@pytest.mark.parametrize("when", [{"when": "yesterday"}, {"when": "today"}, {"when": "other", "on": "2026-11-18"}])
def test_of_a_day_without_a_time_only_the_day_is_shown(cast, when):
    with time_machine.travel(MONDAY):
        tell(client_of(cast.teacher), **when)
    shown = seen(cast.dsl, reverse("concerns:concern", args=[Concern.objects.get().pk]))
    row = shown.split(">Happened<")[1].split("</dd>")[0]
    day = {"yesterday": "22 November 2026", "today": "23 November 2026"}.get(when["when"], "18 November 2026")
    assert day in row and " at " not in row and "23:59" not in shown


@pytest.mark.parametrize("on", ["0026-11-18", "1826-11-18", "2006-11-22", "2026-11-24"])
def test_a_day_that_cannot_be_meant_is_refused_beside_its_box_and_nothing_that_was_typed_is_lost(cast, on):
    with time_machine.travel(MONDAY):
        answer = tell(client_of(cast.teacher), when="other", on=on, words="They argued by the gate.")
    words = page.words(answer)
    assert not Concern.objects.exists() and list(answer.context["form"].errors) == ["on"]
    assert "They argued by the gate." in words and f'value="{on}"' in words
    assert ("in the future" if on > "2026-11-23" else "must be in the last 20 years") in words


def test_a_stray_day_beside_another_answer_keeps_nobody_from_telling(cast):
    with time_machine.travel(MONDAY):
        tell(client_of(cast.teacher), when="unknown", on="0026-11-18")
    assert Concern.objects.get().happened_at is None


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (20 * 365, True), (20 * 365 + 6, False)])
def test_a_day_is_past_and_not_more_than_twenty_years_ago(days, fits):
    today = date(2026, 11, 23)
    if fits:
        rules.check_day(today - days * DAY, today=today)
    else:
        with pytest.raises(Broken):
            rules.check_day(today - days * DAY, today=today)


def test_no_other_way_lets_such_a_day_in(cast):
    for happened_at in (MONDAY.replace(year=1826), MONDAY + 2 * DAY):
        with pytest.raises(Broken):
            story.staff(cast, happened_at=happened_at)


# ---- the order


def test_the_page_says_in_which_order_the_unread_stand_and_it_is_so(cast):
    told = [("He will hurt me, he has a knife.", False), ("A man asks for pictures.", False), ("Odd.", True)]
    for n, (words, urgent) in enumerate(told):
        story.staff(cast, words, urgent=urgent, at=MONDAY + n * story.MINUTE)
    story.staff(cast, "The newest.", at=MONDAY + 9 * story.MINUTE)
    words = of_list(cast)
    assert "What is marked “Urgent” is on top, then the newest." in words and "worst" not in words.lower()
    places = [words.index(text) for text in ("Odd.", "The newest.", told[1][0], told[0][0])]
    assert places == sorted(places)


def test_where_everything_was_read_nothing_is_said_of_the_unread(cast):
    story.read(story.staff(cast), cast.dsl)
    assert "What is marked “Urgent”" not in of_list(cast)
