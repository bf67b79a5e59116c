from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from schoolgate.engines.documents import names
from schoolgate.engines.model_policy import placeholders
from schoolgate.policy import wording

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
    pupils_asked_since: int | None = 1
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
        ("{head} decides. {dsl} is told.", "The head teacher, Ruth Adeyemi decides. The DSL, Martin Hale is told."),
        ("Ask {lado}.", "Ask the LADO."),
        ("Ask {chair}.", "Ask the chair of governors."),
        ("{school} listens.", "Larkhollow Primary School listens."),
        ("Write {this} as it is.", "Write {this} as it is."),
    ],
)
def test_the_names_of_those_who_hold_the_duties_are_filled_in(text, filled):
    assert placeholders.filled(text, OFFICERS) == filled


def test_a_school_without_a_name_is_the_school():
    assert (
        placeholders.filled("Rules of {school}. {school} keeps them.", {})
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
    role, _, start, end = names.officers(text)[0]
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


EVERYONE = ["pupil", "parent", "staff"]


@pytest.mark.clause("9.2")
@pytest.mark.parametrize(
    "becomes,since",
    [
        ({"text": "lock it"}, (2, 3)),
        ({"text": "Lock your account."}, (9, 9)),
        ({"text": "Lock your account.", "wording_only": True}, (2, 3)),
        ({"child": "Lock your page."}, (2, 9)),
        ({"child": "Lock your page.", "wording_only": True}, (2, 3)),
        ({"child": "Lock your page.", "text": "Lock your account."}, (9, 9)),
        ({"child": "Lock your page.", "audience": ["parent", "staff"]}, (2, 3)),
        ({"child": "Lock your page.", "strength": "should", "wording_only": True}, (9, 9)),
        ({"child": ""}, (2, 9)),
        ({"gloss": "Help them lock it."}, (2, 3)),
    ],
)
def test_a_clause_is_asked_since_the_version_in_which_it_last_changed(becomes, since):
    """(everyone, pupils): pupils alone are asked again where only the sentence they agree to changed."""
    same = {"text": "Lock it.", "child": "Lock it up.", "audience": EVERYONE}
    was = Said(**same, asked_since=2, pupils_asked_since=3)
    assert wording.asked_since(was, Said(**{**same, **becomes}, key=was.key), 9) == since


@pytest.mark.clause("9.2")
def test_a_new_clause_is_asked_of_everyone_since_it_came():
    assert wording.asked_since(None, Said("Lock it.", audience=EVERYONE), 3) == (3, 3)


@pytest.mark.clause("9.2")
def test_a_clause_published_before_pupils_were_asked_apart_counts_as_it_did():
    was = Said("Lock it.", audience=EVERYONE, asked_since=2, pupils_asked_since=None)
    assert wording.asked_since(was, was, 3) == (2, 2)


@pytest.mark.clause("9.2")
@pytest.mark.parametrize(
    "becomes,rests",
    [
        ({}, False),
        ({"text": "Lock your account."}, True),
        ({"child": "Lock your page."}, True),
        ({"child": "Lock your page.", "audience": ["staff"]}, False),
        ({"child": "Lock your page.", "strength": "should"}, False),
        ({"text": "Lock your account.", "strength": "should"}, False),
        ({"text": "Lock it!"}, False),
    ],
)
def test_only_words_can_be_called_a_rewording(becomes, rests):
    same = {"text": "Lock it.", "child": "Lock it up.", "audience": EVERYONE}
    was = Said(**same)
    assert wording.rests_on_wording(was, Said(**{**same, **becomes}, key=was.key)) is rests


@pytest.mark.clause("9.2")
def test_a_comparison_tells_whom_a_change_asks_again():
    same = {"text": "Lock it.", "child": "Lock it up.", "gloss": "Help.", "audience": EVERYONE}
    was = Said(**same)

    def change(**becomes):
        return wording.compare([was], [Said(**{**same, **becomes}, key=was.key)])[0]

    child = change(child="Lock your page.")
    assert (child.asks, child.asks_pupils_only, child.material) == ({"pupil"}, True, True)
    assert "".join(piece.text for piece in child.child_pieces if piece.how != "deleted") == "Lock your page."
    assert change(child="Lock your page.", wording_only=True).asks == set()
    both = change(text="Lock your account.", child="Lock your page.")
    assert (both.asks, both.asks_pupils_only) == (set(EVERYONE), False)
    assert not change(child="Lock your page.", audience=["pupil"]).asks_pupils_only
    gloss = change(gloss="Please help.")
    assert (gloss.asks, gloss.notes) == (set(), ("the plain words for parents changed",))


def test_words_put_in_and_taken_out():
    found = [(piece.how, piece.text) for piece in wording.pieces("Hand it in at noon.", "Hand it over at noon.")]
    assert found == [("kept", "Hand it "), ("deleted", "in "), ("inserted", "over "), ("kept", "at noon.")]


@pytest.mark.parametrize("was,becomes", [("a b c d", "d c b a"), ("", "new words"), ("gone", ""), ("x  y", "x y z")])
def test_pieces_put_together_are_both_texts(was, becomes):
    pieces = wording.pieces(was, becomes)
    assert "".join(piece.text for piece in pieces if piece.how != "inserted") == was
    assert "".join(piece.text for piece in pieces if piece.how != "deleted") == becomes


def test_two_versions_are_compared_in_reading_order():
    kept, reworded, gone, last = (Said("One."), Said("Two.", "1.2"), Said("Three.", "1.3"), Said("Four.", "1.4"))
    first_gone, new = Said("Zero.", "1.0"), Said("New.", "1.9")
    after = [kept, Said("Two, better.", "1.2", key=reworded.key), new, last]
    changes = wording.compare([first_gone, kept, reworded, gone, last], after)
    assert [(change.kind, change.place, change.material) for change in changes] == [
        ("removed", "1.0", False),
        ("changed", "1.2", True),
        ("removed", "1.3", False),
        ("added", "1.9", True),
    ]


def test_a_clause_that_only_has_another_name_says_so_and_asks_nobody():
    was = Said("One.", "1.1")
    (change,) = wording.compare([was], [Said("One.", "2.1", key=was.key)])
    assert change.notes == ("called 1.1 before",)
    assert not change.material


def test_strength_and_audience_are_part_of_the_change():
    was = Said("One.")
    (change,) = wording.compare([was], [Said("One.", key=was.key, strength="should", audience=["staff", "parent"])])
    assert change.material
    assert change.notes == ("strength: must becomes should", "for: staff becomes staff, parent")


def test_versions_alike_have_no_changes():
    clause = Said("One.")
    assert wording.compare([clause], [clause]) == []
