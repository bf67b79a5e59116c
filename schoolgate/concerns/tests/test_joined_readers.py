"""Whom something is about takes nobody from its readers by saying that two records are of one person."""

import pytest
from django.core import mail
from django.urls import reverse

from schoolgate import access
from schoolgate.cases.tests import story as cases
from schoolgate.community.actions import joins
from schoolgate.community.models import Person
from schoolgate.community.queries import joins as queries
from schoolgate.concerns import tasks
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import ConcernPart, Whom
from schoolgate.concerns.tests import story
from tests import cast as people
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = pytest.mark.django_db
fresh = story.fresh


def readers(concern) -> set[Person]:
    return set(reach.readers_of(Concern.objects.get(pk=concern.pk), MONDAY.date()))


@pytest.fixture
def about_the_dsl(cast):
    concern = story.outside(cast, "He slaps Maya.", names=("Mr Hale",), whom=Whom.DSL)
    story.read(concern, cast.head)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.head), at=MONDAY)
    assert readers(concern) == {cast.head}
    return concern


def asked(cast, kept, joined, by=None):
    return joins.propose_join(fresh(kept), other=fresh(joined), reason="So.", by=fresh(by or cast.office), at=MONDAY)


def are_one(question) -> bool:
    return Person.objects.get(pk=question.joined_id).same_as_id is not None


def agree(question, by):
    return joins.agree_join(question, by=fresh(by), at=MONDAY)


@pytest.mark.clause("6.4")
def test_the_accused_does_not_make_the_reader_the_childs_mother(cast, about_the_dsl):
    mail.outbox.clear()
    question = asked(cast, cast.head, cast.parent)
    assert {to for sent in mail.outbox for to in sent.to} == {cast.chair.email, cast.governor.email}, (
        "not the head, whose record it is"
    )
    agree(question, cast.dsl)
    assert not are_one(question) and readers(about_the_dsl) == {cast.head}
    agree(question, cast.chair)
    assert not are_one(question), "the voice of the accused counts for nothing, and nobody is told so"
    tasks.minutely(MONDAY)
    assert readers(about_the_dsl) == {cast.head}
    agree(question, cast.governor)
    assert are_one(question), "two who are free of it may say so, the chair among them"


def test_what_the_accused_sees_is_what_everybody_sees(cast, about_the_dsl):
    """Nobody learns from the page, or from what is said, that their own voice does not count."""
    question = asked(cast, cast.head, cast.parent)
    where = reverse("community:decide_join", args=[question.pk])
    seen = []
    for by in (cast.dsl, cast.chair):
        client = client_of(by)
        assert "It takes two people" in " ".join(client.get(where).content.decode().split())
        said = client.post(where, {"agreed": "yes"}, follow=True).content.decode()
        seen.append(said.count("Your answer is kept."))
        assert client.get(where).status_code == 404, "nobody answers twice"
    assert seen == [1, 1] and not are_one(question)


def test_nor_does_the_family_of_the_accused(cast):
    """The chair is of the family of whom it is about, so it takes two others, of whom none is head or chair: it waits."""
    families.carer(cast.chair, cast.young_pupil)
    concern = story.outside(cast, "Somebody hurt Maya.")
    story.read(concern, cast.dsl)
    for person, part in ((cast.pupil, ConcernPart.HARMED), (cast.young_pupil, ConcernPart.ABOUT)):
        triage.name_person(concern, person=person, part=part, by=fresh(cast.dsl), at=MONDAY)
    other = people.person(cast.school, "Nina", "Frost")
    families.carer(other, cast.pupil)
    question = asked(cast, cast.head, other)
    agree(question, cast.chair)
    agree(question, cast.dsl)
    assert not are_one(question)


def test_nor_in_a_case(cast):
    case = cases.adult(cast, about=cast.teacher)
    cases_pupil = people.person(cast.school, "Nina", "Frost")
    families.carer(cases_pupil, cast.pupil)
    assert case.parts.filter(person=cast.teacher).exists()
    question = asked(cast, cast.head, cases_pupil)
    with pytest.raises(access.Refused):
        agree(question, cast.teacher)
    assert not are_one(question)


def test_nobody_answers_for_their_own_family(cast):
    families.carer(cast.dsl, cast.pupil)
    question = asked(cast, cast.head, cast.parent)
    with pytest.raises(access.Refused):
        agree(question, cast.dsl)
    assert not queries.waiting_for(fresh(cast.dsl), MONDAY)


def test_two_without_the_head_or_the_chair_are_not_enough(cast):
    question = asked(cast, cast.teacher, people.person(cast.school, "Nina", "Frost"))
    agree(question, cast.dsl)
    agree(question, cast.governor)
    assert not are_one(question)
    agree(question, cast.chair)
    assert are_one(question)


def test_of_two_parents_one_answer_is_enough(cast):
    one, two = (people.person(cast.school, name, "Moor") for name in ("Una", "Ulla"))
    question = asked(cast, one, two)
    assert not queries.takes_two(question)
    for by in (cast.head, cast.governor):
        with pytest.raises(access.Refused):
            agree(question, by)
    agree(question, cast.dsl)
    assert are_one(question)
