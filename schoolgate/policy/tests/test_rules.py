from datetime import date

import pytest

from schoolgate.broken import Broken
from schoolgate.policy import rules
from schoolgate.policy.rules import Stage

TODAY = date(2026, 11, 23)
WAS = ("Staff keep accounts private.", "must", frozenset({"staff"}))


@pytest.mark.clause("9.1")
@pytest.mark.parametrize(
    "stage,to",
    [
        (Stage.DRAFT, Stage.IN_REVIEW),
        (Stage.DRAFT, Stage.DISCARDED),
        (Stage.IN_REVIEW, Stage.APPROVED),
        (Stage.IN_REVIEW, Stage.DRAFT),
        (Stage.APPROVED, Stage.PUBLISHED),
        (Stage.APPROVED, Stage.DRAFT),
    ],
)
def test_moves_that_there_are(stage, to):
    rules.check_move(stage, to)


@pytest.mark.clause("9.1")
def test_every_other_move_is_refused():
    for stage in Stage:
        for to in set(Stage) - rules.MOVES[stage]:
            with pytest.raises(Broken, match=f"is {stage}"):
                rules.check_move(stage, to)


@pytest.mark.clause("9.1")
def test_what_people_have_read_is_never_moved_or_edited():
    assert rules.MOVES[Stage.PUBLISHED] == rules.MOVES[Stage.DISCARDED] == frozenset()
    rules.check_editable(Stage.DRAFT)
    for stage in set(Stage) - {Stage.DRAFT}:
        with pytest.raises(Broken, match="no longer be edited"):
            rules.check_editable(stage)


@pytest.mark.clause("9.1")
def test_nobody_approves_what_they_worked_on():
    rules.check_approver(author_id=1, approver_id=2)
    rules.check_approver(author_id=None, approver_id=2)
    with pytest.raises(Broken, match="another governor"):
        rules.check_approver(author_id=2, approver_id=2)


@pytest.mark.clause("9.1")
def test_a_version_comes_into_force_today_or_later_and_in_order():
    rules.check_in_force_on(TODAY, today=TODAY, after=None)
    rules.check_in_force_on(TODAY, today=TODAY, after=TODAY)
    with pytest.raises(Broken, match="today or a later date"):
        rules.check_in_force_on(date(2026, 11, 22), today=TODAY, after=None)
    with pytest.raises(Broken, match="1 December 2026"):
        rules.check_in_force_on(TODAY, today=TODAY, after=date(2026, 12, 1))


@pytest.mark.clause("9.1")
def test_a_review_comes_after_and_within_three_years():
    rules.check_review_on(date(2027, 11, 23), in_force_on=TODAY)
    with pytest.raises(Broken, match="after the day"):
        rules.check_review_on(TODAY, in_force_on=TODAY)
    with pytest.raises(Broken, match="within three years"):
        rules.check_review_on(date(2029, 12, 31), in_force_on=TODAY)


@pytest.mark.clause("9.2")
@pytest.mark.parametrize(
    "becomes,material",
    [
        (WAS, False),
        (("STAFF  keep accounts, private", "must", frozenset({"staff"})), False),
        (("Staff keep accounts secret.", "must", frozenset({"staff"})), True),
        ((WAS[0], "should", frozenset({"staff"})), True),
        ((WAS[0], "must", frozenset({"staff", "governor"})), True),
        ((WAS[0], "must", frozenset()), False),
    ],
)
def test_what_asks_people_again(becomes, material):
    assert rules.is_material(WAS, becomes, wording_only=False) is material


@pytest.mark.clause("9.2")
def test_a_new_clause_asks_everyone_it_is_for():
    assert rules.is_material(None, WAS, wording_only=True)


@pytest.mark.clause("9.2")
def test_the_officers_placeholder_asks_nobody_again():
    was = ("Tell {dsl} at once.", "must", frozenset({"staff"}))
    becomes = ("Tell {head} at once.", "must", frozenset({"staff"}))
    assert not rules.is_material(was, becomes, wording_only=False)


@pytest.mark.clause("9.2")
def test_a_rewording_asks_nobody_and_a_stronger_rule_does_whatever_is_said_of_it():
    reworded = ("Staff lock their accounts.", "must", frozenset({"staff"}))
    stricter = ("Staff lock their accounts.", "should", frozenset({"staff"}))
    assert not rules.is_material(WAS, reworded, wording_only=True)
    assert rules.is_material(WAS, stricter, wording_only=True)


@pytest.mark.clause("9.2")
@pytest.mark.parametrize(
    "was,becomes,wording_only,material",
    [
        ("Keep it secret.", "Tell nobody.", False, True),
        ("Keep it secret.", "Tell nobody.", True, False),
        ("Keep it secret.", "keep it  SECRET!", False, False),
        ("Tell {dsl}.", "Tell {head}.", False, False),
    ],
)
def test_the_sentence_of_a_child_asks_pupils_when_it_says_something_else(was, becomes, wording_only, material):
    assert rules.is_material_to_pupils(was, becomes, wording_only=wording_only) is material


@pytest.mark.clause("9.2")
@pytest.mark.parametrize(
    "words,sentence",
    [
        ({"newest": None}, "not published yet"),
        ({"number": 3}, "not published yet"),
        ({"number": 1}, "Version 2 has been published since"),
        ({"wording": " Staff keep\naccounts private. "}, "present words"),
        ({"wording": "  "}, "present words"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_a_proposal_changes_words_that_are_published(words, sentence):
    said = {"was": WAS[0], "wording": "Lock it.", "reason": "Shorter.", "number": 2, "newest": 2}
    rules.check_proposal(**said)
    with pytest.raises(Broken, match=sentence):
        rules.check_proposal(**{**said, **words})


def test_a_broken_rule_names_its_clause():
    with pytest.raises(Broken) as broken:
        rules.check_move(Stage.PUBLISHED, Stage.DRAFT)
    assert broken.value.clause == "9.1"
