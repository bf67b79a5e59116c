"""Suggesting model clauses for a document in words of its own."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from schoolgate.engines import model_policy
from schoolgate.engines.documents import matching, reader, shapes

DOCUMENT = """Online conduct agreement

1. Children

- Children must not hand out their full name, home address or telephone number on the internet.
- Children must ask permission before using music or pictures that belong to someone else.
- A child who is worried by something online should speak to an adult they trust.
- Children must give their mobile to the office each morning.
- Nobody under thirteen may have an account on a social network.
- Anyone who uses a VPN to get round the filter will lose the use of school laptops.

2. Adults who work here

- Staff must not accept friend requests from pupils.
- Staff should keep their profiles locked so that strangers cannot see them.
- Employees must not advertise a business of their own on the school's pages.
- Employees who behave in a way that amounts to gross misconduct may be dismissed.
- It is good practice not to befriend the mums and dads of children in the school.

3. Families

- Families should bring a complaint to us and not post it in a Facebook group.
- Families should ask before they put a photo of somebody else's child online.

4. When an adult is accused

- The head must refer the allegation to the LADO.
- Nobody should be suspended until the LADO and the police have given their advice.

5. Keeping this fresh

- The governors will review this agreement each year to see whether it works.
- The school reserves the right to monitor what is posted publicly about it.
"""
EXPECTED = (
    "3.a.2",
    "3.a.4",
    "3.a.6",
    "5.p.3",
    "5.p.1",
    "5.p.6",
    "4.7 5.s.3",
    "3.b.2",
    "4.2",
    "4.10",
    "5.s.7",
    "3.c.2",
    "3.c.3",
    "6.2",
    "6.5",
    "9.1",
    "8.b.1",
)


@pytest.fixture(scope="module")
def clauses() -> tuple[shapes.ReadClause, ...]:
    return reader.read(DOCUMENT.encode(), "agreement.txt").clauses


def test_a_document_in_other_words_finds_its_model_clauses(clauses: tuple[shapes.ReadClause, ...]) -> None:
    found = matching.suggest(clauses, model_policy.clauses())
    wrong = [
        (clause.text, model)
        for clause, (model, _), expected in zip(clauses, found, EXPECTED, strict=True)
        if model not in expected.split()
    ]
    assert len(wrong) <= 1, wrong
    assert all(0 <= degree <= 1 for _, degree in found)


def test_the_model_policy_finds_itself() -> None:
    own = [shapes.ReadClause(c.id, c.text, c.section, c.audience, c.strength) for c in model_policy.clauses()]
    assert [model for model, _ in matching.suggest(own, model_policy.clauses())] == [
        c.id for c in model_policy.clauses()
    ]


def test_a_clause_about_something_else_matches_nothing() -> None:
    texts = ("The boiler is serviced every October.", "Lunch costs two pounds and forty pence.")
    others = [shapes.ReadClause(str(at), text, "Site", ("staff",), "should") for at, text in enumerate(texts)]
    assert [model for model, _ in matching.suggest(others, model_policy.clauses())] == [None, None]


def test_two_clauses_that_say_the_same_may_share_a_model_clause(clauses: tuple[shapes.ReadClause, ...]) -> None:
    twice = dataclasses.replace(clauses[0], place="9.9")
    found = matching.suggest([*clauses, twice], model_policy.clauses())
    assert found[0][0] == found[-1][0] == "3.a.2"


def test_nothing_to_compare_gives_nothing(clauses: tuple[shapes.ReadClause, ...]) -> None:
    assert matching.suggest([], model_policy.clauses()) == []
    assert matching.suggest(clauses[:2], []) == [(None, 0.0), (None, 0.0)]


def test_reading_needs_neither_django_nor_scikit_learn() -> None:
    script = (
        "import sys; from schoolgate.engines.documents import reader; reader.read(b'Staff must rest.', 'a.txt');"
        "print([name for name in ('django', 'sklearn', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
