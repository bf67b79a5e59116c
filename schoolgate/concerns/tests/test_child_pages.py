"""A child tells us at one address, one thing at a time, and nothing stays behind."""

import base64
import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from PIL import Image

from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import Channel, ConcernKind, Harm
from schoolgate.concerns.tests import page
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
PROMISE = "We only tell the people who need to know to keep you safe."


def child(client, **said):
    return page.send(client, reverse("concerns:child", args=["larkhollow"]), **said)


def drawn() -> str:
    out = io.BytesIO()
    Image.new("RGB", (900, 675), "white").save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def to_the_end(client, **said):
    """Goes the whole way in the page's own steps, carrying what the page carries."""
    first = child(client)
    token = page.value(first, "token")
    with time_machine.travel(MONDAY + timedelta(seconds=20)):
        words = {
            "token": token,
            "what": "mean",
            "whom": "child",
            "how": "write",
            "words": "They call me names.",
            **said,
        }
        return child(client, step="who", **{"adult": "any", **words})


def test_one_thing_at_a_time(client, cast):
    first = page.words(child(client))
    assert "Someone is being mean" in first and "Go back" not in first
    about = page.words(child(client, step="what", what="mean", token="t"))
    assert "Who is it about?" in about and "Martin Hale, who keeps us safe" in about
    assert "Ruth Adeyemi, the head teacher" in about and 'name="what" value="mean"' in about
    second = page.words(child(client, step="about", what="mean", whom="child", token="t"))
    assert "How do you want to tell us?" in second and PROMISE in second and 'name="what" value="mean"' in second
    third = page.words(child(client, step="how", what="mean", whom="child", how="write", token="t"))
    assert "In your own words" in third and PROMISE in third
    fourth = page.words(
        child(client, step="write", what="mean", whom="child", how="write", words="He hit me", token="t")
    )
    assert "Which grown-up do you want to talk to?" in fourth and PROMISE in fourth
    assert 'name="words" value="He hit me"' in fourth and "What is your name?" in fourth
    back = page.words(
        child(client, step="who", back="write", what="mean", whom="child", how="write", words="He hit me")
    )
    assert "He hit me</textarea>" in back
    assert not Concern.objects.exists()


def test_help_and_the_way_out_are_on_every_page(client, cast):
    said = {"what": "mean", "whom": "child", "how": "write", "words": "x", "token": "t"}
    pages = [
        child(client),
        *(child(client, step="who", back=step, **said) for step in ("how", "write", "draw", "grown_up")),
    ]
    for sheet in (*pages, to_the_end(client)):
        words = page.words(sheet)
        assert "I need help right now" in words and "0800 1111" in words
        assert "data-leaves" in words and "Leave this page now" in words
        assert "no-store" in sheet["Cache-Control"] and "sessionid" not in sheet.cookies
    assert "secret" not in page.words(pages[0])


def test_a_child_alone_sends_it_and_gets_a_receipt(client, cast):
    told = to_the_end(client, name="Maya", adult=str(cast.teacher.pk))
    words = page.words(told)
    concern = Concern.objects.get()
    assert "Martin Hale will read this." in words and "You want to talk to Asha Kapoor." in words
    assert page.receipt(told) and "I am finished" in words
    assert (concern.door, concern.kind, concern.harm) == (Channel.PUPIL, ConcernKind.WORRY, Harm.BULLYING)
    assert concern.words == "Someone is being mean.\n\nThey call me names."
    assert [name.name for name in concern.names.all()] == ["Maya (who told us)"] and concern.entered_by is None
    assert "They call me names" not in page.words(child(client)), "the next child sees nothing"


def test_a_pupil_in_a_session_is_known_and_sees_their_own_teacher_first(cast):
    client = client_of(cast.pupil)
    said = {"what": "online", "whom": "child", "how": "write", "words": "x", "token": "t"}
    who = page.words(child(client, step="who", back="who", **said))
    assert "What is your name?" not in who
    assert who.index("Asha Kapoor") < who.index("Ruth Adeyemi") and who.index("Asha Kapoor") < who.index("Tom Whitby")
    told = page.words(to_the_end(client, adult="home"))
    concern = Concern.objects.get()
    assert concern.entered_by == cast.pupil and concern.someone_at_home
    assert "data-childs-pictures" in told, "a session that others can open takes more to read"
    assert reverse("account_logout") in told


def test_a_grown_up_writes_for_a_child_and_the_words_stay_apart(client, cast):
    to_the_end(
        client,
        how="grown_up",
        words="",
        written_for="Lucy Grant, assistant",
        childs_words="He poked me",
        adds="Crying.",
    )
    concern = Concern.objects.get()
    assert (concern.childs_words, concern.written_for) == ("He poked me", "Lucy Grant, assistant")
    assert concern.words == "Someone is being mean.\n\nCrying."


def test_a_drawing_is_kept_as_a_file(client, cast):
    to_the_end(client, how="draw", words="", drawing=drawn())
    (file,) = Concern.objects.get().evidence.all()
    assert (file.name, file.media_type) == ("drawing.png", "image/png")


def test_what_is_no_drawing_is_asked_for_again(client, cast):
    for wrong in ("", "data:image/png;base64,!!", "data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,AAAA"):
        words = page.words(
            child(client, step="draw", what="mean", whom="child", how="draw", drawing=wrong, words="kept", token="t")
        )
        assert "There is a problem" in words and "kept</textarea>" in words, wrong


def test_nothing_is_sent_without_an_answer_to_every_question(client, cast):
    for said, asks in (
        ({"what": ""}, "What is it about?"),
        ({"how": "x"}, "How do you want"),
        ({"words": " "}, "In your own words"),
        ({"how": "grown_up"}, "What the child says"),
        ({"how": "draw"}, "Draw what happened"),
    ):
        assert asks in page.words(to_the_end(client, **said))
    assert not Concern.objects.exists()


def test_a_refusal_keeps_the_words_and_a_new_token(client, cast):
    words = page.words(to_the_end(client, token="forged"))
    assert "Your words are still here" in words and 'value="They call me names."' in words
    assert 'name="token" value="forged"' not in words and not Concern.objects.exists()


def test_a_grown_up_who_is_not_on_the_list_is_chosen_by_nobody_and_no_word_is_lost(client, cast):
    told = page.words(to_the_end(client, adult=str(cast.parent.pk)))
    assert "You did the right thing" in told and str(cast.parent) not in told
    assert Concern.objects.get().trusted_adult is None


def test_an_hour_that_ends_while_a_child_writes_takes_nothing_away(cast):
    client = client_of(cast.pupil)
    session = client.session
    session["ends_at"] = (MONDAY + timedelta(seconds=15)).timestamp()
    session.save()
    answer = to_the_end(client, words="I was still writing.")
    assert Concern.objects.get().words.endswith("I was still writing.") and page.receipt(answer)


def test_leaving_signs_out_and_clears(cast):
    client = client_of(cast.pupil)
    left = client.get(reverse("concerns:leave"))
    assert left["Clear-Site-Data"] == '"cache", "storage"' and "no-store" in left["Cache-Control"]
    words = page.words(left)
    assert "seven times table" in words and "Larkhollow" not in words and "Maya" not in words
    assert "_auth_user_id" not in client.session


def test_another_schools_pupil_is_a_stranger_here(other_school, cast):
    client = client_of(other_school.pupil)
    to_the_end(client)
    assert Concern.objects.get().entered_by is None and Concern.objects.get().school == cast.school


@pytest.mark.parametrize("words", ["", "   "])
def test_a_child_who_writes_nothing_is_asked_in_words_and_may_draw_it_instead(cast, client, words):
    said = {"what": "mean", "whom": "child", "how": "write", "words": words, "token": "t"}
    again = page.words(child(client, step="write", **said))
    assert "Tell us what happened. Or go back and draw it." in again and "Enter" not in again
    assert "In your own words" in again and 'value="how"' in again
