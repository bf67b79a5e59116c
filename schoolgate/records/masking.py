"""Takes the names of other people out of a text, however they are spelt. Plain Python.

Those who belong to the same story, and pupils who are named in full in it, are found by every part of their names and
every sequence of them, by short forms, with a slip and in disguise (L3o, L-E-O, Leooo); everybody else by the whole
name. What may be a pupil of the school who is not in it, a name of the child, initials, or an ordinary word, is for a
person to decide about.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from schoolgate.engines.mentions import spelling
from schoolgate.engines.mentions.disguises import Disguises
from schoolgate.engines.mentions.spelling import Folded, Token
from schoolgate.records import likely, names, standing
from schoolgate.records.initials import Initials, inside, is_like_an_account
from schoolgate.records.named import A_CHILD as A_CHILD
from schoolgate.records.named import ABOUT_A_WORD as ABOUT_A_WORD
from schoolgate.records.named import ANOTHER as ANOTHER
from schoolgate.records.named import CHILDREN, DISGUISE, INITIALS, PUPIL, SLIP, SOMEBODY, WORD, Entry
from schoolgate.records.named import Cover as Cover
from schoolgate.records.named import Hit as Hit
from schoolgate.records.named import Named as Named
from schoolgate.records.named import typed as typed
from schoolgate.records.names import ORDINARY, WORDS
from schoolgate.records.names import Name as Name

LONGEST = 8
"""Pieces of a name, at most."""
WITHIN = 8
"""Letters of a whole name that is found inside a longer word, as in the name of an account."""
NOT_MEANT = re.compile(r"(?m)^(.{1,160}?) was not meant(?=:| by a typed name)")
SHARED = WORDS.particles & ORDINARY
LONGEST_ADDRESS = 254
"""Letters of an address or an account’s name, at most."""
DOT = re.compile(r"\.(?=[,;]?\s*[a-z])")
"""The last dot of initials, where the sentence goes on."""
APART = re.compile(r"[\s_./\\·-]+")


@dataclass
class Mask:
    """Whose names are taken out of the texts about one person, and what was decided about those in doubt."""

    child: Name
    near: Collection[Named | Name] = ()
    far: Iterable[Named | Name] = ()
    pupils: Iterable[Named | Name] = ()
    """Those of the school who have no part in it: in the story where these texts name them in full."""
    texts: Iterable[str] = ()
    classmates: Iterable[Named | Name] = ()
    """Those of the pupils who are in a class with somebody in it: they are known by their initials too."""
    kept: Iterable[Name] = ()
    family: Collection[Name] = ()
    called: str = ANOTHER
    decided: Mapping[str, Cover] = field(default_factory=dict)
    _table: dict[str, Entry] = field(default_factory=dict, init=False)
    _near: list[Named] = field(default_factory=list, init=False)
    _initials: dict[str, Entry] = field(default_factory=dict, init=False)
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
    _words: set[str] = field(default_factory=set, init=False)
    _disguises: Disguises = field(default_factory=lambda: Disguises(()), init=False)
    _by_letters: Initials | None = field(default=None, init=False)
    _theirs: dict[str, bool] = field(default_factory=dict, init=False)

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
        exact = {way for way in self.child.firsts | self.child.lasts if names.is_theirs(way, self.child.firsts)}
        self._add(None, [("".join(way),) for way in exact])
        self._add(None, [(word,) for word in self.child.shorts if word not in self._table])
        self._table.update(self._with_an_s())
        self._measure()
        self._look_for_initials(others, own)

    def _measure(self) -> None:
        self._most = max(map(len, (*self._table, *self._initials)), default=0)
        self._disguises = Disguises(self._words | self._table.keys(), ORDINARY)
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

    def _look_for_initials(self, others: list[Named], own: set[str]) -> None:
        sure = [named for named in self._near if not named.key and not named.is_doubtful]
        mates = (self._named(item) for item in self.classmates)
        self._by_letters = Initials([named.name for named in sure], [mate.name for mate in mates], self.child)
        self._theirs = dict.fromkeys((word for named in others for word in named.name.first_words), False)
        self._theirs |= {word: True for named in sure for word in named.name.first_words | named.name.last_words}
        for word in own | self._known:
            self._theirs.pop(word, None)

    def over(self, text: str, *, children: bool = True) -> str:
        """The text with what people are called here in place of their names; `children`: those of children too."""
        text = NOT_MEANT.sub(self._not_meant, text)
        made, at = [], 0
        for hit in self.hits(text):
            if hit.start < at or not self.covers(hit) or (not children and hit.called in CHILDREN):
                continue
            called = (
                hit.called if standing.goes_on(text[max(0, hit.start - 50) : hit.start]) else hit.called.capitalize()
            )
            made += [text[at : hit.start], called]
            at = hit.end
        return "".join([*made, text[at:]])

    def hits(self, text: str) -> Iterator[Hit]:
        """Every name in the text that is taken out, or about which somebody decides, in their order."""
        folded = spelling.fold(text)
        found = self._tokens(folded)
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
            self._words.update(way)
            entry = Entry(named, len(way), key or (named.key if named else ""), initial, capital)
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
            if len(way) == 1 and not names.names_alone(joined) and way not in named.name.firsts:
                continue
            is_shared = joined in WORDS.common | SHARED or len(joined) < 3 or joined in own or joined in family
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
            if not names.is_theirs(way, name.firsts) or joined in own:
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
            tokens = self._tokens(folded)
            here = 0
            while here < len(tokens):
                last, entry = self._longest(folded, tokens, here)
                if entry is not None and entry.of is not None:
                    found.add(entry.of)
                here = last + 1
        seen = [named.name for named in found]
        return [named for named in pupils if named in found or any(_is_same(named.name, name) for name in seen)]

    def _with_an_s(self) -> dict[str, Entry]:
        """Names with the s of “Leos bag”, where that is no name of its own."""
        return {
            f"{joined}s": entry
            for joined, entry in self._table.items()
            if len(joined) >= 3 and f"{joined}s" not in self._table and joined not in WORDS.common
        }

    # ---- looking

    def _tokens(self, folded: Folded) -> list[Token]:
        """The words of a text; of what a disguised one may be, the name that is surest to go."""
        return [self._chosen(token) if len(token.words) > 1 else token for token in self._disguises.tokens(folded)]

    def _chosen(self, token: Token) -> Token:
        entries = {word: self._table.get(word) for word in token.words}
        goes = [word for word, entry in entries.items() if entry is not None and entry.of is not None]
        sure = [word for word in goes if (entry := entries[word]) and not entry.key]
        return replace(token, word=(sure or goes or list(token.words))[0])

    def _longest(self, folded: Folded, found: list[Token], here: int) -> tuple[int, Entry | None]:
        """The longest name that begins with this word: its last word, and what it is."""
        joined = ""
        best: tuple[int, Entry | None] = (here, None)
        for last in range(here, min(here + LONGEST, len(found))):
            if last > here and not standing.joins(folded.chars[found[last - 1].end : found[last].start]):
                break
            joined += found[last].word
            if len(joined) > self._most or standing.is_possessive(folded, found, last):
                break
            for entry in (self._table.get(joined), self._initials.get(joined)):
                if entry is not None and self._fits(entry, folded, found[here : last + 1]):
                    best = (last, entry)
                    break
        if best[0] == here and (pair := self._pair(folded, found, here)):
            return pair
        if best[1] is not None:
            return best
        if len(word := found[here].word) > WITHIN and (whole := next((it for it in self._whole if it in word), "")):
            return here, self._table.get(whole)
        if slip := self._slip(folded, found, here):
            return here, slip
        return self._by_initials(folded, found, here) or (here, self._in_an_account(folded, found[here]))

    def _by_initials(self, folded: Folded, found: list[Token], here: int) -> tuple[int, Entry] | None:
        there = self._by_letters.find(folded, found, here) if self._by_letters else None
        if there is None or self._by_letters is None:
            return None
        last, letters = there
        key = self._ask(INITIALS, letters, Cover.LEAVE if letters in self._by_letters.leave else Cover.EVERYWHERE)
        return last, Entry(Named(Name("", ""), self.called), 1, key)

    def _in_an_account(self, folded: Folded, token: Token) -> Entry | None:
        """A longer word with a name in it."""
        name = inside(folded, token, self._theirs) if len(token.word) > likely.SHORTEST else ""
        entry = self._table.get(name)
        if entry is None or entry.of is None:
            return None
        return Entry(entry.of, 1, entry.of.key or self._ask(DISGUISE, token.word, Cover.EVERYWHERE))

    def _pair(self, folded: Folded, found: list[Token], here: int) -> tuple[int, Entry] | None:
        """A first beside a last name of one person, with a slip in one of them."""
        if here + 1 == len(found):
            return None
        one, other = found[here], found[here + 1]
        gap = folded.chars[one.end : other.start]
        if gap.strip(" ,-_.\n\t\xa0") or not standing.joins(gap):
            return None
        who = self._slips.pair(one.word, other.word)
        if who is None:
            return None
        named = self._those[who]
        return here + 1, Entry(named, 2, named.key)

    def _slip(self, folded: Folded, found: list[Token], here: int) -> Entry | None:
        """A word that is nearly somebody’s name."""
        word, has_capital = found[here].word, standing.has_capital(folded, found[here])
        is_short = len(word) < (likely.SHORTEST if has_capital else likely.CLEAR)
        if is_short or likely.is_plain(word) or word in self._known or not self._are_words_known:
            return None
        near, pupils = self._near_words.nearly(word), self._pupil_words.nearly(word) if has_capital else ()
        if not near and not pupils:
            return None
        named = self._those[(self._near_words.of[near[0]] if near else self._pupil_words.of[pupils[0]])[0]]
        known = self._known_words.nearly(word)
        if near and has_capital and not known and not standing.opens(folded, found[here]):
            return Entry(named, 1, named.key)
        is_own = bool((self.child.first_words | self.child.last_words) & set(known))
        return Entry(named, 1, named.key or self._ask(SLIP, word, Cover.LEAVE if is_own else Cover.CAPITAL))

    def _fits(self, entry: Entry, folded: Folded, run: list[Token]) -> bool:
        if entry.capital and not (_has_capital(folded, run[0]) and not standing.is_in_a_date(folded, run)):
            return False
        if len(run) == 1:
            return not entry.initial or self._is_account(folded, run[0], entry)
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

    def _is_account(self, folded: Folded, token: Token, entry: Entry) -> bool:
        """Whether a name and an initial in one are: @leob, LeoB, lbrown."""
        if len(token.word) < likely.SHORTEST or token.word in ORDINARY:
            return False
        return is_like_an_account(folded, token) or (len(token.word) > likely.CLEAR and not entry.key)

    def _hit(self, folded: Folded, found: list[Token], here: int, last: int, entry: Entry) -> Hit:
        assert entry.of is not None
        start, end = folded.place(found[here].start, found[last].end)
        text, run = folded.text, found[here : last + 1]
        word, key = text[start:end], self._key(folded, run, entry)
        if here and found[here - 1].word in WORDS.titles and standing.is_space(folded, found[here - 1], found[here]):
            start = folded.place(found[here - 1].start, found[here - 1].end)[0]
        start, end = self._whole_address(text, start, end)
        if key.startswith(INITIALS) and "." in word and DOT.match(text, end):
            end += 1
        return Hit(start, end, entry.of.called, key, word, _has_capital(folded, run[0]))

    def _key(self, folded: Folded, run: list[Token], entry: Entry) -> str:
        """Under which it is decided: apart from the word, where it is disguised, since nobody disguises a mere word."""
        kind = entry.key.partition(":")[0]
        is_short = len(run[0].word) < WITHIN or not is_like_an_account(folded, run[0])
        is_doubtful = any(token.is_doubtful for token in run) or (entry.initial and len(run) == 1 and is_short)
        if kind not in {"", *ABOUT_A_WORD} or not (is_doubtful or any(token.is_disguised for token in run)):
            return entry.key
        if not is_doubtful and kind in ("", WORD):
            return ""
        written = APART.sub("-", folded.chars[run[0].start : run[-1].end])
        return self._ask(DISGUISE, written, Cover.EVERYWHERE)

    def _whole_address(self, text: str, start: int, end: int) -> tuple[int, int]:
        """All of an account’s name or of an address that a name is in, unless one that stays is in it too."""
        left, right = start, end
        while left and start - left < LONGEST_ADDRESS and standing.IN_AN_ADDRESS.match(text[left - 1]):
            left -= 1
        while right < len(text) and right - end < LONGEST_ADDRESS and standing.IN_AN_ADDRESS.match(text[right]):
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
    return token.is_disguised or standing.has_capital(folded, token)


def _is_about_a_word(key: str) -> bool:
    return key.partition(":")[0] in ABOUT_A_WORD


def _is_same(one: Name, other: Name) -> bool:
    """Whether two people could be meant by one whole name."""
    firsts = (one.first_words | one.shorts) & (other.first_words | other.shorts)
    return bool(firsts and one.lasts & other.lasts)


def _is_stronger(there: Entry, entry: Entry) -> bool:
    if entry.of is None:
        return False
    return there.of is None or bool(entry.key and not there.key)
