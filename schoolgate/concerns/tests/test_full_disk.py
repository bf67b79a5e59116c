"""Words are never lost to a full disk: what is left is theirs, and where nothing can be written they come back, whole."""

import io
import re
import shutil
import sqlite3
import tempfile
from collections import namedtuple
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from errno import EACCES, ENOSPC, EROFS

import pytest
import time_machine
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from schoolgate import access, pages
from schoolgate.action import ACTIONS
from schoolgate.concerns import limits, receipts, rules
from schoolgate.concerns.actions import drafts, telling, triage, uploads
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence, PendingUpload
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.tests import page, story
from schoolgate.config import settings as written
from schoolgate.sealed import room, signed_cache, store
from tests.cast import MONDAY, client_of

LATER = MONDAY + timedelta(minutes=1)
WORDS = ("He is hurting me. " * 30).strip()
HERE = "here, on this page"
PNG = b"\x89PNG"
Usage = namedtuple("Usage", "total used free")


def url(name: str, *args: object) -> str:
    return reverse(f"concerns:{name}", args=args or ["larkhollow"])


def sqlite_error(code: int = sqlite3.SQLITE_FULL) -> OperationalError:
    error, cause = OperationalError("database or disk is full"), sqlite3.OperationalError("database or disk is full")
    cause.sqlite_errorcode = code
    error.__cause__ = cause
    return error


@pytest.fixture
def nothing_is_written(monkeypatch):
    """Every statement that would change a row fails as on a full disk, or on one that is read only."""

    @contextmanager
    def full(error=None):
        def refuse(execute, sql, params, many, context):
            if re.match(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", sql, re.IGNORECASE):
                raise error or sqlite_error()
            return execute(sql, params, many, context)

        with connection.execute_wrapper(refuse):
            yield

    return full


@pytest.fixture
def free(monkeypatch):
    """The disk has so many bytes free, of so many."""

    def set_free(free: int, total: int = 100 * 1024**3) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(total, total - free, free))

    return set_free


def sent(client: Client, place: str, **said: object):
    token = page.value(client.get(place), "token")
    with time_machine.travel(LATER, tick=False):
        return client.post(place, {"token": token, **said})


def child(client: Client):
    said = {"step": "who", "what": "mean", "whom": "child", "how": "write", "adult": "any"}
    return sent(client, url("child"), **said, words=WORDS)


def worry(client: Client, **said: object):
    return sent(client, url("worry"), words=WORDS, whom="child", **said)


def unhappy(client: Client):
    return sent(client, url("unhappy"), words=WORDS, whom="other", contact="jo@home.example")


def staff(client: Client):
    said = {"words": WORDS, "whom": "child", "when": "today", "told_in_person": "yes", "deed": "send"}
    return sent(client, reverse("concerns:staff_form", args=["staff"]), **said)


DOORS = {"child": child, "worry": worry, "unhappy": unhappy}


# ---- nothing can be written


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("who", ["nobody", "parent"])
def test_the_form_comes_back_with_the_words_and_whom_to_ring(cast, nothing_is_written, door, who):
    type(cast.school).objects.update(phone="01632 960123")
    client = client_of(cast.parent) if who == "parent" else Client()
    with nothing_is_written():
        answer = door(client)
    words = page.words(answer)
    assert answer.status_code == 200 and WORDS in words
    if door is child:
        assert "Childline: 0800 1111" in words
    else:
        assert HERE in words and "ring the school on 01632 960123" in words
    assert not Concern.objects.exists()
    assert page.value(answer, "token")


def test_a_pupil_who_is_signed_in_gets_the_words_back(cast, nothing_is_written):
    client = client_of(cast.pupil)
    with nothing_is_written():
        words = page.words(child(client))
    assert WORDS in words and "0800 1111" in words


def test_staff_get_their_words_back(cast, nothing_is_written):
    client = client_of(cast.assistant)
    with nothing_is_written():
        words = page.words(staff(client))
    assert WORDS in words and HERE in words and not Concern.objects.exists()


def test_what_came_back_is_sent_once_it_can_be_and_is_one_concern(cast, nothing_is_written):
    client = Client()
    with nothing_is_written():
        answer = worry(client)
    said = {"token": page.value(answer, "token"), "words": WORDS, "whom": "child"}
    with time_machine.travel(LATER, tick=False):
        assert page.receipt(client.post(url("worry"), said)) and Concern.objects.get().words == WORDS


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_BUSY]
)
def test_whatever_keeps_the_database_from_being_written_the_words_come_back(cast, nothing_is_written, code):
    with nothing_is_written(sqlite_error(code)):
        assert WORDS in page.words(worry(Client()))


def test_a_mistake_of_ours_is_not_hidden(cast, nothing_is_written):
    client = Client()
    with nothing_is_written(sqlite_error(sqlite3.SQLITE_ERROR)), pytest.raises(OperationalError):
        worry(client)


def test_files_that_come_with_it_do_not_stand_in_the_way_of_the_words(cast, nothing_is_written, examined):
    with nothing_is_written():
        answer = worry(Client(), evidence=[SimpleUploadedFile("a.png", PNG, "image/png")])
    words = page.words(answer)
    assert WORDS in words and "a.png: it could not be kept for you" in words


def test_an_addition_by_receipt_comes_back_too_and_reading_goes_on(cast, nothing_is_written):
    concern = story.outside(cast)
    story.read(concern, cast.dsl)
    triage.say(concern, words="Which game?", by=story.fresh(cast.dsl), at=MONDAY)
    client = Client()
    with nothing_is_written():
        assert "Which game?" in page.words(client.post(url("receipt"), {"receipt": concern.receipt}))
        answer = page.words(client.post(url("receipt"), {"receipt": concern.receipt, "words": "The one with cubes."}))
        assert "The one with cubes." in answer and HERE in answer
        link = url("follow", receipts.link_token(concern.pk))
        answer = page.words(client.post(link, {"words": "The one with cubes."}))
        assert "The one with cubes." in answer and HERE in answer
    assert not concern.lines.filter(from_school=False).exists()


def test_typing_on_says_that_it_is_not_kept(cast, monkeypatch):
    def full(*_, **__):
        raise sqlite_error()

    client = client_of(cast.parent)
    monkeypatch.setattr(drafts, "save_draft", full)
    answer = client.post(reverse("concerns:keep", args=["worry"]), {"words": "Half a"})
    assert "only on this page" in page.words(answer) and not Draft.objects.exists()


def test_who_leaves_in_a_hurry_leaves(cast, nothing_is_written):
    client = client_of(cast.parent)
    client.post(reverse("concerns:keep", args=["worry"]), {"words": "Half a"})
    assert Draft.objects.exists()
    with nothing_is_written():
        pages.attempt(ACTIONS["concerns.drop_draft"].run, cast.school, form="worry", by=cast.parent, at=MONDAY)
    assert Draft.objects.exists()


# ---- the reserve


def test_a_full_disk_gives_its_reserve_to_words(cast, nothing_is_written, monkeypatch):
    """Once what lies there for nothing is gone, the same sending is safely kept."""
    gone = []
    with ExitStack() as full:
        full.enter_context(nothing_is_written())
        monkeypatch.setattr(room, "let_go", lambda: gone.append(True) or full.close())
        answer = worry(Client())
    assert gone == [True] and page.receipt(answer) and Concern.objects.get().words == WORDS


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a database on a disk of its own has no use for it")
@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_a_database_that_is_really_full_takes_words_with_the_reserve(cast, monkeypatch, settings):
    settings.CACHES = written.CACHES  # the count of what strangers tell is written to it, too
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        pages_there = cursor.execute("PRAGMA page_count").fetchone()[0]
        free_pages = cursor.execute("PRAGMA freelist_count").fetchone()[0]
    most = pages_there - free_pages

    def limit(to: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {to}")

    words = WORDS * 30
    tried = []
    monkeypatch.setattr(room, "let_go", lambda: tried.append(limit(1073741823)))
    client = Client()
    token = page.value(client.get(url("worry")), "token")
    limit(most)
    try:
        with time_machine.travel(LATER, tick=False):
            answer = client.post(url("worry"), {"token": token, "words": words, "whom": "child"})
            assert page.receipt(answer) and len(tried) == 1
            assert Concern.objects.get().words == words
    finally:
        limit(1073741823)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE cache")


def test_the_reserve_is_laid_down_where_there_is_plenty_and_let_go_once(settings, tmp_path, free):
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    free(room.KEPT_FREE + room.RESERVE)
    room.keep_back()
    assert not (tmp_path / "reserve").exists()
    free(room.KEPT_FREE + 3 * room.RESERVE)
    room.keep_back()
    assert (tmp_path / "reserve").stat().st_size == room.RESERVE
    assert (tmp_path / "reserve").stat().st_mode & 0o077 == 0
    assert room.let_go() and not room.let_go() and not list(tmp_path.iterdir())


def test_on_a_small_disk_all_of_it_is_smaller(settings, tmp_path, free):
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files" / "not there yet"
    free(12 * 1024**2, total=20 * 1024**2)
    assert not room.is_short() and room.is_short(11 * 1024**2 + 1)
    room.keep_back()
    assert (tmp_path / "reserve").stat().st_size == 1024**2


# ---- files leave room for words


def test_below_what_is_kept_free_words_are_taken_without_files(cast, examined, free):
    free(room.KEPT_FREE - 1)
    answer = worry(Client(), evidence=[SimpleUploadedFile("a.png", PNG, "image/png")])
    assert page.receipt(answer) and "this file could not be kept: a.png" in page.words(answer)
    assert Concern.objects.get().words == WORDS and not Evidence.objects.exists()


def test_nor_are_files_of_forms_kept_nor_those_of_staff(cast, free):
    free(room.KEPT_FREE - 1)
    with pytest.raises(rules.TooMany, match="no room"):
        uploads.keep_files(
            cast.school,
            reference=receipts.kept_reference(),
            enclosures=[story.picture()],
            by=access.Outsider(cast.school.pk),
            at=MONDAY,
        )
    assert not PendingUpload.objects.exists()
    concern = story.staff(cast, enclosures=(story.picture(),))
    assert concern.unkept == ("chat.png",)
    story.read(concern, cast.dsl)
    with pytest.raises(rules.Broken, match="could not be kept"):
        triage.attach_evidence(concern, enclosure=story.picture(), by=story.fresh(cast.dsl), at=MONDAY)


def test_a_file_may_not_take_what_is_kept_free(free):
    free(room.KEPT_FREE + 1000)
    with pytest.raises(OSError) as full:
        store.keep("digest", b"x" * 2000, folder="concerns")
    assert room.is_full(full.value) and not store.is_there("concerns/digest")
    assert store.keep("digest", b"x" * 10, folder="concerns")


def test_what_is_sealed_anew_needs_no_room_of_its_own(free):
    path = store.keep("digest", b"x", folder="concerns")
    free(0)
    store.reseal(path)
    assert store.read(path) == b"x"


# ---- the folder for temporary files


class FullFile(tempfile._TemporaryFileWrapper):
    """A temporary file on a disk that is full after so many bytes; what is held back until the end counts, too."""

    after = 0

    def __init__(self, *_, **__):
        super().__init__(io.BytesIO(), "full", delete=False)
        self.written = 0

    def write(self, data):
        self.written += len(data)
        if self.after is not None and self.written > self.after:
            raise OSError(ENOSPC, "full")

    def seek(self, *_):
        raise OSError(ENOSPC, "full")


def no_room(*_, **__):
    raise OSError(ENOSPC, "full")


@pytest.mark.parametrize("where", ["at once", "on the way", "in the end"])
@pytest.mark.parametrize("size", [3 * 1024**2, 9 * 1024**2])
def test_a_large_file_that_cannot_be_put_down_leaves_the_words(cast, examined, monkeypatch, where, size):
    made = type("Full", (FullFile,), {"after": {"on the way": 2 * 1024**2}.get(where)})
    monkeypatch.setattr(temp, "NamedTemporaryFile", no_room if where == "at once" else made)
    client = Client()
    large = SimpleUploadedFile("large.png", PNG + b"x" * size, "image/png")
    answer = worry(client, evidence=[large])
    words = page.words(answer)
    assert WORDS in words and "large.png: it could not be looked at just now" in words
    assert not Concern.objects.exists()
    said = {"token": page.value(answer, "token"), "words": WORDS, "whom": "child"}
    with time_machine.travel(LATER, tick=False):
        assert page.receipt(client.post(url("worry"), said))


def test_a_large_file_comes_in_where_there_is_room(cast, examined):
    large = SimpleUploadedFile("large.png", PNG + b"x" * 3 * 1024**2, "image/png")
    assert page.receipt(worry(Client(), evidence=[large])) and Evidence.objects.get().size == 3 * 1024**2 + len(PNG)


# ---- strangers' files have a measure


def outside(cast, address: str, n: int, size: int = 3000) -> Concern:
    by = access.Outsider(cast.school.pk, address)
    return story.outside(cast, f"told {n}", by=by, enclosures=(story.picture(b"%d" % n * size, f"{n}.png"),))


def test_one_stranger_cannot_fill_the_disk_and_others_still_send_files(cast, monkeypatch):
    one = store.takes(b"1" * 3000, story.picture(b"1" * 3000).examined)
    monkeypatch.setattr(limits, "FILED_FROM_ONE", 2 * one)
    monkeypatch.setattr(limits, "FILED_IN_ALL", 4 * one)
    assert [len(outside(cast, "there", n).unkept) for n in range(1, 5)] == [0, 0, 1, 1]
    assert [len(outside(cast, "here", n).unkept) for n in range(5, 8)] == [0, 0, 1]
    assert [len(outside(cast, "far", 8).unkept), len(outside(cast, "", 9).unkept)] == [1, 1]
    assert Concern.objects.count() == 9 and Evidence.objects.count() == 4
    assert story.staff(cast, enclosures=(story.picture(),)).unkept == ()
    again = outside_later(cast)
    assert again.unkept == ()


def outside_later(cast) -> Concern:
    at = MONDAY + timedelta(hours=1)
    by = access.Outsider(cast.school.pk, "there")
    return story.outside(cast, "later", by=by, at=at, enclosures=(story.picture(b"later"),))


def test_the_same_file_again_is_there_and_counts_once(cast, monkeypatch):
    concern = outside(cast, "there", 1)
    monkeypatch.setattr(limits, "FILED_FROM_ONE", 0)
    by = access.Outsider(cast.school.pk, "there")
    again = telling.reply(
        cast.school,
        words="Look again.",
        enclosures=(story.picture(b"1" * 3000, "1.png"),),
        receipt=concern.receipt,
        by=by,
        at=LATER,
    )
    assert again.unkept == () and Evidence.objects.count() == 1


def test_it_is_counted_as_it_lies_on_the_disk(cast):
    content, found = b"x" * 3000, story.picture(b"x" * 3000).examined
    kept = store.keep_examined("a.png", content, found, folder="concerns")
    there = sum(store.size(path) for path in store.paths("concerns"))
    assert kept["size"] == 3000 and there <= store.takes(content, found) <= 1.2 * there


def test_what_one_hour_can_take_of_a_disk_is_bounded():
    assert limits.FILED_FROM_ONE <= limits.FILED_IN_ALL / 4 and limits.FILED_IN_ALL <= 2 * 1024**3
    assert limits.FILED_FROM_ONE > 2.7 * rules.MOST_BYTES  # a form may be as full as it says


# ---- what an error says


@pytest.mark.parametrize(
    "error,full,unwritten",
    [
        (OSError(ENOSPC, "full"), True, True),
        (OSError(EROFS, "read only"), False, True),
        (OSError(EACCES, "not yours"), False, False),
        (sqlite_error(sqlite3.SQLITE_FULL), True, True),
        (sqlite_error(sqlite3.SQLITE_IOERR_SHMSIZE), True, True),
        (sqlite_error(sqlite3.SQLITE_BUSY), False, True),
        (sqlite_error(sqlite3.SQLITE_ERROR), False, False),
        (ValueError("x"), False, False),
    ],
)
def test_which_errors_say_that_nothing_can_be_written(error, full, unwritten):
    assert (room.is_full(error), room.cannot_write(error)) == (full, unwritten)


@pytest.mark.parametrize(
    "state,full,unwritten",
    [
        ("53100", True, True),
        ("57P01", False, True),
        ("40P01", False, True),
        (None, False, True),
        ("42P01", False, False),
    ],
)
def test_and_which_of_the_database_of_many_schools(state, full, unwritten):
    error, cause = OperationalError("x"), Exception("x")
    cause.sqlstate = state
    error.__cause__ = cause
    assert (room.is_full(error), room.cannot_write(error)) == (full, unwritten)


@pytest.mark.postgres
def test_a_count_that_cannot_be_written_stops_nobody_unless_the_deed_is_lost(db, nothing_is_written, monkeypatch):
    cache = signed_cache.SignedDatabaseCache("cache", {})
    call_command("createcachetable", "cache", verbosity=0)
    with nothing_is_written():
        assert cache.add("key", 1) is False
    cache.add("key", 1)
    assert cache.get("key") == 1
    full = nothing_is_written()
    with pytest.raises(OperationalError), transaction.atomic(), full, monkeypatch.context() as lost:
        lost.setattr(connection, "savepoint_rollback", lambda *_: (_ for _ in ()).throw(sqlite_error()))
        cache.add("other", 1)
