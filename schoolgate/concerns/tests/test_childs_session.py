"""A child's session can be opened by others: it shows no words and writes none as the child without what the child keeps."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person
from schoolgate.community.signin import opening
from schoolgate.concerns import receipts
from schoolgate.concerns.actions import telling
from schoolgate.concerns.models.chronicle import Message, OpenedSession
from schoolgate.concerns.models.concern import About, Concern
from schoolgate.concerns.queries import telling as queries
from schoolgate.concerns.queries import todo
from schoolgate.concerns.rules import ConcernPart
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.childs_story import (
    ANSWERS,
    ATTACKS,
    DAY,
    LIE,
    SECRET,
    as_self,
    by_card,
    everything,
    fresh,
    opened_by,
    pictures_on,
    press,
    tell,
    told,
    wrong,
)
from schoolgate.config import trail
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db


# ---- the attack


@pytest.mark.parametrize("attack", ATTACKS)
def test_nobody_who_opens_a_childs_session_reads_what_was_told_or_answered(cast, attack):
    concern, _ = told(cast)
    client = ATTACKS[attack](cast)
    shown = everything(client, concern)
    assert "bluebell" not in shown and "campion" not in shown and str(concern.pk) not in shown
    assert client.get(reverse("concerns:told_one", args=[concern.pk])).status_code == 404


@pytest.mark.parametrize("attack", [*ATTACKS, "the child or whoever has the card"])
def test_nor_do_they_see_whether_the_child_told_something_at_all(cast, attack):
    come_in = ATTACKS.get(attack, as_self)
    before = everything(come_in(cast), Concern(pk="00000000-0000-4000-8000-000000000000"))
    tell(as_self(cast))
    concern = Concern.objects.get()
    unanswered = everything(come_in(cast), concern)
    Concern.objects.all().delete()
    concern, _ = told(cast)
    answered = everything(come_in(cast), concern)
    Message.objects.update(read_at=MONDAY)
    seen = everything(come_in(cast), concern)
    for after in (unanswered, answered, seen):
        assert "We have it" not in after and "An answer waits" not in after and "You told us something on" not in after
        assert bare(before) == bare(after)


def bare(shown: str) -> str:
    """The page without what is drawn anew for each request."""
    return re.sub(r'(nonce|value|content)="[^"]*"|\d+ minutes?', "", shown)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nobody_answers_as_the_child(cast, attack):
    concern, _ = told(cast)
    client = ATTACKS[attack](cast)
    there = reverse("concerns:told_one", args=[concern.pk])
    for data in ({"words": LIE}, {"words": LIE, "page": receipts.page_token()}, {"words": LIE, "page": "x"}):
        assert client.post(there, data).status_code == 404
        client.post(reverse(ANSWERS), data)
    assert not Message.objects.filter(from_school=False).exists()
    assert Message.objects.get(from_school=True).read_at is None, "nor is the answer marked as read"


def test_no_deed_as_the_child_takes_the_session_alone(cast):
    concern, _ = told(cast)
    who = {"concern_id": concern.pk, "by": fresh(cast.pupil), "at": MONDAY}
    with pytest.raises(access.Refused):
        telling.reply(cast.school, words=LIE, **who)
    with pytest.raises(access.Refused):
        telling.see_answers(cast.school, **who)


@pytest.mark.parametrize("who", ["office", "it", "dsl", "assistant", "other_teacher", "parent"])
def test_others_open_no_session_of_the_child_and_make_no_card(cast, who):
    concern, _ = told(cast)
    client = client_of(getattr(cast, who))
    opened = client.post(reverse("signin:open_session", args=[cast.kestrels.pk]), {"pupil": cast.pupil.pk})
    cards = client.post(reverse("signin:cards", args=[cast.kestrels.pk]), {"whom": cast.pupil.pk})
    assert {opened.status_code, cards.status_code} <= {403, 404}
    for address in (reverse("concerns:told_one", args=[concern.pk]), reverse(ANSWERS)):
        shown = client.get(address, follow=True).content.decode()
        assert "bluebell" not in shown and "campion" not in shown


def test_a_session_opened_before_the_child_told_shows_nothing_afterwards(cast):
    client = opened_by(cast, cast.teacher)
    there = reverse("concerns:child", args=["larkhollow"])
    token = page.value(client.get(there), "token")
    child = as_self(cast)
    child.post(
        there,
        {
            "token": token,
            "what": "mean",
            "whom": "child",
            "how": "write",
            "words": SECRET,
            "step": "who",
            "adult": "any",
        },
    )
    concern = Concern.objects.get()
    shown = everything(client, concern)
    assert "bluebell" not in shown
    again = client.post(
        there,
        {"token": token, "what": "mean", "whom": "child", "how": "write", "words": "x", "step": "who", "adult": "any"},
    )
    assert pictures_on(again) == () and page.receipt(again) == "", (
        "whoever kept the form sees nothing that leads to words"
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_pictures_are_not_found_by_trying(cast, attack):
    concern, pictures = told(cast)
    client = ATTACKS[attack](cast)
    for _ in range(5):
        assert "Those are not the right pictures" in page.words(press(client, wrong(pictures)))
    assert "bluebell" not in page.words(press(client, pictures)), "too many in an hour, though these are right"
    with time_machine.travel(MONDAY + timedelta(hours=1, minutes=1)):
        for _ in range(5):
            press(ATTACKS[attack](cast), wrong(pictures))
    Concern.objects.filter(pk=concern.pk).update(wrong_pictures=20)
    with time_machine.travel(MONDAY + timedelta(hours=3)):
        assert "bluebell" not in page.words(press(ATTACKS[attack](cast), pictures)), "and at some time never again"


def test_wrong_pictures_look_the_same_whether_or_not_the_child_told(cast):
    def shown() -> str:
        client = opened_by(cast, cast.teacher)
        return bare("".join(press(client, ("sun", "fish", "car", "cat")).content.decode() for _ in range(7)))

    before = shown()
    told(cast)
    with time_machine.travel(MONDAY + timedelta(hours=2)):
        assert shown() == before


def test_readers_are_told_of_wrong_pictures(cast):
    concern, pictures = told(cast)
    client = opened_by(cast, cast.teacher)
    for _ in range(3):
        press(client, wrong(pictures))
    About.objects.filter(concern=concern).delete()
    assert "Wrong pictures were pressed 3 times" in page.words(
        client_of(cast.dsl).get(reverse("concerns:concern", args=[concern.pk]))
    )


# ---- the child


def test_with_the_pictures_a_child_reads_the_answer_and_writes_back(cast):
    concern, pictures = told(cast)
    assert len(pictures) == 4 == len(set(pictures))
    client = as_self(cast)
    shown = press(client, pictures)
    assert "bluebell" in page.words(shown) and "campion" in page.words(shown) and "no-store" in shown["Cache-Control"]
    assert Message.objects.get(from_school=True).read_at is not None
    sent = client.post(reverse(ANSWERS), {"page": page.value(shown, "page"), "words": "Thank you, foxglove."})
    assert "Sent. Thank you." in page.words(sent) and "foxglove" in page.words(sent)
    line = Message.objects.get(from_school=False)
    assert (line.words, line.by_id, line.concern_id) == ("Thank you, foxglove.", cast.pupil.pk, concern.pk)
    empty = client.post(reverse(ANSWERS), {"page": page.value(sent, "page"), "words": ""})
    assert "Write something first" in page.words(empty) and Message.objects.filter(from_school=False).count() == 1


def test_each_thing_that_a_child_told_has_pictures_of_its_own(cast):
    client = as_self(cast)
    first, second = pictures_on(tell(client, "First, bluebell.")), pictures_on(tell(client, "Second, campion."))
    assert first != second
    assert "bluebell" in page.words(press(client, first)) and "campion" in page.words(press(client, second))
    assert "campion" not in page.words(press(client, first))


def test_the_pictures_of_one_child_open_nothing_of_another(cast):
    _, pictures = told(cast)
    other = client_of(Person.objects.get(first_name="Liam"))
    assert "bluebell" not in page.words(press(other, pictures))
    page_of_maya = press(as_self(cast), pictures)
    stolen = other.post(reverse(ANSWERS), {"page": page.value(page_of_maya, "page"), "words": LIE})
    assert "bluebell" not in page.words(stolen) and not Message.objects.filter(from_school=False).exists()


def test_a_childs_numbers_work_too_and_are_on_no_other_page(cast):
    client = as_self(cast)
    thanks = tell(client)
    receipt = page.receipt(thanks)
    concern = Concern.objects.get()
    assert receipt and receipt not in everything(client, concern)
    there = reverse("concerns:receipt", args=["larkhollow"])
    opened = Client().post(there, {"receipt": receipt, "page": page.value(Client().get(there), "page")})
    assert "bluebell" in page.words(opened)


def test_nothing_that_leads_to_the_words_is_stored_or_printed(cast):
    concern, pictures = told(cast)
    stored = " ".join(str(value) for value in vars(Concern.objects.get()).values())
    assert (
        not any(picture in stored for picture in pictures if picture not in SECRET) or "-".join(pictures) not in stored
    )
    assert concern.pictures == () == Concern.objects.get().pictures
    cards = (
        client_of(cast.teacher)
        .post(reverse("signin:cards", args=[cast.kestrels.pk]), {"whom": str(cast.pupil.pk)})
        .content.decode()
    )
    card = re.search(r"sg-pupil-card__pictures(.*?)</ol>", cards, re.DOTALL)
    assert card and tuple(re.findall(r"\d\. (\w+)", card[1])) != pictures


def test_an_adult_who_told_reads_it_signed_in_as_before(cast):
    concern = story.staff(cast, "She was sad, bluebell.", by=cast.assistant)
    client = client_of(cast.assistant)
    assert "bluebell" in page.words(client.get(reverse("concerns:told_one", args=[concern.pk])))
    assert client.get(reverse(ANSWERS)).url == reverse("concerns:told")


# ---- what readers are told


def test_readers_see_who_opened_the_session_that_something_was_written_in(cast):
    tell(opened_by(cast, cast.teacher), "They are mean, bluebell.")
    concern = Concern.objects.get()
    shown = page.words(client_of(cast.dsl).get(reverse("concerns:concern", args=[concern.pk])))
    assert (
        "Written in a session that Asha Kapoor opened for the child." in shown and "named in this concern" not in shown
    )
    About.objects.create(concern=concern, person=cast.teacher, part=ConcernPart.ABOUT.value)
    row = OpenedSession.objects.get()
    assert "They are named in this concern." in row.words and row.as_written and row.line is None


@pytest.mark.parametrize(
    ("days", "concerned", "words"),
    [
        (0, False, "a card that Asha Kapoor made less than 4 weeks before."),
        (27, False, "a card that Asha Kapoor made less than 4 weeks before."),
        (28, False, ""),
        (28, True, "a card that Asha Kapoor made. They are named in this concern."),
        (400, True, "a card that Asha Kapoor made. They are named in this concern."),
    ],
)
def test_readers_see_who_made_the_card_where_it_matters(cast, days, concerned, words):
    tell(by_card(cast, made_by=cast.teacher, at=MONDAY - days * DAY), "They are mean.")
    concern = Concern.objects.get()
    if concerned:
        About.objects.create(concern=concern, person=cast.teacher, part=ConcernPart.ABOUT.value)
    shown = OpenedSession.objects.get().words
    assert words in shown if words else shown == ""


def test_a_line_that_is_written_later_says_so_for_itself(cast):
    concern, pictures = told(cast)
    About.objects.filter(concern=concern).delete()
    opened = opened_by(cast, cast.teacher)
    shown = press(opened, pictures)
    opened.post(reverse(ANSWERS), {"page": page.value(shown, "page"), "words": "With my teacher, foxglove."})
    line = Message.objects.get(from_school=False)
    assert line.opened.person == cast.teacher and line.opened.how == opening.Opened.SESSION
    words = page.words(client_of(cast.dsl).get(reverse("concerns:concern", args=[concern.pk])))
    assert words.count("Written in a session that Asha Kapoor opened") == 1


def test_what_is_written_with_numbers_in_an_opened_session_says_so_too(cast):
    thanks = tell(as_self(cast))
    receipt, there = page.receipt(thanks), reverse("concerns:receipt", args=["larkhollow"])
    client = opened_by(cast, cast.head)
    shown = client.post(there, {"receipt": receipt, "page": page.value(client.get(there), "page")})
    client.post(there, {"receipt": receipt, "page": page.value(shown, "page"), "words": "Hello."})
    assert Message.objects.get(from_school=False).opened.person == cast.head


def test_who_opened_cannot_be_changed_later(cast):
    tell(opened_by(cast, cast.teacher))
    row = OpenedSession.objects.get()
    row.person = cast.head
    with pytest.raises(Exception, match="stays as it was written"):
        row.save()


# ---- lists, counts, the trail


def test_no_list_no_count_and_no_trail_tells_whom_it_is_about_that_a_child_told(cast):
    concern, pictures = told(cast)
    About.objects.create(concern=concern, person=cast.head, part=ConcernPart.ABOUT.value)
    press(as_self(cast), wrong(pictures))
    press(as_self(cast), pictures)
    assert "concerns.tell" in {entry.event for entry in trail.Entry.objects.all()}, "it is in the trail"
    seen = trail.seen_by(fresh(cast.head), MONDAY + DAY)
    kinds = {entry.event for entry in seen} | set(trail.choices(seen)["kinds"])
    assert kinds and not {kind for kind in kinds if kind.startswith("concerns.")}
    with pytest.raises(access.Refused):
        trail.seen_by(fresh(cast.teacher), MONDAY + DAY)
    for person in (cast.teacher, cast.head):
        shown = client_of(person).get(reverse("home")).content.decode()
        assert "Read a concern" not in shown and "bluebell" not in shown
    assert "concerns:" not in " ".join(task.url for task in todo.tasks_for(fresh(cast.pupil), MONDAY))


def test_a_pupil_has_no_form_of_the_parents_which_would_lead_back_to_words(cast):
    client = as_self(cast)
    for form in ("worry", "unhappy"):
        there = reverse(f"concerns:{form}", args=["larkhollow"])
        assert client.get(there).url == reverse("concerns:child", args=["larkhollow"])
        assert client.post(there, {"words": "x"}).status_code == 302
    assert Duty.PUPIL in fresh(cast.pupil).duties and not Concern.objects.exists()


def test_the_list_takes_as_many_queries_for_many_as_for_one(cast):
    client = as_self(cast)
    tell(client, "One.")
    first = count_of(client)
    for number in range(5):
        tell(client, f"{number}.")
    assert count_of(client) == first


def count_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as taken:
        client.get(reverse(ANSWERS))
    return len(taken)


def test_only_the_wrong_ones_are_counted_and_the_right_ones_open_at_once(cast):
    concern, pictures = told(cast)
    assert queries.by_pictures(fresh(cast.pupil), pictures, MONDAY) == concern
    assert queries.by_pictures(fresh(cast.pupil), wrong(pictures), MONDAY) is None
    assert Concern.objects.get().wrong_pictures == 1
