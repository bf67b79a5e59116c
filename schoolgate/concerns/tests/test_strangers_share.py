"""A stranger takes neither the places in which files are looked at nor everybody's mailbox, and sends no child away."""

import base64
import io
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from PIL import Image

from schoolgate import access
from schoolgate.concerns import limits, rules, tasks
from schoolgate.concerns.actions import telling
from schoolgate.concerns.forms.telling import child
from schoolgate.concerns.forms.telling.fields import Unfit
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.watching import AccessLog, Notice
from schoolgate.concerns.rules import Channel, ConcernKind, Whom
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.test_flood import HERE, THERE, sender, url
from schoolgate.engines.evidence import sandbox, shapes, sizing
from schoolgate.post.models import Message
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db]
MINUTE = timedelta(minutes=1)
VICTIM = "victim@example.org"


def drawing(size=(900, 675), form="PNG") -> str:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, form)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def draws(client: Client, said: str | None = None) -> str:
    token = page.value(client.get(url("child")), "token")
    form = {"step": "who", "what": "mean", "whom": "child", "how": "draw", "adult": "any", "token": token}
    with time_machine.travel(MONDAY + MINUTE, tick=False):
        return page.words(client.post(url("child"), {**form, "drawing": said or drawing()}))


def found(content: bytes) -> shapes.Examined:
    return story.Found(story.hashlib.sha256(content).hexdigest(), len(content), text="")


@pytest.fixture
def looked(monkeypatch):
    """What is looked at, with what it may cost; nothing is opened."""
    asked = []

    def examine(name, content, *, limits, stranger):
        asked.append((stranger, limits))
        return found(content)

    monkeypatch.setattr(sandbox, "examine_apart", examine)
    return asked


# ---- places


def test_a_drawing_of_a_stranger_takes_a_strangers_place_and_no_reading_of_words(cast, looked):
    draws(Client())
    ((stranger, cost),) = looked
    assert stranger and not cost.reading and cost.seconds <= 10 and cost.pixels == 900 * 675


WRONG = {
    "as large as a wall": drawing((7900, 800)),
    "one point too wide": drawing((901, 675)),
    "turned": drawing((675, 900)),
    "no PNG": drawing(form="JPEG"),
    "too long": drawing() + "A" * 5_000_000,
    "cut off": drawing()[:40],
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_the_page_does_not_make_is_refused_before_it_is_opened(cast, looked, wrong):
    with pytest.raises(Unfit):
        child.drawn(WRONG[wrong])
    draws(Client(), WRONG[wrong])
    assert not looked and not Concern.objects.exists()


@pytest.mark.parametrize("fault", [sandbox.Unavailable("no place"), shapes.Refused(sizing.TOO_MUCH)])
def test_where_there_is_no_place_the_drawing_is_kept_unseen_and_seen_by_the_clock(cast, monkeypatch, fault):
    with monkeypatch.context() as full:
        full.setattr(sandbox, "examine_apart", lambda *_, **__: (_ for _ in ()).throw(fault))
        assert "Thank you" in draws(Client())
        file = Concern.objects.get().evidence.get()
        assert file.media_type == rules.UNSEEN and not file.shown_path and not file.blurred_path
        tasks.minutely(MONDAY + MINUTE)
        if isinstance(fault, sandbox.Unavailable):
            assert Concern.objects.get().evidence.get().media_type == rules.UNSEEN, "it waits until there is a place"
    if isinstance(fault, shapes.Refused):
        return
    AccessLog.objects.create(concern=file.concern, evidence=file, person=cast.dsl, at=MONDAY)
    monkeypatch.setattr(sandbox, "examine_apart", lambda name, content, **_: found(content))
    tasks.minutely(MONDAY + 2 * MINUTE)
    seen = Concern.objects.get().evidence.get()
    assert seen.pk == file.pk and seen.shown_path and seen.media_type == "image/png" and seen.at == file.at
    assert seen.seen.count() == 1


def test_what_turns_out_to_be_none_stays_without_being_shown(cast, monkeypatch):
    monkeypatch.setattr(sandbox, "examine_apart", lambda *_, **__: (_ for _ in ()).throw(sandbox.Unavailable("")))
    draws(Client())
    monkeypatch.setattr(sandbox, "examine_apart", lambda *_, **__: (_ for _ in ()).throw(shapes.Refused("broken")))
    for turn in range(1, 3):
        tasks.minutely(MONDAY + turn * MINUTE)
    file = Concern.objects.get().evidence.get()
    assert file.media_type != rules.UNSEEN and not file.shown_path and file.read_original()


def test_looks_are_counted_by_address_before_they_are_done_and_nobody_is_sent_away(cast, looked, monkeypatch):
    monkeypatch.setattr(limits, "LOOKS_FROM_ONE", 2)
    for _ in range(4):
        assert "Thank you" in draws(sender(THERE))
    assert len(looked) == 2
    draws(sender(HERE))
    assert len(looked) == 3, "others are not counted with them"
    tasks.minutely(MONDAY + 2 * MINUTE)
    assert len(looked) == 5


# ---- mails


def mails(person) -> int:
    return Notice.objects.filter(person=person).count()


def test_who_has_a_mail_waiting_gets_no_other_for_an_hour(cast):
    for number in range(6):
        story.outside(cast, f"{story.PLAIN} {number}", whom=Whom.CHILD, at=MONDAY + number * MINUTE)
    assert mails(cast.dsl) == 1
    story.outside(cast, f"{story.PLAIN} Later.", whom=Whom.CHILD, at=MONDAY + timedelta(minutes=61))
    assert mails(cast.dsl) == 2


def test_who_has_looked_is_written_to_again_and_others_at_once(cast):
    first = story.outside(cast, story.PLAIN, whom=Whom.CHILD)
    story.read(first, cast.dsl, at=MONDAY + MINUTE)
    story.outside(cast, f"{story.PLAIN} Again.", whom=Whom.CHILD, at=MONDAY + 2 * MINUTE)
    assert mails(cast.dsl) == 2 and mails(cast.deputy_dsl) == 1
    story.outside(cast, "It is about Mr Hale.", whom=Whom.DSL, at=MONDAY + 3 * MINUTE)
    assert mails(cast.head) == 1


def test_a_mail_that_is_stuck_holds_none_back(cast):
    story.outside(cast, story.PLAIN, whom=Whom.CHILD)
    Message.objects.update(state=Message.State.FAILED.value)
    story.outside(cast, f"{story.PLAIN} Again.", whom=Whom.CHILD, at=MONDAY + MINUTE)
    assert mails(cast.dsl) == 2


def test_what_is_urgent_is_written_of_at_once_up_to_a_number(cast):
    story.outside(cast, story.PLAIN, whom=Whom.CHILD)
    before = mails(cast.dsl)
    story.outside(cast, "He hits her now!", whom=Whom.CHILD, urgent=True, at=MONDAY + MINUTE)
    assert mails(cast.dsl) == before + 1
    for number in range(40):
        story.outside(cast, f"Help {number}", whom=Whom.CHILD, urgent=True, at=MONDAY + MINUTE)
    assert mails(cast.dsl) <= 25


def complains(cast, number: int = 0, **said) -> Concern:
    usual = {"door": Channel.PARENT, "kind": ConcernKind.UNHAPPY, "whom": Whom.CHILD, "contact": VICTIM}
    return story.outside(cast, f"The homework app is dull {number}.", **(usual | said))


def typed() -> int:
    return Message.objects.filter(person=None).count()


def test_nobody_is_written_to_at_a_typed_address_before_somebody_has_read_it(cast):
    concern = complains(cast)
    assert not typed() and concern.lines.filter(from_school=True).exists()
    story.read(concern, cast.head)
    assert typed() == 1
    story.read(concern, cast.head, at=MONDAY + timedelta(hours=2))
    assert typed() == 1


def test_few_mails_an_hour_go_to_one_typed_address_however_it_is_written(cast):
    for number in range(limits.MAILS_TO_ONE + 4):
        story.read(complains(cast, number, contact=VICTIM.upper() if number % 2 else f" {VICTIM}"), cast.head)
    assert typed() == limits.MAILS_TO_ONE


def test_one_stranger_makes_the_school_send_few_mails(cast):
    by, before = access.Outsider(cast.school.pk, THERE), Message.objects.count()
    for door, kind in ((Channel.ANONYMOUS, ConcernKind.WORRY), (Channel.PARENT, ConcernKind.UNHAPPY)):
        for number in range(12):
            story.outside(cast, f"{story.PLAIN} {number}", door=door, kind=kind, by=by, contact=VICTIM, whom=Whom.CHILD)
    assert Message.objects.count() - before <= 6 and not typed()


def test_whoever_is_signed_in_is_thanked_at_once(cast):
    before = Message.objects.filter(person=cast.parent).count()
    complains(cast, contact="", by=story.fresh(cast.parent))
    assert Message.objects.filter(person=cast.parent).count() == before + 1
    assert telling.tell
