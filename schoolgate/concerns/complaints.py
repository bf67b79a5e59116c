"""When a complaint is none: it tells of an injury, of danger, or of what an adult did to a child."""

import functools
import re
from dataclasses import dataclass, replace
from pathlib import Path

from schoolgate import datafiles
from schoolgate.concerns.rules import ConcernKind, Report
from schoolgate.engines.screening import learnt
from schoolgate.engines.screening import suggest as screening

LEAVES = {ConcernKind.UNHAPPY: ConcernKind.WORRY, ConcernKind.NETWORKING: ConcernKind.STAFF}
"""What each lesser kind becomes when it is a safeguarding matter."""
LOUD = 1.5
"""From this score on it sounds so where a child is in it; complaints are not what the engine has learnt from."""
LEAST_WORDS = 4
"""What fewer words sound like says nothing: only signs count in them."""
SERIOUS = (screening.Harm.DANGER, screening.Harm.SEXUAL, screening.Harm.CONTACT, screening.Harm.ADULT)


@dataclass(frozen=True)
class _File:
    child: tuple[str, ...]
    signs: tuple[str, ...]


def leaves(kind: ConcernKind, words: str, *, said_so: bool = False) -> bool:
    """Whether what is told as a lesser matter is a safeguarding concern: whoever tells it says so, or it reads like one."""
    return kind in LEAVES and (said_so or reads_like_one(words))


def sent_on(telling: Report, read: str = "") -> Report:
    """What was told, as what it is: `read` is what stands in its files."""
    words = f"{telling.all_words()} \n{telling.place} \n{read}"
    if not leaves(telling.kind, words, said_so=telling.hurt):
        return telling
    return replace(telling, kind=LEAVES[telling.kind])


def reads_like_one(words: str) -> bool:
    """Whether a text tells of an injury, of danger, or of an adult's conduct; rather once too often."""
    text = " ".join(words.lower().replace("’", "'").split())
    if screening.signs_of(text) or _signs().search(text):
        return True
    if not _child().search(text) or len(text.split()) < LEAST_WORDS:
        return False
    scores = learnt.learnt().scores(words)
    return any(scores[harm] > LOUD for harm in SERIOUS)


@functools.cache
def _file() -> _File:
    return datafiles.whole(Path(__file__).with_name("complaints.toml"), _File)


@functools.cache
def _signs() -> re.Pattern[str]:
    signs = "|".join(_file().signs).replace("{child}", "|".join(_file().child))
    return re.compile(rf"\b(?:{signs})")


@functools.cache
def _child() -> re.Pattern[str]:
    """Words for a child: not those that stand for anybody."""
    anybody = {"him", "her", "them", "me", "he", "she", "they", "class", "friend"}
    return re.compile(rf"\b(?:{'|'.join(word for word in _file().child if word not in anybody)})\b")
