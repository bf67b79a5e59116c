import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.engines import model_policy
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Clause
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY


@pytest.mark.clause("9.2")
def test_an_author_changes_a_clause_and_so_confirms_it(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    drafting.edit_clause(
        clause, text="Staff lock their accounts.", audience=["staff", "governor"], by=cast.dsl, at=MONDAY
    )
    clause = Clause.objects.get(pk=clause.pk)
    assert (clause.text, clause.audience) == ("Staff lock their accounts.", ["staff", "governor"])
    assert clause.confirmed
    assert clause.edited_by == cast.dsl
    assert drafts.events(cast)[-1] == "edit_clause"


@pytest.mark.parametrize("who", ["teacher", "office", "chair", "governor", "parent", "pupil", "deputy_dsl"])
def test_others_may_not(cast, who):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    with pytest.raises(access.Refused):
        drafting.edit_clause(clause, text="Mine.", by=getattr(cast, who), at=MONDAY)
    assert Clause.objects.get(pk=clause.pk).text == clause.text
    assert drafts.events(cast) == ["import_document"]


def test_another_schools_head_may_not(cast, other_school):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    with pytest.raises(access.Refused):
        drafting.edit_clause(clause, text="Mine.", by=other_school.head, at=MONDAY)


@pytest.mark.clause("9.1")
@pytest.mark.parametrize("stage", ["sent", "approved", "published"])
def test_what_has_left_the_authors_hands_is_frozen(cast, stage):
    clause = drafts.clause(getattr(drafts, stage)(cast), "3.1")
    before = drafts.events(cast)
    with pytest.raises(Broken, match="no longer be edited"):
        drafting.edit_clause(clause, text="Other words.", by=cast.head, at=MONDAY)
    assert Clause.objects.get(pk=clause.pk).text == drafts.clause(clause.version, "3.1").text != "Other words."
    assert drafts.events(cast) == before


def test_another_model_clause_brings_its_plain_words(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    model = model_policy.clause("4.6")
    same = {name: getattr(clause, name) for name in ("group", "gloss", "child")}
    drafting.edit_clause(clause, model="4.6", **same, by=cast.head, at=MONDAY)
    assert (clause.group, clause.gloss, clause.child) == (model.group, model.gloss, model.child)
    assert clause.picture == model.picture


def test_words_of_ones_own_stay_when_the_link_changes(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    drafting.edit_clause(clause, model="4.7", by=cast.head, at=MONDAY)
    assert clause.child
    drafting.edit_clause(clause, model="4.6", gloss="Ours.", child="", by=cast.head, at=MONDAY)
    assert (clause.gloss, clause.child) == ("Ours.", "")
    assert clause.group == model_policy.clause("4.6").group


def test_the_link_can_be_taken_away(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    drafting.edit_clause(clause, model="", by=cast.head, at=MONDAY)
    assert (clause.model, clause.similarity) == ("", 0)


def test_two_clauses_never_share_a_place(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    with pytest.raises(Broken, match=r"already a clause 2\.a"):
        drafting.edit_clause(clause, place="2.a", by=cast.head, at=MONDAY)


@pytest.mark.parametrize("field", ["version", "key", "asked_since", "pupils_asked_since", "confirmed", "wording_only"])
def test_nothing_else_of_a_clause_is_edited(cast, field):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    with pytest.raises(TypeError):
        drafting.edit_clause(clause, **{field: 1}, by=cast.head, at=MONDAY)
