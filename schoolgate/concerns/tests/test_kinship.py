"""“My dad hits me”: nobody of a child's family reads what a child is in, by duty, by name, by mail or by any list."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.actions import families as family_actions
from schoolgate.community.actions import people as people_actions
from schoolgate.community.models import FamilyLink, Person
from schoolgate.concerns import tasks
from schoolgate.concerns.actions import scheduled, triage
from schoolgate.concerns.models.concern import About, Access
from schoolgate.concerns.models.watching import Alert, Notice
from schoolgate.concerns.queries import people as telling_people
from schoolgate.concerns.queries import reach, search, shown, telling
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.test_matrix import known
from schoolgate.config import trail as shown_trail
from schoolgate.post.models import Message
from tests import cast as people
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
WORDS = "My dad hits me. marigold"
TODAY = MONDAY.date()
PAGES = ("home", "concerns:queue", "trail")
YESTERDAY = TODAY - timedelta(days=1)


def from_child(cast, child=None, **said):
    """A pupil tells in their own session."""
    said = {"words": WORDS, **said}
    return story.outside(cast, door=Channel.PUPIL, by=story.fresh(child or cast.pupil), **said)


def about_child(cast, part=ConcernPart.HARMED, child=None, **said):
    people_in = (((child or cast.pupil).pk, part),)
    return story.outside(cast, WORDS, door=Channel.STAFF, kind=ConcernKind.STAFF, by=cast.assistant, people=people_in)


def without(*those):
    for person in those:
        person.roles.update(until_on=YESTERDAY)


def readers(concern) -> set[str]:
    return {str(person) for person in reach.readers_of(concern, TODAY)}


def mailed(concern) -> set:
    return set(Notice.objects.filter(concern=concern).values_list("person", flat=True))


def nothing_known(person, *concerns) -> None:
    found = known(person, concerns)
    assert not any(found.values()), found


def reached(concern) -> list[str]:
    return [other.duty for other in concern.reaches.filter(ended_at=None)]


# ---- each tie, at the moment of telling


@pytest.mark.clause("6.4")
@pytest.mark.parametrize("tie", families.TIES)
def test_no_tie_of_the_safeguarding_lead_lets_them_know_of_it(cast, tie):
    families.TIES[tie](cast.dsl, cast.pupil)
    concern = from_child(cast)
    assert readers(concern) == {"Fiona Reid"} and mailed(concern) == {cast.deputy_dsl.pk}
    nothing_known(cast.dsl, concern)
    assert not Message.objects.filter(person=cast.dsl).exists()


@pytest.mark.parametrize("part", ConcernPart)
def test_whatever_part_the_child_has_their_family_does_not_know(cast, part):
    families.carer(cast.dsl, cast.pupil)
    concern = about_child(cast, part)
    nothing_known(cast.dsl, concern)
    assert cast.dsl.pk not in mailed(concern)


def test_another_childs_carer_reads_it_as_ever(cast):
    families.carer(cast.dsl, cast.young_pupil)
    stranger = people.pupil(cast.school, "Rosa", "Bell", cast.pupil.born_on, cast.kestrels)
    assert readers(from_child(cast, stranger)) == {"Martin Hale", "Fiona Reid"}


def test_a_child_whose_record_two_members_of_the_line_share_goes_past_both(cast):
    families.carer(cast.dsl, cast.pupil)
    families.approved(cast.deputy_dsl, cast.pupil)
    concern = from_child(cast)
    assert concern.goes_to == "head" and readers(concern) == {"Ruth Adeyemi"} and mailed(concern) == {cast.head.pk}


@pytest.mark.parametrize("order", [("dsl", "deputy_dsl", "head"), ("head", "dsl", "deputy_dsl")])
def test_past_everybody_who_is_family_it_goes_on_along_the_line(cast, order):
    for part in order:
        families.carer(getattr(cast, part), cast.pupil)
    concern = from_child(cast)
    assert concern.goes_to == "deputy" and readers(concern) == {"Owen Pryce"}


def test_where_only_the_chair_is_no_family_the_chair_gets_it(cast):
    for part in ("dsl", "deputy_dsl", "head", "deputy"):
        families.carer(getattr(cast, part), cast.pupil)
    concern = from_child(cast)
    assert concern.goes_to == "chair" and readers(concern) == {"Helen Marsh"} and mailed(concern) == {cast.chair.pk}


# ---- nobody at all


def nobody_left(cast):
    for part in ("dsl", "deputy_dsl", "head", "deputy", "chair"):
        families.carer(getattr(cast, part), cast.pupil)


def test_where_all_are_family_an_alert_stays_and_nobody_is_written_to(cast):
    nobody_left(cast)
    concern = from_child(cast)
    assert not readers(concern) and not mailed(concern)
    for part in ("dsl", "deputy_dsl", "head", "deputy", "chair"):
        nothing_known(getattr(cast, part), concern)
    assert "nobody at school could read this" in Alert.objects.get(concern=concern).words
    tasks.minutely(MONDAY + story.MINUTE)
    assert Alert.objects.filter(concern=concern).count() == 1, "it is said once"
    cast.governor.roles.create(duty=Duty.CHAIR.value, since_on=TODAY)
    assert tasks.minutely(MONDAY + story.MINUTE) == 1
    assert readers(concern) == {"David Lin"} and mailed(concern) == {cast.governor.pk}


def test_the_page_that_thanks_says_whom_to_phone_outside_the_school(cast):
    nobody_left(cast)
    parent = client_of(cast.parent)
    child = str(cast.pupil.pk)
    token = page.value(parent.get(reverse("concerns:worry", args=[cast.school.slug])), "token")
    sent = {"token": token, "words": WORDS, "child": child, "children": child, "whom": "child"}
    thanks = page.words(parent.post(reverse("concerns:worry", args=[cast.school.slug]), sent))
    assert "Thank you" in thanks and "01632 960111" in thanks and "will read this" not in thanks
    concern = story.outside(cast, WORDS, door=Channel.PARENT, by=story.fresh(cast.parent))
    About.objects.create(concern=concern, person=cast.pupil, part="harmed")
    told = parent.get(reverse("concerns:told_one", args=[concern.pk])).content.decode()
    assert "01632 960111" in told and "0808 800 5000" in told and "999" in told
    cast.school.lado_phone = ""
    cast.school.save()
    told = parent.get(reverse("concerns:told_one", args=[concern.pk])).content.decode()
    assert "01632" not in told and "children’s services" in told and "0808 800 5000" in told


def test_a_child_is_told_whom_to_phone_in_a_childs_words(cast):
    nobody_left(cast)
    concern = from_child(cast)
    assert shown.who_reads(concern, TODAY) == ""
    told = telling.page_of(concern, MONDAY)
    assert not told.reaches_somebody and told.from_child
    words = render_to_string("concerns/telling/child/thanks.html", {"reader": "", "school": cast.school})
    assert "0800 1111" in words and "a grown-up you trust" in words and "LADO" not in words


def test_no_page_of_telling_sends_a_child_to_their_own_family(cast):
    assert telling_people.keeps_safe(cast.school, story.fresh(cast.pupil), TODAY) == "Martin Hale"
    families.carer(cast.dsl, cast.pupil)
    assert telling_people.keeps_safe(cast.school, story.fresh(cast.pupil), TODAY) == "Fiona Reid"
    families.carer(cast.deputy_dsl, cast.pupil)
    assert telling_people.keeps_safe(cast.school, story.fresh(cast.pupil), TODAY) == "Ruth Adeyemi"
    assert telling_people.keeps_safe(cast.school, None, TODAY) == "Martin Hale"


# ---- every later moment


@pytest.mark.parametrize("tie", families.TIES)
def test_a_tie_recorded_later_takes_it_away_and_another_gets_it(cast, tie):
    without(cast.deputy_dsl)
    concern = story.read(from_child(cast), cast.dsl)
    assert readers(concern) == {"Martin Hale"}
    families.TIES[tie](cast.dsl, cast.pupil)
    nothing_known(cast.dsl, concern)
    with pytest.raises(access.Refused):
        triage.add_addendum(concern, words="He made it up.", by=story.fresh(cast.dsl), at=MONDAY)
    assert tasks.minutely(MONDAY + story.MINUTE) == 1
    concern.refresh_from_db()
    assert reached(concern) == ["head"] and readers(concern) == {"Ruth Adeyemi"}
    assert mailed(concern) == {cast.dsl.pk, cast.head.pk}, "the first mail was before anybody knew"
    assert concern.acknowledged_at is None, "what the family had read counts for nobody"
    assert tasks.minutely(MONDAY + 2 * story.MINUTE) == 0, "it has gone where it can be read"


def test_by_the_deeds_of_the_office_too(cast):
    concern = from_child(cast)
    people_actions.link_carer(
        cast.dsl,
        child=story.fresh(cast.pupil),
        relation="father",
        since_on=TODAY,
        by=story.fresh(cast.office),
        at=MONDAY,
    )
    nothing_known(cast.dsl, concern)
    care = cast.dsl.cares_for.get()
    people_actions.end_care(cast.dsl, care=care, until_on=YESTERDAY, by=story.fresh(cast.office), at=MONDAY)
    nothing_known(cast.dsl, concern)


def test_who_withdraws_what_they_declared_reads_no_more_for_it(cast):
    dsl = story.fresh(cast.dsl)
    link = family_actions.declare_family_link(dsl, pupil=cast.pupil, relation="nephew", by=dsl, at=MONDAY)
    concern = from_child(cast)
    nothing_known(cast.dsl, concern)
    family_actions.end_family_link(dsl, link=link, on=TODAY, by=dsl, at=MONDAY)
    nothing_known(cast.dsl, concern)
    assert FamilyLink.objects.get().ended_on


def test_a_child_added_later_takes_it_from_their_family(cast):
    liam = Person.objects.get(first_name="Liam")
    families.carer(cast.dsl, liam)
    without(cast.deputy_dsl)
    concern = story.read(about_child(cast), cast.dsl)
    triage.name_person(concern, person=liam, part=ConcernPart.WITNESS, by=story.fresh(cast.dsl), at=MONDAY)
    nothing_known(cast.dsl, concern)
    concern.refresh_from_db()
    assert concern.goes_to == "head" and readers(concern) == {"Ruth Adeyemi"}, "at once, not when the clock comes by"


def test_a_duty_given_later_brings_it_to_no_family(cast):
    families.carer(cast.teacher, cast.pupil)
    concern = from_child(cast)
    cast.teacher.roles.create(duty=Duty.DSL.value, since_on=TODAY)
    nothing_known(cast.teacher, concern)
    Notice.objects.all().delete()
    concern.reaches.update(ended_at=MONDAY)
    scheduled.reassign(concern, by=access.Machine(cast.school.pk), at=MONDAY)
    assert cast.teacher.pk not in mailed(concern)


def test_when_nobody_reads_it_in_time_it_goes_past_the_family(cast):
    families.carer(cast.head, cast.pupil)
    concern = from_child(cast)
    tasks.minutely(concern.escalate_at)
    assert reached(concern) == ["dsl", "deputy"] and cast.head.pk not in mailed(concern)
    assert "deputy head" in Alert.objects.get().words
    nothing_known(cast.head, concern)


# ---- by name


@pytest.mark.parametrize("how", ["share", "pass"])
def test_it_is_neither_shared_with_nor_passed_to_family(cast, how):
    families.carer(cast.teacher, cast.pupil)
    concern = story.read(from_child(cast), cast.dsl)
    said = {"reason": "She teaches her.", "by": story.fresh(cast.dsl), "at": MONDAY}
    with pytest.raises(Broken, match="their family"):
        if how == "share":
            triage.share(concern, person=cast.teacher, **said)
        else:
            triage.pass_to_teacher(concern, teacher=cast.teacher, **said)
    assert cast.teacher not in reach.who_may_share(concern, TODAY)
    assert cast.teacher not in reach.teachers_for(concern, TODAY)
    assert cast.other_teacher in reach.who_may_share(concern, TODAY)


def test_who_had_it_by_name_loses_it_when_they_turn_out_to_be_family(cast):
    concern = story.read(from_child(cast), cast.dsl)
    triage.share(concern, person=cast.teacher, reason="Asked.", by=story.fresh(cast.dsl), at=MONDAY)
    assert known(cast.teacher, [concern])["list"] == {concern.pk}
    families.awaiting(cast.teacher, cast.pupil)
    nothing_known(cast.teacher, concern)
    assert Access.objects.filter(person=cast.teacher, ended_at=None).exists()


# ---- grown-ups


def married(cast, one, other):
    """Two grown-ups who have a child here."""
    liam = Person.objects.get(first_name="Liam")
    for parent in (one, other):
        families.carer(parent, liam)


@pytest.mark.parametrize("part", [ConcernPart.ABOUT, ConcernPart.ALLEGED, ConcernPart.HARMED])
def test_what_is_about_a_grown_up_is_not_for_the_other_parent_of_their_child(cast, part):
    married(cast, cast.head, cast.teacher)
    concern = story.outside(
        cast,
        WORDS,
        door=Channel.STAFF,
        kind=ConcernKind.COLLEAGUE,
        by=cast.assistant,
        people=((cast.teacher.pk, part),),
    )
    nothing_known(cast.head, concern)
    assert readers(concern) == {"Owen Pryce"} and cast.head.pk not in mailed(concern)


def test_a_typed_name_that_may_mean_them_bars_their_family_too(cast):
    married(cast, cast.head, cast.teacher)
    concern = story.outside(cast, WORDS, names=("Asha Kapoor",))
    assert concern.about.get().by_name
    nothing_known(cast.head, concern)


def test_what_a_parent_tells_is_not_for_the_other_parent_though_no_child_is_named(cast):
    married(cast, cast.parent, cast.dsl)
    concern = story.outside(cast, "My husband, marigold.", door=Channel.PARENT, by=story.fresh(cast.parent))
    nothing_known(cast.dsl, concern)
    assert readers(concern) == {"Fiona Reid"}


def test_what_a_colleague_tells_in_their_work_is_not_about_their_family(cast):
    married(cast, cast.assistant, cast.dsl)
    concern = story.staff(cast, by=cast.assistant)
    assert readers(concern) == {"Martin Hale", "Fiona Reid"}


def test_a_grown_up_child_of_a_colleague_counts_as_well(cast):
    families.carer(cast.head, cast.assistant)
    concern = story.staff(cast, by=cast.office, about=[cast.assistant])
    nothing_known(cast.head, concern)
    nothing_known(cast.assistant, story.staff(cast, by=cast.office, about=[cast.head]))


def test_who_was_harmed_is_not_who_judges_and_may_have_it_shared(cast):
    concern = story.outside(
        cast,
        WORDS,
        door=Channel.STAFF,
        kind=ConcernKind.STAFF,
        by=cast.dsl,
        people=((cast.dsl.pk, ConcernPart.HARMED),),
    )
    nothing_known(cast.dsl, concern)
    assert readers(concern) == {"Fiona Reid"} and mailed(concern) == {cast.deputy_dsl.pk}
    story.read(concern, cast.deputy_dsl)
    triage.share(concern, person=cast.dsl, reason="It is theirs too.", by=story.fresh(cast.deputy_dsl), at=MONDAY)
    assert known(cast.dsl, [concern])["list"] == {concern.pk}


# ---- family, and whom the words may mean


def test_where_all_others_are_family_whom_the_account_only_may_mean_is_left_to_read_it(cast):
    for part in ("deputy_dsl", "head", "deputy", "chair"):
        families.carer(getattr(cast, part), cast.pupil)
    concern = from_child(cast, words="Mr Hale shouts at me.")
    assert readers(concern) == {"Martin Hale"}


def test_whom_the_account_may_mean_is_kept_out_while_one_other_is_no_family(cast):
    for part in ("deputy_dsl", "head", "deputy"):
        families.carer(getattr(cast, part), cast.pupil)
    concern = from_child(cast, words="Mr Hale shouts at me.")
    assert readers(concern) == {str(cast.chair)}
    nothing_known(cast.dsl, concern)


def test_who_is_left_but_was_given_the_duty_by_whom_it_is_about_does_not_read_it_either(cast):
    """The head is in it, the chair is family, and the only other reader has the duty from the head since."""
    families.carer(cast.chair, cast.pupil)
    concern = story.staff(cast, by=cast.assistant, about=[cast.pupil, cast.head])
    assert readers(concern) == {"Martin Hale", "Fiona Reid"}
    without(cast.dsl, cast.deputy_dsl, cast.deputy)
    cast.teacher.roles.create(
        duty=Duty.DSL.value, since_on=TODAY, given_at=MONDAY + story.MINUTE, given_by=story.fresh(cast.head)
    )
    tasks.minutely(MONDAY + 2 * story.MINUTE)
    assert not readers(concern)
    for part in ("teacher", "head", "chair"):
        nothing_known(getattr(cast, part), concern)
    assert cast.governor.pk in mailed(concern) and cast.chair.pk not in mailed(concern)


def test_where_all_are_family_governors_who_are_none_are_told_and_again_after_days(cast):
    nobody_left(cast)
    concern = from_child(cast)
    for minutes in (1, 2, 3):
        tasks.minutely(MONDAY + minutes * story.MINUTE)
    assert Notice.objects.filter(concern=concern).count() == 1 and mailed(concern) == {cast.governor.pk}
    tasks.minutely(MONDAY + timedelta(days=4))
    assert Notice.objects.filter(concern=concern).count() == 2
    families.carer(cast.governor, cast.pupil)
    tasks.minutely(MONDAY + timedelta(days=8))
    assert Notice.objects.filter(concern=concern).count() == 2, "nor is a governor told who is family"


# ---- what stays


def test_a_parent_still_sees_what_they_told_themselves(cast):
    families.carer(cast.dsl, cast.pupil)
    dsl = story.fresh(cast.dsl)
    concern = story.outside(cast, WORDS, door=Channel.PARENT, by=dsl, people=((cast.pupil.pk, ConcernPart.HARMED),))
    assert [line.id for line in telling.told_page(dsl).lines] == [concern.pk]
    assert client_of(cast.dsl).get(reverse("concerns:told_one", args=[concern.pk])).status_code == 200
    nothing_known(cast.dsl, concern)
    assert client_of(cast.dsl).get(reverse("concerns:concern", args=[concern.pk])).status_code == 404


def test_neither_the_first_page_nor_the_trail_betrays_it(cast):
    families.carer(cast.head, cast.pupil)
    head = client_of(cast.head)
    before = [_plain(head.get(reverse(name)).content) for name in PAGES]
    concern = from_child(cast)
    story.read(concern, cast.dsl)
    assert [_plain(head.get(reverse(name)).content) for name in PAGES] == before
    seen = shown_trail.seen_by(story.fresh(cast.head), MONDAY)
    assert Entry.objects.filter(target=f"concerns.concern:{concern.pk}").exists()
    assert not seen.filter(target=f"concerns.concern:{concern.pk}").exists()


def _plain(content: bytes) -> str:
    return re.sub(r"(csrfmiddlewaretoken\" value|nonce)=\"[^\"]*\"", "", content.decode())


def test_what_is_alike_is_not_named_either(cast):
    families.carer(cast.dsl, cast.pupil)
    hidden = from_child(cast)
    other = story.read(about_child(cast, child=Person.objects.get(first_name="Liam")), cast.dsl)
    assert hidden.pk not in {alike.line.id for alike in search.similar(other, story.fresh(cast.dsl))}
    assert not search.concern_numbered(story.fresh(cast.dsl), hidden.number)


def test_it_takes_as_many_queries_for_twice_as_many_relatives(cast, django_assert_num_queries):
    families.carer(cast.dsl, cast.pupil)
    concern, dsl = from_child(cast), story.fresh(cast.dsl)
    with django_assert_num_queries(2):
        assert not list(reach.visible_to(dsl))
    for _ in range(5):
        families.step_parent(cast.dsl, cast.pupil)
    with django_assert_num_queries(2):
        assert not list(reach.visible_to(dsl))
    assert cast.dsl.pk in reach.kept_from(concern)
