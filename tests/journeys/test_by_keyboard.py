"""A worry is told and a step of a case is done without a mouse; each stop of the Tab key can be seen."""

import pytest

from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import url
from schoolgate.concerns.models.concern import Concern
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def types(visitor, label: str, words: str) -> None:
    visitor.tab_to(label)
    visitor.page.keyboard.type(words)


@pytest.mark.clause("3.c.2")
def test_a_parent_tells_of_a_worry(visitor):
    cast = people.cast()
    parent = visitor(cast.parent)
    parent.go(f"/tell/{cast.school.slug}/")
    parent.tab_to(
        "A worry about a child, or about something online Whoever you are. It goes to those who keep children safe."
    )
    parent.key("Enter", opens="**/worry/")
    types(parent, "What are you worried about?", "Messages at night.")
    parent.tab_to("A child, or several")
    parent.key("Space")
    parent.tab_to("Maya Nair")
    parent.key("Space")
    parent.tab_to("Send it")
    parent.key("Enter")
    assert parent.sees("Martin Hale will read this.")
    parent.look()
    told = Concern.objects.get()
    assert told.words == "Messages at night." and told.about.get().person == cast.pupil


@pytest.mark.clause("5.p.8")
def test_the_lead_does_a_step(visitor):
    cast = people.cast()
    case = story.bullying(cast)
    dsl = visitor(cast.dsl)
    dsl.go(url("case", case.pk))
    dsl.tab_to("Keep every child safe now")
    dsl.key("Enter", opens="**/steps/safe_now/")
    dsl.tab_to("I have acted")
    dsl.key("Space")
    types(dsl, "What you did, or how you know", "She sits with Ms Kapoor.")
    dsl.tab_to("Record this step")
    dsl.key("Enter")
    assert dsl.sees("Recorded.")
    dsl.look()
    assert "She sits with Ms Kapoor." in story.now(case).done.get().said.values()
