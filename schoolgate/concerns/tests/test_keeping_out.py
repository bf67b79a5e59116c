"""Whoever takes another reader out by what they enter does not read alone, is not unseen, and does not end it."""

from datetime import date

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases.actions import opening, steps
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import Person
from schoolgate.concerns import letters
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.keeping_out import KeptOut
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import AboutReader, ConcernPart, Outcome, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.post.models import Message
from tests import cast as people
from tests import families
from tests.cast import JOINED, MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh


def now(concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


def readers(concern) -> set[str]:
    return {str(person) for person in reach.readers_of(now(concern), MONDAY.date())}


def told_of_it() -> set[str]:
    return {str(message.person) for message in Message.objects.all() if message.subject == letters.TAKEN_OUT}


@pytest.fixture
def concern(cast):
    concern = story.outside(cast, "Somebody touches Maya in the changing room.", whom=Whom.CHILD)
    assert readers(concern) == {"Fiona Reid", "Martin Hale"}
    return story.read(concern, cast.deputy_dsl)


def named(cast, concern, person, part=ConcernPart.HARMED, by=None):
    return triage.name_person(now(concern), person=fresh(person), part=part, by=fresh(by or cast.deputy_dsl), at=MONDAY)


def child_of(cast, carer, last) -> Person:
    child = people.pupil(cast.school, "Ada", last, date(2016, 3, 4), cast.kestrels)
    families.carer(carer, child)
    return child


def double_of(cast, duty) -> Person:
    """Another record in the DSL's name, as the office can add it when it says that it is somebody else."""
    said = {"first_name": "Martin", "last_name": "Hale", "duty": duty, "since_on": JOINED}
    return community_people.add_person(cast.school, **said, also_same_name=True, by=fresh(cast.office), at=MONDAY)


def as_harmed(cast, concern):
    named(cast, concern, cast.dsl)


def as_family_of_a_witness(cast, concern):
    named(cast, concern, child_of(cast, cast.dsl, "Hale"), ConcernPart.WITNESS)


def as_meant(cast, concern):
    triage.add_addendum(
        now(concern),
        words="She says that Martin Hale touched her.",
        about_reader=AboutReader.YES,
        by=fresh(cast.deputy_dsl),
        at=MONDAY,
    )


def by_a_namesake(cast, concern):
    named(cast, concern, double_of(cast, Duty.PARENT), ConcernPart.ALLEGED)


WAYS = [as_harmed, as_family_of_a_witness, as_meant, by_a_namesake]


@pytest.mark.parametrize("way", WAYS)
def test_it_goes_to_the_next_in_line_as_well_and_those_who_watch_are_told(cast, concern, way):
    way(cast, concern)
    assert "Martin Hale" not in readers(concern)
    assert str(cast.head) in readers(concern)
    assert {str(cast.head), str(cast.chair), str(cast.governor)} <= told_of_it()
    assert not {"Fiona Reid", "Martin Hale"} & told_of_it()
    mail = Message.objects.filter(subject=letters.TAKEN_OUT).first()
    assert not any(word in mail.body for word in ("Hale", "Reid", "Maya", "concern", str(concern.number)))


@pytest.mark.parametrize("way", WAYS)
def test_whoever_took_somebody_out_does_not_end_it_and_another_does(cast, concern, way):
    way(cast, concern)
    for end in (Outcome.NO_ACTION, Outcome.ANSWER):
        with pytest.raises((Broken, access.Refused), match="Ask someone else|look.concerns"):
            outcomes.decide(now(concern), end=end, reason="Nothing in it.", by=fresh(cast.deputy_dsl), at=MONDAY)
    story.read(now(concern), cast.head)
    outcomes.decide(now(concern), end=Outcome.NO_ACTION, reason="Nothing in it.", by=fresh(cast.head), at=MONDAY)
    assert now(concern).status == "finished"


def test_nor_finishes_it_after_another_decided(cast, concern):
    as_harmed(cast, concern)
    story.read(now(concern), cast.head)
    triage.pass_to_teacher(now(concern), teacher=cast.other_teacher, reason="So.", by=fresh(cast.head), at=MONDAY)
    outcomes.decide(now(concern), end=Outcome.PASS, reason="So.", by=fresh(cast.head), at=MONDAY)
    with pytest.raises(Broken, match="Ask someone else"):
        outcomes.finish(now(concern), reason="Done.", by=fresh(cast.deputy_dsl), at=MONDAY)


@pytest.mark.parametrize("order", [("dsl", "head", "deputy", "chair"), ("chair", "deputy", "head", "dsl")])
def test_where_one_takes_out_the_whole_line_a_governor_reads_it(cast, concern, order):
    for who in order:
        named(cast, concern, getattr(cast, who))
    assert readers(concern) == {"Fiona Reid", str(cast.governor)}
    assert str(cast.governor) in told_of_it()
    with pytest.raises(Broken, match="Ask someone else"):
        outcomes.decide(now(concern), end=Outcome.NO_ACTION, reason="So.", by=fresh(cast.deputy_dsl), at=MONDAY)


def test_naming_somebody_else_afterwards_does_not_take_it_from_the_next(cast, concern):
    as_harmed(cast, concern)
    named(cast, concern, cast.young_pupil, ConcernPart.ABOUT)
    assert str(cast.head) in readers(concern)


def test_naming_whom_it_is_about_who_reads_nothing_tells_nobody(cast, concern):
    named(cast, concern, cast.young_pupil, ConcernPart.ABOUT)
    named(cast, concern, cast.parent, ConcernPart.WITNESS)
    assert not KeptOut.objects.exists() and not told_of_it()
    outcomes.decide(now(concern), end=Outcome.NO_ACTION, reason="So.", by=fresh(cast.deputy_dsl), at=MONDAY)


def test_its_page_says_so(cast, concern):
    as_harmed(cast, concern)
    said = page.words(client_of(fresh(cast.head)).get(reverse("concerns:concern", args=[concern.pk])))
    assert "Because of what Fiona Reid entered on 23 November, Martin Hale can no longer read this." in " ".join(
        said.split()
    )


# ---- cases


def running(case) -> set[str]:
    case = case_story.now(case)
    return {str(person) for person in case_reach.readers_in_line(case, MONDAY)}


def put_in(cast, case, person, part=CasePart.HARMED):
    opening.add_part(
        case_story.now(case), person=fresh(person), part=part, reason="So.", by=fresh(cast.deputy_dsl), at=MONDAY
    )


def closes(case, by):
    case = case_story.now(case)
    steps.close(case, reason="Done.", seen=case.revision, by=fresh(by), at=MONDAY)


@pytest.mark.parametrize("part", [CasePart.HARMED, CasePart.WITNESS])
def test_a_case_goes_to_another_who_runs_it(cast, part):
    case = case_story.opened(cast, harmed=[cast.pupil], about=[cast.young_pupil], by=cast.dsl)
    who = cast.dsl if part is CasePart.HARMED else child_of(cast, cast.dsl, "Hale")
    put_in(cast, case, who, part)
    assert "Martin Hale" not in running(case) and {"Fiona Reid", str(cast.head)} <= running(case)
    assert {str(cast.head), str(cast.chair)} <= told_of_it()
    with pytest.raises(Broken, match="Ask someone else"):
        closes(case, cast.deputy_dsl)
    with pytest.raises(Broken) as missing:
        closes(case, cast.head)
    assert "Ask someone else" not in str(missing.value)
    put_in(cast, case, cast.head)
    assert str(cast.head) not in running(case) and len(running(case)) > 1


def test_a_case_opened_from_it_is_not_closed_by_them_either(cast, concern):
    as_harmed(cast, concern)
    case = case_story.opened(cast, concern=now(concern), about=[cast.young_pupil], by=cast.deputy_dsl)
    assert str(cast.head) in running(case)
    with pytest.raises(Broken, match="Ask someone else"):
        closes(case, cast.deputy_dsl)


def test_nor_one_by_whose_opening_they_take_somebody_out(cast, concern):
    case = case_story.opened(
        cast, concern=now(concern), harmed=[cast.dsl], about=[cast.young_pupil], by=cast.deputy_dsl
    )
    assert str(cast.head) in running(case) and str(cast.chair) in told_of_it()
    with pytest.raises(Broken, match="Ask someone else"):
        closes(case, cast.deputy_dsl)


# ---- namesakes


@pytest.mark.parametrize("duty", [Duty.PARENT, Duty.STAFF, Duty.GOVERNOR])
def test_a_namesakes_record_does_not_let_the_reader_read(cast, duty):
    double = double_of(cast, duty)
    concern = story.staff(cast, "He slaps Maya when nobody looks.", about=[double], by=cast.assistant)
    assert "Martin Hale" not in readers(concern) and readers(concern)
    by = cast.head if str(cast.head) in readers(concern) else cast.deputy_dsl
    triage.not_meant(now(concern), person=fresh(cast.dsl), reason="The other.", by=fresh(by), at=MONDAY)
    assert cast.dsl.pk not in reach.concerned_in(now(concern))


def test_nor_where_it_is_named_later_or_in_a_case(cast, concern):
    double = double_of(cast, Duty.PARENT)
    named(cast, concern, double, ConcernPart.ALLEGED)
    assert "Martin Hale" not in readers(concern)
    case = case_story.opened(cast, about=[cast.young_pupil], by=cast.deputy_dsl)
    put_in(cast, case, double, CasePart.SUBJECT)
    assert "Martin Hale" not in running(case)


def test_who_is_chosen_takes_out_nobody_of_another_name(cast):
    concern = story.staff(cast, "He slaps Maya.", about=[cast.parent], by=cast.assistant)
    assert readers(concern) == {"Fiona Reid", "Martin Hale"}


def test_a_second_record_of_a_name_is_asked_about_whatever_the_date_of_birth(cast):
    said = {"first_name": "martin", "last_name": "HALE", "duty": Duty.PARENT, "since_on": JOINED}
    for born_on in (None, date(1980, 1, 1)):
        with pytest.raises(Broken, match="this is somebody else"):
            community_people.add_person(cast.school, **said, born_on=born_on, by=fresh(cast.office), at=MONDAY)
    assert community_people.add_person(cast.school, **said, also_same_name=True, by=fresh(cast.office), at=MONDAY)


def test_who_took_somebody_out_under_another_record_does_not_end_it_either(cast, concern):
    """After the join the deputy signs in with the record that stays; what was entered under the other is theirs."""
    as_harmed(cast, concern)
    kept = people.person(cast.school, "Fi", "Reid", Duty.DEPUTY_DSL)
    families.join(cast, kept, cast.deputy_dsl)
    for end in (Outcome.NO_ACTION, Outcome.ANSWER):
        with pytest.raises((Broken, access.Refused), match="Ask someone else|look.concerns"):
            outcomes.decide(now(concern), end=end, reason="Nothing in it.", by=fresh(kept), at=MONDAY)
    assert set(concern.kept_out.values_list("by", flat=True)) == {kept.pk}
