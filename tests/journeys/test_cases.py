"""Cases from disclosure to closure: an adult who works here, the head, bullying that began at home, a broken filter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from schoolgate.cases.models.case import Case
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import url
from tests import cast as people
from tests.cast import MONDAY
from tests.house.scene import Scene

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
both = pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
# Every page a visitor looks at is measured at both widths; here the story itself is gone through on a phone.
on_a_phone = pytest.mark.parametrize("phone", [True], ids=["phone"])


@pytest.fixture
def school_cast():
    return people.cast()


def opens(visitor, procedure: str, *, about: str, harmed: str = "", source: str, began: str, why: str) -> Case:
    """Opens a case by hand."""
    visitor.go(url("cases"))
    visitor.press("Open a case")
    visitor.tick(procedure)
    visitor.fill("Who is said to have done it? (optional)", about)
    visitor.fill("Who was harmed, or may have been? (optional)", harmed)
    visitor.tick(source)
    visitor.tick(began)
    visitor.fill("Why is a case opened?", why)
    visitor.press("Open the case")
    return Case.objects.get()


def records(visitor, title: str, answer: str = "", *, at: Case, **given: str) -> None:
    """Does a step that is open on the page of the case."""
    visitor.go(url("case", at.pk))
    visitor.press(title)
    if answer:
        visitor.page.get_by_role("radio", name=answer, exact=True).check()
    for label, words in given.items():
        visitor.fill(label, words)
    visitor.press("Record this step")
    assert visitor.sees("Recorded.")


def finish(case: Case, by, outcomes: dict | None = None) -> None:
    """Everything that is still open is done, and the head's checks are decided."""
    now = timezone.now()  # after what was done in the browser
    story.walk(case, by, outcomes, at=now)
    story.decide_checks(case, by, at=now)


@both
@pytest.mark.clause("6.2", "6.3", "6.5")
def test_a_parent_accuses_a_teacher(visitor, school_cast, phone):
    cast = school_cast
    head = visitor(cast.head, phone=phone)
    case = opens(
        head,
        "An adult who works here",
        about="Asha Kapoor",
        harmed="Maya Nair",
        source="A parent or carer",
        began="At school",
        why="A mother came in at a quarter past eight.",
    )
    page = head.reads()
    assert "Keep every child safe now" in page and "Calm the parent and explain what happens" in page
    assert "no suspending the adult" in page and "Restricted" in page
    records(
        head,
        "Keep every child safe now",
        "I have acted",
        at=case,
        **{"What you did, or how you know": "A second adult is in the room all day."},
    )
    records(
        head,
        "Write down what was said",
        at=case,
        **{
            "What was said, in the teller's own words": "“She writes to my girl at night.”",
            "Where, and who was there": "My office, the mother and I",
        },
    )

    head.go(url("step", case.pk, "suspension"))
    assert head.sees("This cannot be done yet") and not head.page.get_by_role("button", name="Record this step").count()

    for question in (
        "Has a child been harmed, or may one have been?",
        "May it be a crime against a child, or to do with one?",
        "Does it show that the adult may be a risk to children?",
        "Does it show that the adult may not be suited to work with children?",
    ):
        records(head, question, "Yes", at=case, **{"The reason": "Messages at night."})
    head.go(url("case", case.pk))
    head.press("Tell the LADO")
    assert head.sees("01632 960111") and head.sees("Asking without names is for when all four")
    head.press("Record this step")
    assert head.sees_problem("Answer the question: Which of these is it?")
    records(
        head,
        "Tell the LADO",
        "I referred it, with names",
        at=case,
        **{"Whom you spoke to": "Grace Obi", "The LADO's reference, or “none yet”": "LA-204"},
    )
    records(
        head,
        "Write down the LADO's answer",
        "It reaches the threshold",
        at=case,
        **{"What they said": "We lead.", "Who said it": "Grace Obi"},
    )
    records(
        head,
        "Record the LADO's advice",
        "They think suspension should be considered",
        at=case,
        **{
            "The advice, in their words": "Consider it; other duties may do.",
            "Who gave it": "Grace Obi",
            "What the police said, or why they were not asked": "Nothing to add yet.",
        },
    )
    records(
        head,
        "Decide about suspension",
        "Suspend, or go on with it",
        at=case,
        **{
            "The reason": "No other duty keeps her from the child.",
            "What the LADO, the police and social care think": "They agree.",
            "Other ways that were thought of": "Work from home.",
            "What HR advised, or why there was no time to ask": "Full pay, and a letter today.",
            "When the governing body and the local authority were told, or why that does not apply here": "Today.",
        },
    )
    head.go(url("chronology", case.pk))
    assert head.sees("She writes to my girl at night.") and head.sees("The LADO's reference, or “none yet”: LA-204")

    head.go(url("close", case.pk))
    head.fill("Reason", "All done.")
    head.press("Close the case")
    assert head.sees_problem("is not done yet") and head.page.get_by_label("Reason").input_value() == "All done."
    finish(case, cast.head, {"outcome": "unfounded", "post": "stays"})
    head.go(url("close", case.pk))
    head.fill("Reason", "It was unfounded, and she is back.")
    head.press("Close the case")
    assert head.sees("The case is closed.")
    assert story.now(case).closed_at and story.now(case).outcome == "unfounded"

    for person in (cast.teacher, cast.dsl, cast.it):
        other = visitor(person, phone=phone)
        assert other.go(url("case", case.pk)) == 404, f"{person}: {other.page.url}: {other.reads()}"


@on_a_phone
@pytest.mark.clause("6.7")
def test_the_same_about_the_head(visitor, school_cast, phone):
    cast = school_cast
    dsl = visitor(cast.dsl, phone=phone)
    case = opens(
        dsl,
        "An adult who works here",
        about="Ruth Adeyemi",
        harmed="Maya Nair",
        source="A parent or carer",
        began="At school",
        why="A mother told me about the head.",
    )
    assert dsl.sees("Chair of governors") and dsl.sees("It is kept")
    chair = visitor(cast.chair, phone=phone)
    chair.go(url("cases"))
    chair.press(f"{case.number}: An adult who works here")
    records(
        chair,
        "Keep the head out of it",
        at=case,
        **{"Who knows, and how you reach the people you need": "Only the DSL, by telephone."},
    )
    head = visitor(cast.head, phone=phone)
    for page in ("cases", "today", "desk", "seconds", "emergency"):
        head.go(url(page))
        assert str(case.number) not in head.page.content()
    assert head.go(url("case", case.pk)) == 404
    head.go(url("open_in_emergency"))
    head.fill("Number of the case", str(case.number))
    head.fill("Why can it not wait?", "I want to know.")
    head.press("Open it")
    assert head.sees_problem("There is no case of this number")
    finish(case, cast.chair, {"outcome": "unfounded", "post": "stays"})
    chair.go(url("close", case.pk))
    chair.fill("Reason", "Looked into by somebody independent.")
    chair.press("Close the case")
    assert chair.sees("The case is closed.")


@on_a_phone
@pytest.mark.clause("7.1")
def test_bullying_that_began_at_home_is_looked_into(visitor, school_cast, phone):
    cast = school_cast
    dsl = visitor(cast.dsl, phone=phone)
    case = opens(
        dsl,
        "Cyberbullying",
        about="Arun Nair",
        harmed="Maya Nair",
        source="A parent or carer",
        began="Somewhere else, such as at home",
        why="In the chat, every evening.",
    )
    page = dsl.reads()
    assert "was harmed, or may have been" in page and "is said to have done it" in page
    dsl.press("Close this case")
    dsl.fill("Reason", "It happened at home.")
    dsl.press("Close the case")
    assert dsl.sees_problem("is not done yet") and not story.now(case).closed_at
    dsl.go(url("today"))
    assert dsl.sees("Cases opened in each month")
    dsl.go(url("add_part", case.pk))
    dsl.fill("Name", "Liam")
    dsl.press("Find")
    dsl.tick("Liam Doyle (Kestrels)")
    dsl.tick("They: saw or heard it")
    dsl.fill("How do you know?", "He is in the chat.")
    dsl.press("Add to the case")
    assert dsl.sees("Liam Doyle has a part in this case.")
    dsl.go(url("add_contact", case.pk))
    dsl.fill("With whom did you speak?", "Priya Nair, mother")
    dsl.tick("By telephone")
    dsl.fill("What was said?", "She keeps the pictures.")
    dsl.press("Enter it")
    assert dsl.sees("With Priya Nair, mother.")


@on_a_phone
@pytest.mark.clause("5.p.6")
def test_a_broken_filter_and_what_the_class_teacher_sees(visitor, school_cast, phone):
    cast = school_cast
    case = story.opened(cast, "firewall", about=[cast.pupil], by=cast.dsl)
    head = visitor(cast.head, phone=phone)
    head.go(url("impose", case.pk, cast.pupil.pk, "ict"))
    assert head.sees("No consequence for a child yet")
    story.walk(case, cast.head, until="ban", other=cast.dsl)
    head.go(url("add_consequence", case.pk))
    head.choose("For whom?", "Maya Nair")
    head.tick("School ICT only under close supervision")
    head.press("Continue")
    head.fill("Your reasons, for this person alone", "She went round the filter twice.")
    head.page.get_by_label("Who supervises?").select_option(label="Lucy Grant")
    for legend, day in (("Last day", 20), ("Day on which it is looked at again", 9)):
        group = head.page.get_by_role("group", name=legend)
        on = MONDAY.date() + timedelta(days=day)
        for label, number in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            group.get_by_label(label, exact=True).fill(str(number))
    head.press("Decide this")
    assert head.sees("Decided for Maya Nair")
    teacher = visitor(cast.teacher, phone=phone)
    teacher.go(url("in_force"))
    page = teacher.reads()
    assert "Maya Nair" in page and "ICT under supervision" in page and "Supervised by Lucy Grant" in page
    assert "filter" not in page and str(case.number) not in page
    assert teacher.go(url("case", case.pk)) == 404
    other = visitor(cast.other_teacher, phone=phone)
    other.go(url("in_force"))
    assert other.sees("Nothing is in force")


SMALL = {
    "dsl": [
        "add_event",
        "addendum",
        "delete_event",
        "step_for",
        "skip_for",
        "assign",
        "facts",
        "link",
        "hold",
        "grant",
        "end_grant",
        "review_consequence",
        "parents_told",
        "end_consequence",
        "open_in_emergency",
    ],
    "head": ["desk", "check", "emergency", "acknowledge_emergency_access", "settings", "today"],
    "deputy": ["seconds", "second"],
}


def test_the_small_pages_fit_and_can_be_used_by_everybody(visitor):
    scene = Scene()
    for part, names in SMALL.items():
        person = visitor(getattr(scene.cast, part), phone=True)
        for name in names:
            assert person.go(scene.address(f"cases:{name}")) == 200, name
