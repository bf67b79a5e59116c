"""The twenty head's checks, and the page on which they and the procedures are written out."""

import pytest

from schoolgate.cases import procedures_reference as engine_reference
from schoolgate.engines import model_policy
from schoolgate.engines.procedures import PROCEDURES, checks, consequences
from schoolgate.engines.procedures.checks import CHECKS, Sure
from schoolgate.engines.procedures.diagrams import diagram


def test_there_are_twenty_each_with_words_a_question_and_a_reference():
    assert [question.id for question in CHECKS] == list(range(1, 21))
    for check in CHECKS:
        assert check.text.strip() and check.asks.strip().endswith((".", "?")) and check.raised.strip()
        assert check.references and all(reference.text.strip() for reference in check.references)


def test_each_belongs_to_a_clause_that_has_a_legal_note():
    noted = {clause.id for clause in model_policy.clauses() if clause.legal}
    for check in CHECKS:
        assert set(check.clauses) & noted, check.id


def test_no_reference_is_surer_here_than_in_the_model_policy():
    """Where both cite the same section, they say the same about how sure it is."""
    notes = [note for clause in model_policy.clauses() for note in clause.legal]
    for check in CHECKS:
        for reference_ in check.references:
            same = [note for note in notes if f"({reference_.text})" in note]
            assert all(f"[{reference_.sure}]" in note for note in same), reference_.text


def test_every_check_of_a_case_is_raised_by_a_step():
    raised = {number for procedure in PROCEDURES.values() for step in procedure.steps for number in step.legal}
    assert raised == set(range(1, 21)) - {14, 18, 20}
    assert {number for item in consequences.LADDER.values() for number in item.legal} <= raised


def test_a_check_is_found_by_its_number_and_its_clause():
    assert checks.check(6).clauses == ("6.2",)
    assert [check.id for check in checks.for_clause("8.c.2")] == [1, 3]
    with pytest.raises(KeyError):
        checks.check(21)
    assert set(Sure) == {"confirmed", "secondary", "unconfirmed"}


@pytest.mark.parametrize("procedure", PROCEDURES.values(), ids=list(PROCEDURES))
def test_each_diagram_shows_every_step_and_only_known_ones(procedure):
    lines = [line.strip() for line in diagram(procedure).splitlines()]
    names = {step.id for step in procedure.steps}
    shown = {line.split("[")[0] for line in lines if '["' in line}
    assert shown == names
    for arrow in (line.split() for line in lines if any(mark in line for mark in ("-->", "-.->", ".->", "==>"))):
        assert {arrow[0], arrow[-1]} <= names
    assert not names & {"end", "graph", "subgraph", "style", "class", "click"}


def test_the_page_has_every_step_consequence_and_check():
    page = engine_reference.page()
    for procedure in PROCEDURES.values():
        assert f"## {procedure.name}" in page
        assert all(step.script in page and step.title in page for step in procedure.steps)
    assert all(check.title in page for check in CHECKS)
    assert all(item.name in page for item in consequences.LADDER.values())
    assert page.endswith("\n")
