"""Parents, and anybody without an account: two doors, a receipt or a link, and a conversation."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.concerns import limits, rules
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries import telling
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart
from schoolgate.concerns.tests import page, story
from schoolgate.post.models import Message
from tests import cast as people
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(minutes=1)


def url(name, *args):
    return reverse(f"concerns:{name}", args=args or ["larkhollow"])


def tell(client, name="worry", **said):
    token = page.value(client.get(url(name)), "token")
    with time_machine.travel(LATER):
        whom = "other" if name == "unhappy" else "child"
        return client.post(url(name), {"token": token, "words": "He is online all night.", "whom": whom, **said})


def test_two_doors_and_no_list_of_pupils(client, cast):
    words = page.words(client.get(url("doors")))
    assert "A worry about a child, or about something online" in words
    assert "Something you are not happy with at school" in words
    for name in ("doors", "worry", "unhappy", "receipt", "child"):
        found = page.words(client.get(url(name)))
        assert not [item for item in ("Maya", "Arun", "Liam") if item in found], name


def test_only_who_is_signed_out_is_told_that_nobody_learns_who_they_are(client, cast):
    unnamed, named = "you need not say who you are.", "You are signed in as Priya Nair"
    stranger, parent = page.words(client.get(url("doors"))), page.words(client_of(cast.parent).get(url("doors")))
    assert f"You need no account here, and {unnamed}" in stranger and "signed in" not in stranger
    assert "no account here" not in parent and named in parent and "sign out first" in parent


def test_nothing_is_kept_in_the_browser_of_who_tells_without_a_name(client, cast):
    for answer in (client.get(url("worry")), tell(client)):
        assert set(client.cookies) == {"csrftoken"} and client.cookies["csrftoken"]["max-age"] == ""
        assert "no-store" in answer["Cache-Control"]


def test_an_anonymous_worry_is_answered_by_receipt(client, cast):
    told = tell(client, names="Ben from next door\nSomebody called Kit")
    concern, receipt = Concern.objects.get(), page.receipt(told)
    assert (concern.door, concern.kind, concern.entered_by) == (Channel.ANONYMOUS, ConcernKind.WORRY, None)
    assert [name.name for name in concern.names.all()] == ["Ben from next door", "Somebody called Kit"]
    assert "Martin Hale will read this." in page.words(told) and len(receipt.split()) == 4
    story.read(concern, cast.dsl)
    triage.say(concern, words="Thank you. Which game?", by=story.fresh(cast.dsl), at=LATER)
    opened = page.words(client.post(url("receipt"), {"receipt": receipt.replace(" ", "-")}))
    assert "Thank you. Which game?" in opened and "Someone who can help has read it." in opened
    again = page.words(client.post(url("receipt"), {"receipt": receipt, "words": "The one with cubes."}))
    assert "The one with cubes." in again and "Sent. Thank you." in again
    assert concern.lines.filter(from_school=False).get().words == "The one with cubes."
    assert not concern.lines.filter(from_school=True, read_at=None).exists()


def test_a_wrong_receipt_says_so_and_a_right_one_opens_when_many_were_wrong(client, cast, monkeypatch):
    receipt = page.receipt(tell(client))
    wrong = page.words(client.post(url("receipt"), {"receipt": "1111 1111 1111 1111"}))
    assert "We cannot find anything with this number." in wrong
    monkeypatch.setattr(limits, "WRONG_RECEIPTS", 1)
    wrong = page.words(client.post(url("receipt"), {"receipt": "1111 1111 1111 1112"}))
    assert "A number that is right always opens." in wrong
    right = page.words(client.post(url("receipt"), {"receipt": receipt}))
    assert "We cannot find anything" not in right and "all night" in right
    assert "Enter your receipt" in page.words(client.post(url("receipt"), {}))


def test_criticism_is_acknowledged_at_once_and_answered_by_a_date(client, cast):
    told = page.words(tell(client, "unhappy", wish="Please say sorry.", contact="jo@home.example"))
    concern = Concern.objects.get()
    assert (concern.kind, concern.door, concern.goes_to) == (ConcernKind.UNHAPPY, Channel.PARENT, Duty.HEAD)
    assert "You will have an answer by <strong>Monday 7 December 2026</strong>" in told
    assert "jo@home.example" in told and concern.words.endswith("What would put it right: Please say sorry.")
    assert not Message.objects.filter(person=None).exists(), (
        "anybody may type anybody's address: first somebody reads it"
    )
    story.read(concern, cast.head)
    body = Message.objects.get(person=None).body
    link = "/tell/follow/" + body.split("/tell/follow/")[1].strip()
    opened = page.words(client.get(link))
    assert "You will have an answer by" in opened and "Please say sorry." in opened
    assert client.post(link, {"words": "And tea."}).status_code == 302
    assert "And tea." in page.words(client.get(link))
    assert "This link has ended" in page.words(client.get(link[:-3] + "x/"), 404)


def test_a_link_in_a_mail_may_be_opened_by_a_machine_and_marks_nothing(client, cast):
    tell(client, "unhappy", contact="jo@home.example")
    concern = Concern.objects.get()
    story.read(concern, cast.head)
    token = Message.objects.get(person=None).body.split("/tell/follow/")[1].split("/")[0]
    client.get(url("follow", token))
    assert concern.lines.get(from_school=True).read_at is None


def test_a_parent_who_is_signed_in_chooses_among_their_own_children(cast):
    client = client_of(cast.parent)
    form = page.words(client.get(url("worry")))
    assert "Maya Nair" in form and "Arun Nair" in form and "Liam" not in form
    told = page.words(tell(client, children=[cast.pupil.pk]))
    concern = Concern.objects.get()
    assert (concern.entered_by, concern.door) == (cast.parent, Channel.PARENT) and "data-receipt" not in told
    assert [(example.person, example.part) for example in concern.about.all()] == [(cast.pupil, ConcernPart.HARMED)]
    liam = people.Person.objects.get(first_name="Liam")
    assert "There is a problem" in page.words(tell(client, children=[liam.pk]))
    assert Concern.objects.count() == 1


def test_a_parent_who_is_signed_in_may_tell_without_a_name(cast):
    told = tell(client_of(cast.parent), children=[cast.pupil.pk], unnamed="on")
    concern = Concern.objects.get()
    assert (concern.entered_by, concern.door) == (None, Channel.ANONYMOUS) and page.receipt(told)
    assert not concern.about.exists() and [name.name for name in concern.names.all()] == ["Maya Nair"]
    assert not telling.told_by(cast.parent).exists()


def test_a_name_that_is_the_dsls_sends_it_elsewhere(client, cast):
    told = page.words(tell(client, names="Mr Hale"))
    assert "Ruth Adeyemi will read this." in told and Concern.objects.get().goes_to == Duty.HEAD


def test_a_file_that_is_not_what_it_says_is_named_and_the_words_stay(client, cast):
    svg = SimpleUploadedFile("chat.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>")
    video = SimpleUploadedFile("photo.jpg", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 60)
    token = page.value(client.get(url("worry")), "token")
    with time_machine.travel(LATER):
        said = {"token": token, "words": "Kept here.", "evidence": [svg, video], "names": "Kit"}
        words = page.words(client.post(url("worry"), said))
    assert "chat.png:" in words and "photo.jpg:" in words and "There is a problem" in words
    assert "Kept here.</textarea>" in words and "Kit</textarea>" in words and f'value="{token}"' in words
    assert not Concern.objects.exists()


def test_what_a_parent_began_is_found_again_until_sent_or_left(cast):
    client = client_of(cast.parent)
    said = {"words": "Half a", "children": [cast.pupil.pk], "unnamed": "on"}
    assert "Kept at 10:00" in page.words(client.post(url("keep", "worry"), said))
    again = page.words(client.get(url("worry")))
    assert "Half a</textarea>" in again and "You began this before" in again and again.count(" checked") == 2
    assert "Half a" not in page.words(client.get(url("unhappy")))
    assert "Half a" not in page.words(client_of(cast.teacher).get(url("worry")))
    client.get(reverse("concerns:leave"))
    assert "Half a" not in page.words(client_of(cast.parent).get(url("worry")))
    client = client_of(cast.parent)
    client.post(url("keep", "worry"), said)
    tell(client)
    assert "Half a" not in page.words(client.get(url("worry")))


def test_nothing_is_kept_on_the_server_for_who_is_not_signed_in_or_is_a_pupil(client, cast):
    assert "You have been signed out" in page.words(client.post(url("keep", "worry"), {"words": "x"}))
    assert client_of(cast.pupil).post(url("keep", "worry"), {"words": "x"}).status_code == 403
    assert client_of(cast.parent).post(url("keep", "colleague"), {"words": "x"}).status_code == 403
    assert client_of(cast.parent).post(url("keep", "nothing"), {"words": "x"}).status_code == 404
    assert url("keep", "worry") not in page.words(client.get(url("worry"))) and not Draft.objects.exists()


def test_files_that_come_with_no_form_of_ours_are_not_even_looked_into(client, cast, monkeypatch):
    from schoolgate.engines.evidence import sandbox

    monkeypatch.setattr(sandbox, "examine_apart", lambda *_: pytest.fail("looked into"))
    page.value(client.get(url("worry")), "token")
    file = SimpleUploadedFile("chat.png", b"\x89PNG\r\n")
    words = page.words(client.post(url("worry"), {"token": "forged", "words": "Kept.", "evidence": file}))
    assert "Your words are still here" in words and "Kept.</textarea>" in words and 'value="forged"' not in words
    child = {"step": "who", "what": "mean", "whom": "child", "how": "draw", "adult": "any", "token": "forged"}
    child["drawing"] = "data:image/png;base64,iVBORw0KGgo="
    assert "Your words are still here" in page.words(client.post(url("child"), child))


def test_a_form_sent_twice_is_one_concern_with_one_receipt(client, cast):
    token = page.value(client.get(url("worry")), "token")
    with time_machine.travel(LATER):
        said = {"token": token, "words": "Once.", "whom": "child"}
        receipts = [page.receipt(client.post(url("worry"), said)) for _ in range(2)]
    assert receipts[0] and receipts[0] == receipts[1] and Concern.objects.count() == 1


def test_being_slowed_down_is_kind_and_keeps_the_words(client, cast, monkeypatch):
    monkeypatch.setitem(limits.TOLD, Channel.ANONYMOUS, 0)
    words = page.words(tell(client))
    assert "Your words are still here" in words and "He is online all night.</textarea>" in words
    assert "I need help right now" in words and not Concern.objects.exists()


def test_what_one_told_is_ones_own(cast):
    tell(client_of(cast.parent))
    concern = Concern.objects.get()
    mine = client_of(cast.parent)
    assert "He is online all night." in page.words(mine.get(reverse("concerns:told")))
    assert "He is online all night." in page.words(mine.get(url("told_one", concern.pk)))
    for other in (cast.dsl, cast.teacher, cast.pupil):
        assert client_of(other).get(url("told_one", concern.pk)).status_code == 404
        assert "online all night" not in page.words(client_of(other).get(reverse("concerns:told"), follow=True))


def test_an_answer_is_new_until_it_is_looked_at(cast):
    client = client_of(cast.parent)
    tell(client)
    concern = Concern.objects.get()
    story.read(concern, cast.dsl)
    triage.say(concern, words="Come and see me.", by=story.fresh(cast.dsl), at=LATER)
    assert "New answer" in page.words(client.get(reverse("concerns:told")))
    assert "Come and see me." in page.words(client.get(url("told_one", concern.pk)))
    assert "New answer" not in page.words(client.get(reverse("concerns:told")))
    client.post(url("told_one", concern.pk), {"words": "I will."})
    assert concern.lines.filter(from_school=False).get().by == cast.parent


def test_the_list_takes_the_same_number_of_queries_however_long(cast, django_assert_num_queries):
    client = client_of(cast.assistant)
    story.staff(cast)
    client.get(reverse("concerns:told"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("concerns:told"))
    for n in range(8):
        story.staff(cast, f"Number {n}", token=f"t{n}")
    with django_assert_num_queries(len(few)):
        client.get(reverse("concerns:told"))


def test_when_nobody_can_read_it_the_teller_is_told(client, cast):
    for member in cast.members().values():
        if member is not None:
            member.roles.filter(duty__in=("dsl", "deputy_dsl", "head", "deputy", "chair")).update(
                until_on=MONDAY.date() - timedelta(days=1)
            )
    assert "No one at school can read this online at the moment." in page.words(tell(client))


def test_there_is_no_door_of_a_school_that_is_not_there(client, cast):
    for name in ("doors", "worry", "unhappy", "receipt", "child"):
        assert client.get(url(name, "nowhere")).status_code == 404


def test_a_reply_with_a_receipt_is_never_known_to_be_the_persons(cast):
    client = client_of(cast.parent)
    receipt = page.receipt(tell(client, unnamed="on"))
    client.post(url("receipt"), {"receipt": receipt, "words": "More."})
    assert Concern.objects.get().lines.get(from_school=False).by is None


def test_rules_hold_whatever_the_page_says(cast):
    with pytest.raises(access.Refused):
        concern_people.people_to_name(story.fresh(cast.parent), "ma", MONDAY.date())
    assert rules.ConcernKind.WORRY not in rules.STAFF_ONLY
