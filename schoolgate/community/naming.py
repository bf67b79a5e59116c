"""What people are called with their title, and how they are looked for by it."""

from django.db.models import Q

TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "revd", "prof", "sir", "dame", "canon", "fr", "cllr"})
"""Those that somebody types in front of a name; any other is a title where it is on record."""


class Titled:
    """A person whose title may be on record: `title` is free, and empty for children."""

    title: str
    last_name: str

    @property
    def called(self) -> str:
        """As children and letters call a grown-up: Mrs Kapoor; the whole name where no title is known."""
        return f"{self.title} {self.last_name}" if self.title else str(self)

    @property
    def formal(self) -> str:
        """Their whole name with their title, as a letter has it."""
        return f"{self.title} {self}".strip()


def name_has(word: str, *, alone: bool = False) -> Q:
    """That a word is in somebody's name, or is their title.

    A usual title also means those whose title is not known, where it is not `alone`: else it would mean nearly all.
    """
    found = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(known_as__icontains=word)
    bare = word.strip(".")
    if not bare:
        return found
    found |= Q(title__iexact=bare) | Q(title__iexact=f"{bare}.")
    return found | Q(title="") if bare.casefold() in TITLES and not alone else found
