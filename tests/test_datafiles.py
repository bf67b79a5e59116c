"""Data files are read into dataclasses, and whatever is wrong in one is named."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from schoolgate.datafiles import DataFileError, entries


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
        (
            'sure = "no"',
            'sure = "maybe"',
            "notes.toml, note 1, sources, item 2, sure: 'maybe' is not one of yes, no.",
        ),
        (
            '{ text = "A page", sure = "no" }',
            '"A page"',
            "notes.toml, note 1, sources, item 2 must be a table.",
        ),
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
