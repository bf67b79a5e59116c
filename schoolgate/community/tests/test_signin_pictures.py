from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolgate.community.signin import pictures

SHAPES = Path(__file__).resolve().parents[1] / "templates/signin/pictures"


def test_every_picture_has_a_shape_and_every_shape_is_a_picture():
    assert {path.stem for path in SHAPES.glob("*.svg")} == set(pictures.PICTURES)
    assert len(pictures.PICTURES) == 12


def test_a_card_has_three_different_pictures():
    for _ in range(200):
        drawn = pictures.draw()
        assert len(set(drawn)) == 3 and pictures.are_known(drawn)


def test_cards_differ():
    assert len({pictures.draw() for _ in range(300)}) > 200


def test_codes_are_short_and_stay_what_they_are_when_typed():
    for _ in range(300):
        code = pictures.class_code()
        assert len(code) <= 30 and pictures.tidy(code) == code


def test_the_words_are_plain_and_none_is_twice():
    for words in (pictures.FIRST_WORDS, pictures.SECOND_WORDS):
        assert len(set(words)) == len(words) == 64
        assert all(word.isalpha() and word.islower() for word in words)


@pytest.mark.parametrize("typed", ["Kestrel Lamp 42", " kestrel-lamp-42 ", "KESTREL - LAMP - 42", "kestrel  lamp 42"])
def test_a_code_is_tidied(typed):
    assert pictures.tidy(typed) == "kestrel-lamp-42"


@given(st.text(max_size=200))
def test_tidying_takes_anything_and_is_done_once(typed):
    once = pictures.tidy(typed)
    assert len(once) <= 30 and " " not in once
