"""Data files are read into dataclasses, and whatever is wrong in one is named."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest

import schoolgate
from schoolgate import datafiles
from schoolgate.datafiles import DataFileError, entries, whole


class Sure(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class Source:
    text: str
    sure: Sure


@dataclass(frozen=True)
class Note:
    id: int
    text: str
    weight: float = 1.0
    tags: frozenset[str] = frozenset()
    sources: tuple[Source, ...] = ()
    beside: str | None = None


WHOLE = '''
[[note]]
id = 1
text = """
One sentence
  over two lines."""
weight = 2
tags = ["a", "b"]
sources = [{ text = "The law", sure = "yes" }, { text = "A page", sure = "no" }]
[[note]]
id = 2
text = "Short."
beside = "Not always there."
'''


def read(tmp_path, source):
    path = tmp_path / "notes.toml"
    path.write_text(source, encoding="utf-8")
    return entries(path, "note", Note)


def test_entries_come_in_order_with_their_shapes(tmp_path):
    long, short = read(tmp_path, WHOLE)
    sources = (Source("The law", Sure.YES), Source("A page", Sure.NO))
    assert long == Note(1, "One sentence over two lines.", 2.0, frozenset("ab"), sources)
    assert isinstance(long.weight, float)
    assert short == Note(2, "Short.", beside="Not always there.")


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("id = 1", "id = true", "notes.toml, note True, id must be a whole number, not True."),
        ("id = 2", "id = 1", "notes.toml, note 1: there is another one with this id."),
        ("id = 2", "id = [2]", "notes.toml, note [2], id must be a whole number, not [2]."),
        ("weight = 2", 'weight = "2"', "notes.toml, note 1, weight must be a number, not '2'."),
        ('"a", "b"', '"a", ""', "notes.toml, note 1, tags, item 2 is empty."),
        (', sure = "no"', "", "notes.toml, note 1, sources, item 2 lacks the field sure."),
        ('sure = "no"', 'sure = "maybe"', "notes.toml, note 1, sources, item 2, sure: 'maybe' is not one of yes, no."),
        ('{ text = "A page", sure = "no" }', '"A page"', "notes.toml, note 1, sources, item 2 must be a table."),
        ('beside = "Not always there."', "beside = 3", "notes.toml, note 2, beside must be a text, not 3."),
        ("[[note]]", "title = 1\n[[note]]", "notes.toml has an unknown field: title."),
        ("[[note]]", "[[other]]", "notes.toml has an unknown field: other."),
        (WHOLE, "", "notes.toml must have tables that begin with [[note]]."),
        (WHOLE, "note = [1]", "notes.toml must have tables that begin with [[note]]."),
        (WHOLE, 'note = "', "notes.toml: "),
    ],
)
def test_what_is_wrong_is_named(good, bad, message, tmp_path):
    assert good in WHOLE
    with pytest.raises(DataFileError) as error:
        read(tmp_path, WHOLE.replace(good, bad))
    assert str(error.value).startswith(message)


def test_a_file_that_is_not_utf_8_is_named(tmp_path):
    path = tmp_path / "notes.toml"
    path.write_bytes(b'text = "\xff"')
    with pytest.raises(DataFileError, match=r"notes\.toml: "):
        entries(path, "note", Note)


@dataclass(frozen=True)
class Lists:
    words: dict[Sure, tuple[str, ...]]
    weights: dict[Literal["light", "heavy"], float]


def lists(tmp_path, source):
    path = tmp_path / "lists.toml"
    path.write_text(source, encoding="utf-8")
    return whole(path, Lists)


def test_a_whole_file_is_one_object_with_its_keys_in_order(tmp_path):
    made = lists(tmp_path, 'words = { no = ["never"], yes = ["of course", "please"] }\nweights = { heavy = 2 }')
    assert made == Lists({Sure.NO: ("never",), Sure.YES: ("of course", "please")}, {"heavy": 2.0})
    assert [type(key) for key in made.words] == [Sure, Sure] and list(made.words) == [Sure.NO, Sure.YES]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("words = {}", "lists.toml lacks the field weights."),
        ("words = []\nweights = {}", "lists.toml, words must be a table."),
        ("words = { maybe = [] }\nweights = {}", "lists.toml, words: 'maybe' is not one of yes, no."),
        ("words = { no = [3] }\nweights = {}", "lists.toml, words, no, item 1 must be a text, not 3."),
        ("words = {}\nweights = { huge = 1 }", "lists.toml, weights: 'huge' is not one of light, heavy."),
        ("words = {}\nweights = { light = true }", "lists.toml, weights, light must be a number, not True."),
    ],
)
def test_what_is_wrong_in_a_whole_file_is_named(source, message, tmp_path):
    with pytest.raises(DataFileError) as error:
        lists(tmp_path, source)
    assert str(error.value) == message


def test_every_data_file_is_toml_whose_lines_fit_on_a_screen():
    files = sorted(Path(schoolgate.__file__).parent.rglob("*.toml"))
    assert len(files) >= 14
    for path in files:
        assert datafiles.read(path), path
        long = [number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if len(line) > 140]
        assert not long, f"{path}: wrap the lines {long}"
