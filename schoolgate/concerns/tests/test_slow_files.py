"""Somebody who is signed in buries nobody in concerns or mails, and files that take long hold nobody up."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from schoolgate.concerns import limits
from schoolgate.concerns.actions import telling
from schoolgate.concerns.models.watching import Notice
from schoolgate.concerns.rules import TooMany
from schoolgate.concerns.tests import page, story
from schoolgate.engines.evidence import sandbox, shapes, sizing
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WORRY = "/tell/larkhollow/worry/"


def test_somebody_who_is_signed_in_tells_no_more_than_anybody_has_to_tell(cast):
    for n in range(limits.TOLD_BY_ONE):
        story.staff(cast, f"told {n}", by=cast.assistant)
    with pytest.raises(TooMany):
        story.staff(cast, "one more", by=cast.assistant)
    story.staff(cast, "another's", by=cast.office)
    story.staff(cast, "later", by=cast.assistant, at=MONDAY + HOUR)


def test_who_adds_again_and_again_sends_each_reader_one_mail_until_they_look(cast):
    concern = story.staff(cast, by=cast.assistant)
    story.read(concern, cast.dsl, at=MONDAY + MINUTE)

    def adds(minute: int) -> None:
        said = {"words": f"More {minute}.", "concern_id": concern.pk, "by": story.fresh(cast.assistant)}
        telling.reply(cast.school, **said, at=MONDAY + minute * MINUTE)

    before = Notice.objects.filter(concern=concern, person=cast.dsl).count()
    for minute in range(2, 12):
        adds(minute)
    assert Notice.objects.filter(concern=concern, person=cast.dsl).count() == before + 1
    story.read(concern, cast.dsl, at=MONDAY + 2 * HOUR)
    adds(121)
    assert Notice.objects.filter(concern=concern, person=cast.dsl).count() == before + 2


# ---- files that take long


def test_whoever_comes_when_enough_files_wait_is_sent_away_at_once(monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.01)
    monkeypatch.setattr(sandbox, "_run", lambda *args: pytest.fail("no file is looked into"))
    held = [sandbox._PLACES.acquire() for _ in range(sandbox.AT_ONCE)]
    try:
        with pytest.raises(sandbox.Unavailable):
            sandbox.examine_apart("a.png", b"x")
        waiting = [sandbox._WAITING.acquire() for _ in range(sandbox.MAY_WAIT)]
        monkeypatch.setattr(sandbox, "PATIENCE", 10_000)
        with pytest.raises(sandbox.Unavailable):
            sandbox.examine_apart("a.png", b"x")
        for _ in waiting:
            sandbox._WAITING.release()
    finally:
        for _ in held:
            sandbox._PLACES.release()


@pytest.mark.parametrize("fault", [shapes.Refused(sizing.TOO_MUCH), sandbox.Unavailable("no place")])
def test_after_one_file_that_takes_too_long_nothing_else_of_the_form_is_looked_into(client, cast, monkeypatch, fault):
    asked = []

    def examine(name, content, *, limits, stranger):
        asked.append((name, limits.seconds, stranger))
        raise fault

    monkeypatch.setattr(sandbox, "examine_apart", examine)
    token = page.value(client.get(WORRY), "token")
    files = [SimpleUploadedFile(f"{n}.pdf", b"%PDF") for n in range(9)]
    with time_machine.travel(MONDAY + MINUTE):
        answer = client.post(WORRY, {"token": token, "words": "Look.", "whom": "child", "evidence": files})
    assert asked == [("0.pdf", 20, True)] and "8.pdf: it was not looked at" in page.words(answer)
    assert "Look.</textarea>" in page.words(answer)


def test_strangers_leave_a_place_for_people_who_work_here(monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.01)
    monkeypatch.setattr(sandbox, "_run", lambda *args: (b"", 1, False))
    with sandbox._STRANGERS:
        with pytest.raises(sandbox.Unavailable, match="too many"):
            sandbox.examine_apart("a.png", b"x", stranger=True)
        with pytest.raises(sandbox.Unavailable, match="ended with"):
            sandbox.examine_apart("a.png", b"x")
