"""What the rules of a version count with: chosen on a draft, shown behind the words, asked again, frozen."""

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines.rulings.facts import Strength
from schoolgate.engines.rulings.policy import Parameters, Policy
from schoolgate.policy import wording
from schoolgate.policy.actions import drafting
from schoolgate.policy.actions import signing as policy_signing
from schoolgate.policy.models import Version
from schoolgate.policy.queries import rulings, signing
from schoolgate.policy.rules import Audience
from schoolgate.policy.tests import drafts, published
from schoolgate.policy.tests.published import fresh
from tests.cast import MONDAY
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@shared
def draft(cast):
    return drafting.revise(published.model(cast), by=fresh(cast.head), at=MONDAY)


def chosen(draft, cast, who="head", **values):
    return drafting.set_parameters(draft, by=fresh(getattr(cast, who)), at=MONDAY, **values)


@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_write_choose(cast, draft, who):
    chosen(draft, cast, who, minimum_age=14, phones="not in school")
    assert rulings.parameters_of(draft) == Parameters(minimum_age=14, phones="not in school")
    assert drafts.events(cast)[-1] == "set_parameters"


@pytest.mark.parametrize("who", ["teacher", "chair", "parent", "office"])
def test_nobody_else_chooses(cast, draft, who):
    with pytest.raises(access.Refused):
        chosen(draft, cast, who, minimum_age=14)
    assert Version.objects.get(pk=draft.pk).parameters == {}


def test_what_is_not_chosen_is_the_model_s_and_is_not_kept(cast, draft):
    chosen(draft, cast, minimum_age=14)
    chosen(draft, cast, parents_as_friends="forbidden")
    assert draft.parameters == {"minimum_age": 14, "parents_as_friends": "forbidden"}
    chosen(draft, cast, minimum_age=13)
    assert draft.parameters == {"parents_as_friends": "forbidden"}


def test_a_choice_there_is_not_is_refused(cast, draft):
    with pytest.raises(Broken, match="choose from"):
        chosen(draft, cast, phones="eaten")


def test_a_published_version_is_frozen(cast):
    version = published.model(cast)
    with pytest.raises(Broken, match="no longer be edited"):
        chosen(version, cast, minimum_age=14)


def test_whoever_chooses_has_worked_on_the_version_and_does_not_approve_it(cast, draft):
    chosen(draft, cast, "dsl", minimum_age=14)
    assert draft.authors.filter(person=cast.dsl).exists()


def test_the_next_version_begins_with_the_same(cast, draft):
    chosen(draft, cast, minimum_age=14)
    published.published(cast, draft, at=MONDAY)
    assert drafting.revise(draft, by=fresh(cast.head), at=MONDAY).parameters == {"minimum_age": 14}


def test_a_new_document_begins_with_what_is_in_force_too(cast, draft):
    chosen(draft, cast, minimum_age=14)
    published.published(cast, draft, at=MONDAY)
    assert drafts.imported(cast).parameters == {"minimum_age": 14}


@pytest.mark.clause("9.2")
def test_whoever_signed_the_clause_is_asked_again_for_it_alone(cast, draft):
    first = Version.objects.get(number=1)
    parent = fresh(cast.parent)
    clauses = signing.owed_as(parent, Audience.PARENT).clauses
    policy_signing.sign(
        first, audience=Audience.PARENT, clauses=clauses, accounts_private_on=None, by=parent, at=MONDAY
    )
    assert signing.owed_as(parent, Audience.PARENT) is None
    chosen(draft, cast, minimum_age=14)
    published.published(cast, draft, at=MONDAY)
    owed = signing.owed_as(parent, Audience.PARENT)
    assert [clause.place for clause in owed.clauses] == ["5.p.1"]
    [group] = signing.sign_page(owed, TODAY).groups
    put_in = "".join(piece.text for piece in group.clauses[0].pieces if piece.how == "inserted")
    assert put_in.endswith("Here the age is 14.")


def test_saying_that_a_clause_only_rewords_does_not_hide_another_choice(cast, draft):
    chosen(draft, cast, minimum_age=14)
    clause = draft.clauses.get(model="5.p.1")
    drafting.edit_clause(clause, text="Pupils wait before they join a social network.", by=fresh(cast.head), at=MONDAY)
    published.published(cast, draft, at=MONDAY, reworded=[clause.pk])
    assert draft.clauses.get(model="5.p.1").asked_since == 2


def test_the_exact_text_that_is_signed_has_the_choice_in_it_for_children_in_their_words(cast, draft):
    chosen(draft, cast, minimum_age=14)
    clauses = [draft.clauses.get(model="5.p.1")]
    assert "Here the age is 14." in wording.as_seen(clauses, "parent", {})
    assert "At our school, wait until you are 14." in wording.as_seen(clauses, "pupil", {})


# ---- as rulings take it


def test_where_nothing_is_published_the_model_policy_answers_at_the_school_s_hours(cast):
    policy = rulings.policy_in_force(cast.school, TODAY)
    assert policy.strengths == Policy.model().strengths
    assert policy.calendar == cast.school.calendar()


def test_a_version_has_the_clauses_it_is_linked_to_and_the_strictest_strength(cast):
    draft = drafts.imported(cast)
    draft.clauses.update(model="", strength="must")
    for place, model, strength in (("2.a", "5.p.1", "should"), ("2.b", "5.p.1", "good practice"), ("1", "1.1", "must")):
        draft.clauses.filter(place__startswith=place).update(model=model, strength=strength)
    policy = rulings.policy_of(draft)
    assert policy.clauses == {"5.p.1", "1.1"}
    assert policy.strength("5.p.1") is Strength.SHOULD


def test_versions_that_say_the_same_share_their_memory(cast, draft):
    assert rulings.policy_of(draft) is rulings.policy_in_force(cast.school, TODAY)
    chosen(draft, cast, minimum_age=14)
    assert rulings.policy_of(draft) is not rulings.policy_in_force(cast.school, TODAY)
