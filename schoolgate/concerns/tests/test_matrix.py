"""For each kind of concern × about whom × each member of the cast: who can know that it is there at all.

The expected readers are written out here, not worked out by the code that is tested.
"""

import uuid
from datetime import timedelta

import pytest
from django.http import Http404

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import drafts, scheduled, triage, uploads
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.queries import concern_pages, evidence, queue, reach, todo
from schoolgate.concerns.queries import telling as telling_queries
from schoolgate.concerns.queries import uploads as concern_uploads
from schoolgate.concerns.rules import AlertKind, BullyingStep, Channel, ConcernKind, ConcernPart, Report
from schoolgate.concerns.tests import story
from schoolgate.post import queries as post
from schoolgate.post.models import Message
from tests import work
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db

LEADS = {"dsl", "deputy_dsl"}
USUAL = {
    "nobody": LEADS,
    "pupil": LEADS,
    "teacher": {"head"},
    "dsl": {"head"},
    "deputy_dsl": {"head"},
    "head": {"chair"},
    "chair": {"head"},
    "head dsl": {"chair"},
    "head chair": LEADS,
    "dsl deputy_dsl": {"head"},
}
TO_HEAD = {**USUAL, "nobody": {"head"}, "pupil": {"head"}}
READERS = {
    ConcernKind.WORRY: USUAL,
    ConcernKind.STAFF: USUAL,
    ConcernKind.POSING: USUAL,
    ConcernKind.NETWORKING: {**USUAL, "teacher": LEADS},
    # The head answers to the chair: a complaint about the chair is read by another governor as well.
    ConcernKind.UNHAPPY: {**TO_HEAD, "chair": {"head", "governor"}, "head chair": LEADS | {"governor"}},
    ConcernKind.JOIN: TO_HEAD,
    ConcernKind.COLLEAGUE: TO_HEAD,
}
WORD = "marigold"
EVERY_WAY = set(ConcernKind) if work.LONG else {ConcernKind.STAFF, ConcernKind.COLLEAGUE}
"""Kinds asked about in every way, one that the DSL reads and one that the head does; of the others, what lists show."""


def tell_of_each(cast, kind: ConcernKind) -> dict[str, Concern]:
    """One concern of this kind about each of these, told by the office, which reads none of them."""
    told = {}
    for about in USUAL:
        people = [getattr(cast, part) for part in about.split() if part != "nobody"]
        told[about] = story.staff(
            cast, f"{WORD} {about}", by=cast.office, about=people, kind=kind, enclosures=(story.picture(),)
        )
    return told


def expected(kind: ConcernKind, part: str, told: dict[str, Concern]) -> set:
    return {told[about].pk for about, readers in READERS[kind].items() if part in readers}


def known(person, concerns, *, one_by_one: bool = True) -> dict[str, set]:
    """By each way in which somebody could learn of a concern, the ids of those they learn of."""
    here = story.fresh(person) if person else None
    ways = {"list": set(reach.visible_to(here).values_list("pk", flat=True))}
    ways["queue"] = lines(here, view="all")
    ways["search"] = lines(here, words=WORD)
    everything = {f"concerns.concern:{concern.pk}": concern.pk for concern in concerns}
    hidden = reach.hidden_targets(here) if here else frozenset(everything)
    ways["trail"] = {pk for label, pk in everything.items() if label not in hidden}
    if not one_by_one:
        return ways
    ways["id"] = {concern.pk for concern in concerns if opens(reach.concern_for, here, concern.pk)}
    ways["page"] = {concern.pk for concern in concerns if opens(concern_pages.concern_page, here, concern.pk)}
    ways["to change"] = {
        concern.pk
        for concern in concerns
        if opens(lambda p, id: reach.concern_for(p, id, to_change=True), here, concern.pk)
    }
    files = Evidence.objects.all()
    ways["file"] = {other.concern_id for other in files if opens(evidence.evidence_for, here, other.pk)}
    return ways


def opens(query, person, id) -> bool:
    if person is None:
        return False
    try:
        query(person, id)
    except (Http404, access.Refused):
        return False
    return True


def lines(person, **asked) -> set:
    if not access.may(person, "look.concerns"):
        return set()
    page = queue.queue_page(person, **asked)
    found = {line.id for group in page.groups for line in group.lines}
    assert page.all == reach.visible_to(person).count() >= page.unread
    return found


@pytest.mark.clause("6.4")
@pytest.mark.clause("6.7")
@pytest.mark.parametrize("kind", list(ConcernKind))
def test_who_can_know_of_a_concern(cast, kind, told):
    for part, person in cast.members().items():
        right = expected(kind, part, told)
        for way, found in known(person, told.values(), one_by_one=kind in EVERY_WAY).items():
            assert found == right, f"{part} by {way}: {kind}"


@pytest.mark.parametrize("kind", [kind for kind in ConcernKind if kind in EVERY_WAY])
def test_who_can_know_of_what_was_added(cast, kind, told):
    """Words and files that come later are known to those who read the concern, by every way, and to nobody else."""
    office = story.fresh(cast.office)
    for about, concern in told.items():
        Concern.objects.filter(pk=concern.pk).update(acknowledged_at=MONDAY)
        later = (story.picture(about.encode(), f"snapdragon {about}.png", text="periwinkle"),)
        concern_telling.reply(
            cast.school, words=f"hollyhock {about}", enclosures=later, concern_id=concern.pk, by=office, at=MONDAY
        )
    for part, person in cast.members().items():
        here, right = story.fresh(person) if person else None, expected(kind, part, told)
        for word in ("hollyhock", "snapdragon", "periwinkle"):
            assert lines(here, words=word) == right, f"{part} finds {word}"
        files = Evidence.objects.exclude(line=None)
        assert {other.concern_id for other in files if opens(evidence.evidence_for, here, other.pk)} == right, part
        for concern in told.values():
            if concern.pk in right:
                page = concern_pages.concern_page(here, concern.pk)
                assert "hollyhock" in page.conversation[-1].words, part
        titles = [task.title for task in todo.tasks_for(here, MONDAY)] if here else []
        assert ("Look at what was added to a concern" in titles) == bool(right), part
    for about, readers in READERS[kind].items():
        at = MONDAY + timedelta(hours=2)
        Message.objects.all().delete()
        concern_telling.reply(cast.school, words="again", concern_id=told[about].pk, by=office, at=at)
        asked = set(Message.objects.values_list("person", flat=True))
        assert asked == {getattr(cast, part).pk for part in readers}, about


def test_a_kept_file_is_known_to_nobody_by_any_way(cast):
    """Nor is it in a list, a count, a search, a mail, or on the trail, before its form is sent."""
    reference = receipts.kept_reference()
    said = {"reference": reference, "at": MONDAY}
    for by in (access.Outsider(cast.school.pk), cast.office):
        some = (story.picture(str(by).encode(), f"snapdragon {by.id}.png", text="periwinkle"),)
        uploads.keep_files(cast.school, enclosures=some, by=by, **said)
    uploads.let_go(
        cast.school, file_id=str(concern_uploads.kept_files(cast.school, reference)[0].id), by=cast.office, **said
    )
    assert len(concern_uploads.kept_files(cast.school, reference)) == 1
    for part, person in cast.members().items():
        here = story.fresh(person) if person else None
        assert lines(here, words="snapdragon") == lines(here, words="periwinkle") == lines(here, view="all") == set()
        assert not here or not [t for t in todo.tasks_for(here, MONDAY) if "oncern" in t.title], part
    assert not Message.objects.exists() and not Evidence.objects.exists()
    entries = Entry.objects.filter(event__startswith="concerns.")
    assert entries.count() == 3 and not [entry for entry in entries if entry.event not in reach.HIDDEN_EVENTS]
    assert not [entry for entry in entries if "snapdragon" in str(entry.said) or reference in str(entry.said)]


WAITS = ("Something is waiting for you in Schoolgate", "Something urgent is waiting in Schoolgate")


@pytest.mark.parametrize("kind", list(ConcernKind))
def test_who_is_written_to_about_a_concern(cast, kind):
    for about, readers in READERS[kind].items():
        # As if each came on another day: who was written to within the hour is not written to again.
        Message.objects.all().delete()
        Notice.objects.all().delete()
        people = [getattr(cast, part) for part in about.split() if part != "nobody"]
        story.staff(cast, by=cast.office, about=people, kind=kind, words=f"{about} {uuid.uuid4()}")
        # The teller of criticism is thanked; that mail is for whoever told, and reads like every other.
        asked = set(Message.objects.exclude(person=cast.office).values_list("person", flat=True))
        assert asked == {getattr(cast, part).pk for part in readers}, f"{kind} about {about}"
        for message in Message.objects.all():
            assert message.kind == "private.concern" and message.subject in WAITS
            assert "marigold" not in message.body and about not in message.body


@pytest.mark.parametrize("kind", list(ConcernKind))
def test_the_first_page_and_the_outbox_say_nothing_to_others(cast, kind, told):
    Message.objects.filter(kind="private.concern").update(state="failed")
    scheduled.note_failed_mail(cast.school, by=access.Machine(cast.school.pk), at=MONDAY)
    for part, person in cast.members().items():
        if person is None:
            continue
        here = story.fresh(person)
        mine = expected(kind, part, told)
        titles = " ".join(f"{task.title} {task.hint}" for task in todo.tasks_for(here, MONDAY)).lower()
        assert ("concern" in titles) == bool(mine), f"{part}: {titles}"
        assert f"read {len(mine)} concerns" in titles or len(mine) < 2, f"{part}: {titles}"
        if access.may(here, "look.concerns"):
            page = queue.queue_page(here, view="all")
            assert (page.all, page.unread) == (len(mine), len(mine)), part
        seen = post.visible_to(here).exclude(person=here)
        assert not seen.filter(kind__startswith="private").exists()
    assert post.stuck(cast.school.pk).number == 0


@pytest.mark.parametrize("kind", list(ConcernKind))
def test_a_concern_about_oneself_stays_hidden_whatever_is_done_with_it(cast, kind):
    """Shared, passed on, escalated to the end of the line, linked: never to those whom it is about."""
    concern = story.staff(cast, by=cast.office, about=[cast.head], kind=kind)
    triage.add_addendum(concern, words="more", by=cast.chair, at=MONDAY)
    at = MONDAY
    for _ in range(6):
        at += timedelta(days=2)
        scheduled.escalate(Concern.objects.get(), by=access.Machine(cast.school.pk), at=at)
    assert known(cast.head, [concern]) == dict.fromkeys(known(cast.head, [concern]), set())
    assert not Message.objects.filter(person=cast.head).exists()


def test_a_gap_in_ids_or_numbers_betrays_nothing(cast):
    told = [story.staff(cast, f"told {n}") for n in range(12)]
    numbers = [item.number for item in told]
    assert len(set(numbers)) == 12 and numbers != sorted(numbers)
    assert all(isinstance(item.pk, uuid.UUID) and 100_000 <= item.number < 1_000_000 for item in told)


def test_not_there_and_not_yours_are_the_same_answer(cast, other_school, django_assert_num_queries):
    hers = story.staff(cast, about=[cast.head])
    elsewhere = story.staff(other_school, by=other_school.assistant)
    head = story.fresh(cast.head)
    head.duties  # noqa: B018  (read once, as the middleware does)
    answers = []
    for id in (hers.pk, elsewhere.pk, uuid.uuid4()):
        with pytest.raises(Http404) as answer, django_assert_num_queries(1):
            concern_pages.concern_page(head, id)
        answers.append(str(answer.value))
    assert len(set(answers)) == 1
    for id in ("12", "x", None):
        with pytest.raises(Http404):
            concern_pages.concern_page(head, id)


def test_nobody_of_another_school_knows(cast, other_school):
    concern = story.staff(cast)
    for person in (other_school.dsl, other_school.head, other_school.chair):
        assert known(person, [concern]) == dict.fromkeys(known(person, [concern]), set()) | {"trail": {concern.pk}}
        with pytest.raises(access.Refused):
            triage.read(concern, by=story.fresh(person), at=MONDAY)


def test_a_typed_name_keeps_a_concern_from_whom_it_may_mean(cast):
    telling = Report(door=Channel.PARENT, kind=ConcernKind.WORRY, words="He shouted.", names=("Mr Hale",))
    concern = concern_telling.tell(cast.school, telling=telling, form_token="t", by=story.fresh(cast.parent), at=MONDAY)
    assert set(reach.readers_of(concern, MONDAY.date())) == {cast.head}
    assert not reach.visible_to(story.fresh(cast.dsl)).exists()
    story.read(concern, cast.head)
    triage.not_meant(concern, person=cast.dsl, reason="Another Mr Hale, a neighbour.", by=cast.head, at=MONDAY)
    assert set(reach.readers_of(concern, MONDAY.date())) == {cast.head, cast.dsl, cast.deputy_dsl}


def test_a_person_named_later_takes_it_away_from_those_it_is_about(cast):
    concern = story.outside(cast, "Someone at school is unkind to children.")
    story.read(concern, cast.deputy_dsl)
    triage.name_person(concern, person=cast.dsl, part=ConcernPart.ALLEGED, by=cast.deputy_dsl, at=MONDAY)
    assert set(reach.readers_of(concern, MONDAY.date())) == {cast.head}
    again = Concern.objects.get()
    assert again.acknowledged_at is None and again.escalate_at is not None, "unread for those it goes to now"


def test_passed_to_one_teacher_only_that_one_reads_it(cast):
    concern = story.staff(cast, about=[cast.pupil])
    story.read(concern, cast.dsl)
    triage.pass_to_teacher(concern, teacher=cast.teacher, reason="Class matter.", by=cast.dsl, at=MONDAY)
    assert opens(concern_pages.concern_page, story.fresh(cast.teacher), concern.pk)
    for other in (cast.other_teacher, cast.head, cast.assistant):
        assert not opens(concern_pages.concern_page, story.fresh(other), concern.pk)
    page = concern_pages.concern_page(story.fresh(cast.teacher), concern.pk)
    assert page.may == {"add_addendum", "add_step", "attach_evidence"} and page.similar == ()
    assert Message.objects.filter(person=cast.teacher).count() == 1


def test_the_head_may_share_what_is_about_a_colleague_and_nobody_else_may(cast):
    concern = story.staff(cast, kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    with pytest.raises(access.Refused):
        triage.share(concern, person=cast.dsl, reason="Please look.", by=cast.dsl, at=MONDAY)
    triage.share(concern, person=cast.dsl, reason="Please look.", by=cast.head, at=MONDAY)
    assert opens(concern_pages.concern_page, story.fresh(cast.dsl), concern.pk)
    assert not opens(concern_pages.concern_page, story.fresh(cast.deputy_dsl), concern.pk)
    assert AlertKind.MAIL not in {alert.matter for alert in concern.alerts.all()}
    from schoolgate.broken import Broken

    with pytest.raises(Broken, match="about them"):
        triage.share(concern, person=cast.teacher, reason="x", by=cast.head, at=MONDAY)


def test_a_self_report_is_welcome_and_seen_by_the_head_and_its_teller(cast):
    concern = story.staff(cast, kind=ConcernKind.COLLEAGUE, by=cast.teacher, about=[cast.teacher])
    teacher = story.fresh(cast.teacher)
    assert opens(concern_pages.concern_page, story.fresh(cast.head), concern.pk)
    assert not opens(concern_pages.concern_page, teacher, concern.pk)
    assert telling_queries.status_page(teacher, concern.pk, MONDAY).words == story.PLAIN
    concern_telling.reply(cast.school, words="One more thing.", concern_id=concern.pk, by=teacher, at=MONDAY)
    assert concern.lines.get().words == "One more thing."


def test_similar_ones_come_from_what_one_may_read(cast):
    hers = story.staff(cast, "Maya and the tablet", kind=ConcernKind.COLLEAGUE, about=[cast.teacher])
    mine = story.staff(cast, "Maya and the tablet", about=[cast.pupil])
    story.staff(cast, "Maya and the tablet again", about=[cast.pupil])
    page = concern_pages.concern_page(story.fresh(cast.dsl), mine.pk)
    assert [alike.why for alike in page.similar] == ["The same person: Maya Nair."]
    assert hers.pk not in {alike.line.id for alike in page.similar}


def test_every_entry_of_the_trail_names_its_concern_or_is_hidden_from_all(cast):
    """So that a page of the trail can leave out what a person must not know of."""
    concern = story.staff(cast, about=[cast.head], kind=ConcernKind.COLLEAGUE)
    chair = story.fresh(cast.chair)
    story.read(concern, cast.chair)
    triage.say(concern, words="Thank you.", by=chair, at=MONDAY)
    concern_telling.see_answers(cast.school, concern_id=concern.pk, by=story.fresh(cast.assistant), at=MONDAY)
    concern_telling.reply(cast.school, words="x", concern_id=concern.pk, by=story.fresh(cast.assistant), at=MONDAY)
    triage.add_step(concern, step=BullyingStep.OUTCOME, words="x", by=chair, at=MONDAY)
    drafts.save_draft(cast.school, form="worry", fields={}, by=cast.assistant, at=MONDAY)
    drafts.drop_draft(cast.school, form="worry", by=cast.assistant, at=MONDAY)
    entries = list(Entry.objects.filter(event__startswith="concerns."))
    assert len(entries) == 8
    hidden = reach.hidden_targets(story.fresh(cast.head))
    assert not [entry for entry in entries if entry.target not in hidden and entry.event not in reach.HIDDEN_EVENTS]
    assert f"concerns.concern:{concern.pk}" not in reach.hidden_targets(chair)


def test_the_reporter_sees_their_own_and_nobody_elses(cast):
    concern = story.staff(cast, by=cast.assistant)
    assert [other.pk for other in telling_queries.told_by(cast.assistant)] == [concern.pk]
    assert not telling_queries.told_by(cast.office).exists()
    with pytest.raises(Http404):
        telling_queries.status_page(cast.office, concern.pk, MONDAY)


def test_in_the_trail_a_look_at_a_file_is_hidden_with_its_concern(cast):
    concern = story.read(story.outside(cast, enclosures=(story.picture(),)), cast.dsl)
    file = concern.evidence.get()
    triage.look_at_evidence(file, by=story.fresh(cast.dsl), at=MONDAY)
    target = Entry.objects.get(event="concerns.look_at_evidence").target
    assert target in reach.hidden_targets(story.fresh(cast.governor))
    assert target not in reach.hidden_targets(story.fresh(cast.dsl))
