"""The document that the software is for: a head should need to correct fewer than one clause in ten."""

from __future__ import annotations

from collections import Counter

import pytest

from schoolgate.engines import model_policy
from schoolgate.engines.documents import matching, names, reader, shapes
from schoolgate.engines.documents.tests import rendering, school

PUPIL, PARENT, STAFF, GOVERNOR = ("pupil",), ("parent",), ("staff",), ("governor",)
READERS = PUPIL + PARENT + STAFF
EVERYONE = READERS + GOVERNOR
FAMILIES = PUPIL + PARENT
LEADERS = STAFF + GOVERNOR
MUST, SHOULD, GOOD = "must", "should", "good practice"
EITHER = f"{MUST}|{SHOULD}"

#: By hand: place, the model clauses that a head would accept, whom it is for, how strong it is.
#: Where two answers stand, the document's own words allow both ("should never", a right that is kept).
LABELS: tuple[tuple[str, str, tuple[tuple[str, ...], ...], str], ...] = (
    ("1.1", "1.1", (READERS, EVERYONE), SHOULD),
    ("1.2", "1.2", (EVERYONE,), SHOULD),
    ("1.3", "1.3", (EVERYONE,), SHOULD),
    ("1.4", "1.1 1.4a 9.3", (EVERYONE,), SHOULD),
    ("1.5", "1.3 1.1", (EVERYONE,), SHOULD),
    *((f"1.6.{letter}", f"1.4{letter}", (EVERYONE,), MUST) for letter in "abcde"),
    ("1.7", "1.5", (EVERYONE,), SHOULD),
    ("2.1", "2.1", (EVERYONE,), EITHER),
    ("2.2", "2.2 2.3", (READERS,), EITHER),
    ("3.a.1", "3.a.1", (PUPIL,), MUST),
    ("3.a.2", "3.a.2", (PUPIL,), MUST),
    ("3.a.3", "3.a.3", (PUPIL,), SHOULD),
    ("3.a.4", "3.a.4", (PUPIL,), MUST),
    ("3.a.5", "3.a.5", (PUPIL,), MUST),
    ("3.a.6", "3.a.6", (PUPIL,), SHOULD),
    ("3.b.1", "3.b.1", (STAFF,), SHOULD),
    ("3.b.2", "3.b.2", (STAFF,), SHOULD),
    ("3.b.3", "3.b.3", (STAFF,), SHOULD),
    ("3.b.4", "3.b.4", (STAFF,), EITHER),
    ("3.c.1", "3.c.1", (PARENT,), SHOULD),
    ("3.c.2", "3.c.2", (PARENT,), EITHER),
    ("3.c.3", "3.c.3", (PARENT,), EITHER),
    ("3.c.4", "3.c.4", (PARENT,), SHOULD),
    *((f"4.{at}", f"4.{at}", (STAFF,), SHOULD if at in (8, 9) else MUST) for at in range(1, 12)),
    ("5.s.1", "5.s.1", (STAFF,), MUST),
    ("5.s.2", "5.s.2", (STAFF,), MUST),
    ("5.s.3", "5.s.3", (STAFF,), MUST),
    ("5.s.4", "5.s.4", (STAFF,), SHOULD),
    ("5.s.5", "5.s.5", (STAFF,), MUST),
    ("5.s.6", "5.s.6", (STAFF,), SHOULD),
    ("5.s.7", "5.s.7", (STAFF,), GOOD),
    *((f"5.p.{at}", f"5.p.{at}", (PUPIL, FAMILIES), MUST) for at in (1, 2, 3, 5, 6, 7)),
    ("5.p.4", "5.p.4", (PUPIL + STAFF, READERS), MUST),
    ("5.p.8", "5.p.8", (PUPIL, READERS, EVERYONE), MUST),
    ("5.c.1", "6.1", (STAFF, LEADERS), SHOULD),
    ("5.c.2", "6.2", (STAFF, LEADERS), MUST),
    ("5.c.3", "6.3", (STAFF, LEADERS), SHOULD),
    ("5.c.4", "6.4", (STAFF, LEADERS), SHOULD),
    ("5.c.5", "6.5", (STAFF, LEADERS), EITHER),
    ("5.c.6", "6.6", (STAFF, LEADERS), SHOULD),
    ("5.cy.1", "7.1", (EVERYONE,), EITHER),
    ("5.cy.2", "7.2", (PARENT,), SHOULD),
    ("5.cy.3", "7.3", (EVERYONE, STAFF), MUST),
    ("6.a.1", "8.a.1", (EVERYONE,), MUST),
    ("6.a.2", "8.a.2", (READERS,), GOOD),
    ("6.b.1", "8.b.1", (EVERYONE,), EITHER),
    ("6.b.2", "8.b.2", (EVERYONE,), SHOULD),
    ("6.c.1", "8.c.1", (EVERYONE,), SHOULD),
    ("6.c.2", "8.c.2 8.c.3", (FAMILIES,), MUST),
    ("7.1", "9.1", (EVERYONE, LEADERS), MUST),
    ("7.2", "9.2", (EVERYONE, LEADERS), MUST),
    ("7.3", "9.3", (EVERYONE,), SHOULD),
)


def faults(found: shapes.ParsedDocument) -> list[str]:
    """What a head would correct: each clause with a wrong place, audience, strength or model clause."""
    labels = {place: rest for place, *rest in LABELS}
    wrong = [f"{place}: missing" for place in labels.keys() - {clause.place for clause in found.clauses}]
    suggested = matching.suggest(found.clauses, model_policy.clauses())
    for clause, (model, _) in zip(found.clauses, suggested, strict=True):
        if clause.place not in labels:
            wrong.append(f"{clause.place}: no such place")
            continue
        models, audiences, strengths = labels[clause.place]
        if model not in models.split():
            wrong.append(f"{clause.place}: {model} is not {models}")
        elif clause.audience not in audiences:
            wrong.append(f"{clause.place}: {clause.audience}")
        elif clause.strength not in strengths.split("|"):
            wrong.append(f"{clause.place}: {clause.strength}")
    return wrong


@pytest.fixture(scope="module")
def found() -> shapes.ParsedDocument:
    return reader.read(school.data(), "policy.txt")


def test_a_head_corrects_fewer_than_one_clause_in_ten(found: shapes.ParsedDocument) -> None:
    wrong = faults(found)
    assert len(wrong) < len(LABELS) / 10, wrong


def test_the_places_follow_the_document_s_own_numbers(found: shapes.ParsedDocument) -> None:
    assert {clause.place for clause in found.clauses} == {place for place, *_ in LABELS}


def test_every_word_is_in_a_clause_or_set_aside(found: shapes.ParsedDocument) -> None:
    lines = [line.replace("**", "").strip() for line in school.data().decode().splitlines()]
    expected = Counter(word for line in lines for word in rendering.words(line))
    kept = [clause.text for clause in found.clauses] + [each.text for each in found.set_aside]
    assert Counter(word for text in kept for word in rendering.words(text)) == expected


@pytest.mark.parametrize("headed", [True, False], ids=["heading styles", "plain paragraphs"])
@pytest.mark.parametrize("ending", list(rendering.RENDERERS))
def test_the_same_clauses_come_out_of_every_format(found: shapes.ParsedDocument, ending: str, headed: bool) -> None:
    data = rendering.RENDERERS[ending](school.pieces(headed=headed))
    again = reader.read(data, f"policy.{ending}")
    assert again.clauses == found.clauses
    assert again.title == found.title


def test_its_text_is_as_good_as_markdown(found: shapes.ParsedDocument) -> None:
    assert reader.read(school.data(), "policy.md").clauses == found.clauses


def test_the_one_clause_that_names_an_officer_is_noticed(found: shapes.ParsedDocument) -> None:
    named = {clause.place: names.officers(clause.text) for clause in found.clauses}
    assert {place: [each[0] for each in officers] for place, officers in named.items() if officers} == {
        "5.s.6": ["dsl"]
    }
