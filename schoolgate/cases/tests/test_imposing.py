"""What follows for somebody: decided by whoever may, for each person alone, and seen without the reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases.actions import consequences
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Check
from schoolgate.cases.models.consequences import Consequence
from schoolgate.cases.queries import reach, register
from schoolgate.cases.tests import story
from schoolgate.engines import procedures
from schoolgate.engines.procedures.consequences import Proposed, Rung
from tests.cast import MONDAY
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
WEEK = timedelta(days=7)


def ict(person, **said) -> Proposed:
    """School ICT only under close supervision, for two weeks, looked at after one."""
    return replace(
        Proposed(Rung.ICT, person.pk, "He tried to get round the filter.", TODAY, TODAY + 2 * WEEK, TODAY + WEEK),
        **said,
    )


@shared
def breach(cast) -> Case:
    case = story.opened(cast, "firewall", about=[cast.pupil])
    return story.walk(case, cast.head, until="supervision", other=cast.dsl)


@shared
def imposed(cast, breach) -> Consequence:
    consequences.impose_consequence(
        breach, proposed=ict(cast.pupil), supervisor=cast.teacher, by=story.fresh(cast.head), at=MONDAY
    )
    return Consequence.objects.get(person=cast.pupil)


@shared
def to_decide(cast) -> Case:
    """A case in which the decision about Arun is next."""
    case = story.opened(cast, "underage", about=[cast.young_pupil])
    return story.walk(case, cast.head, until="decision", other=cast.dsl)


@pytest.mark.clause("5.p.6")
def test_the_class_teacher_sees_what_is_in_force_and_not_why(cast, imposed):
    seen = register.consequences_in_force(story.fresh(cast.teacher), TODAY)
    assert [(force.person, force.words, force.ends_on, force.supervisor) for force in seen] == [
        (cast.pupil, "ICT under supervision", TODAY + 2 * WEEK, cast.teacher)
    ]
    said = set(vars(seen[0]))
    assert said == {"person", "rung", "words", "starts_on", "ends_on", "review_on", "supervisor"}
    for other in (cast.other_teacher, cast.office, cast.it, cast.assistant, cast.parent, cast.pupil, cast.governor):
        assert register.consequences_in_force(story.fresh(other), TODAY) == []
    teacher = story.fresh(cast.teacher)
    for day, there in ((TODAY - WEEK, 0), (TODAY + 2 * WEEK, 1), (TODAY + 3 * WEEK, 0)):
        assert len(register.consequences_in_force(teacher, day)) == there
    assert not reach.visible_to(teacher, MONDAY).exists(), "the case itself stays closed to them"
    consequences.end_consequence(
        imposed.case, consequence=imposed, reason="He has shown that it works.", by=story.fresh(cast.head), at=MONDAY
    )
    assert register.consequences_in_force(teacher, TODAY) == []


def test_a_consequence_in_a_case_about_the_teacher_does_not_betray_the_case(cast, imposed):
    imposed.case.parts.create(person=cast.teacher, part="subject", at=MONDAY, by=cast.head)
    assert register.consequences_in_force(story.fresh(cast.teacher), TODAY) == []


@pytest.mark.clause("8.c.1")
def test_who_may_not_decide_leaves_no_trace(cast, breach):
    for person in (cast.teacher, cast.office, cast.it, cast.chair, cast.parent, cast.pupil):
        with pytest.raises(access.Refused):
            consequences.impose_consequence(
                breach, proposed=ict(cast.pupil), supervisor=cast.teacher, by=story.fresh(person), at=MONDAY
            )
    with pytest.raises(Broken, match="decided only by"):
        consequences.impose_consequence(
            breach, proposed=ict(cast.pupil), supervisor=cast.teacher, by=story.fresh(cast.dsl), at=MONDAY
        )
    head = story.fresh(cast.head)
    for proposed, who, words in (
        (ict(cast.pupil), None, "who supervises"),
        (ict(cast.pupil), cast.parent, "from the list"),
        (ict(cast.pupil, reason=" "), cast.teacher, "reason"),
        (ict(cast.pupil, ends_on=None), cast.teacher, "ends"),
        (ict(cast.young_pupil), cast.teacher, "no part"),
    ):
        with pytest.raises(Broken, match=words):
            consequences.impose_consequence(breach, proposed=proposed, supervisor=who, by=head, at=MONDAY)
    assert not Consequence.objects.exists()


def test_a_review_may_end_it_sooner_never_later(cast, imposed):
    head = story.fresh(cast.head)

    def review(**said):
        return consequences.review_consequence(
            imposed.case, consequence=imposed, **{"reason": "It goes well.", **said}, by=said.pop("by", head), at=MONDAY
        )

    with pytest.raises(Broken, match="longer"):
        review(ends_on=TODAY + 3 * WEEK)
    with pytest.raises(Broken, match="Check the dates"):
        review(ends_on=TODAY + WEEK, review_on=TODAY + 2 * WEEK)
    with pytest.raises(access.Refused):
        consequences.review_consequence(
            imposed.case, consequence=imposed, reason="x", by=story.fresh(cast.dsl), at=MONDAY
        )
    review(ends_on=TODAY + WEEK)
    assert Consequence.objects.get().ends_on == TODAY + WEEK
    told = MONDAY - timedelta(hours=1)
    consequences.tell_parents(
        imposed.case, consequence=imposed, words="By telephone.", told_at=told, by=head, at=MONDAY
    )
    imposed.refresh_from_db()
    assert (imposed.parents_told_at, imposed.parents_told_by) == (told, cast.head)


# ---- suspension


@pytest.mark.clause("8.c.2")
def test_suspension_for_all_involved_is_a_draft_for_each_child_and_takes_effect_for_none(cast):
    case = story.opened(cast, "underage", about=[cast.young_pupil], harmed=[cast.pupil])
    drafts = Consequence.objects.filter(case=case)
    assert {consequence.person for consequence in drafts} == {cast.pupil, cast.young_pupil}
    assert all(consequence.decided_at is None and consequence.rung == "suspension" for consequence in drafts)
    assert register.consequences_in_force(story.fresh(cast.teacher), TODAY) == []
    case = story.walk(case, cast.head, until="decision", other=cast.dsl)
    suspend = Proposed(
        Rung.SUSPENSION,
        cast.young_pupil.pk,
        "What he wrote.",
        TODAY,
        TODAY,
        days=1,
        pupil_heard=True,
        needs_considered=True,
    )
    head = story.fresh(cast.head)
    with pytest.raises(Broken, match="The head decides"):
        consequences.impose_consequence(case, proposed=suspend, by=head, at=MONDAY)
    story.do(case, "decision", cast.head, outcome="none", child=cast.pupil)
    harmed = Consequence.objects.get(person=cast.pupil)
    assert harmed.ended_on == TODAY and harmed.decided_at is None, "what was prepared is off the table"
    story.do(case, "decision", cast.head, outcome="suspend", child=cast.young_pupil, in_spite="x")
    with pytest.raises(Broken, match="suspended already"):
        consequences.impose_consequence(case, proposed=suspend, by=head, at=MONDAY)
    done = Consequence.objects.get(person=cast.young_pupil)
    assert done.decided_by == cast.head and done.days == 1 and Consequence.objects.count() == 2
    assert Check.objects.filter(case=case, person=cast.young_pupil).exists()
    (seen,) = register.consequences_in_force(story.fresh(cast.other_teacher), TODAY)
    assert seen.words == "Not in school"


@pytest.mark.clause("8.c.2")
def test_days_are_counted_over_all_cases(cast):
    case = story.opened(cast, "underage", about=[cast.young_pupil])
    other = story.opened(cast, "underage", about=[cast.young_pupil])
    Consequence.objects.filter(case=other).update(
        starts_on=TODAY - WEEK, ends_on=TODAY - WEEK, days=44.5, decided_at=MONDAY, decided_by=cast.head, reason="x"
    )
    case = story.walk(case, cast.head, until="decision", other=cast.dsl)
    said = {"outcome": "suspend", "child": cast.young_pupil}
    with pytest.raises(Broken, match="45.5 school days"):
        story.do(case, "decision", cast.head, **said, days=1)
    assert not case.done.filter(step="decision").exists(), "nothing was recorded"
    story.do(case, "decision", cast.head, **said, days=0.5)
    assert Consequence.objects.get(case=case).days == 0.5


@pytest.mark.clause("8.c.2")
@pytest.mark.parametrize("back, last", [(1, 0), (0, 0), (3, 2)])
def test_a_suspension_ends_the_day_before_the_pupil_is_back(cast, back, last, to_decide):
    said = {"outcome": "suspend", "child": cast.young_pupil, "starts_on": TODAY}
    with pytest.raises(Broken, match="Check the dates"):
        story.do(to_decide, "decision", cast.head, **said, back_on=TODAY - WEEK)
    story.do(to_decide, "decision", cast.head, **said, back_on=TODAY + back * story.DAY)
    assert Consequence.objects.get(case=to_decide).ends_on == TODAY + last * story.DAY


@pytest.mark.clause("3.c.2")
def test_nothing_can_be_recorded_against_a_child_for_what_a_parent_posted(cast):
    procedure = next(other for other in procedures.PROCEDURES if other.startswith("parent"))
    case = story.opened(cast, procedure, about=[cast.parent], harmed=[cast.pupil])
    for rung in (Rung.EDUCATION, Rung.SUSPENSION):
        proposed = Proposed(rung, cast.pupil.pk, "x", TODAY, TODAY, days=1, pupil_heard=True, needs_considered=True)
        with pytest.raises(Broken):
            consequences.impose_consequence(case, proposed=proposed, by=story.fresh(cast.head), at=MONDAY)
    assert not Consequence.objects.exists()


@pytest.mark.clause("4.10")
def test_an_outcome_for_a_colleague_comes_only_from_the_authorised_person_at_the_end(cast):
    case = story.adult(cast)
    gone = Proposed(Rung.STAFF_DISMISSAL, cast.teacher.pk, "x", TODAY, personnel_advised=True)
    with pytest.raises(Broken):
        consequences.impose_consequence(case, proposed=gone, by=story.fresh(cast.head), at=MONDAY)
    case = story.walk(case, cast.head, until="post", other=cast.dsl)
    with pytest.raises(Broken, match="decided"):
        consequences.impose_consequence(case, proposed=gone, by=story.fresh(cast.head), at=MONDAY)
    story.do(case, "post", cast.head, outcome="dismissed")
    with pytest.raises(access.Refused):
        consequences.impose_consequence(case, proposed=gone, by=story.fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="Personnel"):
        consequences.impose_consequence(
            case, proposed=replace(gone, personnel_advised=False), by=story.fresh(cast.head), at=MONDAY
        )
    consequences.impose_consequence(case, proposed=gone, by=story.fresh(cast.head), at=MONDAY)
    assert register.consequences_in_force(story.fresh(cast.other_teacher), TODAY) == []
    assert register.consequences_in_force(story.fresh(cast.teacher), TODAY) == []
