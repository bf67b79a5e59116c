"""The next child at a shared tablet finds nothing of the one before: not by going back, not in what the browser keeps."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from schoolgate.community.models import Person
from schoolgate.concerns import receipts
from schoolgate.concerns.models.chronicle import Message
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.settings import Draft
from schoolgate.concerns.tests import page
from schoolgate.concerns.tests.childs_story import ANSWER, ANSWERS, LIE, SECRET, as_self, pictures_on, press, tell, told
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db


# ---- the next child at the tablet


class Watched:
    """A browser that remembers what it sent, as the back button does."""

    def __init__(self, client: Client) -> None:
        self.client, self.sent = client, []

    def post(self, address, data):
        self.sent.append((address, data))
        return self.client.post(address, data)

    def get(self, address, **how):
        return self.client.get(address, **how)

    def again(self, client: Client | None = None) -> str:
        """Everything that was sent, sent once more."""
        client = client or self.client
        return " ".join(client.post(address, data, follow=True).content.decode() for address, data in self.sent)


def a_whole_visit(cast) -> Watched:
    """A child tells step by step, and later reads the answer and writes back, on one tablet."""
    browser = Watched(as_self(cast))
    there = reverse("concerns:child", args=["larkhollow"])
    token = page.value(browser.get(there), "token")
    data = {"token": token, "what": "mean"}
    for step, more in (
        ("what", {}),
        ("about", {"whom": "child"}),
        ("how", {"how": "write"}),
        ("write", {"words": SECRET}),
    ):
        data = {**data, **more}
        browser.post(there, {**data, "step": step})
    thanks = browser.post(there, {**data, "step": "who", "adult": str(cast.other_teacher.pk)})
    concern = Concern.objects.get()
    Message.objects.create(concern=concern, words=ANSWER, at=MONDAY, by=cast.dsl, from_school=True)
    shown = press(browser, pictures_on(thanks))
    browser.post(reverse(ANSWERS), {"page": page.value(shown, "page"), "words": "Yes, foxglove."})
    return browser


def found_of_it(shown: str) -> list[str]:
    secrets = ("bluebell", "campion", "foxglove", "data-childs-pictures", "data-receipt", "You want to talk to")
    return [secret for secret in secrets if secret in shown]


def test_the_next_child_who_goes_back_in_the_same_session_finds_nothing(cast):
    browser = a_whole_visit(cast)
    with time_machine.travel(MONDAY + timedelta(minutes=2)):
        assert not found_of_it(browser.again())
    assert Concern.objects.count() == 1 and Message.objects.filter(from_school=False).count() == 1


def test_the_next_child_who_signs_in_finds_nothing(cast):
    browser = a_whole_visit(cast)
    browser.client.post(reverse("account_logout"))
    assert not found_of_it(browser.again()), "signed out"
    liam = client_of(Person.objects.get(first_name="Liam"))
    shown = browser.again(liam)
    assert not found_of_it(shown)
    assert Message.objects.filter(from_school=False).count() == 1


def test_signing_out_leaves_nothing_in_the_session_and_no_draft(cast):
    browser = a_whole_visit(cast)
    kept = " ".join(map(str, browser.client.session.items()))
    concern = Concern.objects.get()
    assert str(concern.pk) not in kept and "bluebell" not in kept
    assert not Draft.objects.exists()
    browser.client.post(reverse("account_logout"))
    assert not {"_auth_user_id", "opened", "card"} & set(browser.client.session.keys())


def test_no_page_of_a_child_is_kept_by_the_browser(cast):
    _, pictures = told(cast)
    client = as_self(cast)
    pages = [client.get(reverse(ANSWERS)), press(client, pictures), press(client, pictures[:2]), tell(client)]
    pages += [client.get(reverse("concerns:child", args=["larkhollow"]))]
    for shown in pages:
        assert "no-store" in shown["Cache-Control"] and "private" in shown["Cache-Control"]
    assert 'autocomplete="off"' in pages[0].content.decode()


def test_numbers_that_a_child_typed_are_asked_for_again(cast):
    receipt = page.receipt(tell(as_self(cast)))
    there, client = reverse("concerns:receipt", args=["larkhollow"]), Client()
    data = {"receipt": receipt, "page": page.value(client.get(there), "page")}
    assert "bluebell" in page.words(client.post(there, data))
    assert "bluebell" not in page.words(client.post(there, data))
    for token in ("", "x", receipts.page_token("x")[:-2]):
        assert "bluebell" not in page.words(client.post(there, {"receipt": receipt, "page": token}))


def test_a_page_that_was_open_for_long_leads_to_nothing(cast):
    _, pictures = told(cast)
    client = as_self(cast)
    shown = press(client, pictures)
    with time_machine.travel(MONDAY + timedelta(minutes=31)):
        late = client.post(reverse(ANSWERS), {"page": page.value(shown, "page"), "words": LIE})
    assert "bluebell" not in late.content.decode() and not Message.objects.filter(from_school=False).exists()
