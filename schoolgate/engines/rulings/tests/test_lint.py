"""The lint of a policy: what it has to find in the model, and what a change makes of its findings."""

import itertools
from dataclasses import replace

import pytest

from schoolgate.engines.rulings.engine import decide
from schoolgate.engines.rulings.facts import Answer, Connect, Strength
from schoolgate.engines.rulings.lint import as_json, as_text, domains, gaps, lint, lint_model, responses
from schoolgate.engines.rulings.lint.finding import KINDS
from schoolgate.engines.rulings.policy import Parameters, Policy
from schoolgate.engines.rulings.situations import domain
from tests import work


def of(policy, kind="", **given):
    found = lint(policy, enforced=given.get("enforced", {}), legal=given.get("legal", {}))
    return [finding for finding in found if not kind or finding.kind == kind]


def pairs(policy, *, settled=None):
    return {item.clauses for item in of(policy, "contradiction") if settled is None or item.settled is settled}


def without(*clauses):
    model = Policy.model()
    return replace(model, clauses=model.clauses - set(clauses))


MODEL = Policy.model()


@pytest.mark.parametrize(
    "one,other,settled",
    [
        pytest.param("7.3", "8.c.3", False, marks=pytest.mark.clause("7.3")),
        pytest.param("5.p.8", "8.c.3", False, marks=pytest.mark.clause("5.p.8")),
        pytest.param("8.c.1", "8.c.2", False, marks=pytest.mark.clause("8.c.2")),
        pytest.param("1.3", "5.p.5", False, marks=pytest.mark.clause("5.p.5")),
        pytest.param("5.s.1", "5.s.4", True, marks=pytest.mark.clause("5.s.4")),
        pytest.param("4.7", "5.s.4", True, marks=pytest.mark.clause("4.7")),
        pytest.param("3.a.1", "5.p.1", False, marks=pytest.mark.clause("5.p.1")),
    ],
)
def test_the_model_s_known_contradictions_are_found(one, other, settled):
    assert {(one, other), (other, one)} & {found for found in pairs(MODEL) if found}
    where_settled = pairs(MODEL, settled=True)
    # The two clauses on family links also clash where the link gives no leave.
    assert ((one, other) in where_settled) is settled or (one, other) == ("4.7", "5.s.4")


def test_a_contradiction_goes_with_either_of_its_clauses():
    assert ("7.3", "8.c.3") not in pairs(without("7.3"))
    assert ("7.3", "8.c.3") not in pairs(without("8.c.3"))
    assert ("1.3", "5.p.5") not in pairs(without("5.p.5"))


def test_the_example_of_a_contradiction_is_one():
    [found] = [item for item in of(MODEL, "contradiction") if item.clauses == ("1.3", "5.p.5")]
    assert found.example == (
        "A member of staff who holds an official account uses a social network, on a school computer away from"
        " school, at 18:00."
    )


def test_responses_are_found_by_trying_every_case_and_not_from_a_list(monkeypatch):
    gentler = [
        rule if rule.clause != "8.c.3" else responses.Rule("8.c.3", lambda case: None) for rule in responses.RULES
    ]
    monkeypatch.setattr(responses, "RULES", tuple(gentler))
    assert not {found for found in pairs(MODEL) if "8.c.3" in found}


def test_a_parent_with_a_pupil_is_a_gap_and_a_teacher_with_a_pupil_is_none():
    found = [item.says for item in of(MODEL, "gap")]
    assert any("whether a parent may be in touch with a pupil" in says for says in found)
    assert not any("a member of staff" in says for says in found)


def test_without_its_clause_advice_to_staff_and_parents_becomes_a_gap():
    found = [item.says for item in of(without("5.s.7"), "gap")]
    assert any("a member of staff may be in touch with a parent" in says for says in found)


def test_gaps_cover_every_situation_that_no_clause_decides_and_no_other():
    for kind in domains.QUESTIONS:
        every = list(domain(kind))
        undecided = {response for response in every if decide(response, MODEL).answer is Answer.ASK}
        covered = set()
        for cube, example in gaps._cubes(kind, MODEL):
            assert example in undecided
            covered |= {
                response for response in every if all(getattr(response, name) in those for name, those in cube.items())
            }
        assert covered == undecided


def test_the_domains_are_those_of_the_rulings():
    assert int(domains.happening(Connect).sum()) == len(list(domain(Connect)))


def test_clauses_that_never_decide_alone_are_named_with_those_that_decide_with_them():
    dead = {item.clauses[0]: item.says for item in of(MODEL, "dead")}
    assert dead["4.5"].endswith("wherever it does, clause 4.3 says the same.")
    assert "5.s.1" not in dead and "5.p.5" not in dead


def test_a_clause_that_decides_alone_once_another_is_gone_is_dead_no_longer():
    assert "4.5" not in {item.clauses[0] for item in of(without("4.3", "4.4", "3.b.3"), "dead")}


def test_a_clause_whose_rules_are_switched_off_never_speaks():
    allowed = replace(MODEL, parameters=Parameters(phones="allowed"))
    assert "5.p.3" not in {item.clauses[0] for item in of(MODEL, "dead")}
    assert "5.p.3" not in {item.clauses[0] for item in of(allowed, "dead")}  # it gives leave


def test_a_clause_that_nothing_puts_in_force_is_found_and_one_for_people_is_not():
    found = of(MODEL, "unenforced", enforced={"12.1": (), "8.c.3": ("human",), "1.1": ("signed",)})
    assert [item.clauses for item in found] == [("12.1",)]


def test_the_law_s_notes_are_findings_of_their_own():
    [found] = of(MODEL, "legal", legal={"8.c.2": ("Only the head can suspend.",)})
    assert found.says == "Clause 8.c.2: Only the head can suspend."


def test_clauses_are_called_what_the_school_calls_them_and_keep_their_keys():
    ours = lint(MODEL, enforced={}, legal={}, places={"7.3": "12.2"})
    theirs = of(MODEL)
    assert any("Clause 12.2 asks the school" in finding.says for finding in ours)
    assert [finding.key for finding in ours] == [their.key for their in theirs]


def test_keys_are_all_different_and_the_same_each_time():
    keys = [finding.key for finding in lint_model()]
    assert len(set(keys)) == len(keys)
    assert keys == [finding.key for finding in lint_model()]


def test_a_finding_that_changes_has_another_key():
    def key(policy):
        return next(finding.key for finding in of(policy, "contradiction") if finding.clauses == ("1.3", "5.p.5"))

    softer = replace(MODEL, strengths={**MODEL.strengths, "5.p.5": Strength.SHOULD})
    assert key(softer) != key(MODEL)
    other = replace(MODEL, strengths={**MODEL.strengths, "4.2": Strength.SHOULD})
    assert key(other) == key(MODEL)


def test_the_whole_model_is_tried_by_the_column_and_not_one_situation_at_a_time():
    of(MODEL)
    fresh = Policy(*MODEL.__reduce__()[1])
    some = [response for kind in domains.QUESTIONS for response in itertools.islice(domain(kind), None, None, 20)]
    one_at_a_time = 20 * work.calls(lambda: [decide(question, fresh) for question in some])
    assert work.calls(lambda: of(fresh)) < one_at_a_time / 2


def test_the_command_line_s_document_has_what_it_promises():
    document = as_json(lint_model())
    assert {item["kind"] for item in document["findings"]} <= set(KINDS)
    assert all(set(item) >= {"kind", "clauses", "example", "says"} for item in document["findings"])
    assert "Clauses that say different things" in as_text(lint_model())
    assert as_text([]) == "Nothing is to be looked at."
