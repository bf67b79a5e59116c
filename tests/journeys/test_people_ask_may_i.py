"""A teaching assistant, a parent and a pupil ask what they may do, and get an answer in their words."""

import pytest

from schoolgate.policy.models import Asked
from tests.house.scene import Scene

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_teaching_assistant_asks_about_a_friend_request(visitor):
    scene = Scene()
    lucy = visitor(scene.cast.assistant, phone=True)
    lucy.go("/")
    lucy.page.get_by_role("button", name="Menu").click()
    lucy.press("Policy")
    lucy.press("May I?")
    lucy.fill("What would you like to do?", "friend request from a former pupil")
    lucy.press("Search")
    lucy.press(
        "I am a teaching assistant. A girl I taught, now 16, has sent me a friend request on Instagram. May I accept?"
    )
    words = lucy.reads()
    assert "No" in words and "turn 18" in words
    assert "tell the DSL that it came" in words
    assert "Martin Hale" in words
    assert "Clause 5.s.2" in words
    # Two years on: the same question with another age.
    lucy.press("Change age of the other")
    lucy.fill("How old is the former pupil?", "18")
    lucy.press("Continue")
    assert "Yes" in lucy.reads().split("What to do now")[0]
    assert "other_age=18" in lucy.page.url and "example" not in lucy.page.url
    lucy.page.go_back()
    assert "How old is the former pupil?" in lucy.reads()
    assert Asked.objects.count() == 2


def test_a_parent_puts_a_question_together(visitor):
    scene = Scene()
    priya = visitor(scene.cast.parent, phone=True)
    priya.go("/policy/larkhollow/may-i/")
    priya.press("… use an app, a game or a site?")
    priya.page.get_by_label("Which app, game or site?").select_option(label="WhatsApp")
    priya.press("Continue")
    assert "May a parent use WhatsApp?" in priya.reads()
    priya.page.get_by_text("What you have said so far").click()
    priya.look()
    priya.press("Change who")
    priya.page.get_by_label("A pupil of the school", exact=True).check()
    priya.press("Continue")
    priya.press("Continue")  # without an answer
    assert "Enter an age in years" in priya.reads()
    priya.fill("How old is the pupil?", "10")
    priya.press("Continue")
    words = priya.reads()
    assert "No" in words and "No pupil under 13 uses a social network." in words
    assert "WhatsApp" in words.split("The rule of the app or site")[1]
    assert "Legal note" not in words


def test_a_pupil_asks_in_a_few_words(visitor):
    scene = Scene()
    maya = visitor(scene.cast.pupil, phone=True)
    maya.go("/")
    maya.press("May I?")
    maya.press("Use an app or game")
    maya.press("Roblox")
    words = maya.reads()
    assert "No" in words and "May I use Roblox?" in words
    maya.press("Ask something else")
    maya.press("Friends and messages")
    maya.press("May I follow my teacher on Instagram?")
    words = maya.reads()
    assert "Talk to your teacher at school." in words and "Your teacher." in words
    maya.press("Ask something else")
    maya.fill("What do you want to do?", "my phone")
    maya.press("Look")
    maya.press("I gave my phone to the office. Is that all right?")
    assert "Yes" in maya.reads()


def test_a_stranger_asks_in_words_for_children(visitor):
    scene = Scene()
    someone = visitor(phone=True)
    someone.go("/")
    someone.press("May I? Ask a question")
    someone.press("The same for children")
    someone.press("Have my phone at school")
    someone.press("Me, a pupil")
    someone.press("My own phone")
    someone.press("In the school day")
    someone.press("No")
    someone.press("No")
    assert "In school time your phone is not with you." in someone.reads()
    assert scene.cast.dsl.last_name not in someone.page.content()


def test_the_head_keeps_the_two_registers(visitor):
    scene = Scene()
    ruth = visitor(scene.cast.head)
    ruth.go("/policy/holders/")
    ruth.press("Add somebody")
    ruth.page.get_by_label("Who runs it?").select_option(label="Asha Kapoor")
    ruth.page.get_by_label("On which platform?").select_option(label="Facebook")
    ruth.fill("Name of the account or page", "Larkhollow")
    ruth.press("Put on the list")
    assert "Larkhollow on Facebook, since 23 November 2026" in ruth.reads()
    ruth.go("/policy/exceptions/")
    ruth.press("Make an exception")
    ruth.page.get_by_label("For whom?").select_option(label="Asha Kapoor")
    ruth.page.get_by_label("Computers and tablets of the school", exact=True).check()
    ruth.fill("Why?", "She runs the school’s page.")
    ruth.page.get_by_role("group", name="Last day").get_by_label("Day").fill("20")
    ruth.page.get_by_role("group", name="Last day").get_by_label("Month").fill("7")
    ruth.page.get_by_role("group", name="Last day").get_by_label("Year").fill("2027")
    ruth.press("Make the exception")
    asha = visitor(scene.cast.teacher)
    asha.go("/policy/larkhollow/may-i/use/?platform=facebook&when=lesson&place=school&device=school-computer")
    assert "Yes" in asha.reads().split("What to do now")[0]
    lucy = visitor(scene.cast.assistant)
    lucy.go("/policy/larkhollow/may-i/use/?platform=facebook&when=lesson&place=school&device=school-computer")
    assert "No" in lucy.reads().split("What to do now")[0]
