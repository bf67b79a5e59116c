"""A signature made in a child's session is not the child's own: others open such sessions, and others have the card."""

import pytest
from django.urls import reverse

from schoolgate.cases.queries import acknowledging
from schoolgate.cases.tests import story
from schoolgate.concerns.tests import childs_story
from schoolgate.policy.models import Signature
from schoolgate.policy.queries import coverage
from schoolgate.policy.tests import published
from schoolgate.policy.tests.test_sign_pages import send
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture(autouse=True)
def version(cast):
    return published.first(cast)


def said_of(cast) -> str:
    """What stands by the child's part in a case about them."""
    case = story.opened(cast, about=[cast.pupil], harmed=[cast.young_pupil])
    rows = list(story.now(case).parts.all())
    words = acknowledging.signed_in_words(rows)
    return next(words[row.pk] for row in rows if row.person_id == cast.pupil.pk)


@pytest.mark.parametrize("way", childs_story.ATTACKS)
def test_what_somebody_signs_as_a_child_is_never_the_childs_own(cast, way):
    client = childs_story.ATTACKS[way](cast)
    page = client.get(reverse("policy:sign", args=["pupil"])).content.decode()
    answer = send(client, "pupil")
    signature = Signature.objects.get(person=cast.pupil)
    assert signature.way != Signature.Way.SCREEN
    words = said_of(cast)
    assert words != acknowledging.HAD
    if way == "the teacher kept a card":  # nobody knows who has a card after weeks: it is said that it was a card
        assert (signature.way, signature.entered_by) == (Signature.Way.CARD, cast.pupil)
        assert words == acknowledging.WITH_CARD and "opened this page" not in page
        return
    opener = cast.head if "head" in way else cast.teacher
    assert (signature.way, signature.entered_by) == (Signature.Way.CLASS, opener)
    assert words == acknowledging.WITH_CLASS.format(who=opener) and "not their own signature" in words
    assert "A grown-up opened this page for you" in page
    assert "with a grown-up" in client.get(answer.url).content.decode()
    mine = client.get(reverse("policy:mine")).content.decode()
    assert "On screen" not in mine


def test_the_childs_own_card_is_said_to_be_a_card(cast):
    send(childs_story.as_self(cast), "pupil")
    signature = Signature.objects.get()
    assert (signature.way, signature.get_way_display()) == (Signature.Way.CARD, "On screen, with a card")
    assert said_of(cast) == acknowledging.WITH_CARD


def test_one_from_before_says_that_nobody_knows_who_opened_it(cast, version):
    Signature.objects.create(
        school=cast.school,
        person=cast.pupil,
        version=version,
        audience="pupil",
        way=Signature.Way.SCREEN,
        at=MONDAY,
        signed_on=MONDAY.date(),
        entered_by=cast.pupil,
        digest="x" * 64,
    )
    assert said_of(cast) == acknowledging.UNKNOWN


def test_a_grown_ups_is_their_own(cast):
    send(client_of(cast.parent), "parent", tick_0="on")
    assert Signature.objects.get().way == Signature.Way.SCREEN


def test_it_counts_as_the_class_round_does(cast):
    """Whoever teaches the class is not asked again for this child."""

    def signed() -> list[int]:
        return [one.done for one in coverage.picture(cast.school.pk, MONDAY.date()).pupils]

    before = signed()
    send(childs_story.opened_by(cast, cast.teacher), "pupil")
    assert sum(signed()) == sum(before) + 1
