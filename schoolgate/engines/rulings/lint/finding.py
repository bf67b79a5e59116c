"""One thing to look at in a policy, and how clauses are named in it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schoolgate.engines.rulings.table import in_order

KINDS = {
    "contradiction": (
        "Clauses that say different things",
        "One allows or asks for what another rules out. Then the stricter one decides; the document could say so.",
    ),
    "gap": ("Questions that no clause decides", "A person is asked each time, until a clause says more."),
    "unenforced": ("Clauses that nothing puts in force", "They are words only, until something follows from them."),
    "dead": ("Clauses that never decide alone", "Taking one out would change no answer."),
    "legal": ("What the law has to say", "Notes to check with your adviser; they are not legal advice."),
}
"""The kinds of findings, in the order in which to look at them, each with a title and what it means."""


@dataclass(frozen=True)
class Finding:
    """One thing to look at: its kind, the clauses concerned in document order, the plainest example, and a sentence.

    `settled` is whether the clauses agree already, because one of them is an exception to the other.
    """

    kind: str
    clauses: tuple[str, ...]
    example: str
    says: str
    key: str
    settled: bool = False


def finding(kind: str, clauses: Iterable[str], example: str, says: str, *marks: Any, settled: bool = False) -> Finding:
    """A finding whose key rests on what was found (`marks`), not on the words for it."""
    ordered = tuple(in_order(clauses))
    mark = json.dumps([kind, ordered, settled, *marks], default=str)
    key = hashlib.sha256(mark.encode()).hexdigest()[:16]
    return Finding(kind, ordered, example, says, key, settled)


class Names:
    """How clauses are called in sentences: as the school's document calls them."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = places

    def one(self, clause: str) -> str:
        return f"clause {self.places.get(clause, clause)}"

    def some(self, clauses: Iterable[str], *, word: str = "and") -> str:
        """Several clauses, in document order."""
        places = [self.places.get(clause, clause) for clause in in_order(clauses)]
        return f"{'clauses' if len(places) > 1 and word == 'and' else 'clause'} {joined(places, word)}"


def joined(words: Iterable[str], word: str = "and") -> str:
    """Words as a list in a sentence: one, one and two, one, two and three."""
    *most, last = list(words)
    return f"{', '.join(most)} {word} {last}" if most else last


def sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
