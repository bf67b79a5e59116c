"""Nobody takes out alone whom a case names; and what was answered of a typed name is asked once."""

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases.actions import approvals, opening
from schoolgate.cases.models.answers import Answered
from schoolgate.cases.models.case import Participant
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.community.actions import families as family_actions
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import Person
from schoolgate.concerns.tests import page
from schoolgate.engines.procedures.schema import CasePart
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh


@pytest.fixture
def case(cast):
    return story.opened(cast, about=[cast.young_pupil], harmed=[cast.pupil], by=cast.dsl)


def reads(person, case) -> bool:
    return reach.visible_to(fresh(person), MONDAY).filter(pk=case.pk).exists()


def ask(case, person, by, second, reason="The other Maya was meant."):
    asked = {"what": What.TAKE_OUT, "payload": {"person": person.pk}, "second": fresh(second)}
    approvals.ask_second(story.now(case), reason=reason, by=fresh(by), at=MONDAY, **asked)
    return Approval.objects.filter(case=case, answered_at=None).get()


def agree(two, by):
    approvals.confirm_second(two, by=fresh(by), at=MONDAY)


def edit(cast, person, **fields):
    community_people.edit_person(fresh(person), by=fresh(cast.office), at=MONDAY, **fields)


@pytest.mark.parametrize("part", [CasePart.HARMED, CasePart.ALLEGED, CasePart.WITNESS, CasePart.SUBJECT])
@pytest.mark.parametrize("family", [True, False])
def test_nobody_takes_out_a_child_alone(cast, part, family):
    case = story.opened(cast, by=cast.deputy_dsl)
    said = {"part": part, "person": fresh(cast.pupil), "reason": "x"}
    opening.add_part(case, **said, by=fresh(cast.deputy_dsl), at=MONDAY)
    if family:
        families.carer(cast.dsl, cast.pupil)
    with pytest.raises(Broken, match="second person has to agree"):
        opening.not_meant(case, person=cast.pupil, reason="Another.", by=fresh(cast.deputy_dsl), at=MONDAY)
    ask(case, cast.pupil, cast.deputy_dsl, cast.head)
    assert case.parts.get().person == cast.pupil
    assert reads(cast.dsl, case) is not family


def test_two_take_out_a_child_and_it_stays_that_they_were_named(cast, case):
    agree(ask(case, cast.young_pupil, cast.dsl, cast.head), cast.head)
    assert {row.person for row in Participant.objects.filter(case=case)} == {cast.pupil}
    words = case.events.filter(kind="person").last().words
    assert "The other Maya was meant." in words and str(cast.head) in words


def test_whom_it_keeps_out_is_not_asked_and_does_not_agree(cast, case):
    families.carer(cast.head, cast.pupil)
    with pytest.raises(Broken, match="Choose the second person"):
        ask(case, cast.pupil, cast.dsl, cast.head)
    two = ask(case, cast.pupil, cast.dsl, cast.deputy_dsl)
    families.carer(cast.deputy_dsl, cast.young_pupil)
    with pytest.raises(access.Refused):
        agree(two, cast.deputy_dsl)
    assert case.parts.filter(person=cast.pupil).exists()


def test_whoever_asked_and_runs_it_no_more_takes_nobody_out(cast, case):
    two = ask(case, cast.young_pupil, cast.dsl, cast.head)
    families.carer(cast.dsl, cast.young_pupil)
    with pytest.raises(Broken, match="does not run this case any more"):
        agree(two, cast.head)
    assert case.parts.filter(person=cast.young_pupil).exists()


def test_nobody_takes_themselves_out_or_agrees_to_it(cast, case):
    opening.add_part(
        case, part=CasePart.WITNESS, person=fresh(cast.deputy_dsl), reason="x", by=fresh(cast.dsl), at=MONDAY
    )
    for by, second in ((cast.deputy_dsl, cast.dsl), (cast.dsl, cast.deputy_dsl)):
        with pytest.raises((Broken, access.Refused)):
            ask(case, cast.deputy_dsl, by, second)
    assert case.parts.filter(person=cast.deputy_dsl).exists()


def test_no_grown_up_whom_a_case_is_about_is_taken_out_by_two_either(cast):
    case = story.opened(cast, "adult", about=[cast.teacher], harmed=[cast.pupil], by=cast.head)
    with pytest.raises(Broken, match="Say how it ends"):
        ask(case, cast.teacher, cast.head, cast.chair)
    agree(ask(case, cast.pupil, cast.head, cast.chair), cast.chair)
    assert {row.person for row in Participant.objects.filter(case=case)} == {cast.teacher}


def test_the_pages_of_the_two(cast, case):
    client, place = client_of(cast.dsl), f"/cases/{case.pk}/people/{cast.young_pupil.pk}/not-meant/"
    said = page.words(client.get(place))
    assert f"{cast.young_pupil} was named by mistake" in said and "A second person has to agree" in said
    told = client.post(place, {"reason": "The other Arun was meant.", "second": cast.head.pk}, follow=True)
    assert "stays in this case until they agree" in page.words(told)
    assert case.parts.filter(person=cast.young_pupil).exists()
    two = Approval.objects.get(case=case)
    second, there = client_of(cast.head), f"/cases/second/{two.pk}/"
    assert "Take out somebody who was named by mistake" in page.words(second.get("/cases/second/"))
    assert f"{cast.young_pupil}: " in page.words(second.get(there))
    assert second.post(there, {"answer": "agree"}).status_code == 302
    assert not case.parts.filter(person=cast.young_pupil).exists()


# ---- what was answered of a typed name


def typed(cast, name="Mr Hale", part=CasePart.ALLEGED, **said):
    return story.opened(cast, about=[cast.young_pupil], names=[(name, part)], by=cast.deputy_dsl, **said)


def test_another_name_does_not_ask_again_about_a_typed_one(cast):
    case = typed(cast)
    assert not reads(cast.dsl, case)
    opening.not_meant(case, person=cast.dsl, reason="A neighbour.", by=fresh(cast.head), at=MONDAY)
    edit(cast, cast.dsl, last_name="Ashworth")
    assert reads(cast.dsl, case) and Answered.objects.count() == 1


def test_nor_where_it_was_said_when_the_case_was_opened(cast):
    case = typed(cast, cleared={"Mr Hale": [cast.dsl.pk]})
    edit(cast, cast.dsl, last_name="Ashworth")
    assert reads(cast.dsl, case)


def test_another_typed_name_and_another_name_of_theirs_are_asked_about(cast):
    case = typed(cast, cleared={"Mr Hale": [cast.dsl.pk]})
    lead = fresh(cast.deputy_dsl)
    opening.add_part(case, part=CasePart.ALLEGED, name="Mr Ashworth", reason="x", by=lead, at=MONDAY)
    assert reads(cast.dsl, case)
    edit(cast, cast.dsl, last_name="Ashworth")
    assert not reads(cast.dsl, case)


def test_an_office_is_asked_about_where_only_the_name_was(cast):
    case = typed(cast, "the head, Mr Hale", cleared={"the head, Mr Hale": [cast.dsl.pk]})
    community_people.give_duty(fresh(cast.dsl), duty=Duty.HEAD, since_on=MONDAY.date(), by=fresh(cast.head), at=MONDAY)
    assert case.parts.filter(person=cast.dsl, by_name=True).exists()


def test_a_child_who_was_not_meant_is_not_asked_about_again(cast):
    liam = Person.objects.get(first_name="Liam")
    case = story.opened(cast, about=[liam], names=[("Maya Nair", CasePart.WITNESS)], by=cast.deputy_dsl)
    dsl = fresh(cast.dsl)
    family_actions.declare_family_link(dsl, pupil=cast.pupil, relation="niece", by=dsl, at=MONDAY)
    assert not reads(cast.dsl, case)
    opening.not_meant(case, person=cast.pupil, reason="Another.", by=fresh(cast.deputy_dsl), at=MONDAY)
    edit(cast, cast.pupil, last_name="Okafor")
    assert reads(cast.dsl, case)


def test_a_colleague_whom_a_case_is_about_is_not_offered_to_be_taken_out(cast):
    """It would always be refused: with how the case ends is said what was found."""
    case = story.adult(cast, harmed=[cast.pupil])
    words = client_of(cast.head).get(f"/cases/{case.pk}/", follow=True).content.decode()
    assert f"/cases/{case.pk}/people/{cast.teacher.pk}/not-meant/" not in words and "Entered by mistake?" in words
    assert f"/cases/{case.pk}/people/{cast.pupil.pk}/not-meant/" in words
