"""How a case begins: from a concern or without one, run by the right person, with the policy pinned."""

import uuid

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases.actions import opening, readers
from schoolgate.cases.models.case import Case, FromConcern, Link, Participant
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.watching import Notice
from schoolgate.cases.queries import reach
from schoolgate.cases.tests import story
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import ConcernKind
from schoolgate.concerns.tests import story as told
from schoolgate.engines import procedures
from schoolgate.engines.procedures import schema
from schoolgate.policy.actions import drafting, reviewing, signing
from schoolgate.policy.rules import Audience
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def from_concern(cast, concern, procedure="cyberbullying", by=None, **said):
    return opening.open_case(
        cast.school,
        procedure=procedure,
        reason=story.WHY,
        concern=concern,
        by=story.fresh(by or cast.dsl),
        at=MONDAY,
        **said,
    )


def read(cast, words: str = told.PLAIN, by=None, **said) -> Concern:
    concern = told.staff(cast, words, **said)
    return told.read(concern, by or cast.dsl)


def test_a_concern_becomes_a_case_and_shows_it(cast):
    concern = read(cast, about=[cast.young_pupil], names=("Some child",))
    case = from_concern(cast, concern)
    assert FromConcern.objects.get().concern == concern and concern.decisions.get().end == "open_case"
    assert {(str(part), part.part) for part in case.parts.all()} == {("Arun Nair", "other")}, (
        "nothing is said yet of what a child has done"
    )
    assert reach.concerns_of(case, story.fresh(cast.dsl)) == [concern]
    assert str(concern.number) in Event.objects.get(case=case, kind="opened").words
    with pytest.raises(Broken, match="decided this already"):
        from_concern(cast, concern)
    assert Case.objects.count() == 1, "what cannot be decided opens no case"


def test_an_unread_concern_opens_no_case(cast):
    with pytest.raises(Broken, match="unread"):
        from_concern(cast, told.staff(cast))
    assert not Case.objects.exists() and not Event.objects.exists()


def test_a_concern_goes_into_a_case_with_its_people(cast):
    case = story.bullying(cast)
    more = read(cast, "The same again, at the swings.", about=[cast.pupil])
    after = opening.add_to_case(case, concern=more, reason="The same children.", by=story.fresh(cast.dsl), at=MONDAY)
    assert more.decisions.get().end == "add_to_case" and after.revision == 1
    assert ("other", cast.pupil.pk) in {(part.part, part.person_id) for part in after.parts.all()}
    hidden = told.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher], words="about her")
    with pytest.raises(access.Refused):
        opening.add_to_case(case, concern=hidden, reason="x", by=story.fresh(cast.dsl), at=MONDAY)


@pytest.mark.clause("6.7")
@pytest.mark.parametrize(
    "procedure,about,runs,restricted",
    [
        ("cyberbullying", "young_pupil", "dsl", False),
        ("conduct", "teacher", "head", True),
        ("adult", "teacher", "head", True),
        ("adult", "dsl", "head", True),
        ("adult", "deputy_dsl", "head", True),
        ("adult", "head", "chair", True),
        ("adult", "chair", "head", True),
        ("adult", "head chair", "dsl", True),
        ("conduct", "office", "head", True),
        ("conduct", "head", "chair", True),
        ("contact", "parent", "dsl", False),
        ("contact", "head", "chair", True),
        ("underage", "young_pupil", "head", False),
        ("join", "pupil", "head", False),
        ("parent-post", "parent", "head", False),
    ],
)
def test_who_runs_a_case(cast, procedure, about, runs, restricted):
    procedure = procedure if procedure in procedures.PROCEDURES else procedure.replace("-", "_")
    people = [getattr(cast, part) for part in about.split()]
    case = story.opened(cast, procedure, about=people)
    assert (case.lead_duty, case.restricted) == (runs, restricted)
    leads = set(reach.leads_of(case, MONDAY.date()))
    assert leads and not leads & set(people)
    assert set(Notice.objects.values_list("person", flat=True)) <= {lead.pk for lead in leads}


@pytest.mark.clause("6.2")
def test_a_case_about_a_colleague_runs_only_as_a_case_about_an_adult(cast):
    for person in (cast.head, cast.dsl, cast.chair, cast.teacher, cast.office):
        with pytest.raises(Broken, match="works here"):
            story.opened(cast, "cyberbullying", about=[person])
    assert not Case.objects.exists()


def test_nobody_opens_a_case_about_themselves_and_only_leaders_open_one(cast, other_school):
    with pytest.raises(Broken, match="about yourself"):
        story.opened(cast, "adult", about=[cast.head], by=cast.head)
    for person in (cast.teacher, cast.assistant, cast.office, cast.it, cast.governor, cast.parent, cast.pupil):
        with pytest.raises(access.Refused):
            story.opened(cast, by=person)
    with pytest.raises(access.Refused):
        story.opened(cast, by=other_school.dsl)
    with pytest.raises(access.Refused):
        story.opened(cast, harmed=[other_school.pupil])
    for said in ({"procedure": "nonsense"}, {"reason": " "}, {"facts": {"source": "x"}}, {"facts": {"other": "x"}}):
        with pytest.raises(Broken):
            story.opened(cast, **said)
    assert not Case.objects.exists()


def test_the_policy_in_force_and_the_acknowledgement_are_pinned(cast):
    version = drafting.start_from_model(cast.school, by=cast.head, at=MONDAY)
    reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    reviewing.approve(version, by=cast.chair, at=MONDAY)
    reviewing.publish(
        version,
        in_force_on=MONDAY.date(),
        review_on=(MONDAY + 300 * story.DAY).date(),
        review_every=12,
        by=cast.head,
        at=MONDAY,
    )
    clauses = [clause for clause in version.clauses.all() if "staff" in clause.audience]
    signed = signing.sign(
        version, audience=Audience.STAFF, clauses=clauses, accounts_private_on=MONDAY.date(), by=cast.teacher, at=MONDAY
    )
    case = story.adult(cast)
    part = case.parts.get()
    assert (case.version, part.version, part.signature, part.duties) == (version, version, signed, "teacher")
    other = story.adult(cast, cast.assistant).parts.get()
    assert (other.version, other.signature) == (version, None), "they had acknowledged nothing"


@pytest.mark.clause("6.4")
def test_a_person_named_later_takes_the_case_away_from_those_it_is_about(cast):
    case = story.opened(cast, "contact", harmed=[cast.pupil])
    readers.grant(
        case, person=cast.teacher, reason="Her class.", until=MONDAY.date(), by=story.fresh(cast.dsl), at=MONDAY
    )
    after = opening.add_part(
        case,
        part=schema.CasePart.SUBJECT,
        person=cast.dsl,
        reason="A colleague said so.",
        by=story.fresh(cast.deputy_dsl),
        at=MONDAY,
    )
    assert (after.lead_duty, after.restricted) == ("head", True)
    for person in (cast.dsl, cast.deputy_dsl):
        assert not reach.visible_to(story.fresh(person), MONDAY).exists()
    assert reach.visible_to(story.fresh(cast.head), MONDAY).exists()
    opening.add_part(
        case, part=schema.CasePart.SUBJECT, person=cast.teacher, reason="x", by=story.fresh(cast.head), at=MONDAY
    )
    assert not reach.visible_to(story.fresh(cast.teacher), MONDAY).exists() and case.grants.get().ended_at


def test_a_part_is_somebody_of_the_school_or_a_name_once(cast, other_school):
    case, dsl = story.bullying(cast), story.fresh(cast.dsl)
    said = {"reason": "x", "by": dsl, "at": MONDAY}
    opening.add_part(case, part=schema.CasePart.OTHER, name="A cousin of his", **said)
    assert Participant.objects.get(person=None).name == "A cousin of his"
    for wrong in ({"name": "a cousin of his"}, {"name": " "}, {"person": cast.pupil, "part": schema.CasePart.HARMED}):
        with pytest.raises(Broken):
            opening.add_part(case, **{"part": schema.CasePart.OTHER, **wrong}, **said)
    with pytest.raises(Broken, match="yourself|themselves"):
        opening.add_part(case, part=schema.CasePart.ALLEGED, person=cast.dsl, **said)
    with pytest.raises(access.Refused):
        opening.add_part(case, part=schema.CasePart.OTHER, person=other_school.pupil, **said)
    with pytest.raises(access.Refused):
        opening.add_part(
            case, part=schema.CasePart.OTHER, name="x", reason="x", by=story.fresh(cast.teacher), at=MONDAY
        )


def test_cases_are_linked_by_somebody_who_runs_both(cast):
    one, two = story.bullying(cast), story.opened(cast, "contact", harmed=[cast.pupil])
    dsl = story.fresh(cast.dsl)
    opening.link(one, other=two, reason="The same group.", by=dsl, at=MONDAY)
    opening.link(two, other=one, reason="The same group.", by=dsl, at=MONDAY)
    assert Link.objects.count() == 1 and Event.objects.filter(kind="link").count() == 2
    words = " ".join(Event.objects.filter(kind="link").values_list("words", flat=True))
    assert str(one.number) not in words and str(two.number) not in words
    with pytest.raises(access.Refused):
        opening.link(one, other=story.adult(cast), reason="x", by=dsl, at=MONDAY)
    with pytest.raises(Broken, match="itself"):
        opening.link(one, other=one, reason="x", by=dsl, at=MONDAY)


def test_ids_and_numbers_are_drawn(cast):
    cases = [story.bullying(cast) for _ in range(8)]
    numbers = [case.number for case in cases]
    assert len(set(numbers)) == 8 and numbers != sorted(numbers) and min(numbers) >= 100_000
    assert all(isinstance(case.pk, uuid.UUID) for case in cases)


@pytest.mark.clause("6.7")
def test_whom_a_case_is_about_loses_the_concern_it_came_from(cast):
    from schoolgate.concerns.queries import reach as concern_reach

    concern = told.read(told.staff(cast, kind=ConcernKind.UNHAPPY), cast.head)
    assert concern_reach.visible_to(story.fresh(cast.head)).exists()
    case = story.opened(cast, "contact", harmed=[cast.pupil], by=cast.head, concern=concern)
    assert concern_reach.visible_to(story.fresh(cast.head)).exists()
    opening.add_part(
        case, part=schema.CasePart.SUBJECT, person=cast.head, reason="A witness.", by=story.fresh(cast.dsl), at=MONDAY
    )
    assert not concern_reach.visible_to(story.fresh(cast.head)).exists()
    assert concern_reach.visible_to(story.fresh(cast.chair)).get() == concern
    assert reach.concerns_of(story.now(case), story.fresh(cast.chair)) == [concern]


def test_who_was_let_in_by_one_is_out_when_a_case_becomes_restricted(cast):
    case = story.opened(cast, "contact", harmed=[cast.pupil])
    readers.grant(case, person=cast.assistant, reason="x", until=MONDAY.date(), by=story.fresh(cast.dsl), at=MONDAY)
    assert reach.visible_to(story.fresh(cast.assistant), MONDAY).exists()
    opening.add_part(
        case, part=schema.CasePart.SUBJECT, person=cast.teacher, reason="x", by=story.fresh(cast.dsl), at=MONDAY
    )
    for person in (cast.assistant, cast.dsl, cast.teacher):
        assert not reach.visible_to(story.fresh(person), MONDAY).exists()
    assert reach.visible_to(story.fresh(cast.head), MONDAY).exists()
