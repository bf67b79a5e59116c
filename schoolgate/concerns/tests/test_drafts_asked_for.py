"""What somebody began to tell and has not sent is a task on their own first page, until it is sent or dropped."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.concerns import receipts, tasks
from schoolgate.concerns.actions import drafts
from schoolgate.concerns.forms.telling.staff import SHEETS
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.queries import todo
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.views.telling.drafts import DOORS
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh
DAY = timedelta(days=1)


def begins(cast, person, form="staff", at=MONDAY) -> None:
    drafts.save_draft(cast.school, form=form, fields={"words": ["marigold"]}, by=fresh(person), at=at)


def asked(person, at=MONDAY) -> list[todo.Task]:
    return [task for task in todo.tasks_for(fresh(person), at) if task.title in (todo.GO_ON, todo.GO_ON_TELLING)]


def test_saved_for_later_it_is_on_the_first_page_at_once_and_leads_back_to_the_form(cast):
    with time_machine.travel(MONDAY, tick=False):
        client = client_of(cast.teacher)
        form = {"words": "marigold", "deed": "keep", "token": receipts.form_token(MONDAY)}
        answer = client.post(reverse("concerns:staff_form", args=["staff"]), form, follow=True)
        words = page.words(answer)
        assert "To go on, open “Go on with what you began to report” under “Your tasks”." in words
        assert words.count("Go on with what you began to report") == 2 and "Press “Tell”" not in words
        (task,) = asked(cast.teacher)
        assert not task.urgent and "marigold" not in words
        assert "marigold" in page.words(client.get(task.url))
    assert "You last wrote on 23 November at 10:00. Only you can see it. It is kept until 7 December." in words


def test_only_whoever_wrote_it_is_asked_to_go_on(cast):
    begins(cast, cast.teacher)
    assert asked(cast.other_teacher) == [] == asked(cast.dsl)
    drafts.drop_draft(cast.school, form="staff", by=fresh(cast.teacher), at=MONDAY)
    assert asked(cast.teacher) == []


@pytest.mark.parametrize("form", [*SHEETS, *DOORS])
def test_every_form_is_found_again(cast, form):
    begins(cast, cast.teacher, form)
    (task,) = asked(cast.teacher)
    assert task.title == (todo.GO_ON_TELLING if form in DOORS else todo.GO_ON)
    with time_machine.travel(MONDAY):
        assert "marigold" in page.words(client_of(cast.teacher).get(task.url))


def test_a_parent_is_asked_in_a_parents_words(cast):
    begins(cast, cast.parent, "worry")
    assert [task.title for task in asked(cast.parent)] == ["Go on with what you began to tell us"]


def test_a_child_s_session_says_nothing_of_a_draft_whoever_opened_it(cast):
    """Children cannot keep one; somebody who becomes a pupil again, as in another school year, may have one left."""
    for duty in (Duty.PUPIL, Duty.PARENT):
        cast.parent.roles.get_or_create(duty=duty.value, defaults={"since_on": MONDAY.date() - DAY})
    Draft.objects.create(person=cast.parent, form="worry", content="{}", saved_at=MONDAY)
    Draft.objects.create(person=cast.pupil, form="worry", content="{}", saved_at=MONDAY)
    assert asked(cast.parent) == [] == asked(cast.pupil)


def test_who_may_not_open_the_form_any_more_is_not_sent_there(cast):
    begins(cast, cast.assistant)
    cast.assistant.roles.update(duty=Duty.PARENT.value)
    assert asked(cast.assistant) == []


@pytest.mark.parametrize(("days", "urgent"), [(0, False), (12, False), (13, True), (14, True)])
def test_it_is_urgent_on_the_last_two_days_before_it_is_dropped(cast, days, urgent):
    begins(cast, cast.teacher)
    (task,) = asked(cast.teacher, MONDAY + days * DAY)
    assert task.urgent is urgent and ("We delete it after 7 December" in task.hint) is urgent


def test_it_is_there_on_its_last_day_and_gone_on_the_day_after(cast):
    begins(cast, cast.teacher)
    for day, there in ((14, True), (15, False)):
        at = (MONDAY + day * DAY).replace(hour=3, minute=20)
        tasks.daily(at)
        assert bool(asked(cast.teacher, at)) is there
