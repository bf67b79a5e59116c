"""Takes the names of other people out of a text, however they are spelt. Plain Python.

Those who belong to the same story, and pupils who are named in full in it, are found by every part of their names and
every sequence of them, by short forms and with a slip; everybody else by the whole name. What may be a pupil of the
school who is not in it, a name of the child, or an ordinary word, is for a person to decide about.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from schoolgate.records import likely, names, spelling
from schoolgate.records.names import ORDINARY, WORDS
from schoolgate.records.names import Name as Name
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
MONTHS = frozenset({"january", "jan", "march", "april", "may", "june", "august"})
IN_A_DATE = re.compile(r"\d(?:st|nd|rd|th)?(?: of)? *\Z"), re.compile(r" *\d")
WORD, PUPIL, SLIP = "word", "pupil", "slip"
"""What is asked about a word: that it may be no name, that a pupil has that name, that it is nearly somebody's."""


class Cover(StrEnum):
    """What somebody decided about a name: cover it wherever it stands, only with a capital, or leave it."""

    EVERYWHERE = "everywhere"
    CAPITAL = "capital"
    LEAVE = "leave"


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
    capital: bool = False
    """Whether it is one only where it has a capital letter."""


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
    pupils: Iterable[Named | Name] = ()
    """Those of the school who have no part in it: in the story where these texts name them in full."""
    texts: Iterable[str] = ()
    kept: Iterable[Name] = ()
    family: Collection[Name] = ()
    called: str = ANOTHER
    decided: Mapping[str, Cover] = field(default_factory=dict)
    _table: dict[str, _Entry] = field(default_factory=dict, init=False)
    _near: list[Named] = field(default_factory=list, init=False)
    _initials: dict[str, _Entry] = field(default_factory=dict, init=False)
    _unless: dict[str, Cover] = field(default_factory=dict, init=False)
    _known: frozenset[str] = field(default=frozenset(), init=False)
    _near_words: likely.Words = field(default_factory=likely.Words, init=False)
    _pupil_words: likely.Words = field(default_factory=likely.Words, init=False)
    _known_words: likely.Words = field(default_factory=likely.Words, init=False)
    _are_words_known: bool = field(default=False, init=False)
    _slips: likely.Slips = field(init=False)
    _those: list[Named] = field(default_factory=list, init=False)
    _whole: tuple[str, ...] = field(default=(), init=False)
    _most: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._near = [self._named(item) for item in self.near]
        own = {"".join(way) for way in names.runs(self.child.firsts | self.child.lasts)}
        pupils = [self._named(item) for item in self.pupils]
        for named in (*map(self._named, self.far), *pupils):
            self._add(named, names.wholes(named.name))
        for named in self._near:
            self._add(named, names.wholes(named.name))
        stay = (self.child, *self.family, *self.kept)
        self._add(None, [way for name in stay for way in names.wholes(name)])
        self._known = frozenset(word for name in stay for word in name.first_words | name.last_words)
        self._look_for_slips([*self._near, *pupils])
        named_here = self._named_in_full(pupils)
        self._near += named_here
        others = [named for named in pupils if named not in set(named_here)]
        self._look_for_slips([*self._near, *others])
        self._look_for_words(own)
        for named in others:
            self._add_pupil(named, own)
        for named in self._near:
            if named.key:
                self._unless[named.key] = named.unless
            self._add(named, names.wholes(named.name))
            self._add(named, [way for way in names.titled(named.name) if named.key or "".join(way[1:]) not in own])
            taken = {way[0][0] for way in self.child.firsts}
            self._add(named, names.with_initials(named.name, taken, own), initial=True)
        self._add(None, [way for name in stay for way in names.wholes(name)])
        titled = [way for name in (*self.family, *self.kept) for way in names.titled(name)]
        self._add(None, [way for way in titled if not self._is_in_doubt(way)])
        for named in self._near:
            self._add_singles(named, own)
        for named in self._near:
            self._add_shorts(named, own)
        exact = {"".join(way) for way in self.child.firsts | self.child.lasts}
        self._add(None, [(word,) for word in exact if names.names_alone(word)])
        self._add(None, [(word,) for word in self.child.shorts if word not in self._table])
        self._table.update(self._standing())
        self._measure()

    def _measure(self) -> None:
        self._most = max(map(len, (*self._table, *self._initials)), default=0)
        self._whole = tuple(
            joined
            for named in self._near
            for joined in {"".join(way) for way in names.wholes(named.name)}
            if len(joined) >= WITHIN
        )

    def _look_for_slips(self, those: list[Named]) -> None:
        self._those = those
        self._slips = likely.Slips([named.name for named in those], (self.child, *self.family))

    def _look_for_words(self, own: set[str]) -> None:
        for who, named in enumerate(self._those):
            name = named.name
            if who >= len(self._near):
                self._pupil_words.add(name.first_words - own, who)
            elif not named.is_doubtful:
                self._near_words.add((name.first_words | name.last_words | name.shorts) - own, who)
        self._known_words.add(self._known, 0)
        self._are_words_known = True

    def over(self, text: str, *, children: bool = True) -> str:
        """The text with what people are called here in place of their names; `children`: those of children too."""
        text = NOT_MEANT.sub(self._not_meant, text)
        made, at = [], 0
        for hit in self.hits(text):
            if hit.start < at or not self.covers(hit) or (not children and hit.called in CHILDREN):
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
                here = here + 1 if _is_about_a_word(hit.key) and not self.covers(hit) else last + 1
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
        self,
        named: Named | None,
        ways: Iterable[tuple[str, ...]],
        *,
        key: str = "",
        initial: bool = False,
        capital: bool = False,
    ) -> None:
        """Later ways are stronger than earlier ones; what stays than what goes; what surely goes than what may go."""
        table = self._initials if initial else self._table
        for way in ways:
            entry = _Entry(named, len(way), key or (named.key if named else ""), initial, capital)
            there = table.get("".join(way))
            if there is None or not _is_stronger(there, entry):
                table["".join(way)] = entry

    def _is_in_doubt(self, way: tuple[str, ...]) -> bool:
        there = self._table.get("".join(way))
        return there is not None and bool(there.key)

    def _add_singles(self, named: Named, own: set[str]) -> None:
        family = {part for name in self.family for part in name.parts}
        for way in names.runs(named.name.firsts | named.name.lasts):
            joined = "".join(way)
            if len(way) == 1 and not names.names_alone(joined):
                continue
            is_shared = joined in WORDS.common or len(joined) < 3 or joined in own or joined in family
            key = named.key
            if not key and (named.is_doubtful or (is_shared and len(way) == 1)):
                key = self._ask(WORD, joined, Cover.EVERYWHERE if named.is_doubtful else Cover.CAPITAL)
            self._add(named, [way], key=key)

    def _add_shorts(self, named: Named, own: set[str]) -> None:
        """Short forms: what may be somebody else, or a word, is for a person to decide about."""
        if named.is_doubtful:
            return
        for short in named.name.shorts | named.name.also_short:
            is_word, here = short in ORDINARY or len(short) < 3, self._table.get(short)
            is_certain = not (is_word or short in named.name.also_short or short in own | self._known)
            is_certain = is_certain and short not in self.child.shorts
            if here is None or (here.key and is_certain):
                key = named.key or ("" if is_certain else self._ask(WORD, short, Cover.CAPITAL))
                self._add(named, [(short,)], key=key, capital=is_word)

    def _add_pupil(self, named: Named, own: set[str]) -> None:
        """A pupil who has no part in it, by one name or an initial with it: somebody decides about each word."""
        name = named.name
        shorts = {(short,) for short in name.shorts | name.also_short}
        lasts = {way for way in names.runs(name.lasts) if "".join(way) not in self._known}
        for way in names.runs(name.firsts) | shorts | lasts:
            joined = "".join(way)
            if not names.names_someone(way) or joined in own:
                continue
            is_word = joined in ORDINARY or len(joined) < 3
            is_clear = not is_word and joined not in self._known
            key = self._ask(PUPIL, joined, Cover.EVERYWHERE if is_clear else Cover.CAPITAL)
            self._add(named, [way], key=key, capital=is_word)
            beside = [pair for pair in names.with_initials(name) if way in (pair[1:], pair[:-1])]
            self._add(named, beside, key=key, initial=True)

    def _ask(self, kind: str, word: str, unless: Cover) -> str:
        """The key under which somebody decides about a word."""
        key = f"{kind}:{word}"
        self._unless.setdefault(key, unless)
        return key

    def _named_in_full(self, pupils: list[Named]) -> list[Named]:
        """The pupils whom these texts name in full: whoever reads on knows whom a first name alone means."""
        self._measure()
        found: set[Named] = set()
        for text in self.texts if pupils else ():
            folded = spelling.fold(text)
            tokens = spelling.tokens(folded)
            here = 0
            while here < len(tokens):
                last, entry = self._longest(folded, tokens, here)
                if entry is not None and entry.of is not None:
                    found.add(entry.of)
                here = last + 1
        seen = [named.name for named in found]
        return [named for named in pupils if named in found or any(_is_same(named.name, name) for name in seen)]

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
        if best[0] == here and (pair := self._pair(folded, found, here)):
            return pair
        if best[1] is None and len(found[here].word) > WITHIN:
            word = found[here].word
            inside = next((whole for whole in self._whole if whole in word), "")
            if inside:
                return here, self._table.get(inside)
        return best if best[1] else (here, self._slip(folded, found, here))

    def _pair(self, folded: Folded, found: list[Token], here: int) -> tuple[int, _Entry] | None:
        """A first beside a last name of one person, with a slip in one of them."""
        if here + 1 == len(found):
            return None
        one, other = found[here], found[here + 1]
        gap = folded.chars[one.end : other.start]
        if gap.strip(" ,-_.\n\t\xa0") or not _joins(gap):
            return None
        who = self._slips.pair(one.word, other.word)
        if who is None:
            return None
        named = self._those[who]
        return here + 1, _Entry(named, 2, named.key)

    def _slip(self, folded: Folded, found: list[Token], here: int) -> _Entry | None:
        """A word that is nearly somebody’s name."""
        word, has_capital = found[here].word, _has_capital(folded, found[here])
        is_short = len(word) < (likely.SHORTEST if has_capital else likely.CLEAR)
        if is_short or likely.is_plain(word) or word in self._known or not self._are_words_known:
            return None
        near, pupils = self._near_words.nearly(word), self._pupil_words.nearly(word) if has_capital else ()
        if not near and not pupils:
            return None
        named = self._those[(self._near_words.of[near[0]] if near else self._pupil_words.of[pupils[0]])[0]]
        known = self._known_words.nearly(word)
        if near and has_capital and not known and not _opens(folded, found[here]):
            return _Entry(named, 1, named.key)
        is_own = bool((self.child.first_words | self.child.last_words) & set(known))
        return _Entry(named, 1, named.key or self._ask(SLIP, word, Cover.LEAVE if is_own else Cover.CAPITAL))

    def _fits(self, entry: _Entry, folded: Folded, run: list[Token]) -> bool:
        if entry.capital and not (_has_capital(folded, run[0]) and not _is_in_a_date(folded, run)):
            return False
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
        text, has_capital = folded.text, _has_capital(folded, found[here])
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

    def covers(self, hit: Hit) -> bool:
        """Whether a name that was found is taken out, by what was decided or until it is."""
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
        return f"{SOMEBODY.capitalize()} was not meant" if self.is_not_meant(found) else found[0]

    def is_not_meant(self, found: re.Match[str]) -> bool:
        """Whom a typed name did not mean is not in the story at all, unless it is the child."""
        own = {part for way in self.child.firsts | self.child.lasts for part in way}
        return not set(spelling.words(found[1])) <= own


def _has_capital(folded: Folded, token: Token) -> bool:
    start, _ = folded.place(token.start, token.end)
    return folded.text[start].isupper() or folded.text[max(0, start - 1) : start] in ("@", "_", "#")


def _opens(folded: Folded, token: Token) -> bool:
    """Whether it begins a sentence or a line, where a capital says nothing."""
    before = folded.chars[max(0, token.start - 50) : token.start].rstrip(" \t\xa0'(")
    return not before or before[-1] in ".!?:\n"


def _is_in_a_date(folded: Folded, run: list[Token]) -> bool:
    before, after = IN_A_DATE
    return run[0].word in MONTHS and bool(
        before.search(folded.chars[max(0, run[0].start - 10) : run[0].start]) or after.match(folded.chars, run[0].end)
    )


def _is_about_a_word(key: str) -> bool:
    return key.partition(":")[0] in (WORD, PUPIL, SLIP)


def _is_same(one: Name, other: Name) -> bool:
    """Whether two people could be meant by one whole name."""
    firsts = (one.first_words | one.shorts) & (other.first_words | other.shorts)
    return bool(firsts and one.lasts & other.lasts)


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
