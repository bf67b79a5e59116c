"""The deeds declare_family_link, decide_family_link and end_family_link."""

from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.community.actions import families
from schoolgate.community.models import FamilyLink, Person
from schoolgate.community.queries import families as community_families
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

pytestmark = pytest.mark.clause("5.s.4")
TODAY = MONDAY.date()


def declared(cast, staff="assistant", by=None):
    staff = getattr(cast, staff)
    return families.declare_family_link(staff, pupil=cast.pupil, relation="my niece", by=by or staff, at=MONDAY)


def decide(link, by, approved=True, reason="Birth certificate seen."):
    return families.decide_family_link(link, approved=approved, reason=reason, by=by, at=MONDAY)


def test_a_link_counts_once_declared_and_approved_and_until_it_ends(cast):
    link = declared(cast)
    assert not link.holds_on(TODAY)
    decide(link, cast.head)
    assert link.holds_on(TODAY) and not link.holds_on(TODAY - timedelta(days=1))
    families.end_family_link(cast.assistant, link=link, on=TODAY, by=cast.assistant, at=MONDAY)
    assert not link.holds_on(TODAY + timedelta(days=1))
    assert events(cast.school) == [
        "community.declare_family_link",
        "community.decide_family_link",
        "community.end_family_link",
    ]


def test_staff_declare_for_themselves_only(cast):
    with pytest.raises(access.Refused):
        declared(cast, by=cast.teacher)
    with pytest.raises(access.Refused):
        families.declare_family_link(cast.parent, pupil=cast.pupil, relation="x", by=cast.parent, at=MONDAY)
    assert not FamilyLink.objects.exists()
    assert declared(cast, by=cast.head).declared_by == cast.head


def test_a_refused_link_does_not_count_and_keeps_its_reason(cast):
    link = decide(declared(cast), cast.head, approved=False, reason="Not family.")
    assert not link.holds_on(TODAY)
    assert community_families.link_lists(cast.assistant, TODAY).own[0].reason == "Not family."


@pytest.mark.parametrize("who", ["deputy", "dsl", "office", "teacher", "chair", "assistant"])
def test_only_the_head_decides_about_staff(cast, who):
    link = declared(cast)
    with pytest.raises(access.Refused):
        decide(link, getattr(cast, who))
    assert FamilyLink.objects.get().approved is None


def test_the_heads_own_link_is_for_the_chair(cast):
    link = declared(cast, "head")
    assert community_families.links_waiting_for(cast.head) == []
    assert community_families.links_waiting_for(cast.chair) == [link]
    with pytest.raises(access.Refused):
        decide(link, cast.head)
    assert FamilyLink.objects.get().approved is None
    assert decide(link, cast.chair).approved


def test_the_chair_sees_no_link_but_the_heads(cast):
    declared(cast)
    lists = community_families.link_lists(cast.chair, TODAY)
    assert lists.waiting == [] and lists.decided == []
    assert community_families.links_waiting_for(cast.chair) == []


def test_a_decision_has_a_reason_and_is_made_once(cast):
    link = declared(cast)
    with pytest.raises(Broken, match="reason"):
        decide(link, cast.head, reason="  ")
    decide(link, cast.head)
    with pytest.raises(Broken, match="decided already"):
        decide(FamilyLink.objects.get(), cast.head, approved=False)


def test_a_withdrawn_link_is_not_decided(cast):
    link = declared(cast)
    families.end_family_link(cast.assistant, link=link, on=TODAY, by=cast.assistant, at=MONDAY)
    with pytest.raises(Broken, match="withdrawn"):
        decide(link, cast.head)


def test_nobody_else_ends_it_but_the_head(cast):
    link = decide(declared(cast), cast.head)
    with pytest.raises(access.Refused):
        families.end_family_link(cast.assistant, link=link, on=TODAY, by=cast.teacher, at=MONDAY)
    assert FamilyLink.objects.get().ended_on is None
    families.end_family_link(cast.assistant, link=link, on=TODAY, by=cast.head, at=MONDAY)
    assert FamilyLink.objects.get().ended_on == TODAY


def test_a_link_is_declared_once_but_again_after_a_refusal(cast):
    link = declared(cast)
    with pytest.raises(Broken, match="declared already"):
        declared(cast)
    decide(link, cast.head, approved=False)
    assert declared(cast).approved is None


def test_another_schools_head_and_pupil_are_out_of_reach(cast, other_school):
    with pytest.raises(access.Refused):
        decide(declared(cast), other_school.head)
    with pytest.raises(Broken):
        families.declare_family_link(cast.teacher, pupil=other_school.pupil, relation="x", by=cast.teacher, at=MONDAY)


def test_a_pupil_is_named_by_full_name_and_date_of_birth(cast):
    born_on = cast.pupil.born_on
    assert community_families.pupil_named(cast.assistant, " maya  NAIR ", born_on, TODAY) == cast.pupil
    assert community_families.pupil_named(cast.assistant, "Maya Nair", born_on + timedelta(days=1), TODAY) is None
    assert community_families.pupil_named(cast.assistant, "Nair", born_on, TODAY) is None
    assert community_families.pupil_named(cast.parent, "Maya Nair", born_on, TODAY) is None
    assert Duty.PARENT in Person.objects.get(pk=cast.parent.pk).duties
