"""Telling us: what is kept, the receipt, the same form twice, and a fault at any point."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection, models, transaction

from schoolgate import access
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.concerns import limits, receipts, rules
from schoolgate.concerns.actions import drafts, reaching, telling, triage, uploads
from schoolgate.concerns.models.concern import About, Access, Concern, UnmatchedName
from schoolgate.concerns.models.evidence import Evidence, PendingUpload
from schoolgate.concerns.models.watching import Alert, Notice
from schoolgate.concerns.queries import concern_pages
from schoolgate.concerns.queries import telling as concern_telling
from schoolgate.concerns.queries import uploads as concern_uploads
from schoolgate.concerns.rules import AlertKind, Channel, ConcernKind, ConcernPart, Scope, Status
from schoolgate.concerns.tests import story
from schoolgate.post.models import Message
from schoolgate.sealed import store
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.mark.clause("8.b.2")
def test_a_member_of_staff_tells_us_everything_on_the_short_form(cast):
    concern = story.staff(
        cast,
        "He was crying after lunch.",
        about=[cast.pupil],
        exact_words="Nobody wants you here",
        place="hall",
        happened_at=MONDAY - timedelta(hours=2),
        told_in_person=True,
        scope=Scope.PERSONAL,
    )
    kept = Concern.objects.get()
    assert (kept.words, kept.exact_words, kept.place) == ("He was crying after lunch.", "Nobody wants you here", "hall")
    assert (kept.entered_by, kept.entered_at, kept.status) == (cast.assistant, MONDAY, Status.RECEIVED)
    assert kept.told_in_person and kept.scope == "personal" and not kept.late and kept.as_told
    assert kept.about.get().person == cast.pupil
    assert len(concern.receipt.replace(" ", "")) == 16 and concern.receipt.replace(" ", "").isdigit()
    assert kept.receipt == "" and concern.receipt not in str(Concern.objects.values())
    entry = Entry.objects.get()
    assert (entry.event, entry.clause, entry.target) == ("concerns.tell", "8.b.2", f"concerns.concern:{kept.pk}")
    assert trail.first_broken() is None and "crying" not in str(entry.said)


@pytest.mark.clause("3.a.6")
def test_a_child_alone_tells_us_and_names_whom_they_trust(cast):
    concern = story.outside(
        cast,
        "",
        door=Channel.PUPIL,
        childs_words="they took my tablet",
        written_for="Mrs Grant",
        trusted_adult=cast.teacher.pk,
        someone_at_home=True,
        happened_words="at lunch",
    )
    kept = Concern.objects.get()
    assert (kept.childs_words, kept.words, kept.written_for) == ("they took my tablet", "", "Mrs Grant")
    assert kept.trusted_adult == cast.teacher and kept.someone_at_home and kept.entered_by is None
    assert Entry.objects.get().by == "outsider"
    assert concern_telling.by_receipt(cast.school, concern.receipt, MONDAY).childs_words == "they took my tablet"


def test_nobody_but_a_grown_up_of_the_list_is_trusted(cast, other_school):
    for wrong in (cast.parent, cast.pupil, other_school.teacher):
        with pytest.raises(Broken, match="from the list"):
            story.outside(cast, door=Channel.PUPIL, trusted_adult=wrong.pk)
    assert not Concern.objects.exists()


@pytest.mark.clause("3.c.2")
def test_criticism_is_thanked_for_at_once_and_answered_by_a_date(cast):
    told = rules.Report(door=Channel.PARENT, kind=ConcernKind.UNHAPPY, words="The app for homework.")
    concern = telling.tell(cast.school, telling=told, form_token="t", by=story.fresh(cast.parent), at=MONDAY)
    page = concern_telling.status_page(cast.parent, concern.pk, MONDAY)
    assert f"{page.answer_by:%A %-d %B}" == "Monday 7 December", "ten school days"
    assert "7 December 2026" in page.lines[0].words and page.lines[0].from_school
    assert Message.objects.get(person=cast.parent).subject == "Something is waiting for you in Schoolgate"
    drafts.edit_settings(
        cast.school,
        urgent_minutes=10,
        other_minutes=60,
        answer_days=3,
        alarm_minutes=30,
        by=story.fresh(cast.head),
        at=MONDAY,
    )
    told = rules.Report(door=Channel.PARENT, kind=ConcernKind.UNHAPPY, words="Another thing.")
    concern = telling.tell(cast.school, telling=told, form_token="u", by=story.fresh(cast.parent), at=MONDAY)
    assert f"{concern.answer_by:%-d %B}" == "26 November"


def test_a_worry_sets_no_date_for_an_answer(cast):
    assert story.outside(cast).answer_by is None


def test_people_are_pointed_at_only_by_those_who_know_them(cast, other_school):
    parent = story.fresh(cast.parent)

    def by_parent(child, token):
        told = rules.Report(
            door=Channel.PARENT, kind=ConcernKind.WORRY, words="x", people=((child, ConcernPart.HARMED),)
        )
        return telling.tell(cast.school, telling=told, form_token=token, by=parent, at=MONDAY)

    assert by_parent(cast.pupil.pk, "own").about.get().person == cast.pupil
    liam = cast.paper_parent.cares_for.get().child
    for wrong in (liam.pk, other_school.pupil.pk, 10**9):
        with pytest.raises(access.Refused):
            by_parent(wrong, f"wrong {wrong}")
    with pytest.raises(Broken, match="own words"):
        story.outside(cast, people=((cast.pupil.pk, ConcernPart.HARMED),))
    with pytest.raises(access.Refused):
        story.staff(cast, about=[other_school.pupil])
    assert Concern.objects.count() == 1


def test_a_stranger_of_another_school_and_the_clock_cannot_tell(cast, other_school):
    told = rules.Report(door=Channel.PARENT, kind=ConcernKind.WORRY, words="x")
    for by in (access.Outsider(other_school.school.pk), access.Machine(cast.school.pk), other_school.parent):
        with pytest.raises(access.Refused):
            telling.tell(cast.school, telling=told, form_token="t", by=by, at=MONDAY)
    assert not Concern.objects.exists() and not Entry.objects.exists()


@pytest.mark.clause("5.s.5")
def test_an_adult_posing_as_a_child_is_urgent_whatever_the_form_says(cast):
    assert story.outside(cast, kind=ConcernKind.POSING).urgent
    assert not story.outside(cast, kind=ConcernKind.WORRY).urgent


# ---- the same form


def test_the_same_form_sent_twice_is_one_concern_with_one_receipt(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    one = story.outside(cast, token=token)
    two = story.outside(cast, token=token, at=MONDAY + story.MINUTE)
    assert one.pk == two.pk and one.receipt == two.receipt != ""
    assert Concern.objects.count() == 1 and not two.addenda.exists()
    assert Message.objects.count() == 2, "the two leads, once each"


def test_the_next_child_who_goes_back_and_sends_it_later_sees_no_receipt(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    story.outside(cast, token=token)
    assert story.outside(cast, token=token, at=MONDAY + timedelta(minutes=16)).receipt == ""


def test_other_words_in_the_same_form_are_added_and_never_lost(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    story.outside(cast, "First.", token=token)
    for _ in range(2):
        again = story.outside(cast, "First, and one thing more.", token=token)
    assert again.words == "First." and [addendum.words for addendum in again.addenda.all()] == [
        "First, and one thing more."
    ]


def test_somebody_elses_form_opens_nothing(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    story.staff(cast, token=token)
    with pytest.raises(access.Refused):
        story.outside(cast, token=token)
    with pytest.raises(access.Refused):
        story.staff(cast, by=cast.office, token=token)


@pytest.mark.parametrize("after,words", [(0, "very quick"), (1, "very quick"), (60 * 60 * 25, "long time")])
def test_a_form_is_filled_in_by_a_person(cast, after, words):
    token = receipts.form_token(MONDAY)
    with pytest.raises(rules.TooQuick, match=words):
        story.outside(cast, token=token, at=MONDAY + timedelta(seconds=after))
    with pytest.raises(rules.TooQuick, match="out of date"):
        story.outside(cast, token=f"{token}x")
    assert not Concern.objects.exists()


def test_two_seconds_are_enough(cast):
    assert story.outside(cast, token=receipts.form_token(MONDAY), at=MONDAY + timedelta(seconds=2)).receipt


def test_strangers_are_slowed_down_kindly_and_each_school_for_itself(cast, other_school, monkeypatch):
    monkeypatch.setitem(limits.TOLD, Channel.ANONYMOUS, 3)
    there, beside = access.Outsider(cast.school.pk, "there"), access.Outsider(other_school.school.pk, "elsewhere")
    for n in range(3):
        story.outside(cast, f"told {n}", by=there)
    with pytest.raises(rules.TooMany, match="still here"):
        story.outside(cast, "one more", by=there)
    assert Concern.objects.count() == 3
    assert story.outside(other_school, by=beside) and story.outside(cast, at=MONDAY + timedelta(hours=1), by=there)
    assert story.staff(cast), "who signs in is never slowed down"
    assert story.outside(cast, door=Channel.PUPIL, by=there), "children are counted for themselves"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite lets one writer in at a time, so two cannot meet; the database of many schools is asked.",
)
def test_the_same_form_sent_twice_at_one_moment_is_one_concern(cast):
    token = receipts.form_token(MONDAY - story.MINUTE)
    answers = together(lambda n: story.outside(cast, token=token).receipt, 4)
    assert len(set(answers)) == 1 and Concern.objects.count() == 1
    assert trail.first_broken() is None


def together(do, times: int) -> list:
    """The answers of so many threads that all do this at the same moment; what was raised is an answer too."""
    start, answers = threading.Barrier(times), []

    def run(n: int) -> None:
        start.wait()
        try:
            answers.append(do(n))
        except Exception as raised:
            answers.append(raised)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


# ---- faults


class PowerCut(BaseException):
    """Nothing catches this, as nothing catches a pulled plug."""


def whole(model: type[models.Model]) -> int:
    return model.objects.count()


STEPS = {
    "the concern": (lambda: Concern, "save"),
    "a person": (lambda: About.objects, "create"),
    "names": (lambda: UnmatchedName.objects, "bulk_create"),
    "a file on the disk": (lambda: store, "keep"),
    "a file's row": (lambda: Evidence.objects, "create"),
    "routing": (lambda: reaching, "route"),
    "a reach": (lambda: Access.objects, "get_or_create"),
    "the mails": (lambda: reaching.outbox, "put"),
    "a notice": (lambda: Notice.objects, "create"),
    "the trail": (lambda: trail, "record"),
}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_power_cut_at_any_point_leaves_nothing_half_told(cast, monkeypatch, step, when):
    find, name = STEPS[step]
    place = find()
    do = getattr(place, name)

    def cut(*args, **said):
        if when == "after":
            do(*args, **said)
        raise PowerCut

    monkeypatch.setattr(place, name, cut)
    token = receipts.form_token(MONDAY - story.MINUTE)
    said = {"about": [cast.pupil], "names": ("Jo",), "enclosures": (story.picture(),), "token": token}
    with pytest.raises(PowerCut):
        story.staff(cast, **said)
    monkeypatch.undo()
    assert {whole(m): m for m in (Concern, About, UnmatchedName, Evidence, Access, Notice, Message, Entry)}.keys() == {
        0
    }
    concern = story.staff(cast, **said)
    assert concern.receipt and Concern.objects.count() == 1 and trail.first_broken() is None


KEEPING_STEPS = {
    name: STEPS[name] for name in ("the concern", "a file on the disk", "a file's row", "routing", "the trail")
} | {"forgetting what was kept": (lambda: uploads, "forget_form")}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", KEEPING_STEPS)
def test_a_power_cut_leaves_a_kept_file_where_it_was(cast, monkeypatch, django_capture_on_commit_callbacks, step, when):
    """Either the concern is there with its file, or the form is as it was: never a concern without, never a file twice."""
    reference = receipts.kept_reference()
    outsider = access.Outsider(cast.school.pk)
    uploads.keep_files(cast.school, reference=reference, enclosures=(story.picture(),), by=outsider, at=MONDAY)
    find, name = KEEPING_STEPS[step]
    place = find()
    do = getattr(place, name)

    def cut(*args, **said):
        if when == "after":
            do(*args, **said)
        raise PowerCut

    monkeypatch.setattr(place, name, cut)
    listed = [str(file.id) for file in concern_uploads.kept_files(cast.school, reference)]
    said = {
        "telling": rules.Report(Channel.ANONYMOUS, ConcernKind.WORRY, "Look."),
        "kept": reference,
        "listed": listed,
        "form_token": receipts.form_token(MONDAY - story.MINUTE),
        "by": outsider,
        "at": MONDAY,
    }
    with pytest.raises(PowerCut), django_capture_on_commit_callbacks(execute=True):
        telling.tell(cast.school, **said)
    monkeypatch.undo()
    assert not Concern.objects.exists() and not Evidence.objects.exists()
    assert [file.name for file in concern_uploads.kept_files(cast.school, reference)] == ["chat.png"]
    with django_capture_on_commit_callbacks(execute=True):
        concern = telling.tell(cast.school, **said)
    assert store.read(concern.evidence.get().path) == b"picture of a chat"
    assert not PendingUpload.objects.exists() and list(store.paths("kept")) == []


def test_words_are_kept_when_the_disk_is_full(cast, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("schoolgate.sealed.store._put", full)
    concern = story.staff(cast, enclosures=(story.picture(),))
    assert concern.unkept == ("chat.png",) and concern.receipt
    assert not Evidence.objects.exists()
    alert = Alert.objects.get()
    assert alert.matter == AlertKind.FILE and "chat.png" in alert.words
    with pytest.raises(Broken, match="disk may be full"):
        triage.attach_evidence(concern, enclosure=story.picture(), by=story.fresh(cast.dsl), at=MONDAY)


@pytest.mark.postgres
def test_a_receipt_is_shown_only_once_everything_is_kept(cast, monkeypatch):
    monkeypatch.setattr(telling, "_send_on", lambda *args: (_ for _ in ()).throw(IntegrityError("x")))
    with pytest.raises(IntegrityError):
        story.staff(cast)
    assert not Concern.objects.exists()


# ---- what was told stays


@pytest.mark.postgres
@pytest.mark.clause("6.1")
@pytest.mark.parametrize("field", ["words", "childs_words", "exact_words", "told_digest"])
def test_nobody_changes_what_was_told_neither_here_nor_in_the_database(cast, field):
    concern = story.staff(cast, childs_words="a", exact_words="b")
    setattr(concern, field, "changed")
    with pytest.raises(Broken, match="stay as they were told"):
        concern.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.update(**{field: "changed"})
    kept = Concern.objects.get()
    assert kept.as_told and getattr(kept, field) != "changed"


@pytest.mark.postgres
@pytest.mark.clause("6.1")
@pytest.mark.parametrize("kind", ["lines", "addenda"])
def test_nobody_changes_what_was_added_neither_here_nor_in_the_database(cast, kind):
    concern = story.read(story.staff(cast), cast.dsl)
    telling.reply(cast.school, words="Later.", concern_id=concern.pk, by=story.fresh(cast.assistant), at=MONDAY)
    triage.add_addendum(concern, words="Later.", by=story.fresh(cast.dsl), at=MONDAY)
    added = getattr(concern, kind).get()
    added.words = "changed"
    with pytest.raises(Broken, match="stays as it was written"):
        added.save()
    changes = ({"words": "changed"}, {"at": MONDAY + story.MINUTE}, {"by": cast.office}, {"digest": "0" * 64})
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            getattr(concern, kind).update(**change)
    kept = getattr(concern, kind).get()
    assert (kept.words, kept.at) == ("Later.", MONDAY)


def test_that_it_was_read_can_still_be_noted(cast):
    concern = story.outside(cast)
    story.read(concern, cast.dsl)
    triage.say(concern, words="Thank you.", by=story.fresh(cast.dsl), at=MONDAY)
    outsider = access.Outsider(cast.school.pk)
    telling.see_answers(cast.school, receipt=concern.receipt, by=outsider, at=MONDAY)
    assert concern.lines.get().read_at == MONDAY


def test_everything_else_of_a_concern_can_still_be_saved(cast):
    concern = story.staff(cast)
    concern.status = Status.READ.value
    concern.save()
    concern.save(update_fields=["status"])
    assert Concern.objects.get().status == "read"


def test_words_changed_past_the_trigger_are_seen(cast):
    story.staff(cast)
    from django.db.models import F

    Concern.objects.update(words="forged", sealed_round=F("sealed_round") + 1)
    assert not Concern.objects.get().as_told
    page = concern_pages.concern_page(story.fresh(cast.dsl), Concern.objects.get().pk)
    assert page.as_told is False


@pytest.mark.parametrize("kind", ["lines", "addenda"])
def test_added_words_changed_past_the_trigger_are_seen_too(cast, kind):
    concern = story.read(story.outside(cast), cast.dsl)
    triage.say(concern, words="Thank you.", by=story.fresh(cast.dsl), at=MONDAY)
    triage.add_addendum(concern, words="She rang.", by=story.fresh(cast.dsl), at=MONDAY)
    assert concern_pages.concern_page(story.fresh(cast.dsl), concern.pk).as_told
    getattr(concern, kind).update(words="forged", sealed_round=1)
    assert not concern_pages.concern_page(story.fresh(cast.dsl), concern.pk).as_told
