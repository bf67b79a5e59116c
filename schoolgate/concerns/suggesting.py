"""What a concern seems to be about, from its words: suggestions for triage, never decisions."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from schoolgate import datafiles
from schoolgate.concerns.rules import Channel, ConcernKind, Harm
from schoolgate.engines import model_policy
from schoolgate.engines.documents.matching import stems
from schoolgate.engines.screening import suggest as screening

OF_KIND = {
    ConcernKind.UNHAPPY: "3.c.2",
    ConcernKind.JOIN: "5.p.4",
    ConcernKind.NETWORKING: "5.s.6",
    ConcernKind.COLLEAGUE: "6.1",
    ConcernKind.POSING: "5.s.5",
}
OF_DOOR = {Channel.PUPIL: "3.a.6", Channel.PARENT: "3.c.4", Channel.STAFF: "1.4a", Channel.ANONYMOUS: "8.b.2"}
BULLYING = "5.p.8"
SEXUAL = "6.1"
CONTACT = "5.p.7"
LEAST = 3
"""A clause is suggested from the words alone where at least so much of it is in them."""


@dataclass(frozen=True)
class _File:
    """Patterns for each harm."""

    harms: dict[Harm, tuple[str, ...]]


_FILE = datafiles.whole(Path(__file__).with_name("suggesting.toml"), _File)
_PATTERNS = {harm: re.compile(rf"\b(?:{'|'.join(words)})", re.I) for harm, words in _FILE.harms.items()}


OF_ENGINE = {
    screening.Harm.DANGER: Harm.DANGER,
    screening.Harm.SEXUAL: Harm.SEXUAL,
    screening.Harm.CONTACT: Harm.GROOMING,
    screening.Harm.ADULT: Harm.ADULT,
    screening.Harm.BULLYING: Harm.BULLYING,
    screening.Harm.ILLEGAL: Harm.ILLEGAL,
    screening.Harm.RULES: Harm.RULES,
    screening.Harm.OTHER: Harm.OTHER,
}


def harm(kind: ConcernKind, words: str, *, urgent: bool, about_staff: bool) -> Harm:
    """What it may be about, for a small tag: by what it is, then by signs and by what it sounds like.

    Danger to life and limb goes before everything else, and already where it only sounds a little like it.
    """
    text = words.replace("’", "'")
    if urgent or screening.signs_of(text) or _PATTERNS[Harm.DANGER].search(text):
        return Harm.DANGER
    if kind is ConcernKind.POSING:
        return Harm.GROOMING
    if kind is ConcernKind.COLLEAGUE or about_staff:
        return Harm.ADULT
    if kind in (ConcernKind.JOIN, ConcernKind.NETWORKING):
        return Harm.RULES
    sounds = OF_ENGINE[screening.sounds_like(text)]
    if sounds in (Harm.DANGER, Harm.SEXUAL):
        return sounds
    return next((found for found, pattern in _PATTERNS.items() if pattern.search(text)), sounds)


def is_danger(kind: ConcernKind, words: str) -> bool:
    """Whether words that were added sound like danger."""
    return bool(words.strip()) and harm(kind, words, urgent=False, about_staff=False) is Harm.DANGER


def clause(kind: ConcernKind, door: Channel, words: str, harm: Harm) -> str:
    """The clause of the model policy that it seems to touch; triage confirms or changes it."""
    if kind in OF_KIND:
        return OF_KIND[kind]
    if harm is Harm.BULLYING:
        return BULLYING
    if harm is Harm.SEXUAL:
        return SEXUAL
    if harm is Harm.GROOMING:
        return CONTACT
    said = frozenset(stems(words))
    best, score = max(((id, len(said & known)) for id, known in _known().items()), key=lambda item: item[1])
    return best if score >= LEAST else OF_DOOR[door]


@functools.cache
def _known() -> dict[str, frozenset[str]]:
    """Clause → the stems of its own words and of what people say instead."""
    return {clause.id: frozenset(stems(" ".join((clause.text, *clause.words)))) for clause in model_policy.clauses()}


ALIKE = 70
"""Out of 100: words so alike that two concerns may be about one thing."""


def alike(words: str, others: str) -> bool:
    """Whether two accounts may be about the same thing: they share most of their longer words."""
    return fuzz.token_set_ratio(_longer(words), _longer(others), score_cutoff=ALIKE) > 0


def _longer(text: str) -> str:
    return " ".join(word for word in text.casefold().split() if len(word) > 3)
