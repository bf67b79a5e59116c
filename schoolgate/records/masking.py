"""Takes the names of other people out of a text, however they are spelt. Plain Python.

Those who belong to the same story are found by every part of their names and every sequence of them, everybody else by
the whole name. What is also a name of the child, or an ordinary word, is for a person to decide about.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from schoolgate import datafiles
from schoolgate.records import spelling
from schoolgate.records.spelling import Folded, Token

ANOTHER, A_CHILD, SOMEBODY = "another child", "a child", "somebody else"
CHILDREN = frozenset({ANOTHER, A_CHILD})
LONGEST = 8
"""Pieces of a name, at most."""
WITHIN = 8
"""Letters of a whole name that is found inside a longer word, as in the name of an account."""
GAP = 4
NOT_MEANT = re.compile(r"(?m)^(.{1,160}?) was not meant(?=:| by a typed name)")
TYPED_APART = re.compile(r"[,;/&+\n()]|\band\b|\bor\b", re.IGNORECASE)
IN_AN_ADDRESS = re.compile(r"[\w@.]")


@dataclass(frozen=True)
class _Words:
    common: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    not_names: frozenset[str]


WORDS = datafiles.whole(Path(__file__).with_name("names.toml"), _Words)


class Cover(StrEnum):
    """What somebody decided about a name: cover it wherever it stands, only with a capital, or leave it."""

    EVERYWHERE = "everywhere"
    CAPITAL = "capital"
    LEAVE = "leave"


@dataclass(frozen=True)
class Name:
    first: str
    last: str
    known_as: str = ""

    @property
    def firsts(self) -> frozenset[tuple[str, ...]]:
        return frozenset(way for item in (self.first, self.known_as) for way in spelling.spellings(item))

    @property
    def lasts(self) -> frozenset[tuple[str, ...]]:
        return frozenset(spelling.spellings(self.last))

    @property
    def parts(self) -> frozenset[str]:
        """Every word of it that can name somebody alone."""
        return frozenset(word for way in self.firsts | self.lasts for word in way if _names(word))


@dataclass(frozen=True)
class Named:
    """Somebody whose name is taken out, and what stands in its place."""

    name: Name
    called: str = SOMEBODY
    key: str = ""
    """Where a person decides whether they are covered: what the decision is kept under."""
    unless: Cover = Cover.EVERYWHERE
    """What holds until they have."""
    is_doubtful: bool = False
    """Whether it may be no name at all, so that a person decides about each word of it."""


@dataclass(frozen=True)
class _Entry:
    """One way to write a name. `of` is None where it stays."""

    of: Named | None
    pieces: int
    key: str = ""
    initial: bool = False


@dataclass(frozen=True)
class Hit:
    """A name in a text."""

    start: int
    end: int
    called: str
    key: str
    word: str
    has_capital: bool


@dataclass
class Mask:
    """Whose names are taken out of the texts about one person, and what was decided about those in doubt."""

    child: Name
    near: Collection[Named | Name] = ()
    far: Iterable[Named | Name] = ()
    kept: Iterable[Name] = ()
    family: Collection[Name] = ()
    called: str = ANOTHER
    decided: Mapping[str, Cover] = field(default_factory=dict)
    _table: dict[str, _Entry] = field(default_factory=dict, init=False)
    _near: list[Named] = field(default_factory=list, init=False)
    _initials: dict[str, _Entry] = field(default_factory=dict, init=False)
    _unless: dict[str, Cover] = field(default_factory=dict, init=False)
    _whole: tuple[str, ...] = field(default=(), init=False)
    _most: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._near = [self._named(item) for item in self.near]
        own = {"".join(way) for way in _runs(self.child.firsts | self.child.lasts)}
        for item in self.far:
            self._add(self._named(item), _wholes(self._named(item).name))
        for named in self._near:
            if named.key:
                self._unless[named.key] = named.unless
            self._add(named, _wholes(named.name))
            self._add(named, [way for way in _titled(named.name) if named.key or "".join(way[1:]) not in own])
            self._add(named, _with_initials(named.name, {way[0][0] for way in self.child.firsts}, own), initial=True)
        self._add(None, [way for name in (self.child, *self.family, *self.kept) for way in _wholes(name)])
        titled = [way for name in (*self.family, *self.kept) for way in _titled(name)]
        self._add(None, [way for way in titled if not self._is_in_doubt(way)])
        for named in self._near:
            self._add_singles(named, own)
        exact = {"".join(way) for way in self.child.firsts | self.child.lasts}
        self._add(None, [(word,) for word in exact if _names(word)])
        self._table.update(self._standing())
        self._most = max(map(len, (*self._table, *self._initials)), default=0)
        self._whole = tuple(
            joined
            for named in self._near
            for joined in {"".join(way) for way in _wholes(named.name)}
            if len(joined) >= WITHIN
        )

    def over(self, text: str, *, children: bool = True) -> str:
        """The text with what people are called here in place of their names; `children`: those of children too."""
        text = NOT_MEANT.sub(self._not_meant, text)
        made, at = [], 0
        for hit in self.hits(text):
            if hit.start < at or not self._covers(hit) or (not children and hit.called in CHILDREN):
                continue
            called = hit.called if _goes_on(text[max(0, hit.start - 50) : hit.start]) else hit.called.capitalize()
            made += [text[at : hit.start], called]
            at = hit.end
        return "".join([*made, text[at:]])

    def hits(self, text: str) -> Iterator[Hit]:
        """Every name in the text that is taken out, or about which somebody decides, in their order."""
        folded = spelling.fold(text)
        found = spelling.tokens(folded)
        here = 0
        while here < len(found):
            last, entry = self._longest(folded, found, here)
            if entry is not None and entry.of is not None:
                hit = self._hit(folded, found, here, last, entry)
                yield hit
                # A word that is left alone may begin another name; somebody who is named is named whole.
                here = here + 1 if hit.key.startswith("word:") and not self._covers(hit) else last + 1
            else:
                here = last + 1

    def undecided(self, texts: Iterable[str]) -> dict[str, list[tuple[str, Hit]]]:
        """What somebody has to decide about, by key, with the places where it stands."""
        found: dict[str, list[tuple[str, Hit]]] = {}
        for text in texts:
            for hit in self.hits(text):
                if hit.key:
                    found.setdefault(hit.key, []).append((text, hit))
        return found

    # ---- what is looked for

    def _named(self, item: Named | Name) -> Named:
        return item if isinstance(item, Named) else Named(item, self.called)

    def _add(
        self, named: Named | None, ways: Iterable[tuple[str, ...]], *, key: str = "", initial: bool = False
    ) -> None:
        """Later ways are stronger than earlier ones; what stays than what goes; what surely goes than what may go."""
        table = self._initials if initial else self._table
        for way in ways:
            entry = _Entry(named, len(way), key or (named.key if named else ""), initial)
            there = table.get("".join(way))
            if there is None or not _is_stronger(there, entry):
                table["".join(way)] = entry

    def _is_in_doubt(self, way: tuple[str, ...]) -> bool:
        there = self._table.get("".join(way))
        return there is not None and bool(there.key)

    def _add_singles(self, named: Named, own: set[str]) -> None:
        family = {part for name in self.family for part in name.parts}
        for way in _runs(named.name.firsts | named.name.lasts):
            joined = "".join(way)
            if len(way) == 1 and not _names(joined):
                continue
            is_shared = joined in WORDS.common or len(joined) < 3 or joined in own or joined in family
            key = named.key
            if not key and (named.is_doubtful or (is_shared and len(way) == 1)):
                key = f"word:{joined}"
                self._unless[key] = Cover.EVERYWHERE if named.is_doubtful else Cover.CAPITAL
            self._add(named, [way], key=key)

    def _standing(self) -> dict[str, _Entry]:
        """Names with the s of “Leos bag”, where that is no name of its own."""
        return {
            f"{joined}s": entry
            for joined, entry in self._table.items()
            if len(joined) >= 3 and f"{joined}s" not in self._table and joined not in WORDS.common
        }

    # ---- looking

    def _longest(self, folded: Folded, found: list[Token], here: int) -> tuple[int, _Entry | None]:
        """The longest name that begins with this word: its last word, and what it is."""
        joined = ""
        best: tuple[int, _Entry | None] = (here, None)
        for last in range(here, min(here + LONGEST, len(found))):
            if last > here and not _joins(folded.chars[found[last - 1].end : found[last].start]):
                break
            joined += found[last].word
            if len(joined) > self._most or _is_possessive(folded, found, last):
                break
            for entry in (self._table.get(joined), self._initials.get(joined)):
                if entry is not None and self._fits(entry, folded, found[here : last + 1]):
                    best = (last, entry)
                    break
        if best[1] is None and len(found[here].word) > WITHIN:
            word = found[here].word
            inside = next((whole for whole in self._whole if whole in word), "")
            return here, self._table.get(inside)
        return best

    def _fits(self, entry: _Entry, folded: Folded, run: list[Token]) -> bool:
        if len(run) == 1:
            return not entry.initial
        gaps = [folded.chars[one.end : other.start] for one, other in itertools.pairwise(run)]
        if entry.pieces == 1 and any(gap.strip("-_.'") for gap in gaps):
            return False
        return not entry.initial or self._is_initial(folded, run, gaps)

    def _is_initial(self, folded: Folded, run: list[Token], gaps: list[str]) -> bool:
        """Whether the one letter in it is somebody’s, and no “a” or “I” that happens to stand beside a name."""
        token = next((token for token in run if len(token.word) == 1), None)
        if token is None:
            return False
        start, end = folded.place(token.start, token.end)
        next_start, _ = folded.place(run[-1].start, run[-1].end)
        if folded.chars[token.end : token.end + 1] == "." or any(gap.strip("., ") for gap in gaps):
            return True
        is_before = token is run[0] and folded.text[next_start].isupper()
        return folded.text[start:end].isupper() and (is_before or token.word not in "ai")

    def _hit(self, folded: Folded, found: list[Token], here: int, last: int, entry: _Entry) -> Hit:
        assert entry.of is not None
        start, end = folded.place(found[here].start, found[last].end)
        text = folded.text
        before = text[max(0, start - 1) : start]
        has_capital = text[start].isupper() or before in ("@", "_", "#")
        word = text[start:end]
        if here and found[here - 1].word in WORDS.titles and _is_space(folded, found[here - 1], found[here]):
            start = folded.place(found[here - 1].start, found[here - 1].end)[0]
        start, end = self._whole_address(text, start, end)
        return Hit(start, end, entry.of.called, entry.key, word, has_capital)

    def _whole_address(self, text: str, start: int, end: int) -> tuple[int, int]:
        """All of an account’s name or of an address that a name is in, unless one that stays is in it too."""
        left, right = start, end
        while left and IN_AN_ADDRESS.match(text[left - 1]):
            left -= 1
        while right < len(text) and IN_AN_ADDRESS.match(text[right]):
            right += 1
        right = left + len(text[left:right].rstrip("."))
        run = text[left:right]
        if right < end or not re.search(r"[@_\d]|\w\.\w", run) or (left, right) == (start, end):
            return start, end
        stays = {token.word for token in spelling.tokens(spelling.fold(text[left:start] + " " + text[end:right]))}
        if any((entry := self._table.get(word)) is not None and entry.of is None for word in stays):
            return start, end
        return left, right

    def _covers(self, hit: Hit) -> bool:
        match self._decision(hit.key):
            case Cover.LEAVE:
                return False
            case Cover.CAPITAL:
                return hit.has_capital
            case _:
                return True

    def _decision(self, key: str) -> Cover:
        if not key:
            return Cover.EVERYWHERE
        return self.decided.get(key) or self._unless[key]

    def _not_meant(self, found: re.Match[str]) -> str:
        """Whom a typed name did not mean is not in the story at all."""
        own = set(spelling.words(found[1])) <= {part for way in self.child.firsts | self.child.lasts for part in way}
        return found[0] if own else f"{SOMEBODY.capitalize()} was not meant"


def _is_stronger(there: _Entry, entry: _Entry) -> bool:
    if entry.of is None:
        return False
    return there.of is None or bool(entry.key and not there.key)


def typed(line: str, called: str = SOMEBODY) -> list[Named]:
    """Whoever is named in a line that somebody typed, as “Mr Hale (coach) and my son Leo”."""
    found = []
    for piece in TYPED_APART.split(line):
        words = [word for word in piece.split() if spelling.words(word)]
        words = [word for word in words if not set(spelling.words(word)) <= WORDS.not_names | WORDS.titles]
        capital = [word for word in words if word.lstrip("'‘’“”\"")[:1].isupper()]
        if chosen := capital or words:
            found.append(Named(Name(chosen[0], " ".join(chosen[1:])), called, is_doubtful=not capital))
    return found


def _runs(ways: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Every sequence of words that follow each other in one of these."""
    return {way[start:end] for way in ways for start in range(len(way)) for end in range(start + 1, len(way) + 1)}


def _wholes(name: Name) -> set[tuple[str, ...]]:
    """A first with a last name, each whole or in part, in either order."""
    firsts = {run for run in _runs(name.firsts) if _name_someone(run)}
    lasts = {run for run in _runs(name.lasts) if _name_someone(run)}
    both = set(itertools.product(firsts, lasts))
    spaced = {run for first in name.firsts for last in name.lasts for run in _runs([first + last]) if len(run) > 1}
    whole = {run for run in spaced if _name_someone(run) and _crosses(run, name)}
    return {first + last for first, last in both} | {last + first for first, last in both} | whole


def _crosses(run: tuple[str, ...], name: Name) -> bool:
    return run not in _runs(name.firsts | name.lasts)


def _titled(name: Name) -> set[tuple[str, ...]]:
    lasts = {run for run in _runs(name.lasts) if _name_someone(run)}
    return {(title, *last) for title in WORDS.titles for last in lasts}


def _with_initials(name: Name, taken: set[str], own: set[str]) -> set[tuple[str, ...]]:
    """L Brown, Leo B and Brown L; of a last name that is the child’s too, only with another initial."""
    firsts = {run for run in _runs(name.firsts) if _name_someone(run)}
    lasts = {run for run in _runs(name.lasts) if _name_someone(run)}
    found = set()
    for letter in {way[0][0] for way in name.firsts}:
        found |= {
            way
            for last in lasts
            if letter not in taken or "".join(last) not in own
            for way in ((letter, *last), (*last, letter))
        }
    for letter in {word[0] for way in name.lasts for word in way}:
        found |= {(*first, letter) for first in firsts if "".join(first) not in own or letter not in _letters(own)}
    return found


def _letters(own: set[str]) -> set[str]:
    return {word[0] for word in own}


def _name_someone(run: tuple[str, ...]) -> bool:
    return any(map(_names, run))


def _names(word: str) -> bool:
    return len(word) > 1 and word not in WORDS.particles


def _joins(gap: str) -> bool:
    """Whether what stands between two words lets them be one name."""
    return len(gap) <= GAP and not any(sign in gap for sign in "!?;:")


def _is_possessive(folded: Folded, found: list[Token], at: int) -> bool:
    """Whether this is the s of “Leo’s”."""
    return at > 0 and found[at].word == "s" and folded.chars[found[at - 1].end : found[at].start] == "'"


def _is_space(folded: Folded, one: Token, other: Token) -> bool:
    return not folded.chars[one.end : other.start].strip(" .\n\t\xa0")


def _goes_on(before: str) -> bool:
    """Whether what follows stands inside a sentence."""
    return bool(before.strip()) and before.rstrip()[-1] not in ".!?"
