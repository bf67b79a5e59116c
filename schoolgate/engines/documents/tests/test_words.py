"""Whom a clause is for, how strong it is, and whom it names."""

from __future__ import annotations

import pytest

from schoolgate.engines.documents import marks, names, words


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("Pupils must tell a teacher.", (), ("pupil",)),
        ("No member of staff may message a pupil.", ("Pupils",), ("staff",)),
        ("Keep your account private.", ("Rules", "Teachers and staff"), ("staff",)),
        ("Staff and governors should declare their links.", (), ("staff", "governor")),
        ("If a parent complains, write it down.", ("Rules for employees",), ("staff",)),
        ("Record it.", ("Child protection", "If the head teacher hears of it, they should:"), ("staff",)),
        ("Breaches have consequences.", ("Consequences",), words.EVERYONE),
        ("Child protection comes first.", (), words.EVERYONE),
        ("Pupils must not add staff. The member of staff will tell the head.", (), ("pupil", "staff")),
        ("Information about pupils must never be shared.", ("Staff",), ("staff",)),
    ],
)
def test_the_audience(text: str, path: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert words.audience(text, path) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("Pupils must be kind.", (), "must"),
        ("No member of staff should do this.", (), "must"),
        ("No pupil may do this.", (), "must"),
        ("Sharing passwords is strictly prohibited.", (), "must"),
        ("Staff should never do this.", (), "must"),
        ("The school will teach this.", (), "must"),
        ("Staff should not do this.", (), "should"),
        ("It would not be appropriate to do this.", (), "should"),
        ("It is good practice not to do this.", (), "good practice"),
        ("Parents are encouraged to come.", (), "good practice"),
        ("Write it down.", ("They should:",), "should"),
        ("Write it down.", ("They must:",), "must"),
        ("The head must be told.", ("They should:",), "must"),
        ("Phones are everywhere.", (), "should"),
        ("The purpose of this policy is to help.", (), "should"),
    ],
)
def test_the_strength(text: str, path: tuple[str, ...], expected: str) -> None:
    assert words.strength(text, path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please tell the DSL, Priya Raman, in school.", [("dsl", "Priya Raman")]),
        ("Headteacher: Mrs O'Neill", [("head", "Mrs O'Neill")]),
        ("Our head teacher is Tomos Vaughan-Price.", [("head", "Tomos Vaughan-Price")]),
        ("Ask Amara Obi (Designated Safeguarding Lead).", [("dsl", "Amara Obi")]),
        ("Write to the Chair of Governors, Dr Lena Fox.", [("chair", "Dr Lena Fox")]),
        ("The LADO (Local Authority Designated Officer) will advise.", []),
        ("Inform the Head teacher. Parents will be informed.", []),
        ("The DSL, Head Teacher and governors meet.", []),
        ("The deputy DSL, Sam Hart, helps the DSL, Priya Raman.", [("dsl", "Priya Raman")]),
    ],
)
def test_people_named_with_their_duty(text: str, expected: list[tuple[str, str]]) -> None:
    found = names.officers(text)
    assert [(role, name) for role, name, _, _ in found] == expected
    assert all(text[start:end] == name for _, name, start, end in found)


@pytest.mark.parametrize(
    ("text", "style", "parts", "rest"),
    [
        ("3. Phones", "number", ("3",), "Phones"),
        ("3.2.1 Phones", "dotted", ("3", "2", "1"), "Phones"),
        ("(b) Phones", "letter", ("b",), "Phones"),
        ("iv) Phones", "roman", ("iv",), "Phones"),
        ("• Phones", "bullet", (), "Phones"),
        ("Section 4: Phones", "number", ("4",), "Phones"),
        ("Appendix B – Phones", "annex", ("b",), "Phones"),
        ("5.", "number", ("5",), ""),
        ("2023. It was", "", (), "2023. It was"),
        ("3.5 metres", "dotted", ("3", "5"), "metres"),
        ("e.g. phones", "", (), "e.g. phones"),
    ],
)
def test_marks(text: str, style: str, parts: tuple[str, ...], rest: str) -> None:
    mark, left = marks.split(text)
    assert (mark.style, mark.parts, left) == (style, parts, rest)


@pytest.mark.parametrize(
    ("first", "second"), [("1.", "2."), ("a)", "b)"), ("(i)", "(ii)"), ("h.", "i."), ("1.2", "1.3")]
)
def test_marks_that_follow_one_another(first: str, second: str) -> None:
    assert marks.follows(marks.parse(first), marks.parse(second))
    assert not marks.follows(marks.parse(second), marks.parse(first))
