"""Those who read concerns at work: an urgent one, bullying with its steps, two at once, and one about the head."""

import io

import pytest
from PIL import Image, ImageDraw

from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Attachment, Channel, ConcernKind, ConcernPart
from schoolgate.concerns.tests import story
from schoolgate.engines import evidence

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WIDTHS = pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
ON_A_PHONE = pytest.mark.parametrize("phone", [True], ids=["phone"])


def screenshot() -> Attachment:
    picture = Image.new("RGB", (640, 320), "white")
    ImageDraw.Draw(picture).text((40, 60), "nobody wants you in our team", fill="black", font_size=32)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    found = evidence.examine("chat.png", kept.getvalue())
    return Attachment("chat.png", kept.getvalue(), found)


@WIDTHS
def test_the_lead_reads_an_urgent_concern_and_one_of_bullying_to_its_end(visitor, cast, phone):
    urgent = story.outside(
        cast,
        door=Channel.PUPIL,
        words="",
        childs_words="someone i dont know wants to meet me after school",
        names=("Maya",),
        happened_words="last night",
        trusted_adult=cast.teacher.pk,
        written_for="",
        urgent=True,
    )
    told = story.outside(
        cast,
        story.CALLED,
        by=cast.parent,
        door=Channel.PARENT,
        at=story.MONDAY - 3 * 24 * 60 * story.MINUTE,
        exact_words="Nobody wants you in our team.",
        place="at home",
        enclosures=(screenshot(),),
        happened_at=story.MONDAY - 6 * 24 * 60 * story.MINUTE,
    )
    dsl = visitor(cast.dsl, phone=phone)

    dsl.go("/")
    dsl.press("Read 2 concerns")
    assert dsl.reads().index("Not read yet") < dsl.reads().index("Urgent") < dsl.reads().index("Perhaps: bullying")
    dsl.press("Maya")
    assert dsl.sees("someone i dont know wants to meet me after school")
    assert dsl.sees("Suggested, not confirmed") and dsl.sees("Read")
    dsl.press("Say who is meant by Maya")
    dsl.tick("Maya Nair")
    dsl.tick("They may have been harmed")
    dsl.press("Keep this person")
    dsl.press("Confirm clause")
    dsl.press("Confirm this clause")
    assert dsl.sees("Confirmed by Martin Hale, 23 November")
    dsl.press("Change harm")
    dsl.tick("Contact or grooming")
    dsl.fill("Reason", "A stranger asks to meet.")
    dsl.press("Keep this")
    dsl.press("Pass it to a teacher")
    dsl.choose("Teacher", "Asha Kapoor")
    dsl.press("Pass it on")
    assert dsl.sees_problem("Enter reason")
    dsl.fill("Reason", "Maya trusts her.")
    dsl.press("Pass it on")
    assert dsl.sees("Passed to Asha Kapoor. No email tells them, because no mail server is set: tell them yourself.")

    dsl.press("Concerns")
    dsl.press("Told by Priya Nair")
    assert dsl.sees("more than a day after it happened")
    dsl.press("Decide how it ends")
    dsl.tick("No further action")
    dsl.fill("Reason", "They are friends again.")
    dsl.press("Decide")
    assert dsl.sees_problem("A report of bullying cannot end like this yet.")
    assert dsl.page.get_by_label("Reason").input_value() == "They are friends again."
    dsl.press("Cancel")

    dsl.press("chat.png")
    assert dsl.page.locator("img.sg-evidence--blurred").evaluate("i => i.naturalWidth") > 0
    assert dsl.page.locator("img.sg-evidence:not(.sg-evidence--blurred)").count() == 0
    dsl.press("Show it to me")
    assert dsl.page.locator("img.sg-evidence").evaluate("i => i.naturalWidth") == 640
    dsl.press("Open the original file")
    dsl.press("Back")

    for link, words in (
        ("Write down what was found", "Both families were heard. It went on for a week."),
        ("Write down what came of it", "They know how it felt. We look again in two weeks."),
    ):
        dsl.press(link)
        dsl.fill("In your words", words)
        dsl.press("Write it down")
    dsl.press("Write to whoever told us")
    dsl.fill("What do you want to say to them?", "Thank you. We have spoken with everyone.")
    dsl.press("Send it")
    dsl.press("Add to this concern")
    dsl.fill("What do you want to add or put right?", "The group chat is closed.")
    dsl.press("Add it")
    dsl.press("Link it to another concern")
    dsl.fill("Number of the other concern", "111")
    dsl.press("Link them")
    assert dsl.sees_problem("There is no concern with this number that is open to you.")
    dsl.fill("Number of the other concern", str(urgent.number))
    dsl.press("Link them")
    dsl.press("Share it with somebody")
    dsl.choose("Person", "Owen Pryce")
    dsl.fill("Reason", "He leads the playground team.")
    dsl.press("Share it")
    dsl.press("Add a file")
    dsl.hand_in("File", "note.txt", b"not a picture")
    dsl.press("Add the file")
    assert dsl.sees_problem("note.txt")
    dsl.press("Cancel")

    for _ in range(2):
        dsl.press("Decide how it ends")
        dsl.tick("No further action")
        dsl.fill("Reason", "Settled, and looked at again in two weeks.")
        dsl.press("Decide")
        if _ == 0:
            dsl.press("Take the decision back")
            dsl.fill("Reason", "One more child was in it.")
            dsl.press("Take it back")
    assert dsl.sees("Decided: no further action") and dsl.sees("One more child was in it.")
    assert Concern.objects.get(pk=told.pk).status == "finished"
    dsl.page.get_by_text("Who has looked").click()
    dsl.look()
    assert dsl.sees("Martin Hale, 23 November 2026 at 10:00: chat.png")
    assert not dsl.page.evaluate("() => failures")


@ON_A_PHONE
def test_of_two_readers_at_once_the_second_is_told_what_the_first_did(visitor, cast, phone):
    concern = story.staff(cast, about=[cast.pupil])
    first, second = visitor(cast.dsl, phone=phone), visitor(cast.deputy_dsl, phone=phone)
    for item in (first, second):
        item.go(f"/concerns/{concern.pk}/")
        item.press("Decide how it ends")
    for other in (first, second):
        other.tick("No further action")
        other.fill("Reason", "A game, and they made it up.")
        other.press("Decide")
    assert first.sees("Decided. Whoever told us sees how it stands.")
    assert second.sees_problem("Martin Hale has decided this already: no further action.")
    assert second.page.get_by_label("Reason").input_value() == "A game, and they made it up."


@ON_A_PHONE
def test_the_chair_reads_what_is_about_the_head_and_the_head_sees_nothing(visitor, cast, phone):
    concern = story.staff(cast, "The head posted a photo of a child.", about=[cast.head], kind=ConcernKind.COLLEAGUE)
    head, chair = visitor(cast.head, phone=phone), visitor(cast.chair, phone=phone)
    head.go("/")
    assert "concern" not in head.reads().lower()
    head.go("/concerns/")
    assert head.sees("Nothing is waiting for you") and "(0)" in head.reads() and "(1)" not in head.reads()
    assert head.go(f"/concerns/{concern.pk}/") == 404
    head.go("/concerns/settings/")

    chair.go("/")
    chair.press("Read a concern")
    chair.press("Ruth Adeyemi")
    assert chair.sees("The head posted a photo of a child.") and chair.sees("It is about them")
    chair.press("Decide how it ends")
    chair.press("Open a case")
    assert chair.page.get_by_label("An adult who works here").is_checked()
    chair.fill("Why is a case opened?", "To be looked into with the LADO.")
    chair.press("Open the case")
    chair.press(f"Concern {concern.number}")
    assert chair.sees("Decided: open a case") and chair.sees("See case")
    chair.press("Finish with this concern")
    chair.fill("Reason", "The case has ended.")
    chair.press("We have finished")
    assert chair.sees("Finished. Whoever told us sees that.")
    chair.go("/concerns/?view=all&words=photo")
    assert chair.sees("1 found with “photo”")


@ON_A_PHONE
def test_a_typed_name_that_may_mean_the_lead_is_cleared_up_by_the_head(visitor, cast, phone):
    concern = story.outside(cast, "He shouted at the children.", names=("Mr Hale",))
    head = visitor(cast.head, phone=phone)
    head.go(f"/concerns/{concern.pk}/")
    head.press("Not meant: Martin Hale")
    head.fill("Reason", "Another Mr Hale, a neighbour.")
    head.tick("I have read all of it.")
    head.press("They were not meant")
    assert head.sees("Kept: Martin Hale was not meant.")
    head.press("Name somebody")
    head.fill("Name", "zzz")
    head.press("Find")
    assert head.sees("Nobody who is here now has this name.")
    head.fill("Name", "Whitby")
    head.press("Find")
    head.tick("Tom Whitby")
    head.tick("They saw or heard it")
    head.press("Keep this person")
    assert Concern.objects.get().about.get().part == ConcernPart.WITNESS
