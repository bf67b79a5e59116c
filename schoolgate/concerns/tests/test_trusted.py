"""Whom children may choose to talk to: the school's choice, and who may make it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.models import Role
from schoolgate.concerns.actions import drafts
from schoolgate.concerns.queries import reach, todo
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


def offered(cast):
    return {person.pk for person in reach.trusted_adults(cast.school.pk, TODAY)}


def test_without_a_choice_those_who_teach_lead_or_keep_safe(cast):
    assert cast.teacher.pk in offered(cast) and cast.dsl.pk in offered(cast)
    assert not offered(cast) & {cast.assistant.pk, cast.office.pk, cast.it.pk, cast.governor.pk}


def test_the_head_chooses_and_children_see_only_those(cast, client):
    head = client_of(cast.head)
    shown = page.words(head.get(reverse("concerns:trusted")))
    assert "Lucy Grant" in shown and "Priya Nair" not in shown
    done = head.post(reverse("concerns:trusted"), {"people": [cast.assistant.pk, cast.teacher.pk]}, follow=True)
    assert "Children see these grown-ups from now on." in page.words(done) and done.redirect_chain
    assert offered(cast) == {cast.assistant.pk, cast.teacher.pk}
    said = {"step": "who", "back": "who", "what": "mean", "whom": "child", "how": "write", "words": "x"}
    child = page.words(client.post(reverse("concerns:child", args=["larkhollow"]), said))
    assert "Lucy Grant" in child and "Tom Whitby" not in child
    head.post(reverse("concerns:trusted"), {"people": [cast.teacher.pk]})
    assert offered(cast) == {cast.teacher.pk}


def test_when_all_who_were_chosen_have_left_children_still_have_somebody(cast):
    drafts.choose_trusted(cast.school, people=[cast.assistant.pk], by=cast.head, at=MONDAY)
    cast.assistant.roles.update(until_on=TODAY - timedelta(days=1))
    assert cast.teacher.pk in offered(cast)


def test_nobody_at_all_or_somebody_else_is_no_choice(cast, other_school):
    for people in ([], [cast.parent.pk], [other_school.teacher.pk]):
        with pytest.raises(Broken):
            drafts.choose_trusted(cast.school, people=people, by=story.fresh(cast.head), at=MONDAY)
    assert "There is a problem" in page.words(client_of(cast.dsl).post(reverse("concerns:trusted"), {}))


ASKED = "Choose the grown-ups to whom children can talk"


def titles(person) -> list[str]:
    return [task.title for task in todo.tasks_for(story.fresh(person), MONDAY)]


def test_until_somebody_is_chosen_those_who_may_choose_are_asked_to_and_nobody_else(cast):
    asked = {part for part, one in cast.members().items() if one and ASKED in titles(one)}
    assert asked == {"head", "dsl"}
    assert ASKED in page.words(client_of(cast.head).get("/"))
    drafts.choose_trusted(cast.school, people=[cast.assistant.pk], by=cast.head, at=MONDAY)
    assert ASKED not in titles(cast.head)
    cast.assistant.roles.update(until_on=TODAY - timedelta(days=1))
    assert ASKED in titles(cast.head), "whoever was chosen has left"


def test_the_settings_say_who_is_chosen_and_lead_to_the_choice(cast):
    there, settings = reverse("concerns:trusted"), reverse("concerns:settings")
    words = page.words(client_of(cast.dsl).get(settings))
    assert "Nobody is chosen yet." in words and f'href="{there}"' in words
    drafts.choose_trusted(cast.school, people=[cast.assistant.pk], by=cast.head, at=MONDAY)
    words = page.words(client_of(cast.head).get(settings))
    assert "Children who tell us something can choose Lucy Grant." in words and f'href="{there}"' in words


def test_in_a_school_with_no_grown_ups_on_record_a_child_can_still_tell(cast, client):
    Role.objects.exclude(duty="pupil").update(until_on=TODAY - timedelta(days=1))
    said = {"step": "write", "what": "mean", "whom": "child", "how": "write", "words": "x"}
    shown = page.words(client.post(reverse("concerns:child", args=["larkhollow"]), said))
    assert "Someone at home" in shown and "You choose for me" in shown and "Hale" not in shown


def test_only_the_head_and_the_dsl_choose(cast):
    for person in (cast.teacher, cast.parent, cast.chair, cast.deputy_dsl):
        assert client_of(person).get(reverse("concerns:trusted")).status_code == 403
        with pytest.raises(access.Refused):
            drafts.choose_trusted(cast.school, people=[cast.teacher.pk], by=story.fresh(person), at=MONDAY)
