"""Finds initials of people, and accounts that are named after them: L.B., LB hit me, @leogamer, xX_leo_Xx. Plain Python.

What is found may be somebody else, or no name at all: a person decides.
"""

import itertools
import re
from collections.abc import Iterable, Mapping

from schoolgate.engines.mentions import spelling
from schoolgate.engines.mentions.spelling import Folded, Token
from schoolgate.records.names import ORDINARY, WORDS, Name, Way, names_alone

LONGEST = 4
"""So many letters initials have, at most."""
SHORTEST = 3
"""Letters of a name that is looked for in a longer word."""
APART = re.compile(r"[ .,\-/\xa0]{1,3}|")
"""What may stand between initials."""
SPOKEN = frozenset({"am", "pm", "eg", "ie", "ps", "ai", "ia"})
"""What small letters of these are, whoever has such initials."""
WRAPPED = re.compile(r"x{1,3}(.+?)x{1,3}")
HUMPS = re.compile(r"[^\W\d_a-z]+(?![a-z])|[^\W\d_][a-z]*")
ABBREVIATIONS = WORDS.abbreviations | ORDINARY


def of(name: Name) -> frozenset[str]:
    """The initials of a name: of each of its first and last names, of some of them, and of all."""
    firsts = {letters for way in name.firsts for letters in _letters(way)}
    bare = {tuple(filter(names_alone, way)) or way for way in name.lasts}
    lasts = {letters for way in name.lasts | bare for letters in _letters(way)}
    return frozenset(first + last for first, last in itertools.product(firsts, lasts) if len(first + last) <= LONGEST)


def _letters(way: Way) -> set[str]:
    return {word[0] for word in way[:1]} | {word[0] for word in way[-1:]} | {"".join(word[0] for word in way)}


class Initials:
    """Whose initials are looked for: of those in the story, and of those who are in a class with somebody in it."""

    def __init__(self, near: Iterable[Name], beside: Iterable[Name], own: Name) -> None:
        mine = of(own)
        self.near = frozenset(letters for name in near for letters in of(name))
        self.beside = frozenset(letters for name in beside for letters in of(name)) - mine - self.near
        self.leave = frozenset((self.near & mine) | (ABBREVIATIONS & (self.near | self.beside)))
        """Those that are left unless somebody decides otherwise: they are the child’s too, or a word."""

    def find(self, folded: Folded, found: list[Token], here: int) -> tuple[int, str] | None:
        """The last word of the initials that begin with this one, and which they are."""
        letters, best = "", None
        if len(found[here].word) > LONGEST + 1:
            return None
        for last in range(here, min(here + LONGEST, len(found))):
            token = found[last]
            if last > here and (
                len(token.word) > 1
                or len(found[here].word) > 1
                or not APART.fullmatch(folded.chars[found[last - 1].end : token.start])
            ):
                break
            letters += token.word
            if self._are(folded, found[here : last + 1], letters):
                best = last, letters
        return best or self._of_several(folded, found, here)

    def _of_several(self, folded: Folded, found: list[Token], here: int) -> tuple[int, str] | None:
        """LBs phone."""
        word, text = found[here].word[:-1], _written(folded, found[here])
        is_it = len(word) > 1 and text[-1:] == "s" and text[:-1].isupper() and word in self.near | self.beside
        return (here, word) if is_it and not _is_beside_figures(folded, found[here]) else None

    def _are(self, folded: Folded, run: list[Token], letters: str) -> bool:
        if len(letters) < 2 or letters not in self.near | self.beside or _is_beside_figures(folded, run[0], run[-1]):
            return False
        written = "".join(_written(folded, token) for token in run)
        gaps = [folded.chars[one.end : other.start] for one, other in itertools.pairwise(run)]
        has_dots = bool(gaps) and all("." in gap for gap in gaps)
        if written.isupper():
            return has_dots or bool(gaps) or letters not in ORDINARY or not _is_shouted(folded, run[0], run[-1])
        if letters not in self.near or letters in SPOKEN or not (written.islower() or written.istitle()):
            return False
        return has_dots or (len(gaps) > 0 and not set(letters) <= {"a", "i"}) or letters not in ABBREVIATIONS


def _written(folded: Folded, token: Token) -> str:
    start, end = folded.place(token.start, token.end)
    return folded.text[start:end]


def _is_beside_figures(folded: Folded, first: Token, last: Token | None = None) -> bool:
    """3B, KS2 and 5 lb are no initials; @lb09 may be."""
    before = folded.chars[max(0, first.start - 2) : first.start]
    if before.endswith("@"):
        return False
    after = folded.chars[(last or first).end : (last or first).end + 1]
    is_small = folded.text[folded.starts[first.start]].islower()
    return before[-1:].isdigit() or after.isdigit() or (is_small and before.strip().isdigit())


def _is_shouted(folded: Folded, first: Token, last: Token) -> bool:
    """Whether the words around are in capitals too, so that these say nothing."""
    around = folded.text[max(0, folded.starts[first.start] - 12) : folded.starts[first.start]]
    around += folded.text[folded.ends[last.end - 1] : folded.ends[last.end - 1] + 12]
    return around.isupper()


# ---- accounts


def is_in_a_handle(folded: Folded, token: Token) -> bool:
    """Whether it stands where only names of accounts stand: after @ or _, before figures."""
    before, after = folded.chars[max(0, token.start - 1) : token.start], folded.chars[token.end : token.end + 1]
    return before in ("@", "_", "#") or before.isdigit() or after == "_" or after.isdigit()


def is_like_an_account(folded: Folded, token: Token) -> bool:
    """Whether it stands where they stand, or has a capital in it: LeoB."""
    written = _written(folded, token)
    return is_in_a_handle(folded, token) or not (written.isupper() or written[1:].islower())


def inside(folded: Folded, token: Token, is_theirs: Mapping[str, bool]) -> str:
    """The name in a longer word that may be an account: xleox, TheRealLeo, @leogamer.

    `is_theirs` says of each word that is looked for whether it is the name of somebody in the story.
    """
    word, written = token.word, _written(folded, token)
    wrapped = WRAPPED.fullmatch(word)
    if wrapped and is_theirs.get(wrapped[1]):
        return wrapped[1]
    parts = [] if written[1:].islower() else HUMPS.findall(written)
    humps = ["".join(spelling.words(part)) for part in parts] if len(parts) > 1 else []
    for start, end in itertools.combinations(range(len(humps) + 1), 2) if 1 < len(humps) <= 2 * LONGEST else ():
        part = "".join(humps[start:end])
        if len(part) >= SHORTEST and is_theirs.get(part) is not None and part not in ABBREVIATIONS:
            return part
    if not is_in_a_handle(folded, token):
        return ""
    ends = (part for size in range(len(word) - 1, SHORTEST - 1, -1) for part in (word[:size], word[-size:]))
    return next((part for part in ends if is_theirs.get(part)), "")
