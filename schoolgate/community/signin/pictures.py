"""What is on a pupil's card: three of twelve pictures, and the words that class codes are made of."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from schoolgate import datafiles

PICTURES = ("sun", "fish", "car", "tree", "star", "moon", "cat", "apple", "ball", "boat", "house", "flower")
ON_A_CARD = 3
CLOSED_AFTER, CLOSED_AFTER_IN_ALL = 40, 120
"""Wrong tries since the last right one, and since the card was made, after which it opens nothing: of 1,320 ways."""
MANY = 20
"""Wrong tries since the last right one of which the child's teachers are told."""


@dataclass(frozen=True)
class _File:
    first_words: tuple[str, ...]
    second_words: tuple[str, ...]


_FILE = datafiles.whole(Path(__file__).with_name("pictures.toml"), _File)
FIRST_WORDS, SECOND_WORDS = _FILE.first_words, _FILE.second_words


def draw() -> tuple[str, ...]:
    """Three different pictures, in the order in which they are to be pressed: one of 1,320 ways."""
    return tuple(secrets.SystemRandom().sample(PICTURES, ON_A_CARD))


def class_code() -> str:
    """Two words and a number, such as `kestrel-lamp-42`: one of about 370,000."""
    return f"{secrets.choice(FIRST_WORDS)}-{secrets.choice(SECOND_WORDS)}-{secrets.randbelow(90) + 10}"


def tidy(code: str) -> str:
    """A class code as a child may type it, as it is kept: `Kestrel Lamp 42` is `kestrel-lamp-42`."""
    return "-".join(code.lower().replace("-", " ").split())[:30]


def are_known(chosen: tuple[str, ...]) -> bool:
    return len(chosen) == ON_A_CARD and set(chosen) <= set(PICTURES)
