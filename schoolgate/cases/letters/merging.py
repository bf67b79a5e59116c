"""Merging: what is known of a case goes into the words of a letter, and nothing leaves with a gap or a wrong name in it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles
from schoolgate.cases.letters.shaping import ROW
from schoolgate.engines.mentions import lists, spelling
from schoolgate.engines.mentions.disguises import Disguises
from schoolgate.engines.mentions.spelling import Token

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
    """Those of the others whom a text names: with the whole name, or with a name that is theirs alone.

    A name in disguise is a name: L3o, L-E-O, Leooo, and letters of other alphabets.
    """
    rest, those = text, list(others)
    for name in sorted(own, key=len, reverse=True):
        rest = _word(name).sub(" ", rest)
    ways = {way: spelling.words(way) for other in those for way in other.ways if way}
    there = _Words(rest, {word for way in ways.values() for word in way})
    own_words = {word for name in own for word in spelling.words(name)}
    return tuple(
        dict.fromkeys(
            other.whole
            for other in those
            if any(_word(way).search(rest) or there.holds(ways[way], own_words) for way in other.ways if way)
        )
    )


class _Words:
    """The words of a text, in which some are looked for."""

    def __init__(self, text: str, sought: Iterable[str]) -> None:
        self.folded = spelling.fold(text)
        self.found = Disguises(sought, lists.WORDS).tokens(self.folded)
        self.at: dict[str, list[int]] = {}
        for index, token in enumerate(self.found):
            for word in token.words or (token.word,):
                self.at.setdefault(word, []).append(index)

    def holds(self, way: tuple[str, ...], own: Collection[str]) -> bool:
        """Whether these words follow each other; a single one only where it is written as a name, and is none of `own`."""
        if len(way) == 1:
            word = way[0]
            return word not in own and any(self._is_a_name(self.found[index]) for index in self.at.get(word, ()))
        starts = self.at.get(way[0], ()) if way else ()
        return any(all(start + after in self.at.get(word, ()) for after, word in enumerate(way)) for start in starts)

    def _is_a_name(self, token: Token) -> bool:
        start, end = self.folded.place(token.start, token.end)
        written = self.folded.text[start:end]
        is_shouted = written.isupper() and len(written) > 1 and token.word not in lists.WORDS
        return token.is_disguised or is_shouted or (written[:1].isupper() and not written.isascii())


def _word(name: str) -> re.Pattern[str]:
    """A name as a word of its own, also with ’s behind it, whatever spaces or capitals it is written with.

    A single name in small letters is a word: grace, rose and will are not Grace, Rose and Will.
    """
    parts = name.split()
    together = r"\s+".join(re.escape(part) for part in parts)
    return re.compile(rf"(?<!\w){together}(?!\w)", re.IGNORECASE if len(parts) > 1 else 0)
