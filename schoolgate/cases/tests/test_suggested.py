"""Which type of case a concern suggests by its harm, until a person says another."""

import pytest

from schoolgate.cases.queries import onward
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import HARMS, Harm
from schoolgate.concerns.tests import story
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "harm,procedure",
    [
        (Harm.SEXUAL, "contact"),
        (Harm.GROOMING, "contact"),
        (Harm.BULLYING, "cyberbullying"),
        (Harm.ADULT, "adult"),
        (Harm.OTHER, None),
    ],
)
def test_a_harm_that_a_person_set_suggests_the_type_of_case(cast, harm, procedure):
    concern = story.outside(cast)
    story.read(concern, cast.dsl)
    triage.set_harm(concern, harm=harm, urgent=False, reason="I have read it.", by=story.fresh(cast.dsl), at=MONDAY)
    assert onward.begins_with(Concern.objects.get()).get("procedure") == procedure


def test_a_picture_without_clothes_stands_under_its_own_harm(cast):
    concern = story.outside(cast, "They pass round a nude of her in the year 6 group.")
    assert HARMS[Harm(concern.harm)] == "Sexual images or behaviour"
    assert onward.begins_with(concern)["procedure"] == "contact"
