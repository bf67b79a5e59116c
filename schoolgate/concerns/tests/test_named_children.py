"""A child who is only named in words goes past their family, however the name is written and whenever they become family."""

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.actions import families as family_actions
from schoolgate.community.actions import people as people_actions
from schoolgate.community.models import Number
from schoolgate.community.tests import files
from schoolgate.concerns.actions import telling as telling_actions
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.rules import Channel, ConcernKind, ConcernPart
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_kinship import TODAY, nothing_known, readers, without
from schoolgate.concerns.tests.test_matrix import known
from tests import cast as people
from tests import families
from tests.cast import MONDAY

pytestmark = pytest.mark.django_db

NAMED = {
    "the whole name": {"names": ("Maya Nair",)},
    "the first name alone": {"names": ("Maya",)},
    "both names, the other way": {"names": ("Nair, Maya",)},
    "among others, in capitals": {"names": ("LEO BROWN AND MAYA NAIR (6)",)},
    "of the child": {"names": ("Maya Nair’s friend",)},
    "in the account": {"words": "I saw how Maya Nair was hit, marigold."},
    "the first name alone, in the account": {"words": "Maya says her dad hits her, marigold."},
    "the first name alone, small": {"words": "i saw how maya was hit, marigold."},
    "a slip": {"names": ("Mayya Niar",)},
    "a slip, in the account": {"words": "I saw how Mya Nairr was hit, marigold."},
    "only heard": {"words": "I saw how Maia Nayer was hit, marigold."},
}


@pytest.mark.parametrize("how", NAMED)
def test_a_child_named_in_words_goes_past_their_family(cast, how):
    families.carer(cast.dsl, cast.pupil)
    concern = story.outside(cast, **{"words": "marigold", **NAMED[how]})
    assert concern.about.get().by_name and concern.about.get().person == cast.pupil
    nothing_known(cast.dsl, concern)
    triage.not_meant(concern, person=cast.pupil, reason="Another Maya.", by=story.fresh(cast.deputy_dsl), at=MONDAY)
    assert known(cast.dsl, [concern])["list"] == {concern.pk}


@pytest.mark.parametrize("said", [{"names": ("Nair",)}, {"words": "The Nair girl has a bruise, marigold."}])
def test_the_surname_alone_means_every_child_of_it(cast, said):
    families.carer(cast.dsl, cast.pupil)
    concern = story.outside(cast, **{"words": "marigold", **said})
    nothing_known(cast.dsl, concern)
    assert {row.person for row in concern.about.all()} == {cast.pupil, cast.young_pupil}


@pytest.mark.parametrize(
    "said",
    [
        {"names": ("Leo Brown",)},
        {"names": ("Maya Brown",)},
        {"words": "Maya Brown told me, marigold."},
        {"words": "Miss Maya told me, marigold."},
        {"words": "Mr Nair told me, marigold."},
        {"words": "Mary told me, marigold."},
    ],
)
def test_another_name_does_not(cast, said):
    families.carer(cast.dsl, cast.pupil)
    concern = story.outside(cast, **{"words": "marigold", **said})
    assert not concern.about.exists() and known(cast.dsl, [concern])["list"] == {concern.pk}


def test_where_another_child_of_that_name_was_chosen_the_first_name_means_them(cast):
    families.carer(cast.dsl, cast.pupil)
    other = people.person(cast.school, "Maya", "Brown", email=False)
    other.roles.create(duty=Duty.PUPIL.value, since_on=people.JOINED)
    chosen = ((other.pk, ConcernPart.HARMED),)
    concern = story.outside(
        cast, "Maya was hit.", door=Channel.STAFF, kind=ConcernKind.STAFF, by=cast.assistant, people=chosen
    )
    assert not concern.about.filter(by_name=True).exists()


def test_a_short_form_of_their_name_means_them(cast):
    thomas = people.person(cast.school, "Thomas", "Okafor", email=False)
    thomas.roles.create(duty=Duty.PUPIL.value, since_on=people.JOINED)
    families.carer(cast.dsl, thomas)
    for said in ("Tommy Okafor says his dad hits him.", "Tommy has a bruise.", "Thomas Okafour has a bruise."):
        nothing_known(cast.dsl, story.outside(cast, said))


def test_a_name_of_a_child_of_nobody_in_the_line_stays_a_name(cast):
    concern = story.outside(cast, "marigold", names=("Maya Nair",))
    assert not concern.about.exists()


def test_a_child_named_in_what_is_added_later_goes_past_their_family_from_then_on(cast):
    families.carer(cast.dsl, cast.pupil)
    concern = story.outside(cast, "marigold")
    assert "Martin Hale" in readers(concern)
    said = {"words": "It was Maya Nair who was hit.", "receipt": concern.receipt}
    telling_actions.reply(cast.school, **said, by=access.Outsider(cast.school.pk), at=MONDAY)
    nothing_known(cast.dsl, concern)
    assert readers(concern) == {"Fiona Reid"}


@pytest.mark.parametrize("said", [{"names": ("Maya Nair",)}, {"words": "It was Maya Nair who was hit. marigold"}])
@pytest.mark.parametrize("deed", ["declared", "recorded", "imported", "given a duty"])
def test_a_child_named_before_they_were_family_of_a_reader_goes_past_their_family(cast, deed, said):
    without(cast.deputy_dsl)
    dsl, head, concern = (
        story.fresh(cast.dsl),
        story.fresh(cast.head),
        story.outside(cast, **{"words": "marigold", **said}),
    )
    if deed == "declared":
        family_actions.declare_family_link(dsl, pupil=cast.pupil, relation="nephew", by=dsl, at=MONDAY)
    elif deed == "recorded":
        people_actions.link_carer(
            dsl,
            child=story.fresh(cast.pupil),
            relation="father",
            since_on=TODAY,
            by=story.fresh(cast.office),
            at=MONDAY,
        )
    elif deed == "imported":
        Number.objects.create(school=cast.school, person=cast.dsl, kind="staff", number="S-DSL")
        Number.objects.create(school=cast.school, person=cast.pupil, kind="pupil", number="P-MAYA")
        kinds = "kind,id,first name,last name,date of birth,class,year,email,duties,children,relation\n"
        line = f"parent,C9,Martin,Hale,,,,{cast.dsl.email},,P-MAYA,father\n"
        files.imported(cast.school, kinds + line, by=story.fresh(cast.office))
        assert cast.dsl.cares_for.filter(child=cast.pupil).exists()
    else:
        families.carer(cast.teacher, cast.pupil)
        people_actions.give_duty(story.fresh(cast.teacher), duty=Duty.DEPUTY, since_on=TODAY, by=head, at=MONDAY)
    family = cast.teacher if deed == "given a duty" else cast.dsl
    nothing_known(family, concern)
    assert About.objects.filter(concern=concern, person=cast.pupil, by_name=True).exists()
    assert readers(concern), "somebody else reads it"
