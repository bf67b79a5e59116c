"""Whom a concern comes to mean afterwards reads it no more, by whatever way they read it; nor what became of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases.actions import opening
from schoolgate.cases.actions import readers as case_readers
from schoolgate.cases.models.case import Participant
from schoolgate.cases.queries import reach as case_reach
from schoolgate.community import changes
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import Teaching
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import scheduled, triage
from schoolgate.concerns.actions import telling as telling_actions
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import AboutReader, BullyingStep, Channel, ConcernKind, ConcernPart, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.test_kinship import nothing_known
from schoolgate.engines.procedures.schema import CasePart
from tests import cast as cast_of
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh, TODAY = story.fresh, MONDAY.date()


def told(cast, words="marigold", **said) -> tuple[Concern, str]:
    concern = story.outside(cast, words, **said)
    receipt = concern.receipt
    return story.read(concern, cast.dsl), receipt


def adds(cast, receipt: str, words: str, about_reader: AboutReader | None = None) -> None:
    said = {"words": words, "receipt": receipt, "about_reader": about_reader}
    telling_actions.reply(cast.school, **said, by=access.Outsider(cast.school.pk), at=MONDAY)


def reads_case(person, case) -> bool:
    return case_reach.visible_to(fresh(person), MONDAY).filter(pk=case.pk).exists()


def lines_for(concern, person) -> int:
    return Notice.objects.filter(concern=concern, person=person).count()


# ---- readers by name


@pytest.mark.parametrize("given", ["pass_to_teacher", "share"])
def test_a_reader_by_name_whom_an_addition_names_reads_it_no_more_and_gets_no_mail_of_it(cast, given):
    concern, receipt = told(cast)
    who = {"teacher": cast.teacher} if given == "pass_to_teacher" else {"person": cast.teacher}
    getattr(triage, given)(concern, **who, reason="Look into it.", by=fresh(cast.dsl), at=MONDAY)
    before = lines_for(concern, cast.teacher)
    adds(cast, receipt, f"It is Miss {cast.teacher.last_name}, she slaps her.")
    nothing_known(cast.teacher, concern)
    assert lines_for(concern, cast.teacher) == before
    assert About.objects.get(concern=concern, person=cast.teacher).by_name


def test_who_only_reads_another_concern_is_not_looked_for_in_this(cast):
    other, _ = told(cast)
    triage.share(other, person=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    concern, receipt = told(cast)
    adds(cast, receipt, f"Miss {cast.teacher.last_name} was kind.")
    assert not concern.about.exists()


@pytest.mark.parametrize("given", ["pass_to_teacher", "share"])
def test_whom_it_names_is_given_it_only_by_somebody_who_says_that_it_is_not_about_them(cast, given):
    concern, _ = told(cast, f"She told Mrs {cast.teacher.last_name} of it.")
    who = {"teacher": cast.teacher} if given == "pass_to_teacher" else {"person": cast.teacher}
    said = {**who, "reason": "Her own teacher.", "by": fresh(cast.dsl), "at": MONDAY}
    with pytest.raises(Broken, match="may mean"):
        getattr(triage, given)(concern, **said)
    assert not reach.readers_of(concern, TODAY).filter(pk=cast.teacher.pk).exists()
    getattr(triage, given)(concern, **said, not_about_them=True)
    assert reach.readers_of(concern, TODAY).filter(pk=cast.teacher.pk).exists()
    assert "only named" in concern.addenda.get().words


def test_the_page_asks_it_of_whom_it_names_and_of_nobody_else(cast):
    concern, _ = told(cast, f"She told Mrs {cast.teacher.last_name} of it.")
    client, place = client_of(cast.dsl), f"/concerns/{concern.pk}/pass/"
    ask = "It only names them"
    assert ask not in page.words(client.get(place))
    sent = {"person": cast.teacher.pk, "reason": "Her own teacher."}
    again = page.words(client.post(place, sent))
    assert ask in again and "may mean" in again and "Her own teacher.</textarea>" in again
    assert client.post(place, {**sent, "not_about_them": "on"}).status_code == 302
    assert reach.readers_of(concern, TODAY).filter(pk=cast.teacher.pk).exists()


def test_a_reader_by_name_who_is_renamed_is_looked_for_in_what_was_told(cast):
    concern, _ = told(cast, "Miss Quillfeather shouts.")
    triage.share(concern, person=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    community_people.edit_person(fresh(cast.teacher), last_name="Quillfeather", by=fresh(cast.office), at=MONDAY)
    nothing_known(cast.teacher, concern)


@pytest.mark.parametrize("answer", [AboutReader.YES, AboutReader.NO])
def test_whoever_told_it_and_names_a_reader_says_whether_it_is_about_them(client, cast, answer):
    concern, receipt = told(cast)
    place, said = "/tell/larkhollow/receipt/", {"receipt": receipt, "words": "I told Mr Hale on the phone."}
    again = page.words(client.post(place, said))
    assert "Does it say something of what Martin Hale did or did not do?" in again
    assert "I told Mr Hale on the phone.</textarea>" in again and not concern.lines.exists()
    assert "Sent. Thank you." in page.words(client.post(place, {**said, "about_reader": answer}))
    assert concern.lines.count() == 1
    assert reach.readers_of(concern, TODAY).filter(pk=cast.dsl.pk).exists() == (answer is AboutReader.NO)


def test_a_file_that_comes_with_it_is_read_all_the_same(cast, examined):
    concern, receipt = told(cast)
    said = {"words": "I told Mr Hale.", "enclosures": (story.picture(text="Mr Hale"),), "about_reader": AboutReader.NO}
    telling_actions.reply(cast.school, **said, receipt=receipt, by=access.Outsider(cast.school.pk), at=MONDAY)
    nothing_known(cast.dsl, concern)


# ---- whose teacher, and what a file is called


@pytest.fixture
def deputy_teaches(cast):
    """The deputy safeguarding lead teaches the class of the child, as in many primary schools."""
    Teaching.objects.create(teacher=cast.deputy_dsl, classroom=cast.kestrels, since_on=TODAY.replace(month=9))
    return cast


TEACHER = "My teacher hits me when nobody looks, marigold."
HIS = "His teacher hits him, marigold."


def of_the_teacher(cast, who: str) -> Concern:
    if who == "the child, signed in":
        return story.outside(cast, TEACHER, door=Channel.PUPIL, by=fresh(cast.pupil), whom=Whom.OTHER)
    if who == "a parent who chose no child":
        return story.outside(cast, HIS, door=Channel.PARENT, by=fresh(cast.parent), whom=Whom.OTHER)
    if who == "a parent without a name":
        return story.outside(cast, HIS, own_names=(str(cast.pupil),), whom=Whom.OTHER)
    return story.outside(cast, HIS, names=(str(cast.pupil),), whom=Whom.CHILD)


@pytest.mark.parametrize(
    "who", ["the child, signed in", "a parent who chose no child", "a parent without a name", "a neighbour"]
)
def test_the_teacher_of_the_child_is_meant_by_whoever_tells(deputy_teaches, who):
    cast = deputy_teaches
    concern = of_the_teacher(cast, who)
    nothing_known(cast.deputy_dsl, concern)
    assert reach.reaches_somebody(concern, TODAY)


@pytest.mark.parametrize(
    "words", ["Miss hits me", "miss hit me today", "teecher is mean to me", "The lady in my class hits me"]
)
def test_a_child_who_says_miss_means_who_teaches_them(deputy_teaches, words):
    cast = deputy_teaches
    nothing_known(
        cast.deputy_dsl, story.outside(cast, words, door=Channel.PUPIL, by=fresh(cast.pupil), whom=Whom.OTHER)
    )


def test_who_taught_them_before_is_meant_too(cast):
    Teaching.objects.create(
        teacher=cast.deputy_dsl,
        classroom=cast.kestrels,
        since_on=TODAY.replace(month=1),
        until_on=TODAY.replace(month=7),
    )
    words = "My teacher last year hit me."
    nothing_known(
        cast.deputy_dsl, story.outside(cast, words, door=Channel.PUPIL, by=fresh(cast.pupil), whom=Whom.OTHER)
    )


def test_many_first_names_leave_somebody_to_read(cast):
    firsts = {"dsl": "Zadie", "deputy_dsl": "Yusra", "head": "Xena", "deputy": "Wilf", "chair": "Vera"}
    for part, first in firsts.items():
        child = cast_of.person(cast.school, first, "Underhill-Tane", Duty.PUPIL, email=False)
        families.carer(getattr(cast, part), child)
    concern = story.outside(cast, f"{', '.join(firsts.values())} push my son every day.")
    assert {str(person) for person in reach.readers_of(concern, TODAY)} == {str(cast.chair)}


def test_the_teacher_of_another_class_is_not(cast):
    Teaching.objects.create(teacher=cast.deputy_dsl, classroom=cast.wrens, since_on=TODAY.replace(month=9))
    concern = of_the_teacher(cast, "the child, signed in")
    assert not concern.about.filter(person=cast.deputy_dsl).exists()


def test_the_teacher_is_meant_by_what_the_child_adds_later(deputy_teaches):
    cast = deputy_teaches
    concern = story.outside(cast, "marigold", door=Channel.PUPIL, by=fresh(cast.pupil), whom=Whom.OTHER)
    link = receipts.link_token(concern.pk)
    telling_actions.reply(cast.school, words=TEACHER, link=link, by=fresh(cast.pupil), at=MONDAY)
    nothing_known(cast.deputy_dsl, concern)


@pytest.mark.parametrize("name", ["Mr Hale shouting.wav", "mr_hale_shouting.png", "MrHaleShouting.png"])
def test_what_a_file_is_called_is_read_too(cast, examined, name):
    concern = story.outside(cast, "marigold, listen to this", enclosures=(story.picture(name=name),))
    nothing_known(cast.dsl, concern)


# ---- what became of it


@pytest.fixture
def in_case(cast):
    concern, receipt = told(cast)
    case = opening.open_case(
        cast.school,
        procedure="cyberbullying",
        reason="So.",
        concern=concern,
        people=[(cast.pupil, CasePart.HARMED)],
        by=fresh(cast.dsl),
        at=MONDAY,
    )
    return concern, receipt, case


def test_whom_an_addition_names_runs_its_case_no_more(cast, in_case):
    concern, receipt, case = in_case
    assert reads_case(cast.dsl, case)
    adds(cast, receipt, "It is Mr Hale who does it.", AboutReader.YES)
    nothing_known(cast.dsl, concern)
    assert not reads_case(cast.dsl, case) and reads_case(cast.head, case)
    case.refresh_from_db()
    opening.not_meant(case, person=cast.dsl, reason="He is only named.", by=fresh(cast.head), at=MONDAY)
    assert reads_case(cast.dsl, case)


def test_whom_an_addition_names_was_let_into_its_case_and_is_no_more(cast, in_case):
    concern, receipt, case = in_case
    case_readers.grant(case, person=cast.teacher, reason="So.", until=TODAY, by=fresh(cast.dsl), at=MONDAY)
    assert reads_case(cast.teacher, case)
    adds(cast, receipt, f"It is Miss {cast.teacher.last_name} who does it.")
    assert not reads_case(cast.teacher, case)
    assert Participant.objects.get(case=case, person=cast.teacher).by_name


def test_an_adult_named_by_a_reader_of_the_concern_sees_nothing_of_its_case(cast, in_case):
    concern, _, case = in_case
    triage.name_person(concern, person=cast.deputy_dsl, part=ConcernPart.ALLEGED, by=fresh(cast.dsl), at=MONDAY)
    assert not reads_case(cast.deputy_dsl, case)


# ---- the same form again, with other answers


def again(cast, token, **said) -> Concern:
    return story.outside(cast, **{"words": "marigold", **said}, token=token, at=MONDAY)


@pytest.mark.parametrize(
    "said,barred",
    [
        ({"whom": Whom.DSL}, "dsl"),
        ({"whom": Whom.HEAD}, "head"),
        ({"names": ("Mr Hale",)}, "dsl"),
        ({"words": "marigold, and it is Mr Hale"}, "dsl"),
    ],
)
def test_a_form_sent_again_with_another_answer_goes_past_whom_it_means_then(cast, said, barred):
    token = receipts.form_token(MONDAY - story.MINUTE)
    concern = again(cast, token, whom=Whom.CHILD)
    again(cast, token, **{"whom": Whom.CHILD, **said})
    assert Concern.objects.count() == 1
    nothing_known(getattr(cast, barred), concern)
    assert reach.reaches_somebody(concern, TODAY)
    assert concern.addenda.filter(by_reporter=True).count() == 1


def test_a_form_sent_again_about_an_adult_goes_to_the_head_too(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    concern = again(cast, token, whom=Whom.CHILD)
    assert not reach.readers_of(concern, TODAY).filter(pk=cast.head.pk).exists()
    again(cast, token, whom=Whom.ADULT, place="The hall", urgent=True)
    assert reach.readers_of(concern, TODAY).filter(pk=cast.head.pk).exists()
    words = concern.addenda.get().words
    assert "An adult at school" in words and "The hall" in words
    concern.refresh_from_db()
    assert concern.urgent


def test_the_same_answers_again_change_nothing(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    said = {"whom": Whom.ADULT, "names": ("Mr Nobody",), "place": "The hall"}
    for _ in range(3):
        concern = again(cast, token, **said)
    assert not concern.addenda.exists() and concern.names.count() == 1


def test_people_chosen_in_a_form_sent_again_are_in_it(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    said = {"door": Channel.STAFF, "kind": ConcernKind.STAFF, "by": cast.assistant, "whom": Whom.CHILD}
    concern = again(cast, token, **said)
    again(cast, token, **said, people=((cast.dsl.pk, ConcernPart.ALLEGED),))
    nothing_known(cast.dsl, concern)
    assert Duty.DSL not in {row.duty for row in concern.reaches.filter(ended_at=None)}


# ---- named by mistake


def test_a_child_who_was_named_by_mistake_is_taken_out_of_a_concern(cast):
    concern, _ = told(cast)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    client, place = client_of(cast.dsl), f"/concerns/{concern.pk}/people/{cast.pupil.pk}/not-meant/"
    assert "was named by mistake" in page.words(client.get(place))
    assert client.post(place, {"reason": "The other Maya."}).status_code == 302
    assert client_of(cast.deputy_dsl).post(place, {"reason": "So it is."}).status_code == 302
    assert not concern.about.exists() and "The other Maya." in concern.addenda.first().words


@pytest.mark.parametrize("has_left", [False, True])
def test_no_grown_up_whom_a_concern_is_about_is_taken_out(cast, has_left):
    concern = story.staff(cast, by=cast.assistant, about=[cast.teacher])
    if has_left:
        cast.teacher.roles.update(until_on=TODAY - timedelta(days=1))
    with pytest.raises(Broken, match="Say how it ends"):
        triage.not_meant(concern, person=cast.teacher, reason="He is nice.", by=fresh(cast.head), at=MONDAY)
    assert concern.about.get().person == cast.teacher


# ---- readers by name and their family, duties that begin later, an answer put right


def test_a_mother_who_was_let_in_by_name_does_not_read_that_it_is_her(cast):
    families.carer(cast.teacher, cast.pupil)
    concern, receipt = told(cast, "A child is hungry.")
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    adds(cast, receipt, "It is Maya Nair. The mother does it.")
    nothing_known(cast.teacher, concern)


def test_to_give_it_to_somebody_whose_child_it_names_is_asked_about(cast):
    families.carer(cast.teacher, cast.pupil)
    concern, _ = told(cast, "Maya Nair is hungry.")
    with pytest.raises(Broken, match="a child of theirs"):
        triage.pass_to_teacher(concern, teacher=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)


def test_who_is_given_a_duty_that_begins_later_does_not_read_of_their_child_then(cast):
    families.carer(cast.teacher, cast.pupil)
    concern, _ = told(cast, "The mother of Maya Nair leaves the child alone all night.")
    community_people.give_duty(
        fresh(cast.teacher), duty=Duty.DEPUTY, since_on=TODAY + timedelta(days=3), by=fresh(cast.head), at=MONDAY
    )
    assert About.objects.filter(concern=concern, person=cast.pupil, by_name=True).exists()


@pytest.mark.parametrize("how", ["addendum", "step"])
def test_what_a_reader_wrote_down_is_read_when_it_is_given_to_somebody_it_names(cast, how):
    concern, _ = told(cast)
    words = f"Maya told me that it is Miss {cast.teacher.last_name}."
    if how == "addendum":
        triage.add_addendum(concern, words=words, by=fresh(cast.dsl), at=MONDAY)
    else:
        triage.add_step(concern, step=BullyingStep.LOOKED_INTO, words=words, by=fresh(cast.dsl), at=MONDAY)
    concern.refresh_from_db()
    with pytest.raises(Broken, match="may mean"):
        triage.share(concern, person=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)


@pytest.mark.parametrize(("how", "by_reader"), [("addendum", True), ("step", True), ("teller", False)])
def test_what_waits_is_not_sent_on_to_whom_a_reader_wrote_of(cast, how, by_reader):
    concern, receipt = told(cast)
    says = f"Maya told me that it is Mrs {cast.head.last_name}."
    if how == "addendum":
        triage.add_addendum(concern, words=says, by=fresh(cast.dsl), at=MONDAY)
    elif how == "step":
        triage.add_step(concern, step=BullyingStep.LOOKED_INTO, words=says, by=fresh(cast.dsl), at=MONDAY)
    adds(cast, receipt, "It happened again.")
    late = MONDAY + timedelta(days=3)
    concern.refresh_from_db()
    scheduled.escalate(concern, by=access.Machine(cast.school.pk), at=late)
    readers = set(reach.readers_of(concern, late.date()))
    assert (cast.head in readers) is not by_reader and (cast.deputy in readers) is by_reader
    assert cast.dsl in readers, "who has it keeps it"


def test_an_answer_is_put_right_by_going_back(cast):
    concern, receipt = told(cast)
    for answer in (AboutReader.NO, AboutReader.YES):
        adds(cast, receipt, "It is Mr Hale who does it.", answer)
    assert concern.lines.count() == 1
    nothing_known(cast.dsl, concern)


# ---- many of them, and at one moment


def test_looking_again_asks_no_more_for_more_concerns(cast):
    """Of those that mean nobody new, told by parents whose children have to be known."""
    counts = []
    for n in (2, 6):
        while Concern.objects.count() < n:
            words = f"It is loud on the bus, {Concern.objects.count()}."
            story.outside(cast, words, door=Channel.PARENT, by=fresh(cast.parent), whom=Whom.OTHER)
        with CaptureQueriesContext(connection) as asked:
            changes.tell(cast.school.pk, {cast.head.pk, cast.teacher.pk}, MONDAY)
        counts.append(len(asked))
    assert counts[0] == counts[1]
