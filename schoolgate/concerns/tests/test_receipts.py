"""Coming back: by receipt, by the link in a mail, or signed in."""

from datetime import timedelta

import pytest
import time_machine

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.concerns import limits, receipts, rules
from schoolgate.concerns.actions import telling as concern_telling
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.queries import telling, todo
from schoolgate.concerns.rules import Channel, ConcernKind
from schoolgate.concerns.tests import story
from schoolgate.post import outbox
from schoolgate.post.models import Message as Mail
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


def outsider(cast):
    return access.Outsider(cast.school.pk)


def test_a_receipt_opens_a_conversation(cast):
    concern = story.outside(cast)
    story.read(concern, cast.dsl)
    triage.say(concern, words="Thank you. When was this?", by=story.fresh(cast.dsl), at=MONDAY)
    page = telling.by_receipt(cast.school, concern.receipt, MONDAY)
    assert [line.words for line in page.lines] == ["Thank you. When was this?"]
    assert page.status_words == "Someone who can help has read it." and page.words == story.PLAIN
    concern_telling.reply(cast.school, words="On Friday.", receipt=concern.receipt, by=outsider(cast), at=MONDAY)
    page = telling.by_receipt(cast.school, concern.receipt, MONDAY)
    assert [(line.words, line.from_school) for line in page.lines][1] == ("On Friday.", False)
    assert Message.objects.get(from_school=True).read_at == MONDAY


def test_spaces_and_dashes_do_not_count(cast):
    concern = story.outside(cast)
    for written in (concern.receipt.replace(" ", ""), concern.receipt.replace(" ", "-"), f"  {concern.receipt} "):
        assert telling.by_receipt(cast.school, written, MONDAY).id == concern.pk


@pytest.mark.parametrize(
    "written",
    [
        "1234567890123456",
        "1234 5678 9012 3456",
        " 1234-5678–9012.3456 ",
        "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6",
        "١٢٣٤ ٥٦٧٨ ٩٠١٢ ٣٤٥٦",
    ],  # noqa: RUF001
)
def test_a_receipt_may_be_written_as_anybody_writes_figures(written):
    assert receipts.typed(written) == "1234 5678 9012 3456"


@pytest.mark.parametrize(
    "written,says",
    [
        ("1234 5678 9012 345", "15 figures are here"),
        ("1234 5678 9012 3456 7", "17 figures are here"),
        ("1", "1 figure is here"),
        ("-", "no figures are here"),
        ("1234 5678 9O12 3456", "no letters"),
    ],
)
def test_what_can_be_no_receipt_says_why_and_counts_as_no_guess(cast, client, monkeypatch, written, says):
    with pytest.raises(Broken, match=says):
        receipts.typed(written)
    place = "/tell/larkhollow/receipt/"
    with monkeypatch.context() as counting:
        counting.setattr(limits, "count_wrong_receipt", lambda *_, **__: pytest.fail("it was counted"))
        assert says in client.post(place, {"receipt": written}).content.decode()
    told = story.outside(cast)
    assert story.PLAIN in client.post(place, {"receipt": told.receipt}).content.decode()


def test_the_receipt_is_printed_alone(client, cast):
    from schoolgate.concerns.tests import page

    form = client.get("/tell/larkhollow/worry/")
    said = {"token": page.value(form, "token"), "words": "marigold", "whom": "child", "contact": "jo@home.example"}
    with time_machine.travel(MONDAY + timedelta(minutes=1)):
        words = page.words(client.post("/tell/larkhollow/worry/", said))
    slip = words.split('class="sg-receipt-slip"')[1].split("</section>")[0]
    assert "marigold" not in words and "jo@home" not in slip and "/tell/larkhollow/receipt/" in slip
    assert slip.count("<span>") == 4 and "data-prints" in words


def test_a_wrong_receipt_opens_nothing(cast, other_school):
    concern = story.outside(cast)
    for wrong in ("", "0000 0000 0000 0000", "x", concern.receipt[:-1], concern.receipt + "1"):
        assert telling.by_receipt(cast.school, wrong, MONDAY) is None
    assert telling.by_receipt(other_school.school, concern.receipt, MONDAY) is None
    with pytest.raises(access.Refused):
        concern_telling.reply(cast.school, words="x", receipt="1234", by=outsider(cast), at=MONDAY)
    with pytest.raises(access.Refused):
        concern_telling.reply(cast.school, words="x", concern_id=concern.pk, by=outsider(cast), at=MONDAY)


def test_however_many_are_wrong_a_right_one_opens(cast, monkeypatch):
    monkeypatch.setattr(limits, "WRONG_RECEIPTS", 3)
    concern = story.outside(cast)
    for _ in range(9):
        assert telling.by_receipt(cast.school, "1", MONDAY, address="there") is None
    assert limits.too_many_wrong_receipts(cast.school.pk, MONDAY, address="there")
    for other in ("here", ""):
        assert not limits.too_many_wrong_receipts(cast.school.pk, MONDAY, address=other)
    for address in ("there", "here", ""):
        assert telling.by_receipt(cast.school, concern.receipt, MONDAY, address=address).id == concern.pk


def test_a_right_and_a_wrong_receipt_are_looked_up_alike(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        telling._of_receipt(cast.school, "1")
    concern = story.outside(cast)
    with django_assert_num_queries(1):
        telling._of_receipt(cast.school, concern.receipt)


def test_receipts_are_worked_out_with_a_key_outside_the_database(cast, settings):
    token = receipts.form_token(MONDAY)
    one, digest = receipts.of(token), receipts.digest(receipts.of(token))
    settings.TRAIL_KEY = "another"
    assert receipts.of(token) != one and receipts.digest(one) != digest
    assert len({receipts.of(receipts.form_token(MONDAY)) for _ in range(500)}) == 500


def test_a_parent_without_an_account_follows_a_link_in_a_mail(cast, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    concern = story.outside(cast, "Lunch.", door=Channel.PARENT, kind=ConcernKind.UNHAPPY, contact="jo@home.example")
    story.read(concern, cast.head)
    (message,) = [mail for mail in Mail.objects.all() if mail.to == "jo@home.example"]
    assert message.person is None and message.subject == "Something is waiting for you in Schoolgate"
    token = message.body.split("/tell/follow/")[1].split("/")[0]
    assert telling.by_link(cast.school, token, MONDAY).id == concern.pk
    assert telling.by_link(cast.school, f"{token}x", MONDAY) is None
    concern_telling.reply(cast.school, words="And tea.", link=token, by=outsider(cast), at=MONDAY)
    assert concern.lines.last().words == "And tea."
    outbox.deliver(MONDAY)
    message.refresh_from_db()
    assert (message.state, message.to, message.body) == ("sent", "", ""), "the address goes when the mail has gone"
    with time_machine.travel(MONDAY + timedelta(days=121)):
        assert telling.by_link(cast.school, token, MONDAY) is None


def test_who_signed_in_comes_back_to_their_own(cast):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    triage.say(concern, words="Come and see me.", by=story.fresh(cast.dsl), at=MONDAY)
    titles = [task.title for task in todo.tasks_for(story.fresh(cast.assistant), MONDAY)]
    assert titles == ["The school has written to you"]
    concern_telling.see_answers(cast.school, concern_id=concern.pk, by=story.fresh(cast.assistant), at=MONDAY)
    assert todo.tasks_for(story.fresh(cast.assistant), MONDAY) == []
    with pytest.raises(access.Refused):
        concern_telling.reply(cast.school, words="x", concern_id=concern.pk, by=story.fresh(cast.office), at=MONDAY)


def test_a_reply_says_something_and_reaches_the_readers(cast):
    concern = story.outside(cast)
    Mail.objects.all().delete()
    with pytest.raises(Broken):
        concern_telling.reply(cast.school, words=" ", receipt=concern.receipt, by=outsider(cast), at=MONDAY)
    later = MONDAY + timedelta(hours=2)
    concern_telling.reply(cast.school, words="More.", receipt=concern.receipt, by=outsider(cast), at=later)
    assert set(Mail.objects.values_list("person", flat=True)) == {cast.dsl.pk, cast.deputy_dsl.pk}


def test_the_reporter_is_told_when_nobody_at_the_school_can_read_it(cast):
    concern = story.staff(cast)
    assert telling.status_page(cast.assistant, concern.pk, MONDAY).reaches_somebody
    for person in (cast.dsl, cast.deputy_dsl):
        person.roles.update(until_on=MONDAY.date() - timedelta(days=1))
    assert not telling.status_page(cast.assistant, concern.pk, MONDAY).reaches_somebody


def test_nothing_the_school_writes_for_itself_is_on_the_reporters_page(cast):
    concern = story.staff(cast)
    story.read(concern, cast.dsl)
    triage.add_addendum(concern, words="secret note", by=story.fresh(cast.dsl), at=MONDAY)
    triage.set_harm(
        concern, harm=rules.Harm.RULES, urgent=False, reason="secret reason", by=story.fresh(cast.dsl), at=MONDAY
    )
    assert "secret" not in str(vars(telling.status_page(cast.assistant, concern.pk, MONDAY)))
