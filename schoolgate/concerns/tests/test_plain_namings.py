"""Whoever is plainly named in what is told does not read it, though the name is a word, in small letters, or disguised."""

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.concerns.actions import telling
from schoolgate.concerns.rules import AboutReader, Channel, Whom
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_kinship import nothing_known
from schoolgate.concerns.tests.test_meant import LEADS, readers
from tests import cast as people
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
SAID = {
    "why does nobody stop hale he hits us": "dsl",
    "I do not want to go in. Reid hits us when the door is shut.": "deputy_dsl",
    "Ha\u200ble hits us": "dsl",
    "H A L E hits us": "dsl",
    "Hаle hits us": "dsl",
    "The Hales film our garden.": "dsl",
    "Mr ’ale took my phone": "dsl",
    "It is the safeguarding leed.": "dsl",
}


@pytest.mark.parametrize("words", SAID)
@pytest.mark.parametrize("whom", [Whom.CHILD, Whom.OTHER])
def test_who_is_plainly_named_in_the_account_reads_nothing(cast, words, whom):
    concern = story.outside(cast, words, whom=whom)
    nothing_known(getattr(cast, SAID[words]), concern)


@pytest.mark.parametrize(
    "words", ["everyone is scared. evil adeyemi hits me", "pani dyrektor bije dzieci", "The boss did"]
)
def test_so_it_is_for_the_head_where_a_colleague_tells(cast, words):
    nothing_known(cast.head, story.staff(cast, words, by=cast.assistant, whom=Whom.ADULT))


@pytest.mark.parametrize("answer", ["Hale", "it was hale", "H-a-l-e"])
def test_a_reply_that_only_says_who_it_was_is_enough(cast, answer):
    concern = story.outside(cast, "Somebody hits us.", whom=Whom.CHILD)
    receipt = concern.receipt
    said = {"words": answer, "receipt": receipt, "by": access.Outsider(cast.school.pk), "at": MONDAY}
    with pytest.raises(Broken, match="names somebody who reads this"):
        telling.reply(cast.school, **said)
    telling.reply(cast.school, **said, about_reader=AboutReader.YES)
    nothing_known(cast.dsl, concern)


@pytest.mark.parametrize("words", ["Kashvi Hale shouts at my son.", "kashvi hale shouts at my son"])
def test_a_parent_of_the_same_surname_by_the_full_name_is_somebody_else(cast, words):
    people.person(cast.school, "Kashvi", "Hale", Duty.PARENT)
    assert readers(cast, story.outside(cast, words, door=Channel.ANONYMOUS, whom=Whom.CHILD)) == LEADS


def test_a_parent_who_works_here_is_meant_by_the_full_name(cast):
    cast.dsl.roles.create(duty=Duty.PARENT.value, since_on=people.JOINED)
    nothing_known(cast.dsl, story.outside(cast, "martin hale shouts at my son", whom=Whom.CHILD))
