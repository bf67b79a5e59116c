"""An answer to whoever told us names no child whom they did not name themselves, unless somebody says that they may know."""

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.concerns.actions import triage
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart
from schoolgate.concerns.tests import page, story
from tests import cast as people
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh


def says(cast, concern, words: str, **more) -> None:
    triage.say(concern, words=words, by=fresh(cast.dsl), at=MONDAY, **more)


@pytest.mark.parametrize(
    "words",
    ["It was Maya Nair and Liam Doyle.", "maya nair said sorry", "It was NAIR, Maya? Maya Nair."]
    + ["It was M4ya N@ir.", "M-A-Y-A Nair", "Mayaaa Nair", "M\u0430y\u0430 Nair", "Ma\u200bya Nair"],
)
def test_a_child_in_full_is_named_only_by_a_word(cast, words):
    concern = story.read(story.outside(cast, "Somebody hits her."), cast.dsl)
    with pytest.raises(Broken, match="It names"):
        says(cast, concern, words)
    says(cast, concern, words, may_know=True)
    assert concern.lines.get().words == words


@pytest.mark.parametrize(
    "words", ["Maya said sorry.", "I asked maya, and she is sorry.", "M4ya said.", "M a y a said."]
)
def test_a_child_who_is_in_it_is_known_by_the_first_name_too(cast, words):
    concern = story.read(story.outside(cast, "Somebody hits her."), cast.dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.ALLEGED, by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="It names Maya Nair"):
        says(cast, concern, words)


def test_a_child_who_has_left_is_still_a_child(cast):
    cast.pupil.roles.update(until_on=MONDAY.date().replace(day=1))
    concern = story.read(story.outside(cast, "Somebody hits her."), cast.dsl)
    with pytest.raises(Broken, match="It names Maya Nair"):
        says(cast, concern, "It was Maya Nair.")


@pytest.mark.parametrize("told", [{"words": "Maya Nair hits her."}, {"names": ("Maya Nair",), "words": "She hits."}])
def test_whom_they_named_themselves_may_be_named(cast, told):
    concern = story.read(story.outside(cast, **told), cast.dsl)
    says(cast, concern, "We spoke to Maya Nair.")


def test_a_parent_may_read_of_their_own_child_and_a_child_of_themselves(cast):
    said = {"kind": ConcernKind.WORRY, "words": "He is online all night."}
    for door, who in ((Channel.PARENT, cast.parent), (Channel.PUPIL, cast.pupil)):
        concern = story.read(story.outside(cast, door=door, by=fresh(who), **said), cast.dsl)
        says(cast, concern, "Maya Nair can come to me.")


def test_a_common_first_name_of_nobody_in_it_stands(cast):
    other = people.person(cast.school, "Grace", "Kerr", email=False)
    other.roles.create(duty=Duty.PUPIL.value, since_on=people.JOINED)
    concern = story.read(story.outside(cast, "Somebody hits her."), cast.dsl)
    says(cast, concern, "With grace, and thanks.")


def test_the_page_asks_and_keeps_the_words(cast):
    concern = story.read(story.outside(cast, "Somebody hits her."), cast.dsl)
    client, place = client_of(cast.dsl), f"/concerns/{concern.pk}/answer/"
    assert "They may know this" not in page.words(client.get(place))
    again = page.words(client.post(place, {"words": "It was Maya Nair."}))
    assert "They may know this" in again and "It was Maya Nair.</textarea>" in again
    assert client.post(place, {"words": "It was Maya Nair.", "may_know": "on"}).status_code == 302


@pytest.mark.parametrize("leaves", [True, False])
def test_the_page_promises_no_mail_where_none_leaves(cast, settings, leaves):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"} if leaves else {}
    mine = story.outside(cast, door=Channel.PARENT, by=cast.parent)
    typed = story.outside(cast, "Somebody hits her.", contact="someone@example.org")
    client = client_of(cast.dsl)
    said, of_typed = (
        page.words(client.get(f"/concerns/{story.read(one, cast.dsl).pk}/answer/")) for one in (mine, typed)
    )
    assert ("an e-mail tells them" in said) is leaves
    assert ("They get a link" in of_typed) is leaves and ("come back with their receipt" in of_typed) is not leaves
