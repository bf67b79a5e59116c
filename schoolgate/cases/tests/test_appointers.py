"""A case about somebody who gave a duty, opened or told before, is not read, run or opened in an emergency by it."""

from datetime import timedelta

import pytest
import time_machine

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases import tasks
from schoolgate.cases.actions import chronology, opening, readers
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.watching import Notice
from schoolgate.cases.queries import reach, state
from schoolgate.cases.tests import story
from schoolgate.concerns.tests import story as told
from schoolgate.concerns.tests.test_appointers import ended, given
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.post.models import Message
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
EARLIER = MONDAY - 5 * HOUR
TODAY = MONDAY.date()
fresh = story.fresh


def sees(person, case) -> bool:
    return reach.visible_to(fresh(person), MONDAY).filter(pk=case.pk).exists()


def about_parent(cast, at=EARLIER) -> Case:
    """What a parent wrote to a child online, run by the DSL."""
    return story.opened(cast, "contact", about=[cast.parent], harmed=[cast.pupil], by=cast.dsl, at=at)


@pytest.fixture
def posted(cast):
    return about_parent(cast)


@pytest.mark.parametrize("duty", [Duty.DSL, Duty.DEPUTY_DSL, Duty.HEAD])
def test_it_does_not_reach_whom_they_appointed_since(cast, posted, duty):
    given(cast.teacher, duty, cast.head, cast.parent)
    assert sees(cast.dsl, posted) and not sees(cast.teacher, posted)
    assert not reach.led_by(fresh(cast.teacher), MONDAY).filter(pk=posted.pk).exists()
    assert cast.teacher not in reach.leads_of(posted, TODAY) and cast.teacher not in reach.in_line(posted, TODAY)
    assert cast.dsl in reach.leads_of(posted, TODAY)
    assert client_of(cast.teacher).get(f"/cases/{posted.pk}/").status_code == 404


def test_a_later_one_does(cast):
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    later = about_parent(cast, at=MONDAY + HOUR)
    assert sees(cast.teacher, later) and cast.teacher in reach.leads_of(later, TODAY)


def test_a_case_opened_later_from_a_concern_told_before_does_not(cast):
    concern = told.read(told.staff(cast, about=[cast.parent], at=EARLIER), cast.dsl, at=EARLIER)
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    case = opening.open_case(
        cast.school, procedure="contact", reason="x", concern=concern, by=fresh(cast.dsl), at=MONDAY + HOUR
    )
    assert sees(cast.dsl, case) and not sees(cast.teacher, case)
    assert cast.teacher not in reach.leads_of(case, TODAY)


def test_nor_in_an_emergency(cast, posted):
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    said = {"number": posted.number, "reason": "He has her now.", "at": MONDAY}
    with pytest.raises(Broken) as refused:
        readers.open_in_emergency(cast.school, by=fresh(cast.teacher), **said)
    with pytest.raises(Broken) as not_there:
        readers.open_in_emergency(cast.school, by=fresh(cast.teacher), **{**said, "number": 1})
    assert str(refused.value) == str(not_there.value) and not posted.broken.exists()
    ended(cast.dsl, Duty.DSL)
    adult = story.adult(cast, about=cast.other_teacher)
    readers.open_in_emergency(cast.school, by=fresh(cast.teacher), **{**said, "number": adult.number})
    assert sees(cast.teacher, adult), "another case they open"


def test_let_in_by_name_they_read_and_do_not_run_it(cast, posted):
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    readers.grant(posted, person=cast.teacher, reason="x", until=TODAY, by=fresh(cast.dsl), at=MONDAY)
    teacher = fresh(cast.teacher)
    assert sees(teacher, posted) and not reach.leads(teacher, posted) and not reach.decides_checks(teacher, posted)
    assert Duty.DSL not in state.actor_in(state.reload(posted), teacher).duties
    chronology.add_event(posted, words="Seen.", by=teacher, at=MONDAY)
    with pytest.raises(access.Refused):
        opening.add_part(posted, part=CasePart.WITNESS, person=cast.young_pupil, reason="x", by=teacher, at=MONDAY)


def test_said_later_to_be_about_them_it_goes_from_whom_they_appointed(cast):
    case = story.bullying(cast, at=EARLIER)
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    assert sees(cast.teacher, case)
    opening.add_part(case, part=CasePart.SUBJECT, person=cast.parent, reason="x", by=fresh(cast.dsl), at=MONDAY)
    assert not sees(cast.teacher, case)


# ---- never to nobody


@pytest.fixture
def alone(cast, posted):
    for person, duty in ((cast.dsl, Duty.DSL), (cast.deputy_dsl, Duty.DEPUTY_DSL)):
        ended(person, duty)
    given(cast.parent, Duty.CHAIR, cast.governor)
    given(cast.teacher, Duty.DSL, cast.parent, cast.head)
    Message.objects.all().delete()
    return posted


def test_the_next_in_line_whom_they_did_not_appoint_runs_it(cast, alone):
    assert not reach.leads_of(alone, TODAY).exists()
    tasks.daily(MONDAY)
    alone.refresh_from_db()
    assert alone.lead_duty == Duty.HEAD and cast.head in reach.leads_of(alone, TODAY)
    assert not sees(cast.teacher, alone) and not sees(cast.parent, alone)
    assert cast.head.email in Message.objects.values_list("to", flat=True)


def test_where_nobody_is_left_independent_governors_are_told_and_told_again(cast, alone):
    for person, duty in ((cast.head, Duty.HEAD), (cast.deputy, Duty.DEPUTY), (cast.chair, Duty.CHAIR)):
        ended(person, duty)
    for hours, count in ((0, 2), (24, 2), (96, 4)):
        at = MONDAY + hours * HOUR
        with time_machine.travel(at, tick=True):
            tasks.daily(at)
        assert Notice.objects.filter(case=alone, why="nobody").count() == count, hours
    told_to = set(Message.objects.filter(subject__startswith="Nobody at school").values_list("to", flat=True))
    assert told_to == {cast.governor.email, cast.chair.email}
