"""A parent looks up a day of the past; the DSL corrects an age and takes in a list; everyone reads the new number."""

import pytest

from schoolgate.engines.ages import files
from schoolgate.policy.queries import ages
from tests.clock import MONDAY
from tests.house.scene import Scene

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_ages_are_kept(visitor, tmp_path):
    scene = Scene()
    parent = visitor(scene.cast.parent, phone=True)
    parent.go("/policy/larkhollow/ages/?on=2023-04-15&q=watsap")
    assert parent.page.locator("tbody tr").count() == 1 and parent.sees("WhatsApp")
    assert parent.page.locator("tbody strong").first.inner_text() == "16"

    dsl = visitor(scene.cast.dsl)
    dsl.go("/policy/register/quora/correct/")
    dsl.fill("Minimum age (optional)", "16")
    dsl.tick("Confirmed")
    dsl.fill("Where does it say so?", "Quora, Terms of Service")
    dsl.fill("Why do you change the register?", "Their terms of this autumn.")
    dsl.press("Save")
    assert dsl.sees("What it said before is kept as history")

    text = files.written(ages.register_of(scene.cast.school.pk)).replace(
        "reddit,Reddit,forum,Reddit Inc.,13,", "reddit,Reddit,forum,Reddit Inc.,16,"
    )
    path = tmp_path / "list.csv"
    path.write_text(text)
    dsl.go("/policy/register/import/")
    dsl.page.set_input_files("input[type=file]", path)
    dsl.press("Look what it would change")
    assert dsl.sees("What this list would change")
    dsl.fill("Why do you take this list in?", "The yearly list.")
    dsl.press("Take it in")
    assert dsl.sees("One platform is changed as the list says.")
    book = ages.register_of(scene.cast.school.pk)
    assert [book.limit(id, MONDAY.date()).minimum_age for id in ("quora", "reddit")] == [16, 16]

    dsl.press("We have checked it")
    dsl.press("We have checked it")
    assert dsl.sees("You are reminded again in a year.")
    parent.go("/policy/larkhollow/ages/reddit/")
    assert parent.sees("at least 16 years old")
