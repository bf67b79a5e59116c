"""One stranger closes no door for others: neither by telling, nor by wrong receipts, nor by files."""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from schoolgate import access
from schoolgate.community.signin import addresses
from schoolgate.concerns import limits, receipts, rules
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.actions import uploads
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence
from schoolgate.concerns.rules import AlertKind, Channel
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY

MANY = "A lot is being written to the school"
THERE, HERE, SHARED = "203.0.113.9", "198.51.100.7", "2001:db8:1:2::5"
PNG = b"\x89PNG"


def url(name: str, *args: object) -> str:
    return reverse(f"concerns:{name}", args=args or ["larkhollow"])


def sender(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def child(client: Client, words: str = "they push me") -> str:
    token = page.value(client.get(url("child")), "token")
    said = {"step": "who", "what": "mean", "whom": "child", "how": "write", "adult": "any"}
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False):
        return page.words(client.post(url("child"), {**said, "token": token, "words": words}))


def parent(client: Client, door: str = "worry", words: str = "He is online all night.", *files: object) -> str:
    token = page.value(client.get(url(door)), "token")
    with time_machine.travel(MONDAY + timedelta(minutes=1), tick=False):
        return page.words(
            client.post(url(door), {"token": token, "words": words, "whom": "other", "evidence": list(files)})
        )


def picture(name: str = "a.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG + name.encode(), "image/png")


@pytest.fixture
def small(monkeypatch):
    """Pots that are soon empty."""
    for channel in (Channel.ANONYMOUS, Channel.PARENT, Channel.PUPIL):
        monkeypatch.setitem(limits.TOLD, channel, 3)
        monkeypatch.setitem(limits.TOLD_IN_ALL, channel, 5)
    monkeypatch.setattr(limits, "WRONG_RECEIPTS", 3)
    monkeypatch.setattr(limits, "REPLIES", 2)
    monkeypatch.setattr(limits, "KEPT_FROM_ONE", 2)


# ---- telling


@pytest.mark.parametrize("tell", [child, parent, lambda client: parent(client, "unhappy")])
def test_a_stranger_who_sends_many_closes_no_door_for_others(cast, small, tell):
    stranger = sender(THERE)
    sent = [MANY in tell(stranger) for _ in range(6)]
    assert sent == [False] * 3 + [True] * 3
    assert MANY not in tell(sender(HERE)) and Concern.objects.count() == 4


def test_who_is_refused_keeps_the_words_and_comes_in_the_next_hour(cast, small):
    stranger = sender(THERE)
    for _ in range(3):
        parent(stranger)
    assert "He is online all night.</textarea>" in parent(stranger)
    token = page.value(stranger.get(url("worry")), "token")
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        said = {"token": token, "words": "Again.", "whom": "child"}
        assert MANY not in page.words(stranger.post(url("worry"), said))


def test_many_strangers_together_leave_room_for_words(cast, small, examined):
    for number in range(1, 8):
        parent(sender(f"203.0.113.{number}"))
    words = parent(sender(HERE), "worry", "He is online all night.", picture())
    assert MANY not in words and "this file could not be kept: a.png" in words
    assert Concern.objects.count() == 8 and not Evidence.objects.exists()
    assert [alert.matter for concern in Concern.objects.all() for alert in concern.alerts.all()] == [AlertKind.FILE]


def test_what_comes_in_a_flood_is_still_read_for_whom_it_means(cast, small, examined, monkeypatch):
    for number in range(1, 8):
        parent(sender(f"203.0.113.{number}"))
    seen = []
    monkeypatch.setattr(
        "schoolgate.concerns.actions.meaning.barred", lambda school, telling, files, by, at: seen.append(files) or {}
    )
    parent(sender(HERE), "worry", "Look.", picture())
    assert seen and {len(files) for files in seen} == {1}, "before the deed and in it"


def test_the_doors_are_counted_each_for_itself(cast, small):
    stranger = sender(THERE)
    for _ in range(4):
        parent(stranger)
    assert MANY in parent(stranger) and MANY not in child(stranger)


def test_a_whole_class_tells_from_one_tablet(cast):
    assert limits.TOLD[Channel.PUPIL] >= 3 * 32
    for channel, one in limits.TOLD.items():
        assert limits.TOLD_IN_ALL[channel] >= 5 * one


# ---- coming back


def test_a_right_receipt_opens_after_any_number_of_wrong_ones(cast, small):
    concern = story.outside(cast)
    stranger = sender(THERE)
    for number in range(9):
        answer = page.words(stranger.post(url("receipt"), {"receipt": f"{number:016d}"}))
        assert ("always opens" in answer) is (number >= 3)
    for client in (stranger, sender(HERE)):
        assert story.PLAIN in page.words(client.post(url("receipt"), {"receipt": concern.receipt}))
    answer = page.words(sender(HERE).post(url("receipt"), {"receipt": "1111 1111 1111 1111"}))
    assert "Look at each figure" in answer


def test_who_holds_a_receipt_or_a_link_answers_while_others_flood(cast, small):
    concern = story.outside(cast, contact="jo@home.example")
    stranger = sender(THERE)
    for _ in range(9):
        parent(stranger)
        stranger.post(url("receipt"), {"receipt": "0" * 16})
    said = {"receipt": concern.receipt, "words": "One more thing."}
    assert "One more thing." in page.words(stranger.post(url("receipt"), said))
    assert stranger.post(url("follow", receipts.link_token(concern.pk)), {"words": "And this."}).status_code == 302
    assert concern.lines.filter(from_school=False).count() == 2


def test_one_concern_takes_so_many_additions_an_hour_and_another_is_free(cast, small):
    one, other = story.outside(cast), story.outside(cast)
    by = access.Outsider(cast.school.pk)
    for words in ("a", "b"):
        concern_telling.reply(cast.school, words=words, receipt=one.receipt, by=by, at=MONDAY)
    with pytest.raises(rules.TooMany, match="still here"):
        concern_telling.reply(cast.school, words="c", receipt=one.receipt, by=by, at=MONDAY)
    for again in (
        {"receipt": other.receipt, "at": MONDAY},
        {"receipt": one.receipt, "at": MONDAY + timedelta(hours=1)},
    ):
        assert concern_telling.reply(cast.school, words="c", by=by, **again)


def test_files_kept_for_one_strangers_forms_leave_room_for_others(cast, small):
    def keep(address, name):
        attachment = story.picture(PNG + name.encode(), name)
        by = access.Outsider(cast.school.pk, address)
        return uploads.keep_files(
            cast.school, reference=receipts.kept_reference(), enclosures=[attachment], by=by, at=MONDAY
        )

    assert keep("there", "a.png") == keep("there", "b.png") == ()
    with pytest.raises(rules.TooMany, match="no room"):
        keep("there", "c.png")
    assert keep("here", "d.png") == ()


# ---- what it is counted by


def test_no_row_but_a_count_says_where_somebody_came_from(cast, settings, monkeypatch):
    seen = []
    count = limits.count_told
    monkeypatch.setattr(
        limits, "count_told", lambda *args, address: seen.append(address) or count(*args, address=address)
    )
    parent(sender(THERE))
    (digest,) = seen
    assert digest and THERE not in digest
    looked = 0
    for model in apps.get_models():
        for row in model._base_manager.values():
            looked += 1
            assert THERE not in str(row) and digest not in str(row)
    assert looked > 50 and repr(access.Outsider(1, digest)) == "Outsider(school_id=1)"


def test_two_hours_of_one_address_are_not_told_to_be_of_one():
    assert limits._seen("there", MONDAY) == limits._seen("there", MONDAY + timedelta(minutes=59))
    assert limits._seen("there", MONDAY) != limits._seen("there", MONDAY + timedelta(hours=1))


def test_behind_a_proxy_it_is_counted_by_whoever_asks_it(rf, settings):
    settings.BEHIND_PROXY, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 1
    asked = [rf.get("/", headers={"X-Forwarded-For": f"10.9.9.9, {address}"}) for address in (THERE, HERE, THERE)]
    first, other, again = map(addresses.of, asked)
    assert first == again != other and first


def test_a_proxy_that_does_not_say_for_whom_it_asks_is_nobodys_address(rf, settings):
    settings.BEHIND_PROXY, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 1
    assert addresses.of(rf.get("/")) == ""
    settings.BEHIND_PROXY, settings.ALLAUTH_TRUSTED_PROXY_COUNT = False, 0
    assert addresses.of(rf.get("/", headers={"X-Forwarded-For": THERE})) == addresses.of(rf.get("/"))
    assert addresses.of(rf.get("/", REMOTE_ADDR="")) == ""


def test_one_household_is_one_address_however_many_it_makes_up(rf):
    assert addresses.of(rf.get("/", REMOTE_ADDR=SHARED)) == addresses.of(
        rf.get("/", REMOTE_ADDR="2001:db8:1:2:ffff::1")
    )


def test_whoever_is_not_known_by_address_is_refused_nothing(cast, small):
    for n in range(9):
        assert story.outside(cast, f"told {n}")
    assert Concern.objects.count() == 9
