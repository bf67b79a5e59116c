"""A form of telling whose proof is gone gives its words back, with a button that sends them."""

import pytest

from schoolgate.concerns.models.concern import Concern
from tests import cast as people
from tests.journeys.test_telling import DOORS, waits

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db):
    return people.cast()


@pytest.mark.parametrize("phone", [True, False])
def test_words_are_given_back_where_the_browser_forgot_who_it_was(visitor, cast, phone):
    """The form waited in a tab while somebody signed in in another: its proof is an older one."""
    parent = visitor(None, phone=phone)
    parent.go(f"{DOORS}worry/")
    parent.fill("What are you worried about?", "He is online all night.\nHe cries.")
    parent.tick("A child, or several")
    waits(parent)
    parent.page.context.clear_cookies()
    parent.page.context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "url": parent.address}])
    parent.press("Send it")
    assert parent.sees("Your words are still here") and parent.sees("He cries.")
    parent.press("Send it")
    assert parent.sees("Thank you. We have it.")
    assert Concern.objects.get().words.split() == ["He", "is", "online", "all", "night.", "He", "cries."]


def test_a_child_finds_the_words_again_and_presses_once_more(visitor, cast):
    child = visitor(None, phone=True)
    child.go(f"{DOORS}child/")
    child.press_in_place("Someone is being mean", "Who is it about?")
    child.press_in_place("Children", "How do you want to tell us?")
    child.press_in_place("I write it", "In your own words")
    child.fill("Tell us what happened", "He hits me")
    child.press_in_place("Next", "Nearly done")
    child.page.context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "url": child.address}])
    child.press_in_place("Send it", "Your words are still here")
    child.press("Send it")
    assert child.sees("Thank you. You did the right thing.") and "He hits me" in Concern.objects.get().words
