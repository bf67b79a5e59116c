"""Two people move one case at once: one wins, the other is told, and nothing is lost."""

import pytest

from schoolgate.audit import trail
from schoolgate.broken import Moved
from schoolgate.cases.actions import approvals, chronology, readers, steps
from schoolgate.cases.models.case import Case, Grant
from schoolgate.cases.models.chronicle import Done, Ending, Event
from schoolgate.cases.rules import What
from schoolgate.cases.tests import story
from tests.at_once import ON_SERVER, at_once
from tests.cast import MONDAY

pytestmark = ON_SERVER


def one_of_two(answers: list) -> Moved:
    lost = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(lost) == 1 and isinstance(lost[0], Moved), answers
    return lost[0]


@pytest.mark.parametrize("turn", range(4))
def test_of_two_who_do_the_same_step_one_wins_and_the_other_is_told(cast, turn):
    case = story.bullying(cast)
    said = {"step": "parts", "outcome": "named", "seen": 0, "at": MONDAY}
    people = [story.fresh(cast.dsl), story.fresh(cast.deputy_dsl)]
    lost = one_of_two(
        at_once(*(lambda p=p: steps.record_step(case, given={"how": p.first_name}, by=p, **said) for p in people))
    )
    done = Done.objects.get()
    assert str(done.by) in str(lost) and done.said == {"how": done.by.first_name}
    assert Case.objects.get().revision == 1 and Event.objects.filter(kind="step").count() == 1
    assert trail.first_broken() is None


def test_of_two_who_do_different_steps_at_once_the_second_looks_again_and_loses_nothing(cast):
    case = story.bullying(cast)
    dsl, deputy = story.fresh(cast.dsl), story.fresh(cast.deputy_dsl)
    answers = at_once(
        lambda: steps.record_step(case, step="parts", outcome="named", given={"how": "x"}, seen=0, by=dsl, at=MONDAY),
        lambda: steps.record_step(
            case, step="safe_now", outcome="safe", given={"what": "x"}, seen=0, by=deputy, at=MONDAY
        ),
    )
    one_of_two(answers)
    left = ({"parts", "safe_now"} - {Done.objects.get().step}).pop()
    story.do(case, left, cast.dsl)
    assert Done.objects.count() == 2 and Case.objects.get().revision == 2


def test_a_case_is_closed_once(cast):
    case = story.walk(story.bullying(cast), cast.dsl, other=cast.head)
    story.decide_checks(case, cast.head)
    people = [story.fresh(cast.dsl), story.fresh(cast.deputy_dsl)]
    moves = story.now(case).revision
    answers = at_once(*(lambda p=p: steps.close(case, reason="x", seen=moves, by=p, at=MONDAY) for p in people))
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    assert Ending.objects.count() == 1 and trail.first_broken() is None


def test_a_second_person_agrees_once_however_often_the_form_is_sent(cast):
    case = story.adult(cast)
    payload = {"person": cast.dsl.pk, "until": MONDAY.date()}
    approvals.ask_second(
        case, what=What.GRANT, payload=payload, reason="x", second=cast.chair, by=story.fresh(cast.head), at=MONDAY
    )
    two, chair = case.approvals.get(), story.fresh(cast.chair)
    answers = at_once(*(lambda: approvals.confirm_second(two, by=chair, at=MONDAY) for _ in range(3)))
    assert sum(isinstance(answer, Exception) for answer in answers) == 2, answers
    assert Grant.objects.count() == 1


def test_notes_of_two_people_are_both_kept(cast):
    case = story.bullying(cast)
    people = [story.fresh(cast.dsl), story.fresh(cast.deputy_dsl)] * 3
    answers = at_once(
        *(lambda n=n, p=p: chronology.add_event(case, words=f"note {n}", by=p, at=MONDAY) for n, p in enumerate(people))
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Event.objects.filter(kind="note").count() == 6 and trail.first_broken() is None


def test_a_grant_that_is_ended_meanwhile_lets_nobody_write(cast):
    case = story.bullying(cast)
    readers.grant(case, person=cast.teacher, reason="x", until=MONDAY.date(), by=story.fresh(cast.dsl), at=MONDAY)
    teacher, dsl = story.fresh(cast.teacher), story.fresh(cast.dsl)
    at_once(
        lambda: readers.end_grant(case, person=cast.teacher, by=dsl, at=MONDAY),
        lambda: chronology.add_event(case, words="x", by=teacher, at=MONDAY),
    )
    with pytest.raises(Exception, match="look"):
        chronology.add_event(case, words="y", by=teacher, at=MONDAY)
    assert trail.first_broken() is None
