"""A mother asks what the school holds about her daughter; the DSL covers another child in a picture and gives the answer."""

import io

import pypdf
import pytest
from PIL import Image

from schoolgate.cases import papers
from schoolgate.cases.tests import story
from schoolgate.concerns.actions import outcomes
from schoolgate.concerns.rules import Outcome
from schoolgate.concerns.tests import story as told
from schoolgate.records.models import AccessRequest
from tests.cast import MONDAY
from tests.cast import cast as whole_cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "red").save(made, "PNG")
    return made.getvalue()


def test_parts_of_a_picture_are_covered_by_numbers_and_with_the_mouse(visitor):
    cast = whole_cast()
    concern = told.staff(
        cast, "Maya was sad about a chat.", about=[cast.pupil], enclosures=(told.picture(shown=picture()),)
    )
    told.read(concern, cast.dsl)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="Settled.", by=story.fresh(cast.dsl), at=MONDAY)
    dsl = visitor(cast.dsl)
    dsl.go("/records/requests/new/")
    dsl.fill("About whom?", "Maya Nair")
    dsl.fill("Who asks?", "Priya Nair, her mother")
    for part, number in (("day", 23), ("month", 11), ("year", 2026)):
        dsl.page.locator(f"[name=asked_on_{part}]").fill(str(number))
    dsl.press("Gather what we hold")
    request = AccessRequest.objects.get()
    page = request.pages.get(picture__gt="")
    dsl.go(f"/records/requests/{request.pk}/pages/{page.order}/")
    dsl.page.get_by_text("Show the picture as it would be given").click()
    shown = dsl.page.locator(".sg-cover img")
    shown.scroll_into_view_if_needed()
    shown.evaluate("one => one.decode()")
    dsl.fill("Parts to cover (optional)", "0 0 10 10")
    assert dsl.page.locator(".sg-cover__box").count() == 1
    shown.scroll_into_view_if_needed()
    place = shown.bounding_box()
    dsl.page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    dsl.page.mouse.down()
    dsl.page.mouse.move(place["x"] + place["width"] + 20, place["y"] + place["height"] - 1, steps=4)
    dsl.page.mouse.up()
    first, second = dsl.page.get_by_label("Parts to cover").input_value().splitlines()
    left, top, width, _ = (float(word) for word in second.split())
    assert first == "0 0 10 10" and abs(left - 50) < 1 and abs(top - 50) < 1 and left + width == 100
    assert dsl.page.get_by_label("Cover parts of the picture").is_checked()
    dsl.fill("Why?", "It shows another child.")
    dsl.press("Save and go on")
    for path in request.pages.exclude(pk=page.pk):
        dsl.go(f"/records/requests/{request.pk}/pages/{path.order}/")
        dsl.tick("Give the page; other children are called")
        dsl.fill("Why?", "It is about her.")
        dsl.press("Save and go on")
    dsl.go(f"/records/requests/{request.pk}/")
    dsl.press("Seal the answer")
    request.refresh_from_db()
    made = pypdf.PdfReader(io.BytesIO(papers.read(request.path)))
    (given,) = [image.image.convert("RGB") for sheet in made.pages for image in sheet.images]
    assert given.getpixel((5, 5)) == given.getpixel((300, 250)) == (0, 0, 0)
    assert given.getpixel((100, 100)) == (255, 0, 0)
