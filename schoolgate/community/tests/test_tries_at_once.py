"""Wrong pictures at one moment: each try is counted, and the child's teachers are told of many exactly once."""

from django.core import mail

from schoolgate.community.models import Account
from schoolgate.community.signin import actions, pictures
from schoolgate.community.tests.test_signin_pupils import card
from tests.at_once import ON_SERVER, at_once
from tests.cast import MONDAY

__all__ = ["card"]
pytestmark = ON_SERVER


def test_tries_at_one_moment_jump_over_no_telling(cast, card):
    def wrong():
        actions.note_wrong_pictures(card.code, card.number, at=MONDAY)

    for before in [pictures.MANY - 2, pictures.MANY - 1] * 4:
        mail.outbox.clear()
        Account.objects.filter(person=cast.pupil).update(wrong_tries=before, wrong_in_all=30)
        assert at_once(*[wrong] * 4) == [None] * 4
        assert Account.objects.get(person=cast.pupil).wrong_tries == before + 4
        assert len(mail.outbox) == 1, "told of the twentieth, once"
