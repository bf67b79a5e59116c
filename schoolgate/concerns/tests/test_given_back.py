"""A form of telling without its proof loses no words, and nothing is done by it in anybody's name."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from schoolgate.audit.models import Entry
from schoolgate.concerns import receipts
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Channel
from schoolgate.concerns.tests import page, story
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=1)
WORDS = "marigold: he hits me\nevery <evening>"
ESCAPED = "marigold: he hits me\nevery &lt;evening&gt;"
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
FORGED = [
    {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_SEC_FETCH_SITE": "same-site"},
    {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_REFERER": "https://evil.example/http://testserver/"},
    {},
]


def strict(person=None) -> Client:
    client = Client(enforce_csrf_checks=True)
    return client_of(person, client=client, second_factor=False) if person else client


def doors(cast):
    """Every page of telling, with what is sent to it."""
    cast.school.phone = "01632 960222"
    cast.school.save()
    mine = story.outside(cast, door=Channel.PARENT, by=story.fresh(cast.parent))
    token = receipts.form_token(MONDAY)
    child = {"token": token, "what": "mean", "whom": "child", "how": "write", "step": "who", "adult": "any"}
    return {
        "worry": (reverse("concerns:worry", args=["larkhollow"]), {"token": token, "whom": "child"}),
        "unhappy": (reverse("concerns:unhappy", args=["larkhollow"]), {"token": token, "whom": "other"}),
        "child": (reverse("concerns:child", args=["larkhollow"]), child),
        "staff": (reverse("concerns:staff"), {"token": token, "deed": "send"}),
        "staff_form": (reverse("concerns:staff_form", args=["colleague"]), {"token": token, "deed": "send"}),
        "told_one": (reverse("concerns:told_one", args=[mine.pk]), {}),
        "answers": (reverse("concerns:answers"), {"page": receipts.page_token(mine.pk)}),
        "receipt": (reverse("concerns:receipt", args=["larkhollow"]), {"receipt": mine.receipt}),
        "follow": (reverse("concerns:follow", args=[receipts.link_token(mine.pk)]), {}),
    }


def counts():
    return Concern.objects.count(), Message.objects.count(), Entry.objects.count()


PAGES = ["worry", "unhappy", "child", "staff", "staff_form", "told_one", "answers", "receipt", "follow"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("cookie", ["gone", "renewed"])
def test_the_words_are_given_back_with_whom_to_ring(cast, name, cookie):
    address, data = doors(cast)[name]
    client = strict({"child": cast.pupil, "answers": cast.pupil}.get(name, cast.parent))
    if cookie == "renewed":
        client.cookies["csrftoken"] = "a" * 32
        data = {**data, "csrfmiddlewaretoken": "b" * 32}
    before = counts()
    answer = client.post(address, {**data, "words": WORDS}, **OURS)
    words = answer.content.decode()
    assert answer.status_code == 403 and ESCAPED in words and "Nothing was saved" not in words
    assert "tel:999" in words and "tel:08001111" in words and ("01632 960222" in words or "grown-up you trust" in words)
    assert "no-store" in answer["Cache-Control"] and counts() == before
    assert re.search(r'name="csrfmiddlewaretoken" value="[^"]{64}"', words)
    for field, value in data.items():
        assert field == "csrfmiddlewaretoken" or f'name="{field}" value="{value}"' in words, field


def test_one_press_sends_them(cast):
    address, data = doors(cast)["worry"]
    client = strict()
    client.cookies["csrftoken"] = "a" * 32
    back = client.post(address, {**data, "words": WORDS}, **OURS)
    sent = {name: page.value(back, name) for name in ("csrfmiddlewaretoken", "token", "whom")}
    with time_machine.travel(LATER):
        thanks = client.post(address, {**sent, "words": WORDS}, **OURS)
    assert "Thank you. We have it." in page.words(thanks)
    assert Concern.objects.get(entered_by=None).words == WORDS


def test_whoever_keeps_no_cookies_is_heard_as_a_stranger(cast):
    for name in ("worry", "child"):
        address, data = doors(cast)[name]
        with time_machine.travel(LATER):
            thanks = strict().post(address, {**data, "words": WORDS}, **OURS)
        assert "Thank you" in page.words(thanks), name
    assert Concern.objects.filter(entered_by=None).count() == 2


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_somebody_else_does_nothing_and_has_no_button(cast, name, headers):
    """Neither as whoever is signed in nor as a stranger; the words stay there to be copied."""
    address, data = doors(cast)[name]
    before = counts()
    for person in (cast.parent, cast.pupil, None):
        answer = strict(person).post(address, {**data, "words": WORDS}, **headers)
        words = answer.content.decode().partition("<main")[2].partition("</main>")[0]
        assert answer.status_code == 403 and "<form" not in words and 'name="words"' not in words
        assert ESCAPED in words and "open the page again" in words
    assert counts() == before


def test_files_are_asked_for_again(cast):
    address, data = doors(cast)["worry"]
    client = strict(cast.parent)
    evidence = SimpleUploadedFile("chat.png", b"x", "image/png")
    words = client.post(address, {**data, "words": WORDS, "evidence": evidence}, **OURS).content.decode()
    assert "Choose your files again" in words and 'enctype="multipart/form-data"' in words


def test_what_asks_for_a_part_of_the_page_shows_it(cast):
    address, data = doors(cast)["child"]
    client = strict(cast.pupil)
    answer = client.post(address, {**data, "words": WORDS}, HTTP_HX_REQUEST="true", **OURS)
    assert answer.status_code == 200 and "Your words are still here" in page.words(answer)


def test_other_pages_refuse_as_before(cast):
    client = strict(cast.parent)
    for address in (reverse("account_logout"), reverse("concerns:keep", args=["worry"])):
        answer = client.post(address, {"words": WORDS}, **OURS)
        assert answer.status_code == 403 and "marigold" not in answer.content.decode()


@pytest.mark.parametrize("name", ["worry", "child"])
def test_what_is_too_big_says_what_to_do(cast, client, name):
    address, data = doors(cast)[name]
    before = counts()
    answer = client.post(address, {**data, "words": "x" * 5_400_000})
    words = answer.content.decode()
    assert answer.status_code == 413 and "That was too big" in words and "Go back one page" in words
    assert "tel:999" in words and "Nothing was saved" not in words and counts() == before


# ---- and none of it fills anything


def test_looking_again_with_a_receipt_writes_one_entry(cast, client):
    concern = story.outside(cast)
    Message.objects.create(concern=concern, words="Thank you.", at=MONDAY, by=cast.dsl, from_school=True)
    address, before = reverse("concerns:receipt", args=["larkhollow"]), counts()
    for _ in range(5):
        assert "What you told us" in page.words(client.post(address, {"receipt": concern.receipt}))
    seen = Entry.objects.filter(event="concerns.see_answers")
    assert seen.count() == 1 and counts()[2] == before[2] + 1
    assert Message.objects.get(from_school=True).read_at is not None
    Message.objects.create(concern=concern, words="And more.", at=MONDAY, by=cast.dsl, from_school=True)
    client.post(address, {"receipt": concern.receipt})
    assert seen.count() == 2
