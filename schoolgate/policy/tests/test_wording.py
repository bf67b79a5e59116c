from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from schoolgate.policy import reading, wording

OFFICERS = {"dsl": "Martin Hale", "head": "Ruth Adeyemi", "school": "Larkhollow Primary School", "lado": ""}


@dataclass
class Said:
    text: str
    place: str = "1.1"
    section: str = "1 Purpose"
    audience: list[str] = field(default_factory=lambda: ["staff"])
    strength: str = "must"
    child: str = ""
    gloss: str = ""
    wording_only: bool = False
    asked_since: int | None = 1
    here: str = ""
    here_child: str = ""
    key: UUID = field(default_factory=uuid4)


@pytest.mark.clause("5.s.6")
@pytest.mark.parametrize(
    "text,filled",
    [
        ("Tell {dsl} at once.", "Tell the DSL, Martin Hale at once."),
        ("Tell the {dsl}.", "Tell the DSL, Martin Hale."),
        ("The {dsl} is told.", "The DSL, Martin Hale is told."),
        (
            "{head} decides. {dsl} is told.",
            "The head teacher, Ruth Adeyemi decides. The DSL, Martin Hale is told.",
        ),
        ("Ask {lado}.", "Ask the LADO."),
        ("Ask {chair}.", "Ask the chair of governors."),
        ("{school} listens.", "Larkhollow Primary School listens."),
        ("Write {this} as it is.", "Write {this} as it is."),
    ],
)
def test_the_names_of_those_who_hold_the_duties_are_filled_in(text, filled):
    assert wording.filled(text, OFFICERS) == filled


def test_a_school_without_a_name_is_the_school():
    assert (
        wording.filled("Rules of {school}. {school} keeps them.", {})
        == "Rules of the school. The school keeps them."
    )


@pytest.mark.parametrize(
    "text,becomes",
    [
        ("Contact the DSL, Jane Smith, in school.", "Contact {dsl}, in school."),
        ("Contact the DSL (Jane Smith) in school.", "Contact {dsl} in school."),
        ("Contact Jane Smith (DSL) in school.", "Contact {dsl} in school."),
        ("Contact our Designated Safeguarding Lead, Mrs Smith.", "Contact {dsl}."),
        ("Jane Smith, our designated safeguarding lead, is told.", "{dsl}, is told."),
        ("Tell the head teacher, Mr Bell.", "Tell {head}."),
        ("The chair of governors, Ann Lee, decides.", "{chair}, decides."),
    ],
)
def test_a_person_named_with_their_duty_gives_way_to_the_placeholder(text, becomes):
    role, _, start, end = reading.officers(text)[0]
    assert wording.with_placeholder(text, role, start, end) == becomes


def test_a_placeholder_nobody_fills_is_found():
    assert wording.unknown_placeholders("Tell {dls} or {dsl}.") == ["{dls}"]


def test_a_child_reads_a_sentence_of_their_own():
    clause = Said("Pupils must not disclose.", child="Keep it secret.")
    assert wording.for_reader(clause, "pupil") == "Keep it secret."
    assert wording.for_reader(clause, "parent") == "Pupils must not disclose."
    assert wording.for_reader(Said("Be kind."), "pupil") == "Be kind."


def test_the_text_seen_has_the_names_and_the_digest_of_a_version_has_not():
    clause = Said("Tell {dsl}.")
    assert wording.as_seen([clause], "staff", OFFICERS) == "1.1 Tell the DSL, Martin Hale."
    before = wording.digest([clause])
    clause.text = "Tell {head}."
    assert wording.digest([clause]) != before


@pytest.mark.clause("9.2")
def test_a_clause_is_asked_since_the_version_in_which_it_last_changed():
    was = Said("Lock it.", asked_since=2)
    assert wording.asked_since(None, was, 3) == 3
    assert wording.asked_since(was, Said("lock it", key=was.key), 3) == 2
    assert wording.asked_since(was, Said("Lock your account.", key=was.key), 3) == 3
    assert wording.asked_since(was, Said("Lock your account.", key=was.key, wording_only=True), 3) == 2


def test_words_put_in_and_taken_out():
    found = [
        (piece.how, piece.text) for piece in wording.pieces("Hand it in at noon.", "Hand it over at noon.")
    ]
    assert found == [("kept", "Hand it "), ("deleted", "in "), ("inserted", "over "), ("kept", "at noon.")]


@pytest.mark.parametrize(
    "was,becomes", [("a b c d", "d c b a"), ("", "new words"), ("gone", ""), ("x  y", "x y z")]
)
def test_pieces_put_together_are_both_texts(was, becomes):
    pieces = wording.pieces(was, becomes)
    assert "".join(piece.text for piece in pieces if piece.how != "inserted") == was
    assert "".join(piece.text for piece in pieces if piece.how != "deleted") == becomes


def test_two_versions_are_compared_in_reading_order():
    kept, reworded, gone, last = (
        Said("One."),
        Said("Two.", "1.2"),
        Said("Three.", "1.3"),
        Said("Four.", "1.4"),
    )
    first_gone, new = Said("Zero.", "1.0"), Said("New.", "1.9")
    after = [kept, Said("Two, better.", "1.2", key=reworded.key), new, last]
    changes = wording.compare([first_gone, kept, reworded, gone, last], after)
    assert [(change.kind, change.place, change.material) for change in changes] == [
        ("removed", "1.0", False),
        ("changed", "1.2", True),
        ("removed", "1.3", False),
        ("added", "1.9", True),
    ]


def test_a_clause_that_only_moved_says_so_and_asks_nobody():
    was = Said("One.", "1.1")
    (change,) = wording.compare([was], [Said("One.", "2.1", key=was.key)])
    assert change.notes == ("moved from 1.1",)
    assert not change.material


def test_strength_and_audience_are_part_of_the_change():
    was = Said("One.")
    (change,) = wording.compare(
        [was], [Said("One.", key=was.key, strength="should", audience=["staff", "parent"])]
    )
    assert change.material
    assert change.notes == ("strength: must becomes should", "for: staff becomes staff, parent")


def test_versions_alike_have_no_changes():
    clause = Said("One.")
    assert wording.compare([clause], [clause]) == []
