"""Nobody runs, reads, opens or hears of a case in which their family is; who was harmed in one does not judge of it."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import tasks
from schoolgate.cases.actions import approvals, opening, readers
from schoolgate.cases.models.case import EmergencyAccess
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.models.watching import Approval, Notice
from schoolgate.cases.queries import hiding, pages, reach, register, search, state, todo
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from schoolgate.community.actions import families as family_actions
from schoolgate.community.models import Person
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.concerns.rules import Channel
from schoolgate.concerns.tests import story as told
from schoolgate.engines.procedures import consequences as ladder
from schoolgate.engines.procedures.schema import CasePart
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
YESTERDAY = TODAY - timedelta(days=1)
FORTNIGHT = TODAY + timedelta(days=14)
fresh = story.fresh


def without(*those):
    for person in those:
        person.roles.update(until_on=YESTERDAY)


def leads(case) -> set[str]:
    return {str(person) for person in reach.leads_of(case, TODAY)}


def nothing_known(person, case) -> None:
    here = fresh(person)
    assert not reach.visible_to(here, MONDAY).filter(pk=case.pk).exists()
    assert not reach.led_by(here, MONDAY).filter(pk=case.pk).exists()
    assert f"cases.case:{case.pk}" in hiding.hidden_targets(here, MONDAY)
    with pytest.raises(Http404):
        pages.case_page(here, case.pk, at=MONDAY)
    assert str(case.number) not in {str(line.number) for line in _lines(here)}
    assert client_of(person).get(reverse("cases:case", args=[case.pk])).status_code in (403, 404)
    assert not any(str(case.pk) in task.url for task in todo.tasks_for(here, MONDAY))
    with pytest.raises((Broken, access.Refused)):
        opening.add_part(case, part=CasePart.OTHER, name="A neighbour", reason="So.", by=here, at=MONDAY)


def _lines(person):
    if not access.may(person, "look.case_desk"):
        return ()
    return todo.dsl_page(person, at=MONDAY).cases


# ---- each tie


@pytest.mark.clause("6.4")
@pytest.mark.parametrize("tie", families.TIES)
def test_no_tie_lets_the_safeguarding_lead_run_the_case_of_their_child(cast, tie):
    families.TIES[tie](cast.dsl, cast.pupil)
    case = story.opened(cast, harmed=[cast.pupil], about=[cast.young_pupil], by=cast.deputy_dsl)
    assert leads(case) == {"Fiona Reid"}
    nothing_known(cast.dsl, case)
    assert not Notice.objects.filter(case=case, person=cast.dsl).exists()


@pytest.mark.parametrize("part", CasePart)
def test_whatever_part_the_child_has(cast, part):
    families.carer(cast.dsl, cast.pupil)
    case = story.opened(cast, about=[cast.young_pupil], by=cast.deputy_dsl)
    families.TIES["carer"](cast.deputy, cast.young_pupil)
    opening.add_part(case, person=cast.pupil, part=part, reason="He was there.", by=fresh(cast.deputy_dsl), at=MONDAY)
    nothing_known(cast.dsl, case)
    nothing_known(cast.deputy, case)


def test_where_all_who_lead_safeguarding_are_family_the_head_runs_it(cast):
    families.carer(cast.dsl, cast.pupil)
    families.carer(cast.deputy_dsl, cast.pupil)
    case = story.opened(cast, harmed=[cast.pupil], by=cast.head)
    assert case.lead_duty == Duty.HEAD and leads(case) == {"Ruth Adeyemi"}
    for person in (cast.dsl, cast.deputy_dsl):
        nothing_known(person, case)


def test_nobody_opens_a_case_about_their_family(cast):
    families.carer(cast.dsl, cast.pupil)
    with pytest.raises(Broken, match="Somebody of your family is in this"):
        story.opened(cast, harmed=[cast.pupil], by=cast.dsl)


def test_a_tie_recorded_later_takes_the_case_away_and_the_clock_hands_it_on(cast):
    without(cast.deputy_dsl)
    case = story.bullying(cast)
    assert leads(case) == {"Martin Hale"}
    families.approved(cast.dsl, cast.pupil)
    nothing_known(cast.dsl, case)
    assert not leads(case)
    tasks.minutely(MONDAY)
    case.refresh_from_db()
    assert case.lead_duty == Duty.HEAD and leads(case) == {"Ruth Adeyemi"}
    assert Notice.objects.filter(case=case, person=cast.head, why="lead_duty").exists()
    entries = case.events.count()
    tasks.minutely(MONDAY)
    assert case.events.count() == entries, "once"


def test_where_nobody_else_could_run_it_the_clock_writes_nothing_again_and_again(cast):
    case = story.bullying(cast)
    for part in ("dsl", "deputy_dsl", "head", "deputy", "chair"):
        families.carer(getattr(cast, part), cast.pupil)
    tasks.minutely(MONDAY)
    entries = case.events.count()
    tasks.minutely(MONDAY)
    assert case.events.count() == entries and not leads(case)
    cast.governor.roles.create(duty=Duty.CHAIR.value, since_on=TODAY)
    tasks.minutely(MONDAY)
    case.refresh_from_db()
    assert leads(case) == {"David Lin"}


def test_a_child_added_later_takes_it_from_their_family(cast):
    liam = Person.objects.get(first_name="Liam")
    families.carer(cast.dsl, liam)
    without(cast.deputy_dsl)
    case = story.opened(cast, harmed=[cast.pupil], by=cast.dsl)
    opening.add_part(case, person=liam, part=CasePart.WITNESS, reason="He saw it.", by=fresh(cast.dsl), at=MONDAY)
    nothing_known(cast.dsl, case)
    case.refresh_from_db()
    assert case.lead_duty == Duty.HEAD and leads(case) == {"Ruth Adeyemi"}


def test_a_child_who_is_only_in_its_concern_counts_and_so_does_whoever_told_it(cast):
    families.carer(cast.dsl, cast.pupil)
    concern = told.outside(cast, "My dad.", door=Channel.PUPIL, by=fresh(cast.pupil))
    told.read(concern, cast.deputy_dsl)
    case = story.opened(cast, concern=concern, by=cast.deputy_dsl)
    assert not case.parts.filter(person=cast.pupil).exists()
    nothing_known(cast.dsl, case)
    assert leads(case) == {"Fiona Reid"}


def test_a_child_who_comes_into_the_case_takes_its_concern_from_their_family_too(cast):
    families.carer(cast.dsl, cast.young_pupil)
    concern = told.read(told.staff(cast, "Somebody hit a child."), cast.dsl)
    case = story.opened(cast, concern=concern, by=cast.deputy_dsl)
    assert concern_reach.visible_to(fresh(cast.dsl)).filter(pk=concern.pk).exists()
    opening.add_part(
        case, person=cast.young_pupil, part=CasePart.HARMED, reason="It is him.", by=fresh(cast.deputy_dsl), at=MONDAY
    )
    assert not concern_reach.visible_to(fresh(cast.dsl)).filter(pk=concern.pk).exists()
    assert {str(person) for person in concern_reach.readers_of(concern, TODAY)} == {"Fiona Reid"}
    assert not About.objects.filter(concern=concern).exists(), "nobody is put in the concern who was not told of"


# ---- other ways in


def test_family_is_let_in_neither_by_name_nor_in_an_emergency(cast):
    families.carer(cast.teacher, cast.pupil)
    families.carer(cast.head, cast.pupil)
    case = story.bullying(cast, by=cast.deputy_dsl)
    assert cast.teacher not in reach.who_may_be_let_in(case, TODAY)
    with pytest.raises(Broken, match="of their family"):
        readers.grant(case, person=cast.teacher, reason="Hers.", until=FORTNIGHT, by=fresh(cast.deputy_dsl), at=MONDAY)
    with pytest.raises(Broken) as refused:
        readers.open_in_emergency(
            cast.school, number=case.number, reason="He has her now.", by=fresh(cast.head), at=MONDAY
        )
    with pytest.raises(Broken) as nothing:
        readers.open_in_emergency(cast.school, number=1, reason="He has her now.", by=fresh(cast.head), at=MONDAY)
    assert str(refused.value) == str(nothing.value) and not EmergencyAccess.objects.exists()


def test_who_was_let_in_reads_no_more_when_they_turn_out_to_be_family(cast):
    case = story.bullying(cast)
    readers.grant(case, person=cast.teacher, reason="Hers.", until=FORTNIGHT, by=fresh(cast.dsl), at=MONDAY)
    families.carer(cast.teacher, cast.pupil)
    nothing_known(cast.teacher, case)


def test_who_opened_it_in_an_emergency_reads_no_more_and_who_was_told_takes_no_note(cast):
    liam, case = Person.objects.get(first_name="Liam"), story.adult(cast)
    readers.open_in_emergency(cast.school, number=case.number, reason="He has her now.", by=fresh(cast.dsl), at=MONDAY)
    assert reach.visible_to(fresh(cast.dsl), MONDAY).get() == case
    assert reach.emergency_access_to_acknowledge(fresh(cast.head)).exists()
    for person in (cast.teacher, cast.dsl, cast.head):
        families.carer(person, liam)
    for person in (cast.dsl, cast.head):
        nothing_known(person, case)
    assert not reach.emergency_access_to_acknowledge(fresh(cast.head)).exists()


def test_family_is_not_the_second_of_two(cast):
    families.carer(cast.deputy_dsl, cast.pupil)
    case = story.bullying(cast)
    assert cast.deputy_dsl not in reach.seconds_for(case, cast.dsl, TODAY)
    payload = {"person": cast.teacher.pk, "until": FORTNIGHT}
    said = {"what": What.GRANT, "payload": payload, "reason": "Hers.", "by": fresh(cast.dsl), "at": MONDAY}
    with pytest.raises(Broken, match="second person from the list"):
        approvals.ask_second(case, second=cast.deputy_dsl, **said)
    approvals.ask_second(case, second=cast.head, **said)
    families.carer(cast.head, cast.young_pupil)
    assert not reach.asked_of(fresh(cast.head)).exists() and Approval.objects.exists()


def test_search_finds_nothing_of_it(cast):
    families.carer(cast.dsl, cast.pupil)
    case = story.bullying(cast, by=cast.deputy_dsl, reason="The marigold words.")
    assert search.found(reach.visible_to(fresh(cast.deputy_dsl), MONDAY), "marigold") == {case.pk}
    assert not search.found(reach.visible_to(fresh(cast.dsl), MONDAY), "marigold")


def test_what_is_in_force_from_such_a_case_is_not_shown_to_family(cast):
    case = story.bullying(cast)
    rung = next(rung for rung, item in ladder.LADDER.items() if item.shown_as)
    Consequence.objects.create(
        case=case,
        person=cast.pupil,
        rung=rung.value,
        clause="8.c.1",
        reason="So.",
        starts_on=TODAY,
        drafted_at=MONDAY,
        decided_at=MONDAY,
        decided_by=cast.dsl,
    )
    assert len(register.consequences_in_force(fresh(cast.teacher), TODAY)) == 1
    families.carer(cast.teacher, cast.young_pupil)
    assert not register.consequences_in_force(fresh(cast.teacher), TODAY)


# ---- who was harmed


def harmed(cast, person=None, **said):
    return story.opened(cast, "parent-post", harmed=[person or cast.dsl], about=[cast.parent], **said)


def test_a_leader_who_was_harmed_neither_runs_nor_reads_it(cast):
    case = harmed(cast, by=cast.deputy_dsl)
    assert "Martin Hale" not in leads(case)
    nothing_known(cast.dsl, case)
    assert not Notice.objects.filter(case=case, person=cast.dsl).exists()


def test_a_head_who_was_harmed_decides_nothing_of_it_and_nobody_asks_them(cast):
    case = harmed(cast, cast.head, by=cast.dsl)
    nothing_known(cast.head, case)
    assert case.lead_duty != Duty.HEAD and cast.head not in reach.seconds_for(case, cast.dsl, TODAY)
    with pytest.raises(Broken, match="no case of this number"):
        readers.open_in_emergency(
            cast.school, number=case.number, reason="He has her now.", by=fresh(cast.head), at=MONDAY
        )


def test_who_comes_to_be_harmed_later_hands_it_on(cast):
    without(cast.deputy_dsl)
    case = story.opened(cast, "parent-post", about=[cast.parent], by=cast.dsl)
    assert "Martin Hale" in leads(case)
    opening.add_part(case, person=cast.dsl, part=CasePart.HARMED, reason="It names him.", by=fresh(cast.dsl), at=MONDAY)
    nothing_known(cast.dsl, case)
    case.refresh_from_db()
    assert leads(case) and "Martin Hale" not in leads(case)


def test_who_was_harmed_may_be_let_in_and_then_reads_without_leading(cast):
    case = harmed(cast, cast.head, by=cast.dsl)
    assert not case.restricted
    readers.grant(case, person=cast.head, reason="It names her.", until=FORTNIGHT, by=fresh(cast.dsl), at=MONDAY)
    head = fresh(cast.head)
    assert reach.visible_to(head, MONDAY).get() == case and not reach.led_by(head, MONDAY).exists()
    whole = story.now(case)
    assert not reach.leads(head, whole) and not reach.decides_checks(head, whole)
    assert state.actor_in(whole, head).duties == frozenset()
    with pytest.raises(access.Refused):
        opening.add_part(case, part=CasePart.OTHER, name="A neighbour", reason="So.", by=head, at=MONDAY)
    with pytest.raises(Broken):
        story.do(case, state.procedure_of(whole).steps[0].id, cast.head)


def test_a_decision_by_the_head_that_is_open_is_not_offered_to_a_harmed_one(cast):
    case = harmed(cast, cast.head, by=cast.dsl)
    assert str(case.pk) not in {str(turn.case_id) for turn in todo.head_page(fresh(cast.head), at=MONDAY).turns}


# ---- a child's name that was typed, not chosen


@pytest.mark.parametrize("part", [CasePart.HARMED, CasePart.ALLEGED, CasePart.WITNESS])
def test_a_typed_name_of_the_child_keeps_their_family_out_until_somebody_says_it_is_not_them(cast, part):
    families.carer(cast.dsl, cast.pupil)
    liam = Person.objects.get(first_name="Liam")
    case = story.opened(cast, about=[liam], names=[("Maya Nair", part)], by=cast.deputy_dsl)
    nothing_known(cast.dsl, case)
    opening.not_meant(
        case, person=cast.pupil, reason="Another Maya, of the infants.", by=fresh(cast.deputy_dsl), at=MONDAY
    )
    assert reach.visible_to(fresh(cast.dsl), MONDAY).filter(pk=case.pk).exists()


def test_a_typed_name_takes_it_from_whoever_becomes_family_of_the_child(cast):
    liam = Person.objects.get(first_name="Liam")
    case = story.opened(cast, about=[liam], names=[("Maya Nair", CasePart.WITNESS)], by=cast.deputy_dsl)
    assert "Martin Hale" in leads(case)
    dsl = fresh(cast.dsl)
    family_actions.declare_family_link(dsl, pupil=cast.pupil, relation="nephew", by=dsl, at=MONDAY)
    nothing_known(cast.dsl, case)
    assert leads(case) == {"Fiona Reid"}
