"""What people type, and what must be among the first three that are found."""

from pathlib import Path

import pytest

from schoolgate.policy.asking import entries
from schoolgate.policy.asking.search import Entry, Search, spoken, stem
from tests import work

TABLE = [
    line.split("|")
    for line in Path(__file__).with_name("searches.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("words", "id"), [(w.strip(), i.strip()) for w, i in TABLE])
def test_is_among_the_first_three(words, id):
    found = [hit.entry.id for hit in entries.of_model().find(words)[:3]]
    assert id in found, found


def test_there_are_enough_of_them():
    assert len(TABLE) >= 60


def test_a_search_goes_through_the_words_of_the_index_once_for_each_word_asked():
    index = entries.of_model()
    index.find("warm")
    for words, _ in TABLE:
        asked = len(spoken(words))
        taken = work.calls(lambda words=words: index.find(words))
        assert taken < asked * (2 * len(index._spelt) + 10 * len(index.entries)), words


@pytest.mark.parametrize("words", ["", "  ", "?!", "xyzzyq", "'", "\x00", "a" * 5000])
def test_what_means_nothing_finds_nothing(words):
    assert entries.of_model().find(words) == []


def test_words_that_say_nothing_alone_are_looked_for_all_the_same():
    index = Search([Entry("x", "one", (("what is it", 1),)), Entry("x", "two", (("a lantern", 1),))])
    assert [hit.entry.id for hit in index.find("lanterns")] == ["two"]
    assert index.find("what") == []


def test_more_of_the_words_come_before_fewer():
    index = Search(
        [
            Entry("x", "both", (("red kite", 1),)),
            Entry("x", "one", (("red red red", 1),)),
            Entry("x", "none", (("blue", 1),)),
        ]
    )
    found = index.find("kites red")
    assert [hit.entry.id for hit in found][0] == "both"
    assert found[0].whole and not any(hit.whole for hit in found[1:])
    assert "none" not in [hit.entry.id for hit in found]


def test_a_heavier_text_comes_first():
    index = Search([Entry("x", "aside", (("kite", 1),)), Entry("x", "title", (("kite", 3),))])
    assert [hit.entry.id for hit in index.find("kite")] == ["title", "aside"]


def test_every_entry_is_found_by_its_own_words():
    index = entries.of_model()
    for entry in index.entries:
        words = entry.texts[0][0]
        assert entry.id in [hit.entry.id for hit in index.find(words, most=5)], words


@pytest.mark.parametrize(
    ("one", "other"),
    [("photos", "photo"), ("following", "follows"), ("parties", "party"), ("tapped", "taps"), ("messages", "message")],
)
def test_endings_make_no_difference(one, other):
    assert stem(one) == stem(other)


def test_short_words_keep_their_endings():
    assert [stem(word) for word in ("ps", "yes", "miss", "class", "bus")] == ["ps", "yes", "miss", "class", "bus"]


def test_apostrophes_make_no_difference():
    assert spoken("What’s App") == spoken("what's app") == ["whats", "app"]
