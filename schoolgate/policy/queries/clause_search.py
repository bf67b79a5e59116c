"""A school's clauses as the search by meaning takes them."""

import functools
from collections.abc import Iterable

from schoolgate.engines.model_policy import placeholders
from schoolgate.policy.asking import entries
from schoolgate.policy.asking.search import Entry, Search
from schoolgate.policy.models import Clause


def of_clause(clause: Clause) -> Entry:
    """A clause to be found by its own words and by those of the model; officers by their titles."""
    texts = (placeholders.filled(text, {}) for text in (clause.text, clause.gloss, clause.child))
    return entries.clause(clause.place, clause.model, *texts, place=f"{clause.place} {clause.section}")


@functools.lru_cache(maxsize=64)
def index(of: tuple[Entry, ...]) -> Search:
    """The search over these entries, made once for as long as they stay the same."""
    return Search(of)


def places(clauses: Iterable[Clause], words: str) -> frozenset[str]:
    """The places of the clauses that these words mean: those with every word, else those with most of them."""
    found = index(tuple(of_clause(clause) for clause in clauses)).find(words, most=1000)
    whole = [hit for hit in found if hit.whole]
    return frozenset(hit.entry.id for hit in whole or found)
