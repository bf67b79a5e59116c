import pathlib
import re

import pytest

from schoolgate.engines import model_policy
from schoolgate.engines.model_policy import reference

ROOT = pathlib.Path(__file__).parents[4]
SHARED = ROOT.parent / "shared"
REQUIREMENTS = SHARED / "policy" / "requirements.md"
OTHERS_WORDS = (REQUIREMENTS, SHARED / "policy" / "original-policy.txt", SHARED / "facts" / "guidance.md")

# fmt: off
IDS = [
    "1.1", "1.2", "1.3", "1.4a", "1.4b", "1.4c", "1.4d", "1.4e", "1.5",
    "2.1", "2.2", "2.3",
    "3.a.1", "3.a.2", "3.a.3", "3.a.4", "3.a.5", "3.a.6",
    "3.b.1", "3.b.2", "3.b.3", "3.b.4",
    "3.c.1", "3.c.2", "3.c.3", "3.c.4",
    "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8", "4.9", "4.10", "4.11",
    "5.s.1", "5.s.2", "5.s.3", "5.s.4", "5.s.5", "5.s.6", "5.s.7",
    "5.p.1", "5.p.2", "5.p.3", "5.p.4", "5.p.5", "5.p.6", "5.p.7", "5.p.8",
    "6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7",
    "7.1", "7.2", "7.3",
    "8.a.1", "8.a.2", "8.b.1", "8.b.2", "8.c.1", "8.c.2", "8.c.3",
    "9.1", "9.2", "9.3",
]
# fmt: on

# Where the policy, carried out word for word, needs the head to look twice: a mark that the note must bear.
CHECKS = [
    ("8.c.2", "each pupil separately"),
    ("8.c.2", "s.89(5)"),
    ("8.c.3", "wherever it began"),
    ("8.c.3", "breaking a site's rules"),
    ("5.p.1", "the service's own limit"),
    ("5.s.5", "Sexual Offences Act 2003"),
    ("6.2", "harm threshold"),
    ("6.7", "chair of governors"),
    ("6.5", "never held"),
    ("6.4", "141F"),
    ("5.p.7", "promise a child secrecy"),
    ("6.6", "no step in this list waits"),
    ("3.c.2", "treat the clause as a request"),
    ("4.10", "no outcome follows by itself"),
    ("4.6", "whistleblowing"),
    ("4.8", "registers of approved accounts"),
    ("8.b.1", "surveillance"),
    ("5.p.5", "exception with a reason"),
    ("2.2", "s.3"),
    ("5.p.3", "s.550C"),
    ("5.p.6", "in proportion"),
    ("1.5", "dated entries"),
    ("5.s.6", "dated record of duties"),
    ("3.a.2", "victim"),
    ("5.s.7", "never counted as a breach"),
]

RUN = 6


def everything_shown(clause):
    return (clause.text, clause.gloss, clause.child, *clause.legal, *clause.words, clause.group)


def words(sentence):
    return re.findall(r"[a-z0-9]+(?:['’][a-z]+)?", sentence.lower())


def runs(sentence):
    found = words(sentence)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def own_sentences(clause):
    """What we worded ourselves: a law's name and a placeholder are nobody's sentence."""
    for sentence in everything_shown(clause):
        without_reference = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\) \[\w+\]$", "", sentence)
        yield from re.split(r"\{\w+\}", without_reference)


def test_every_clause_is_there_once_and_in_order():
    assert [clause.id for clause in model_policy.clauses()] == IDS


def test_the_list_of_clauses_is_the_list_of_requirements():
    if not REQUIREMENTS.exists():
        pytest.skip("the requirements are not beside this checkout")
    rows = re.findall(r"^\| (\d\S*) \|", REQUIREMENTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == IDS


@pytest.mark.parametrize("clause", model_policy.clauses(), ids=lambda item: item.id)
class TestEachClause:
    def test_has_no_empty_field(self, clause):
        missing = [name for name, value in vars(clause).items() if not value and name != "legal"]
        assert missing == []
        assert all(value.strip() for value in (*clause.words, *clause.audience, *clause.enforced))

    def test_keeps_to_the_vocabularies(self, clause):
        assert set(clause.audience) <= {"pupil", "parent", "staff", "governor"}
        assert clause.strength in {"must", "should", "good practice"}
        ways = "signed taught ruled screened filtered watched reported recorded reviewed human"
        assert set(clause.enforced) <= set(ways.split())
        pictures = "lock phone heart speech shield eye hand school star clock"
        assert clause.picture in pictures.split()

    def test_rests_with_people_alone_only_where_nothing_else_helps(self, clause):
        assert "human" not in clause.enforced or clause.enforced == ("human",)

    def test_says_its_strength_in_its_sentence(self, clause):
        said = set(words(clause.text))
        if clause.strength == "should":
            assert "must" not in said
        if clause.strength == "good practice":
            assert not said & {"must", "never", "should"}

    def test_speaks_to_a_child_of_seven(self, clause):
        spoken = words(clause.child)
        assert len(spoken) <= 16
        assert max(len(word) for word in spoken) <= 10
        assert not set(spoken) & {"safeguarding", "policy", "inappropriate", "cyberbullying", "dsl", "lado"}

    def test_speaks_plainly_to_parents(self, clause):
        sentences = re.split(r"(?<=[.!?])\s+", clause.gloss)
        assert len(sentences) <= 3
        assert max(len(words(sentence)) for sentence in sentences) <= 25
        jargon = {"safeguarding", "lado", "dsl", "violation", "sanction", "comply", "prohibited"}
        assert not jargon & set(words(re.sub(r"\{\w+\}", "", clause.gloss)))

    def test_names_only_officers_that_a_school_records(self, clause):
        names = {name for said in everything_shown(clause) for name in re.findall(r"\{(.*?)\}", said)}
        assert names <= {"dsl", "head", "chair", "lado", "school"}

    def test_says_for_the_head_what_to_look_at_in_every_legal_note(self, clause):
        for note in clause.legal:
            assert re.search(r"Check for the (head|chair): .+\. \(.+\) \[(\w+)\]$", note)


@pytest.mark.parametrize(("id", "mark"), CHECKS)
def test_the_head_is_asked_to_look_twice(id, mark):
    assert any(mark in note for note in model_policy.clause(id).legal)


def test_no_other_clause_carries_a_legal_note():
    assert {clause.id for clause in model_policy.clauses() if clause.legal} == {id for id, _ in CHECKS} | {
        "5.s.4",
        "7.3",
    }


def test_staff_sign_four_groups_of_clauses_about_themselves():
    groups = {clause.group for clause in model_policy.clauses() if clause.id.startswith(("3.b", "4.", "5.s", "6."))}
    assert groups == {
        "Terms of use",
        "Contact with pupils and former pupils",
        "Care of confidential information",
        "Child protection",
    }


@pytest.mark.parametrize("source", OTHERS_WORDS, ids=lambda path: path.name)
def test_every_sentence_is_our_own(source):
    if not source.exists():
        pytest.skip("the documents to compare with are not beside this checkout")
    theirs = runs(source.read_text(encoding="utf-8"))
    shared = {
        clause.id: [" ".join(run) for run in sorted(runs(sentence) & theirs)]
        for clause in model_policy.clauses()
        for sentence in own_sentences(clause)
        if runs(sentence) & theirs
    }
    assert shared == {}


@pytest.mark.clause("5.s.7")
def test_advice_to_staff_is_weaker_than_a_duty():
    assert model_policy.clause("5.s.7").strength == "good practice"
    assert model_policy.clause("5.s.1").strength == "must"


def test_a_clause_is_found_by_its_id():
    found = model_policy.clause("3.a.2")
    assert found.section == "3 Responsible use – a Pupils"
    assert found.audience == ("pupil",)
    assert found.enforced == ("screened", "taught")


def test_a_clause_that_is_not_there_is_named():
    with pytest.raises(KeyError, match=r"The model policy has no clause '9\.9'\."):
        model_policy.clause("9.9")


def test_the_policy_has_a_title():
    assert model_policy.title() == "Our policy on social media and online networks"


def test_clauses_are_read_once():
    assert model_policy.clauses() is model_policy.clauses()


def test_the_reference_page_is_up_to_date():
    written = (ROOT / "docs" / "reference" / "clauses.md").read_text(encoding="utf-8")
    assert written == reference.page(), "write docs/reference/clauses.md again from reference.page()"


def test_the_reference_page_shows_every_clause_and_every_legal_note():
    shown = reference.page()
    for clause in model_policy.clauses():
        assert f"| {clause.id} | {clause.text} |" in shown
        assert all(f"- **{clause.id}** {note}" in shown for note in clause.legal)


@pytest.mark.clause("5.s.4")
def test_a_family_tie_gives_way_only_in_the_working_day_on_school_equipment():
    told = model_policy.clause("5.s.4").text
    assert told.endswith("should not happen during the working day on equipment of the school.")
    assert " or during" not in told
