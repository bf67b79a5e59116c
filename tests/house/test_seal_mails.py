"""Once a week the chair has the newest seal, and with it IT can say whether the trail still goes on from there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate.audit.models import Entry
from schoolgate.concerns.tests import story
from schoolgate.config import seal_mails, verifying
from schoolgate.post.models import Message
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def mails():
    return list(Message.objects.filter(kind=seal_mails.KIND).order_by("pk"))


def test_the_chair_has_the_newest_seal_and_nobody_else(cast):
    story.staff(cast)
    newest = Entry.objects.latest("number")
    assert seal_mails.weekly(MONDAY) == 1
    (mail,) = mails()
    assert mail.person == cast.chair
    seal = re.search(r"--seal (\S+)", mail.body)[1]
    assert seal.replace("-", "") == newest.seal[:16] and verifying.entry_of(seal) == newest
    assert not re.search(rf"\b{newest.number}\b", mail.body), "how many entries there are is not told"


def test_once_a_week_whatever_day_the_server_was_off(cast):
    story.staff(cast)
    days = [day for day in range(30) if seal_mails.weekly(MONDAY + day * DAY)]
    assert days == [0, 7, 14, 21, 28]
    assert seal_mails.weekly(MONDAY + 40 * DAY) == 1


def test_a_school_without_a_chair_or_without_a_trail_is_written_nothing(cast):
    Entry.objects.all().delete()
    assert seal_mails.weekly(MONDAY) == 0
    story.staff(cast)
    cast.chair.roles.all().delete()
    assert seal_mails.weekly(MONDAY) == 0


def test_a_seal_is_found_however_it_is_typed_and_only_whole(cast):
    story.staff(cast)
    newest = Entry.objects.latest("number")
    words = verifying.newest(cast.school.pk)
    for typed in (words, words.upper(), words.replace("-", ""), f" {words.replace('-', ' ')} ", newest.seal):
        assert verifying.entry_of(typed) == newest, typed
    for typed in ("", words[:-1], words[:4], f"{words}x", "seal " + words, "z" * 16, "0" * 16):
        assert verifying.entry_of(typed) is None, typed


def test_the_mail_is_no_secret_and_tells_the_office_nothing(cast):
    story.staff(cast, about=[cast.office])
    seal_mails.weekly(MONDAY)
    page = client_of(cast.office).get(reverse("post:outbox")).content.decode()
    assert "the seal of the activity log" in page
