"""Files that are added to a concern afterwards."""

import pytest
from django.urls import reverse

from schoolgate.broken import Broken
from schoolgate.concerns import rules
from schoolgate.concerns.actions import outcomes, triage
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import Evidence, PendingUpload
from schoolgate.concerns.tests import childs_story, page, story
from schoolgate.concerns.tests.test_uploads import BAD, GOOD, file, outsider
from schoolgate.engines.evidence import sandbox
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db


def test_words_and_files_are_added_by_receipt_and_one_bad_file_loses_no_other(client, cast, examined):
    concern = story.outside(cast)
    place, said = "/tell/larkhollow/receipt/", {"receipt": concern.receipt, "words": "It goes on."}
    answer = client.post(place, {**said, "evidence": [file("a.png"), file("b.png", BAD)]})
    words = page.words(answer)
    assert "b.png: This is not" in words and "a.png, kept" in words and "It goes on.</textarea>" in words
    assert not concern.lines.exists()
    held = {"kept": page.value(answer, "kept"), "kept_file": page.value(answer, "kept_file")}
    sent = page.words(client.post(place, {**said, **held}))
    assert "Sent. Thank you." in sent and "With a file: a.png" in sent and "a.png, kept" not in sent
    line = concern.lines.get()
    assert (line.words, [other.name for other in line.files.all()]) == ("It goes on.", ["a.png"])
    assert Concern.objects.get().words == story.PLAIN and not PendingUpload.objects.exists()
    client.post(place, {**said, **held})
    assert concern.lines.count() == 1, "the same form sent twice is one line"
    client.post(place, {**said, "evidence": [file("e.png", GOOD + b"5")]})
    assert concern.lines.count() == 2, "the same words with another file are another"


def test_a_file_alone_is_enough_and_nothing_at_all_is_not(cast, examined):
    client = client_of(cast.parent)
    concern = story.outside(cast, by=cast.parent, door=rules.Channel.PARENT)
    place = reverse("concerns:told_one", args=[concern.pk])
    assert "Write something first, or choose a file" in page.words(client.post(place, {"words": " "}))
    assert client.post(place, {"words": "", "evidence": [file("a.png")]}).status_code == 302
    assert "With a file: a.png" in page.words(client.get(place)) and concern.lines.get().by == cast.parent


def test_a_childs_page_takes_words_only(cast, examined):
    client = client_of(cast.pupil)
    concern = story.outside(cast, by=cast.pupil, door=rules.Channel.PUPIL)
    place, shown = reverse("concerns:answers"), childs_story.press(client, concern.pictures)
    assert "Do you want to tell us more?" in page.words(shown) and 'type="file"' not in page.words(shown)
    shown = client.post(place, {"words": " ", "page": page.value(shown, "page")})
    assert "One word is enough." in page.words(shown)
    client.post(place, {"words": "And then.", "evidence": [file("a.png")], "page": page.value(shown, "page")})
    assert concern.lines.get().words == "And then." and not Evidence.objects.exists()
    Concern.objects.update(status="finished")
    ended = page.words(childs_story.press(client, concern.pictures))
    assert "Is there more? Please tell us again." in ended and "Do you want to tell us more?" not in ended


def test_after_the_end_a_kind_sentence_says_how_to_tell_again(client, cast, examined):
    concern = story.read(story.outside(cast), cast.dsl)
    dsl = story.fresh(cast.dsl)
    outcomes.decide(concern, end=rules.Outcome.NO_ACTION, reason="x", by=dsl, at=MONDAY)
    told = story.outside(cast, "another")
    place = "/tell/larkhollow/receipt/"
    receipt = {"receipt": told.receipt}
    assert "Add to it" in page.words(client.post(place, receipt))
    triage.read(told, by=dsl, at=MONDAY)
    outcomes.decide(told, end=rules.Outcome.NO_ACTION, reason="x", by=dsl, at=MONDAY)
    words = page.words(client.post(place, receipt))
    assert "please tell us again" in words and 'href="/tell/larkhollow/"' in words and "Add to it" not in words
    client.post(place, {**receipt, "words": "More."})
    assert not told.lines.filter(from_school=False).exists()
    with pytest.raises(Broken, match="finished"):
        concern_telling.reply(cast.school, words="x", receipt=told.receipt, by=outsider(cast), at=MONDAY)
    outcomes.take_back(told, reason="x", by=dsl, at=MONDAY)
    concern_telling.reply(cast.school, words="x", receipt=told.receipt, by=outsider(cast), at=MONDAY)


def test_files_that_come_with_a_wrong_receipt_are_not_looked_into(client, cast, monkeypatch):
    monkeypatch.setattr(sandbox, "examine_apart", lambda *_: pytest.fail("looked into"))
    said = {"receipt": "1111 1111 1111 1111", "words": "x", "evidence": [file("a.png")]}
    assert "We cannot find anything" in page.words(client.post("/tell/larkhollow/receipt/", said))
    assert client.post("/tell/follow/none/", {"words": "x", "evidence": [file("a.png")]}).status_code == 404
