"""Places where the numbering wanders."""

from __future__ import annotations

import pytest

from schoolgate.engines.documents import reader


def places(text: str, name: str = "rules.txt") -> list[str]:
    return [clause.place for clause in reader.read(text.encode(), name).clauses]


def whys(text: str) -> dict[str, str]:
    return {each.text: each.why for each in reader.read(text.encode(), "rules.txt").set_aside}


RULE = "Pupils must be kind."


TITLE_PAGE = """HILLTOP PRIMARY SCHOOL
ONLINE SAFETY POLICY

Approved by: Governing body
Next review: September 2031

INTRODUCTION

This policy keeps children safe online.

1.0 WHO DOES WHAT

1.1 The headteacher
The headteacher must report to governors.

1.2 Staff
1.2.1 All staff must read this policy.
1.2.2 Staff must:
    a) lock their screens;
    b) report anything that worries them.

Appendix 1: Agreement

I will be kind online.

Signed ....................  Date ............
"""


def test_a_title_page_dotted_numbers_and_an_appendix() -> None:
    found = reader.read(TITLE_PAGE.encode(), "rules.txt")
    assert found.title == "ONLINE SAFETY POLICY"
    assert [clause.place for clause in found.clauses] == ["i.1", "1.1.1", "1.2.1", "1.2.2.a", "1.2.2.b", "app-1.1"]
    reasons = whys(TITLE_PAGE)
    assert reasons["HILLTOP PRIMARY SCHOOL"] == reasons["Next review: September 2031"] == "title page"
    assert reasons["Signed .................... Date ............"] == "line to fill in"


def test_a_numbered_agreement_for_pupils_is_for_pupils() -> None:
    text = "Agreement for pupils\n\nThese keep us safe.\n\n1. I will ask first.\n2. I will tell a teacher.\n"
    found = reader.read(text.encode(), "rules.txt")
    assert [(clause.place, clause.audience) for clause in found.clauses] == [
        ("0.1", ("pupil",)),
        ("1", ("pupil",)),
        ("2", ("pupil",)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"1. Why\n\n{RULE}\n\n3. How\n\n{RULE}\n", ["1.1", "3.1"], id="a section is missing"),
        pytest.param(f"2. Why\n\n{RULE}\n\n2. How\n\n{RULE}\n", ["2.1", "2-2.1"], id="a number comes twice"),
        pytest.param(
            f"1. Why\n\n{RULE}\n\n2. How\n\n1. At home\n\n{RULE}\n\n2. At school\n\n{RULE}\n\n3. When\n\n{RULE}\n",
            ["1.1", "2.1.1", "2.2.1", "3.1"],
            id="a section inside a section",
        ),
        pytest.param(
            f"1. Why\n\n{RULE}\n\n2. How\n\n3.\n\n{RULE}\n\nRules for staff\n\n{RULE}\n\n4. When\n\n{RULE}\n",
            ["1.1", "2.1", "3.s.1", "4.1"],
            id="a lone number after an empty section",
        ),
        pytest.param(
            f"1. Why\n\n{RULE}\n\n2.\n\n{RULE}\n\n3. When\n\n{RULE}\n",
            ["1.1", "2.1", "3.1"],
            id="a section without a title",
        ),
        pytest.param(
            f"1. Why\n\n{RULE}\n\n1.1 Staff must read this.\n\n1.2 Parents should:\n\n(a) read this\n\n(b) ask\n",
            ["1.0.1", "1.1", "1.2.a", "1.2.b"],
            id="numbered paragraphs",
        ),
        pytest.param(
            f"Kindness\n\n{RULE}\n\nHonesty\n\n{RULE}\n- Staff must be fair.\n", ["1.1", "2.1", "2.2"], id="no numbers"
        ),
        pytest.param(
            f"1. Rules\n\nAdvice for staff\n\n{RULE}\n\nAdvice for parents\n\n{RULE}\n\n"
            f"About apps\n\n{RULE}\n\nAbout adverts\n\n{RULE}\n",
            ["1.s.1", "1.pa.1", "1.a.1", "1.ab.1"],
            id="headings without numbers",
        ),
        pytest.param(
            "1. Rules\n\n1. Pupils must walk.\n2. Pupils must wait.\n\nThen they may go in.\n\n3. Pupils must sit.\n",
            ["1.1", "1.2", "1.2.a", "1.3"],
            id="a paragraph inside a numbered list",
        ),
        pytest.param(
            "1. Rules\n\n• Staff must not:\no Shout.\no Run.\n• Staff must smile.\n",
            ["1.1.a", "1.1.b", "1.2"],
            id="bullets of two kinds without indents",
        ),
        pytest.param(f"{RULE}\n\nStaff must be kind.\n", ["1", "2"], id="no sections at all"),
    ],
)
def test_places_stay_sensible_and_unique(text: str, expected: list[str]) -> None:
    assert places(text) == expected


def test_a_heading_with_nothing_under_it_is_set_aside_as_that() -> None:
    found = whys(f"1. Why\n\n{RULE}\n\n2. How\n\n3. When\n\n{RULE}\n")
    assert found["2. How"] == "heading with nothing under it"
    assert found["1. Why"] == "heading"


def test_a_contents_list_is_skipped_even_without_page_numbers() -> None:
    text = f"Phone policy\n\nContents\n\n1. Why\n2. How\n\n1. Why\n\n{RULE}\n\n2. How\n\n{RULE}\n"
    assert places(text) == ["1.1", "2.1"]
    assert whys(text)["Contents"] == "table of contents"


def test_a_line_that_leads_a_list_lends_it_strength_and_audience() -> None:
    found = reader.read(b"1. Care\n\nRead this.\n\nStaff must:\n\n- keep calm\n- write it down\n", "a.txt")
    assert [(c.place, c.audience, c.strength) for c in found.clauses[1:]] == [
        ("1.2.a", ("staff",), "must"),
        ("1.2.b", ("staff",), "must"),
    ]
    assert found.clauses[1].section == "Care › Staff must"


def test_separate_duties_in_one_paragraph_are_separate_clauses() -> None:
    found = reader.read(
        b"1. Review\n\nThe head will read this each year. Parents must be shown every change. They may object.\n",
        "a.txt",
    )
    assert [clause.text for clause in found.clauses] == [
        "The head will read this each year.",
        "Parents must be shown every change. They may object.",
    ]


def test_a_table_gives_a_clause_for_each_row() -> None:
    text = "# Rules\n\n## 1. Ages\n\n| App | Age |\n|---|---|\n| Chatter | 13 or older |\n| Shouter | 16 or older |\n"
    found = reader.read(text.encode(), "a.md")
    assert [(c.place, c.text) for c in found.clauses] == [
        ("1.1", "Chatter – 13 or older"),
        ("1.2", "Shouter – 16 or older"),
    ]
    assert ("App Age", "table headings") in [(each.text, each.why) for each in found.set_aside]


def test_lines_wrapped_by_hand_are_one_paragraph() -> None:
    text = (
        "1. Phones\n\nPupils must hand their phones to the office when they arrive and must\n"
        "collect them when they leave, unless the office has agreed to something\nelse.\n"
        "- Staff must keep the cupboard locked from nine o'clock until half past\n  three.\n"
    )
    found = reader.read(text.encode(), "a.txt")
    assert [clause.place for clause in found.clauses] == ["1.1", "1.2"]
    assert found.clauses[1].text.endswith("until half past three.")
