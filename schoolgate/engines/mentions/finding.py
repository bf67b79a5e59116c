"""Whom a text may mean: by name first, then by office or class."""

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from schoolgate.engines import nicknames
from schoolgate.engines.mentions import lists, offices
from schoolgate.engines.mentions.addressing import addressed
from schoolgate.engines.mentions.beginnings import beginnings
from schoolgate.engines.mentions.names import names_of
from schoolgate.engines.mentions.nearness import Work
from schoolgate.engines.mentions.normal import plain, words_of
from schoolgate.engines.mentions.shapes import Child, Known, Mention, Word

LIKELIER = 50
"""Out of 100: from here on a word is more like a name than unlike it."""


def meant(
    text: str,
    people: Sequence[Known],
    *,
    typed: Iterable[str] = (),
    children: Sequence[Child] = (),
    chosen: Sequence[Child] = (),
    names: bool = True,
    work: Work | None = None,
) -> tuple[Mention, ...]:
    """Everyone of `people` whom an account, or a line typed as a name, may mean; each once.

    `children` are all of the school, and others whose full names mean nobody else; `chosen` those whom it is about, whose class
    teacher is "her teacher". A line that was typed as a name needs less to mean somebody than words in an account,
    and an account means nobody by being written to them. Without `names` only offices and classes are looked for.
    Where `work` is spent, it ends with what was found until then: anybody else may be meant as well.
    """
    work = work or Work()
    full = {(plain(first), plain(child.last_name)) for child in children for first in _called(child)}
    rooms = {plain(child.classroom) for child in children if child.classroom}
    sources = [(words_of(line), True) for line in typed] + [(words_of(text), False)]
    everything = [word for words, _ in sources for word in words]
    pairs = (pair for words, _ in sources for pair in itertools.pairwise(words))
    there = {(one.plain, other.plain) for one, other in pairs if lists.may_be_a_first_name(one, other)}
    lines = [words for words, is_name in sources if is_name]
    named = frozenset(first for first, last in full & there) | frozenset(_first_names(lines))
    firsts = frozenset(first for first, _ in full) | _known_firsts(tuple(people))
    found: dict[int, Mention] = {}
    for words, is_name in sources:
        around = lists.Around(frozenset(full), named, frozenset(rooms), is_name, firsts)
        to = frozenset() if is_name else addressed(words)
        called = _by_name(words, people, around, to, work) if names else ()
        for mention in (*called, *offices.held(words, people, to)):
            found.setdefault(mention.id, mention)
    for mention in offices.taught(everything, people, children, chosen):
        found.setdefault(mention.id, mention)
    return tuple(found.values())


def could_mean(line: str, person: Known) -> bool:
    """Whether a name could be theirs, spelt or heard very badly: some word of it is more like theirs than unlike."""
    names = names_of(person)
    words = [word.plain for word in words_of(line) if word.plain not in lists.FILE.titles | lists.FILE.plain_words]
    whole = names.first | names.parts
    return any(fuzz.ratio(word, name) >= LIKELIER for word in words for name in whole if len(word) > 1)


@functools.lru_cache(maxsize=16)
def _known_firsts(people: tuple[Known, ...]) -> frozenset[str]:
    return nicknames.NAMES | lists.FILE.first_names | {name for person in people for name in names_of(person).own}


def _first_names(lines: list[list[Word]]) -> Iterator[str]:
    """First names that a line for names gives with a surname: they mean whoever has that surname."""
    for words in lines:
        for one, other in itertools.pairwise(words):
            if one.capital and other.capital and not one.apart(other) and other.plain not in lists.FILE.titles:
                yield one.plain


def _called(child: Child) -> Iterator[str]:
    yield from filter(None, (child.first_name, child.known_as))


def _by_name(
    words: list[Word], people: Sequence[Known], around: lists.Around, to: frozenset[int], work: Work
) -> Iterator[Mention]:
    places = beginnings(tuple(people)).places(words, to, around.typed, work)
    for number, person in enumerate(people):
        names = names_of(person)
        for at in places.get(number, ()):
            if not work.take():
                return
            width = names.said(words, at, around)
            if width:
                shown = " ".join(word.text for word in words[max(0, at - 1) : at + width])
                yield Mention(person.id, shown, "name")
                break
