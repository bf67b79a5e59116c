"""What somebody who was let into a case writes down of one of its readers goes to another."""

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Asking, Broken
from schoolgate.cases.actions import chronology, decisions, opening, readers, steps
from schoolgate.cases.models.case import Participant
from schoolgate.cases.queries import reach
from schoolgate.cases.rules import How
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_page_deeds import day
from schoolgate.community.models import Person, Role
from schoolgate.concerns.actions import triage
from schoolgate.concerns.rules import AboutReader
from schoolgate.concerns.tests import page
from schoolgate.concerns.tests import story as concern_story
from schoolgate.engines.procedures.schema import CasePart
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh
SAYS = "Maya told me it is Mr Hale who shouts at her."


@pytest.fixture
def case(cast):
    case = story.opened(cast, about=[cast.young_pupil], harmed=[cast.pupil], by=cast.deputy_dsl)
    readers.grant(
        case, person=cast.teacher, reason="Her teacher.", until=MONDAY.date(), by=fresh(cast.deputy_dsl), at=MONDAY
    )
    return case


def lets_in(case, person, **more):
    deed = {"reason": "He knows her.", "until": MONDAY.date(), "by": fresh(cast_dsl(case)), "at": MONDAY}
    return readers.grant(case, person=person, **deed, **more)


def cast_dsl(case):
    return Person.objects.filter(school=case.school).holding(Duty.DSL, on=MONDAY.date()).get()


def reads(person, case) -> bool:
    return reach.visible_to(fresh(person), MONDAY).filter(pk=case.pk).exists()


def deeds(case):
    said = {"words": SAYS, "at": MONDAY}
    yield lambda **more: chronology.add_event(case, **said, **more)
    yield lambda **more: chronology.add_contact(case, whom="Maya", how=How.MEETING, **said, **more)
    yield lambda **more: chronology.add_addendum(case, event=case.events.first(), **said, **more)
    yield lambda **more: chronology.add_contact(
        case, whom="Mr Hale", how=How.MEETING, words="He shouts.", at=MONDAY, **more
    )


@pytest.mark.parametrize("at", range(4))
def test_a_reader_by_name_is_asked_whether_it_is_about_whom_it_names(cast, case, at):
    deed = list(deeds(case))[at]
    with pytest.raises(Broken, match="names somebody who reads this"):
        deed(by=fresh(cast.teacher))
    deed(by=fresh(cast.teacher), about_reader=AboutReader.NO)
    assert reads(cast.dsl, case)
    deed(by=fresh(cast.teacher), about_reader=AboutReader.YES)
    assert not reads(cast.dsl, case) and Participant.objects.get(case=case, person=cast.dsl).by_name
    assert reads(cast.head, case), "somebody else runs it"


def test_whoever_runs_it_with_others_is_asked_as_well_but_not_of_themselves(cast, case):
    with pytest.raises(Broken, match="names somebody who reads this"):
        chronology.add_event(case, words=SAYS, by=fresh(cast.deputy_dsl), at=MONDAY)
    chronology.add_event(case, words=SAYS, by=fresh(cast.dsl), at=MONDAY)
    assert reads(cast.dsl, case)


def test_a_witness_who_may_also_be_meant_is_still_kept_out(cast):
    case = opening.open_case(
        cast.school,
        procedure="cyberbullying",
        reason="So.",
        people=[(cast.pupil, CasePart.HARMED)],
        names=[("Mr Hale", CasePart.ALLEGED)],
        by=fresh(cast.deputy),
        at=MONDAY,
    )
    opening.add_part(
        case, person=cast.dsl, part=CasePart.WITNESS, reason="He was there.", by=fresh(cast.head), at=MONDAY
    )
    assert Participant.objects.filter(case=case, person=cast.dsl, by_name=True).exists()
    assert not reads(cast.dsl, case)


def test_who_does_not_read_it_is_not_asked_about(cast, case):
    words = f"She went to Mrs {cast.office.last_name}."
    chronology.add_event(case, words=words, by=fresh(cast.teacher), at=MONDAY)
    assert not case.parts.filter(person=cast.office).exists()


def test_the_page_asks_and_keeps_the_words(cast, case):
    client, place = client_of(cast.teacher), f"/cases/{case.pk}/chronology/enter/"
    form = client.get(place)
    assert "did or did not do" not in page.words(form)
    sent = {"words": SAYS, **day("happened_on", MONDAY.date()), "happened_time": "09:00"}
    again = page.words(client.post(place, sent))
    assert "Does it say something of what Martin Hale did or did not do?" in again and SAYS in again
    assert client.post(place, {**sent, "about_reader": "yes"}).status_code == 302
    assert not reads(cast.dsl, case)


# ---- who is let in by name


@pytest.mark.parametrize("where", ["event", "addendum", "concern"])
def test_whom_words_may_mean_is_let_in_only_by_who_says_that_it_is_not_about_them(cast, where):
    says = f"Maya told me that Mr {cast.other_teacher.last_name} pushed her."
    if where == "concern":
        concern = concern_story.read(concern_story.outside(cast, "marigold"), cast.dsl)
        triage.add_addendum(concern, words=says, by=fresh(cast.dsl), at=MONDAY)
        case = story.opened(cast, harmed=[cast.pupil], concern=concern)
    else:
        case = story.opened(cast, harmed=[cast.pupil])
        event = {"event": case.events.first()} if where == "addendum" else {}
        deed = chronology.add_addendum if where == "addendum" else chronology.add_event
        deed(case, **event, words=says, by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="may be about"):
        lets_in(case, cast.other_teacher)
    assert not reads(cast.other_teacher, case)
    lets_in(case, cast.other_teacher, not_about_them=True)
    assert reads(cast.other_teacher, case)


def test_whose_child_is_named_in_it_is_asked_about_as_well(cast):
    child = Person.objects.create(school=cast.school, first_name="Ivo", last_name="Lundqvist")
    Role.objects.create(person=child, duty=Duty.PUPIL, since_on=MONDAY.date())
    families.carer(cast.other_teacher, child)
    case = story.opened(cast, harmed=[cast.pupil])
    chronology.add_event(case, words="Ivo Lundqvist sent it to her.", by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="child of theirs"):
        lets_in(case, cast.other_teacher)


def test_whom_nothing_means_is_let_in_unasked(cast):
    case = story.opened(cast, harmed=[cast.pupil])
    chronology.add_event(case, words="Somebody pushed her.", by=fresh(cast.dsl), at=MONDAY)
    lets_in(case, cast.other_teacher)
    assert reads(cast.other_teacher, case)


def test_the_page_of_letting_in_asks_it_once_somebody_is_chosen(cast):
    case = story.opened(cast, harmed=[cast.pupil])
    chronology.add_event(case, words=f"Mr {cast.other_teacher.last_name} did it.", by=fresh(cast.dsl), at=MONDAY)
    client, place = client_of(cast.dsl), f"/cases/{case.pk}/readers/add/"
    assert "It only names them" not in page.words(client.get(place))
    said = {"person": str(cast.other_teacher.pk), "reason": "He knows her.", **day("until", MONDAY.date())}
    assert "It only names them" in page.words(client.post(place, said))
    assert client.post(place, {**said, "not_about_them": "on"}).status_code == 302
    assert reads(cast.other_teacher, case)


def test_a_step_a_reason_and_a_decision_ask_as_well(cast, case):
    by = {"by": fresh(cast.deputy_dsl), "at": MONDAY}
    given = {"given": {"safe": SAYS, "what": SAYS, "words": SAYS}}
    for deed in (
        lambda **more: steps.record_step(case, step="told", **given, seen=case.revision, **by, **more),
        lambda **more: opening.add_part(case, part=CasePart.WITNESS, person=cast.assistant, reason=SAYS, **by, **more),
        lambda **more: decisions.hold(case, reason=SAYS, **by, **more),
    ):
        with pytest.raises(Asking, match="names somebody who reads this"):
            deed()
    opening.add_part(
        case, part=CasePart.WITNESS, person=cast.assistant, reason=SAYS, **by, about_reader=AboutReader.YES
    )
    assert not reads(cast.dsl, case)


@pytest.mark.parametrize("where", ["name", "title", "text"])
def test_a_file_of_a_case_asks_too(cast, case, where):
    words = {"name": "statement", "title": "What she says", "text": "See above."} | {where: "Martin Hale hit me"}
    said = {
        "name": f"{words['name']}.png",
        "title": words["title"],
        "content": b"...",
        "examined": concern_story.picture(text=words["text"]).examined,
        "by": fresh(cast.deputy_dsl),
        "at": MONDAY,
    }
    with pytest.raises(Asking, match="Choose the file again"):
        chronology.add_document(case, **said)
    assert not case.documents.exists()


def test_a_child_of_whoever_runs_it_is_asked_about(cast, case):
    child = Person.objects.create(school=cast.school, first_name="Tyler", last_name=cast.dsl.last_name)
    Role.objects.create(person=child, duty=Duty.PUPIL, since_on=MONDAY.date())
    families.carer(cast.dsl, child)
    said = {"words": "It was Tyler Hale who did it.", "by": fresh(cast.deputy_dsl), "at": MONDAY}
    with pytest.raises(Asking) as asked:
        chronology.add_event(case, **said)
    assert "or of a child of theirs" in asked.value.question
    chronology.add_event(case, **said, about_reader=AboutReader.YES)
    assert not reads(cast.dsl, case) and reads(cast.deputy_dsl, case)


def test_who_opens_a_case_with_a_reason_that_names_a_reader_is_asked(cast):
    said = {"procedure": "cyberbullying", "people": [(cast.pupil, CasePart.HARMED)], "reason": SAYS, "at": MONDAY}
    with pytest.raises(Asking):
        opening.open_case(cast.school, **said, by=fresh(cast.deputy_dsl))
    case = opening.open_case(cast.school, **said, about_reader=AboutReader.YES, by=fresh(cast.deputy_dsl))
    assert not reads(cast.dsl, case)
