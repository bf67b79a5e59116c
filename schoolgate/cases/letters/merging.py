"""Merging: what is known of a case goes into the words of a letter, and nothing leaves with a gap or a wrong name in it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles
from schoolgate.cases.letters.shaping import ROW

FIELD = re.compile(r"\{([a-z][a-z_]*)\}")
EMPTY_LINES = re.compile(r"\n\s*\n")

FIELDS = datafiles.whole(Path(__file__).with_name("fields.toml"), dict[str, str])
"""Fields that the records fill in, each with what it is. The rest is asked of whoever writes."""


@dataclass(frozen=True)
class Name:
    """Somebody who must not be named: their whole name, and the single names by which they would be known."""

    whole: str
    single: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        return (self.whole, *self.single)


@dataclass(frozen=True)
class Gaps:
    """What keeps a letter from being sent: fields nobody filled, fields nothing knows, names of others."""

    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.unknown or self.names)


def fields_in(words: str) -> frozenset[str]:
    """The fields in some words."""
    return frozenset(FIELD.findall(words))


def merged(words: str, values: Mapping[str, str]) -> str:
    """The words with every field that has a value filled in; a value is not read for fields itself.

    In a row of a form a value stays in its row: its empty lines go.
    """
    given = {name: value.replace("\r\n", "\n").strip() for name, value in values.items()}
    rows = {name: EMPTY_LINES.sub("\n", value) for name, value in given.items()}
    lines = words.replace("\r\n", "\n").split("\n")
    return "\n".join(_line(line, rows if ROW in line else given) for line in lines)


def _line(line: str, values: Mapping[str, str]) -> str:
    return FIELD.sub(lambda found: values.get(found[1]) or found[0], line)


def gaps(texts: Iterable[str], known: Iterable[str], others: Iterable[Name], own: Iterable[str]) -> Gaps:
    """What is still wrong with the texts of a letter.

    `known` are the fields there are, `others` people who must not be named in it, and `own` the names that it may
    hold whatever they contain: a child called Hale does not keep a letter from Mr Hale from being sent.
    """
    whole = "\n".join(texts)
    left = fields_in(whole)
    fields = frozenset(known)
    return Gaps(
        missing=tuple(sorted(left & fields)), unknown=tuple(sorted(left - fields)), names=named(whole, others, own)
    )


def named(text: str, others: Iterable[Name], own: Iterable[str]) -> tuple[str, ...]:
    """Those of the others whom a text names: with the whole name, or with a name that is theirs alone."""
    rest = text
    for name in sorted(own, key=len, reverse=True):
        rest = _word(name).sub(" ", rest)
    return tuple(
        dict.fromkeys(other.whole for other in others if any(_word(way).search(rest) for way in other.ways if way))
    )


def _word(name: str) -> re.Pattern[str]:
    """A name as a word of its own, also with ’s behind it, whatever spaces or capitals it is written with.

    A single name in small letters is a word: grace, rose and will are not Grace, Rose and Will.
    """
    parts = name.split()
    together = r"\s+".join(re.escape(part) for part in parts)
    return re.compile(rf"(?<!\w){together}(?!\w)", re.IGNORECASE if len(parts) > 1 else 0)
