"""What is known of a grown-up, and what is found of them in a text."""

import re
from dataclasses import dataclass

APART = re.compile(r"[,;/+&()|\n:!?–—\"“”]|\s-\s")


@dataclass(frozen=True)
class Known:
    """A grown-up of the school: `duties` are their offices by the names in `mentions.toml`, `classes` those they teach."""

    id: int
    first_name: str
    last_name: str
    known_as: str = ""
    duties: frozenset[str] = frozenset()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Child:
    """A child of the school by name: what names a child in full does not mean a grown-up of that surname."""

    first_name: str
    last_name: str
    known_as: str = ""
    classroom: str = ""


@dataclass(frozen=True)
class Mention:
    """Somebody whom a text may mean, the words of the text that say so, and by what they do."""

    id: int
    text: str
    by: str


@dataclass
class Word:
    """A word of a text: as written, and as it is compared; `gap` is what stands before it."""

    text: str
    plain: str
    start: int
    end: int
    capital: bool = False
    opens: bool = False
    """At the start of a sentence, where a capital says nothing."""
    alone: bool = False
    """By itself, as in a list of names."""
    gap: str = ""

    def apart(self, after: "Word") -> bool:
        """Whether something stands between this word and the one after it that parts them."""
        return bool(APART.search(after.gap))
