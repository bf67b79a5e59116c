"""What somebody has answered about a reader is asked again only where another name, or other words, raise it."""

from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.actions import people as community_people
from schoolgate.concerns.actions import meaning, triage
from schoolgate.concerns.actions import telling as telling_actions
from schoolgate.concerns.models.answers import Cleared
from schoolgate.concerns.rules import AboutReader, Whom
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_kinship import nothing_known
from schoolgate.concerns.tests.test_taken_out import reads
from tests import families
from tests.cast import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh, TODAY = story.fresh, MONDAY.date()
HALE = "Mr Hale, a neighbour, pushes my son."


def edit(cast, person, *, at=MONDAY, **fields):
    return community_people.edit_person(fresh(person), by=fresh(cast.office), at=at, **fields)


def told(cast, words=HALE, **said):
    return story.outside(cast, words, **{"whom": Whom.CHILD, **said})


def cleared(cast, concern, person=None, by=None):
    triage.not_meant(concern, person=person or cast.dsl, reason="A neighbour.", by=fresh(by or cast.head), at=MONDAY)
    return concern


def is_meant(person, concern) -> bool:
    return concern.about.filter(person=person, by_name=True).exists()


@pytest.mark.parametrize(
    "how", [{"words": HALE}, {"words": "marigold", "names": ("Mr Hale",)}, {"words": "the DSL, Mr Hale"}]
)
@pytest.mark.parametrize("days", [0, 1, 400])
def test_another_name_of_the_reader_does_not_ask_again(cast, how, days):
    concern = cleared(cast, told(cast, **how))
    for last in ("Ashworth", "Barnes"):
        edit(cast, cast.dsl, last_name=last, at=MONDAY + timedelta(days=days))
    assert reads(cast.dsl, concern) and not is_meant(cast.dsl, concern)


def test_another_name_of_somebody_else_does_not_ask_again(cast):
    concern = cleared(cast, told(cast))
    edit(cast, cast.teacher, last_name="Ashworth")
    edit(cast, cast.pupil, last_name="Ashworth")
    assert reads(cast.dsl, concern)


def test_a_name_that_they_get_and_that_stands_there_is_asked_about(cast):
    concern = cleared(cast, told(cast, "Mr Hale and Mr Ashworth push my son."))
    edit(cast, cast.dsl, last_name="Ashworth")
    nothing_known(cast.dsl, concern)


def test_words_that_come_later_are_asked_about(cast):
    concern = cleared(cast, told(cast))
    telling_actions.reply(
        cast.school,
        words="Hale did it again.",
        receipt=concern.receipt,
        about_reader=AboutReader.YES,
        by=access.Outsider(cast.school.pk),
        at=MONDAY,
    )
    nothing_known(cast.dsl, concern)


def test_an_office_that_they_get_is_asked_about(cast):
    concern = cleared(cast, told(cast, "Mr Hale next door says that the head shouts."), by=cast.chair)
    assert not is_meant(cast.dsl, concern)
    community_people.give_duty(fresh(cast.dsl), duty=Duty.HEAD, since_on=TODAY, by=fresh(cast.head), at=MONDAY)
    assert is_meant(cast.dsl, concern)


def test_a_duty_does_not_ask_again_for_the_same_name(cast):
    concern = cleared(cast, told(cast, "marigold", names=("Miss Kapoor",), whom=Whom.ADULT), cast.teacher)
    community_people.give_duty(fresh(cast.teacher), duty=Duty.HEAD, since_on=TODAY, by=fresh(cast.head), at=MONDAY)
    assert not is_meant(cast.teacher, concern)


def test_the_answer_is_for_one_concern_and_one_person(cast):
    one, other = cleared(cast, told(cast)), told(cast, "Mr Hale hits us.")
    edit(cast, cast.dsl, last_name="Ashworth")
    assert reads(cast.dsl, one)
    assert not reads(cast.dsl, other)
    edit(cast, cast.deputy_dsl, last_name="Hale")
    assert not reads(cast.deputy_dsl, one)


def test_what_a_reader_answers_about_their_own_words_is_not_asked_again(cast):
    concern = told(cast, "marigold")
    said = {"words": "Mr Hale rang the mother.", "by": fresh(cast.deputy_dsl), "at": MONDAY}
    triage.add_addendum(concern, about_reader=AboutReader.NO, **said)
    edit(cast, cast.dsl, last_name="Ashworth")
    assert reads(cast.dsl, concern)


def test_that_answer_is_about_those_words_alone(cast):
    concern = told(cast, "marigold")
    by = fresh(cast.deputy_dsl)
    triage.add_addendum(concern, words="Mr Hale rang.", about_reader=AboutReader.NO, by=by, at=MONDAY)
    triage.add_addendum(concern, words="Mr Ashworth hits her.", by=by, at=MONDAY)
    edit(cast, cast.dsl, last_name="Ashworth")
    nothing_known(cast.dsl, concern)


def test_the_reason_itself_does_not_ask_again(cast):
    """“Martin Hale was not meant: …” stays in the concern, and is looked through as well."""
    concern = cleared(cast, told(cast))
    assert concern.addenda.filter(by=cast.head).exists()
    meaning.match_again(cast.school.pk, [cast.dsl.pk], MONDAY)
    assert reads(cast.dsl, concern)


def test_who_is_only_named_in_what_was_shared_is_not_asked_about_again(cast):
    concern = told(cast, "Miss Kapoor saw it.")
    said = {"person": fresh(cast.teacher), "reason": "She saw it.", "by": fresh(cast.dsl), "at": MONDAY}
    triage.share(concern, not_about_them=True, **said)
    edit(cast, cast.teacher, last_name="Quillfeather")
    assert reads(cast.teacher, concern)


def test_a_child_who_was_not_meant_is_not_asked_about_again(cast):
    families.carer(cast.dsl, cast.pupil)
    concern = told(cast, "marigold", names=("Maya Nair",))
    nothing_known(cast.dsl, concern)
    cleared(cast, concern, cast.pupil, cast.deputy_dsl)
    edit(cast, cast.pupil, last_name="Okafor")
    edit(cast, cast.dsl, last_name="Ashworth")
    assert reads(cast.dsl, concern)
    edit(cast, cast.pupil, first_name="Marigold", last_name="Flint")
    nothing_known(cast.dsl, concern)


def test_what_is_remembered_opens_with_the_keys_alone(cast):
    cleared(cast, told(cast))
    assert Cleared.objects.get().signs
    assert "Hale" not in str(Cleared.objects.values_list("signs", flat=True))
