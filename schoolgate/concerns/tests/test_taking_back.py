"""Whoever has a child's card can say as the child that it was not true: it ends nothing, and readers see how it came."""

import pytest
from django.urls import reverse

from schoolgate.access import table
from schoolgate.access.duties import Duty
from schoolgate.concerns import taking_back
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Status
from schoolgate.concerns.tests import childs_story, page, story
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TRUE = "My dad hits me, bluebell."
TOOK_BACK = "It was not true about my dad. I made it up."


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def shown(cast, concern) -> str:
    return page.words(client_of(cast.dsl).get(reverse("concerns:concern", args=[concern.pk])))


@pytest.mark.parametrize("way", [*childs_story.ATTACKS, "the father has the card"])
def test_what_is_taken_back_with_a_card_or_in_an_opened_session_ends_nothing_and_says_so(cast, way):
    childs_story.tell(childs_story.as_self(cast), TRUE)
    first = Concern.objects.get()
    father = childs_story.ATTACKS.get(way, childs_story.as_self)(cast)
    childs_story.tell(father, TOOK_BACK)
    second = Concern.objects.exclude(pk=first.pk).get()
    first.refresh_from_db()
    assert (first.status, second.status) == (Status.RECEIVED, Status.RECEIVED)
    assert not first.decisions.exists() and TRUE in first.childs_words + first.words
    words = shown(cast, second)
    assert taking_back.TAKEN_BACK in words
    assert taking_back.BY_CARD in words or "Written in a session" in words
    assert taking_back.TAKEN_BACK not in shown(cast, first)


def test_every_telling_with_a_card_says_so_whatever_it_says(cast):
    childs_story.tell(childs_story.as_self(cast), TRUE)
    assert taking_back.BY_CARD in shown(cast, Concern.objects.get())


def test_a_strangers_or_a_grown_ups_has_no_card(cast):
    concern = story.outside(cast, TOOK_BACK)
    assert concern.session_words == ()


def test_a_reply_with_the_right_pictures_ends_nothing_either(cast):
    thanks = childs_story.tell(childs_story.as_self(cast), TRUE)
    concern = Concern.objects.get()
    client = childs_story.as_self(cast)
    there = childs_story.press(client, childs_story.pictures_on(thanks))
    client.post(reverse(childs_story.ANSWERS), {"page": page.value(there, "page"), "words": TOOK_BACK})
    assert Message.objects.get(concern=concern, from_school=False).taken_back == taking_back.TAKEN_BACK
    concern.refresh_from_db()
    assert concern.status == Status.RECEIVED and taking_back.TAKEN_BACK in shown(cast, concern)


def test_nothing_that_a_child_may_do_ends_anything():
    """A child tells, adds, and looks; a deed that ends what was told would have to be named here."""
    may = {name for name, duties in table.TABLE.items() if Duty.PUPIL in duties and name.startswith("concerns.")}
    assert may == {"concerns.tell", "concerns.reply", "concerns.see_answers", "concerns.keep_files", "concerns.let_go"}


@pytest.mark.parametrize(
    "words",
    [
        TOOK_BACK,
        "it wasnt true",
        "It WASN’T true!!",
        "i lied about mum",
        "I was only joking",
        "we made that up",
        "please forget what i said",
        "I take it all back",
        "It never really happened.",
        "it was a lie",
        "dad didn't do it",
        "nothing happened",
    ],
)
def test_ways_to_take_it_back(words):
    assert taking_back.reads_like_it(words)


@pytest.mark.parametrize("words", [TRUE, "He said he would tell.", "She is mean to me on the bus.", ""])
def test_what_is_none(words):
    assert not taking_back.reads_like_it(words)
