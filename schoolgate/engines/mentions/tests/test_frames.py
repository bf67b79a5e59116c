"""Plain namings: a surname that is a word, in small letters, spelt out or disguised, and offices as families say them.

`frames.txt` holds them with as many texts that only look like them: places, others of that name, and common words.
"""

import re
from pathlib import Path

import pytest

from schoolgate.engines.mentions import children, finding
from schoolgate.engines.mentions.lists import FILE, OFFICES
from schoolgate.engines.mentions.normal import plain, words_of
from schoolgate.engines.mentions.shapes import Child, Known

PEOPLE = [
    Known(1, "Ruth", "Adeyemi", "", frozenset({"head"})),
    Known(2, "Martin", "Hale", "", frozenset({"dsl"})),
    Known(3, "Owen", "Pryce", "", frozenset({"deputy"})),
    Known(4, "Fiona", "Reid", "", frozenset({"deputy_dsl"})),
    Known(5, "Helen", "Marsh", "", frozenset({"chair", "governor"})),
    Known(6, "Li Na", "Cheung", "", frozenset({"governor"})),
    Known(7, "Tom", "Bell", "", frozenset({"teacher"}), ("Wrens", "Year 2")),
]
IDS = {"head": 1, "dsl": 2, "deputy": 3, "deputy_dsl": 4, "chair": 5, "cheung": 6, "bell": 7, "none": 0}
CHILDREN = [
    Child("Sophie", "Hale", "", "Kestrels"),
    Child("Tom", "Reid", "", "Kestrels"),
    Child("Maya", "Nair", "", "Kestrels"),
    Child("Arun", "Nair", "", "Wrens"),
]
UNSEEN = re.compile(r"\\u([0-9a-f]{4})")
LINES = [
    tuple(UNSEEN.sub(lambda sign: chr(int(sign[1], 16)), line).split(": ", 1))
    for line in Path(__file__).with_name("frames.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
MEANT = [(IDS[who], text) for who, text in LINES if who != "none"]
HARMLESS = [text for who, text in LINES if who == "none"]
DETOURS = 0.05


def found(text: str = "", *typed: str) -> set[int]:
    return {mention.id for mention in finding.meant(text, PEOPLE, typed=typed, children=CHILDREN)}


def test_there_are_as_many_harmless_texts_as_others():
    assert len(MEANT) >= 120 and len(HARMLESS) >= len(MEANT)
    assert len(set(LINES)) == len(LINES)


@pytest.mark.parametrize("who,text", MEANT)
def test_who_is_plainly_named_is_meant(who, text):
    assert who in found(text)


def test_hardly_anybody_is_meant_by_a_text_that_only_looks_like_it():
    detours = {text: found(text) for text in HARMLESS if found(text)}
    assert len(detours) < DETOURS * len(HARMLESS), detours


@pytest.mark.parametrize(
    "line,who",
    [
        ("hale", 2),
        ("H A L E", 2),
        ("Ha\u200ble", 2),
        ("Ha\u3164le", 2),
        ("Ha\u2800le", 2),
        ("\u202eHale\u202c", 2),
        ("evil adeyemi", 1),
        ("Sarcastic Adeyemi", 1),
        ("pani dyrektor", 1),
        ("the school manager", 1),
        ("li na", 6),
        ("Mr ’ale", 2),
        ("the Hales", 2),
        ("nauczycielka Year 2", 7),
    ],
)
def test_a_line_for_names_is_read_the_same_way(line, who):
    assert who in found("", line)


@pytest.mark.parametrize("line", ["Jason Hale", "jason hale", "Sophie Hale", "Leroy Reid", "Hale Road", "U S A"])
def test_a_line_that_names_somebody_else_means_nobody(line):
    assert not found("", line)


def test_a_child_of_the_very_name_does_not_hide_a_grown_up():
    same = [*CHILDREN, Child("Martin", "Hale", "", "Wrens"), Child("Ruth", "Adeyemi", "", "Wrens")]
    for text, who in (("Martin Hale hit me.", 2), ("i hate ruth adeyemi", 1)):
        assert {mention.id for mention in finding.meant(text, PEOPLE, children=same)} == {who}


@pytest.mark.parametrize(
    "before",
    [
        "hate",
        "stupid",
        "watched",
        "evil",
        "creepy",
        "shouty",
        "pervy",
        "drunk",
        "colleague",
        "outside",
        "blame",
        "furious",
        "whiny",
        "rotten",
    ],
)
@pytest.mark.parametrize("name", ["adeyemi", "Adeyemi", "ADEYEMI"])
def test_any_word_before_a_surname_but_a_known_first_name_leaves_it(before, name):
    assert 1 in found(f"i am so sad {before} {name} hits me") and 1 in found(f"{before.title()} {name} hits me")


@pytest.mark.parametrize("first", ["jason", "sophie", "kwame", "owen", "maya"])
def test_a_known_first_name_before_it_is_somebody_else(first):
    """One of a list, of a child here, or of a grown-up here."""
    assert 1 not in found(f"i saw {first} adeyemi") and 1 not in found(f"I saw {first.title()} Adeyemi")


def test_what_is_compared_is_written_as_it_is_compared():
    lists = (FILE.teachers, FILE.own, FILE.titles, FILE.common, FILE.first_names, FILE.deeds, FILE.starts, FILE.aims)
    assert not [word for words in lists for word in words if plain(word) != word]
    assert not [phrase for phrase, _ in OFFICES if not all(phrase)]
    apart = FILE.only_names | FILE.bare | FILE.acts
    assert apart <= FILE.common and not FILE.only_names & FILE.bare and not FILE.bare & FILE.acts


def test_letters_that_are_spelt_out_are_a_word_and_others_are_not():
    texts = {
        "Mr H A L E did": ["Mr", "HALE", "did"],
        "h.a.l.e’s": ["hale"],
        "a H A L E": ["a", "HALE"],
        "P.E. is on": ["P", "E", "is", "on"],
        "Nale Нале": ["Nale", "Нале"],
    }
    for text, words in texts.items():
        assert [word.text for word in words_of(text)] == words


def test_look_alikes_are_read_and_other_alphabets_stay():
    assert plain("Нale") == plain("ΗALE") == plain("Hаlе") == "hale"
    assert plain("Хейл") == "хеил" and plain("директор") == "директор"


@pytest.mark.parametrize("text", ["hale is hit at home", "I saw how hale was hit.", "H A L E is hit", "Hаle is hit"])
def test_a_child_is_found_by_a_plain_surname_too(text):
    assert children.may_mean(CHILDREN[0], text)


@pytest.mark.parametrize("text", ["Bell hits her sister.", "It was bell who was hit."])
def test_a_child_whose_surname_is_a_word_is_found_where_only_a_name_stands(text):
    assert children.may_mean(Child("Sophie", "Bell"), text) and not children.may_mean(
        Child("Sophie", "Bell"), "A bell."
    )


@pytest.mark.parametrize("text", ["He hits us.", "he hits us", "It was he who hit us.", "Boys hit us.", "Love hurts."])
def test_some_words_do_things_in_any_text(text):
    people = [Known(1, "Li", "He"), Known(2, "Ann", "Boys"), Known(3, "Joe", "Love")]
    assert not finding.meant(text, people)


@pytest.mark.parametrize("text", ["The boss level scared him.", "He lost the boss fight.", "The boss baby is his toy."])
def test_a_boss_of_a_game_is_no_head(text):
    assert not found(text) and found(text.replace("boss", "head teacher")) == {1}
