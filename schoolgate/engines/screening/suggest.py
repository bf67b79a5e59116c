"""What an account seems to be about: a suggestion for whoever reads it, never a decision, and never the order of reading.

Danger to life and limb is looked for in two ways, and either is enough: by signs, words that speak of it whatever stands
around them, and by what is learnt from phrasings of our own. Everything else is what it sounds most like.
"""

import functools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from schoolgate import datafiles
from schoolgate.engines.mentions import finding
from schoolgate.engines.mentions.shapes import Known
from schoolgate.engines.screening.learnt import learnt


class Harm(StrEnum):
    """Worst first."""

    DANGER = "danger"
    SEXUAL = "sexual"
    CONTACT = "contact"
    ADULT = "adult"
    BULLYING = "bullying"
    ILLEGAL = "illegal"
    RULES = "rules"
    OTHER = "other"


SURE = -1.0
"""From this score on an account sounds like danger; it is raised rather once too often (docs/explanation/danger-words.md)."""
CLAUSES = {
    Harm.DANGER: ("6.1",),
    Harm.SEXUAL: ("6.1",),
    Harm.CONTACT: ("5.p.7",),
    Harm.ADULT: ("6.4",),
    Harm.BULLYING: ("5.p.8", "7.3"),
    Harm.ILLEGAL: ("3.a.3",),
    Harm.RULES: ("3.a.2",),
    Harm.OTHER: (),
}
"""The clauses of the model policy that an account of a harm touches first."""


@dataclass(frozen=True)
class Suggestion:
    """`about` are those of the staff whom it may mean; `not_for` must not be among its first readers."""

    harm: Harm
    about: tuple[int, ...]
    not_for: tuple[int, ...]
    clauses: tuple[str, ...]
    signs: tuple[str, ...]
    """The words that spoke of danger whatever stands around them."""


@dataclass(frozen=True)
class _Signs:
    someone: tuple[str, ...]
    home: tuple[str, ...]
    danger: tuple[str, ...]


@functools.cache
def _danger() -> re.Pattern[str]:
    file = datafiles.whole(Path(__file__).with_name("signs.toml"), _Signs)
    lists = {"{someone}": "|".join(file.someone), "{home}": "|".join(file.home)}
    signs = file.danger
    for name, words in lists.items():
        signs = tuple(sign.replace(name, words) for sign in signs)
    return re.compile(rf"\b(?:{'|'.join(signs)})")


def suggest(text: str, staff: Sequence[Known] = ()) -> Suggestion:
    """Suggests the harm of an account, and whom of `staff` it may mean; it errs towards danger and towards meaning them."""
    meant = tuple(mention.id for mention in finding.meant(text, staff)) if staff else ()
    found = signs_of(text)
    harm = Harm.DANGER if found else sounds_like(text, names_staff=bool(meant))
    return Suggestion(harm, meant, meant, CLAUSES[harm], found)


def signs_of(text: str) -> tuple[str, ...]:
    """The words of an account that speak of danger by themselves, each once."""
    plain = " ".join(text.lower().replace("’", "'").split())
    return tuple(dict.fromkeys(found.group() for found in _danger().finditer(plain)))


def sounds_like(text: str, *, names_staff: bool = False) -> Harm:
    """The harm that an account sounds most like: danger already where it sounds a little like it."""
    scores = learnt().scores(text)
    if not any(scores.values()):
        return Harm.OTHER
    if scores[Harm.DANGER] > SURE:
        return Harm.DANGER
    others: Collection[Harm] = [harm for harm in Harm if harm is not Harm.DANGER]
    best = max(others, key=lambda harm: scores[harm])
    if names_staff and scores[Harm.ADULT] > 0 and best is not Harm.SEXUAL:
        return Harm.ADULT
    return best
