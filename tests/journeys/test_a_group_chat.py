"""Five pupils who are too young for their group chat, one of them hurt in it: each has a decision of their own."""

from datetime import date, timedelta

import pytest

from schoolgate.cases.models.case import Case
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import url
from schoolgate.engines.procedures.schema import CasePart
from tests import cast as people
from tests.cast import MONDAY
from tests.journeys.test_cases import on_a_phone, records

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ALLEGED = ("Liam Doyle", "Ada Finch", "Joel Marsden")
HURT = "Maya Nair"
READ_ALONG = "Nia Bassett"


@pytest.fixture
def five():
    """The cast, and three more pupils of the class."""
    cast = people.cast()
    for name in (*ALLEGED[1:], READ_ALONG):
        people.pupil(cast.school, *name.split(), date(2016, 4, 2), cast.kestrels)
    return cast


def fill_day(visitor, legend: str, day: date) -> None:
    group = visitor.page.get_by_role("group", name=legend, exact=True)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label, exact=True).fill(str(number))


def for_child(case: Case, step: str, name: str) -> str:
    return url("step_for", case.pk, step, part_of(case, name).person_id)


def part_of(case: Case, name: str):
    return next(part for part in case.parts.all() if str(part) == name)


@on_a_phone
@pytest.mark.clause("8.c.2", "8.c.3", "7.3")
def test_five_pupils_and_one_who_was_hurt(visitor, five, phone):
    head = visitor(five.head, phone=phone)
    head.go(url("open"))
    head.tick("Too young for the network, and it spills into school")
    head.fill("Who is said to have done it? (optional)", "\n".join(ALLEGED))
    head.fill("Who was harmed, or may have been? (optional)", HURT)
    head.fill("Who saw or heard it? (optional)", "Nia Basset")
    head.tick("A parent or carer")
    head.tick("Somewhere else, such as at home")
    head.fill("Why is a case opened?", "A mother brought the chat on her telephone.")
    head.press("Open the case")
    assert head.sees_problem("Nobody here is called Nia Basset.")
    head.fill("Who saw or heard it? (optional)", READ_ALONG)
    head.press("Open the case")
    case = Case.objects.get()
    parts = {str(part): part.part for part in case.parts.all()}
    assert parts == {**dict.fromkeys(ALLEGED, CasePart.ALLEGED), HURT: CasePart.HARMED, READ_ALONG: CasePart.WITNESS}

    # Nothing is decided about anybody before the check on bullying is open and the pupil was heard.
    head.go(for_child(case, "decision", "Liam Doyle"))
    assert head.sees("This cannot be done yet.")
    head.go(url("impose", case.pk, part_of(case, "Liam Doyle").person_id, "suspension"))
    assert head.sees("No suspending a pupil yet.")

    records(
        head,
        "Keep every child safe now",
        "I have acted",
        at=case,
        **{"What you did, or how you know": "Maya sits with Ms Kapoor today."},
    )
    dsl = visitor(five.dsl, phone=phone)
    bullying = story.opened(
        five, harmed=[five.pupil], about=[part_of(case, name).person for name in ALLEGED], by=five.dsl
    )
    dsl.go(url("case", bullying.pk))
    assert dsl.sees("was harmed, or may have been")
    story.walk(case, five.head, until="decision")

    # The one who was hurt is never suspended unawares.
    head.go(for_child(case, "decision", HURT))
    page = head.reads()
    assert "Then a suspension punishes a child for being a victim" in page
    head.page.get_by_role("radio", name="Suspend this pupil", exact=True).check()
    head.fill("Your reasons, for this pupil", "She was in the group.")
    head.press("Record this step")
    assert head.sees_problem("Fill in: Why a child who was hurt, who only saw it, or whose part is not clear")
    assert head.page.get_by_label("Your reasons, for this pupil").input_value() == "She was in the group."
    head.page.get_by_role("radio", name="No consequence", exact=True).check()
    head.fill("Your reasons, for this pupil", "It was done to her.")
    head.page.get_by_label("Special needs and anything that explains it were considered").check()
    head.press("Record this step")
    assert head.sees("Recorded.")

    # One is suspended, with reasons of his own, by that decision alone; nobody else is because of it.
    today = MONDAY.date()
    liam = part_of(case, "Liam Doyle").person
    head.go(for_child(case, "decision", "Liam Doyle"))
    page = head.reads()
    assert "Liam Doyle is said to have done it" in page and "0 this term, 0 this school year" in page
    head.page.get_by_role("radio", name="Suspend this pupil", exact=True).check()
    head.fill("Your reasons, for this pupil", "It was done to her.")
    head.page.get_by_label("Special needs and anything that explains it were considered").check()
    head.fill("For how many school days", "1")
    fill_day(head, "From which day", today)
    fill_day(head, "Back at school on", today + timedelta(days=1))
    head.press("Record this step")
    assert head.sees_problem("Maya Nair") and head.page.get_by_label("For how many school days").input_value() == "1"
    head.fill("Your reasons, for this pupil", "He began it and went on when he was asked to stop.")
    head.press("Record this step")
    assert head.sees("Recorded.")
    head.go(url("case", case.pk))
    assert "Ring the parents about the suspension" in head.reads()
    decided = Consequence.objects.get(decided_at__isnull=False)
    assert (decided.person, decided.days, decided.ends_on) == (liam, 1, today)
    open_drafts = {
        str(consequence.person) for consequence in Consequence.objects.filter(ended_on=None, decided_at=None)
    }
    assert open_drafts == {"Ada Finch", "Joel Marsden", READ_ALONG}
    teacher = visitor(five.teacher, phone=phone)
    teacher.go(url("in_force"))
    seen = teacher.reads()
    assert "Liam Doyle" in seen and "Not in school" in seen
    assert not any(name in seen for name in (*ALLEGED[1:], HURT, READ_ALONG, "chat", "began it"))

    # The others go another way; every family is told; the check on bullying goes on by itself.
    story.walk(case, five.head, {"decision": "none", "welfare": ""}, other=five.dsl)
    story.decide_checks(case, five.head)
    assert {line.outcome for line in story.now(case).done.all() if line.step == "decision"} == {"none", "suspend"}
    head.go(url("close", case.pk))
    head.fill("Reason", "Every pupil has a decision of their own.")
    head.press("Close the case")
    assert head.sees("The case is closed.")
    dsl.go(url("case", bullying.pk))
    assert "Overdue" in dsl.reads() or "Open" in dsl.reads()
    assert dsl.go(url("close", bullying.pk)) == 200
    dsl.fill("Reason", "All is decided.")
    dsl.press("Close the case")
    assert dsl.sees_problem("is not done yet")
