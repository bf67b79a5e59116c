"""Whoever writes of somebody who reads it is asked whether it is about them, or about a child of theirs."""

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Asking, Broken
from schoolgate.cases.actions import opening
from schoolgate.community.models import Person, Role
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import AboutReader, BullyingStep, Harm, Outcome
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.test_kinship import nothing_known
from schoolgate.concerns.tests.test_later import again, lines_for, reads_case, told
from schoolgate.engines.procedures.schema import CasePart
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh, TODAY = story.fresh, MONDAY.date()

SAYS = "Maya told me it is Mr Hale who shouts at her."


def writes(concern, by, how: str, **more) -> None:
    said = {"words": SAYS, "by": fresh(by), "at": MONDAY, **more}
    words = said.pop("words")
    match how:
        case "addendum":
            triage.add_addendum(concern, words=words, **said)
        case "step":
            triage.add_step(concern, step=BullyingStep.LOOKED_INTO, words=words, **said)
        case "harm":
            triage.set_harm(concern, harm=Harm.ADULT, urgent=False, reason=words, **said)
        case "answer":
            triage.say(concern, words=words, may_know=True, **said)
        case "decide":
            outcomes.decide(concern, end=Outcome.NO_ACTION, reason=words, **said)
        case "file":
            triage.attach_evidence(concern, enclosure=story.picture(text=words), **said)


@pytest.mark.parametrize("how", ["harm", "answer", "decide", "file"])
def test_every_other_way_of_writing_asks_the_same(cast, how):
    concern, _ = told(cast)
    with pytest.raises(Asking, match="names somebody who reads this") as asked:
        writes(concern, cast.deputy_dsl, how)
    assert "Martin Hale" in asked.value.question and "child" not in asked.value.question
    writes(concern, cast.deputy_dsl, how, about_reader=AboutReader.YES)
    nothing_known(cast.dsl, concern)
    assert not reach.readers_of(concern, TODAY).filter(pk=cast.dsl.pk).exists()


@pytest.mark.parametrize("how", ["addendum", "step", "harm", "answer", "decide", "file"])
def test_a_child_of_a_reader_is_asked_about_as_well(cast, how):
    child = Person.objects.create(school=cast.school, first_name="Tyler", last_name=cast.dsl.last_name)
    Role.objects.create(person=child, duty=Duty.PUPIL, since_on=TODAY)
    families.carer(cast.dsl, child)
    concern, _ = told(cast)
    says = {"words": f"It was {child} who touched her."}
    with pytest.raises(Asking) as asked:
        writes(concern, cast.deputy_dsl, how, **says)
    assert asked.value.question.endswith("did or did not do, or of a child of theirs?")
    writes(concern, cast.deputy_dsl, how, **says, about_reader=AboutReader.YES)
    nothing_known(cast.dsl, concern)


def test_only_the_deed_itself_asks_and_not_what_it_does_within(cast):
    concern, _ = told(cast)
    triage.add_addendum(concern, words=SAYS, about_reader=AboutReader.NO, by=fresh(cast.deputy_dsl), at=MONDAY)
    case = opening.open_case(
        cast.school,
        procedure="cyberbullying",
        reason="So.",
        concern=concern,
        people=[(cast.pupil, CasePart.HARMED)],
        by=fresh(cast.deputy_dsl),
        at=MONDAY,
    )
    assert reads_case(cast.dsl, case)


@pytest.mark.parametrize("how", ["addendum", "step"])
@pytest.mark.parametrize("who", ["teacher", "deputy_dsl"])
def test_whoever_writes_of_a_reader_is_asked_whether_it_is_about_them(cast, who, how):
    concern, _ = told(cast)
    triage.share(concern, person=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="names somebody who reads this"):
        writes(concern, getattr(cast, who), how)
    assert not concern.addenda.exists() and not concern.steps.exists()
    writes(concern, getattr(cast, who), how, about_reader=AboutReader.NO)
    assert reach.readers_of(concern, TODAY).filter(pk=cast.dsl.pk).exists()
    writes(concern, getattr(cast, who), how, about_reader=AboutReader.YES)
    nothing_known(cast.dsl, concern)
    assert reach.readers_of(concern, TODAY).filter(pk=cast.head.pk).exists()


def test_what_is_about_a_reader_and_another_in_line_comes_to_neither(cast):
    concern, _ = told(cast)
    words = f"Maya told me that Mr Hale and Mr {cast.deputy.last_name} hit her."
    triage.add_addendum(concern, words=words, about_reader=AboutReader.YES, by=fresh(cast.deputy_dsl), at=MONDAY)
    about = set(About.objects.filter(concern=concern).values_list("person", flat=True))
    assert about == {cast.dsl.pk, cast.deputy.pk}


def test_a_form_sent_again_to_what_is_finished_is_told_to_its_readers(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    concern = again(cast, token)
    story.read(concern, cast.dsl, at=MONDAY + story.MINUTE)
    outcomes.decide(concern, end=Outcome.NO_ACTION, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    before = lines_for(concern, cast.dsl)
    again(cast, token, words="marigold, and he did it again")
    assert lines_for(concern, cast.dsl) == before + 1


def test_nobody_is_asked_about_themselves_or_about_who_does_not_read_it(cast):
    concern, _ = told(cast)
    writes(concern, cast.dsl, "addendum")
    words = f"Mrs {cast.office.last_name} rang."
    triage.add_addendum(concern, words=words, by=fresh(cast.dsl), at=MONDAY)
    assert concern.addenda.count() == 2 and not concern.about.exists()


def test_the_page_asks_names_them_and_keeps_the_words(cast):
    concern, _ = told(cast)
    client, place = client_of(cast.deputy_dsl), f"/concerns/{concern.pk}/add/"
    assert "did or did not do" not in page.words(client.get(place))
    again = page.words(client.post(place, {"words": SAYS}))
    assert "Does it say something of what Martin Hale did or did not do?" in again and f"{SAYS}</textarea>" in again
    assert client.post(place, {"words": SAYS, "about_reader": "yes"}).status_code == 302
    nothing_known(cast.dsl, concern)


def test_a_file_that_a_reader_by_name_adds_and_that_names_a_reader_goes_past_them(cast, examined):
    concern, _ = told(cast)
    triage.share(concern, person=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    said = {"enclosure": story.picture(text="See you. Mr Hale"), "by": fresh(cast.teacher), "at": MONDAY}
    with pytest.raises(Asking, match="Choose the file again"):
        triage.attach_evidence(concern, **said)
    assert not concern.evidence.exists()
    triage.attach_evidence(concern, **said, about_reader=AboutReader.YES)
    nothing_known(cast.dsl, concern)
