"""A child's drawing is what they tell: it stands with what was told, blurred until somebody asks to see it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from schoolgate import access
from schoolgate.concerns.actions import seeing, telling, triage
from schoolgate.concerns.forms.telling import child
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.rules import Channel, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.sealed import store
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.a.6")]
TITLE = "What the child drew"


def drawn(cast, picture=None):
    enclosures = (picture or story.picture(name="drawing.png"),)
    return story.outside(cast, "Someone is being mean.", door=Channel.PUPIL, whom=Whom.CHILD, enclosures=enclosures)


def told(client, concern, at=MONDAY) -> str:
    """What stands under “As it was told”, and nothing of the rest of the page."""
    with time_machine.travel(at):
        words = page.words(client.get(reverse("concerns:concern", args=[concern.pk])))
    return words.split("As it was told")[1].split("</section>")[0]


def test_a_drawing_stands_with_what_was_told_blurred_until_somebody_asks_for_it(cast):
    concern = drawn(cast)
    file = concern.evidence.get()
    clean, blurred = reverse("concerns:file_page", args=[file.pk, 1]), reverse("concerns:file_blurred", args=[file.pk])
    with time_machine.travel(MONDAY):
        client = client_of(cast.dsl)
    shown = told(client, concern)
    assert TITLE in shown and blurred in shown and clean not in shown and "Show me the drawing" in shown
    assert not AccessLog.objects.filter(evidence=file).exists()
    with time_machine.travel(MONDAY):
        client.post(reverse("concerns:file", args=[file.pk]))
        assert client.get(clean).status_code == 200
    shown = told(client, concern)
    assert clean in shown and blurred not in shown
    assert AccessLog.objects.get(evidence=file).person == cast.dsl
    with time_machine.travel(MONDAY):
        other = client_of(cast.deputy_dsl)
    assert clean not in told(other, concern), "each asks for themselves"
    with time_machine.travel(MONDAY + timedelta(minutes=16)):
        again = client_of(cast.dsl)
    assert clean not in told(again, concern, MONDAY + timedelta(minutes=16))


def test_a_drawing_that_nothing_has_looked_at_yet_is_said_to_come(cast):
    concern = drawn(cast, child.unseen(b"a drawing"))
    with time_machine.travel(MONDAY):
        client = client_of(cast.dsl)
    shown = told(client, concern)
    assert "The drawing is being checked." in shown and "Show me the drawing" not in shown
    said = {"file_id": concern.evidence.get().pk, "found": None}
    seeing.see_drawing(concern, **said, by=access.Machine(cast.school.pk), at=MONDAY)
    assert "none of it can be shown" in told(client, concern)


def test_a_drawing_that_the_disk_has_lost_leads_to_what_can_be_done(cast):
    concern = drawn(cast)
    store.remove(concern.evidence.get().shown_path)
    with time_machine.travel(MONDAY):
        shown = told(client_of(cast.dsl), concern)
    assert "The copy of the drawing is no longer on the disk." in shown and "Show me the drawing" not in shown


def test_what_others_send_or_add_later_stays_among_the_files(cast):
    told_by_parent = story.outside(cast, door=Channel.PARENT, whom=Whom.CHILD, enclosures=(story.picture(),))
    by_child = story.outside(cast, "marigold", door=Channel.PUPIL, whom=Whom.CHILD)
    receipt = by_child.receipt
    story.read(by_child, cast.dsl)
    later = MONDAY + story.MINUTE
    attached = replace(story.picture(b"another"), name="note.png")
    triage.attach_evidence(by_child, enclosure=attached, by=story.fresh(cast.dsl), at=later)
    said = {"words": "More.", "enclosures": (story.picture(b"more"),), "receipt": receipt}
    telling.reply(cast.school, **said, by=access.Outsider(cast.school.pk), at=MONDAY)
    with time_machine.travel(MONDAY):
        client = client_of(cast.dsl)
    for concern in (told_by_parent, by_child):
        assert concern.evidence.exists() and TITLE not in told(client, concern, later)
