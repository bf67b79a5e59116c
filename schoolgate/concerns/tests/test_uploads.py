"""Files that wait for the rest of their form: kept for whoever holds the form, named there, sent with it, forgotten."""

import hashlib
import os
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.concerns import limits, packing, receipts, rules, tasks
from schoolgate.concerns.actions import drafts, uploads
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import PendingUpload
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.models.watching import Alert
from schoolgate.concerns.queries import evidence
from schoolgate.concerns.queries import uploads as concern_uploads
from schoolgate.concerns.tests import page, story
from schoolgate.sealed import field, store
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=1)
GOOD, BAD = b"\x89PNG a chat", b"MZ a programme"
WORRY = "/tell/larkhollow/worry/"
WHOM = {"whom": "child"}


def outsider(cast):
    return access.Outsider(cast.school.pk)


def keep(cast, reference, *contents, by=None, at=MONDAY):
    some = [story.picture(content, f"{content.decode()}.png") for content in contents]
    return uploads.keep_files(cast.school, reference=reference, enclosures=some, by=by or outsider(cast), at=at)


def names(cast, reference):
    return [file.name for file in concern_uploads.kept_files(cast.school, reference)]


def on_disk() -> int:
    return len(list(store.paths("kept")))


def file(name, content=GOOD):
    return SimpleUploadedFile(name, content)


# ---- the deeds


def test_a_kept_file_comes_with_the_concern_and_is_kept_no_longer(cast, committed):
    reference = receipts.kept_reference()
    assert keep(cast, reference, b"one", b"two") == () and on_disk() == 2
    listed = [str(other.id) for other in concern_uploads.kept_files(cast.school, reference)]
    telling = rules.Report(
        rules.Channel.ANONYMOUS, rules.ConcernKind.WORRY, "Look.", enclosures=(story.picture(b"three"),)
    )
    concern = committed(
        concern_telling.tell,
        cast.school,
        telling=telling,
        form_token=receipts.form_token(MONDAY - story.MINUTE),
        kept=reference,
        listed=listed,
        by=outsider(cast),
        at=MONDAY,
    )
    files = list(concern.evidence.order_by("size", "digest"))
    assert {other.name for other in files} == {"one.png", "two.png", "chat.png"}
    file = evidence.evidence_for(
        story.fresh(cast.dsl), concern.evidence.get(name__isnull=False, digest=store.digest_of_content(b"one")).pk
    )
    assert (file.original(), file.shown, file.blurred()) == (b"one", b"stripped", b"blurred")
    assert file.evidence.text == "see you at the swings" and "Larkcam" in file.evidence.metadata
    assert not PendingUpload.objects.exists() and on_disk() == 0


def test_what_is_packed_is_unpacked_as_it_was():
    some = story.picture(b"pages", "a.pdf", shown=b"1", further=(b"2", b"3"), media_type="application/pdf")
    for item in (some, story.picture(b"x", shown=b"", blurred=b"", text="ünï")):
        again = packing.unpack(packing.pack(item))
        assert (again.name, again.content) == (item.name, item.content)
        for part in ("media_type", "digest", "size", "metadata", "shown", "further", "blurred", "text"):
            assert getattr(again.examined, part) == getattr(item.examined, part), part


def test_only_a_reference_of_ours_keeps_anything_and_only_its_own_opens_it(cast, other_school):
    for made_up in ("", "x", "1234"):
        with pytest.raises(access.Refused):
            keep(cast, made_up, b"one")
    reference = receipts.kept_reference()
    keep(cast, reference, b"one")
    assert names(cast, reference) == ["one.png"]
    assert names(cast, receipts.kept_reference()) == names(other_school, reference) == []
    other = story.outside(cast)
    assert not other.evidence.exists() and PendingUpload.objects.count() == 1
    with pytest.raises(access.Refused):
        uploads.keep_files(cast.school, reference=reference, enclosures=(), by=other_school.parent, at=MONDAY)


def test_a_file_is_taken_out_alone_or_with_all_others(cast, committed):
    reference, other = receipts.kept_reference(), receipts.kept_reference()
    keep(cast, reference, b"one", b"two", b"three")
    keep(cast, other, b"four")
    (one, *_), (four,) = (concern_uploads.kept_files(cast.school, each) for each in (reference, other))

    def let_go(reference, file_id=""):
        committed(uploads.let_go, cast.school, reference=reference, file_id=str(file_id), by=outsider(cast), at=MONDAY)

    let_go(reference, one.id)
    let_go(reference, four.id)
    assert names(cast, reference) == ["three.png", "two.png"] and names(cast, other) == ["four.png"]
    let_go(reference)
    assert names(cast, reference) == [] and names(cast, other) == ["four.png"] and on_disk() == 1


def test_the_same_file_is_kept_once_and_no_more_than_may_be_sent(cast, monkeypatch):
    reference = receipts.kept_reference()
    keep(cast, reference, b"one", b"one")
    keep(cast, reference, b"one")
    assert names(cast, reference) == ["one.png"]
    many = [f"n{n}".encode() for n in range(10)]
    assert keep(cast, reference, *many) == ("n9.png",) and len(names(cast, reference)) == rules.MOST_FILES
    monkeypatch.setattr(rules, "MOST_BYTES", 5)
    assert keep(cast, receipts.kept_reference(), b"1234", b"56", b"7") == ("56.png",)


def test_kept_and_sent_files_together_are_no_more_than_may_be_sent(cast):
    reference = receipts.kept_reference()
    keep(cast, reference, *(f"n{n}".encode() for n in range(9)))
    more = tuple(story.picture(f"m{n}".encode()) for n in range(2))
    telling = rules.Report(rules.Channel.ANONYMOUS, rules.ConcernKind.WORRY, "Look.", enclosures=more)
    with pytest.raises(Broken, match="up to 10 files"):
        concern_telling.tell(
            cast.school,
            telling=telling,
            form_token=receipts.form_token(MONDAY - story.MINUTE),
            kept=reference,
            by=outsider(cast),
            at=MONDAY,
        )
    assert not Concern.objects.exists() and PendingUpload.objects.count() == 9


def test_strangers_cannot_fill_the_disk_and_who_signs_in_is_not_slowed_down(cast, other_school, monkeypatch):
    monkeypatch.setattr(limits, "KEPT_AN_HOUR", 2)
    assert keep(cast, receipts.kept_reference(), b"one", b"two", b"three") == ("three.png",)
    assert keep(cast, receipts.kept_reference(), b"four", by=cast.teacher) == ()
    assert keep(other_school, receipts.kept_reference(), b"five") == ()
    next_hour = MONDAY + timedelta(hours=1)
    assert keep(cast, receipts.kept_reference(), b"six", at=next_hour) == ()
    monkeypatch.setattr(
        limits,
        "KEPT_ON_DISK",
        sum(
            pending_upload.on_disk
            for pending_upload in PendingUpload.objects.filter(from_outside=True, school=cast.school)
        ),
    )
    entries = Entry.objects.count()
    with pytest.raises(rules.TooMany, match="no room"):
        keep(cast, receipts.kept_reference(), b"seven", at=next_hour + timedelta(hours=1))
    assert Entry.objects.count() == entries, "nor the trail"


def test_a_full_disk_keeps_nothing_and_says_so(cast, monkeypatch):
    monkeypatch.setattr(store, "keep", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(rules.TooMany):
        keep(cast, receipts.kept_reference(), b"one")
    assert not PendingUpload.objects.exists()


def test_nobody_believes_that_a_file_was_sent_which_is_no_longer_kept(cast):
    reference = receipts.kept_reference()
    keep(cast, reference, b"one")
    listed = [str(file.id) for file in concern_uploads.kept_files(cast.school, reference)]
    tasks.minutely(MONDAY + timedelta(hours=2, minutes=1))
    said = {
        "telling": rules.Report(rules.Channel.ANONYMOUS, rules.ConcernKind.WORRY, "Look."),
        "kept": reference,
        "by": outsider(cast),
        "form_token": receipts.form_token(MONDAY - story.MINUTE),
        "at": MONDAY,
    }
    with pytest.raises(rules.Gone, match="no longer"):
        concern_telling.tell(cast.school, listed=listed, **said)
    assert not Concern.objects.exists()
    concern = concern_telling.tell(cast.school, **said)
    assert concern_telling.tell(cast.school, listed=listed, **said).pk == concern.pk, (
        "the same form again is told already"
    )


def test_a_kept_file_that_the_disk_has_lost_is_an_alert_and_no_word_is(cast):
    reference = receipts.kept_reference()
    keep(cast, reference, b"one")
    store.remove(PendingUpload.objects.get().path)
    telling = rules.Report(rules.Channel.ANONYMOUS, rules.ConcernKind.WORRY, "Look.")
    concern = concern_telling.tell(
        cast.school,
        telling=telling,
        form_token=receipts.form_token(MONDAY - story.MINUTE),
        kept=reference,
        by=outsider(cast),
        at=MONDAY,
    )
    assert concern.unkept == ("one.png",) and "one.png" in Alert.objects.get().words


# ---- forgotten by the clock


def test_the_clock_forgets_what_was_neither_sent_nor_left(cast, committed):
    reference, draft = receipts.kept_reference(), receipts.kept_reference()
    keep(cast, reference, b"one")
    keep(cast, draft, b"two", by=cast.teacher)
    fields = {"words": ["Half."], "kept": [draft]}
    drafts.save_draft(cast.school, form="staff", fields=fields, by=cast.teacher, at=MONDAY)
    committed(tasks.minutely, MONDAY + timedelta(hours=1, minutes=59))
    assert names(cast, reference) == ["one.png"]
    committed(tasks.minutely, MONDAY + timedelta(hours=2, minutes=1))
    assert names(cast, reference) == [] and names(cast, draft) == ["two.png"] and on_disk() == 1
    committed(drafts.drop_draft, cast.school, form="staff", by=cast.teacher, at=MONDAY)
    assert names(cast, draft) == [] and on_disk() == 0


def test_files_of_a_draft_go_with_it_after_two_weeks(cast, committed):
    draft, end = receipts.kept_reference(), MONDAY + timedelta(days=14, minutes=1)
    keep(cast, draft, b"two", by=cast.teacher)
    drafts.save_draft(cast.school, form="staff", fields={"kept": [draft]}, by=cast.teacher, at=MONDAY)
    committed(tasks.daily, end)
    assert not Draft.objects.exists() and not PendingUpload.objects.exists() and on_disk() == 0


def test_a_file_that_no_row_names_goes_after_an_hour(cast, settings):
    keep(cast, receipts.kept_reference(), b"one")
    stray, young = (settings.MEDIA_ROOT / "kept" / name for name in ("stray", "young"))
    for place, age in ((stray, 2), (young, 0)):
        place.write_bytes(b"left behind")
        then = (MONDAY - timedelta(hours=age)).timestamp()
        os.utime(place, (then, then))
    tasks.daily(MONDAY)
    assert not stray.exists() and young.exists() and on_disk() == 2


# ---- sealed


def test_neither_the_row_nor_the_file_says_what_it_is(cast, settings):
    reference = receipts.kept_reference()
    keep(cast, reference, b"zanzibar")
    from schoolgate.sealed import rotation

    tokens = rotation._tokens(PendingUpload, PendingUpload.objects.get().pk)
    assert set(tokens) == {"name", "digest"} and not any("zanzibar" in token for token in tokens.values())
    row = PendingUpload.objects.values("reference_digest", "path").get()
    assert reference not in str(row) and hashlib.sha256(b"zanzibar").hexdigest() not in str(row)
    assert row["reference_digest"] == field.digest("kept", reference)
    (kept,) = (settings.MEDIA_ROOT / "kept").iterdir()
    assert b"zanzibar" not in kept.read_bytes() and kept.stat().st_mode & 0o77 == 0
    assert row["path"] in set(store.all_paths()), "it is sealed anew with the rest"


# ---- the doors


def worry(client, *files, **said):
    form = client.get(WORRY)
    with time_machine.travel(LATER):
        filled = {
            "token": page.value(form, "token"),
            "kept": page.value(form, "kept"),
            "words": "Look.",
            **WHOM,
            **said,
        }
        return client.post(WORRY, {**filled, "evidence": list(files)})


def again(client, answer, **said):
    """Sends the form that came back."""
    import re

    listed = re.findall(r'name="kept_file" value="([^"]*)"', answer.content.decode())
    filled = {
        "token": page.value(answer, "token"),
        "kept": page.value(answer, "kept"),
        "words": "Look.",
        **WHOM,
        "kept_file": listed,
    }
    with time_machine.travel(LATER):
        return client.post(WORRY, {**filled, **said}), listed


def test_one_bad_file_among_three_and_the_good_ones_stay(client, cast, examined):
    answer = worry(client, file("a.png"), file("b.png", BAD), file("c.png", GOOD + b"2"))
    words = page.words(answer)
    assert "b.png: This is not a picture, a PDF or a sound." in words and "There is a problem" in words
    assert "a.png, kept" in words and "c.png, kept" in words and "b.png, kept" not in words
    assert "Choose the other files again" not in words and on_disk() == 2
    assert set(client.cookies) == {"csrftoken"}, "the browser keeps nothing of it"
    sent, listed = again(client, answer)
    assert page.receipt(sent) and len(listed) == 2
    assert {other.name for other in Concern.objects.get().evidence.all()} == {"a.png", "c.png"}
    assert not PendingUpload.objects.exists()


def test_a_kept_file_is_taken_out_and_the_words_stay(client, cast, examined):
    answer = worry(client, file("a.png"), file("b.png", BAD))
    left, listed = again(client, answer, take_out=page.value(answer, "kept_file"), words="Typed.", names="Kit")
    words = page.words(left)
    assert "a.png, kept" not in words and "Typed.</textarea>" in words and "Kit</textarea>" in words
    assert "There is a problem" not in words and not PendingUpload.objects.exists() and not Concern.objects.exists()
    again(client, left)
    assert not Concern.objects.get().evidence.exists()


def test_a_file_chosen_while_another_is_taken_out_is_looked_into_and_kept(client, cast, examined):
    answer = worry(client, file("a.png"), file("b.png", BAD))
    said = {"take_out": page.value(answer, "kept_file")}
    good, _ = again(client, answer, evidence=file("c.png", GOOD + b"3"), **said)
    assert "c.png, kept" in page.words(good) and "a.png, kept" not in page.words(good)
    bad, _ = again(client, good, evidence=file("d.png", BAD), take_out=page.value(good, "kept_file"))
    assert "d.png: This is not" in page.words(bad) and "There is a problem" in page.words(bad)


def test_files_are_kept_when_something_else_is_wrong(client, cast, examined):
    answer = worry(client, file("a.png"), words="")
    assert "a.png, kept" in page.words(answer) and "Answer the question" in page.words(answer)
    monday = page.words(
        again(client, answer, words="", evidence=[file(f"{n}.png", GOOD + bytes([n])) for n in range(10)])[0]
    )
    assert "1 are kept already: choose up to 9 more" in monday.replace("and 1 is", "and 1 are")


def test_nobody_else_sees_what_is_kept(client, cast, examined):
    answer = worry(client, file("a.png"), file("b.png", BAD))
    reference = page.value(answer, "kept")
    assert "a.png" not in page.words(client.get(WORRY)), "the next person at this device"
    for person in cast.members().values():
        there = client_of(person) if person else None
        for place in ("/", "/concerns/", WORRY, "/tell/told/", "/post/"):
            answered = there.get(place) if there else client.get(place)
            assert "a.png" not in answered.content.decode() and reference not in answered.content.decode()


def test_who_leaves_takes_the_files_along(client, cast, examined, committed):
    answer = worry(client, file("a.png"), file("b.png", BAD))
    leave = reverse("concerns:leave")
    assert committed(client.post, leave, {"kept": "guessed"}).status_code == 200 and PendingUpload.objects.exists()
    assert committed(client.post, leave, {"kept": page.value(answer, "kept")}).status_code == 200
    assert not PendingUpload.objects.exists() and on_disk() == 0


def test_where_there_is_no_room_each_file_is_named(client, cast, examined, monkeypatch):
    monkeypatch.setattr(limits, "KEPT_AN_HOUR", 0)
    words = page.words(worry(client, file("a.png"), words=""))
    assert "a.png: it could not be kept for you just now" in words and "a.png, kept" not in words


def test_a_form_that_is_not_ours_keeps_nothing_and_says_to_choose_again(client, cast, examined):
    words = page.words(worry(client, file("a.png"), token="forged"))
    assert "Choose your files again" in words and not PendingUpload.objects.exists()


def test_a_parent_who_is_signed_in_finds_the_files_with_the_draft(cast, examined):
    client = client_of(cast.parent)
    answer = worry(client, file("a.png"), file("b.png", BAD))
    said = {"words": "Half a", "kept": page.value(answer, "kept"), "kept_file": page.value(answer, "kept_file")}
    client.post(reverse("concerns:keep", args=["worry"]), said)
    found = page.words(client_of(cast.parent).get(WORRY))
    assert "a.png, kept" in found and "Files have to be chosen again" not in found
    assert "a.png" not in page.words(client_of(cast.teacher).get(WORRY))
    client.get(reverse("concerns:leave"))
    assert not PendingUpload.objects.exists()


def test_a_file_that_expired_is_said_to_be_gone(client, cast, examined):
    answer = worry(client, file("a.png"), file("b.png", BAD))
    PendingUpload.objects.all().delete()
    words = page.words(again(client, answer)[0])
    assert "is here no longer" in words and "Look.</textarea>" in words and not Concern.objects.exists()


STAFF = "/tell/staff/staff/"


def test_looking_for_somebody_without_script_loses_no_file(cast, examined):
    client = client_of(cast.teacher)
    said = {"find": "1", "q": "nair", "words": "Typed.", "evidence": [file("a.png"), file("b.png", BAD)]}
    answer = client.post(STAFF, said)
    words = page.words(answer)
    assert "a.png, kept" in words and "b.png: This is not" in words and "Maya Nair" in words
    assert "Typed.</textarea>" in words and "Answer the question" not in words
    held = {"kept": page.value(answer, "kept"), "kept_file": page.value(answer, "kept_file")}
    chosen = client.post(STAFF, {**held, "add": cast.pupil.pk, "words": "Typed."})
    assert "a.png, kept" in page.words(chosen)
    sent = {
        **held,
        **WHOM,
        "token": page.value(chosen, "token"),
        "words": "Typed.",
        "when": "today",
        "told_in_person": "yes",
    }
    client.post(STAFF, {**sent, "person": cast.pupil.pk, "deed": "send"})
    assert [other.name for other in Concern.objects.get().evidence.all()] == ["a.png"]
    assert not PendingUpload.objects.exists()


def test_save_and_finish_later_keeps_the_files_and_throw_away_forgets_them(cast, examined):
    client = client_of(cast.teacher)
    form = client.get(STAFF)
    said = {"kept": page.value(form, "kept"), "words": "Later.", "evidence": [file("a.png"), file("b.png", BAD)]}
    home = client.post(STAFF, {**said, "deed": "keep"}, follow=True)
    assert "b.png: This is not" in page.words(home)
    found = client.get(STAFF)
    assert "a.png, kept" in page.words(found) and "Later.</textarea>" in page.words(found)
    assert "a.png" not in page.words(client_of(cast.other_teacher).get(STAFF))
    client.post(STAFF, {"kept": page.value(found, "kept"), "deed": "drop"})
    assert not PendingUpload.objects.exists() and not Draft.objects.exists()
