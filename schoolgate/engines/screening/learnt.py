"""What an account sounds like, learnt from phrasings of our own: naive Bayes over words and pieces of words.

After C. D. Manning, P. Raghavan and H. Schütze, *Introduction to Information Retrieval* (2008), chapter 13: multinomial,
each feature counted once an account, the classes taken as equally likely.
"""

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

WORD = re.compile(r"[a-z0-9']+")
PHRASINGS = Path(__file__).with_name("phrasings.tsv")
ALPHA = 0.1
"""Added to every count, so that what was never seen in a class does not rule it out."""
WORDS, PIECES = (1, 2, 3), (4, 5)
"""So many words in a row, and so many letters of a word, are a feature."""
LEAST = 2
"""A piece of a word counts from so many accounts on."""


def features(text: str) -> frozenset[str]:
    """Words, two and three of them in a row, and the pieces of each word, its beginning and end marked."""
    words = WORD.findall(text.lower().replace("’", "'"))
    found = {" ".join(words[at : at + width]) for width in WORDS for at in range(len(words) - width + 1)}
    for word in set(words):
        whole = f"_{word}_"
        found |= {f"~{whole[at : at + width]}" for width in PIECES for at in range(len(whole) - width + 1)}
    return frozenset(found)


@dataclass(frozen=True)
class Learnt:
    """In how many accounts of each class each feature was seen; `totals` of all features of a class."""

    counts: Mapping[str, tuple[int, ...]]
    totals: tuple[int, ...]
    classes: tuple[str, ...]

    def scores(self, text: str) -> dict[str, float]:
        """For each class how far an account speaks for it rather than for all others together.

        A natural logarithm of the odds, divided by the root of the number of features known; 0.0 where none is.
        """
        known = [self.counts[feature] for feature in features(text) if feature in self.counts]
        everything, smooth = sum(self.totals), ALPHA * len(self.counts)
        found = dict.fromkeys(self.classes, 0.0)
        for at, name in enumerate(self.classes):
            inside, outside = self.totals[at] + smooth, everything - self.totals[at] + smooth
            base = math.log(outside / inside)
            for counts in known:
                found[name] += math.log((counts[at] + ALPHA) / (sum(counts) - counts[at] + ALPHA)) + base
        return {name: score / math.sqrt(len(known) or 1) for name, score in found.items()}


def learn(rows: Iterable[tuple[str, str]]) -> Learnt:
    """Learns from pairs of class and text."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for name, text in rows:
        for feature in features(text):
            seen[feature][name] += 1
    kept = {feature: counts for feature, counts in seen.items() if feature[0] != "~" or sum(counts.values()) >= LEAST}
    classes = tuple(sorted({name for counts in kept.values() for name in counts}))
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    table = {}
    for feature, counts in kept.items():
        row = tuple(counts[name] for name in classes)
        table[feature] = same.setdefault(row, row)
    totals = tuple(sum(column) for column in zip(*table.values(), strict=True))
    return Learnt(table, totals, classes)


def phrasings(path: Path = PHRASINGS) -> Iterator[tuple[str, str, str]]:
    """Harm, voice and text of each line of a file of phrasings; ValueError names the line that is none."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        parts = line.split("\t")
        if len(parts) != 3:
            raise ValueError(f"{path.name}, line {number}: expected harm, voice and text, with tabs between them.")
        harm, voice, text = parts
        yield harm, voice, text


@functools.cache
def learnt() -> Learnt:
    """What is learnt from our own phrasings, at the first question in a process."""
    return learn((harm.split("+")[-1], text) for harm, _, text in phrasings())
