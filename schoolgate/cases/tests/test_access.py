"""Need to know: grants by name, emergency access, and every look written down."""

from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases.actions import chronology, readers
from schoolgate.cases.models.case import Case, EmergencyAccess, Grant
from schoolgate.cases.models.watching import Look, Notice
from schoolgate.cases.queries import pages, reach
from schoolgate.cases.tests import story
from tests.acts import act
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
FORTNIGHT = TODAY + timedelta(days=14)


def sees(person, at=MONDAY) -> set:
    return set(reach.visible_to(story.fresh(person), at).values_list("pk", flat=True))


def let_in(case, person, by, until=FORTNIGHT, at=MONDAY, **said):
    return readers.grant(
        case, person=person, reason=said.pop("reason", "She teaches them."), until=until, by=story.fresh(by), at=at
    )


# ---- grants


@pytest.mark.clause("6.4")
def test_a_grant_lets_one_person_in_until_its_day_and_a_removed_one_holds_at_once(cast):
    case = story.bullying(cast)
    Notice.objects.all().delete()
    assert sees(cast.teacher) == set()
    let_in(case, cast.teacher, cast.dsl)
    assert sees(cast.teacher) == {case.pk} and sees(cast.other_teacher) == set()
    assert Notice.objects.get().person == cast.teacher
    assert sees(cast.teacher, MONDAY + timedelta(days=14)) == {case.pk}
    assert sees(cast.teacher, MONDAY + timedelta(days=15)) == set(), "over without the clock having come by"
    readers.end_grant(case, person=cast.teacher, by=story.fresh(cast.dsl), at=MONDAY)
    assert sees(cast.teacher) == set()
    with pytest.raises(access.Refused):
        chronology.add_event(case, words="x", by=story.fresh(cast.teacher), at=MONDAY)
    with pytest.raises(Broken, match="not let into"):
        readers.end_grant(case, person=cast.teacher, by=story.fresh(cast.dsl), at=MONDAY)


def test_who_is_let_in_may_add_and_not_lead(cast):
    case = story.bullying(cast)
    let_in(case, cast.teacher, cast.dsl)
    teacher = story.fresh(cast.teacher)
    chronology.add_event(case, words="She sat alone at lunch.", by=teacher, at=MONDAY)
    story.look(case, cast.teacher)
    page = pages.case_page(teacher, case.pk, at=MONDAY)
    assert page.may == {"add_event", "add_addendum", "add_contact", "add_document"} and not page.leads
    assert page.looks == page.grants == page.broken == () and not any(do.mine for do in page.to_do)
    for deed, said in (("close", {"reason": "x", "seen": 0}), ("end_grant", {"person": cast.teacher})):
        with pytest.raises(access.Refused):
            act(f"cases.{deed}")(case, **said, by=teacher, at=MONDAY)
    with pytest.raises(access.Refused):
        let_in(case, cast.other_teacher, cast.teacher)


def test_whom_nobody_can_let_in(cast, other_school):
    case = story.bullying(cast)
    for person in (cast.office, cast.it, cast.parent, cast.pupil, cast.governor, cast.paper_parent):
        with pytest.raises(Broken, match="from the list"):
            let_in(case, person, cast.dsl)
    with pytest.raises(Broken, match="themselves in"):
        let_in(case, cast.dsl, cast.dsl)
    with pytest.raises(Broken, match="about them"):
        let_in(case, cast.young_pupil, cast.dsl)
    with pytest.raises(access.Refused):
        let_in(case, other_school.teacher, cast.dsl)
    for said in ({"reason": " "}, {"until": TODAY - timedelta(days=1)}, {"until": TODAY + timedelta(days=91)}):
        with pytest.raises(Broken):
            let_in(case, cast.teacher, cast.dsl, **said)
    assert not Grant.objects.exists()


def test_who_was_let_in_and_goes_to_the_office_sees_nothing(cast):
    case = story.bullying(cast)
    let_in(case, cast.assistant, cast.dsl)
    cast.assistant.roles.create(duty="it", since_on=TODAY)
    assert sees(cast.assistant) == set()
    cast.deputy_dsl.roles.create(duty="office", since_on=TODAY)
    assert sees(cast.deputy_dsl) == {case.pk}, "a deputy DSL who helps in the office is still a deputy DSL"


def test_the_clock_ends_what_is_over(cast):
    case = story.bullying(cast)
    let_in(case, cast.teacher, cast.dsl, until=TODAY)
    from schoolgate.cases import tasks

    tasks.minutely(MONDAY)
    assert Grant.objects.get().ended_at is None
    tasks.minutely(MONDAY + story.DAY)
    assert Grant.objects.get().ended_at == MONDAY + story.DAY


# ---- in an emergency


@pytest.mark.clause("6.4")
def test_glass_is_broken_with_a_reason_for_a_while_and_whoever_runs_the_case_is_told(cast):
    case = story.adult(cast)
    Notice.objects.all().delete()
    dsl = story.fresh(cast.dsl)
    assert sees(cast.dsl) == set()
    readers.open_in_emergency(cast.school, number=case.number, reason="The head is on a flight.", by=dsl, at=MONDAY)
    assert sees(cast.dsl) == {case.pk} and sees(cast.deputy_dsl) == set()
    assert sees(cast.dsl, MONDAY + timedelta(hours=23)) == {case.pk}
    assert sees(cast.dsl, MONDAY + timedelta(hours=24)) == set()
    assert [notice.person for notice in Notice.objects.all()] == [cast.head]
    emergency = EmergencyAccess.objects.get()
    assert list(reach.emergency_access_to_acknowledge(story.fresh(cast.head))) == [emergency]
    assert (
        not reach.emergency_access_to_acknowledge(dsl).exists()
        and not reach.emergency_access_to_acknowledge(story.fresh(cast.chair)).exists()
    )
    for other in (cast.dsl, cast.chair, cast.deputy):
        with pytest.raises(access.Refused):
            readers.acknowledge_emergency_access(case, emergency=emergency, by=story.fresh(other), at=MONDAY)
    readers.acknowledge_emergency_access(case, emergency=emergency, by=story.fresh(cast.head), at=MONDAY)
    assert EmergencyAccess.objects.get().seen_by == cast.head


def test_glass_is_no_way_round_anything_else(cast, other_school):
    case, about_dsl = story.adult(cast), story.adult(cast, cast.dsl)
    number = case.number

    def broken(by, number=number, reason="He has her now.", school=cast.school):
        return readers.open_in_emergency(school, number=number, reason=reason, by=story.fresh(by), at=MONDAY)

    for person in (cast.deputy, cast.chair, cast.teacher, cast.office, cast.it, cast.parent, other_school.dsl):
        with pytest.raises(access.Refused):
            broken(person)
    answers = set()
    for wrong in (about_dsl.number, 999_999 if number != 999_999 else 999_998):
        with pytest.raises(Broken) as answer:
            broken(cast.dsl, wrong)
        answers.add(str(answer.value))
    assert len(answers) == 1, "about oneself and not there are the same answer"
    with pytest.raises(Broken, match="reaches you already"):
        broken(cast.head)
    with pytest.raises(Broken, match="reason"):
        broken(cast.dsl, reason="")
    assert not EmergencyAccess.objects.exists()
    broken(cast.dsl)
    dsl = story.fresh(cast.dsl)
    story.do(case, "safe_now", cast.dsl)
    with pytest.raises(access.Refused):
        readers.grant(case, person=cast.teacher, reason="x", until=TODAY, by=dsl, at=MONDAY)
    with pytest.raises(Broken, match="somebody else"):
        story.do(case, "record", cast.dsl)


def test_about_the_head_the_chair_is_told_of_broken_glass_and_the_head_of_nothing(cast):
    case = story.adult(cast, cast.head)
    Notice.objects.all().delete()
    readers.open_in_emergency(
        cast.school, number=case.number, reason="He has her now.", by=story.fresh(cast.dsl), at=MONDAY
    )
    assert [notice.person for notice in Notice.objects.all()] == [cast.chair]
    assert not reach.emergency_access_to_acknowledge(story.fresh(cast.head)).exists()


# ---- looks


def test_every_look_is_written_down_before_a_page_is_shown(cast):
    case = story.bullying(cast)
    dsl = story.fresh(cast.dsl)
    for page, what in ((pages.case_page, "page"), (pages.chronology_page, "chronology")):
        with pytest.raises(AssertionError, match="look down first"):
            page(dsl, case.pk, at=MONDAY)
        story.look(case, cast.dsl, what)
        page(dsl, case.pk, at=MONDAY)
    assert {(look.person, look.what) for look in Look.objects.all()} == {(cast.dsl, "page"), (cast.dsl, "chronology")}
    story.look(case, cast.dsl, at=MONDAY + timedelta(minutes=30))
    assert Look.objects.count() == 2, "half an hour later it is the same look"
    with pytest.raises(AssertionError):
        pages.case_page(dsl, case.pk, at=MONDAY + timedelta(hours=2))
    story.look(case, cast.dsl, at=MONDAY + timedelta(hours=2))
    assert Look.objects.count() == 3


def test_whoever_runs_a_case_sees_who_looked(cast):
    case = story.bullying(cast)
    let_in(case, cast.teacher, cast.dsl)
    story.look(case, cast.teacher)
    story.look(case, cast.deputy_dsl)
    page = pages.case_page(story.fresh(cast.deputy_dsl), case.pk, at=MONDAY)
    assert [look.person for look in page.looks] == [cast.teacher, cast.deputy_dsl] and len(page.grants) == 1
    with pytest.raises(access.Refused):
        story.look(case, cast.other_teacher)
    assert Look.objects.count() == 2


def test_a_case_whose_duty_nobody_holds_is_handed_on(cast):
    from schoolgate.cases import tasks

    case = story.adult(cast)
    tasks.daily(MONDAY)
    assert Case.objects.get().lead_duty == "head"
    cast.head.roles.update(until_on=TODAY - timedelta(days=1))
    tasks.daily(MONDAY)
    assert Case.objects.get().lead_duty == "chair" and sees(cast.chair) == {case.pk}


def test_nothing_lets_somebody_into_a_case_about_them(cast):
    """Whatever rows there are: by duty, by name, through emergency access, or because a step is theirs."""
    ends = MONDAY + story.DAY
    case = story.bullying(cast)
    for person in (cast.head, cast.dsl, cast.teacher):
        case.grants.create(person=person, reason="x", until=FORTNIGHT, at=MONDAY, by=cast.deputy_dsl)
        case.broken.create(by=person, reason="x", at=MONDAY, expires_at=ends)
    case.asked.get_or_create(duty="head", defaults={"at": MONDAY})
    for person in (cast.head, cast.dsl, cast.teacher):
        assert sees(person) == {case.pk}
        about = case.parts.create(person=person, part="subject", at=MONDAY, by=cast.deputy_dsl)
        assert sees(person) == set()
        about.delete()
