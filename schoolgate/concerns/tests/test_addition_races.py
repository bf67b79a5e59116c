"""At one moment: somebody adds whom it is about, and it is given to them. They do not read it, whoever comes first."""

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.concerns.actions import telling, triage
from schoolgate.concerns.queries import reach
from schoolgate.concerns.tests import story
from tests.at_once import ON_SERVER, at_once, in_rounds
from tests.cast import MONDAY

pytestmark = ON_SERVER
TURNS = 6


@in_rounds(TURNS)
def test_who_is_named_while_it_is_given_to_them_does_not_read_it(cast, turn):
    concern = story.outside(cast, f"marigold {turn}")
    receipt = concern.receipt
    concern = story.read(concern, cast.dsl)
    words = f"It is Miss {cast.teacher.last_name}, she slaps her."
    by = access.Outsider(cast.school.pk)

    def adds():
        return telling.reply(cast.school, words=words, receipt=receipt, by=by, at=MONDAY)

    def passes():
        lead = story.fresh(cast.dsl)
        return triage.pass_to_teacher(concern, teacher=cast.teacher, reason="So.", by=lead, at=MONDAY)

    answers = at_once(adds, passes)
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(answer, Broken) for answer in failed), answers
    assert not reach.readers_of(concern, MONDAY.date()).filter(pk=cast.teacher.pk).exists()
