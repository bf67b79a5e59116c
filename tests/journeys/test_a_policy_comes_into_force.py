"""The first story: a policy that lay in a file comes into force, and everybody it is for knows what it asks of them."""

from datetime import timedelta

import pytest

from schoolgate.engines.documents.tests import documents, rendering
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Version
from schoolgate.policy.tests import published
from tests import cast as people
from tests.clock import MONDAY

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TODAY = MONDAY.date()
OUR_DOCUMENT = rendering.word(documents.SHAPES)
WHAT_WE_DO_EACH_SUMMER = "We ask pupils each summer what has worked, and tell parents and governors what they said."
NUMBERS = "Staff must not give their own number to pupils or to former pupils."


def test_a_policy_comes_into_force(visitor):
    cast = people.cast()
    head, chair = visitor(cast.head), visitor(cast.chair)
    teacher, parent = visitor(cast.teacher, phone=True), visitor(cast.parent, phone=True)

    the_head_brings_in_the_document_and_puts_it_right(head)
    the_chair_approves(chair, version=1)
    the_head_publishes(head, version=1)

    the_teacher_signs_on_a_phone(teacher)
    a_class_agrees_with_its_teacher(visitor(cast.teacher))
    the_pupil_is_told_well_done(visitor(cast.pupil))
    the_parent_acknowledges_on_a_phone(parent)
    the_office_types_in_a_paper_return(visitor(cast.office))
    coverage_shows_all_of_it(visitor(cast.governor))

    the_head_changes_one_clause_for_staff(head)
    the_chair_approves(chair, version=2)
    the_head_publishes(head, version=2)

    the_teacher_is_asked_only_for_the_changed_clause(teacher)
    the_parent_is_asked_for_nothing(parent)
    assert "1 of 9 signed" in coverage_now(visitor(cast.head))


# ---- before it is published


def the_head_brings_in_the_document_and_puts_it_right(head):
    head.go("/")
    head.press("Bring in your policy")
    head.press("Import the school’s document")
    head.hand_in("The school’s policy", "Phones policy.docx", OUR_DOCUMENT)
    head.press("Read it into clauses")
    assert head.sees("0 of 19 confirmed")

    head.press("Change clause 7.1")
    head.fill("What it says", WHAT_WE_DO_EACH_SUMMER)
    head.untick("Pupils")
    head.tick("Parents and carers")
    head.tick("Governors")
    head.press("Save")
    assert head.sees(WHAT_WE_DO_EACH_SUMMER) and head.sees("1 of 19 confirmed")

    head.press("Make it a clause: A pupil may keep a phone at hand …")
    head.fill("Place", "2.a.2")
    head.choose("Put it after (optional)", "2.a.1")
    head.press("Make it a clause")
    head.press_in_place("Right: clause 2.a.2", sees="2 of 20 confirmed (10%)")

    head.press("Confirm all 18")
    head.press("Send to the governors")
    assert head.sees("Version 1 is with the governors.")


def the_chair_approves(chair, *, version):
    chair.go("/")
    chair.press(f"Review {documents.TITLE}, version {version}")
    chair.press("Approve")
    assert chair.sees(f"Version {version} is approved.")


def the_head_publishes(head, *, version):
    head.go("/")
    head.press(f"Publish {documents.TITLE}, version {version}")
    head.press("Publish")
    assert head.sees(f"Version {version} is published.")


# ---- signing


def the_teacher_signs_on_a_phone(teacher):
    teacher.go("/")
    teacher.press("Read and sign the terms for staff")
    for box in teacher.page.get_by_role("checkbox").all():
        box.check()
    teacher.press("Sign")
    assert teacher.sees("Thank you, you have signed")


def a_class_agrees_with_its_teacher(teacher):
    teacher.go("/")
    teacher.press("Read the rules with Kestrels")
    assert "No pupil may take a photograph of another person in school." in teacher.reads()
    teacher.press("We have read them all")
    teacher.press("Tick everyone")
    teacher.press("Record that they agreed")
    assert teacher.sees("2 pupils of Kestrels agreed to the rules.")
    teacher.press("The rules for the class")
    assert teacher.sees("Everyone in Kestrels has said yes to our rules.")


def the_pupil_is_told_well_done(pupil):
    pupil.go("/policy/mine/")
    assert pupil.sees("You said yes on 23 November 2026. Well done!")


def the_parent_acknowledges_on_a_phone(parent):
    parent.go("/")
    parent.press("Read the policy for parents and carers")
    assert WHAT_WE_DO_EACH_SUMMER in parent.reads() and NUMBERS not in parent.reads()
    parent.tick("I have read this and will keep to it")
    parent.press("Sign")
    assert parent.sees("Thank you, you have signed")


def the_office_types_in_a_paper_return(office):
    office.go("/")
    office.press("Chase paper returns")
    office.press("Type in paper returns")
    office.fill("Name, or the code on the slip", "Doyle")
    office.press("Find")
    office.fill_day(TODAY)
    office.press("Record this slip")
    assert office.sees("Kath Doyle’s slip is recorded.")


def coverage_shows_all_of_it(governor):
    words = coverage_now(governor)
    for line in (
        "31% of all signatures are in 5 of 16",
        "11 still to come",
        "Pupils 2 of 3 signed (66%)",
        "Parents and carers 2 of 2 signed (100%)",
        "Staff 1 of 9 signed (11%)",
        "Governors 0 of 2 signed (0%)",
        "Kestrels 2 of 2 agreed (100%)",
        "Wrens 0 of 1 agreed (0%)",
    ):
        assert line in words


def coverage_now(them):
    them.go("/policy/coverage/")
    return them.reads()


# ---- and when something changes


def the_head_changes_one_clause_for_staff(head):
    head.go("/policy/versions/")
    head.press("Revise version 1")
    head.press("Change clause 4.1.2")
    head.fill("What it says", NUMBERS)
    head.press("Save")
    head.press("Send to the governors")


def the_teacher_is_asked_only_for_the_changed_clause(teacher):
    teacher.go("/")
    assert teacher.sees("One part has changed since you signed.")
    teacher.press("Read and sign the terms for staff")
    assert teacher.page.locator("main form strong").all_inner_texts() == ["4.1.2"]
    assert teacher.page.locator("form ins").all_inner_texts() == ["must ", "pupils or to former "]
    teacher.page.get_by_role("checkbox").check()
    teacher.press("Sign")
    assert teacher.sees("version 2")


def the_parent_is_asked_for_nothing(parent):
    parent.go("/")
    assert not parent.page.get_by_role("link", name="Read the policy for parents and carers").count()
    parent.go("/policy/mine/")
    assert parent.sees("You signed on 23 November 2026.")
    assert not parent.page.get_by_role("link", name="Read and sign").count()


# ---- without a mouse


def test_a_teacher_signs_with_the_keyboard_alone(visitor):
    cast = people.cast()
    published.first(cast)
    teacher = visitor(cast.teacher)
    teacher.go("/policy/sign/staff/")

    teacher.tab_to("Skip to main content")
    teacher.key("Enter")
    assert teacher.page.evaluate("document.activeElement.id") == "main-content"
    for group in ("About this policy", "Own accounts", "Terms of use"):
        teacher.tab_to(f"I have read and will keep to: {group}")
        teacher.key("Space")
    for part, number in (("Day", TODAY.day), ("Month", TODAY.month), ("Year", TODAY.year)):
        teacher.tab_to(part)
        teacher.page.keyboard.type(str(number))
    teacher.tab_to("Sign")
    teacher.key("Enter", opens="**/policy/signed/**")

    assert teacher.sees("Thank you, you have signed")
    assert cast.teacher.signatures.filter(audience="staff", accounts_private_on=TODAY).exists()


def test_the_head_changes_a_clause_with_the_keyboard_alone(visitor):
    cast = people.cast()
    draft = drafting.revise(published.first(cast), by=cast.head, at=MONDAY)
    head = visitor(cast.head)
    head.go(f"/policy/versions/{draft.pk}/")

    head.tab_to("Skip to main content")
    head.key("Enter")
    head.tab_to("Change clause 4.6")
    head.key("Enter", opens="**/policy/clauses/**")
    head.tab_to("What it says")
    head.key("Control+A")
    head.page.keyboard.type("Staff never talk about pupils online.")
    head.tab_to("Governors")
    head.key("Space")
    head.tab_to("Save")
    head.key("Enter", opens="**/policy/versions/**")

    assert head.sees("Clause 4.6 is saved.")
    clause = draft.clauses.get(place="4.6")
    assert clause.text == "Staff never talk about pupils online."
    assert clause.audience == ["staff", "governor"]


# ---- when what comes in is wrong


def test_what_cannot_be_right_is_said_and_nothing_is_lost(visitor):
    cast = people.cast()
    a_document_that_cannot_be_read_gets_a_sentence(visitor(cast.head))
    assert not Version.objects.exists()

    published.first(cast)
    a_slip_from_the_future_is_kept_as_typed(visitor(cast.office), cast)


def a_document_that_cannot_be_read_gets_a_sentence(head):
    head.go("/policy/import/")
    head.press("Read it into clauses")
    assert head.sees_problem("Choose a file")
    for name, content, says in (
        ("Empty.docx", b"", "“Empty.docx” is empty"),
        ("No words.docx", rendering.word([]), "“No words.docx” has no sentences in it"),
        ("Photo.docx", rendering.png(), "“Photo.docx” is a picture"),
    ):
        head.hand_in("The school’s policy", name, content)
        head.press("Read it into clauses")
        assert head.sees_problem(says)


def a_slip_from_the_future_is_kept_as_typed(office, cast):
    office.go("/policy/paper/")
    office.fill("Name, or the code on the slip", "a")
    office.press("Find")
    office.tick("Kath Doyle")
    office.fill_day(TODAY + timedelta(days=1))
    office.press("Record this slip")

    assert office.sees_problem("The date on the slip is in the future. Check the day, month and year.")
    assert office.page.get_by_label("Kath Doyle").is_checked()
    typed = [office.page.get_by_label(part, exact=True).input_value() for part in ("Day", "Month", "Year")]
    assert typed == ["24", "11", "2026"]
    assert office.page.get_by_label("Name, or the code on the slip").input_value() == "a"
    assert not cast.paper_parent.signatures.exists()

    office.fill("Day", "23")
    office.press("Record this slip")
    assert office.sees("Kath Doyle’s slip is recorded.")
