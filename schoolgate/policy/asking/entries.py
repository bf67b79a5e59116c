"""What can be found on the page "May I?": worked questions, clauses and platforms, each with its words; no Django."""

import functools
from collections.abc import Iterable, Iterator

from schoolgate.engines import ages, model_policy
from schoolgate.engines.ages.book import Register
from schoolgate.engines.rulings.faq import EXAMPLES, Example
from schoolgate.policy.asking.search import Entry, Search

EXAMPLE, CLAUSE, PLATFORM = "example", "clause", "platform"

NAME, TITLE, WORDS, TEXT, ASIDE = 3.5, 3.0, 2.5, 1.5, 1.0
"""Weights: of a name, of a heading or question, of words given for finding, of a text, and of words beside it."""


@functools.cache
def examples() -> tuple[Entry, ...]:
    """Every worked question, found by its question, its words, its platform and what to do."""
    return tuple(_example(example) for example in EXAMPLES)


def _example(example: Example) -> Entry:
    name = example.platform.replace("_", " ") if example.platform else ""
    texts = ((example.asks, TITLE), (", ".join(example.words), WORDS), (name, WORDS), (example.do, ASIDE))
    return Entry(EXAMPLE, example.id, texts)


def clause(id: str, model: str, *texts: str, place: str = "") -> Entry:
    """A clause: its own texts, the strongest first, and the words that the model policy knows it by."""
    own = tuple((text, TEXT) for text in texts if text)
    return Entry(CLAUSE, id, (*own, (place, TITLE), (", ".join(_words_of(model)), WORDS)))


def _words_of(model: str) -> tuple[str, ...]:
    try:
        return tuple(model_policy.clause(model).words) if model else ()
    except KeyError:
        return ()


def platforms(book: Register) -> Iterator[Entry]:
    """Every platform of a register, by all its names and its kind."""
    for entry in book.platforms.values():
        names = ", ".join(name for name in (entry.name, entry.was, *entry.also) if name)
        yield Entry(PLATFORM, entry.id, ((names, NAME), (entry.kind, TEXT), ("age limit", ASIDE)))


@functools.cache
def shipped_platforms() -> tuple[Entry, ...]:
    return tuple(platforms(ages.shipped()))


@functools.cache
def clauses_of_model() -> tuple[Entry, ...]:
    return tuple(
        clause(other.id, other.id, other.text, other.gloss, other.child, place=other.id)
        for other in model_policy.clauses()
    )


def model() -> Iterable[Entry]:
    """Everything there is where a school has published nothing and changed nothing."""
    return (*examples(), *clauses_of_model(), *shipped_platforms())


@functools.cache
def of_model() -> Search:
    """The search over all of that, made once."""
    return Search(model())
