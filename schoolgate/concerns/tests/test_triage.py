"""What those whom a concern reaches do with it: each deed's allow beside its deny."""

import pytest
from django.db import connection

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.models.chronicle import Decision, Link
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.queries import concern_pages, evidence, reach, telling
from schoolgate.concerns.rules import BullyingStep, ConcernKind, Harm, Outcome, Scope, Status
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_tell import together
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def dsl(cast):
    return story.fresh(cast.dsl)


def decide(concern, by, end=Outcome.NO_ACTION, reason="Nothing to do."):
    return outcomes.decide(concern, end=end, reason=reason, by=by, at=MONDAY)


def now(concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


@pytest.mark.clause("1.4a")
def test_the_first_who_reads_it_acknowledges_it(cast, dsl):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    story.read(concern, cast.deputy_dsl, MONDAY + story.MINUTE)
    kept = now(concern)
    assert (kept.acknowledged_by, kept.acknowledged_at, kept.status) == (cast.dsl, MONDAY, "read")
    assert kept.escalate_at is None
    assert [log.person for log in kept.seen.all()] == [cast.dsl, cast.deputy_dsl]
    story.read(concern, cast.dsl, MONDAY + story.MINUTE)
    assert kept.seen.count() == 2, "a second look within the hour is the same look"


def test_reading_what_was_shared_by_name_does_not_acknowledge_it(cast, dsl):
    concern = story.staff(cast, about=[cast.pupil])
    triage.share(concern, person=cast.office, reason="She knows the family.", by=dsl, at=MONDAY)
    story.read(concern, cast.office)
    assert now(concern).acknowledged_at is None and now(concern).seen.get().person == cast.office


def test_a_clause_is_confirmed_or_changed(cast, dsl):
    concern = story.bullying(cast)
    assert concern.clause == "5.p.8" and concern.clause_confirmed_at is None
    triage.confirm_clause(concern, clause="5.p.7", by=dsl, at=MONDAY)
    assert (now(concern).clause, now(concern).clause_confirmed_by) == ("5.p.7", cast.dsl)
    with pytest.raises(Broken, match="no clause 99"):
        triage.confirm_clause(concern, clause="99", by=dsl, at=MONDAY)


@pytest.mark.clause("2.1")
def test_the_scope_is_confirmed_by_triage_and_what_was_told_stays(cast, dsl):
    concern = story.staff(cast, scope=Scope.PERSONAL)
    told = (concern.first_scope, concern.words, concern.told_digest)
    for person in (cast.head, cast.teacher, cast.office, cast.it, cast.chair):
        with pytest.raises(access.Refused):
            triage.confirm_scope(concern, scope=Scope.SCHOOL, reason="x", by=story.fresh(person), at=MONDAY)
    with pytest.raises(Broken, match="other use"):
        triage.confirm_scope(concern, scope=Scope.SCHOOL, by=dsl, at=MONDAY)
    assert (now(concern).scope, now(concern).scope_confirmed_at) == ("personal", None)
    triage.confirm_scope(concern, scope=Scope.PERSONAL, by=dsl, at=MONDAY)
    assert (now(concern).scope_confirmed_by, now(concern).scope_confirmed_at) == (cast.dsl, MONDAY)
    triage.confirm_scope(concern, scope=Scope.SCHOOL, reason="A class account.", by=dsl, at=MONDAY)
    kept = now(concern)
    assert (kept.scope, kept.scope_reason) == ("school", "A class account.")
    assert (kept.first_scope, kept.words, kept.told_digest) == told and kept.as_told


def test_who_only_looks_into_it_may_not_confirm_the_scope(cast, dsl):
    concern = story.read(story.staff(cast, about=[cast.pupil]), cast.dsl)
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Class.", by=dsl, at=MONDAY)
    with pytest.raises(access.Refused):
        triage.confirm_scope(concern, scope=Scope.SCHOOL, by=story.fresh(cast.teacher), at=MONDAY)


def test_the_harm_is_changed_with_a_reason(cast, dsl):
    concern = story.staff(cast)
    with pytest.raises(Broken, match="reason"):
        triage.set_harm(concern, harm=Harm.DANGER, urgent=True, reason=" ", by=dsl, at=MONDAY)
    triage.set_harm(concern, harm=Harm.DANGER, urgent=True, reason="She cannot go home.", by=dsl, at=MONDAY)
    assert (now(concern).harm, now(concern).urgent, now(concern).harm_reason) == ("danger", True, "She cannot go home.")


def test_a_concern_ends_once_with_a_reason(cast, dsl):
    concern = story.staff(cast)
    with pytest.raises(Broken, match="unread"):
        decide(concern, dsl)
    story.read(concern, cast.dsl)
    with pytest.raises(Broken, match="reason"):
        decide(concern, dsl, reason="")
    decide(concern, dsl)
    assert now(concern).status == Status.FINISHED
    with pytest.raises(Broken, match="Martin Hale has decided this already: no further action"):
        decide(concern, story.fresh(cast.deputy_dsl), Outcome.OPEN_CASE)
    assert Decision.objects.count() == 1


def test_a_decision_is_taken_back_and_the_first_stays_in_the_history(cast, dsl):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    with pytest.raises(Broken, match="no decision"):
        outcomes.take_back(concern, reason="x", by=dsl, at=MONDAY)
    decide(concern, dsl)
    with pytest.raises(Broken, match="reason"):
        outcomes.take_back(concern, reason="", by=dsl, at=MONDAY)
    outcomes.take_back(concern, reason="A parent rang.", by=dsl, at=MONDAY)
    assert now(concern).status == Status.READ
    decide(concern, dsl, Outcome.OPEN_CASE, "It is more than it seemed.")
    page = concern_pages.concern_page(dsl, concern.pk)
    assert [(decision.end, decision.taken_back_why) for decision in page.decisions] == [
        ("no_action", "A parent rang."),
        ("open_case", ""),
    ]
    assert page.standing.end == "open_case" and now(concern).status == Status.LOOKED_INTO


@pytest.mark.clause("5.p.8")
@pytest.mark.clause("7.3")
def test_bullying_ends_only_after_its_steps_and_calling_it_otherwise_does_not_help(cast, dsl):
    concern = story.bullying(cast)
    with pytest.raises(Broken, match="Read it first"):
        triage.add_step(concern, step=BullyingStep.LOOKED_INTO, words="x", by=dsl, at=MONDAY)
    story.read(concern, cast.dsl)
    triage.set_harm(concern, harm=Harm.OTHER, urgent=False, reason="Just friends.", by=dsl, at=MONDAY)
    before = Entry.objects.count()
    with pytest.raises(Broken, match="bullying cannot end like this") as broken:
        decide(concern, dsl)
    assert broken.value.clause == "5.p.8" and Entry.objects.count() == before
    page = concern_pages.concern_page(dsl, concern.pk)
    open_ends = {ending.end for ending in page.endings if not ending.not_yet}
    assert open_ends == {Outcome.OPEN_CASE, Outcome.ADD_TO_CASE}
    for step in BullyingStep:
        triage.add_step(concern, step=step, words="We spoke to all.", by=dsl, at=MONDAY)
    assert now(concern).status == Status.LOOKED_INTO
    decide(concern, dsl)
    assert now(concern).status == Status.FINISHED


def test_an_answer_is_written_before_it_is_closed_as_answered(cast, dsl):
    concern = story.outside(cast)
    with pytest.raises(Broken, match="Read it first"):
        triage.say(concern, words="x", by=dsl, at=MONDAY)
    story.read(concern, cast.dsl)
    with pytest.raises(Broken, match="Write the answer"):
        decide(concern, dsl, Outcome.ANSWER)
    triage.say(concern, words="We have spoken to them.", by=dsl, at=MONDAY)
    decide(concern, dsl, Outcome.ANSWER)
    assert telling.by_receipt(cast.school, concern.receipt, MONDAY).status is Status.ANSWERED


def test_the_thanks_that_came_by_themselves_are_no_answer(cast):
    head = story.fresh(cast.head)
    concern = story.outside(cast, kind=ConcernKind.UNHAPPY)
    story.read(concern, cast.head)
    assert concern.lines.count() == 1
    with pytest.raises(Broken, match="Write the answer"):
        decide(concern, head, Outcome.ANSWER)


def test_passing_on_ends_it_only_when_a_teacher_has_it(cast, dsl):
    concern = story.staff(cast, about=[cast.pupil])
    story.read(concern, cast.dsl)
    with pytest.raises(Broken, match="Choose the teacher"):
        decide(concern, dsl, Outcome.PASS)
    for wrong in (cast.office, cast.parent):
        with pytest.raises(Broken, match="from the list"):
            triage.pass_to_teacher(concern, teacher=wrong, reason="x", by=dsl, at=MONDAY)
    assert reach.teachers_for(concern, MONDAY.date())[0] == cast.teacher, "the class teacher comes first"
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Class matter.", by=dsl, at=MONDAY)
    with pytest.raises(Broken, match="already"):
        triage.pass_to_teacher(concern, teacher=cast.teacher, reason="x", by=dsl, at=MONDAY)
    decide(concern, dsl, Outcome.PASS)
    triage.add_addendum(concern, words="We talked.", by=story.fresh(cast.teacher), at=MONDAY)
    with pytest.raises(access.Refused):
        decide(concern, story.fresh(cast.teacher))
    outcomes.finish(concern, reason="The teacher has settled it.", by=dsl, at=MONDAY)
    assert now(concern).status == Status.FINISHED


def test_what_is_not_decided_is_not_finished(cast, dsl):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    with pytest.raises(Broken, match="Decide first"):
        outcomes.finish(concern, reason="x", by=dsl, at=MONDAY)


@pytest.mark.clause("6.1")
def test_something_is_added_and_the_first_words_stay(cast, dsl):
    concern = story.staff(cast)
    triage.add_addendum(concern, words="It was Thursday.", by=dsl, at=MONDAY)
    page = concern_pages.concern_page(dsl, concern.pk)
    assert page.concern.words == story.PLAIN and [addendum.words for addendum in page.addenda] == ["It was Thursday."]
    with pytest.raises(Broken):
        triage.add_addendum(concern, words="", by=dsl, at=MONDAY)


def test_two_concerns_are_linked_by_whoever_may_read_both(cast, dsl):
    one, two = story.staff(cast), story.staff(cast)
    hidden = story.staff(cast, kind=ConcernKind.COLLEAGUE)
    triage.link(one, other=two, by=dsl, at=MONDAY)
    triage.link(two, other=one, by=dsl, at=MONDAY)
    assert Link.objects.count() == 1
    assert [line.id for line in concern_pages.concern_page(dsl, two.pk).links] == [one.pk]
    with pytest.raises(access.Refused):
        triage.link(one, other=hidden, by=dsl, at=MONDAY)
    with pytest.raises(Broken, match="itself"):
        triage.link(one, other=one, by=dsl, at=MONDAY)


def test_a_link_to_what_one_may_not_read_is_not_shown(cast, dsl):
    one, hidden = story.staff(cast), story.staff(cast, kind=ConcernKind.COLLEAGUE)
    triage.share(one, person=cast.head, reason="To compare.", by=dsl, at=MONDAY)
    triage.link(one, other=hidden, by=story.fresh(cast.head), at=MONDAY)
    assert concern_pages.concern_page(dsl, one.pk).links == ()
    assert [line.id for line in concern_pages.concern_page(story.fresh(cast.head), one.pk).links] == [hidden.pk]


def test_a_grown_up_whom_it_is_about_is_not_taken_out(cast):
    concern = story.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    with pytest.raises(Broken, match="Say how it ends"):
        triage.not_meant(concern, person=cast.teacher, reason="x", by=story.fresh(cast.head), at=MONDAY)


# ---- evidence


def test_a_file_is_kept_sealed_and_shown_stripped(cast, dsl, settings):
    concern = story.staff(cast, enclosures=(story.picture(),))
    triage.attach_evidence(concern, enclosure=story.picture(), by=dsl, at=MONDAY)
    kept = Evidence.objects.get()
    file = evidence.evidence_for(dsl, kept.pk)
    assert (file.shown, file.original()) == (b"stripped", b"picture of a chat")
    assert (kept.name, kept.text, kept.media_type) == ("chat.png", "see you at the swings", "image/png")
    on_disk = settings.MEDIA_ROOT / kept.path
    assert kept.path == f"concerns/{kept.digest}" and oct(on_disk.stat().st_mode)[-3:] == "600"
    assert b"picture of a chat" not in on_disk.read_bytes()
    assert b"stripped" not in (settings.MEDIA_ROOT / kept.shown_path).read_bytes()


def test_what_may_not_be_shown_is_not_kept_as_such(cast, dsl):
    concern = story.staff(cast, enclosures=(story.picture(shown=b""),))
    assert evidence.evidence_for(dsl, concern.evidence.get().pk).shown is None


def test_a_file_the_disk_has_lost_is_said_to_be_lost(cast, dsl, settings):
    from schoolgate.sealed import store

    concern = story.staff(cast, enclosures=(story.picture(),))
    (settings.MEDIA_ROOT / concern.evidence.get().path).unlink()
    with pytest.raises(store.NotThere):
        evidence.evidence_for(dsl, concern.evidence.get().pk).original()


# ---- two at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite lets one writer in at a time, so two cannot meet; the database of many schools is asked.",
)
def test_of_two_who_decide_at_once_one_is_told_what_the_other_did(cast):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    people = [story.fresh(cast.dsl), story.fresh(cast.deputy_dsl)]
    answers = together(lambda n: decide(concern, people[n]), 2)
    told = [answer for answer in answers if isinstance(answer, Broken)]
    assert len(told) == 1 and "has decided this already" in str(told[0])
    assert Decision.objects.count() == 1


@pytest.mark.postgres
def test_the_second_of_two_with_the_same_page_open_is_told_what_the_first_did(cast, dsl):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    one, two = Concern.objects.get(), Concern.objects.get()
    decide(one, dsl)
    with pytest.raises(Broken, match="has decided this already"):
        decide(two, story.fresh(cast.deputy_dsl), Outcome.OPEN_CASE)
