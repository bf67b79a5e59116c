"""Takes the names of other children out of a text. Plain Python.

Somebody is found by their whole name wherever it stands; those who belong to the same story by one of their names
too, unless the child whose text it is has the same.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

ANOTHER, A_CHILD = "another child", "a child"
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
OWN = re.compile(r"[’']s$", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    first: str
    last: str
    known_as: str = ""

    @property
    def firsts(self) -> frozenset[str]:
        return frozenset(item.casefold() for item in (self.first, self.known_as) if item)

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """Every way to write the whole name, as the words that follow each other."""
        last = tuple(_bare(item) for item in WORD.findall(self.last))
        firsts = (tuple(_bare(item) for item in WORD.findall(first)) for first in (self.first, self.known_as) if first)
        return tuple((*first, *last) for first in firsts)


@dataclass
class Mask:
    """Whose names are taken out of the texts about one child."""

    child: Name
    near: Collection[Name] = ()
    far: Iterable[Name] = ()
    called: str = ANOTHER
    _whole: dict[str, set[tuple[str, ...]]] = field(default_factory=dict, init=False)
    _single: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        own = {_bare(item) for item in (self.child.first, self.child.known_as, self.child.last) if item}
        for name in (*self.near, *self.far):
            for words in name.words:
                if words and words not in self.child.words:
                    self._whole.setdefault(words[0], set()).add(words)
        for name in self.near:
            singles = {_bare(item) for item in (name.first, name.known_as, name.last) if item}
            self._single |= singles - own

    def over(self, text: str) -> str:
        """The text with `another child`, or what they are called here, in place of each name."""
        found = list(WORD.finditer(text))
        bare = [_bare(match.group()) for match in found]
        made, at, here = [], 0, 0
        while here < len(found):
            long = self._long(bare, here)
            if not long:
                here += 1
                continue
            last = found[here + long - 1]
            ends = last.end() - (2 if OWN.search(last.group()) else 0)
            before = text[at : found[here].start()]
            made += [before, self.called if _goes_on(text[: found[here].start()]) else self.called.capitalize()]
            at, here = ends, here + long
        return "".join([*made, text[at:]])

    def _long(self, words: list[str], here: int) -> int:
        """How many words from here on are a name that is taken out."""
        whole = [
            len(item) for item in self._whole.get(words[here], ()) if tuple(words[here : here + len(item)]) == item
        ]
        return max(whole, default=0) or int(words[here] in self._single)


def _goes_on(before: str) -> bool:
    """Whether what follows stands inside a sentence."""
    return bool(before.strip()) and before.rstrip()[-1] not in ".!?"


def _bare(word: str) -> str:
    return OWN.sub("", word).casefold()
