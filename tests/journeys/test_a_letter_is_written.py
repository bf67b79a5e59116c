"""The head writes to a mother, is held back by a name and a gap, mends it, and the mother reads it on her telephone."""

import pytest

from schoolgate.cases.models.papers import Letter
from schoolgate.post.models import Message
from tests.house.scene import Scene

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_letter_is_written(visitor, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    scene = Scene()
    case = scene.letter.case_id
    head = visitor(scene.cast.head)
    head.go(f"/cases/{case}/letters/")
    assert head.sees("On its way")
    head.press("Parents’ responsibility")
    head.fill("The site or app, and the age it asks for", "WhatsApp, 13. Liam Doyle has it too.")
    head.press("See the letter")
    assert head.sees("Preview: Parents’ responsibility")
    assert head.sees("It names Liam Doyle") and head.sees("It is not time for this letter")
    head.go(f"/cases/{case}/letters/")
    head.press("Use against a site’s rules")
    head.fill("The site or app, and the age it asks for", "WhatsApp asks for 13.")
    head.fill(
        "What happened, and what it did at school", "A quarrel in the class group.\n\nTwo children cried on Monday."
    )
    head.press("See the letter")
    assert head.sees("Something is missing")
    head.press("Change the words")
    box = head.page.get_by_label("The letter")
    box.fill(box.input_value().replace("{done}", "We have spoken with every child in it."))
    head.press("See the letter")
    head.press("Keep as it is and send")
    assert head.sees("an e-mail says that it waits") and head.sees("It cannot be changed")
    head.go("/cases/letter-words/")
    head.press("Suspension of a pupil: notice to the parents")

    mail = Message.objects.filter(kind="private.letter").first()
    assert "Maya" not in mail.subject + mail.body
    mother = visitor(scene.cast.parent, phone=True)
    mother.go("/")
    mother.press("2 letters are waiting for you")
    mother.go(f"/letters/{Letter.objects.exclude(sent_at=None).last().pk}/")
    assert mother.sees("Two children cried on Monday.")
    mother.go("/")
    assert mother.sees("A letter is waiting for you")
