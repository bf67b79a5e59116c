"""The queue, the page of a concern, its deeds and its files, as those see them whom it reaches."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.audit.models import Entry
from schoolgate.concerns import rules
from schoolgate.concerns.actions import outcomes, scheduled, triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import Settings
from schoolgate.concerns.models.watching import AccessLog
from schoolgate.concerns.queries import evidence
from schoolgate.concerns.rules import BullyingStep, Channel, ConcernKind, Outcome, Scope
from schoolgate.concerns.tests import story
from tests.cast import MONDAY, client_of
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\nclean"


def at(name: str, *args: object) -> str:
    return reverse(f"concerns:{name}", args=args)


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1]).split())


@pytest.fixture
def dsl(cast):
    return client_of(cast.dsl)


@shared
def concern(cast):
    """Read by the DSL, about a pupil, with a picture."""
    told = story.staff(
        cast,
        about=[cast.pupil],
        scope=Scope.PERSONAL,
        enclosures=(story.picture(shown=PNG, further=(b"\xff\xd8second",)),),
    )
    return story.read(told, cast.dsl)


# ---- the queue


def test_of_one_harm_what_nobody_has_read_comes_first(cast, dsl):
    read = story.staff(cast, "My bag is gone.")
    story.staff(cast, "My coat is gone.", at=MONDAY + story.MINUTE)
    story.read(read, cast.dsl)
    words = words_of(dsl.get(at("queue")))
    assert words.index("My coat is gone.") < words.index("My bag is gone.")


def test_a_line_says_how_it_stands_in_words(cast, dsl):
    since = MONDAY - timedelta(hours=3)
    concern = story.staff(cast, urgent=True, at=since, happened_at=since - timedelta(days=2))
    Concern.objects.update(escalate_at=since)
    scheduled.escalate(concern, by=access.Machine(cast.school.pk), at=MONDAY)
    words = words_of(dsl.get(at("queue")))
    for said in ("Unread", "Urgent", "Was not read in time", "Entered late", "Waiting for 3 hours"):
        assert said in words
    plain = words_of(client_of(cast.deputy_dsl).get(at("queue") + "?view=going_on"))
    assert "Urgent" not in plain and "There is nothing here" in plain


def test_an_answer_that_is_overdue_is_marked(cast):
    told = story.staff(cast, "Nobody answers.", kind=ConcernKind.UNHAPPY, at=MONDAY - timedelta(days=40))
    head = client_of(cast.head)
    assert "Answer overdue" in words_of(head.get(at("queue")))
    assert "Answer overdue" in words_of(head.get(at("concern", told.pk)))
    Concern.objects.update(answer_by=MONDAY.date())
    assert "Answer overdue" not in words_of(head.get(at("queue")))


def test_the_queue_is_narrowed_by_kind_state_and_whom_it_was_given_to(cast, dsl):
    mine = story.staff(cast, "My bag is gone.")
    story.read(mine, cast.dsl)
    story.staff(cast, "The tablet shows a chat.", kind=ConcernKind.NETWORKING)
    triage.share(mine, person=cast.deputy, reason="Look.", by=story.fresh(cast.dsl), at=MONDAY)

    def shown(client, asked: str) -> set[str]:
        words = words_of(client.get(at("queue") + asked))
        return {said for said in ("My bag is gone.", "The tablet shows a chat.") if said in words}

    bag, tablet = {"My bag is gone."}, {"The tablet shows a chat."}
    assert shown(dsl, "") == bag | tablet
    assert shown(dsl, "?kind=networking") == tablet
    assert shown(dsl, "?mine=on") == bag
    assert shown(client_of(cast.deputy_dsl), "?mine=on") == set()
    assert shown(client_of(cast.deputy), "?mine=on") == bag
    assert shown(dsl, "?words=tablet") == tablet
    assert shown(dsl, "?view=going_on") == set()
    assert "Nothing like that" in words_of(dsl.get(at("queue") + "?words=zebra"))
    assert dsl.get(at("queue") + "?kind=nonsense&page=x").status_code == 200


def test_everyone_who_can_come_to_read_has_the_way_there_and_families_have_not(cast):
    """All staff see the same menu, so that it says nothing about whether anything waits."""
    for part, person in cast.members().items():
        if person is not None and part not in ("pupil", "young_pupil"):
            there = f'href="{at("queue")}"' in client_of(person).get("/").content.decode()
            assert there == (part != "parent"), part


# ---- one concern


def test_showing_a_concern_reads_it_and_keeps_who_looked(cast, dsl):
    told = story.staff(cast)
    assert dsl.head(at("concern", told.pk)).status_code == 200
    words = words_of(dsl.get(at("concern", told.pk)))
    assert "Martin Hale, 23 November 2026" in words
    assert Concern.objects.get().acknowledged_by == cast.dsl
    dsl.get(at("add", told.pk))
    assert AccessLog.objects.count() == 1


def test_the_words_of_a_child_and_of_the_grown_up_stand_apart(cast, dsl):
    told = story.outside(
        cast,
        "He would like it to stop.",
        door=Channel.PUPIL,
        childs_words="they left me out",
        written_for="His aunt",
        someone_at_home=True,
        trusted_adult=cast.teacher.pk,
        happened_words="on saturday",
    )
    page = dsl.get(at("concern", told.pk)).content.decode()
    childs, adults = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page)
    assert (childs, adults) == ("they left me out", "He would like it to stop.")
    words = words_of(dsl.get(at("concern", told.pk)))
    assert "What the grown-up who wrote it down adds (His aunt)" in words and "“on saturday”" in words
    assert "Asha Kapoor, and someone at home" in words and "Nobody can change this." in words


@pytest.mark.postgres
def test_words_that_were_changed_in_the_database_are_said_to_be(cast, dsl, concern):
    assert "not those that were told" not in words_of(dsl.get(at("concern", concern.pk)))
    # As somebody could who holds the database: what is sealed anew is let past the trigger.
    Concern.objects.update(words="Other words.", sealed_round=concern.sealed_round + 1)
    assert "not those that were told" in words_of(dsl.get(at("concern", concern.pk)))


def test_what_was_told_is_shown_as_words_and_never_as_markup(cast, dsl):
    told = story.staff(cast, "<b>bold</b> & <script>x</script>", exact_words="<i>said</i>")
    page = dsl.get(at("concern", told.pk)).content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in page and "<script>x" not in page and "<i>said" not in page


def test_the_page_says_of_clause_and_scope_whether_they_are_suggested_or_confirmed(cast, dsl, concern):
    words = words_of(dsl.get(at("concern", concern.pk)))
    assert words.count("Suggested, not confirmed") == 2
    dsl.post(at("scope", concern.pk), {"scope": "personal"})
    words = words_of(dsl.get(at("concern", concern.pk)))
    assert words.count("Suggested, not confirmed") == 1
    assert "Personal use that affects the school Confirmed by Martin Hale, 23 November Change scope" in words
    dsl.post(at("clause", concern.pk), {"clause": "5.p.8"})
    assert "Suggested, not confirmed" not in words_of(dsl.get(at("concern", concern.pk)))


def test_another_scope_than_was_told_takes_a_reason_and_the_page_shows_both(cast, dsl, concern):
    answer = dsl.post(at("scope", concern.pk), {"scope": "school", "reason": " "})
    assert "It was told as the other use. Give the reason" in words_of(answer)
    assert Concern.objects.get().scope == "personal" and not Entry.objects.filter(event="concerns.confirm_scope")
    dsl.post(at("scope", concern.pk), {"scope": "school", "reason": "It was the account of the school."})
    words = words_of(dsl.get(at("concern", concern.pk)))
    assert "Use for the school Confirmed by Martin Hale" in words and "It was the account of the school." in words
    assert "Told as: personal use that affects the school" in words
    dsl.post(at("scope", concern.pk), {"scope": "personal"})
    words = words_of(dsl.get(at("concern", concern.pk)))
    assert "Told as" not in words and "It was the account" not in words, "taken back"
    assert Entry.objects.filter(event="concerns.confirm_scope", clause="2.1").count() == 2


# ---- deeds: each allow beside its deny, and what was typed stays

SAID = {
    "add": ({"words": "The chat is closed."}, lambda c: c.addenda.get().words == "The chat is closed."),
    "answer": ({"words": "Thank you."}, lambda c: c.lines.get().words == "Thank you."),
    "clause": ({"clause": "5.p.8"}, lambda c: c.clause == "5.p.8" and c.clause_confirmed_at),
    "scope": (
        {"scope": "school", "reason": "It was the school's own account."},
        lambda c: (c.scope, c.first_scope) == ("school", "personal") and c.scope_confirmed_at,
    ),
    "harm": ({"harm": "rules", "urgent": "on", "reason": "x"}, lambda c: (c.harm, c.urgent) == ("rules", True)),
    "decide": ({"end": "no_action", "reason": "Settled."}, lambda c: c.decisions.get().end == Outcome.NO_ACTION),
    "pass": (
        lambda cast: {"person": cast.teacher.pk, "reason": "Class."},
        lambda c: c.reaches.filter(why="passed").exists(),
    ),
    "share": (
        lambda cast: {"person": cast.deputy.pk, "reason": "Look."},
        lambda c: c.reaches.filter(why="shared").exists(),
    ),
    "people": (
        lambda cast: {"person": cast.young_pupil.pk, "part": "harmed"},
        lambda c: c.about.filter(part="harmed").exists(),
    ),
}


@pytest.mark.parametrize("deed", SAID)
def test_each_deed_is_done_from_its_page_and_by_nobody_else(cast, dsl, concern, deed):
    said, is_done = SAID[deed]
    said = said(cast) if callable(said) else said
    place = at(deed, concern.pk) + ("?name=Arun" if deed == "people" else "")
    for part in ("head", "teacher", "office", "governor", "parent"):
        assert client_of(getattr(cast, part)).post(place, said).status_code == 404, part
    before = Concern.objects.values().get()
    assert dsl.post(place, {}).status_code == 200, "an empty form comes back with what is wrong"
    assert Concern.objects.values().get() == before
    assert dsl.post(place, said).url == at("concern", concern.pk)
    assert is_done(Concern.objects.get())


def test_a_step_an_end_taking_it_back_and_finishing(cast, dsl):
    told = story.read(story.bullying(cast), cast.dsl)
    page = words_of(dsl.get(at("concern", told.pk)))
    assert "Still missing: what was found when it was looked into what came of it" in page
    kept = dsl.post(at("decide", told.pk), {"end": "no_action", "reason": "They are friends again."})
    assert "A report of bullying cannot end like this yet" in words_of(kept)
    assert "They are friends again." in kept.content.decode()
    for step in BullyingStep:
        dsl.post(at("step", told.pk, step.value), {"words": f"words of {step}"})
    assert dsl.get(at("step", told.pk, "nonsense")).status_code == 404
    said = {"end": "open_case", "reason": "It goes on."}
    assert dsl.post(at("decide", told.pk), said).status_code == 200, "that is decided where the case is opened"
    outcomes.decide(told, end=Outcome.OPEN_CASE, reason="It goes on.", by=story.fresh(cast.dsl), at=MONDAY)
    assert Concern.objects.get().status == "looked_into"
    dsl.post(at("finish", told.pk), {"reason": "The case has ended."})
    assert Concern.objects.get().status == "finished"
    dsl.post(at("take_back", told.pk), {"reason": "One more child."})
    assert "Decided before, and taken back" in words_of(dsl.get(at("concern", told.pk)))


def test_the_second_of_two_readers_is_told_what_the_first_did(cast, dsl, concern):
    other = client_of(cast.deputy_dsl)
    said = {"end": "no_action", "reason": "Settled."}
    assert dsl.post(at("decide", concern.pk), said).status_code == 302
    answer = other.post(at("decide", concern.pk), said)
    assert "Martin Hale has decided this already: no further action." in words_of(answer)
    assert "Settled." in answer.content.decode()


def test_what_is_much_alike_is_offered_and_linked(cast, dsl):
    one = story.outside(cast, "They threw his shoes over the fence behind the hall.")
    two = story.outside(cast, "They threw his shoes over the fence near the hall again.")
    page = dsl.get(at("concern", one.pk)).content.decode()
    assert f"{at('link', one.pk)}?number={two.number}" in page
    dsl.post(at("link", one.pk), {"number": two.number})
    assert "Linked" in words_of(dsl.get(at("concern", two.pk)))
    assert "cannot be linked to itself" in words_of(dsl.post(at("link", one.pk), {"number": one.number}))


# ---- files


def shown(client, concern, page: int = 1):
    return client.get(at("file_page", concern.evidence.get().pk, page))


def test_a_file_is_blurred_until_asked_for_and_every_asking_is_kept(cast, dsl, concern):
    file = concern.evidence.get()
    assert shown(dsl, concern).status_code == 404, "nobody has asked for it"
    asked = dsl.get(at("file", file.pk)).content.decode()
    assert at("file_blurred", file.pk) in asked and at("file_page", file.pk, 1) not in asked
    assert "see you at the swings" not in asked, "nor the words in it"
    assert not AccessLog.objects.filter(evidence=file).exists()
    mist = dsl.get(at("file_blurred", file.pk))
    assert (mist.content, mist["Content-Type"]) == (b"blurred", "image/jpeg")

    assert dsl.post(at("file", file.pk)).url == at("file", file.pk)
    assert "see you at the swings" in dsl.get(at("file", file.pk)).content.decode()
    answer = shown(dsl, concern)
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert "no-store" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
    assert (shown(dsl, concern, 2).content, shown(dsl, concern, 2)["Content-Type"]) == (b"\xff\xd8second", "image/jpeg")
    assert {shown(dsl, concern, page).status_code for page in (0, 3)} == {404}
    look = AccessLog.objects.get(evidence=file)
    assert (look.person, look.original) == (cast.dsl, False)
    assert Entry.objects.filter(event="concerns.look_at_evidence").count() == 1
    assert "Martin Hale, 23 November 2026 at 10:00: chat.png" in words_of(dsl.get(at("concern", concern.pk)))


def test_one_readers_asking_opens_it_to_no_other_and_not_for_long(cast, dsl, concern):
    dsl.post(at("file", concern.evidence.get().pk))
    assert shown(client_of(cast.deputy_dsl), concern).status_code == 404
    assert shown(client_of(cast.head), concern).status_code == 404
    AccessLog.objects.filter(evidence__isnull=False).update(at=MONDAY - timedelta(minutes=16))
    assert shown(dsl, concern).status_code == 404


def test_the_original_is_saved_only_by_the_lead_and_only_with_a_reason(cast, dsl, concern):
    place = at("file_original", concern.evidence.get().pk)
    assert client_of(cast.deputy_dsl).get(place).status_code == 403
    assert client_of(cast.head).get(place).status_code == 404, "it does not reach the head"
    assert "Enter reason" in words_of(dsl.post(place, {"reason": ""}))
    assert not AccessLog.objects.filter(original=True).exists()
    answer = dsl.post(place, {"reason": "The police ask for it."})
    assert answer.content == b"picture of a chat" and answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="chat.png"'
    assert "no-store" in answer["Cache-Control"]
    look = AccessLog.objects.get(original=True)
    assert (look.person, look.reason) == (cast.dsl, "The police ask for it.")
    assert "the original of chat.png (The police ask for it.)" in words_of(dsl.get(at("concern", concern.pk)))


def test_a_file_that_the_disk_has_lost_is_said_to_be_lost(cast, dsl, concern, settings):
    file = concern.evidence.get()
    (settings.MEDIA_ROOT / file.path).unlink()
    answer = dsl.post(at("file_original", file.pk), {"reason": "The police ask for it."})
    assert "The disk no longer has this file." in words_of(answer)
    assert not AccessLog.objects.filter(original=True).exists()


@pytest.mark.parametrize("kept", ["chat.png", "note.mp3"])
def test_a_lost_copy_is_said_in_words_with_what_can_be_done(cast, dsl, settings, kept):
    sound = {"media_type": "audio/mpeg", "blurred": b"", "shown": b"ID3clean"} if kept == "note.mp3" else {}
    told = story.read(story.staff(cast, enclosures=(story.picture(name=kept, **sound),)), cast.dsl)
    file, deputy = told.evidence.get(), client_of(cast.deputy_dsl)
    assert "Copy lost" not in words_of(dsl.get(at("concern", told.pk)))
    dsl.post(at("file", file.pk))
    (settings.MEDIA_ROOT / file.shown_path).unlink()
    for client, said in ((dsl, "You may open it below"), (deputy, "Martin Hale may open it, with a reason")):
        page = client.get(at("file", file.pk))
        assert "The copy that is shown here is no longer on the disk." in words_of(page)
        assert "the original is still here, sealed and unchanged" in words_of(page) and said in words_of(page)
        assert "<img" not in page.content.decode().split("<main")[1] and "<audio" not in page.content.decode()
        assert "Copy lost" in words_of(client.get(at("concern", told.pk)))
    assert dsl.get(at("file_original", file.pk)).status_code == 200
    (settings.MEDIA_ROOT / file.path).unlink()
    words = words_of(dsl.get(at("file", file.pk)))
    assert "The sealed original is not on the disk either. Tell IT today" in words
    assert "Open the original file" not in words


def test_a_lost_page_or_mist_counts_as_a_lost_copy(cast, dsl, concern, settings):
    file = concern.evidence.get()
    for path in (file.page_path(2), file.blurred_path):
        assert "no longer on the disk" not in words_of(dsl.get(at("file", file.pk)))
        kept = (settings.MEDIA_ROOT / path).read_bytes()
        (settings.MEDIA_ROOT / path).unlink()
        assert "no longer on the disk" in words_of(dsl.get(at("file", file.pk)))
        (settings.MEDIA_ROOT / path).write_bytes(kept)


def test_a_name_of_a_file_cannot_write_headers(cast, dsl):
    told = story.read(story.staff(cast, enclosures=(story.picture(name='x".html\r\nA: b'),)), cast.dsl)
    answer = dsl.post(at("file_original", told.evidence.get().pk), {"reason": "x"})
    assert answer["Content-Disposition"] == 'attachment; filename="x.htmlA_b"'


def test_a_sound_is_heard_in_its_own_type(cast, dsl):
    sound = story.picture(b"ID3", name="note.mp3", media_type="audio/mpeg", blurred=b"", shown=b"ID3clean")
    told = story.read(story.staff(cast, enclosures=(sound,)), cast.dsl)
    file = told.evidence.get()
    assert dsl.get(at("file_blurred", file.pk)).status_code == 404
    dsl.post(at("file", file.pk))
    page = dsl.get(at("file", file.pk))
    assert "<audio" in page.content.decode() and "media-src 'self'" in page["Content-Security-Policy"]
    assert shown(dsl, told)["Content-Type"] == "audio/mpeg"


def test_a_file_that_may_not_be_kept_is_named_and_nothing_is_kept(cast, dsl, concern):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = dsl.post(at("attach", concern.pk), {"file": SimpleUploadedFile("note.png", b"not a picture")})
    assert "note.png: " in words_of(answer) and concern.evidence.count() == 1
    answer = dsl.post(at("attach", concern.pk), {"file": SimpleUploadedFile("empty.png", b"")})
    assert "empty.png: This file is empty." in words_of(answer)


def test_a_file_is_examined_kept_and_blurred(cast, dsl, concern):
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    kept = io.BytesIO()
    Image.new("RGB", (80, 60), "teal").save(kept, "PNG")
    answer = dsl.post(at("attach", concern.pk), {"file": SimpleUploadedFile("tea.png", kept.getvalue())})
    assert answer.url == at("concern", concern.pk)
    new = concern.evidence.order_by("at").last()
    assert dsl.get(at("file_blurred", new.pk)).content.startswith(b"\xff\xd8")


def test_every_page_of_a_file_outlives_the_cleaning_of_stray_ones(cast, dsl, concern):
    scheduled.tidy(cast.school, by=access.Machine(cast.school.pk), at=MONDAY + timedelta(days=400))
    file = evidence.evidence_for(story.fresh(cast.dsl), concern.evidence.get().pk)
    assert (file.original(), file.page(1), file.page(2), file.blurred()) == (
        b"picture of a chat",
        PNG,
        b"\xff\xd8second",
        b"blurred",
    )


# ---- settings, and words about time


def test_waiting_times_are_set_on_their_page_and_what_is_wrong_is_said(cast, dsl):
    said = {"urgent_minutes": 15, "other_minutes": 60, "answer_days": 5, "alarm_minutes": 20, "quiet_days": 5}
    for part in ("chair", "deputy_dsl", "teacher", "parent"):
        assert client_of(getattr(cast, part)).post(at("settings"), said).status_code == 403
    wrong = dsl.post(at("settings"), {**said, "urgent_minutes": 90})
    assert "what is urgent waits no longer than the rest" in words_of(wrong)
    assert 'value="90"' in wrong.content.decode() and not Settings.objects.exists()
    assert dsl.post(at("settings"), said).url == at("queue")
    held = Settings.objects.get()
    assert {name: getattr(held, name) for name in said} == said


@pytest.mark.parametrize(
    "minutes,words",
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (179, "2 hours"),
        (1440, "1 day"),
        (13 * 1440, "13 days"),
        (14 * 1440, "2 weeks"),
        (-5, "less than a minute"),
    ],
)
def test_time_is_said_in_its_largest_unit(minutes, words):
    assert rules.waited(MONDAY - timedelta(minutes=minutes), MONDAY) == words
